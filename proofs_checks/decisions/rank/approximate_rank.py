"""Whether f has factors of rank L^o(1) under hypotheses on Gamma, d and beta.

Parameters: `gamma` and `width`, orders of growth; `beta`, 1 or 1/d; `accuracy`, every or some power of L;
`question`, rank or time.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
from flint import ctx

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.language.propositions import Proposition, sentence
from lora_symbolic.rank.threshold.claims import factors_claim
from lora_symbolic.rank.threshold.constants import constants_of, explicit_instance
from lora_symbolic.rank.threshold.decide import CONSTANT, FAILS, GROWING, HOLDS, NARROW, OPEN, Decision, decide_rank
from lora_symbolic.rank.threshold.lower import power_of_two_rank
from lora_symbolic.rank.threshold.narrow import circle_mass, narrow_exponent
from lora_symbolic.rank.threshold.orders import read_hypotheses
from lora_symbolic.rank.threshold.sign_vectors import (
    closed_distance,
    distance_to_singular,
    forced_exponent,
    sign_vectors,
    softmax_of,
)
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees

BITS = 6  # of the recorded member of the family: L = 64 tokens
EXPONENT = Fraction(7, 5)  # a little above 1 - log2 tanh(1) = 1.3929...
OMEGA = Fraction(3, 2)
OPEN_BECAUSE = "neither do all allowed logits stay below log L, nor does a known family satisfy the hypotheses"
LENGTHS = (20, 60, 200)
EXPONENTS = (Fraction(1, 10), Fraction(1, 4), Fraction(1, 2))


def decision_of(parameters: Parameters) -> Decision:
    """The decision that the parameters ask for."""
    return _decided(*(parameters[name] for name in ("gamma", "width", "beta", "accuracy", "question")))


@cache
def _decided(gamma: str, width: str, beta: str, accuracy: str, question: str) -> Decision:
    return decide_rank(read_hypotheses(gamma, width, beta), accuracy, question)


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    try:
        read_hypotheses(parameters["gamma"], parameters["width"], parameters["beta"])
    except ApproximationError as error:
        return str(error)
    if parameters["accuracy"] not in ("every", "some") or parameters["question"] not in ("rank", "time"):
        return "expected accuracy every or some, question rank or time"
    return None


def decide(parameters: Parameters) -> Outcome:
    """A proof below the threshold, a refutation where the family of all sign vectors is allowed, else silence."""
    found = decision_of(parameters)
    steps = tuple(found.argument.steps)
    if found.outcome == OPEN:
        return Outcome(Finding.SILENT, Strength.NONE, OPEN_BECAUSE, steps)
    if not found.argument.holds:
        failed = found.argument.failures[0].statement
        return Outcome(Finding.SILENT, Strength.NONE, f"a step of the argument was not confirmed: {failed}", steps)
    detail = f"{found.argument.sentence}; {len(steps)} steps"
    if found.outcome == HOLDS:
        return Outcome(Finding.PROVES, Strength.DERIVATION, detail, steps)
    data = {CONSTANT: example_constant, GROWING: example_growing, NARROW: example_narrow}[found.family]()
    return Outcome(Finding.REFUTES, Strength.DERIVATION, detail, steps, data)


def example_constant() -> dict[str, Any]:
    """One member of the family with beta Gamma^2 = 1, as data that elimination confirms."""
    if forced_exponent(Fraction(1)).high >= EXPONENT:
        raise ArithmeticError(f"{EXPONENT} is not above 1 - log2 tanh(1)")
    return {
        "family": "all sign vectors of length d = log2 L as rows of X, C1 = C2 = gamma X, W = 1, beta gamma^2 = 1",
        "kind": CONSTANT,
        "bits": BITS,
        "exponent": str(EXPONENT),
        "facts": [
            ["|C1 W| = |C2|", "gamma, for every L = 2^m"],
            ["every matrix of rank below L differs from f by at least", "tanh(1)^m / L = L^-1.392906..., entrywise"],
            ["so an error of L^-1.4 or less needs", "k1 = L"],
        ],
    }


def example_growing() -> dict[str, Any]:
    """The family with beta Gamma^2 = sqrt(log L), at one L."""
    return {
        "family": "all sign vectors of length d = log2 L as rows of X, C1 = C2 = gamma X, W = 1, "
        "beta gamma^2 = sqrt(log L)",
        "kind": GROWING,
        "bits": 60,
        "exponent": "1/4",
        "least_rank": str(power_of_two_rank(60, Fraction(1, 4))),
        "facts": [
            ["|C1 W| = |C2|", "gamma = (log L)^(1/4) / sqrt(beta)"],
            ["an error of L^-c needs", "k1 >= L^min(1, 2c) / 10, for every c > 0"],
            ["at L = 2^60 and c = 1/4, k1 is at least", str(power_of_two_rank(60, Fraction(1, 4)))],
        ],
    }


def example_narrow() -> dict[str, Any]:
    """Words of points on a circle, at q = 3."""
    least = Fraction(49, 100)
    if narrow_exponent(3, Fraction(1, 4)) <= least:
        raise ArithmeticError("the rank at q = 3 is below L^0.49")
    return {
        "family": "all words of m = q^8 points of a regular q-gon of radius Gamma as rows of X, C1 = C2 = X, W = 1, "
        "beta Gamma^2 = q^4: L = q^m, d = 2m = 2 log L / log q",
        "kind": NARROW,
        "symbols": 3,
        "exponent": "1/4",
        "least_power": str(least),
        "facts": [
            ["at beta = 1, |C1 W| and |C2| are at most", "Gamma = q^2 <= (log L)^(1/4)"],
            ["an error of L^-c needs", "k1 >= L^min(1, 2c) / 10, for every c > 0"],
            ["at L = 3^6561 and c = 1/4, k1 is at least", "L^0.49"],
        ],
    }


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """The recorded member checked without the argument: its softmax from the definition, by elimination in balls."""
    found = decision_of(parameters)
    if found.outcome != FAILS:
        return f"the statement is not refuted any more: it {found.outcome}"
    if data["kind"] != found.family:
        return f"the recorded family, {data['kind']}, is not the one that these hypotheses allow, {found.family}"
    exponent = Fraction(data["exponent"])
    if data["kind"] == NARROW:
        power = narrow_exponent(int(data["symbols"]), exponent)
        return None if power >= Fraction(data["least_power"]) > 0 else f"the least rank is L^{float(power)}"
    bits = int(data["bits"])
    if data["kind"] == GROWING:
        least = power_of_two_rank(bits, exponent)
        return None if least >= int(data["least_rank"]) > 1 else f"the least rank is {least}"
    rows = sign_vectors(bits)
    if len(set(rows)) != 2**bits or any(abs(entry) != 1 for row in rows for entry in row):
        return "the rows are not all sign vectors"
    with ctx.workprec(256):
        distance = distance_to_singular(softmax_of(rows, Fraction(1)))
    # L^-exponent = 2^(-bits exponent) is below the distance exactly when the power with integer exponents is
    power = bits * exponent
    below = Fraction(1, 2**power.numerator) < distance**power.denominator
    return None if below else f"a singular matrix may lie within L^-{exponent}: only {float(distance)} is certain"


def exact(parameters: Parameters) -> Outcome:
    """The inequalities of the argument at explicit L, certified."""
    found = decision_of(parameters)
    if found.outcome == HOLDS:
        good = all(
            explicit_instance(m, b, OMEGA, c).holds
            for m in LENGTHS
            for b in EXPONENTS
            for c in (Fraction(1), Fraction(2))
        )
        return agrees(
            good, Strength.CERTIFIED_INTERVAL, f"degree and rank at L = 2^m, m = {', '.join(map(str, LENGTHS))}"
        )
    if found.outcome == OPEN:
        return Outcome(Finding.SILENT, Strength.NONE, "nothing to check")
    if found.family == NARROW:
        powers = [narrow_exponent(q, c) for q in (3, 4) for c in EXPONENTS]
        large = all(power > 2 * c - Fraction(1, 100) for power, c in zip(powers, EXPONENTS * 2, strict=True))
        return Outcome(_against(large), Strength.CERTIFIED_INTERVAL, "ranks forced at L = 3^(3^8) and 4^(4^8)")
    if found.family == GROWING:
        ranks = [power_of_two_rank(m, c) for m in LENGTHS for c in EXPONENTS]
        large = all(
            10 * rank >= 2 ** math.floor(min(Fraction(m), 2 * c * m))
            for rank, (m, c) in zip(ranks, _pairs(), strict=True)
        )
        return Outcome(_against(large), Strength.CERTIFIED_INTERVAL, "ranks forced at L = 2^20, 2^60, 2^200")
    closed = [closed_distance(bits, Fraction(1)) for bits in (2, 4)]
    with ctx.workprec(256):
        eliminated = [distance_to_singular(softmax_of(sign_vectors(bits), Fraction(1))) for bits in (2, 4)]
    same = all(c.low * (1 - Fraction(1, 10**20)) <= e <= c.high for c, e in zip(closed, eliminated, strict=True))
    return Outcome(
        _against(same), Strength.CERTIFIED_INTERVAL, "distance from singular matrices by elimination, L = 4, 16"
    )


def _pairs() -> list[tuple[int, Fraction]]:
    return [(m, c) for m in LENGTHS for c in EXPONENTS]


def _against(confirmed: bool) -> Finding:
    """What a confirmed counterexample says of the statement."""
    return Finding.DISAGREES if confirmed else Finding.AGREES


def digits(parameters: Parameters) -> Outcome:
    """The constants in 60 digits by mpmath, which shares no code with the balls."""
    found = decision_of(parameters)
    if found.outcome == OPEN:
        return Outcome(Finding.SILENT, Strength.NONE, "nothing to check")
    with mpmath.workdps(60):
        if found.outcome == HOLDS:
            return agrees(_same_constants(), Strength.HIGH_PRECISION, "rho and kappa in 60 digits; both fall towards 0")
        if found.family == NARROW:
            weights = [mpmath.exp(81 * mpmath.cos(2 * mpmath.pi * a / 3)) for a in range(3)]
            p = mpmath.fsum(weights[1:]) / mpmath.fsum(weights)
            with ctx.workprec(256):
                same = abs(mpmath.mpf(float(circle_mass(3))) / p - 1) < mpmath.mpf(10) ** -12
            good = same and (1 - p) ** 6561 > mpmath.mpf(3) / 4
            return Outcome(_against(bool(good)), Strength.HIGH_PRECISION, "the diagonal of f at q = 3 in 60 digits")
        if found.family == GROWING:
            p = 1 / (1 + mpmath.exp(2 * mpmath.sqrt(60 * mpmath.log(2))))
            good = (1 - p) ** 60 > mpmath.mpf(3) / 4 and power_of_two_rank(60, Fraction(1, 4)) > 2**30 / 10
            return Outcome(_against(bool(good)), Strength.HIGH_PRECISION, "the diagonal of f at L = 2^60 in 60 digits")
        exponent = 1 - mpmath.log(mpmath.tanh(1), 2)
        ours = forced_exponent(Fraction(1)).low
        close = abs(mpmath.mpf(ours.numerator) / ours.denominator - exponent) < mpmath.mpf(10) ** -40
        return Outcome(
            _against(bool(close)), Strength.HIGH_PRECISION, f"1 - log2 tanh(1) = {mpmath.nstr(exponent, 15)}"
        )


def _same_constants() -> bool:
    previous = mpmath.inf
    for power in (1, 2, 4, 8):
        ours = constants_of(Fraction(1, 10**power), OMEGA, Fraction(1))
        b, w = mpmath.mpf(10) ** -power, mpmath.mpf(3) / 2
        rho = (b + 1) / mpmath.lambertw((b + 1) / (mpmath.e * b)).real
        kappa = (w + rho) * mpmath.log(w + rho) - w * mpmath.log(w) - rho * mpmath.log(rho)
        for enclosure, value in ((ours.rho, rho), (ours.kappa, kappa)):
            middle = mpmath.mpf(enclosure.low.numerator) / enclosure.low.denominator
            if abs(middle / value - 1) > mpmath.mpf(10) ** -40:
                return False
        if kappa >= previous:
            return False
        previous = kappa
    return True


def _case(gamma: str, beta: str, accuracy: str = "every", question: str = "rank") -> Parameters:
    return {"gamma": gamma, "width": "O(log L)", "beta": beta, "accuracy": accuracy, "question": question}


def statement(parameters: Parameters) -> Proposition:
    """Thin factors under the hypotheses."""
    hypotheses = read_hypotheses(parameters["gamma"], parameters["width"], parameters["beta"])
    return factors_claim(hypotheses, parameters["accuracy"], parameters["question"])


PROCEDURE = DecisionProcedure(
    summary="factors of rank L^o(1) for f, from the growth of Gamma, d and beta",
    names=frozenset({"gamma", "width", "beta", "accuracy", "question"}),
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
        _case("O(1)", "1", question="time"),
        _case("O((log L)^3/4)", "1/d", "some"),
    ),
)
