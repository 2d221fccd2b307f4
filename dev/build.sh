#!/usr/bin/env bash
# Builds the native library in release mode and the jar that carries it.
source "$(dirname "$0")/require.sh"
echo "building the native library (release) ..."
cargo build --release -p thermite-jni
echo "building the jar ..."
mvn -B -q -f spark/pom.xml package -DskipTests -Dnative.dir="$CARGO_TARGET_DIR/release" "$@"
ls spark/target/thermite-spark-*-SNAPSHOT.jar
