"""From which L on the time is below L^(1 + delta), along Gamma = gamma (log L)^a with d = log L.

Parameters: `a` and `gamma`, rational numbers; `beta`, 1 or 1/d; `accuracy`, the c of both gradients within L^-c;
`inputs`, the K of entries of at most L^K in A, B, C1, C3 and Y; `count`, multiplications alone, or operations with
additions and every word moved; `delta`, a rational number; `tokens`, log10 of the L that is claimed, as 10^k or as a
number. The accuracy of exp is not given: it follows from that of the gradients.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath

from lora_symbolic.arguments.steps import computed
from lora_symbolic.complexity.growth.accuracy import gradient_family
from lora_symbolic.complexity.growth.claims import start_claim
from lora_symbolic.complexity.growth.family import OPERATIONS_FACTOR, TIME_FACTOR, Family, GrowthError, log_tokens
from lora_symbolic.complexity.growth.proof import almost_linear_argument
from lora_symbolic.complexity.growth.start_proof import accuracy_steps, falling_steps, operations_step
from lora_symbolic.complexity.growth.threshold import FIRST, NoThreshold, threshold, time_exponent
from lora_symbolic.complexity.growth.width import digits_of, working
from lora_symbolic.evaluation.rationals import as_ball
from lora_symbolic.language.propositions import Proposition, sentence
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees, derived

COUNTS = {"multiplications": TIME_FACTOR, "operations": OPERATIONS_FACTOR}  # times L d^2 k1
_GIVEN = ("a", "gamma", "accuracy", "inputs")
_NUMBER = re.compile(r"(?:10\^)?[1-9]\d{0,6}")


def family_of(parameters: Parameters) -> Family:
    """The family that the parameters name."""
    a, gamma, accuracy, inputs = (Fraction(parameters[name]) for name in ("a", "gamma", "accuracy", "inputs"))
    return gradient_family(a, parameters["beta"], gamma, accuracy, inputs)


def tokens_of(parameters: Parameters) -> int:
    """log10 of the claimed L."""
    text = parameters["tokens"]
    return 10 ** int(text[3:]) if text.startswith("10^") else int(text)


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    if not _NUMBER.fullmatch(parameters["tokens"]):
        return f"tokens {parameters['tokens']!r}: expected a number, or 10^ a number"
    if parameters["count"] not in COUNTS:
        return f"count {parameters['count']!r}: expected {' or '.join(COUNTS)}"
    try:
        family_of(parameters)
        delta = Fraction(parameters["delta"])
    except (ValueError, ZeroDivisionError, GrowthError) as error:
        return str(error)
    return None if delta > 0 else f"delta {delta}: expected a positive number"


def decide(parameters: Parameters) -> Outcome:
    """The bound of the exponent at the claimed L, and the reason why it falls from there on."""
    family, delta = family_of(parameters), Fraction(parameters["delta"])
    factor = COUNTS[parameters["count"]]
    found = threshold(family, delta, factor)
    if isinstance(found, NoThreshold):
        detail = f"{found.family}: {found.reason}; log_L k1 is at least {found.needed} in the limit"
        return Outcome(Finding.SILENT, Strength.NONE, detail)
    ell = log_tokens(tokens_of(parameters))
    steps = (*accuracy_steps(), *almost_linear_argument().steps, operations_step(), *falling_steps())
    with working():
        exponent = time_exponent(family, ell, factor)
        below, value = bool(exponent < 1 + as_ball(delta)), digits_of(exponent, 6)[1]
        late = bool(ell.floor() >= int(found.log_tokens) - 1)
    if not (below and late and all(step.holds for step in steps)):
        return Outcome(
            Finding.SILENT, Strength.NONE, f"the bound gives L0 = {found.text}; exponent {value} at the claimed L"
        )
    with working():
        falls = family.power <= 1 and bool(ell >= FIRST) and bool(family.relative_width(ell) * ell >= 1)
    value_there = computed(
        f"{family.title}; at the claimed L the exponent is at most {value} <= 1 + {delta}",
        f"1 + kappa(omega, rho) + log({factor} d^2)/log L",
        below,
        "in balls",
    )
    from_there = computed(
        f"the steps before apply from the claimed L on: s <= 1, log L >= {FIRST} and d >= 1 there",
        "so that the exponent falls from there on",
        falls and late,
        f"s = {family.power}, exactly; log L and d in balls",
    )
    return derived((*steps, value_there, from_there), f"{family.title}: L0 = {found.text}, exponent {value}")


def exact(parameters: Parameters) -> Outcome:
    """The bound in balls at the claimed L and at ten thousand powers of it."""
    family, delta = family_of(parameters), Fraction(parameters["delta"])
    with working():
        ell = log_tokens(tokens_of(parameters))
        level = 1 + as_ball(delta)
        factor = COUNTS[parameters["count"]]
        holds = all(bool(time_exponent(family, ell * power, factor) < level) for power in (1, 2, 10, 100, 10_000))
    return agrees(holds, Strength.CERTIFIED_INTERVAL, "the exponent at L, L^2, L^10, L^100, L^10000")


def digits(parameters: Parameters) -> Outcome:
    """The same bound by mpmath, with 6 L d^2 Gamma L^(4K) written out."""
    family, delta = family_of(parameters), Fraction(parameters["delta"])
    with mpmath.workdps(60):
        ell = tokens_of(parameters) * mpmath.log(10)
        power, size, a, gamma, accuracy, inputs = (
            mpmath.mpf(x.numerator) / x.denominator
            for x in (family.power, family.coefficient, *(Fraction(parameters[n]) for n in _GIVEN))
        )
        times = 27 if parameters["count"] == "multiplications" else 150
        theta = size * ell ** (power - 1)
        wanted = max(mpmath.mpf(0), mpmath.log(6 * gamma)) + max(mpmath.mpf(0), 2 + a) * mpmath.log(ell)
        precision = accuracy + 1 + 4 * inputs + wanted / ell
        rho = (theta + precision) / mpmath.lambertw((theta + precision) / (mpmath.e * theta)).real
        exponent = 1 + mpmath.log(1 + rho) + rho * mpmath.log(1 + 1 / rho) + mpmath.log(times * ell**2) / ell
        holds = exponent < 1 + mpmath.mpf(delta.numerator) / delta.denominator
        return agrees(bool(holds), Strength.HIGH_PRECISION, f"exponent {mpmath.nstr(exponent, 10)} at the claimed L")


def statement(parameters: Parameters) -> Proposition:
    """Time below L^(1 + delta) from the claimed L on."""
    names = ("a", "gamma", "delta", "accuracy", "inputs")
    power, gamma, delta, accuracy, inputs = (Fraction(parameters[name]) for name in names)
    text = parameters["tokens"]
    tokens = f"10**10**{text[3:]}" if text.startswith("10^") else f"10**{text}"
    shape = (power, gamma, parameters["beta"])
    return start_claim(*shape, delta, tokens, accuracy, inputs, parameters["count"])


def _case(a: str, beta: str, delta: str, tokens: str, gamma: str = "1") -> Mapping[str, Any]:
    given = {"a": a, "beta": beta, "delta": delta, "tokens": tokens, "gamma": gamma}
    return {**given, "accuracy": "1", "inputs": "0", "count": "multiplications"}


PROCEDURE = DecisionProcedure(
    summary="from which L on the time is below L^(1 + delta)",
    names=frozenset({"beta", "delta", "tokens", "count", *_GIVEN}),
    decide=decide,
    exact=exact,
    digits=digits,
    accepts=accepts,
    sentence=lambda parameters: sentence(statement(parameters)),
    controls=(
        _case("1/2", "1/d", "1/2", "10^9"),
        _case("9/16", "1/d", "1/2", "10^9"),
        _case("0", "1", "1/2", "10^9"),
        _case("1/4", "1", "1/2", "10^9"),
        # what comes out when the accuracy of the gradients is taken for that of exp
        _case("1/4", "1/d", "1/2", "10^7"),
        _case("1/4", "1/d", "1/10", "10^47"),
        _case("0", "1/d", "1", "35"),
        _case("1/2", "1/d", "1", "9", gamma="1/1000"),
    ),
)
