"""Growth that a reader states: decided on the scale of powers of L and its logarithms, or by the threshold of a rank.

Dictionary
    decide      the decision, with its steps or with sequences against the claim
    tried       the quantity along sequences at the bounds, exactly
    problem_with_family     whether a recorded family without thin factors is still one
    values      the quantity along sequences that attain the bounds, in many digits
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from lora_symbolic.complexity.orders.decide import (
    attaining,
    corners_of,
    decide_growth,
    order_along,
    problem_with_sequences,
)
from lora_symbolic.language.later import mpmath
from lora_symbolic.language.propositions.scale import bound_of
from lora_symbolic.language.statement import Grows
from lora_symbolic.language.statement.kinds.growth import growth_of
from proofs_checks.decisions.procedure import Outcome
from proofs_checks.decisions.rank import approximate_rank
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.recheck.growth import problem_with_growth
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from ..method import Effort
from . import algorithms

TOWERS = (6, 8, 10)  # log log log L, where values are looked at
OPPOSITE = {Finding.REFUTES: Finding.PROVES, Finding.AGREES: Finding.DISAGREES, Finding.DISAGREES: Finding.AGREES}


def _stated(claim: LedgerClaim) -> Grows:
    if not isinstance(claim.stated, Grows):
        raise TypeError(f"{claim.id}: expected a claim about growth")
    return claim.stated


def parameters_of(stated: Grows) -> dict[str, str]:
    """The parameters of the judge of thin factors."""
    growths = {one.left.value: growth_of(one) for one in stated.under if one.left.value in ("Gamma", "d")}
    return {
        "gamma": _growth_text(*growths["Gamma"]),
        "width": _growth_text(*growths["d"]),
        "beta": stated.beta,
        "accuracy": stated.accuracy,
        "question": stated.of_factors,
    }


def _growth_text(strict: bool, log: Fraction, width: Fraction) -> str:
    plain = {Fraction(0): "1", Fraction(1): "log L", Fraction(1, 2): "sqrt(log L)"}.get(log, f"(log L)^{log}")
    inside = "sqrt(log L / d)" if (log, width) == (Fraction(1, 2), Fraction(-1, 2)) else plain
    return f"{'o' if strict else 'O'}({inside})"


def problem_with_family(stated: Grows, data: Mapping[str, Any]) -> str | None:
    """None when the data are those of a family without thin factors, else one line that says why not."""
    try:
        return approximate_rank.confirm(parameters_of(stated), data)
    except (KeyError, TypeError, ValueError, IndexError, ArithmeticError) as error:
        return f"not the data of a counterexample ({type(error).__name__}: {error})"


def _heard(look: Callable[[Mapping[str, str]], Outcome], stated: Grows) -> Outcome:
    """What is found of thin factors; of the negation the opposite, and silence where the factors exist."""
    found = look(parameters_of(stated))
    if not stated.negated:
        return found
    if found.finding is Finding.PROVES:
        return Outcome(Finding.SILENT, Strength.NONE, f"the factors exist: {found.detail}", found.steps)
    return replace(found, finding=OPPOSITE.get(found.finding, found.finding))


def decide(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The decision on the scale, or that of the threshold for factors of attention."""
    stated = _stated(claim)
    if stated.algorithm is not None:
        return algorithms.decide(parameters_of(stated), stated.algorithm).evidence("bounds")
    if stated.of_factors:
        return _heard(approximate_rank.decide, stated).evidence("bounds")
    found = decide_growth(stated)
    if found.problem:
        finding = Finding.VACUOUS if found.contradictory else Finding.SILENT
        why = {"impossible": found.problem} if found.contradictory else {}
        return Evidence("bounds", Strength.NONE, found.problem, finding, why)
    if found.proved:
        steps = tuple(
            {"statement": step, "reason": "the bound put in", "check": "exponents compared exactly"}
            for step in found.steps
        )
        return Evidence("bounds", Strength.DERIVATION, found.steps[-1], Finding.PROVES, dict(claim.said), steps)
    sequences = {name: [str(e) for e in order.exponents] for name, order in found.sequences.items()}
    told = ", ".join(f"{name} = {order}" for name, order in found.sequences.items())
    data: dict[str, Any] = {
        "sequences": sequences,
        "family": told,
        "facts": [[name, str(o)] for name, o in found.sequences.items()],
    }
    if (problem := problem_with_growth(data, stated)) is not None:
        return Evidence("bounds", Strength.NONE, f"sequences were not confirmed: {problem}", Finding.DISAGREES)
    return Evidence("bounds", Strength.EXACT_AT_SHAPES, f"fails along {told}", Finding.REFUTES, {**data, **claim.said})


def values(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The logarithm of the quantity over the class at log log log L = 6, 8, 10, along sequences at the bounds."""
    stated = _stated(claim)
    if stated.algorithm is not None:
        return algorithms.values(parameters_of(stated)).evidence("high-precision")
    if stated.of_factors:
        return _heard(approximate_rank.digits, stated).evidence("high-precision")
    sequences = attaining(stated)
    if sequences is None:
        return Evidence("high-precision", Strength.NONE, "no sequences that satisfy the hypotheses")
    bound, order = bound_of(stated.within), order_along(stated, sequences)
    with mpmath.workdps(60):
        found = []
        for tower in TOWERS:
            logs = (mpmath.exp(mpmath.exp(tower)), mpmath.exp(tower), mpmath.mpf(tower), mpmath.log(tower))
            gap = [a - b for a, b in zip(order.exponents, bound.order.exponents, strict=True)]
            terms = [mpmath.mpf(g.numerator) / g.denominator * log for g, log in zip(gap, logs, strict=True)]
            found.append(mpmath.fsum(terms) / (logs[0] if bound.kind == "power" else 1))
    up = all(one < other for one, other in pairwise(found))
    down = all(one > other for one, other in pairwise(found))
    still = max(abs(one) for one in found) == 0
    small = found[-1] < mpmath.mpf(10) ** -3
    agrees = {"o": down, "O": down or still, "omega": up, "power": down or still or small}[bound.kind]
    finding = Finding.AGREES if agrees else Finding.DISAGREES
    shown = ", ".join(mpmath.nstr(one, 4) for one in found)
    detail = f"log of the ratio at log log log L = 6, 8, 10: {shown}"
    return Evidence("high-precision", Strength.HIGH_PRECISION, detail, finding)


def tried(claim: LedgerClaim, effort: Effort) -> Evidence:
    """The quantity along sequences at all corners of the hypotheses, exactly."""
    stated = _stated(claim)
    if stated.algorithm is not None:
        return algorithms.tried(parameters_of(stated)).evidence("identity-test")
    if stated.of_factors:
        return _heard(approximate_rank.exact, stated).evidence("identity-test")
    corners = corners_of(stated)
    if not corners:
        return Evidence("identity-test", Strength.NONE, "no sequences that satisfy the hypotheses")
    outside = [one for one in corners if problem_with_sequences(stated, one) is None]
    finding = Finding.DISAGREES if outside else Finding.AGREES
    detail = f"orders along {len(corners)} choices of sequences at the bounds"
    return Evidence("identity-test", Strength.EXACT_AT_SHAPES, detail, finding)
