"""Adds up the counts of the test runners' outputs and prints one line."""

import re
import sys
from pathlib import Path


def total(pattern: str, text: str) -> int:
    return sum(int(n) for n in re.findall(pattern, text))


def main(folder: Path) -> int:
    rust = (folder / "rust").read_text()
    scala = (folder / "scala").read_text()
    python = "".join((folder / name).read_text() for name in ("python", "pyspark", "pyspark35"))
    ran = total(r"Ran (\d+) tests?", python)
    bad = total(r"failures=(\d+)", python) + total(r"errors=(\d+)", python)
    passed = (
        total(r"test result: .*? (\d+) passed", rust)
        + total(r"Tests: succeeded (\d+)", scala)
        + ran
        - bad
    )
    failed = (
        total(r"test result: .*?; (\d+) failed", rust)
        + total(r"Tests: succeeded \d+, failed (\d+)", scala)
        + bad
    )
    skipped = total(r"; (\d+) ignored", rust) + total(r"canceled (\d+)", scala)
    print("\n".join(re.findall(r".*\*\*\* FAILED \*\*\*.*|^test .* FAILED$", scala + rust, re.M)))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
