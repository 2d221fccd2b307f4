"""Compares two engines' results of one query."""

import datetime
import decimal
import math
import re

# Two runs of Spark itself differ this much where floating-point numbers are added up.
RELATIVE = 1e-9

# Averages and quotients of decimals have at least this many digits after the point.
QUOTIENT_SCALE = 6

NUMBERS = (int, float, decimal.Decimal)


def same_value(a, b, exact: bool) -> bool:
    if a is None or b is None:
        return a is None and b is None
    if isinstance(a, float) and isinstance(b, float):
        return (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=RELATIVE)
    if exact:
        return type(a) is type(b) and a == b
    if isinstance(a, str) or isinstance(b, str):
        return str(a).rstrip() == str(b).rstrip()
    if isinstance(a, datetime.date):
        return str(a)[:10] == str(b)[:10]
    if isinstance(a, NUMBERS) and isinstance(b, NUMBERS):
        relative = RELATIVE if isinstance(a, float) or isinstance(b, float) else 0.0
        return a == b or math.isclose(a, b, rel_tol=relative, abs_tol=_last_digit(a, b))
    return a == b


def _last_digit(a, b) -> float:
    """Engines give averages and quotients other types, and round or truncate them: what their last
    digit may differ by. Two decimals of one short scale are sums, which are exact."""
    scales = [-v.as_tuple().exponent for v in (a, b) if isinstance(v, decimal.Decimal)]
    if not scales or (len(scales) == 2 and scales[0] == scales[1] < QUOTIENT_SCALE):
        return 0.0
    return 1.000001 * 10.0 ** -min(scales)


def same_row(a: tuple, b: tuple, exact: bool) -> bool:
    return len(a) == len(b) and all(same_value(x, y, exact) for x, y in zip(a, b))


def _key(row: tuple, exact: bool) -> tuple:
    """Sorts by what must be equal before what may be off by a rounding."""
    rounded = (float,) if exact else NUMBERS
    firm = [str(v).rstrip() if v is not None else "\0" for v in row if not isinstance(v, rounded)]
    loose = [float(v) for v in row if isinstance(v, rounded)]
    return firm, [math.inf if math.isnan(v) else v for v in loose]


def order(sql: str, columns: list[str]) -> list[int]:
    """The places of the result's columns that the outermost ORDER BY names, up to the first term
    that is no column of the result."""
    clause = re.split(r"order\s+by", sql, flags=re.I)[-1]
    if clause == sql or ")" in clause:
        return []
    clause = re.split(r"\blimit\b|;", clause, flags=re.I)[0]
    names = [column.lower() for column in columns]
    places = []
    for term in clause.split(","):
        words = term.split()
        if not words or words[0].lower() not in names:
            break
        places.append(names.index(words[0].lower()))
    return places


def same_result(a: list[tuple], b: list[tuple], exact: bool = True, order: list[int] = ()) -> bool:
    """The columns in `order` must be equal row by row; whole rows are equal as multisets, for rows
    that tie under ORDER BY may come in any order. `exact` is for two Sparks, whose types must be
    equal too."""
    if len(a) != len(b):
        return False
    if not all(same_value(x[i], y[i], exact) for x, y in zip(a, b) for i in order):
        return False
    pairs = zip(sorted(a, key=lambda r: _key(r, exact)), sorted(b, key=lambda r: _key(r, exact)))
    return all(same_row(x, y, exact) for x, y in pairs)
