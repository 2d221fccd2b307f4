#!/usr/bin/env bash
# Runs random expressions on plain Spark and on Thermite for some minutes, until two differ.
source "$(dirname "$0")/require.sh"
end=$(($(date +%s) + ${1:-10} * 60))
cargo build --profile ci -p thermite-jni
while [ "$(date +%s)" -lt "$end" ]; do
  seed=$(date +%s)
  echo "seed $seed"
  mvn -B -q -f spark/pom.xml test -Dnative.dir="$CARGO_TARGET_DIR/ci" -Dfuzz.seed="$seed" \
    -Dfuzz.count=4000 -Dsuites=org.apache.spark.sql.thermite.expr.ExpressionFuzzSuite
done
