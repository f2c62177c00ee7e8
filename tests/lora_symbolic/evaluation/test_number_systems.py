"""The number systems: what each promises, and that all of them agree on one term."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint
import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic import language as lang
from lora_symbolic.evaluation import (
    FLOAT,
    RATIONAL,
    SCREEN,
    DomainError,
    EvaluationError,
    Numbers,
    ball_numbers,
    evaluate,
    evaluate_all,
    mpmath_numbers,
)
from lora_symbolic.language import Term, matrix, variables
from tests.strategies import NO_FUNCTIONS, terms

x = matrix("x", 1, 1)
X = matrix("X", "m", "n")
ALL = (FLOAT, RATIONAL, mpmath_numbers(30), ball_numbers(100))
REAL = (FLOAT, mpmath_numbers(30), ball_numbers(100))
SIZES = {"L": 2, "d": 3, "r": 1}


def value(term: Term, entry: object, numbers: Numbers) -> Any:
    return evaluate(term, {"x": [[entry]]}, {}, numbers)[0, 0]


def small_integers(term: Term, seed: int) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    shape_of = {"L": SIZES["L"], "d": SIZES["d"], "r": SIZES["r"], "d - r": SIZES["d"] - SIZES["r"], "1": 1}
    return {
        variable.name: random.integers(-1, 2, size=tuple(shape_of[str(side)] for side in variable.shape))
        for variable in variables(term)
    }


def test_rationals_are_exact() -> None:
    assert value(x @ x - x / 3, "2/3", RATIONAL) == flint.fmpq(2, 9)
    assert value(x, 0.1, RATIONAL) == flint.fmpq(*Fraction(0.1).as_integer_ratio())
    assert value(x, Fraction(1, 3), RATIONAL) != value(x, 1 / 3, RATIONAL)


def test_rationals_refuse_what_is_irrational() -> None:
    with pytest.raises(EvaluationError, match=r"exp\(2\) is irrational"):
        value(lang.exp(x), 2, RATIONAL)
    with pytest.raises(EvaluationError, match=r"log\(2\) is irrational"):
        value(lang.log(x), 2, RATIONAL)
    with pytest.raises(EvaluationError, match="is irrational"):
        evaluate(lang.softmax(X), {"X": [[0, 1]]}, {"m": 1, "n": 2}, RATIONAL)


def test_rationals_know_exp_at_0_log_at_1_and_softmax_of_equal_logits() -> None:
    assert value(lang.exp(x), 0, RATIONAL) == 1
    assert value(lang.log(x), 1, RATIONAL) == 0
    third = evaluate(lang.softmax(X), {"X": [[7, 7, 7]]}, {"m": 1, "n": 3}, RATIONAL)
    assert (third == flint.fmpq(1, 3)).all()


@pytest.mark.parametrize("numbers", ALL, ids=lambda numbers: numbers.name)
@pytest.mark.parametrize("operation", [lang.log, lang.reciprocal])
@pytest.mark.parametrize("entry", [0, -1])
def test_log_and_reciprocal_need_a_positive_argument(operation: Any, entry: int, numbers: Numbers) -> None:
    with pytest.raises(DomainError, match=f"{operation.__name__} at "):
        value(operation(x), entry, numbers)
    assert float(value(operation(x), 1, numbers)) == (0 if operation is lang.log else 1)


@pytest.mark.parametrize("numbers", ALL, ids=lambda numbers: numbers.name)
def test_a_softmax_without_any_weight_is_refused(numbers: Numbers) -> None:
    with pytest.raises(DomainError, match="division at"):
        evaluate(lang.softmax(X, X - X), {"X": [[1, 1]]}, {"m": 1, "n": 2}, numbers)


def test_a_ball_that_may_touch_zero_is_outside_the_domain() -> None:
    # exp(x) exp(-x) - 1 is 0, which no ball can decide
    tiny = lang.exp(x) * lang.exp(-x) - lang.ones(1, 1)
    with pytest.raises(DomainError, match="certainly positive"):
        value(lang.log(tiny), 1, ball_numbers(100))


def test_screening_floats_mark_points_outside_the_domain() -> None:
    (logs,) = evaluate_all((lang.log(x),), {"x": [[[1.0]], [[-1.0]], [[0.0]]]}, {}, SCREEN)
    assert np.isnan(logs.ravel()).tolist() == [False, True, True]


def test_a_batch_gives_what_its_points_give() -> None:
    term = lang.kron(lang.softmax(X), X.T) @ lang.vec(X @ X.T @ X)
    batch = np.random.default_rng(0).normal(size=(5, 2, 3))
    (together,) = evaluate_all((term,), {"X": batch}, {"m": 2, "n": 3})
    apart = [evaluate(term, {"X": point}, {"m": 2, "n": 3}) for point in batch]
    np.testing.assert_allclose(together, apart, rtol=1e-14)


def test_balls_enclose_and_tighten() -> None:
    wide, tight = (value(lang.exp(x), 1, ball_numbers(bits)) for bits in (64, 256))
    with flint.ctx.workprec(300):
        euler = flint.arb(1).exp()
        assert wide.contains(euler)
        assert wide.rad() > tight.rad()
    assert not value(lang.exp(x), 2, ball_numbers(64)).overlaps(euler)


def test_no_precision_leaks() -> None:
    before = flint.ctx.prec, mpmath.mp.prec
    value(lang.exp(x), 1, ball_numbers(999))
    value(lang.exp(x), 1, mpmath_numbers(99))
    with pytest.raises(DomainError):
        value(lang.log(x), 0, ball_numbers(999))
    assert (flint.ctx.prec, mpmath.mp.prec) == before


def test_mpmath_numbers_hold_their_digits_whatever_the_global_precision() -> None:
    digits = "2.71828182845904523536028747135266249775724709369995957496696762772407663"
    assert mpmath.mp.dps == 15
    assert mpmath.nstr(value(lang.exp(x), 1, mpmath_numbers(70)), 68).startswith(digits[:66])
    assert not mpmath.nstr(value(lang.exp(x), 1, mpmath_numbers(20)), 68).startswith(digits[:66])


def test_complex_entries_give_derivatives_by_a_complex_step() -> None:
    numbers = mpmath_numbers(60)
    step = numbers.context.mpf(10) ** -30
    shifted = value(lang.exp(x @ x), numbers.context.mpc(1, step), numbers)
    assert abs(shifted.imag / step - 2 * numbers.context.e) < numbers.context.mpf(10) ** -50


@given(terms(4, functions=NO_FUNCTIONS), st.integers(0, 1000))
def test_all_number_systems_agree_where_no_function_occurs(term: Term, seed: int) -> None:
    values = small_integers(term, seed)
    exact = evaluate(term, values, SIZES, RATIONAL)
    for numbers in REAL:
        other = evaluate(term, values, SIZES, numbers)
        assert other.shape == exact.shape
        for one, two in zip(exact.ravel(), other.ravel(), strict=True):
            assert abs(float(one.p) / float(one.q) - float(two)) <= 1e-12 * (1 + abs(float(two)))
    balls = evaluate(term, values, SIZES, ball_numbers(100))
    with flint.ctx.workprec(200):
        pairs = zip(exact.ravel(), balls.ravel(), strict=True)
        assert all((ball * one.q).contains(flint.arb(one.p)) for one, ball in pairs)


@given(terms(3, gradients=True), st.integers(0, 1000))
def test_floats_high_precision_and_balls_agree(term: Term, seed: int) -> None:
    values = small_integers(term, seed)
    balls = evaluate(term, values, SIZES, ball_numbers(200))
    many = evaluate(term, values, SIZES, mpmath_numbers(40))
    for ball, number in zip(balls.ravel(), many.ravel(), strict=True):
        assert abs(ball.mid() - flint.arb(str(number))) <= 1e-12 * (1 + abs(ball.mid()))
