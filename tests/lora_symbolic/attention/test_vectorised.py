"""The view through Kronecker products says the same, for all rows at once and for one row on its own."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic.attention import AdapterJacobians, AttentionLoss, VectorisedLoss, partial_adaptation, row_loss
from lora_symbolic.calculus import derive_gradient
from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import Term, diag, grad, kron, matrix, to_text, vec
from lora_symbolic.proving import prove_equal
from tests.lora_symbolic.attention.statements import SHAPES, agree, values_of

C1, C2, C3, Y = (matrix(name, "L", "d") for name in ("C1", "C2", "C3", "Y"))
WHOLE = AttentionLoss(C1, C2, C3, Y, matrix("W", "d", "d"))
VIEW = VectorisedLoss(WHOLE)
ROW = row_loss()


@pytest.mark.parametrize("name", ["u", "f", "c", "q"])
def test_each_notion_is_vec_of_its_matrix(name: str) -> None:
    assert prove_equal(getattr(VIEW, name), vec(getattr(WHOLE, name))).proved
    assert agree(getattr(VIEW, name), vec(getattr(WHOLE, name)))
    assert not agree(getattr(VIEW, name), vec(-getattr(WHOLE, name)))


def test_alpha_is_the_row_sums() -> None:
    assert prove_equal(VIEW.alpha, WHOLE.alpha).proved
    assert agree(VIEW.D @ VIEW.f, VIEW.u)
    assert not agree(VIEW.D @ VIEW.u, VIEW.f)


def test_equation_3_5_is_the_gradient() -> None:
    gradient = vec(grad(WHOLE.loss, WHOLE.W))

    assert prove_equal(gradient, VIEW.gradient).proved
    assert agree(gradient, VIEW.gradient)
    assert not agree(gradient, VIEW.M.T @ diag(vec(WHOLE.f)) @ vec(WHOLE.q))


def test_reverse_mode_undoes_the_vec() -> None:
    u = WHOLE.u
    weights = matrix("G", "L", "L")
    through_vec = derive_gradient((vec(weights).T @ VIEW.u), WHOLE.W)

    assert to_text(through_vec.gradient, {u: "u"}) == "C1.T @ (u * G) @ C2"


@pytest.mark.parametrize("sizes", SHAPES, ids=str)
def test_the_gradient_is_the_sum_over_the_rows(sizes: dict[str, int]) -> None:
    values = values_of(WHOLE.loss, sizes=sizes)
    total = np.zeros((sizes["d"] ** 2, 1))
    for x, y in zip(values["C1"], values["Y"], strict=True):
        total += evaluate(ROW.gradient, {**values, "x": x[None], "y": y[None]}, sizes)

    assert evaluate(VIEW.gradient, values, sizes) == pytest.approx(total)


def test_one_row() -> None:
    pairs: list[tuple[Term, Term]] = [
        (ROW.f, ROW.normalised_u),
        (ROW.p, ROW.p1 - ROW.p2),
        (ROW.M @ vec(ROW.W), (ROW.x @ ROW.W @ ROW.C2.T).T),
        (ROW.gradient, vec(grad(ROW.loss, ROW.W))),
    ]
    for left, right in pairs:
        assert prove_equal(left, right).proved
        assert agree(left, right)
    assert not agree(ROW.p, ROW.p1)


def test_adapter_jacobians() -> None:
    problem = partial_adaptation()
    jacobians = AdapterJacobians(problem.B, problem.A)
    product = vec(problem.B @ problem.A)

    assert prove_equal(jacobians.in_A @ vec(problem.A), product).proved
    assert prove_equal(jacobians.in_B @ vec(problem.B), product).proved
    assert not agree(jacobians.printed_in_A @ vec(problem.A), product)
    assert not agree(jacobians.printed_in_B @ vec(problem.B), product)


def test_jacobians_turn_the_gradient_in_the_weight_into_those_in_the_adapters() -> None:
    problem = partial_adaptation()
    jacobians = AdapterJacobians(problem.B, problem.A)
    whole = vec(problem.attention.gradient_W)

    assert prove_equal(jacobians.in_A.T @ whole, vec(problem.gradient_A)).proved
    assert prove_equal(jacobians.in_B.T @ whole, vec(problem.gradient_B)).proved
    assert agree(jacobians.in_A.T @ VectorisedLoss(problem.attention).M.T, kron(problem.C1 @ problem.B, problem.C2).T)
