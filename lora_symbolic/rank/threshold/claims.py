"""What is claimed about thin factors of f, as propositions made from the hypotheses that the decision reads.

Dictionary
    growth_formula  the class that a growth is
    within_growths  with Gamma and d of their growths, factors of f within L^-c, and conclusions
    factors_claim   the same with thin factors, or with the time to make them
    same_answer     what holds at beta = 1 holds at beta = 1/d, and the other way round
    limit_of_width  the exponent of the least width, between two numbers in the limit
    bound_on_logits a bound on the logits that is attained
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from lora_symbolic.language.propositions import (
    Comparison,
    Equivalence,
    Formula,
    Proposition,
    compared,
    comparisons,
    every,
    formula,
    some,
)
from lora_symbolic.language.propositions.factors import BOUNDED, FACTORS, FAST, INPUTS, LOGITS, THIN, thin_factors

from .orders import TEMPERATURES, Growth, Hypotheses


def power_text(base: str, exponent: Fraction) -> str:
    """A power as a text of formulas; a root where it is one."""
    if exponent == 1:
        return base
    if exponent == Fraction(1, 2):
        return f"sqrt({base})"
    plain = str(exponent) if exponent.denominator == 1 else f"({exponent})"
    return f"{base}**{plain}"


def growth_formula(growth: Growth) -> Formula:
    """The class that a growth is.

    >>> from lora_symbolic.language.propositions.formula_writing import text_of
    >>> from .orders import read_growth
    >>> [text_of(growth_formula(read_growth(text))) for text in ("o(sqrt(log L / d))", "O((log L)^3/4)", "O(1)")]
    ['o(sqrt((log L)/d))', 'O((log L)^(3/4))', 'O(1)']
    """
    kind = "o" if growth.strict else "O"
    if growth.width == -growth.log != 0:
        return formula(f"{kind}({power_text('(log(L)/d)', growth.log)})")
    parts = [power_text(base, power) for base, power in (("log(L)", growth.log), ("d", growth.width)) if power]
    return formula(f"{kind}({' * '.join(parts) or '1'})")


def within(hypotheses: Hypotheses) -> tuple[Comparison, ...]:
    """The growth of Gamma and d as comparisons."""
    return (
        Comparison(formula("Gamma"), "=", growth_formula(hypotheses.gamma)),
        Comparison(formula("d"), "=", growth_formula(hypotheses.width)),
    )


def within_growths(hypotheses: Hypotheses, accuracy: str, *conclusions: str) -> Proposition:
    """Factors within L^-c for all inputs within the hypotheses, and conclusions."""
    return thin_factors(within(hypotheses), hypotheses.beta, accuracy, *conclusions)


def factors_claim(hypotheses: Hypotheses, accuracy: str, question: str) -> Proposition:
    """What `decide_rank` decides: thin factors, and for the question time also that they are made fast."""
    return within_growths(hypotheses, accuracy, THIN, *((FAST,) if question == "time" else ()))


def same_answer(hypotheses: Hypotheses) -> Proposition:
    """Thin factors for every accuracy exist at one of the temperatures exactly when they do at the other."""
    sides = [factors_claim(replace(hypotheses, beta=beta), "every", "rank") for beta in TEMPERATURES]
    return Proposition(then=(Equivalence(*sides),))


def limit_of_width(
    gamma: Formula, beta: str, width: Fraction, accuracy: Fraction, least: Fraction, most: Fraction
) -> Proposition:
    """Factors of width L^(most + o(1)) for all inputs, and inputs for which every factors are as wide as L^least."""
    given = (
        *comparisons(*BOUNDED),
        Comparison(formula("Gamma"), "=", gamma),
        compared(f"d = {'log(L)' if width == 1 else f'({width}) * log(L)'}"),
        compared(f"f = softmax({LOGITS[beta]})"),
    )
    power = str(accuracy) if accuracy.denominator == 1 else f"({accuracy})"
    near = compared(f"maxabs(U1 @ V1.T - f) <= L**-{power}")
    enough = Proposition(some(*FACTORS), then=(near, compared(f"k1 <= L**({most} + o(1))")))
    forced = Proposition(every(*FACTORS), (near,), comparisons(f"k1 >= L**({least} + o(1))"))
    return Proposition(
        then=(Proposition(every(*INPUTS), given, (enough,)), Proposition(some(*INPUTS), given, (forced,)))
    )


def bound_on_logits(beta: str, bound: Formula) -> Proposition:
    """The bound holds for all inputs, and for every Gamma inputs attain it."""
    logits = formula(f"maxabs({LOGITS[beta]})")
    given = comparisons(*BOUNDED)
    attained = Proposition(some(*INPUTS), given, (Comparison(logits, "=", bound),))
    held = Proposition(every(*INPUTS), given, (Comparison(logits, "<=", bound),))
    return Proposition(every("Gamma > 0"), then=(held, attained))
