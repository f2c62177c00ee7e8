"""The whole chain: answers read off LoRA gradients, and what breaks it."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from flint import ctx

from lora_symbolic.complexity.hardness import round_trips as trips
from lora_symbolic.complexity.hardness.attention_problem import attention_loss, identity
from lora_symbolic.complexity.hardness.counting import Counting, count_pairs, rounding_is_small
from lora_symbolic.complexity.hardness.demonstration import follow, gap_table
from lora_symbolic.complexity.hardness.embedding import embed
from lora_symbolic.complexity.hardness.formula import Formula, split_and_list
from lora_symbolic.complexity.hardness.pipeline import constant_noise, read_off
from lora_symbolic.complexity.hardness.quadrature import gauss_error, gauss_legendre, left_riemann, nodes_needed, upper
from lora_symbolic.complexity.hardness.riemann import (
    Family,
    estimate,
    nodes,
    riemann_error_below,
    true_excess,
    vectors_of,
    witness,
)
from lora_symbolic.complexity.hardness.vectors import OrthogonalVectors, by_all_pairs

SATISFIABLE = Formula(4, ((1, 2), (-1, 3), (-2, 4), (-3, -4)))
UNSATISFIABLE = Formula(4, ((1,), (-1, 2), (-2, 3), (-3, 4), (-4, -1)))
RESULTS = Path(__file__).parents[4] / "benchmarks" / "results" / "complexity" / "reductions.json"


@pytest.mark.parametrize("formula, answer", [(SATISFIABLE, True), (UNSATISFIABLE, False)])
@pytest.mark.parametrize("sign", [1, -1])
def test_a_formula_is_decided_by_adapter_gradients_with_the_worst_errors(
    formula: Formula, answer: bool, sign: int
) -> None:
    reading = read_off(split_and_list(formula), constant_noise(sign))
    assert reading.answer is answer
    assert reading.separates
    assert all(reading.checks.values()), [name for name, holds in reading.checks.items() if not holds]


@pytest.mark.parametrize("seed", range(3))
def test_round_trips_of_every_kind(seed: int) -> None:
    found = [
        trips.formula_trip(seed, True),
        trips.formula_trip(seed, False),
        trips.pair_trip(seed, True),
        trips.pair_trip(seed, False),
        *(trips.attention_trip(10 * seed + k) for k in range(10)),
        *(trips.lora_trip(10 * seed + k) for k in range(10)),
    ]
    assert all(trip.good for trip in found)


def test_a_frozen_weight_fails_its_trips() -> None:
    assert not any(trips.frozen_weight_control(seed).good for seed in range(10))
    reading = read_off(split_and_list(SATISFIABLE), frozen=Fraction(1))
    assert not reading.checks["the logits are A1 X A2^T / r"]
    assert not reading.checks["the blocks of dL/dA are dL/dX"]


def test_too_small_an_accuracy_is_reported_and_gives_a_wrong_answer() -> None:
    instance = split_and_list(UNSATISFIABLE)
    reading = read_off(instance, constant_noise(1), eps=Fraction(1, 8 * 2 * len(instance.left[0])))
    assert not reading.separates
    assert not reading.checks["the budget leaves the gap open"]
    assert reading.answer is True  # wrong, and the report says that it may be


def test_too_few_nodes_are_reported() -> None:
    reading = read_off(split_and_list(SATISFIABLE), rule=gauss_legendre(3))
    assert not reading.separates


def test_half_the_sharpness_is_reported() -> None:
    instance = OrthogonalVectors(((1, 0),) * 8, ((1, 0),) * 8)
    assert not read_off(instance, sharpness=Fraction(1, 2)).checks["the loss is on its side of the gap"]


def test_a_smaller_gap_asks_for_larger_entries() -> None:
    exact = read_off(split_and_list(SATISFIABLE))
    wide = trips.random_closest_pair(trips.Random(0), 4, 8, 4, True)
    approximate = read_off(wide)
    assert approximate.theta * 4 == exact.theta == Fraction(223, 64)  # same n = 4, gap 4 against gap 1
    assert approximate.gamma_even < exact.gamma_even


def test_gauss_legendre_agrees_with_numpy() -> None:
    nodes_numpy, weights = np.polynomial.legendre.leggauss(9)
    rule = gauss_legendre(9)
    assert np.allclose(sorted(float(x) for x in rule.nodes), (nodes_numpy + 1) / 2, atol=1e-14)
    assert np.allclose(sorted(float(w) for w in rule.weights), sorted(weights / 2), atol=1e-14)
    assert abs(sum(rule.weights) - 1) < Fraction(1, 2**60)


@pytest.mark.parametrize("count", [5, 12, 30])
def test_the_quadrature_error_is_within_its_bound(count: int) -> None:
    """One row, logits in [0, M]: o = 1/(1 + e^(-M lambda)), F' = o o', the integral is (o(1)^2 - o(0)^2)/2."""
    spread = 20.0

    def derivative(at: float) -> float:
        o = 1 / (1 + np.exp(-spread * at))
        return float(spread * o * o * (1 - o))

    rule = gauss_legendre(count)
    found = sum(float(w) * derivative(float(x)) for x, w in zip(rule.nodes, rule.weights, strict=True))
    true = (1 / (1 + np.exp(-spread)) ** 2 - 0.25) / 2
    assert abs(found - true) <= float(gauss_error(1, Fraction(20), count))


def test_the_number_of_nodes_is_the_least_that_is_certified() -> None:
    count = nodes_needed(8, Fraction(36), Fraction(1, 64))
    assert gauss_error(8, Fraction(36), count) <= Fraction(1, 64) < gauss_error(8, Fraction(36), count - 1)


@pytest.mark.parametrize("count", [32, 500])
def test_left_sums_err_by_at_least_the_bound(count: int) -> None:
    family, number = Family(count, False), nodes(count)
    x = float(family.x)
    o = 1 / (1 + np.exp(x * np.arange(number) / number))
    error = count / 2 / (1 + np.exp(x)) ** 2 - (count / 8 - (count * x * o * o * (1 - o)).mean())
    assert error >= float(riemann_error_below(family, number))
    with ctx.workprec(96):
        assert abs(float((true_excess(family) - estimate(family, number)).mid()) - error) < 1e-9


def test_left_sums_tell_the_wrong_story_where_gauss_legendre_tells_the_right_one() -> None:
    found = witness(512)
    assert found.convinces
    with ctx.workprec(96):
        assert upper(found.near_estimate) < 0 < upper(found.near_true)


def test_many_more_left_nodes_would_do() -> None:
    """The control of the witness: with (log L)^5 nodes the same pair is told apart at this n."""
    assert witness(64).convinces
    assert not witness(64, power=5).convinces


@pytest.mark.parametrize("family", [Family(6, False), Family(6, False, 2), Family(6, True, 1), Family(6, True, 2)])
def test_the_closed_form_is_the_loss_of_its_vectors(family: Family) -> None:
    instance = vectors_of(family)
    assert by_all_pairs(instance) is family.near
    made = embed(instance)
    with ctx.workprec(96):
        loss = attention_loss(made.problem, identity(made.problem.width))
        assert upper(abs(loss - 0.75 - true_excess(family))) < Fraction(1, 2**60)


def test_a_near_pair_without_shift_is_refused() -> None:
    with pytest.raises(ValueError, match="shift"):
        vectors_of(Family(3, True))


def test_the_left_rule_is_what_it_says() -> None:
    rule = left_riemann(4)
    assert rule.nodes == (0, Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
    assert sum(rule.weights) == 1


def test_the_stored_results_are_all_right() -> None:
    data = json.loads(RESULTS.read_text(encoding="utf-8"))["results"]
    kinds = {name: found for name, found in data.items() if name != "W0 = I"}
    assert len(kinds) == 8
    for found in kinds.values():
        assert found["trips"] >= 500
        assert found["right"] == found["all checks hold"] == found["trips"]
        assert all(held == found["trips"] for held in found["checks"].values())
    assert data["W0 = I"]["all checks hold"] == 0


@pytest.mark.parametrize("formula, answer", [(SATISFIABLE, "satisfiable"), (UNSATISFIABLE, "unsatisfiable")])
def test_the_stations_of_a_formula_end_in_its_answer(formula: Formula, answer: str) -> None:
    stations = {station.name: station.what for station in follow(formula, -1)}
    assert stations["answer"] == f"{answer}; by trial of all assignments: {answer}"
    assert stations["truth"].endswith("every check holds: True")


def test_gamma_falls_with_the_root_of_the_gap() -> None:
    narrow, wide = gap_table(2**20, 100, (1, 25))
    assert abs(narrow.gamma_even / wide.gamma_even - 5) < Fraction(1, 100)
    assert abs(narrow.gamma_printed / wide.gamma_printed - 5) < Fraction(1, 100)
    assert narrow.nodes > 10 * wide.nodes
    assert narrow.eps == wide.eps


@pytest.mark.parametrize("seed, wanted", [(1, True), (2, False)])
def test_accurate_gradients_count_the_orthogonal_pairs(seed: int, wanted: bool) -> None:
    assert trips.count_trip(seed, wanted).good


def test_the_count_is_the_sum_of_squares() -> None:
    found = count_pairs(OrthogonalVectors(((0, 1), (1, 1)), ((1, 0), (0, 0))))
    assert found.true == 5
    assert abs(found.total - 5) < Fraction(3, 8)
    assert found.gamma < 8


def test_counting_with_too_little_accuracy_is_reported_and_wrong() -> None:
    vectors = OrthogonalVectors(((1, 1),), ((1, 0),))
    found = count_pairs(vectors, 1, eps=1000 * Counting(vectors).eps)
    assert not found.checks["the bound is below 1/2"]
    assert found.answer is True  # there is none
    assert not rounding_is_small(Counting(vectors), 100, 40)
