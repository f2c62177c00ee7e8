"""Derivatives of high order: proved where they fit, refused early where they do not, by work that is counted."""

from __future__ import annotations

from functools import reduce

import pytest

from lora_symbolic.language import Term, grad, matrix, softmax, sum_entries
from lora_symbolic.proving import Proof, prove_equal
from lora_symbolic.proving.index_form import memory
from lora_symbolic.proving.reductions import orders
from tests.lora_symbolic.proving.reductions.networks import gradient, gradient_by_hand, loss, network, weights

TOO_LARGE = "the canonical form is too large: "


def along(value: Term, variable: Term, directions: list[Term]) -> Term:
    """The derivative along one direction after another."""
    return reduce(lambda inner, V: sum_entries(grad(inner, variable) * V), directions, value)


def exchanged(order: int, names: str = "XYV") -> tuple[Term, Term]:
    """A derivative of a softmax along directions, and along the same ones with the first of them last."""
    X, Y, *directions = (matrix(name, "m", "n") for name in (*names[:2], *(f"{names[2]}{k}" for k in range(order))))
    value = sum_entries(softmax(X) * Y)
    return along(value, X, directions), along(value, X, [*directions[1:], directions[0]])


def third_of_two_layers() -> tuple[Term, Term]:
    Q = weights(0)[0]
    directions = [matrix(f"U{k}", "d", "r") for k in range(3)]
    value = loss(network(2)[0][-1])
    return along(value, Q, directions), along(value, Q, directions[::-1])


def judged(sides: tuple[Term, Term]) -> tuple[Proof, int]:
    """The proof, and the work that was done for it."""
    proof = prove_equal(*sides)
    return proof, memory.current.budget.work


def test_the_fourth_order_is_proved_and_its_double_is_not() -> None:
    left, right = exchanged(4)
    assert prove_equal(left, right)
    assert "the difference keeps 52" in prove_equal(left, 2 * right).reason


@pytest.mark.slow("seconds on a busy machine")
def test_the_sixth_order_is_proved() -> None:
    proof, work = judged(exchanged(6))
    assert (proof.proved, proof.monomials) == (True, 877)
    assert work < 1_500_000


@pytest.mark.parametrize("order", [8, 9, 12])
def test_the_eighth_order_and_more_are_refused_after_the_fifth(order: int) -> None:
    proof, work = judged(exchanged(order))
    assert proof.reason.startswith(f"{TOO_LARGE}the derivative of order 5 has 2,095 factors, the one before it 463")
    assert work < 250_000


def test_the_same_is_refused_by_other_names() -> None:
    assert judged(exchanged(8))[1] == judged(exchanged(8, "ZAB"))[1]


def test_the_third_derivative_of_two_layers_is_refused() -> None:
    proof, work = judged(third_of_two_layers())
    assert proof.reason.startswith(f"{TOO_LARGE}the derivative of order 1 has 4,430 factors")
    assert work < 400_000


def test_all_attempts_at_a_proof_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "ALLOWED", 150_000)
    proof, work = judged((gradient(3), gradient_by_hand(3, sign=-1)))
    assert not proof.proved
    assert work < 1.1 * memory.ALLOWED


def test_a_function_whose_derivatives_fold_up_is_not_refused() -> None:
    assert orders.nesting(*exchanged(4)) == 4
    X = matrix("X", "m", "n")
    V = [matrix(f"V{k}", "m", "n") for k in range(8)]
    value = sum_entries(X * X * X @ X.T @ X)
    assert prove_equal(along(value, X, V), 0 * along(value, X, V[1:]))
