"""Equation A.2: the four gradients, derived, proved and compared with dual numbers; both groupings agree."""

from __future__ import annotations

import pytest

from lora_symbolic.attention import full_adaptation
from lora_symbolic.calculus import derive_gradient
from lora_symbolic.language import grad, vec
from lora_symbolic.proving import prove_equal
from tests.lora_symbolic.attention.statements import agree

PROBLEM = full_adaptation()
GRADIENTS = [
    ("AQ", "BQ.T @ XQ.T @ p @ XK @ WK"),
    ("BQ", "XQ.T @ p @ XK @ WK @ AQ.T"),
    ("AK", "BK.T @ XK.T @ p.T @ XQ @ WQ"),
    ("BK", "XK.T @ p.T @ XQ @ WQ @ AK.T"),
]


@pytest.mark.parametrize(("name", "text"), GRADIENTS)
def test_each_gradient_is_derived_proved_and_agrees_with_forward_mode(name: str, text: str) -> None:
    variable, closed = getattr(PROBLEM, name), getattr(PROBLEM, f"gradient_{name}")
    derivation = derive_gradient(PROBLEM.loss, variable, PROBLEM.names)

    assert str(derivation) == text
    assert derivation.gradient is closed
    assert prove_equal(grad(PROBLEM.loss, variable), closed).proved
    assert agree(grad(PROBLEM.loss, variable), closed)
    assert not agree(grad(PROBLEM.loss, variable), 2 * closed)


def test_both_sides_are_the_same_attention() -> None:
    assert PROBLEM.f is PROBLEM.side_K.f
    assert prove_equal(PROBLEM.side_Q.f, PROBLEM.side_K.f).proved
    assert prove_equal(PROBLEM.side_Q.loss, PROBLEM.loss).proved
    assert not agree(PROBLEM.side_Q.f, PROBLEM.side_K.f.T)


def test_the_permutation_of_lemma_d_2_leads_to_the_same_gradient() -> None:
    assert prove_equal(PROBLEM.vec_gradient_AK, vec(PROBLEM.gradient_AK)).proved
    assert agree(PROBLEM.vec_gradient_AK, vec(grad(PROBLEM.loss, PROBLEM.AK)))
    assert not agree(PROBLEM.printed_gradient_AK, vec(grad(PROBLEM.loss, PROBLEM.AK)))
