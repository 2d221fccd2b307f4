#!/usr/bin/env bash
# Builds what the named engines need and runs a suite on them; the Makefile's variables say which.
source "$(dirname "$0")/require.sh"
dev/venv.sh
bench() {
  "$THERMITE_CACHE/venv/bin/python" benchmarks/run.py --suite "$SUITE" --scale "$SF" \
    --iterations "$ITERATIONS" --engines "$ENGINES" --queries "$QUERIES" --master "$MASTER" \
    --memory "$DRIVER_MEMORY" ${COLD:+--cold} ${RESULTS:+--results "$RESULTS"} "$@"
}
profiles="$(bench --builds)"
# Two words are two profiles.
# shellcheck disable=SC2086
[ -z "$profiles" ] || dev/build.sh $profiles
bench
