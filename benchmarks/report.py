"""A benchmark's outcome as a table and as a bar chart."""

from pathlib import Path


def _best(record: dict, name: str) -> float | None:
    seconds = record["seconds"].get(name)
    return min(seconds) if seconds else None


def _cells(record: dict, engines: list[str]) -> list[str]:
    base = _best(record, engines[0])
    cells = [record["query"]] + [_number(_best(record, name)) for name in engines]
    for name in engines[1:]:
        seconds = _best(record, name)
        cells.append(f"{base / seconds:.2f}x" if base and seconds else "-")
    for name in engines[1:]:
        native = record["native"].get(name)
        cells.append(f"{native['native']}/{native['operators']}" if native else "-")
        equal = record["equal"].get(name)
        cells.append({True: "equal", False: "DIFFERENT", None: "failed"}[equal])
    return cells


def _number(value: float | None) -> str:
    return "failed" if value is None else f"{value:.2f}"


def rows(outcome: dict) -> list[list[str]]:
    engines = outcome["engines"]
    others = engines[1:]
    head = ["query"] + [f"{name} s" for name in engines] + [f"{name} speed-up" for name in others]
    for name in others:
        head += [f"{name} native", f"{name} results"]
    body = [_cells(record, engines) for record in outcome["queries"]]
    totals = outcome["summary"]["totals"]
    last = ["total"] + [f"{totals[name]:.2f}" for name in engines]
    last += [f"{totals[engines[0]] / totals[name]:.2f}x" if totals[name] else "-" for name in others]
    last += [""] * (2 * len(others))
    means = outcome["summary"]["geometric_mean_speed_up"]
    mean = ["geometric mean", *[""] * len(engines)]
    mean += [f"{means[name]:.2f}x" if name in means else "-" for name in others]
    mean += [""] * (2 * len(others))
    return [head, *body, last, mean]


def table(outcome: dict) -> str:
    cells = rows(outcome)
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)) for row in cells]
    return "\n".join(lines)


def markdown(outcome: dict) -> str:
    head, *body = rows(outcome)
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(row) + " |" for row in body]
    return "\n".join(lines)


def chart(outcome: dict, path: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    engines = outcome["engines"]
    queries = [record["query"] for record in outcome["queries"]]
    width = 0.8 / len(engines)
    figure, axes = plt.subplots(figsize=(max(6, 0.6 * len(queries)), 4.5))
    for i, name in enumerate(engines):
        heights = [_best(record, name) or 0 for record in outcome["queries"]]
        places = [x + (i - (len(engines) - 1) / 2) * width for x in range(len(queries))]
        total = outcome["summary"]["totals"][name]
        axes.bar(places, heights, width, label=f"{name} (total {total:.1f} s)")
    axes.set_xticks(range(len(queries)), queries, rotation=45)
    axes.set_ylabel("seconds, best run")
    axes.set_title(f"TPC-H, scale factor {outcome['scale']}, {outcome['master']}")
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)
