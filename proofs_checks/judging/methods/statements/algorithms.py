"""Whether an algorithm that works with thin factors of a softmax takes L^(1 + o(1)) multiplications.

The statement: for every c there are factors within L^-c of the softmax, and with them the terms of the algorithm take
at most L^(1 + delta) multiplications for every delta > 0 and all large L.

Dictionary
    decide      a proof with explicit constants when the logits are o(log L); a refutation when no factors are thin
    tried       balls along a family within the hypotheses, and L0 for three values of delta
    values      the exponent of the width by mpmath, which shares no code with the balls
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import mpmath

from lora_symbolic.arguments.argument import Step
from lora_symbolic.arguments.steps import computed, matrices
from lora_symbolic.complexity.cost.compare import at_most as polynomial_at_most
from lora_symbolic.complexity.cost.quantities import counts_of
from lora_symbolic.complexity.growth.family import Family, exponents_at, log_tokens
from lora_symbolic.complexity.growth.proof import almost_linear_argument, width_factor
from lora_symbolic.complexity.growth.threshold import NoThreshold, Threshold, threshold
from lora_symbolic.language import diag, reciprocal, rowsum
from lora_symbolic.language.size import in_sympy
from lora_symbolic.language.statement.kinds.growth import Algorithm
from lora_symbolic.rank.threshold.decide import FAILS, HOLDS, bounded_logits
from lora_symbolic.rank.threshold.orders import read_hypotheses
from proofs_checks.decisions.procedure import Outcome, agrees
from proofs_checks.decisions.rank import approximate_rank
from proofs_checks.verdict.evidence import Finding, Strength

TENS = (10**3, 10**4, 10**5, 10**6)
DELTAS = (Fraction(1), Fraction(1, 2), Fraction(1, 10))


def decide(parameters: Mapping[str, str], algorithm: Algorithm) -> Outcome:
    """The decision about the factors, with the count of the algorithm."""
    hypotheses = read_hypotheses(parameters["gamma"], parameters["width"], parameters["beta"])
    found = approximate_rank.decision_of(parameters)
    if found.outcome == HOLDS:
        return _holds(bounded_logits(hypotheses), algorithm)
    if found.outcome != FAILS:
        return Outcome(Finding.SILENT, Strength.NONE, "open: " + found.argument.sentence)
    opinion = approximate_rank.decide(parameters)
    left = algorithm.factors[0]
    entries, count = in_sympy(left.rows) * in_sympy(left.cols), counts_of(algorithm.cost)[0]
    last = computed(
        f"so the factors are no L^o(1) wide, and the algorithm makes at least {entries} multiplications",
        "the entries of the first factor, of L rows",
        polynomial_at_most(entries, count, algorithm.cost.ascending),
        f"the count is {count}: the difference has no negative coefficient in the increments of the sizes",
    )
    if not last.holds:
        return Outcome(Finding.SILENT, Strength.NONE, "the count is not found to be at least L times the width")
    return Outcome(opinion.finding, opinion.strength, opinion.detail, (*opinion.steps, last), opinion.counterexample)


def _holds(size: Step, algorithm: Algorithm) -> Outcome:
    """The proof, if the count is bounded as the argument asks and the factors stand for the softmax."""
    if algorithm.cost.features is None or width_factor(algorithm.cost) is None:
        return Outcome(Finding.SILENT, Strength.NONE, "the count is not found to be at most a factor times L d^2 k")
    U, V = algorithm.cost.features.matrices
    left, right = algorithm.factors
    normalised = matrices(
        f"U1 V1^T is {U.name} {V.name}^T with its rows divided by their sums",
        "the factors are made of those of exp",
        (left @ right.T, diag(reciprocal(rowsum(U @ V.T))) @ (U @ V.T)),
    )
    argument = almost_linear_argument(algorithm.cost)
    steps = (size, *argument.steps, normalised)
    if failed := next((step for step in steps if not step.holds), None):
        return Outcome(Finding.SILENT, Strength.NONE, f"not confirmed: {failed.statement}")
    return Outcome(Finding.PROVES, Strength.DERIVATION, f"{argument.sentence}; {len(steps)} steps", steps)


def family_of(parameters: Mapping[str, str]) -> Family:
    """A family within the hypotheses, with Gamma a little smaller than allowed: B = (log L)^s."""
    growth = read_hypotheses(parameters["gamma"], parameters["width"], parameters["beta"]).logits
    power = growth.log - (Fraction(1, 4) if growth.strict else 0)
    return Family(Fraction(1), Fraction(1), power)


def tried(parameters: Mapping[str, str]) -> Outcome:
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


def values(parameters: Mapping[str, str]) -> Outcome:
    """The exponent of the width by mpmath, which shares no code with the balls."""
    family = family_of(parameters)
    seen = []
    with mpmath.workdps(60):
        for tens in TENS:
            ell = tens * mpmath.log(10)
            bound = ell ** (mpmath.mpf(family.power.numerator) / family.power.denominator)
            terms = (bound + ell) / mpmath.lambertw((bound + ell) / (mpmath.e * bound)).real
            d, g = mpmath.floor(ell), mpmath.ceil(terms) - 1
            logarithm = mpmath.loggamma(d + g + 1) - mpmath.loggamma(d + 1) - mpmath.loggamma(g + 1)
            seen.append(logarithm / ell)
    ours = [mpmath.mpf(exponents_at(family, log_tokens(tens)).width[1]) for tens in TENS]
    same = all(abs(one - two) < 2e-6 for one, two in zip(seen, ours, strict=True))
    falling = seen == sorted(seen, reverse=True)
    shown = ", ".join(mpmath.nstr(value, 4) for value in seen)
    detail = f"log_L k1 at L = 10^(10^3), ..., 10^(10^6), {family.title}: {shown}"
    if not same:
        return agrees(False, Strength.HIGH_PRECISION, "balls and mpmath differ")
    holds = falling and seen[-1] < seen[0] * 0.9
    return Outcome(Finding.AGREES if holds else Finding.DISAGREES, Strength.HIGH_PRECISION, detail)
