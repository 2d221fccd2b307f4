#!/usr/bin/env bash
# Creates the benchmarks' Python environment; does nothing if it is as requirements.txt says.
source "$(dirname "$0")/require.sh"
venv="$THERMITE_CACHE/venv"
stamp="$venv/requirements.stamp"
if [ ! -e "$stamp" ] || ! cmp -s benchmarks/requirements.txt "$stamp"; then
  echo "creating the Python environment $venv ..."
  python3 -m venv "$venv"
  "$venv/bin/pip" install -q --disable-pip-version-check -r benchmarks/requirements.txt
  cp benchmarks/requirements.txt "$stamp"
fi
