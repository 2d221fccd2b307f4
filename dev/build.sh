#!/usr/bin/env bash
# Builds the native library in release mode and the jars that carry it: of the named Maven profiles,
# spark-4.1 (into spark/target) if none is.
source "$(dirname "$0")/require.sh"
[ $# -gt 0 ] || set -- spark-4.1
echo "building the native library (release) ..."
cargo build --release -p thermite-jni
for profile in "$@"; do
  case "$profile" in
    spark-4.1) folder=target ;;
    spark-3.5) folder=target-3.5 ;;
    *) echo "no profile $profile; allowed: spark-4.1, spark-3.5" >&2; exit 1 ;;
  esac
  echo "building the jar of $profile ..."
  mvn -B -q -f spark/pom.xml -P"$profile" package -Dmaven.test.skip=true \
    -Dnative.dir="$CARGO_TARGET_DIR/release" -DbuildDirectory="$folder"
  ls spark/"$folder"/thermite-spark-*-SNAPSHOT.jar
done
