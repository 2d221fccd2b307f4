#!/usr/bin/env bash
# Names the first missing prerequisite in one line. Sourced by the other scripts.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export THERMITE_CACHE="${THERMITE_CACHE:-$HOME/.cache/thermite}"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$THERMITE_CACHE/target}"
mkdir -p "$THERMITE_CACHE"

require() {
  command -v "$1" >/dev/null 2>&1 || { echo "missing prerequisite: $2" >&2; exit 1; }
}
require cargo "Rust (stable, 1.94 or newer) with cargo"
require java "a JDK 17"
require mvn "Apache Maven 3.8 or newer"
require python3 "Python 3.11 or newer"
case "$(java -version 2>&1 | head -n 1)" in
  *'"17'* | *'"21'*) ;;
  *) echo "missing prerequisite: a JDK 17; found $(java -version 2>&1 | head -n 1)" >&2; exit 1 ;;
esac
