"""How large a logit is when |C1 W| <= Gamma and |C2| <= Gamma.

Parameters: `beta`, 1 or 1/d; `bound`, Gamma^2 or d Gamma^2, claimed to hold for every logit and to be attained.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath
import sympy

from lora_symbolic.arguments.steps import at_most, matrices
from lora_symbolic.language import ones, scalar, size
from lora_symbolic.language.propositions import Proposition, formula, sentence
from lora_symbolic.language.propositions.algebra import as_sympy
from lora_symbolic.rank.logits import attain_logits, largest_logit
from lora_symbolic.rank.ranks import generic_points
from lora_symbolic.rank.threshold.claims import bound_on_logits
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees, derived

BOUNDS = {"Gamma^2": "Gamma**2", "d Gamma^2": "d * Gamma**2"}
TRUE_POWER = {"1": 1, "1/d": 0}  # of d, in the largest logit
CASES = ((2, 1), (5, 3), (64, 2))


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    if parameters["beta"] not in TRUE_POWER or parameters["bound"] not in BOUNDS:
        return f"expected beta one of {', '.join(TRUE_POWER)} and bound one of {', '.join(BOUNDS)}"
    return None


def _temperature(parameters: Parameters, width: int) -> Fraction:
    return Fraction(1, width) if parameters["beta"] == "1/d" else Fraction(1)


def _claimed(parameters: Parameters, width: int, gamma: int) -> Fraction:
    bound = as_sympy(formula(BOUNDS[parameters["bound"]]), {"d": sympy.Integer(width), "Gamma": sympy.Integer(gamma)})
    return Fraction(int(bound))


def decide(parameters: Parameters) -> Outcome:
    """The bound follows from the triangle inequality and is attained, or a logit exceeds it, or none attains it."""
    width, gamma = 2, 1
    witness = attain_logits(2, width, gamma, _temperature(parameters, width))
    claimed = _claimed(parameters, width, gamma)
    if witness.largest != claimed:
        relation = "exceeds" if witness.largest > claimed else "never reaches"
        detail = f"at d = 2 and Gamma = 1 the largest logit is {witness.largest}: it {relation} {claimed}"
        data = {
            "family": "C1 W = C2 = Gamma in every entry, d = 2, Gamma = 1",
            "width": width,
            "gamma": gamma,
            "facts": [["the largest logit", str(witness.largest)], ["claimed", str(claimed)]],
        }
        return Outcome(Finding.REFUTES, Strength.EXACT_AT_SHAPES, detail, (), data)
    g = scalar(size("g"))
    d, bound, a, b = sympy.symbols("d Gamma a b", positive=True)
    power = TRUE_POWER[parameters["beta"]]
    product = bound / (1 + a) * bound / (1 + b)
    steps = (
        matrices(
            "equal entries g give d g^2 in every logit",
            "one product for each of the d columns",
            ((g * ones("L", "d")) @ (g * ones("L", "d")).T, scalar(size("d")) * g * g * ones("L", "L")),
        ),
        at_most(
            f"no logit is above {parameters['bound']} at beta = {parameters['beta']}",
            "the triangle inequality: d products of entries Gamma/(1 + a) and Gamma/(1 + b), times beta",
            d * product * (1 if power else 1 / d),
            d**power * bound**2,
        ),
    )
    return derived(steps, f"|logit| <= {parameters['bound']} for all sizes, attained by equal entries")


def exact(parameters: Parameters) -> Outcome:
    """No logit of integer matrices exceeds the bound, and equal entries attain it."""
    good = True
    for width, gamma in CASES:
        temperature = _temperature(parameters, width)
        claimed = _claimed(parameters, width, gamma)
        rows = [[Fraction(x, 99) * gamma for x in point] for point in generic_points(4, width, gamma)]
        good = good and largest_logit(rows, rows, temperature) <= claimed
        good = good and attain_logits(2, width, gamma, temperature).largest == claimed
    return agrees(good, Strength.EXACT_AT_SHAPES, f"(d, Gamma) = {', '.join(map(str, CASES))}")


def digits(parameters: Parameters) -> Outcome:
    """The largest logit of equal entries Gamma = sqrt(2) in 60 digits."""
    with mpmath.workdps(60):
        width, gamma = 7, mpmath.sqrt(2)
        found = mpmath.fsum(gamma * gamma for _ in range(width)) / (width if parameters["beta"] == "1/d" else 1)
        claimed = int(_claimed(parameters, width, 1)) * gamma**2
        return agrees(abs(found - claimed) < mpmath.mpf(10) ** -50, Strength.HIGH_PRECISION, "d = 7, Gamma = sqrt(2)")


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """Whether the recorded matrices have another largest logit than claimed."""
    width, gamma = int(data["width"]), int(data["gamma"])
    rows = [[Fraction(gamma)] * width] * 2
    largest = largest_logit(rows, rows, _temperature(parameters, width))
    return None if largest != _claimed(parameters, width, gamma) else f"the largest logit is {largest}, as claimed"


def statement(parameters: Parameters) -> Proposition:
    """The bound holds, and is attained."""
    return bound_on_logits(parameters["beta"], formula(BOUNDS[parameters["bound"]]))


PROCEDURE = DecisionProcedure(
    summary="the largest logit that bounded factors allow",
    names=frozenset({"beta", "bound"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    sentence=lambda parameters: sentence(statement(parameters)),
    controls=({"beta": "1", "bound": "Gamma^2"}, {"beta": "1/d", "bound": "d Gamma^2"}),
)
