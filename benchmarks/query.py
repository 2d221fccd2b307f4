"""A query of a suite and how it is run."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Query:
    text: str
    # Of the session while the query runs, on engines that are Sparks.
    conf: dict[str, str] = field(default_factory=dict)
    # "rows" brings the result here; "noop" computes all of it and throws it away.
    sink: str = "rows"
    # How often it is planned and run in one measurement.
    times: int = 1
    # Statements that come first and are not measured, on engines that are Sparks.
    before: tuple[str, ...] = ()
    # A module of this folder whose `register` gives a Spark session the functions that the query names.
    functions: str = ""
