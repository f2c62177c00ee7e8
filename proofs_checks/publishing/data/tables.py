"""Certified tables behind the calculator and the curves, computed once and kept as long as their sources stay.

Dictionary
    degrees         for each bound B and accuracy eps: the least degree of a polynomial with |P - exp| <= eps exp on
                    [-B, B], its certified error, and the certified error that no smaller degree can beat
    errors          for each bound and degree: an enclosure of the least relative error
    phase           for L tokens and logits of size (log L)^a: the least degree for eps = 1 / L
    growth          for |C1 W|, |C2| <= (log L)^a: bounds on log_L of the width, up to L = 10^(10^6)
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from lora_symbolic import approximation, complexity
from lora_symbolic.approximation import ApproximationError, least_degree, least_error
from lora_symbolic.complexity.growth.phase import phase_diagram

BOUNDS = ("1/4", "1/2", "1", "3/2", "2", "3", "4", "6", "8", "12", "16")
DIGITS = tuple(range(1, 13))  # eps = 10^-k
CURVE_BOUNDS = ("1", "2", "4", "8")
CURVE_DEGREES = range(0, 25, 2)
PHASE_TOKENS = tuple(range(2, 13))  # L = 10^k
PHASE_POWERS = tuple(Fraction(k, 8) for k in range(9))
PHASE_WIDTH = 64


def _upper(value: Fraction) -> str:
    """The number to four digits, never below it.

    >>> _upper(Fraction(1, 3)), _upper(Fraction(1, 4))
    ('0.3334', '0.25')
    """
    return _rounded(value, math.ceil)


def _lower(value: Fraction) -> str:
    return _rounded(value, math.floor)


def _rounded(value: Fraction, whole: Any) -> str:
    if value <= 0:
        return "0"
    exponent = math.floor(math.log10(float(value))) - 3
    scale = Fraction(10) ** exponent
    return f"{float(whole(value / scale) * scale):.4g}"


def degree_cells() -> list[dict[str, Any]]:
    """The table of degrees, row by row."""
    cells = []
    for bound in BOUNDS:
        for digits in DIGITS:
            found = least_degree(bound, Fraction(1, 10**digits))
            cells.append(
                {
                    "bound": bound,
                    "digits": digits,
                    "degree": found.degree,
                    "error": _upper(found.error.high),
                    "below": None if found.below is None else _lower(found.below),
                }
            )
    return cells


def error_cells() -> list[dict[str, Any]]:
    """The table of least errors."""
    cells = []
    for bound in CURVE_BOUNDS:
        for degree in CURVE_DEGREES:
            b = Fraction(bound)
            found = least_error(-b, b, degree, "relative")
            cells.append({"bound": bound, "degree": degree, "low": _lower(found.low), "high": _upper(found.high)})
    return cells


def phase_cells() -> list[dict[str, Any]]:
    """Degree and exponent log_L of the rank for L tokens and logits up to (log L)^a."""
    cells = []
    for tens in PHASE_TOKENS:
        for power in PHASE_POWERS:
            bound = Fraction(math.ceil((tens * math.log(10)) ** float(power) * 64), 64)  # rounded up
            degree = least_degree(bound, Fraction(1, 10**tens)).degree
            rank = math.comb(PHASE_WIDTH + degree, degree)
            exponent = math.log10(rank) / tens
            cells.append(
                {
                    "tokens": tens,
                    "power": str(power),
                    "bound": str(bound),
                    "degree": degree,
                    "exponent": round(exponent, 3),
                }
            )
    return cells


def growth_points() -> list[dict[str, Any]]:
    """The exponent of the width, from below and from above, as L grows beyond what any machine holds."""
    points = phase_diagram("1/d", [Fraction(k, 16) for k in range(-8, 13)], (3, 6, 12, 100, 10**6))
    return [
        {"power": point.a, "tokens": point.power_of_ten, "low": point.low, "high": point.high, "limit": point.limit}
        for point in points
    ]


def sources() -> str:
    """A digest of the programs that compute the tables."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for package in (approximation, complexity):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def tables(cache: Path) -> Mapping[str, Any]:
    """All tables, from the cache when the programs that made them are the same.

    Raises ApproximationError when a cell cannot be certified.
    """
    key = sources()
    path = cache / f"tables-{key}.json"
    if path.is_file():
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return kept
    made = {
        "sources": key,
        "width": PHASE_WIDTH,
        "degrees": degree_cells(),
        "errors": error_cells(),
        "phase": phase_cells(),
        "growth": growth_points(),
    }
    cache.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made, indent=1), encoding="utf-8")
    return made


__all__ = ["ApproximationError", "degree_cells", "error_cells", "phase_cells", "sources", "tables"]
