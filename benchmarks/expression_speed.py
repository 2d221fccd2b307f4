"""Writes docs/generated/expression-speed.md from the outcome of the suite `expr`."""

import json
import math
import statistics
import sys
from pathlib import Path

import engines
from expressions import AGGREGATES, EXPRESSIONS
from summary import median, speed_up

HEAD = """# Speed of expressions

Written by benchmarks/expression_speed.py from the outcome of `make bench SUITE=expr`; do not edit.

Each expression over {rows} million rows on vanilla Spark {version} and on Thermite, engines in turn in
one run; {machine}, `{master}`, median of {iterations}. Aggregates are over a thousand groups.
Times are of whole queries, which read the columns from Parquet and combine the values.
"""


def mean(ratios: list[float]) -> str:
    return f"{math.exp(statistics.fmean(map(math.log, ratios))):.2f}x" if ratios else "-"


def page(outcome: dict) -> str:
    machine = outcome["machine"]
    lines, ratios = [], {"native": [], "Spark's code": []}
    texts = EXPRESSIONS | AGGREGATES
    for record in outcome["queries"]:
        ratio = speed_up(record, "thermite", "spark")
        code = record["native"]["thermite"]["jvm_code"]
        by = "Spark's code" if code else "native"
        ratios[by].append(ratio)
        text = texts[record["query"]].replace("|", "\\|")
        times = " | ".join(f"{median(record, name):.2f}" for name in ("spark", "thermite"))
        lines.append(f"| `{text}` | {by} | {times} | {ratio:.2f}x |")
    head = HEAD.format(
        rows=4 * float(outcome["scale"]),
        version=outcome["versions"]["spark"],
        machine=f"{machine['cpu']}, {machine['cores']} cores",
        master=outcome["master"],
        iterations=outcome["iterations"],
    )
    means = [
        f"- {by}: {len(of)} expressions, geometric mean {mean(of)}, least {min(of, default=0):.2f}x, "
        f"{sum(r < 1 for r in of)} below 1x"
        for by, of in ratios.items()
    ]
    table = ["| expression | runs by | Spark s | Thermite s | speed |", "|---|---|---|---|---|"]
    return "\n".join([head, *means, "", *table, *lines, ""])


def main(path: str) -> None:
    outcome = json.loads(Path(path).read_text())
    (engines.ROOT / "docs" / "generated" / "expression-speed.md").write_text(page(outcome))


if __name__ == "__main__":
    main(*sys.argv[1:])
