"""The threshold of Lemma 3.3: from how Gamma, d and beta grow to whether f has factors of rank L^o(1).

Logits of size B = beta d Gamma^2 decide. If every Gamma and d that the hypotheses allow give B = o(log L), with
d = O(log L), the factors exist for every accuracy L^-c, with explicit constants. If the hypotheses allow d = log2 L and
B of order log L or more, the family of all sign vectors satisfies them and has no such factors. If d must be o(log L)
but Gamma may grow, words of points on a circle take their place.

Dictionary
    HOLDS, FAILS, OPEN      the outcomes
    CONSTANT, GROWING, NARROW   the families: sign vectors with beta Gamma^2 = 1 or sqrt(log L), words on a circle
    Decision                an outcome with its argument
    decide_rank             the outcome for hypotheses, an accuracy (every or some power of L) and a question
    bounded_logits          the step that computes how the largest logit grows
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import computed, nonnegative, tends
from lora_symbolic.language.propositions import negation

from ..logits import attain_logits
from .claims import factors_claim
from .lower import any_power_argument, full_rank_argument
from .narrow import narrow_argument
from .orders import Hypotheses
from .sign_vectors import sign_vectors
from .upper import thin_factors_argument

HOLDS, FAILS, OPEN = "holds", "fails", "open"
CONSTANT, GROWING, NARROW = "constant", "growing", "narrow"
ACCURACIES = ("every", "some")
QUESTIONS = ("rank", "time")
SCALE = Fraction(1)  # beta Gamma^2 of the family with constant logits per bit


@dataclass(frozen=True)
class Decision:
    """Whether the hypotheses give thin factors; the argument is empty when the outcome is open."""

    outcome: str
    argument: Argument
    family: str = ""  # the family without thin factors: CONSTANT, GROWING or NARROW


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
    making = 2 * rank * tokens + rank * tokens
    normalising = rank * tokens + 2 * rank * tokens + rank * tokens + tokens
    cost = making + normalising
    kappa = sympy.Symbol("kappa", positive=True)
    return (
        nonnegative(
            "U and V take 3 L k1 multiplications, normalising takes 4 L k1 + L operations more: at most 8 L k1",
            "each monomial extends another by one variable, weights on one side; V^T 1, U (V^T 1), divisions, scaled "
            "rows; C1 W takes 2 L d^2 before, with d = O(log L)",
            sympy.expand((8 * rank * tokens - cost).subs(rank, 1 + more)),
        ),
        tends(
            "8 L^(1 + kappa) is L^(1 + o(1)), since kappa tends to 0",
            "its exponent is 1 + kappa + log 8 / log L, and kappa tends to 0 by the steps above",
            1 + kappa + sympy.log(8) / width,
            width,
            sympy.oo,
            1 + kappa,
        ),
    )


def decide_rank(hypotheses: Hypotheses, accuracy: str = "every", question: str = "rank") -> Decision:
    """Whether |U1 V1^T - f| <= L^-c is reached with k1 = L^o(1) - for every c > 0, or for some - or in time L^(1+o(1)).

    >>> from .orders import read_hypotheses
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
        thin = thin_factors_argument()
        counting = _counting_steps() if question == "time" else ()
        return Decision(HOLDS, Argument(factors_claim(hypotheses, accuracy, question), (size, *thin.steps, *counting)))
    found, family, member = _family_of(hypotheses, accuracy)
    if found is None or member is None:
        return Decision(OPEN, Argument(factors_claim(hypotheses, accuracy, question), (size,)))
    writing = computed(
        "no algorithm writes such factors in time L^(1 + o(1)): at this accuracy k1 is a power of L, "
        "and U1 has L k1 entries",
        "each entry takes a step",
        found.holds,
        "by the bound on k1 above",
    )
    steps = (size, member, *found.steps, *((writing,) if question == "time" else ()))
    return Decision(FAILS, Argument(negation(factors_claim(hypotheses, accuracy, question)), steps), family)


def _family_of(hypotheses: Hypotheses, accuracy: str) -> tuple[Argument | None, str, Step | None]:
    """A family that the hypotheses allow and that has no thin factors, with the step that says it is allowed."""
    for family, power, asked in ((CONSTANT, Fraction(0), ("every",)), (GROWING, Fraction(1, 4), ACCURACIES)):
        if accuracy in asked and hypotheses.allow(power):
            member = computed(
                "the sign vectors satisfy the hypotheses: W = 1, |C1 W| = |C2| = Gamma, d = log2 L",
                f"beta Gamma^2 = {_power(2 * power)} is allowed, and so is d = log2 L",
                {abs(x) for row in sign_vectors(3) for x in row} == {1},
                "orders of growth compared exactly; the entries of the sign vectors",
            )
            return full_rank_argument(SCALE) if family == CONSTANT else any_power_argument(), family, member
    if hypotheses.allow_narrow():
        member = computed(
            "words of points on a circle satisfy the hypotheses: W = 1, |C1 W|, |C2| <= Gamma, d = 2 log L / log q",
            "beta Gamma^2 = q^4 = o(sqrt(log L)) is allowed, and so is a d that is o(log L) by a factor of log q",
            hypotheses.width.is_O_of_log or hypotheses.width.log > 1,
            "orders of growth compared exactly",
        )
        return narrow_argument(), NARROW, member
    return None, "", None
