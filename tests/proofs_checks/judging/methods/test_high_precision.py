"""High precision: right formulas agree to fifty digits, wrong ones do not; no rule of differentiation is used."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic import language as lang
from lora_symbolic.evaluation import EvaluationError, evaluate, mpmath_numbers
from lora_symbolic.language import Equation, Term, grad, matrix, softmax, sum_entries
from lora_symbolic.proving.small_sizes import coinciding
from proofs_checks.judging.methods.differences import evaluations, nesting, plan_for, value_of
from proofs_checks.judging.methods.high_precision import high_precision
from tests.adapter import C1, C2, C3, G_A, W0, A, B, V, c, f, loss, p, q

X = matrix("X", "m", "n")
P, Q = matrix("P", "a", "m"), matrix("Q", "b", "n")

CLAIMS: dict[str, tuple[Term, Term, Term]] = {
    "dA": (grad(loss, A), G_A, G_A * 2),
    "dA, without the second half of p": (grad(loss, A), G_A, B.T @ C1.T @ (f * q) @ C2),
    "dA, with p transposed": (grad(loss, A), G_A, B.T @ C1.T @ p.T @ C2),
    "dB": (grad(loss, B), C1.T @ p @ C2 @ A.T, C1.T @ p.T @ C2 @ A.T),
    "dW": (grad(loss, W0), C1.T @ p @ C2, C2.T @ p.T @ C1),
    "dC3, a long gradient": (grad(loss, C3), f.T @ c, f @ c),
    "dA stacked": (lang.vec(grad(loss, A)), lang.vec(G_A), lang.colvec(G_A)),
    "Hessian": (
        grad(sum_entries(V * grad(loss, A)), A),
        grad(sum_entries(V * G_A), A),
        grad(sum_entries(A * G_A), A),
    ),
    "vec trick": (lang.vec(P @ X @ Q.T), lang.kron(P, Q) @ lang.vec(X), lang.kron(P, Q) @ lang.colvec(X)),
    "logarithm": (grad(sum_entries(lang.log(X)), X), lang.reciprocal(X), lang.log(X)),
    "gradient on the right": (2 * X, grad(sum_entries(X * X), X), grad(sum_entries(X * X * X), X)),
    "commutation": (
        lang.vec(X.T),
        lang.commutation("m", "n") @ lang.vec(X),
        lang.commutation("n", "m") @ lang.vec(X),
    ),
}


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_right_formula_agrees_to_fifty_digits_and_a_wrong_one_does_not(claim: str, seed: int) -> None:
    left, right, wrong = CLAIMS[claim]
    result = high_precision(left, right, seed)
    assert result.agrees
    assert result.discrepancy < 1e-50
    assert len(result.shapes) == 2
    assert "mpmath at 60 digits" in result.detail
    refuted = high_precision(left, wrong, seed)
    assert not refuted.agrees
    assert refuted.discrepancy > 1e-6


def test_a_difference_in_the_fortieth_digit_is_seen() -> None:
    from fractions import Fraction

    almost = (1 + Fraction(1, 10**40)) * G_A
    assert not high_precision(grad(loss, A), almost).agrees
    assert high_precision(grad(loss, A), almost, digits=30).agrees  # 30 digits cannot see it


@pytest.mark.parametrize("seed", range(6))
def test_sizes_that_coincide_do_not_hide_a_quotient_of_sizes(seed: int) -> None:
    scaled = lang.scalar(lang.size("alpha") / lang.size("r")) * (B @ A)
    assert high_precision(scaled, scaled + 0 * W0, seed).agrees
    assert not high_precision(scaled, B @ A, seed).agrees


@pytest.mark.parametrize("seed", range(10))
def test_no_two_sizes_are_equal_in_both_shapes(seed: int) -> None:
    four = matrix("M1", "a", "b") @ matrix("M2", "b", "c") @ matrix("M3", "c", "d")
    shapes = high_precision(four, four + 0 * four, seed).shapes
    assert coinciding([tuple(sizes.values()) for sizes in shapes]) == 0


def test_long_gradients_are_compared_along_directions() -> None:
    plan = plan_for(sum_entries(matrix("U", "L", "d") * grad(loss, C3)))
    assert evaluations(plan, {"L": 3, "d": 3, "r": 1}) == 1 + 2 + 1
    assert evaluations(plan_for(grad(loss, C3)), {"L": 3, "d": 3, "r": 1}) == 1 + 2 * 9


def test_a_plan_holds_no_gradient() -> None:
    hessian = grad(sum_entries(V * grad(loss, A)), A)
    assert nesting(plan_for(hessian)) == 2
    assert nesting(plan_for(grad(loss, A))) == 1
    assert nesting(plan_for(loss)) == 0
    stack = [plan_for(lang.vec(hessian))]
    while stack:
        plan = stack.pop()
        assert not any(node.op == "grad" for node in lang.subterms(plan.term))
        stack += [item.inner for item in plan.differences]


def test_differences_give_the_derivative_that_is_known() -> None:
    numbers = mpmath_numbers(90)
    point = {"X": numbers.array([["1/2", "-1/3"]])}
    sizes = {"m": 1, "n": 2}
    plan = plan_for(lang.exp(grad(sum_entries(X * X * X), X)))
    actual = value_of(plan, point, sizes, numbers, numbers.context.mpf(10) ** -30)
    expected = evaluate(lang.exp(3 * X * X), point, sizes, numbers)
    assert max(abs(entry) for entry in (actual - expected).ravel()) < 1e-58
    assert max(abs(entry) for entry in (actual + expected).ravel()) > 1


def test_a_placeholder_never_takes_a_name_in_use() -> None:
    D0 = matrix("D0", "m", "n")
    term = grad(sum_entries(D0 * D0), D0) + D0
    numbers = mpmath_numbers(60)
    actual = value_of(
        plan_for(term), {"D0": numbers.array([[2]])}, {"m": 1, "n": 1}, numbers, numbers.context.mpf("1e-20")
    )
    assert abs(actual[0, 0] - 6) < 1e-30


def test_the_direction_never_takes_a_name_in_use() -> None:
    direction = matrix("direction", "m", "n")
    Z = matrix("Z", 2, 3)
    weighed = sum_entries(Z * Z) * sum_entries(direction)
    assert high_precision(grad(weighed, Z), 2 * sum_entries(direction) * Z).agrees


def test_sizes_of_one_are_no_exception() -> None:
    x, y = matrix("x", 1, 1), matrix("y", 1, 1)
    assert high_precision(grad(sum_entries(softmax(x) * y), x), 0 * x).agrees
    assert not high_precision(grad(sum_entries(softmax(x) * y), x), y).agrees


def test_sides_that_are_nowhere_defined_are_an_error() -> None:
    with pytest.raises(EvaluationError, match="found no rational point"):
        high_precision(lang.reciprocal(X - X), X)


def test_the_same_seed_gives_the_same_result() -> None:
    assert high_precision(grad(loss, A), G_A, 3) == high_precision(grad(loss, A), G_A, 3)


def test_the_precision_of_the_caller_is_left_alone() -> None:
    import mpmath

    high_precision(grad(loss, A), G_A)
    assert mpmath.mp.dps == 15
    assert np.geterr()["invalid"] == "warn"


def test_points_at_which_an_exact_determinant_is_zero_say_nothing() -> None:
    long, square = matrix("Z", "n", 1), matrix("K", "n", "n")
    gram = long @ long.T
    assert high_precision(lang.inv(gram) @ gram, lang.eye("n")).shapes == ({"n": 1},)
    other, third = matrix("L", "n", "n"), matrix("M", "n", "n")
    where = [Equation("K @ L = K @ M", square @ other, square @ third)]
    assert high_precision(lang.inv(square) @ square @ other, third, where=where).agrees
