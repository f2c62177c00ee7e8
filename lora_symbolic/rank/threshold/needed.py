"""What each hypothesis on f is needed for: inputs that satisfy all others, and have no thin factors.

The family is that of all sign vectors X, L = 2^d, with softmax(s X X^T): within tanh(s)^d / L of it every matrix has
rank L. One of the bounds on C1 W and C2 alone limits nothing, since a factor moves from one to the other; and with
both, so that the logits are o(log L), an accuracy finer than every power of L is out of reach.

Dictionary
    DROPPED             queries, keys, accuracy
    dropped_claim       the proposition
    dropped_argument    its steps
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import pairwise

import sympy

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import computed, matrices, part, tends
from lora_symbolic.language import matrix, scalar, size
from lora_symbolic.language.propositions import Proposition, comparisons, every, some
from lora_symbolic.language.propositions.factors import FACTORS, INPUTS, LOGITS

from .lower import distance_steps, full_rank_argument
from .sign_vectors import forced_exponent

DROPPED = ("queries", "keys", "accuracy")
SCALES = (Fraction(1), Fraction(1, 4), Fraction(1, 16))
_BOUND = {"queries": "maxabs(C2) <= Gamma", "keys": "maxabs(C1 @ W) <= Gamma"}


def dropped_claim(dropped: str, exponent: Fraction) -> Proposition:
    """Inputs within the other hypotheses whose factors are as wide as L, at an accuracy of this power of 1/L.

    Without a bound the accuracy is L^-exponent; with both, but an accuracy of any order, tanh(s)^d / L^exponent.
    Raises KeyError for another word than those of DROPPED.
    """
    power = f"({exponent})"
    near = "maxabs(U1 @ V1.T - f) <= {error}"
    softmax = f"f = softmax({LOGITS['1']})"
    if dropped == "accuracy":
        wide = Proposition(
            every(*FACTORS),
            comparisons(softmax, near.format(error="eps"), f"eps < tanh(s)**d / L**{power}"),
            comparisons("k1 >= L"),
        )
        bounds = comparisons("maxabs(C1 @ W) <= Gamma", "maxabs(C2) <= Gamma")
        given = comparisons("L = 2**d", "Gamma**2 = s")
        return Proposition((*every("d > 0", "s > 0"), *some(*INPUTS)), given, (*bounds, wide))
    wide = Proposition(every(*FACTORS), comparisons(softmax, near.format(error=f"L**-{power}")), comparisons("k1 >= L"))
    return Proposition(
        (*every("Gamma > 0", "d > 0"), *some(*INPUTS)), comparisons("L = 2**d"), (*comparisons(_BOUND[dropped]), wide)
    )


def _member(dropped: str) -> tuple[Step, ...]:
    """Why the family satisfies what is left."""
    X, g, s = matrix("X", "L", "d"), scalar(size("g")), sympy.Symbol("s", positive=True)
    if dropped == "accuracy":
        return (
            matrices(
                "C1 = C2 = Gamma X and W = 1 have the logits s X X^T with s = Gamma^2, and d s is the largest",
                "the entries of X are 1 and -1",
                ((g * X) @ (g * X).T, g * g * (X @ X.T)),
            ),
            tends(
                "s = o(1) makes the logits d s = o(log L), and 1 - log2 tanh(s) grows beyond every c",
                "tanh(s) tends to 0 with s",
                1 - sympy.log(sympy.tanh(s)) / sympy.log(2),
                s,
                0,
                sympy.oo,
            ),
            computed(
                "at explicit s the exponent of the accuracy that forces rank L grows as s falls",
                "1 - log2 tanh(s), in balls",
                all(forced_exponent(one).high < forced_exponent(other).low for one, other in pairwise(SCALES)),
                f"s = {', '.join(map(str, SCALES))}",
            ),
        )
    other = "C1 W = X / Gamma, C2 = Gamma X" if dropped == "queries" else "C1 W = Gamma X, C2 = X / Gamma"
    return (
        matrices(
            f"{other} has the logits X X^T, however small Gamma is",
            "the factor leaves one side and enters the other: (g X) Y^T = X (g Y)^T",
            ((g * X) @ matrix("Y", "L", "d").T, X @ (g * matrix("Y", "L", "d")).T),
        ),
    )


def _fine_enough(dropped: str, exponent: Fraction) -> Step:
    """Whether the accuracy is below the distance of the family from singular matrices."""
    least = Fraction(1) if dropped == "accuracy" else forced_exponent(Fraction(1)).high
    holds = exponent >= least if dropped == "accuracy" else exponent > least
    needed = "1" if dropped == "accuracy" else f"1 - log2 tanh(1) = {float(least):.6f}..."
    return computed(
        f"the accuracy is finer than the distance from singular matrices, tanh(s)^d / L: {exponent} against {needed}",
        "s = 1 without a bound",
        holds,
        "exact fractions, the logarithm in balls",
    )


@cache
def dropped_argument(dropped: str, exponent: Fraction) -> Argument:
    """The family within the other hypotheses, and its rank.

    >>> dropped_argument("queries", Fraction(7, 5)).holds, dropped_argument("queries", Fraction(13, 10)).holds
    (True, False)
    """
    wide = distance_steps(*SCALES) if dropped == "accuracy" else (part(full_rank_argument(SCALES[0])),)
    return Argument(dropped_claim(dropped, exponent), (*_member(dropped), *wide, _fine_enough(dropped, exponent)))
