"""Compares two engines' results of one query."""

import datetime
import decimal
import math

# Two runs of Spark itself differ this much where floating-point numbers are added up.
RELATIVE = 1e-9


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
    if isinstance(a, (int, float, decimal.Decimal)) and isinstance(b, (int, float, decimal.Decimal)):
        # Engines give averages and quotients other types; a rounded digit is no difference.
        return math.isclose(float(a), float(b), rel_tol=1e-6, abs_tol=1e-6)
    return a == b


def same_row(a: tuple, b: tuple, exact: bool) -> bool:
    return len(a) == len(b) and all(same_value(x, y, exact) for x, y in zip(a, b))


def _key(row: tuple) -> tuple:
    def part(value):
        if value is None:
            return (0, "")
        if isinstance(value, (int, float, decimal.Decimal)):
            return (1, f"{float(value):+025.6f}")
        return (2, str(value).rstrip())

    return tuple(part(value) for value in row)


def same_result(a: list[tuple], b: list[tuple], exact: bool = True) -> bool:
    """Equal as multisets: rows that tie under ORDER BY may come in any order. `exact` is for two
    Sparks, whose types must be equal too."""
    if len(a) != len(b):
        return False
    pairs = zip(sorted(a, key=_key), sorted(b, key=_key))
    return all(same_row(x, y, exact) for x, y in pairs)
