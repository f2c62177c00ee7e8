"""Equation 3.3: its gradients are derived, proved, and equal to a NumPy computation done by hand."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic.attention import partial_adaptation, partial_from_attention
from lora_symbolic.calculus import derive_gradient
from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import ShapeError, grad, matrix, scalar, size, softmax, sum_entries
from lora_symbolic.proving import prove_equal
from tests.lora_symbolic.attention.statements import SHAPES, agree, values_of

PROBLEM = partial_adaptation()


def test_reverse_mode_gives_the_closed_forms_letter_by_letter() -> None:
    assert derive_gradient(PROBLEM.loss, PROBLEM.A, PROBLEM.names).gradient is PROBLEM.gradient_A
    assert derive_gradient(PROBLEM.loss, PROBLEM.B, PROBLEM.names).gradient is PROBLEM.gradient_B
    assert derive_gradient(PROBLEM.loss, PROBLEM.W0, PROBLEM.names).gradient is PROBLEM.attention.gradient_W
    assert derive_gradient(PROBLEM.loss, PROBLEM.A, PROBLEM.names).gradient is not PROBLEM.printed_gradient_A


def test_the_closed_forms_are_proved_for_all_shapes() -> None:
    assert prove_equal(grad(PROBLEM.loss, PROBLEM.A), PROBLEM.gradient_A).proved
    assert prove_equal(grad(PROBLEM.loss, PROBLEM.B), PROBLEM.gradient_B).proved
    assert not prove_equal(grad(PROBLEM.loss, PROBLEM.A), PROBLEM.printed_gradient_A).proved


def test_the_printed_q_by_rows_gives_no_gradient() -> None:
    assert agree(grad(PROBLEM.loss, PROBLEM.A), PROBLEM.gradient_A)
    assert not agree(grad(PROBLEM.loss, PROBLEM.A), PROBLEM.printed_gradient_A)


def test_the_printed_gradient_in_b_does_not_exist() -> None:
    with pytest.raises(ShapeError, match="inner sizes that agree, not L against r"):
        PROBLEM.printed_gradient_B()


@pytest.mark.parametrize("sizes", SHAPES, ids=str)
def test_every_notion_agrees_with_a_computation_row_by_row(sizes: dict[str, int]) -> None:
    values = values_of(PROBLEM.loss, sizes=sizes)
    C1, C2, C3, Y, W0, B, A = (values[name] for name in ("C1", "C2", "C3", "Y", "W0", "B", "A"))
    expected: dict[str, list[np.ndarray]] = {name: [] for name in ("u", "alpha", "f", "c", "q", "p1", "p2", "p")}
    for x, y in zip(C1, Y, strict=True):
        u = np.exp(C2 @ (W0 + B @ A).T @ x)
        f = u / u.sum()
        c = C3.T @ f - y
        q = C3 @ c
        p1, p2 = np.diag(f) @ q, np.outer(f, f) @ q
        rows = {"u": u, "alpha": u.sum(keepdims=True), "f": f, "c": c, "q": q, "p1": p1, "p2": p2, "p": p1 - p2}
        for name, row in rows.items():
            expected[name].append(row)
    for name, rows_found in expected.items():
        assert evaluate(getattr(PROBLEM, name), values, sizes) == pytest.approx(np.array(rows_found)), name
    assert evaluate(PROBLEM.loss, values, sizes).item() == pytest.approx((np.array(expected["c"]) ** 2).sum() / 2)


def test_softmax_is_the_exponential_over_its_row_sums() -> None:
    attention = PROBLEM.attention

    assert prove_equal(attention.f, attention.normalised_u).proved
    assert agree(attention.f, attention.normalised_u)
    assert not agree(attention.f, attention.u)


def test_tokens_and_frozen_weights_give_the_loss_of_equation_3_1() -> None:
    problem = partial_from_attention()
    XQ, XK, XV, Y = (matrix(name, "L", "d") for name in ("XQ", "XK", "XV", "Y"))
    WQ, WK, WV = (matrix(name, "d", "d") for name in ("WQ", "WK", "WV"))
    adapted = WQ + scalar(size("alpha") / size("r")) * (problem.B @ problem.A)
    residual = softmax(XQ @ adapted @ WK.T @ XK.T) @ XV @ WV - Y
    unscaled = softmax(XQ @ (WQ + problem.B @ problem.A) @ WK.T @ XK.T) @ XV @ WV - Y

    assert prove_equal(problem.c, residual).proved
    assert agree(problem.loss, sum_entries(residual * residual) / 2)
    assert not agree(problem.c, unscaled)
