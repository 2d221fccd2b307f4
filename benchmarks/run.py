"""Runs TPC-H on several engines, query by query in turn, and compares times and results."""

import argparse
import json
import math
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path

import engines
import report
import tpch
from compare import same_result

RESULTS = engines.ROOT / "benchmarks" / "results"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="1")
    parser.add_argument("--iterations", type=int, default=1)
    parser.add_argument("--cold", action="store_true", help="no warm-up run")
    parser.add_argument("--engines", default="spark,thermite")
    parser.add_argument("--queries", default="all")
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--memory", default="4g")
    args = parser.parse_args()
    args.engines = args.engines.split(",")
    wanted = tpch.QUERIES if args.queries == "all" else args.queries.split(",")
    unknown = [q for q in wanted if q not in tpch.QUERIES]
    if unknown:
        raise SystemExit(f"QUERIES: no query {', '.join(unknown)}; allowed: all, {', '.join(tpch.QUERIES)}")
    args.queries = wanted
    return args


def measure(args, running: list, texts: dict) -> list[dict]:
    records = {q: {"query": q, "seconds": {}, "equal": {}, "native": {}, "errors": {}} for q in args.queries}
    for iteration in range(1 if args.cold else 0, args.iterations + 1):
        label = "warm-up" if iteration == 0 else f"{iteration}/{args.iterations}"
        for query in args.queries:
            record, base = records[query], None
            for engine in running:
                answer, rows = engine.run(texts[query])
                if rows is None:
                    record["errors"][engine.name] = answer["error"]
                    print(f"[{label}] {query} {engine.name}: FAILED {answer['error'][:300]}", flush=True)
                    continue
                if iteration:
                    record["seconds"].setdefault(engine.name, []).append(answer["seconds"])
                if "operators" in answer:
                    shown = {k: answer[k] for k in ("native", "operators", "left")}
                    record["native"][engine.name] = shown
                if base is None:
                    base = rows
                else:
                    exact = isinstance(engine, engines.SparkEngine)
                    equal = same_result(base, rows, exact)
                    record["equal"][engine.name] = record["equal"].get(engine.name, True) and equal
                print(f"[{label}] {query} {engine.name}: {answer['seconds']:.2f} s, {len(rows)} rows", flush=True)
    return [records[q] for q in args.queries]


def summary(args, records: list[dict]) -> dict:
    best = lambda name: {r["query"]: min(r["seconds"][name]) for r in records if name in r["seconds"]}
    times = {name: best(name) for name in args.engines}
    base = args.engines[0]
    result = {"totals": {}, "geometric_mean_speed_up": {}}
    for name, seconds in times.items():
        result["totals"][name] = sum(seconds.values())
        ratios = [times[base][q] / s for q, s in seconds.items() if q in times[base]]
        if ratios:
            mean = math.exp(statistics.fmean(math.log(r) for r in ratios))
            result["geometric_mean_speed_up"][name] = mean
    return result


def machine() -> dict:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return {"cpu": model, "cores": os.cpu_count(), "memory_gib": round(memory)}


def main() -> int:
    args = arguments()
    cache = Path(os.environ.get("THERMITE_CACHE", Path.home() / ".cache" / "thermite"))
    data = tpch.data(cache, args.scale)
    texts = tpch.queries(cache)
    work = Path(tempfile.mkdtemp(prefix="thermite-bench-"))
    print(f"engines {', '.join(args.engines)}; logs in {work}", flush=True)
    running = [engines.start(name, data, work, args) for name in args.engines]
    try:
        records = measure(args, running, texts)
    finally:
        for engine in running:
            engine.close()
    outcome = {
        "suite": "tpch",
        "scale": args.scale,
        "iterations": args.iterations,
        "warm_up": not args.cold,
        "master": args.master,
        "driver_memory": args.memory,
        "engines": args.engines,
        "machine": machine(),
        "queries": records,
        "summary": summary(args, records),
    }
    print(report.table(outcome))
    RESULTS.mkdir(parents=True, exist_ok=True)
    whole = args.queries == tpch.QUERIES
    name = f"tpch-sf{args.scale}" if whole else f"tpch-sf{args.scale}-part"
    (RESULTS / f"{name}.json").write_text(json.dumps(outcome, indent=1) + "\n")
    report.chart(outcome, RESULTS / f"{name}.png")
    print(f"written: {RESULTS / name}.json, .png")
    failed = any(r["errors"] or not all(r["equal"].values()) for r in records)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
