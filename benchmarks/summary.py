"""Medians and ratios of the times that a benchmark measured."""

import math
import statistics


def median(record: dict, name: str) -> float | None:
    """The median of the engine's times of the query; none if one of its runs failed."""
    seconds = record["seconds"].get(name)
    return statistics.median(seconds) if seconds and name not in record["errors"] else None


def total(records: list[dict], name: str) -> tuple[float, int]:
    """The sum of the engine's medians, and of how many queries."""
    times = [t for record in records if (t := median(record, name)) is not None]
    return sum(times), len(times)


def pairs(engines: list[str]) -> list[tuple[str, str]]:
    """Which engines are compared: each with the first, and each Thermite with each of its peers."""
    first, *others = engines
    found = [(name, first) for name in others]
    for name in engines:
        if name.startswith("thermite"):
            peers = [peer for peer in others if not peer.startswith("thermite")]
            found += [(name, peer) for peer in peers]
    return found


def speed_up(record: dict, name: str, peer: str) -> float | None:
    """How many times as fast as the peer the engine is."""
    seconds, other = median(record, name), median(record, peer)
    return other / seconds if seconds and other else None


def speed_ups(records: list[dict], name: str, peer: str) -> dict[str, float] | None:
    """Over all queries that both ran: of the totals, and the geometric mean."""
    both = [r for r in records if speed_up(r, name, peer) is not None]
    if not both:
        return None
    mean = statistics.fmean(math.log(speed_up(r, name, peer)) for r in both)
    return {"total": total(both, peer)[0] / total(both, name)[0], "geometric_mean": math.exp(mean)}


def summary(engines: list[str], records: list[dict]) -> dict:
    compared = {(name, peer): speed_ups(records, name, peer) for name, peer in pairs(engines)}
    return {
        "totals": {name: total(records, name)[0] for name in engines},
        "speed_ups": {f"{name} vs {peer}": found for (name, peer), found in compared.items()},
    }
