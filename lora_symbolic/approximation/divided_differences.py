"""Divided differences: the functional [x_0, ..., x_n] f = sum_k f(x_k) / prod_{l != k} (x_k - x_l), in balls.

Dictionary
    chebyshev_points        cos(k pi/n), k = 0, ..., n: where T_n is 1 and -1 in turn
    difference_weights      1 / prod_{l != k} (x_k - x_l), one for each point
"""

from __future__ import annotations

from collections.abc import Sequence

from flint import arb


def chebyshev_points(n: int) -> list[arb]:
    """cos(k pi/n) for k = 0, ..., n, at the present precision.

    >>> [round(float(x), 6) for x in chebyshev_points(4)]
    [1.0, 0.707107, 0.0, -0.707107, -1.0]
    """
    return [(arb(k) / n).cos_pi() for k in range(n + 1)]


def difference_weights(points: Sequence[arb]) -> list[arb]:
    """The weights of the divided difference at different points, at the present precision.

    >>> [float(weight) for weight in difference_weights([arb(0), arb(1), arb(2)])]
    [0.5, -1.0, 0.5]
    """
    weights = []
    for k, here in enumerate(points):
        divisor = arb(1)
        for other, there in enumerate(points):
            if other != k:
                divisor *= here - there
        weights.append(1 / divisor)
    return weights
