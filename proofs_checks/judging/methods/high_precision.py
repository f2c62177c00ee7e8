"""High precision: both sides at random rational points with many digits, derivatives by central differences.

Dictionary
    HighPrecision     the outcome: agreement, shapes, the largest relative discrepancy
    high_precision    two terms compared by mpmath, without calculus, without dual numbers, without exact arithmetic
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Any

import numpy as np

from lora_symbolic.evaluation import (
    RATIONAL,
    DomainError,
    EvaluationError,
    evaluate,
    mpmath_numbers,
    size_at,
    sizes_text,
)
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.evaluation.multiprecision import MultiprecisionNumbers
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language import Equation, Term, matrix, sum_entries
from lora_symbolic.proving import Solutions
from lora_symbolic.proving.conditions import conditions
from lora_symbolic.proving.naming import size_order
from lora_symbolic.proving.small_sizes import Possible, coinciding
from proofs_checks.ledger.equality import is_equality, sides
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

from .differences import Plan, evaluations, nesting, plan_for, value_of
from .method import Effort, Method

SHAPES = 2
CHOOSY = 4  # choices of sizes where many may have no point
LARGEST_SIZE = 3
LARGEST_MATRIX = 1000
MOST_EVALUATIONS = 60
ENTRYWISE_UP_TO = 4
DIRECTION = "direction"
ATTEMPTS = 8
LOST_DIGITS = 10


@dataclass(frozen=True)
class HighPrecision:
    """What many digits say: `discrepancy` is the largest |lhs - rhs| / (1 + largest value)."""

    agrees: bool
    shapes: tuple[Mapping[str, int], ...]
    discrepancy: float
    detail: str


def high_precision(
    lhs: Term, rhs: Term, seed: int = 0, digits: int = 60, where: Sequence[Equation] = ()
) -> HighPrecision:
    """Two terms of one shape at random rational points of two shapes, compared to `digits` digits less ten.

    >>> from lora_symbolic.language import exp, grad
    >>> X = matrix("X", "m", "n")
    >>> high_precision(grad(sum_entries(exp(X)), X), exp(X)).agrees
    True
    >>> high_precision(grad(sum_entries(exp(X)), X), X).agrees
    False

    With `where`, the points satisfy these equations exactly.

    Raises EvaluationError when no point was found at which both sides are defined.
    """
    comparison = _Comparison(lhs, rhs, digits, where)
    done: list[Mapping[str, int]] = []
    largest = 0.0
    for sizes in _shapes(comparison, seed):
        if len(done) == SHAPES:
            break
        discrepancy = comparison.discrepancy(sizes, seed)
        if discrepancy is not None:
            done.append(sizes)
            largest = max(largest, discrepancy)
            if largest > comparison.tolerance:
                break
    if not done:
        raise EvaluationError("high precision: found no rational point at which both sides are defined")
    agrees = largest <= comparison.tolerance
    places = "; ".join(sizes_text(sizes) or "fixed sizes" for sizes in done)
    how = f"mpmath at {digits} digits" + (
        f", central differences with step {comparison.step_text}" * comparison.differs
    )
    detail = f"{how}: largest relative discrepancy {largest:.0e} at {places}"
    return HighPrecision(agrees, tuple(done), largest, detail)


class _Comparison:
    """Both sides as plans; a long gradient is compared along random directions and in a few entries."""

    def __init__(self, lhs: Term, rhs: Term, digits: int, where: Sequence[Equation] = ()) -> None:
        self.solutions = Solutions(where, (lhs, rhs)) if where else None
        self.terms = (lhs, rhs)
        self.conditions = [one.term for one in conditions(lhs, rhs) if one.term is not None]
        self.variables = declared(lhs, rhs)
        self.entrywise = (plan_for(lhs), plan_for(rhs))
        self.along: tuple[Plan, Plan] | None = None
        self.name = DIRECTION
        if lhs.op == "grad" or rhs.op == "grad":
            while any(variable.name == self.name for variable in self.variables):
                self.name += "_"
            weight = matrix(self.name, lhs.rows, lhs.cols)
            self.along = (plan_for(sum_entries(weight * lhs)), plan_for(sum_entries(weight * rhs)))
        depth = max(map(nesting, self.entrywise))
        self.differs = depth > 0
        # A central difference with step h errs by h^2 f'''/6 and by the rounding error over h.
        # With h = 10^(-digits/2) the first is 10^-digits f'''/6; the points have entries below 2, so f''' is moderate
        # and ten digits are ample for it. Each level of nesting divides the rounding error by h once more:
        # half of `digits` more digits a level keep it below 10^(-digits - 20).
        self.numbers: MultiprecisionNumbers = mpmath_numbers(digits + depth * (digits + 1) // 2 + 20)
        self.step = self.numbers.context.mpf(10) ** (-(digits // 2))
        self.step_text = f"1e-{digits // 2}"
        self.tolerance = 10.0 ** (LOST_DIGITS - digits)

    def plans(self, sizes: Mapping[str, int]) -> tuple[Plan, Plan]:
        """Entry by entry where the side is short, else along directions."""
        lhs = self.terms[0]
        short = size_at(lhs.rows, sizes) * size_at(lhs.cols, sizes) <= ENTRYWISE_UP_TO
        return self.entrywise if short or self.along is None else self.along

    def cost(self, sizes: Mapping[str, int]) -> int:
        """The number of plain evaluations at these sizes."""
        plans = self.plans(sizes)
        return sum(evaluations(plan, sizes) for plan in plans) * (1 if plans is self.entrywise else 4)

    def discrepancy(self, sizes: Mapping[str, int], seed: int) -> float | None:
        """The largest relative discrepancy at the first random point where both sides are defined."""
        for attempt, exact in enumerate(self._points(sizes, seed)):
            if not self._meant(exact, sizes):
                continue
            point = {name: self.numbers.array(value) for name, value in exact.items()}
            try:
                return max(self._at(point, sizes, np.random.default_rng([seed, attempt, 3])))
            except (DomainError, ZeroDivisionError):
                continue
        return None

    def _meant(self, point: Mapping[str, Any], sizes: Mapping[str, int]) -> bool:
        """Whether no condition is 0 in exact numbers, as far as these reach: in mpmath a determinant may be 1e-80."""
        for condition in self.conditions:
            try:
                entries = evaluate(condition, point, sizes, RATIONAL).ravel()
            except EvaluationError:
                continue
            if not all(entries):
                return False
        return True

    def _points(self, sizes: Mapping[str, int], seed: int) -> Iterator[Mapping[str, Any]]:
        """Solutions of the equations, or random points, every other one positive."""
        if self.solutions is not None:
            yield from islice(self.solutions.at(sizes), ATTEMPTS)
            return
        for attempt in range(ATTEMPTS):
            random = np.random.default_rng([seed, attempt, *sizes.values()])
            yield {
                variable.name: self._random(random, variable.shape, sizes, positive=attempt % 2 == 1)
                for variable in self.variables
            }

    def _random(self, random: Any, shape: Any, sizes: Mapping[str, int], positive: bool) -> list[list[Fraction]]:
        rows, cols = (size_at(side, sizes) for side in shape)
        sixteenths = random.integers(1 if positive else -24, 25, size=(rows, cols))
        return [[Fraction(int(entry), 16) for entry in line] for line in sixteenths]

    def _at(self, point: dict[str, Array], sizes: Mapping[str, int], random: Any) -> Iterator[float]:
        plans = self.plans(sizes)
        if plans is self.entrywise:
            yield self._compare(plans, point, sizes)
            return
        shape = self.terms[0].shape
        for _ in range(2):
            weights = self.numbers.array(self._random(random, shape, sizes, positive=False))
            yield self._compare(plans, {**point, self.name: weights}, sizes)
        for _ in range(2):
            unit = np.zeros_like(weights)
            unit[tuple(random.integers(0, side) for side in unit.shape)] = 1
            yield self._compare(plans, {**point, self.name: unit}, sizes)

    def _compare(self, plans: tuple[Plan, Plan], point: dict[str, Array], sizes: Mapping[str, int]) -> float:
        left, right = (value_of(plan, point, sizes, self.numbers, self.step) for plan in plans)
        scale = 1 + max(abs(entry) for entry in (*left.ravel(), *right.ravel()))
        return float(max(abs(entry) for entry in (left - right).ravel()) / scale)


def _shapes(comparison: _Comparison, seed: int) -> tuple[dict[str, int], ...]:
    """Two choices of sizes that are cheap enough; where possible without a 1, and with no two sizes equal in both."""
    terms = comparison.terms if comparison.solutions is None else comparison.solutions.terms
    names = size_order(*terms)
    possible = Possible(terms, names, LARGEST_MATRIX)
    choices = list(product(range(1, LARGEST_SIZE + 1), repeat=len(names)))
    order = np.random.default_rng([seed, 2]).permutation(len(choices))
    chosen: list[tuple[int, ...]] = []

    def merit(choice: tuple[int, ...]) -> tuple[bool, int, int]:
        # a transposition gone wrong shows only where sizes differ, a lost sum only where none is 1
        return min(choice, default=1) == 1, coinciding([*chosen, choice]), -len(set(choice))

    def affordable(choice: tuple[int, ...]) -> bool:
        return possible(choice) and comparison.cost(dict(zip(names, choice, strict=True))) <= MOST_EVALUATIONS

    asked = comparison.solutions is not None or comparison.conditions
    for _ in range(SHAPES * CHOOSY if asked else SHAPES):
        ranked = sorted((choices[index] for index in order if choices[index] not in chosen), key=merit)
        chosen += list(islice(filter(affordable, ranked), 1))
    if not chosen:
        chosen += list(islice(filter(possible, sorted(choices, key=sum)), 1))
    return tuple(dict(zip(names, choice, strict=True)) for choice in chosen)


def gather(claim: LedgerClaim, effort: Effort) -> Evidence:
    """Agreement or disagreement of many digits; agreement proves nothing."""
    result = high_precision(*sides(claim), effort.seed, where=claim.where)
    finding = Finding.AGREES if result.agrees else Finding.DISAGREES
    return Evidence("high-precision", Strength.HIGH_PRECISION, f"{result.detail} (seed {effort.seed})", finding)


METHOD = Method(
    name="high-precision",
    summary="evaluates both sides with many digits, derivatives by finite differences",
    applies=is_equality,
    gather=gather,
    share=0.5,
)
