"""Why relative error costs a degree that grows with the bound itself.

Dictionary
    relative_argument    the argument; steps are checked as in closed_form_proofs
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import sympy
from flint import arb, ctx

from lora_symbolic.arguments.argument import Argument
from lora_symbolic.arguments.steps import algebra, computed, textbook
from lora_symbolic.evaluation.rationals import as_ball
from lora_symbolic.language.propositions import Proposition, comparisons, every

from .closed_form_proofs import BITS, GRID
from .closed_forms import B
from .least import least_degree


@lru_cache(maxsize=1)
def relative_argument() -> Argument:
    """Relative error needs a degree that grows with B itself.

    >>> relative_argument().holds
    True
    """
    y = sympy.Symbol("y", positive=True)
    root = 3 + 2 * sympy.sqrt(2)
    grid = [(bound, eps) for bound, eps in GRID if Fraction(eps) <= Fraction(1, 2)]
    return Argument(
        Proposition(
            every("B > 0", "eps > 0"),
            comparisons("eps <= 1/2", "N = least_degree(relative, eps, B) + 1"),
            comparisons(
                "least_degree(relative, eps, B) >= (B - log(3)) / log(3 + 2 * sqrt(2))",
                "N <= least_degree(absolute, eps * exp(-B), B) + 1",
            ),
        ),
        (
            algebra(
                "the relative error of p on [a, b] is that of exp(-c) p(x + c) on [a - c, b - c]",
                "exp(x + c) = exp(x) exp(c)",
                sympy.exp(-B) * sympy.exp(B + y) - sympy.exp(y),
            ),
            textbook(
                "(1 - eps) e^B <= p(B) <= (1 + eps) T_n(3)",
                "|p| <= 1 + eps on [-B, 0], and no polynomial of degree n outgrows T_n outside: x = B is t = 3 there",
                (_outgrown(bound, eps) for bound, eps in grid),
                f"{len(grid)} best polynomials",
            ),
            algebra(
                "T_n(3) = ((3 + sqrt 8)^n + (3 - sqrt 8)^n) / 2 <= (3 + 2 sqrt 2)^n",
                "T_0 = 1, T_1 = 3 and T_(n+1) = 6 T_n - T_(n-1) there, which both powers satisfy: r^2 = 6 r - 1",
                (root**2, 6 * root - 1),
                ((6 - root) ** 2, 6 * (6 - root) - 1),
            ),
            computed(
                "n log(3 + 2 sqrt 2) >= B - log((1 + eps)/(1 - eps)) >= B - log 3",
                "logarithms; (1 + eps)/(1 - eps) <= 3 for eps <= 1/2",
                all(_grows(bound, eps) for bound, eps in grid),
                f"held by the certified least degrees on {len(grid)} pairs (B, eps)",
            ),
        ),
    )


def _outgrown(bound: str, eps: str) -> bool:
    """p(B) <= (1 + sup error) T_n(3) for a best polynomial."""
    found = least_degree(bound, eps)
    with ctx.workprec(BITS):
        return bool(
            as_ball(found.polynomial(Fraction(bound)))
            <= (1 + as_ball(found.error.high)) * arb(3).chebyshev_t(found.degree)
        )


def _grows(bound: str, eps: str) -> bool:
    degree = least_degree(bound, eps).degree
    with ctx.workprec(BITS):
        rate = (3 + 2 * arb(2).sqrt()).log()
        return bool(degree * rate >= as_ball(Fraction(bound)) - arb(3).log())
