#!/usr/bin/env bash
# Runs all tests; the last line counts them. The native library is built once, without LTO.
source "$(dirname "$0")/require.sh"
log="$(mktemp -d)"
trap 'rm -rf "$log"' EXIT
status=0

echo "== Rust"
cargo test --profile ci --workspace 2>&1 | tee "$log/rust" || status=1
cargo build --profile ci -p thermite-jni || status=1

echo "== TPC-H data"
tools="$THERMITE_CACHE/test-tools"
data="$THERMITE_CACHE/data/tpch/sf0.05"
[ -e "$tools/bin/python" ] || python3 -m venv "$tools"
if [ ! -e "$data/.complete" ]; then
  "$tools/bin/pip" install -q --disable-pip-version-check tpchgen-cli==4.0.0
  mkdir -p "$data"
  "$tools/bin/tpchgen-cli" parquet -s 0.05 --parts 2 --output-dir "$data"
  touch "$data/.complete"
fi

echo "== TPC-DS data"
if [ ! -e "$THERMITE_CACHE/data/tpcds/sf0.01/.complete" ]; then
  "$tools/bin/pip" install -q --disable-pip-version-check duckdb==1.5.5 duckdb-extension-tpcds==1.5.5
  (cd benchmarks && "$tools/bin/python" -c 'import os, pathlib, tpcds
tpcds.data(pathlib.Path(os.environ["THERMITE_CACHE"]), "0.01")')
fi

echo "== Scala"
mvn -B -f spark/pom.xml test -Dnative.dir="$CARGO_TARGET_DIR/ci" \
  -Dtpch.data="$data" -Dtpcds.data="$THERMITE_CACHE/data/tpcds/sf0.01" 2>&1 | tee "$log/scala" || status=1

echo "== Spark 3.5 compiles"
mvn -B -q -f spark/pom.xml -Pspark-3.5 compile -Dnative.dir="$CARGO_TARGET_DIR/ci" \
  -DbuildDirectory=target-3.5 2>&1 | tee "$log/spark35" || status=1

echo "== Python"
python3 -m unittest discover -v -s benchmarks 2>&1 | tee "$log/python" || status=1

echo "== Python functions"
dev/venv.sh
"$THERMITE_CACHE/venv/bin/python" -W ignore::ResourceWarning -m unittest discover -v -s spark/src/test/python 2>&1 |
  tee "$log/pyspark" || status=1

echo "== Python functions, Spark 3.5"
dev/venv.sh venv-tests-3.5 spark/src/test/python/requirements-3.5.txt
"$THERMITE_CACHE/venv-tests-3.5/bin/python" -W ignore -m unittest discover -v -s spark/src/test/python 2>&1 |
  tee "$log/pyspark35" || status=1

python3 dev/count.py "$log" || status=1
exit $status
