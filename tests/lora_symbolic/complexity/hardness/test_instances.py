"""Formulas, vectors, the embedding and the passages between gradient problems, against direct computation."""

from __future__ import annotations

from fractions import Fraction
from itertools import product as tuples
from random import Random

import numpy as np
import pytest
from flint import ctx

from lora_symbolic.complexity.hardness.attention_problem import (
    AttentionProblem,
    attention_gradient,
    attention_loss,
    even_scale,
    from_lora,
    identity,
    largest,
    logits_of,
    lora_gradients,
    product,
    times,
    to_lora,
    transposed,
)
from lora_symbolic.complexity.hardness.embedding import FAR, NEAR, embed, power_of_two_near_root
from lora_symbolic.complexity.hardness.formula import Formula, random_formula, satisfiable, split_and_list
from lora_symbolic.complexity.hardness.quadrature import lower, upper
from lora_symbolic.complexity.hardness.vectors import (
    ClosestPair,
    OrthogonalVectors,
    by_all_pairs,
    by_enumeration,
    random_closest_pair,
)


def test_a_formula_is_satisfiable_iff_its_vectors_are_orthogonal() -> None:
    random = Random(1)
    found = [random_formula(random, 4, 9) for _ in range(60)]
    answers = [satisfiable(formula) for formula in found]
    assert len(set(answers)) == 2
    assert [by_all_pairs(split_and_list(formula)) for formula in found] == answers


def test_inner_products_count_the_clauses_that_neither_half_satisfies() -> None:
    formula = Formula(4, ((1, 3), (-2,), (4, -1), (2, -3)))
    vectors = split_and_list(formula)
    for (i, left), (j, right) in tuples(enumerate(tuples((0, 1), repeat=2)), enumerate(tuples((0, 1), repeat=2))):
        values = (*left, *right)
        unsatisfied = sum(not any(values[abs(k) - 1] == (k > 0) for k in clause) for clause in formula.clauses)
        assert sum(x * y for x, y in zip(vectors.left[i], vectors.right[j], strict=True)) == unsatisfied


@pytest.mark.parametrize("near", [True, False])
def test_random_closest_pairs_are_as_asked(near: bool) -> None:
    random = Random(2)
    for _ in range(20):
        problem = random_closest_pair(random, 5, 7, 2, near)
        assert by_all_pairs(problem) is by_enumeration(problem) is near


@pytest.mark.parametrize(
    "make",
    [
        lambda: Formula(3, ((1,),)),
        lambda: Formula(2, ((3,),)),
        lambda: OrthogonalVectors(((0, 1),), ((0,),)),
        lambda: OrthogonalVectors(((0, 2),), ((0, 1),)),
        lambda: ClosestPair(((0, 1),), ((0, 1),), 1, 1),
        lambda: random_closest_pair(Random(0), 2, 3, 3, True),
    ],
)
def test_what_is_no_instance_is_refused(make: object) -> None:
    with pytest.raises(ValueError):
        make()  # type: ignore[operator]


def test_a_broken_promise_is_reported() -> None:
    with pytest.raises(ValueError, match="least distance 1"):
        by_all_pairs(ClosestPair(((0, 0, 0),), ((0, 0, 1),), 0, 2))


def _floats(matrix: tuple[tuple[Fraction, ...], ...]) -> np.ndarray:
    return np.array([[float(entry) for entry in row] for row in matrix])


@pytest.mark.parametrize("kind", ["orthogonal", "pair"])
@pytest.mark.parametrize("near", [True, False])
def test_the_embedding_keeps_its_promise_in_numpy(kind: str, near: bool) -> None:
    random = Random(4)
    if kind == "pair":
        instance: OrthogonalVectors | ClosestPair = random_closest_pair(random, 5, 6, 2, near)
    else:
        instance = OrthogonalVectors(((1, 1, 0),) * 2, ((0, 0, 1), (1, 0, 0)) if near else ((1, 0, 0),) * 2)
    made = embed(instance)
    a1, a2, a3 = (_floats(m) for m in (made.problem.A1, made.problem.A2, made.problem.A3))
    weights = np.exp(a1 @ a2.T / made.problem.width)
    rows = weights / weights.sum(axis=1, keepdims=True)
    excess = ((rows @ a3) ** 2).sum() / 2 - made.count / 8
    assert excess >= NEAR - 1e-9 if near else excess <= FAR + 1e-9
    assert np.allclose((rows @ a3)[made.count :, 0], 0.5)


def test_without_its_sharpness_the_embedding_breaks_its_promise() -> None:
    instance = OrthogonalVectors(((1, 0),) * 8, ((1, 0),) * 8)
    with ctx.workprec(96):
        for sharpness, kept in ((Fraction(1), True), (Fraction(1, 2), False)):
            made = embed(instance, sharpness)
            excess = attention_loss(made.problem, identity(made.problem.width)) - made.count / 8
            assert (upper(excess) <= FAR) is kept


@pytest.mark.parametrize("value", [Fraction(1), Fraction(7), Fraction(1, 3), Fraction(10**9 + 1, 7), Fraction(4)])
def test_the_scale_is_the_least_power_of_two_above_the_root(value: Fraction) -> None:
    scale = power_of_two_near_root(value)
    assert value <= scale**2 < 4 * value


def _problem(seed: int, tokens: int = 4, rank: int = 3) -> tuple[AttentionProblem, tuple[tuple[Fraction, ...], ...]]:
    random = Random(seed)

    def draw(rows: int) -> tuple[tuple[Fraction, ...], ...]:
        return tuple(tuple(Fraction(random.randint(-4, 4), 3) for _ in range(rank)) for _ in range(rows))

    return AttentionProblem(*(draw(tokens) for _ in range(4))), draw(rank)


def _numpy_loss(problem: AttentionProblem, x: np.ndarray) -> float:
    logits = _floats(problem.A1) @ x @ _floats(problem.A2).T / problem.width
    weights = np.exp(logits)
    residual = weights / weights.sum(axis=1, keepdims=True) @ _floats(problem.A3) - _floats(problem.E)
    return float((residual**2).sum() / 2)


def test_the_gradient_in_balls_is_the_slope_of_the_loss() -> None:
    problem, x = _problem(5)
    with ctx.workprec(128):
        gradient = attention_gradient(problem, x)
    at, step = _floats(x), 1e-5
    for i, j in tuples(range(3), range(3)):
        moved = np.zeros((3, 3))
        moved[i, j] = step
        slope = (_numpy_loss(problem, at + moved) - _numpy_loss(problem, at - moved)) / (2 * step)
        assert abs(slope - float(gradient[i, j].mid())) < 1e-7


@pytest.mark.parametrize("scale", [1, even_scale(3), 16])
def test_the_block_of_the_adapters_gradient_is_the_gradient_in_x(scale: int) -> None:
    problem, x = _problem(6)
    with ctx.workprec(160):
        target = attention_gradient(problem, x)
        lora = to_lora(problem, x, 5, None, scale)
        found = lora_gradients(lora)[0]
        assert all(upper(abs(found[i, j] - target[i, j])) < Fraction(1, 2**100) for i in range(3) for j in range(3))
        assert all(upper(abs(found[i, j])) < Fraction(1, 2**100) for i in range(3) for j in range(3, 5))
    assert logits_of(lora) == times(Fraction(1, 3), product(product(problem.A1, x), transposed(problem.A2)))


def test_a_frozen_weight_gives_another_gradient() -> None:
    problem, x = _problem(7)
    with ctx.workprec(160):
        target = attention_gradient(problem, x)
        found = lora_gradients(to_lora(problem, x, 4, identity(4)))[0]
        assert any(lower(abs(found[i, j] - target[i, j])) > Fraction(1, 1000) for i in range(3) for j in range(3))


def test_the_even_split_keeps_both_sides_small() -> None:
    problem, x = _problem(8, rank=9)
    printed, even = to_lora(problem, x, 10), to_lora(problem, x, 10, None, even_scale(9))
    update = product(product(even.C1, even.B), even.A)
    assert largest(update) == largest(product(problem.A1, x)) / 4
    assert largest(even.C2) == 4 * largest(printed.C2) == 4 * largest(problem.A2) / 9


def test_the_other_direction_gives_both_gradients() -> None:
    problem, x = _problem(9)
    lora = to_lora(problem, x, 4, identity(4, Fraction(1, 2)))
    with ctx.workprec(160):
        inner, at = from_lora(lora)
        assert largest(inner.A2) == 4 * largest(lora.C2)
        gradient = attention_gradient(inner, at)
        d_a, d_b = lora_gradients(lora)
        for i in range(3):  # B is [I; 0], A is [X, 0]
            assert all(upper(abs(gradient[i, j] - d_a[i, j])) < Fraction(1, 2**100) for j in range(4))
        expected = sum((gradient[0, k] * int(lora.A[1][k] * 3) for k in range(4)), gradient[0, 0] * 0) / 3
        assert upper(abs(expected - d_b[0, 1])) < Fraction(1, 2**100)


def test_a_width_without_room_is_refused() -> None:
    problem, x = _problem(1)
    with pytest.raises(ValueError, match="larger width"):
        to_lora(problem, x, 3)
