"""A benchmark's outcome as tables and as a bar chart."""

from pathlib import Path

from suites import SUITES
from summary import median, pairs, speed_up, speed_ups, total

# A column: its head, then a cell for each query, for the total and for the geometric mean.
Column = list[str]


def _number(value: float | None, suffix: str = "") -> str:
    return "-" if value is None else f"{value:.2f}{suffix}"


def _queries(records: list[dict]) -> Column:
    return ["query", *[record["query"] for record in records], "total", "geometric mean"]


def _seconds(records: list[dict], name: str) -> Column:
    cells = []
    for record in records:
        seconds = median(record, name)
        cells.append("failed" if seconds is None else _number(seconds))
    summed, ran = total(records, name)
    part = "" if ran == len(records) else f" ({ran} of {len(records)})"
    return [f"{name} s", *cells, _number(summed) + part, ""]


def _speed_up(records: list[dict], name: str, peer: str) -> Column:
    cells = [_number(speed_up(record, name, peer), "x") for record in records]
    overall = speed_ups(records, name, peer) or {}
    ends = [_number(overall.get(key), "x") for key in ("total", "geometric_mean")]
    return [f"{name} vs {peer}", *cells, *ends]


def _native(records: list[dict], name: str) -> Column:
    def share(counted: list[dict]) -> str:
        sums = [sum(each[key] for each in counted) for key in ("native", "operators")]
        return f"{sums[0]}/{sums[1]}" if counted else "-"

    found = [[r["native"][name]] if name in r["native"] else [] for r in records]
    return [f"{name} native", *map(share, found), share(sum(found, [])), ""]


def _results(records: list[dict], name: str) -> Column:
    def verdict(record: dict) -> str:
        if name in record["errors"]:
            return "failed"
        return {True: "equal", False: "DIFFERENT", None: "-"}[record["equal"].get(name)]

    cells = [verdict(record) for record in records]
    compared = [cell for cell in cells if cell != "-"]
    equal = compared.count("equal")
    overall = "all equal" if equal == len(compared) else f"{equal}/{len(compared)} equal"
    return [f"{name} results", *cells, overall if compared else "-", ""]


def _bytes(records: list[dict], name: str) -> Column:
    written = [record["shuffle_bytes"].get(name) for record in records]
    megabytes = [None if n is None else n / 1e6 for n in written]
    return [f"{name} MB", *map(_number, megabytes), _number(sum(n or 0 for n in megabytes)), ""]


def _groups(outcome: dict) -> tuple[list[Column], list[Column]]:
    """What was measured, and what follows from it."""
    engines, records = outcome["engines"], outcome["queries"]
    measured = [_seconds(records, name) for name in engines]
    if SUITES[outcome["suite"]].shows_bytes:
        measured += [_bytes(records, name) for name in engines]
    for name in engines:
        # An engine without native operators of its own has no share to show.
        if any(record["native"].get(name, {}).get("native") for record in records):
            measured.append(_native(records, name))
        if name != engines[0]:
            measured.append(_results(records, name))
    return measured, [_speed_up(records, name, peer) for name, peer in pairs(engines)]


def _text(columns: list[Column]) -> str:
    widths = [max(map(len, column)) for column in columns]
    lines = ("  ".join(c.ljust(w) for c, w in zip(row, widths)).rstrip() for row in zip(*columns))
    return "\n".join(lines)


def table(outcome: dict) -> str:
    queries = _queries(outcome["queries"])
    measured, ratios = _groups(outcome)
    times = f"Seconds, median of {outcome['iterations']}:\n{_text([queries, *measured])}"
    if not ratios:
        return times
    return f"{times}\n\nHow many times as fast:\n{_text([queries, *ratios])}"


def markdown(outcome: dict) -> str:
    measured, ratios = _groups(outcome)
    head, *body = zip(_queries(outcome["queries"]), *measured, *ratios)
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in body]
    return "\n".join(lines)


def title(outcome: dict) -> str:
    return f"{SUITES[outcome['suite']].title}, scale factor {outcome['scale']}"


def chart(outcome: dict, path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    engines, records = outcome["engines"], outcome["queries"]
    width = 0.8 / len(engines)
    size = max(6, 0.25 * len(records) * len(engines))
    figure, axes = plt.subplots(figsize=(size, 4.5))
    for i, name in enumerate(engines):
        heights = [median(record, name) or 0 for record in records]
        places = [x + (i - (len(engines) - 1) / 2) * width for x in range(len(records))]
        axes.bar(places, heights, width, label=f"{name} (total {total(records, name)[0]:.1f} s)")
    axes.set_xticks(range(len(records)), [record["query"] for record in records], rotation=45, ha="right")
    axes.set_ylabel(f"seconds, median of {outcome['iterations']}")
    axes.set_title(f"{title(outcome)}, {outcome['master']}")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
