"""How a relative error eps of the exponentials shows in f: |f~ - f| <= constant * f, entry by entry.

Parameter: `constant`, a formula in eps. The least one is 2 eps/(1 - eps): two tokens, the exponentials of one too large
and of the other too small by eps, come as close to it as one likes.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath
import sympy

from lora_symbolic.arguments.steps import algebra, nonnegative
from lora_symbolic.bounds.chains import EPS
from lora_symbolic.evaluation.rationals import fraction
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees, derived

CONSTANTS: Mapping[str, sympy.Expr] = {
    "2 eps/(1 - eps)": 2 * EPS / (1 - EPS),
    "2 eps": 2 * EPS,
    "eps": EPS,
    "4 eps": 4 * EPS,  # true for eps <= 1/2 only
}
TRIED = (*(Fraction(1, n) for n in (2, 3, 10, 1000)), Fraction(3, 4), Fraction(99, 100))


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    return None if parameters["constant"] in CONSTANTS else f"expected constant one of {', '.join(CONSTANTS)}"


def value_at(parameters: Parameters, eps: Fraction) -> Fraction:
    """The constant at a rational eps."""
    return fraction(CONSTANTS[parameters["constant"]].subs(EPS, sympy.Rational(eps.numerator, eps.denominator)))


def worst_ratio(eps: Fraction, small: Fraction) -> Fraction:
    """|f~ - f| / f at the first of two entries of a row, f = small and 1 - small.

    >>> worst_ratio(Fraction(1, 3), Fraction(0))
    Fraction(1, 1)
    """
    return (1 + eps) / (1 + eps * (2 * small - 1)) - 1


def decide(parameters: Parameters) -> Outcome:
    """The quotient of numerator and denominator is bounded; a smaller constant fails at an explicit row."""
    for eps in TRIED:
        small = Fraction(1, 10**6)
        if worst_ratio(eps, small) > value_at(parameters, eps):
            return _refuted(parameters, eps, small)
    t, k = sympy.symbols("t kappa", positive=True)
    eps, constant = t / (1 + t), CONSTANTS[parameters["constant"]]
    steps = (
        nonnegative(
            "f~/f <= (1 + eps)/(1 - eps) <= 1 + constant",
            "numerator at most (1 + eps) E, row sum at least (1 - eps) times that of E",
            sympy.simplify((1 + constant - (1 + EPS) / (1 - EPS)).subs(EPS, eps)),
        ),
        nonnegative(
            "f~/f >= (1 - eps)/(1 + eps) >= 1 - constant",
            "numerator at least (1 - eps) E, row sum at most (1 + eps) times that of E",
            sympy.simplify(((1 - EPS) / (1 + EPS) - 1 + constant).subs(EPS, eps)),
        ),
        algebra(
            "nothing smaller: a row (k, 1 - k) with errors +eps and -eps has the ratio 2 eps/(1 - eps) as k -> 0",
            "(1 + eps)/((1 + eps) k + (1 - eps)(1 - k)) - 1 at k = 0",
            sympy.simplify(((1 + EPS) / ((1 + EPS) * k + (1 - EPS) * (1 - k)) - 1).subs(k, 0) - 2 * EPS / (1 - EPS)),
        ),
    )
    return derived(steps, f"|f~ - f| <= ({parameters['constant']}) f for all 0 < eps < 1")


def _refuted(parameters: Parameters, eps: Fraction, small: Fraction) -> Outcome:
    ratio = worst_ratio(eps, small)
    data = {
        "family": "one row with entries k and 1 - k of f, exponentials (1 + eps) and (1 - eps) times the true ones",
        "eps": str(eps),
        "small": str(small),
        "facts": [["|f~ - f| / f", f"{float(ratio):.6f}"], ["claimed", str(value_at(parameters, eps))]],
    }
    detail = f"at eps = {eps}, k = {small} the relative error of f is {float(ratio):.6f}"
    return Outcome(Finding.REFUTES, Strength.EXACT_AT_SHAPES, detail, (), data)


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """Whether the recorded row exceeds the constant, by dividing it out."""
    eps, small = Fraction(data["eps"]), Fraction(data["small"])
    if not (0 < eps < 1 and 0 < small < 1):
        return "eps and k are not between 0 and 1"
    weights = ((1 + eps) * small, (1 - eps) * (1 - small))
    ratio = abs(weights[0] / sum(weights) - small) / small
    return None if ratio > value_at(parameters, eps) else f"the relative error is {float(ratio)}, within the constant"


def exact(parameters: Parameters) -> Outcome:
    """Rows of three entries with every pattern of errors, exactly."""
    good = True
    rows = ((1, 2, 5), (1, 1, 1), (1, 1000, 3))
    patterns = ((1, -1, -1), (-1, 1, 1), (1, 1, -1), (-1, 1, -1), (1, 0, -1))
    for eps in TRIED:
        constant = value_at(parameters, eps)
        for row in rows:
            for pattern in patterns:
                changed = [x * (1 + eps * sign) for x, sign in zip(row, pattern, strict=True)]
                pairs = zip(changed, row, strict=True)
                good = good and all(abs(y / sum(changed) / Fraction(x, sum(row)) - 1) <= constant for y, x in pairs)
    return agrees(good, Strength.EXACT_AT_SHAPES, f"rows of three entries, eps = {', '.join(map(str, TRIED))}")


def digits(parameters: Parameters) -> Outcome:
    """A row of e^x and e^x (1 + eps sin x) in 60 digits."""
    with mpmath.workdps(60):
        good = True
        for eps in TRIED:
            logits = [mpmath.mpf(k) / 3 for k in range(-9, 10)]
            true = [mpmath.exp(x) for x in logits]
            scale = mpmath.mpf(eps.numerator) / eps.denominator
            wrong = [y * (1 + scale * mpmath.sin(5 * x)) for x, y in zip(logits, true, strict=True)]
            constant = value_at(parameters, eps)
            limit = mpmath.mpf(constant.numerator) / constant.denominator
            pairs = zip(wrong, true, strict=True)
            total, other = mpmath.fsum(wrong), mpmath.fsum(true)
            good = good and all(abs((y / total) / (x / other) - 1) <= limit for y, x in pairs)
        return agrees(good, Strength.HIGH_PRECISION, "a row of 19 entries in 60 digits")


PROCEDURE = DecisionProcedure(
    summary="the error of f from a relative error of the exponentials",
    names=frozenset({"constant"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    controls=tuple({"constant": constant} for constant in ("eps", "2 eps", "4 eps")),
)
