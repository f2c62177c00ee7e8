"""Shared subterms: proved once, under one name, and never to the reader's loss."""

from __future__ import annotations

import pytest

from lora_symbolic.calculus import without_grad
from lora_symbolic.language import Term, diag, exp, grad, matrix, rowsum, softmax, sum_entries, zeros
from lora_symbolic.proving import prove_equal
from lora_symbolic.proving.index_form import memory
from lora_symbolic.proving.proof import _residues
from lora_symbolic.proving.reductions import follows_by_names, sharing
from tests.lora_symbolic.proving.reductions.networks import gradient, gradient_by_hand, loss, network, network_otherwise

M, N = matrix("M", "m", "n"), matrix("N", "m", "n")
BY_NAMES = "both sides have one canonical form, subterm by subterm"


def follows(left: Term, right: Term) -> bool | None:
    return follows_by_names(left, right, _residues([]))


def test_six_layers_written_in_two_ways_are_equal() -> None:
    proof = prove_equal(loss(network(6)[0][-1]), loss(network_otherwise(6)))
    assert (proof.proved, proof.reason) == (True, BY_NAMES)


@pytest.mark.parametrize("otherwise", [False, True])
def test_the_gradient_in_a_weight_of_the_first_of_six_layers_by_both_routes(otherwise: bool) -> None:
    derivative = gradient(6, network_otherwise(6) if otherwise else None)
    by_hand = gradient_by_hand(6)
    for side in (derivative, without_grad(derivative)):
        assert prove_equal(side, by_hand).reason == BY_NAMES


def test_a_wrong_sign_in_the_middle_is_not_proved() -> None:
    assert not prove_equal(gradient(4), gradient_by_hand(4, sign=-1))


def test_the_work_grows_with_the_layers_and_not_faster() -> None:
    def work(layers: int) -> int:
        calls: list[int] = []
        assert follows_by_names(gradient(layers), gradient_by_hand(layers), _residues(calls))
        return sum(calls)

    assert work(6) < 3 * work(3)


S = exp(M) + N
FALSE = {
    # with S named, the derivative of what uses it would be zero
    "a name is no constant": (grad(sum_entries(S * S), M), zeros("m", "n")),
    "a name is not what is derived in": (grad(sum_entries(M * S), M), S),
    "half of the product rule": (grad(sum_entries(S * S), M), S * exp(M)),
    "a softmax is no constant": (
        grad(sum_entries(softmax(M) * softmax(M)), M),
        softmax(M) * softmax(M) - diag(rowsum(softmax(M) * softmax(M))) @ softmax(M),
    ),
    "the second derivative": (grad(sum_entries(grad(sum_entries(S * S), M) * N), M), 2 * exp(M) * N * S),
}


@pytest.mark.parametrize("claim", FALSE)
def test_what_is_false_does_not_follow_even_where_every_pair_of_subterms_is_tried(
    claim: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "alike", lambda one, other: [a.shape for a in one] == [b.shape for b in other])
    monkeypatch.setattr(sharing, "apart", lambda one, other, values: False)
    assert follows(*FALSE[claim]) is False


TRUE = {
    "chain rule": (grad(sum_entries(S * S), M), 2 * S * exp(M)),
    "a name and its transpose": ((S @ S.T).T @ S, (S.T @ (S @ S.T)).T),
}


@pytest.mark.parametrize("claim", TRUE)
def test_what_is_true_follows(claim: str) -> None:
    assert follows(*TRUE[claim]) is True


def test_what_does_not_fit_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "ALLOWED", 2_000)
    left, right = loss(network(3)[0][-1]), loss(network_otherwise(3))
    monkeypatch.setattr("lora_symbolic.proving.proof.follows_by_names", lambda *terms: False)
    assert prove_equal(left, right).reason == "the canonical form is too large: more than 2,000 factors"
