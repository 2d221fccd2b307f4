"""Puts the table of a benchmark's outcome into README.md, between the results markers."""

import json
import sys
from pathlib import Path

import engines
import report

BEGIN, END = "<!-- results -->", "<!-- end of results -->"


def section(path: Path) -> str:
    outcome = json.loads(path.read_text())
    machine = outcome["machine"]
    warm = "after a warm-up" if outcome.get("warm_up", True) else "cold"
    chart = path.with_suffix(".png").relative_to(engines.ROOT)
    lines = [
        f"### {report.title(outcome)}",
        "",
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB; "
        f"`{outcome['master']}`, {outcome['driver_memory']} heap, default settings; median of "
        f"{outcome['iterations']} {warm}, engines in turn in one run.",
        "",
        report.markdown(outcome),
        "",
        f"![chart]({chart})",
    ]
    return "\n".join(lines)


def main(paths: list[str]) -> None:
    readme = engines.ROOT / "README.md"
    text = readme.read_text()
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    sections = "\n\n".join(section(Path(p).resolve()) for p in paths)
    readme.write_text(f"{head}{BEGIN}\n{sections}\n{END}{tail}")


if __name__ == "__main__":
    main(sys.argv[1:])
