"""Derivatives of derivatives: what is alike is collected, so that the work grows fivefold with each order, not more."""

from __future__ import annotations

import pytest

from lora_symbolic.calculus import without_grad
from lora_symbolic.language import Term, grad, matrix, softmax, sum_entries
from lora_symbolic.proving import prove_equal
from lora_symbolic.proving.index_form import memory

C1, C2, C3, Y = (matrix(name, "L", "d") for name in ("C1", "C2", "C3", "Y"))
W0, B, A, V = matrix("W0", "d", "d"), matrix("B", "d", "r"), matrix("A", "r", "d"), matrix("V", "r", "d")


def derivative(order: int) -> Term:
    """The loss with one adapted matrix, derived once in A and then again and again along V."""
    c = softmax(C1 @ (W0 + B @ A) @ C2.T) @ C3 - Y
    derived = grad(sum_entries(c * c) / 2, A)
    for _ in range(order - 1):
        derived = grad(sum_entries(derived * V), A)
    return derived


def test_the_fourth_derivative_is_that_of_reverse_mode() -> None:
    fourth = derivative(4)
    assert prove_equal(fourth, without_grad(fourth)).monomials == 52
    assert memory.current.work < 300_000


def test_half_of_the_third_derivative_is_not() -> None:
    third = derivative(3)
    assert not prove_equal(third, without_grad(third) / 2)


@pytest.mark.slow("a minute on a busy machine")
def test_the_sixth_derivative_is_that_of_reverse_mode() -> None:
    sixth = derivative(6)
    assert prove_equal(sixth, without_grad(sixth))
