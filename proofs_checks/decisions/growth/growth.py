"""Whether the gradients come in L^(1 + o(1)) multiplications by factors of f.

Parameters: `gamma` and `width`, orders of growth in log L; `beta`, 1 or 1/d; `problem`, partial (adapters of the
queries) or full (of the keys too). The statement: for every c there are factors of f within L^-c, entry by entry, and
with them the algorithm U1 to V4 makes at most L^(1 + delta) multiplications for every delta > 0 and all large L.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath

from lora_symbolic.complexity.growth.claims import time_claim
from lora_symbolic.complexity.growth.family import Family, exponents_at, log_tokens
from lora_symbolic.complexity.growth.proof import almost_linear_argument
from lora_symbolic.complexity.growth.threshold import NoThreshold, Threshold, threshold
from lora_symbolic.language.propositions import Proposition, sentence
from lora_symbolic.rank.threshold.decide import FAILS, HOLDS, bounded_logits
from lora_symbolic.rank.threshold.orders import read_hypotheses
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees
from ..rank import approximate_rank

PROBLEMS = {"partial": "almost-linear", "full": "almost-linear-full"}
TENS = (10**3, 10**4, 10**5, 10**6)
DELTAS = (Fraction(1), Fraction(1, 2), Fraction(1, 10))


def rank_parameters(parameters: Parameters) -> Parameters:
    """The question about the factors of f that this one contains."""
    chosen = {name: parameters[name] for name in ("gamma", "width", "beta")}
    return {**chosen, "accuracy": "every", "question": "time"}


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    if parameters["problem"] not in PROBLEMS:
        return f"problem {parameters['problem']!r}: expected {' or '.join(PROBLEMS)}"
    return approximate_rank.accepts(rank_parameters(parameters))


def decide(parameters: Parameters) -> Outcome:
    """A proof with explicit constants when the logits are o(log L); a refutation when f has no thin factors."""
    hypotheses = read_hypotheses(parameters["gamma"], parameters["width"], parameters["beta"])
    found = approximate_rank.decision_of(rank_parameters(parameters))
    if found.outcome == HOLDS:
        size, argument = bounded_logits(hypotheses), almost_linear_argument(PROBLEMS[parameters["problem"]])
        steps = (size, *argument.steps)
        if not all(step.holds for step in steps):
            return Outcome(Finding.SILENT, Strength.NONE, f"not confirmed: {argument.failures[0].statement}")
        detail = f"{argument.sentence}; {len(steps)} steps"
        return Outcome(Finding.PROVES, Strength.DERIVATION, detail, tuple(step.to_dict() for step in steps))
    if found.outcome != FAILS:
        return Outcome(Finding.SILENT, Strength.NONE, "open: " + found.argument.sentence)
    opinion = approximate_rank.decide(rank_parameters(parameters))
    last = {
        "statement": "so k1 is no L^o(1), and the algorithm makes at least L k1 multiplications",
        "reason": "U1 has L k1 entries, each scaled once",
        "check": "the count of U1 to V4 has the term 5 L k1",
    }
    return Outcome(opinion.finding, opinion.strength, opinion.detail, (*opinion.steps, last), opinion.counterexample)


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """The recorded member of the family, by elimination in balls."""
    return approximate_rank.confirm(rank_parameters(parameters), data)


def family_of(parameters: Parameters) -> Family:
    """A family within the hypotheses, with Gamma a little smaller than allowed: B = (log L)^s."""
    growth = read_hypotheses(parameters["gamma"], parameters["width"], parameters["beta"]).logits
    power = growth.log - (Fraction(1, 4) if growth.strict else 0)
    return Family(Fraction(1), Fraction(1), power)


def exact(parameters: Parameters) -> Outcome:
    """Balls along one family within the hypotheses, up to L = 10^(10^6), and L0 for three values of delta."""
    family = family_of(parameters)
    widths = [exponents_at(family, log_tokens(k)).width for k in TENS]
    starts = [threshold(family, delta) for delta in DELTAS]
    if all(isinstance(start, Threshold) for start in starts):
        falls = [float(high) for _, high in widths] == sorted((float(high) for _, high in widths), reverse=True)
        texts = ", ".join(f"{start.text} for delta = {start.delta}" for start in starts if isinstance(start, Threshold))
        return agrees(falls, Strength.CERTIFIED_INTERVAL, f"{family.title}: L0 = {texts}")
    stays = float(widths[-1][0]) > 0.5 and isinstance(starts[-1], NoThreshold)
    detail = f"{family.title}: log_L k1 at least {widths[-1][0]} at L = 10^(10^6)"
    return Outcome(Finding.DISAGREES if stays else Finding.SILENT, Strength.CERTIFIED_INTERVAL, detail)


def digits(parameters: Parameters) -> Outcome:
    """The exponent of the width by mpmath, which shares no code with the balls."""
    family = family_of(parameters)
    values = []
    with mpmath.workdps(60):
        for tens in TENS:
            ell = tens * mpmath.log(10)
            bound = ell ** (mpmath.mpf(family.power.numerator) / family.power.denominator)
            terms = (bound + ell) / mpmath.lambertw((bound + ell) / (mpmath.e * bound)).real
            d, g = mpmath.floor(ell), mpmath.ceil(terms) - 1
            logarithm = mpmath.loggamma(d + g + 1) - mpmath.loggamma(d + 1) - mpmath.loggamma(g + 1)
            values.append(logarithm / ell)
    ours = [mpmath.mpf(exponents_at(family, log_tokens(tens)).width[1]) for tens in TENS]
    same = all(abs(one - two) < 2e-6 for one, two in zip(values, ours, strict=True))
    falling = values == sorted(values, reverse=True)
    shown = ", ".join(mpmath.nstr(value, 4) for value in values)
    detail = f"log_L k1 at L = 10^(10^3), ..., 10^(10^6), {family.title}: {shown}"
    if not same:
        return agrees(False, Strength.HIGH_PRECISION, "balls and mpmath differ")
    holds = falling and values[-1] < values[0] * 0.9
    return Outcome(Finding.AGREES if holds else Finding.DISAGREES, Strength.HIGH_PRECISION, detail)


def statement(parameters: Parameters) -> Proposition:
    """Time L^(1 + o(1)) under the hypotheses."""
    hypotheses = read_hypotheses(parameters["gamma"], parameters["width"], parameters["beta"])
    return time_claim(hypotheses, parameters["problem"])


def _case(gamma: str, beta: str, problem: str = "partial") -> Parameters:
    return {"gamma": gamma, "width": "O(log L)", "beta": beta, "problem": problem}


PROCEDURE = DecisionProcedure(
    summary="gradients in L^(1 + o(1)) multiplications, from the growth of Gamma, d and beta",
    names=frozenset({"gamma", "width", "beta", "problem"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    sentence=lambda parameters: sentence(statement(parameters)),
    controls=(
        _case("O(sqrt(log L))", "1/d"),
        _case("O(sqrt(log L / d))", "1"),
        _case("O(1)", "1"),
        _case("O(1)", "1", "full"),
        _case("O((log L)^3/4)", "1/d"),
    ),
)
