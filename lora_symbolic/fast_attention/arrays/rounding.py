"""Rounding allowances: how far floating point may be from the exact result, in the worst case.

    gamma(n, u) = n u / (1 - n u)       a sum or product of n roundings has this relative error at most (Higham)

The certificates themselves are computed in float64 from sums of non-negative terms, so their own rounding is a factor
close to 1; OUTWARD multiplies them at the end.
"""

from __future__ import annotations

import numpy as np

U64 = 2.0**-53
UNIT = {np.dtype(np.float64): U64, np.dtype(np.float32): 2.0**-24}

# The wider kind of this machine, with 64 or 113 bits: rounded as IEEE 754 says, unlike pairs of doubles. Or None.
WIDE = np.dtype(np.longdouble)
EXTENDED = WIDE if np.finfo(WIDE).nmant in (63, 112) else None
if EXTENDED is not None:
    UNIT[EXTENDED] = 2.0 ** -(np.finfo(EXTENDED).nmant + 1)

# No certificate here sums more than 2^33 non-negative float64 numbers: the factor covers 2^33 roundings and what
# exp, sqrt and products of a few factors add.
OUTWARD = 1.0 + 2.0**-19

# NumPy promises no exact exp; 8 units in the last place cover the vectorised versions of all machines, and expl.
EXP_UNITS = 8.0


def gamma(count: float, unit: float = U64) -> float:
    """The relative error of `count` roundings; infinite when nothing can be said.

    >>> gamma(1000, 2.0**-53) < 1.2e-13
    True
    >>> gamma(2.0**24, 2.0**-24)
    inf
    """
    total = count * unit
    return total / (1.0 - total) * OUTWARD if total < 1.0 else float("inf")


def unit_of(dtype: np.dtype[np.floating]) -> float:
    """The unit roundoff of float32, float64 or the extended kind."""
    return UNIT[np.dtype(dtype)]
