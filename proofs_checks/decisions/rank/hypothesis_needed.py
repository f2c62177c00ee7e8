"""That a hypothesis of the theorem on almost linear time cannot be left out: inputs within the others refuse factors.

Parameters: `without`, the hypothesis that is left out: queries (the bound on C1 W), keys (the bound on C2), or accuracy
(1/poly(L)); `exponent`, of 1/L in the accuracy at which the factors are as wide as L.
"""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
from flint import arb, ctx

from lora_symbolic.evaluation.rationals import fraction, rational
from lora_symbolic.language.propositions import sentence
from lora_symbolic.rank.threshold.needed import DROPPED, dropped_argument, dropped_claim
from lora_symbolic.rank.threshold.sign_vectors import (
    closed_distance,
    distance_to_singular,
    sign_vectors,
    softmax_of,
)
from proofs_checks.verdict.evidence import Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees, derived

SCALES = {"queries": (Fraction(1),), "keys": (Fraction(1),), "accuracy": (Fraction(1, 3), Fraction(1, 9))}
BITS = (1, 2, 3, 4)


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    if parameters["without"] not in DROPPED:
        return f"without is {parameters['without']!r}; expected {', '.join(DROPPED)}"
    try:
        return None if Fraction(parameters["exponent"][:40]) > 0 else "exponent: expected a positive number"
    except (ValueError, ZeroDivisionError):
        return f"exponent is {parameters['exponent'][:60]!r}; expected a positive number such as 7/5"


def _given(parameters: Parameters) -> tuple[str, Fraction]:
    return parameters["without"], Fraction(parameters["exponent"])


def decide(parameters: Parameters) -> Outcome:
    """A proof by the family of sign vectors."""
    argument = dropped_argument(*_given(parameters))
    return derived(argument.steps, f"all sign vectors of length d = log2 L; {len(argument.steps)} steps")


def exact(parameters: Parameters) -> Outcome:
    """The distance of the family from singular matrices by elimination in balls, at least what is claimed."""
    good = True
    for scale in SCALES[parameters["without"]]:
        for bits in BITS:
            with ctx.workprec(256):
                found = distance_to_singular(softmax_of(sign_vectors(bits), scale))
            good = good and _accuracy(parameters, bits, closed_distance(bits, scale).low * 2**bits) <= found
    return agrees(good, Strength.CERTIFIED_INTERVAL, f"L = {', '.join(str(2**bits) for bits in BITS)}, by elimination")


def _accuracy(parameters: Parameters, bits: int, power: Fraction) -> Fraction:
    """At most the claimed accuracy at L = 2^bits, where tanh(s)^bits is the power; a little less for rounding."""
    exponent = Fraction(parameters["exponent"])
    above = Fraction(2) ** -math.ceil(bits * exponent * 64)  # (L^-exponent)^64
    if parameters["without"] == "accuracy":
        return power * _root(above) * (1 - Fraction(1, 10**12))
    return _root(above)


def _root(power: Fraction) -> Fraction:
    """At most the 64th root."""
    with ctx.workprec(256):
        return fraction((rational(power) ** (arb(1) / 64)).lower())


def digits(parameters: Parameters) -> Outcome:
    """The least singular value of f in 40 digits, from the logits by mpmath: at least L times the claimed distance."""
    good, exponent = True, Fraction(parameters["exponent"])
    with mpmath.workdps(40):
        for scale in SCALES[parameters["without"]]:
            rows = sign_vectors(3)
            s = mpmath.mpf(scale.numerator) / scale.denominator
            powers = [[mpmath.exp(s * sum(a * b for a, b in zip(x, y, strict=True))) for y in rows] for x in rows]
            f = mpmath.matrix([[value / mpmath.fsum(row) for value in row] for row in powers])
            least = min(abs(value) for value in mpmath.eigsy(f, eigvals_only=True))
            claimed = 8 ** -(mpmath.mpf(exponent.numerator) / exponent.denominator)
            claimed *= mpmath.tanh(s) ** 3 if parameters["without"] == "accuracy" else 1
            good = good and least / 8 * (1 + mpmath.mpf(10) ** -30) >= claimed
    return agrees(bool(good), Strength.HIGH_PRECISION, "L = 8: f less its least eigenvalue, beside the accuracy")


PROCEDURE = DecisionProcedure(
    summary="a hypothesis that cannot be left out, by inputs without thin factors",
    names=frozenset({"without", "exponent"}),
    decide=decide,
    exact=exact,
    digits=digits,
    accepts=accepts,
    sentence=lambda parameters: sentence(dropped_claim(*_given(parameters))),
    controls=(
        {"without": "queries", "exponent": "13/10"},
        {"without": "keys", "exponent": "1"},
        {"without": "accuracy", "exponent": "1/2"},
    ),
)
