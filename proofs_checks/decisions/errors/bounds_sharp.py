"""Sharp constants: whether a constant about softmax is the least possible one.

Parameters
    constant    softmax: sum_j |f~_j - f_j| <= 2 tau(delta) when every exp has a relative error of at most delta
                centred: sum_j |p~_j - p_j| <= 2 tau(delta) max|q| for p_j = f_j (q_j - sum_k f_k q_k), q exact
    factor      a rational in text; the statement is that `factor` times the constant is the least that will do

Proved for the factor 1: the bound is a theorem, whose algebraic steps are confirmed by SymPy, and a family attains it
for every delta. Any other factor is refuted: above 1 by the theorem, below 1 by the family.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import isqrt
from typing import Any

import mpmath
import sympy

from lora_symbolic.bounds.checks import UncheckedStep, centred_theorem, softmax_theorem
from lora_symbolic.bounds.rules.softmax_constants import DELTA, total_variation, worst_mass
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees

THEOREMS = {"softmax": softmax_theorem, "centred": centred_theorem}
CLAIMS = {
    "softmax": "norm(f~ - f, inf) <= b",
    "centred": "norm(f~ * q - diag(rowsum(f~ * q)) @ f~ - (f * q - diag(rowsum(f * q)) @ f), inf) <= b*maxabs(q)",
}
TAUS = (Fraction(1, 3), Fraction(1, 10), Fraction(9, 10), Fraction(1, 1000))
K = sympy.Symbol("k", positive=True)


def attained(constant: str, tau: Any, root: Any) -> Any:
    """The row sum of the family over 2 tau, in any numbers: `root` is the square root.

    softmax: f = (t*, 1 - t*) and perturbations (delta, -delta). centred: f proportional to (1, k, k, 1), f~ to (k, 1,
    1, k) with k = (1 + tau) / (1 - tau), q = (1, 1, -1, -1); delta = 2 tau / (1 + tau^2) in both.
    """
    delta = 2 * tau / (1 + tau * tau)
    f: tuple[Any, ...]
    weights: tuple[Any, ...]
    q: tuple[int, ...] | None
    if constant == "softmax":
        t = (root(1 - delta * delta) - (1 - delta)) / (2 * delta)
        f, weights, q = (t, 1 - t), (1 + delta, 1 - delta), None
    else:
        k = (1 + tau) / (1 - tau)
        f, weights, q = _shares((1, k, k, 1)), (1 + delta, 1 - delta, 1 - delta, 1 + delta), (1, 1, -1, -1)
    near = _shares(tuple(share * weight for share, weight in zip(f, weights, strict=True)))
    moved = sum(abs(new - old) for new, old in zip(_centred(near, q), _centred(f, q), strict=True))
    return moved / (2 * tau)


def _shares(numbers: tuple[Any, ...]) -> tuple[Any, ...]:
    total = sum(numbers)
    return tuple(number / total for number in numbers)


def _centred(f: tuple[Any, ...], q: tuple[int, ...] | None) -> tuple[Any, ...]:
    if q is None:
        return f
    mean = sum(share * entry for share, entry in zip(f, q, strict=True))
    return tuple(share * (entry - mean) for share, entry in zip(f, q, strict=True))


def family_identity(constant: str) -> str:
    """The family attains the constant for every delta, as an identity.

    Raises UncheckedStep when SymPy does not confirm it.
    """
    if constant == "softmax":
        t = worst_mass(DELTA)
        gap = 2 * (t * (1 + DELTA) / (t * (1 + DELTA) + (1 - t) * (1 - DELTA)) - t) - 2 * total_variation(DELTA)
    else:
        one = sympy.Integer(1)
        f, near = _shares((one, K, K, one)), _shares((K, one, one, K))
        q, s = (1, 1, -1, -1), (1, -1, 1, -1)
        pairing = zip(s, _centred(near, q), _centred(f, q), strict=True)
        gap = sum((sign * (new - old) for sign, new, old in pairing), sympy.Integer(0)) - 2 * (K - 1) / (K + 1)
    if sympy.simplify(gap) != 0:
        raise UncheckedStep(f"{constant}: the family is not confirmed to attain the constant")
    return "an identity in SymPy"


def sentence(parameters: Parameters) -> str:
    """What shall be least, and for which sums of absolute values in a row."""
    least = Fraction(parameters["factor"]) * 2 * total_variation(DELTA)
    return (
        f"for all S, E (m x n) and q (m x n) with |E - exp(S)| <= delta*exp(S), 0 < delta < 1: "
        f"{CLAIMS[parameters['constant']]} with b = {least}, and with no smaller b, "
        f"where f = softmax(S), f~ = diag(reciprocal(rowsum(E))) @ E"
    )


def decide(parameters: Parameters) -> Outcome:
    """The theorem and the family; a wrong factor is refuted by one of them."""
    constant, factor = parameters["constant"], Fraction(parameters["factor"])
    try:
        steps = (
            {"statement": "the constant is an upper bound", "reason": constant, "check": THEOREMS[constant]()},
            {"statement": "a family attains it", "reason": "equality", "check": family_identity(constant)},
        )
    except UncheckedStep as error:
        return Outcome(Finding.SILENT, Strength.NONE, str(error))
    if factor == 1:
        return Outcome(
            Finding.PROVES, Strength.DERIVATION, "an upper bound that a family attains for every delta", steps
        )
    data = counterexample(constant, factor)
    return Outcome(Finding.REFUTES, Strength.EXACT_AT_SHAPES, str(data["family"]), steps, data)


def counterexample(constant: str, factor: Fraction) -> dict[str, Any]:
    """What the family says of a factor other than 1."""
    said = "exceeds" if factor < 1 else "is all that can be reached, below"
    facts = [[f"row sum / (2 tau) at tau = {tau}", str(attained(constant, tau, _root))] for tau in TAUS]
    return {"family": f"the family reaches the constant itself, which {said} {factor} of it", "facts": facts}


def _root(square: Fraction) -> Fraction:
    """The root of a rational square."""
    return Fraction(isqrt(square.numerator), isqrt(square.denominator))


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """None when the family reaches the constant and the factor is not 1."""
    reached = all(attained(parameters["constant"], tau, _root) == 1 for tau in TAUS)
    return None if reached and Fraction(parameters["factor"]) != 1 and data["facts"] else "the factor is 1"


def exact(parameters: Parameters) -> Outcome:
    """The family at rational tau, in exact rationals."""
    holds = all(attained(parameters["constant"], tau, _root) == Fraction(parameters["factor"]) for tau in TAUS)
    return agrees(holds, Strength.EXACT_AT_SHAPES, f"the family at tau = {', '.join(map(str, TAUS))}")


def digits(parameters: Parameters) -> Outcome:
    """The family at irrational tau, in 50 digits."""
    with mpmath.workdps(50):
        factor = mpmath.mpf(Fraction(parameters["factor"]).numerator) / Fraction(parameters["factor"]).denominator
        worst = max(abs(attained(parameters["constant"], mpmath.sqrt(n) / 7, mpmath.sqrt) - factor) for n in (2, 3, 5))
        holds = bool(worst < mpmath.mpf(10) ** -40)
    return agrees(holds, Strength.HIGH_PRECISION, "the family at three irrational tau, 50 digits")


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters, None if nothing is."""
    if parameters["constant"] not in THEOREMS:
        return f"constant is {parameters['constant']!r}; expected softmax or centred"
    try:
        Fraction(parameters["factor"])
    except (ValueError, ZeroDivisionError):
        return f"factor is {parameters['factor']!r}; expected a rational such as 1/2"
    return None


PROCEDURE = DecisionProcedure(
    summary="the least constant for softmax",
    names=frozenset({"constant", "factor"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    sentence=sentence,
    controls=tuple({"constant": name, "factor": factor} for name in THEOREMS for factor in ("1/2", "999/1000", "2")),
)
