#!/usr/bin/env bash
# Creates a Python environment, the benchmarks' unless a name and its requirements are given; does nothing
# if it is as these say.
source "$(dirname "$0")/require.sh"
venv="$THERMITE_CACHE/${1:-venv}"
requirements="${2:-benchmarks/requirements.txt}"
stamp="$venv/requirements.stamp"
if [ ! -e "$stamp" ] || ! cmp -s "$requirements" "$stamp"; then
  echo "creating the Python environment $venv ..."
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q --disable-pip-version-check -r "$requirements"
  cp "$requirements" "$stamp"
fi
