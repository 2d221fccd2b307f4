#!/usr/bin/env bash
# Writes the generated documentation anew.
source "$(dirname "$0")/require.sh"
mvn -B -q -f spark/pom.xml test -Dnative.dir="$CARGO_TARGET_DIR/ci" -Dregen=true \
  "-Dsuites=org.apache.spark.sql.thermite.docs.GeneratedDocsSuite,org.apache.spark.sql.thermite.expr.FunctionExamplesSuite"
