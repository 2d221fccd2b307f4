#!/usr/bin/env bash
# Formats, lints, file sizes and names.
source "$(dirname "$0")/require.sh"
cargo fmt --all -- --check
cargo clippy --profile ci --workspace --all-targets -- -D warnings
python3 dev/check_files.py
echo "check passed"
