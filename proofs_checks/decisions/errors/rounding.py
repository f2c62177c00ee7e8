"""How far rounded arithmetic takes the fast gradients: the constants of the bound, for all sizes and inputs.

Parameters: `approximation`, the factor of exp's relative error delta; `rounding`, that of
(L + d k1) d^2 H^3 e^(6 b) u; `small`, the factor with which this is at most 1.
"""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import mpmath
import numpy as np

from lora_symbolic.complexity.cost.paper import SAMPLE_SIZES, U, V, fitting, partial_gradients
from lora_symbolic.complexity.rounding.gradient import constants_of, rounding_argument, rounding_claim
from lora_symbolic.complexity.rounding.roundings import measured, roundings_of
from lora_symbolic.evaluation import evaluate_all, mpmath_numbers, rational_at
from lora_symbolic.evaluation.multiprecision import MultiprecisionNumbers
from lora_symbolic.language import grad, matrix, ones, size, softmax, sum_entries
from lora_symbolic.language.propositions import sentence
from lora_symbolic.rank.features import features
from lora_symbolic.rank.ranks import taylor_coefficients
from proofs_checks.verdict.evidence import Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees, derived

NAMES = ("approximation", "rounding", "small")
BITS = (34, 40, 60)  # of the numbers of the runs
RUN = {"L": 3, "d": 2, "r": 1}
DEGREE = 5
SHAPES = dict.fromkeys(("C1", "C2", "C3", "Y"), ("L", "d")) | {"W": ("d", "d"), "A": ("r", "d"), "B": ("d", "r")}


def _numbers(parameters: Parameters) -> tuple[Fraction, Fraction, Fraction]:
    approximation, rounding, small = (Fraction(parameters[name]) for name in NAMES)
    return approximation, rounding, small


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    for name in NAMES:
        try:
            if len(parameters[name]) > 40 or not Fraction(parameters[name]) >= 0:
                raise ValueError
        except (ValueError, ZeroDivisionError):
            return f"{name} is {parameters[name][:60]!r}; expected a number such as 17 or 33/2"
    return None if Fraction(parameters["small"]) else "small is 0; expected a positive number"


def decide(parameters: Parameters) -> Outcome:
    """A proof where the argument gives constants that are no larger."""
    argument = rounding_argument(*_numbers(parameters))
    found = constants_of(Fraction(parameters["small"]))
    detail = argument.sentence
    if found is not None:
        share = float(found.share * Fraction(parameters["small"]))
        detail = f"{float(found.approximation):.4f} delta + {share:.2f} (L + d k1) d^2 H^3 e^(6 b) u is reached"
    return derived(argument.steps, detail)


def exact(parameters: Parameters) -> Outcome:
    """Runs with numbers that count their roundings: none passes more than is said."""
    count = roundings_of(*partial_gradients(), begin={"U": size("k1"), "V": size("k1")}, order=("r", "d", "L"))
    rows = U @ (V.T @ ones("L", 1))
    good = True
    for sizes in map(fitting, SAMPLE_SIZES):
        begin = {"U": sizes["k1"], "V": sizes["k1"]}
        seen = measured(sizes, begin, *partial_gradients(), rows)
        good = good and seen <= rational_at(count, sizes) <= 20 * (sizes["L"] + sizes["d"] * sizes["k1"])
    return agrees(good, Strength.EXACT_AT_SHAPES, f"{len(SAMPLE_SIZES)} runs with numbers that count their roundings")


class _Words(MultiprecisionNumbers):
    """Numbers of so many bits, every operation rounded to nearest."""

    def __init__(self, bits: int) -> None:
        super().__init__(15)
        self.context.prec = bits


def _run(numbers: MultiprecisionNumbers, values: dict[str, Any]) -> tuple[Any, ...]:
    """Both gradients as the algorithm computes them in these numbers."""
    given = {name: numbers.array(entries) for name, entries in values.items()}
    made = features(taylor_coefficients(DEGREE), RUN["d"])
    plain = {"U": made.left(given["C1"] @ given["W"]), "V": made.left(given["C2"])}
    weights = np.array([numbers.entry(weight) for weight in made.weights], dtype=object)
    plain["V"] = plain["V"] * weights
    sizes = {**RUN, "k1": comb(RUN["d"] + DEGREE, DEGREE)}
    return evaluate_all(partial_gradients(), {**given, **plain}, sizes, numbers)


def _true(values: dict[str, Any]) -> tuple[Any, ...]:
    """Both gradients of the loss, in 60 digits."""
    C1, C2, C3, Y = (matrix(name, "L", "d") for name in ("C1", "C2", "C3", "Y"))
    W, A, B = matrix("W", "d", "d"), matrix("A", "r", "d"), matrix("B", "d", "r")
    c = softmax(C1 @ (W + B @ A) @ C2.T) @ C3 - Y
    loss = sum_entries(c * c) / 2
    adapted = {**values, "W": _less(values["W"], values["B"], values["A"])}
    return evaluate_all((grad(loss, A), grad(loss, B)), adapted, RUN, mpmath_numbers(60))


def _less(W: list[list[Fraction]], B: list[list[Fraction]], A: list[list[Fraction]]) -> list[list[Fraction]]:
    return [[W[i][j] - sum(B[i][k] * A[k][j] for k in range(RUN["r"])) for j in range(RUN["d"])] for i in range(2)]


def _inputs() -> dict[str, Any]:
    """Eighths and sixteenths, so that they are words of every length that is tried."""
    return {
        name: [
            [Fraction((7 * i + 5 * j + 3 * number) % 9 - 4, 16 if name in ("C2", "W") else 4) for j in range(RUN[b])]
            for i in range(RUN[a])
        ]
        for number, (name, (a, b)) in enumerate(SHAPES.items())
    }


def digits(parameters: Parameters) -> Outcome:
    """Runs of the algorithm in words of few bits, beside the gradients in 60 digits."""
    approximation, rounding, small = _numbers(parameters)
    values, k1 = _inputs(), comb(RUN["d"] + DEGREE, DEGREE)
    true, good, shown = _true(values), True, []
    with mpmath.workdps(60):
        C1, W, C2 = (mpmath.matrix([[mpmath.mpf(x.numerator) / x.denominator for x in row] for row in values[name]])
                     for name in ("C1", "W", "C2"))  # fmt: skip
        logits = (C1 * W).apply(abs) * C2.T.apply(abs)
        b = max(logits)
        delta = mpmath.exp(b + 1) * (b + mpmath.mpf(1) / 1000) ** (DEGREE + 1) / mpmath.factorial(DEGREE + 1)
        for bits in BITS:
            found = _run(_Words(bits), values)
            error = max(
                abs(mpmath.mpf(x) - y) for one, two in zip(found, true, strict=True)
                for x, y in zip(one.ravel(), two.ravel(), strict=True)
            )  # fmt: skip
            word = (RUN["L"] + RUN["d"] * k1) * RUN["d"] ** 2 * mpmath.exp(6 * b) * mpmath.mpf(2) ** -bits
            bound = RUN["L"] * RUN["d"] ** 2 * (_m(approximation) * delta + _m(rounding) * word)
            good = good and _m(small) * word <= 1 and error <= bound
            shown.append(f"{mpmath.nstr(error, 3)} <= {mpmath.nstr(bound, 3)} with {bits} bits")
    return agrees(bool(good), Strength.HIGH_PRECISION, "; ".join(shown))


def _m(value: Fraction) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator


def _case(approximation: str, rounding: str, small: str) -> Parameters:
    return {"approximation": approximation, "rounding": rounding, "small": small}


PROCEDURE = DecisionProcedure(
    summary="the error of the fast gradients in rounded arithmetic, with its constants",
    names=frozenset(NAMES),
    decide=decide,
    exact=exact,
    digits=digits,
    accepts=accepts,
    sentence=lambda parameters: sentence(rounding_claim(*_numbers(parameters))),
    controls=(_case("0", "1200", "40000"), _case("17", "0", "40000"), _case("17", "1200", "40")),
)
