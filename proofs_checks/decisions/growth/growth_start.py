"""From which L on the time is below L^(1 + delta), along Gamma = gamma (log L)^a with d = log L and eps = 1/L.

Parameters: `a` and `gamma`, rational numbers; `beta`, 1 or 1/d; `delta`, a rational number; `tokens`, log10 of the L
that is claimed, as 10^k or as a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath

from lora_symbolic.complexity.growth.family import Family, GrowthError, bounded_entries, log_tokens
from lora_symbolic.complexity.growth.proof import almost_linear_argument
from lora_symbolic.complexity.growth.threshold import NoThreshold, threshold, time_exponent
from lora_symbolic.complexity.growth.width import digits_of, working
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees

_NUMBER = re.compile(r"(?:10\^)?[1-9]\d{0,3}")


def family_of(parameters: Parameters) -> Family:
    """The family that the parameters name."""
    return bounded_entries(Fraction(parameters["a"]), parameters["beta"], gamma=Fraction(parameters["gamma"]))


def tokens_of(parameters: Parameters) -> int:
    """log10 of the claimed L."""
    text = parameters["tokens"]
    return 10 ** int(text[3:]) if text.startswith("10^") else int(text)


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    if not _NUMBER.fullmatch(parameters["tokens"]):
        return f"tokens {parameters['tokens']!r}: expected a number, or 10^ a number"
    try:
        family_of(parameters)
        delta = Fraction(parameters["delta"])
    except (ValueError, ZeroDivisionError, GrowthError) as error:
        return str(error)
    return None if delta > 0 else f"delta {delta}: expected a positive number"


def decide(parameters: Parameters) -> Outcome:
    """The bound of the exponent at the claimed L, and the reason why it falls from there on."""
    family, delta = family_of(parameters), Fraction(parameters["delta"])
    found = threshold(family, delta)
    if isinstance(found, NoThreshold):
        detail = f"{found.family}: {found.reason}; log_L k1 is at least {found.needed} in the limit"
        return Outcome(Finding.SILENT, Strength.NONE, detail)
    ell = log_tokens(tokens_of(parameters))
    argument = almost_linear_argument()
    with working():
        below = bool(time_exponent(family, ell) < 1 + delta.numerator / (ell * 0 + delta.denominator))
        value = digits_of(time_exponent(family, ell), 6)[1]
        late = bool(ell.floor() >= int(found.log_tokens) - 1)
    if not (below and late and argument.holds):
        return Outcome(
            Finding.SILENT, Strength.NONE, f"the bound gives L0 = {found.text}; exponent {value} at the claimed L"
        )
    steps = (
        *(step.to_dict() for step in argument.steps),
        {
            "statement": f"at the claimed L the exponent is at most {value} <= 1 + {delta}",
            "reason": "1 + kappa(omega, rho) + log(27 d^2)/log L",
            "check": "in balls",
        },
        {
            "statement": "the bound falls from there on",
            "reason": "theta = B/log L falls, rho grows with theta, kappa with rho; log(27 C^2 l^2)/l falls for l >= 3",
            "check": f"s = {family.power} < 1, or equal to 1 with a constant theta",
        },
    )
    return Outcome(Finding.PROVES, Strength.DERIVATION, f"{family.title}: L0 = {found.text}, exponent {value}", steps)


def exact(parameters: Parameters) -> Outcome:
    """The bound in balls at the claimed L and at ten thousand powers of it."""
    family, delta = family_of(parameters), Fraction(parameters["delta"])
    with working():
        ell = log_tokens(tokens_of(parameters))
        level = 1 + delta.numerator / (ell * 0 + delta.denominator)
        holds = all(bool(time_exponent(family, ell * factor) < level) for factor in (1, 2, 10, 100, 10_000))
    return agrees(holds, Strength.CERTIFIED_INTERVAL, "the exponent at L, L^2, L^10, L^100, L^10000")


def digits(parameters: Parameters) -> Outcome:
    """The same bound by mpmath."""
    family, delta = family_of(parameters), Fraction(parameters["delta"])
    with mpmath.workdps(60):
        ell = tokens_of(parameters) * mpmath.log(10)
        power, size = (mpmath.mpf(x.numerator) / x.denominator for x in (family.power, family.coefficient))
        theta = size * ell ** (power - 1)
        rho = (theta + 1) / mpmath.lambertw((theta + 1) / (mpmath.e * theta)).real
        exponent = 1 + mpmath.log(1 + rho) + rho * mpmath.log(1 + 1 / rho) + mpmath.log(27 * ell**2) / ell
        holds = exponent < 1 + mpmath.mpf(delta.numerator) / delta.denominator
        return agrees(bool(holds), Strength.HIGH_PRECISION, f"exponent {mpmath.nstr(exponent, 10)} at the claimed L")


def _case(a: str, beta: str, delta: str, tokens: str, gamma: str = "1") -> Mapping[str, Any]:
    return {"a": a, "beta": beta, "delta": delta, "tokens": tokens, "gamma": gamma}


PROCEDURE = DecisionProcedure(
    summary="from which L on the time is below L^(1 + delta)",
    names=frozenset({"a", "beta", "delta", "tokens", "gamma"}),
    decide=decide,
    exact=exact,
    digits=digits,
    accepts=accepts,
    controls=(
        _case("1/2", "1/d", "1/2", "10^9"),
        _case("9/16", "1/d", "1/2", "10^9"),
        _case("0", "1", "1/2", "10^9"),
        _case("1/4", "1", "1/2", "10^9"),
        _case("1/4", "1/d", "1/2", "10^6"),
    ),
)
