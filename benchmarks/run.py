"""Runs a suite of queries on several engines, query by query in turn, and compares times and results."""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

import engines
import report
from compare import order, same_result
from suites import SUITES
from summary import summary


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", default="tpch")
    parser.add_argument("--scale", default="1")
    parser.add_argument("--iterations", type=int, default=1)
    parser.add_argument("--cold", action="store_true", help="no warm-up run")
    parser.add_argument("--engines", default="spark,thermite")
    parser.add_argument("--queries", default="all")
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--memory", default="4g")
    parser.add_argument("--results", type=Path, default=engines.FOLDER / "results")
    parser.add_argument("--builds", action="store_true", help="print what the engines need built")
    args = parser.parse_args()
    if args.suite not in SUITES:
        raise SystemExit(f"SUITE: no suite {args.suite!r}; allowed: {', '.join(SUITES)}")
    suite = SUITES[args.suite]
    wanted = suite.names if args.queries == "all" else args.queries.split(",")
    unknown = [q for q in wanted if q not in suite.names]
    if unknown:
        allowed = ", ".join(suite.names)
        raise SystemExit(f"QUERIES: no query {', '.join(unknown)}; allowed: all, {allowed}")
    if args.iterations < 1:
        raise SystemExit("ITERATIONS: must be at least 1")
    args.queries = wanted
    args.engines = args.engines.split(",")
    args.specs = engines.specs(args.engines, suite.kinds)
    args.cache = Path(os.environ.get("THERMITE_CACHE", Path.home() / ".cache" / "thermite"))
    return args


def ask(engine, query) -> tuple[dict, list | None]:
    try:
        return engine.run(query)
    except engines.EngineEnded as ended:
        return {"error": str(ended)}, None


def note(record: dict, name: str, answer: dict, counted: bool) -> None:
    """Puts an engine's answer into the query's record; times count after the warm-up."""
    if "error" in answer:
        record["errors"][name] = answer["error"]
        return
    if counted:
        record["seconds"].setdefault(name, []).append(answer["seconds"])
    if "operators" in answer:
        record["native"][name] = {k: answer[k] for k in ("native", "operators", "left", "jvm_code")}
    if "shuffle_bytes" in answer:
        record["shuffle_bytes"][name] = answer["shuffle_bytes"]


def differs(query, base: tuple | None, engine, answer: dict, rows: list | None) -> bool | None:
    """Whether the engine's rows differ from the first engine's; nothing if one of them has none."""
    if base is None or rows is None:
        return None
    first, first_answer, first_rows = base
    exact = engine.kind == first.kind == "spark"
    if exact and answer["columns"] != first_answer["columns"]:
        return True
    places = order(query.text, first_answer["columns"])
    return not same_result(first_rows, rows, exact, places)


def measure(args, running: list, queries: dict) -> list[dict]:
    """Each query on each engine in turn, so that what disturbs the machine disturbs all of them; the
    first engine's rows are what the others' must equal. Iteration 0 warms up and is not counted."""
    parts = ("seconds", "equal", "native", "shuffle_bytes", "errors")
    records = {q: {"query": q, **{part: {} for part in parts}} for q in args.queries}
    for iteration in range(1 if args.cold else 0, args.iterations + 1):
        label = "warm-up" if iteration == 0 else f"{iteration}/{args.iterations}"
        for name in args.queries:
            query, record, base, shown = queries[name], records[name], None, []
            for engine in running:
                answer, rows = ask(engine, query)
                note(record, engine.name, answer, iteration > 0)
                if "error" in answer:
                    shown.append(f"{engine.name} FAILED: {answer['error'][:300]}")
                    continue
                shown.append(f"{engine.name} {answer['seconds']:.2f} s")
                if engine is running[0]:
                    base = (engine, answer, rows) if rows is not None else None
                    continue
                different = differs(query, base, engine, answer, rows)
                if different is not None:
                    equal = record["equal"].get(engine.name, True) and not different
                    record["equal"][engine.name] = equal
                    shown[-1] += " DIFFERENT" if different else ""
            print(f"[{label}] {name}: {', '.join(shown)}", flush=True)
    return [records[q] for q in args.queries]


def machine() -> dict:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {"cpu": model, "cores": os.cpu_count(), "memory_gib": round(memory)}


def file_name(args) -> str:
    """Runs that measure something else do not overwrite the one that counts."""
    name = f"{args.suite}-sf{args.scale}"
    if not {"spark", "thermite"} <= set(args.engines):
        name += "-" + "-".join(args.engines)
    return name if args.queries == SUITES[args.suite].names else name + "-part"


def run(args, data: Path, queries: dict) -> tuple[list, list[dict]]:
    """The engines, ended again, and the queries' records."""
    work = Path(tempfile.mkdtemp(prefix="thermite-bench-"))
    print(f"engines {', '.join(args.engines)}; logs in {work}", flush=True)
    running = []
    try:
        for name in args.engines:
            running.append(engines.Engine(name, args.specs[name], data, work, args))
        return running, measure(args, running, queries)
    except engines.EngineEnded as ended:
        raise SystemExit(f"{ended}") from ended
    finally:
        for engine in running:
            engine.close()
        for name in args.engines:
            shutil.rmtree(work / name, ignore_errors=True)


def main() -> int:
    args = arguments()
    if args.builds:
        print(*dict.fromkeys(spec["build"] for spec in args.specs.values() if "build" in spec))
        return 0
    suite = SUITES[args.suite]
    data, queries = suite.data(args.cache, args.scale), suite.queries(args.cache)
    running, records = run(args, data, queries)
    outcome = {
        "suite": args.suite,
        "scale": args.scale,
        "iterations": args.iterations,
        "warm_up": not args.cold,
        "master": args.master,
        "driver_memory": args.memory,
        "engines": args.engines,
        "versions": {engine.name: engine.version for engine in running},
        "peak_memory_gib": {engine.name: round(engine.peak_gib, 2) for engine in running},
        "machine": machine(),
        "queries": records,
        "summary": summary(args.engines, records),
    }
    print(report.table(outcome))
    peaks = (f"{name} {gib:.1f} GiB" for name, gib in outcome["peak_memory_gib"].items())
    print(f"\npeak memory: {', '.join(peaks)}")
    args.results.mkdir(parents=True, exist_ok=True)
    path = args.results / f"{file_name(args)}.json"
    path.write_text(json.dumps(outcome, indent=1) + "\n")
    report.chart(outcome, path.with_suffix(".png"))
    print(f"written: {path}, .png")
    failed = any(r["errors"] or not all(r["equal"].values()) for r in records)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
