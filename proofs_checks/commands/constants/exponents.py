"""The exponents: the way of the paper, by U1 to V4, against L^2 at this L, its first near linear L, where it ends.

Dictionary
    exponent_numbers    the numbers, from tokens, width, bound, accuracy and the columns of the factors of f
    exponent_lines      the same for reading
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lora_symbolic.approximation.domain import log2
from lora_symbolic.complexity.growth.family import Family
from lora_symbolic.complexity.growth.heads import RANK, multiplications, wins_from
from lora_symbolic.complexity.growth.threshold import NoThreshold, threshold

DELTAS = (Fraction(1), Fraction(1, 2), Fraction(1, 10))
HUNDREDTH = 100


def _rounded_up(value: float) -> Fraction:
    """A short fraction that is not smaller."""
    return Fraction(math.ceil(value * HUNDREDTH), HUNDREDTH)


def _log(tokens: int, number: int) -> str:
    return f"{math.log(number) / math.log(tokens):.3f}"


def exponent_numbers(tokens: int, width: int, bound: Fraction, accuracy: Fraction, columns: int) -> dict[str, Any]:
    """The exponents at this L for k1 columns; L0 for d and B fixed and eps = L^-c; the limit for d and B like log L.

    The accuracy is that of exp. Counts are of multiplications, with adapters of rank 8 or the width, if that is less.
    """
    rank = min(RANK, width)
    log = math.log(tokens)
    exact, fast = multiplications(width, rank, columns, tokens)
    power = max(_rounded_up(-log2(accuracy) * math.log(2) / log), Fraction(1, HUNDREDTH))
    fixed = Family(Fraction(width), bound, Fraction(0), power, fixed=True)
    growing = Family(_rounded_up(width / log), _rounded_up(float(bound) / log), Fraction(1), power)
    wins = wins_from(width, rank, columns)
    return {
        "accuracy_power": str(power),
        "columns": _log(tokens, columns),
        "fast": _log(tokens, fast),
        "exact": _log(tokens, exact),
        "fewer_from": wins if wins < 10**18 else f"about 10^{math.log10(wins):.1f}",
        "tokens_for": {str(delta): _start(fixed, delta) for delta in DELTAS},
        "at_the_threshold": _limit(growing),
    }


def _start(family: Family, delta: Fraction) -> str:
    found = threshold(family, delta)
    return found.reason if isinstance(found, NoThreshold) else found.text


def _limit(family: Family) -> dict[str, str]:
    found = threshold(family, Fraction(1, 10**6))
    if not isinstance(found, NoThreshold):
        return {"family": family.title, "needed": "0", "enough": "0.000001"}
    return {"family": family.title, "needed": found.needed, "enough": found.enough}


def exponent_lines(data: Mapping[str, Any]) -> list[str]:
    """The exponents in words."""
    starts = ", ".join(f"L^{1 + Fraction(delta)} from {start}" for delta, start in data["tokens_for"].items())
    limit = data["at_the_threshold"]
    return [
        f"exponents at this L: columns of f L^{data['columns']}, multiplications L^{data['fast']} by U1 to V4, "
        f"L^{data['exact']} exactly; fewer by U1 to V4 from L = {data['fewer_from']} on",
        f"d and B fixed, exp accurate to L^-{data['accuracy_power']}: time below {starts} on",
        f"{limit['family']}: log_L of the columns between {limit['needed']} and {limit['enough']} in the limit",
    ]
