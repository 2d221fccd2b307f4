"""File sizes, file names and head comments of the project's own sources."""

import re
import subprocess
import sys
from pathlib import Path

LIMIT = 500
SOURCES = {".rs", ".scala", ".py", ".sh", ".proto"}
BAD_NAME = re.compile(r"(^|[_A-Z-])(util|utils|common|helper|helpers|manager)([_A-Z.-]|$)", re.I)
HEAD = {".rs": ("//!",), ".py": ('"""',), ".proto": ("//",)}


def problems(path: Path) -> list[str]:
    text = path.read_text()
    lines = text.splitlines()
    found = []
    if len(lines) > LIMIT:
        found.append(f"{path}: {len(lines)} lines, at most {LIMIT}")
    if BAD_NAME.search(path.name):
        found.append(f"{path}: name it after its part of the domain")
    head = HEAD.get(path.suffix)
    if head and not text.startswith(head):
        found.append(f"{path}: begins with no sentence that says what it is for")
    if path.suffix == ".scala" and "/**" not in text:
        found.append(f"{path}: says nowhere what it is for")
    return found


def main() -> int:
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, check=True)
    paths = [Path(p) for p in listed.stdout.splitlines() if Path(p).suffix in SOURCES]
    found = [problem for path in paths if path.exists() for problem in problems(path)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
