"""The phase diagram: the exponent of the width against a, where |C1 W|, |C2| <= Gamma = (log L)^a.

Dictionary
    PhasePoint      one (a, L): degree, the two bounds on log_L of the width, and the limit as L grows
    phase_diagram   the points for an inverse temperature, a width d = C log L and an accuracy L^-c
    transition      the a at which the limit jumps from 0 to infinity: 1/2 for beta = 1/d, 0 for beta = 1
    to_csv, to_json the points as text, for plots
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from fractions import Fraction

from .constant import constant_exponents
from .family import Exponents, Family, bounded_entries, exponents_at, log_tokens
from .width import digits_of, working

POWERS_OF_TEN = (3, 6, 12, 100, 10**4, 10**6)
POWERS = tuple(Fraction(k, 16) for k in range(-8, 17))


@dataclass(frozen=True)
class PhasePoint:
    """One point: L = 10^power_of_ten, Gamma = (log L)^a; numbers are rounded to the safe side.

    `low` and `high` enclose what polynomial factors take: the least possible and Taylor's; `limit` is that of `high`.
    """

    beta: str
    a: str
    power_of_ten: int
    head: int
    degree_needed: int
    degree_enough: int
    low: str
    high: str
    limit: str


def transition(beta: str) -> Fraction:
    """The a at which almost linear ends.

    >>> transition("1/d"), transition("1")
    (Fraction(1, 2), Fraction(0, 1))
    """
    # B = (log L)^s is o(log L) for s < 1, and s grows with a by 2
    return (1 - bounded_entries(Fraction(0), beta).power) / 2


def limit_text(family: Family) -> str:
    """0, oo, or the constant between which and 0 nothing is promised, as a decimal number."""
    if family.power < 1:
        return "0"
    if family.power > 1:
        return "oo"
    with working():
        return digits_of(constant_exponents(family.coefficient, family.width, family.accuracy)[1])[1]


def phase_diagram(
    beta: str,
    powers: Iterable[Fraction] = POWERS,
    powers_of_ten: Sequence[int] = POWERS_OF_TEN,
    width: Fraction = Fraction(1),
    accuracy: Fraction = Fraction(1),
) -> tuple[PhasePoint, ...]:
    """The diagram.

    >>> point, = phase_diagram("1/d", [Fraction(1, 4)], [10**6])
    >>> point.high, point.limit
    ('0.558442', '0')
    """
    points = []
    for a in powers:
        family = bounded_entries(a, beta, width, Fraction(1), accuracy)
        limit = limit_text(family)
        for power_of_ten in powers_of_ten:
            found: Exponents = exponents_at(family, log_tokens(power_of_ten))
            points.append(PhasePoint(beta, str(a), power_of_ten, found.head, *found.degree, *found.width, limit))
    return tuple(points)


def to_csv(points: Iterable[PhasePoint]) -> str:
    """A table with a header.

    >>> to_csv(phase_diagram("1", [Fraction(0)], [3])).splitlines()[1]
    '1,0,3,6,4,29,0.700123,2.070121,2.570795'
    """
    names = [field.name for field in fields(PhasePoint)]
    rows = [",".join(str(getattr(point, name)) for name in names) for point in points]
    return "\n".join([",".join(names), *rows]) + "\n"


def to_json(points: Iterable[PhasePoint]) -> str:
    """A list of objects."""
    return json.dumps([asdict(point) for point in points], indent=1) + "\n"
