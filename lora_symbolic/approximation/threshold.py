"""The threshold of Lemma 3.3: from how Gamma, d and beta grow to whether f has factors of rank L^o(1).

Logits of size B = beta d Gamma^2 decide. If every Gamma and d that the hypotheses allow give B = o(log L), with
d = O(log L), the factors exist for every accuracy L^-c, with explicit constants. If the hypotheses allow d = log2 L and
B of order log L or more, the family of all sign vectors satisfies them and has no such factors.

Dictionary
    HOLDS, FAILS, OPEN      the outcomes
    Decision                an outcome with its argument
    decide_rank             the outcome for hypotheses, an accuracy (every or some power of L) and a question
    bounded_logits          the step that computes how the largest logit grows
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy

from .errors import ApproximationError
from .logits import attain_logits
from .threshold_family import forced_exponent, sign_vectors
from .threshold_growth import Hypotheses
from .threshold_lower import any_power_argument, full_rank_argument
from .threshold_proof import Argument, Step, computed, nonnegative, tends
from .threshold_upper import thin_factors_argument

HOLDS, FAILS, OPEN = "holds", "fails", "open"
ACCURACIES = ("every", "some")
QUESTIONS = ("rank", "time")
SCALE = Fraction(1)  # beta Gamma^2 of the family with constant logits per bit


@dataclass(frozen=True)
class Decision:
    """Whether the hypotheses give thin factors; the argument is empty when the outcome is open."""

    outcome: str
    argument: Argument
    exponent: str = ""  # the accuracy L^-exponent at which the family has no thin factors


def bounded_logits(hypotheses: Hypotheses) -> Step:
    """The largest logit, beta d Gamma^2, attained; its growth in log L."""
    growth = hypotheses.logits
    sizes = ((1, Fraction(1)), (5, Fraction(2)), (9, Fraction(3, 2)))
    attained = all(
        attain_logits(2, width, gamma, Fraction(1, width) if hypotheses.beta == "1/d" else 1).attained
        for width, gamma in sizes
    )
    kind = "o" if growth.strict else "O"
    return computed(
        f"the largest logit is beta d Gamma^2 = {kind}({_power(growth.log)})",
        "each of the d products is at most Gamma^2 in absolute value; equal entries attain it",
        attained,
        "orders of growth multiplied exactly; attained exactly at three sizes",
    )


def _power(exponent: Fraction) -> str:
    named = {Fraction(0): "1", Fraction(1, 2): "sqrt(log L)", Fraction(1): "log L"}
    return named.get(exponent, f"(log L)^({exponent})")


def _counting_steps() -> tuple[Step, ...]:
    rank, tokens, width = sympy.symbols("k L w", positive=True)
    more = sympy.Symbol("n", nonnegative=True)
    cost = 2 * rank * tokens + rank * tokens + 2 * rank * tokens + rank * tokens + tokens
    kappa = sympy.Symbol("kappa", positive=True)
    return (
        nonnegative(
            "U and V take 3 L k1 multiplications, normalising takes 3 L k1 + L more: at most 7 L k1 operations",
            "each monomial extends another by one variable; V^T 1, U (V^T 1), L divisions, scaled rows",
            sympy.expand((7 * rank * tokens - cost).subs(rank, 1 + more)),
        ),
        tends(
            "7 L^(1 + kappa) is L^(1 + o(1)), since kappa tends to 0",
            "its exponent is 1 + kappa + log 7 / log L, and kappa tends to 0 by the steps above",
            1 + kappa + sympy.log(7) / width,
            width,
            sympy.oo,
            1 + kappa,
        ),
    )


def decide_rank(hypotheses: Hypotheses, accuracy: str = "every", question: str = "rank") -> Decision:
    """Whether |U1 V1^T - f| <= L^-c is reached with k1 = L^o(1) - for every c > 0, or for some - or in time L^(1+o(1)).

    >>> from .threshold_growth import read_hypotheses
    >>> decide_rank(read_hypotheses("o(sqrt(log L))", "O(log L)", "1")).outcome
    'fails'
    >>> decide_rank(read_hypotheses("o(sqrt(log L))", "O(log L)", "1/d")).outcome
    'holds'

    Raises ApproximationError for another accuracy or question.
    """
    if accuracy not in ACCURACIES or question not in QUESTIONS:
        raise ApproximationError(f"accuracy {accuracy!r}, question {question!r}; expected {ACCURACIES}, {QUESTIONS}")
    size = bounded_logits(hypotheses)
    if hypotheses.logits.is_o_of_log and hypotheses.width.is_O_of_log:
        found = thin_factors_argument()
        counting = _counting_steps() if question == "time" else ()
        return Decision(HOLDS, Argument(found.claim, (size, *found.steps, *counting)))
    if accuracy == "every" and hypotheses.allow(Fraction(0)):
        power, found = Fraction(0), full_rank_argument(SCALE)
        exponent = f"{float(forced_exponent(SCALE).high):.6f}"
    elif hypotheses.allow(Fraction(1, 4)):
        power, found, exponent = Fraction(1, 4), any_power_argument(), "any c > 0"
    else:
        claim = "neither do all allowed logits stay below log L, nor do the sign vectors satisfy the hypotheses"
        return Decision(OPEN, Argument(claim, (size,)))
    member = computed(
        "the sign vectors satisfy the hypotheses: W = 1, |C1 W| = |C2| = Gamma, d = log2 L",
        f"beta Gamma^2 = {_power(2 * power)} is allowed, and so is d = log2 L",
        hypotheses.allow(power) and {abs(x) for row in sign_vectors(3) for x in row} == {1},
        "orders of growth compared exactly; the entries of the sign vectors",
    )
    writing = computed(
        "no algorithm writes such factors in time L^(1 + o(1)): at this accuracy k1 is a power of L, "
        "and U1 has L k1 entries",
        "each entry takes a step",
        found.holds,
        "by the bound on k1 above",
    )
    return Decision(
        FAILS,
        Argument(found.claim, (size, member, *found.steps, *((writing,) if question == "time" else ()))),
        exponent,
    )
