"""Second opinions on the arguments: their steps looked at again, and round trips of the reductions they speak of.

Dictionary
    exactly     every step that can be, exactly at random shapes and points; round trips in exact numbers and balls
    in_digits   every step that can be, in 50 digits; losses and gradients by mpmath from their definitions
    Outcome     whether all went well, and what was looked at
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import mpmath
from flint import ctx

from lora_symbolic.arguments.argument import Look
from lora_symbolic.evaluation.rationals import as_ball

from .arguments.named import argument
from .attention_problem import AttentionProblem, Matrix, attention_gradient, identity
from .counting import Counting, count_pairs, sum_of_squares
from .embedding import FAR, NEAR, embed
from .formula import random_formula, split_and_list
from .quadrature import lower, upper
from .riemann import Family, estimate, nodes, riemann_error_below, true_excess
from .round_trips import attention_trip, formula_trip, frozen_weight_control, lora_trip, pair_trip
from .vectors import OrthogonalVectors, ball_size, by_all_pairs, by_enumeration, random_closest_pair

DIGITS = 50
SEEDS = (11, 12, 13)
_ACCURATE = ("orthogonal, accurate gradients, O(1)", "printed, from SETH alone")


@dataclass(frozen=True)
class Outcome:
    """One look."""

    good: bool
    detail: str


def _steps(name: str, case: str, kind: str) -> tuple[bool, int]:
    looks = [look for step in argument(name, case).steps for look in step.again]
    return all(_looked(look, kind) for look in looks), len(looks)


@cache
def _looked(look: Look, kind: str) -> bool:
    """A step that several arguments share is looked at once."""
    return look(kind, SEEDS[0])


@cache
def exactly(name: str, case: str) -> Outcome:
    """Steps exactly, then the round trips that belong to the argument."""
    good, count = _steps(name, case, "exact")
    trips: Callable[[str], bool] | None = {
        "attention reduces to adapters": _attention_trips,
        "adapters reduce to attention": lambda case: all(lora_trip(seed).good for seed in SEEDS),
        "formula to vectors": lambda case: _vectors_agree(),
        "small distances are easy": lambda case: _enumeration_agrees(),
        "left nodes cannot separate": lambda case: _left_nodes_err(),
        **dict.fromkeys(
            ("gap of the loss", "Gauss-Legendre nodes", "lower bound", "against Theorem 3.1"), lambda case: _answers()
        ),
    }.get(name)
    counted = name == "orthogonal pairs counted" or case in _ACCURATE
    told = "" if trips is None and not counted else "; round trips with every bound in balls"
    agree = _counts_agree() if counted else trips is None or trips(case)
    return Outcome(good and agree, f"{count} steps at random shapes and points{told}")


def _attention_trips(case: str) -> bool:
    trip: Callable[[int], Any] = frozen_weight_control if case == "Wbar* arbitrary" else attention_trip
    return all(trip(seed).good for seed in SEEDS)


@cache
def _answers() -> bool:
    formulas = [formula_trip(1, wanted) for wanted in (True, False)]
    pairs = [pair_trip(2, near) for near in (True, False)]
    return all(trip.good for trip in (*formulas, *pairs))


def _vectors_agree() -> bool:
    from .formula import satisfiable

    random = Random(5)  # noqa: S311
    formulas = [random_formula(random, 6, 8) for _ in range(40)]
    return all(by_all_pairs(split_and_list(formula)) is satisfiable(formula) for formula in formulas)


@cache
def _counts_agree() -> bool:
    near, far = OrthogonalVectors(((1, 0), (1, 1)), ((0, 1), (1, 0))), OrthogonalVectors(((1, 1),) * 2, ((1, 0),) * 2)
    found = [count_pairs(near, -1), count_pairs(far)]
    return [count.answer for count in found] == [True, False] and all(all(c.checks.values()) for c in found)


@cache
def _count_by_mpmath() -> bool:
    """Q from losses by mpmath and divided differences, n = 3, m = 2, without gradients."""
    vectors = OrthogonalVectors(((1, 0), (1, 1), (0, 1)), ((0, 1), (1, 0), (1, 1)))
    made = Counting(vectors)
    with mpmath.workdps(80):
        one = mpmath.eye(2 * made.width)
        losses = [mp_loss(made.problem(k), one) - mpmath.mpf(made.count) / 8 for k in range(made.degree + 1)]
        z = [mpmath.exp(mpmath.mpf(k) / made.degree) for k in range(made.degree + 1)]
        square = made.count**2 * mpmath.exp(2 * mpmath.mpf(made.tau.numerator) / made.tau.denominator)
        total = mpmath.fsum(
            2 * square * loss / mpmath.fprod(here - there for there in z if there != here)
            for here, loss in zip(z, losses, strict=True)
        )
        return bool(abs(total - sum_of_squares(vectors)) < mpmath.mpf(1) / 4)


def _enumeration_agrees() -> bool:
    random = Random(6)  # noqa: S311
    found = [random_closest_pair(random, 6, 7, 1, near) for near in (True, False) for _ in range(10)]
    whole = all(ball_size(m, m) == 2**m for m in range(20))
    return whole and all(by_enumeration(problem) is by_all_pairs(problem) for problem in found)


def _left_nodes_err() -> bool:
    family = Family(300, False)
    with ctx.workprec(96):
        error = true_excess(family) - estimate(family, nodes(300))
        return lower(error) >= riemann_error_below(family, nodes(300))


@cache
def in_digits(name: str, case: str) -> Outcome:
    """Steps in 50 digits, then losses and gradients by mpmath, which shares no code with the balls."""
    good, count = _steps(name, case, "digits")
    looks = {
        "attention reduces to adapters": lambda: _gradient_by_differences(),
        "Gauss-Legendre nodes": lambda: _integral_by_mpmath(),
        "left nodes cannot separate": lambda: _left_nodes_by_mpmath(),
        "small distances are easy": lambda: _entropy_by_mpmath(),
        "formula to vectors": lambda: _sides_by_mpmath(),
        **dict.fromkeys(("gap of the loss", "lower bound", "against Theorem 3.1"), lambda: _sides_by_mpmath()),
    }.get(name)
    if name == "orthogonal pairs counted" or case in _ACCURATE:
        looks = lambda: _count_by_mpmath()  # noqa: E731
    told = "" if looks is None else "; losses by mpmath from their definition"
    return Outcome(good and (looks is None or looks()), f"{count} steps in {DIGITS} digits{told}")


def _mp(matrix: Matrix) -> Any:
    return mpmath.matrix([[mpmath.mpf(entry.numerator) / entry.denominator for entry in row] for row in matrix])


def mp_loss(problem: AttentionProblem, x: Any) -> Any:
    """The loss from its definition, for a matrix X of mpmath numbers."""
    logits = _mp(problem.A1) * x * _mp(problem.A2).T / problem.width
    values, target, total = _mp(problem.A3), _mp(problem.E), mpmath.mpf(0)
    for i in range(logits.rows):
        powers = [mpmath.exp(logits[i, j]) for j in range(logits.cols)]
        for k in range(values.cols):
            mean = mpmath.fdot(powers, [values[j, k] for j in range(values.rows)]) / mpmath.fsum(powers)
            total += (mean - target[i, k]) ** 2
    return total / 2


@cache
def _gradient_by_differences() -> bool:
    random = Random(3)  # noqa: S311
    rows = [tuple(tuple(Fraction(random.randint(-4, 4), 3) for _ in range(2)) for _ in range(3)) for _ in range(4)]
    problem, x = AttentionProblem(*rows), ((Fraction(1), Fraction(1, 2)), (Fraction(-1), Fraction(2)))
    with ctx.workprec(160):
        exact = attention_gradient(problem, x)
        bounds = {(i, j): (lower(exact[i, j]), upper(exact[i, j])) for i in range(2) for j in range(2)}
    with mpmath.workdps(DIGITS):
        step = mpmath.mpf(10) ** -15
        for (i, j), (low, high) in bounds.items():
            plus, minus = _mp(x), _mp(x)
            plus[i, j] += step
            minus[i, j] -= step
            slope = (mp_loss(problem, plus) - mp_loss(problem, minus)) / (2 * step)
            middle = (mpmath.mpf(low.numerator) / low.denominator + mpmath.mpf(high.numerator) / high.denominator) / 2
            if abs(slope - middle) > mpmath.mpf(10) ** -24:
                return False
    return True


@cache
def _sides_by_mpmath() -> bool:
    random = Random(8)  # noqa: S311
    with mpmath.workdps(DIGITS):
        for near in (True, False):
            instance = random_closest_pair(random, 4, 6, 2, near)
            made = embed(instance)
            excess = mp_loss(made.problem, mpmath.eye(made.problem.width)) - mpmath.mpf(made.count) / 8
            side = excess >= mpmath.mpf(NEAR.numerator) / NEAR.denominator
            far = excess <= mpmath.mpf(FAR.numerator) / FAR.denominator
            if (near, not near) != (side, far):
                return False
    return True


@cache
def _integral_by_mpmath() -> bool:
    """L(I) - L(0) against mpmath's own quadrature of the trace of the gradient in balls, on one instance."""
    made = embed(random_closest_pair(Random(9), 3, 4, 1, near=True))  # noqa: S311
    rank = made.problem.width

    def trace(at: Any) -> Any:
        node = Fraction(int(at * mpmath.mpf(2) ** 80), 2**80)
        with ctx.workprec(160):
            gradient = attention_gradient(made.problem, identity(rank, node))
            total = sum((gradient[k, k] for k in range(rank)), as_ball(0))
            value = (lower(total) + upper(total)) / 2
        return mpmath.mpf(value.numerator) / value.denominator

    with mpmath.workdps(25):
        integral = mpmath.quad(trace, [0, 0.5, 1], maxdegree=4)
        change = mp_loss(made.problem, mpmath.eye(rank)) - mp_loss(made.problem, mpmath.zeros(rank))
        return bool(abs(integral - change) < mpmath.mpf(10) ** -8)


@cache
def _left_nodes_by_mpmath() -> bool:
    """The left sum of n equal rows with mpmath, n = 200."""
    family, number = Family(200, False), nodes(200)
    with mpmath.workdps(30):
        x = mpmath.mpf(family.x.numerator) / family.x.denominator
        o = [1 / (1 + mpmath.exp(x * k / number)) for k in range(number)]
        total = -mpmath.fsum(200 * x * p * p * (1 - p) for p in o) / number
        true = 100 / (1 + mpmath.exp(x)) ** 2
        error = true - (25 + total)
        bound = riemann_error_below(family, number)
        return bool(error >= mpmath.mpf(bound.numerator) / bound.denominator)


@cache
def _entropy_by_mpmath() -> bool:
    with mpmath.workdps(30):
        for width, radius in ((10, 3), (40, 7), (60, 30)):
            p = mpmath.mpf(radius) / width
            if ball_size(width, radius) > mpmath.exp(width * -(p * mpmath.log(p) + (1 - p) * mpmath.log(1 - p))):
                return False
    return True
