#!/usr/bin/env bash
# Writes the generated documentation and the plans of src/test/plans anew.
source "$(dirname "$0")/require.sh"
tests=org.apache.spark.sql.thermite
mvn -B -q -f spark/pom.xml test -Dnative.dir="$CARGO_TARGET_DIR/ci" -Dregen=true \
  -Dtpcds.data="$THERMITE_CACHE/data/tpcds/sf0.01" \
  "-Dsuites=$tests.docs.GeneratedDocsSuite,$tests.expr.FunctionExamplesSuite,$tests.tpch.TpchSuite plan,$tests.tpcds.TpcdsSuite plan"
