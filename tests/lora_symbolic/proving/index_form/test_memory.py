"""Memory: a proof depends on its statement alone, not on what was proved, cleared or stopped before it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic import language as lang
from lora_symbolic.calculus import without_grad
from lora_symbolic.language import Term, exp, grad, log, matrix, reciprocal, rowsum, scalar, size, softmax
from lora_symbolic.proving import Proof, clear_caches, prove_equal, prove_equal_by_sympy
from tests.adapter import G_A, G_B, A, B, loss

S, T, Z = (matrix(name, "n", "m") for name in "STZ")


def p(X: Term) -> Term:
    return rowsum(exp(X))


def fraction(X: Term, Y: Term) -> tuple[Term, Term]:
    whole = reciprocal(p(X) + p(Y))
    return reciprocal(p(X)) - p(Y) * reciprocal(p(X)) * whole, whole


STATEMENTS: dict[str, tuple[Term, Term]] = {
    "dA": (grad(loss, A), G_A),
    "dB": (grad(loss, B), G_B),
    "dA is not dB's": (grad(loss, A), 2 * G_A),
    "a fraction, S and T": fraction(S, T),
    "a fraction, Z and T": fraction(Z, T),
    "a fraction, T and S": fraction(T, S),
    "sizes below a line": (scalar(size("n") - 1) * (softmax(S) / (size("n") - 1)), softmax(S)),
    "softmax of equal rows": (lang.trace(softmax(S) @ softmax(S).T), lang.sum_entries(softmax(S) * softmax(S))),
    "diagonal of a product in an exponential": (lang.trace(exp(S @ S.T)), lang.trace(exp((S @ S.T).T))),
    "a logarithm": (log(exp(S) * exp(T)), S + T),
}


def said(proof: Proof) -> tuple[Any, ...]:
    return proof.proved, proof.reason, proof.monomials, tuple(map(str, proof.conditions))


def alone(name: str) -> tuple[Any, ...]:
    clear_caches()
    return said(prove_equal(*STATEMENTS[name]))


@given(order=st.lists(st.sampled_from(sorted(STATEMENTS)), min_size=2, max_size=6))
def test_what_is_proved_does_not_depend_on_what_came_before(order: list[str]) -> None:
    expected = {name: alone(name) for name in set(order)}
    clear_caches()
    assert [said(prove_equal(*STATEMENTS[name])) for name in order] == [expected[name] for name in order]


def test_the_same_fraction_under_other_names_has_the_same_verdict() -> None:
    assert {alone(name)[:3] for name in STATEMENTS if name.startswith("a fraction")} == {
        alone("a fraction, S and T")[:3]
    }


def test_clearing_leaves_nothing_behind_that_two_routes_could_disagree_about() -> None:
    sizes = grad(lang.sum_entries(softmax(S)) / size("n"), S)
    for _ in range(2):
        for left, right in ((sizes, without_grad(sizes)), (grad(loss, A), G_A)):
            assert prove_equal(left, right).proved
            assert prove_equal_by_sympy(left, right).proved
            assert prove_equal(without_grad(left), right).proved
        clear_caches()


class Stopped(BaseException):
    """Stands for a time limit."""


@contextmanager
def stopped_after(lines: int) -> Iterator[None]:
    """The block, stopped after so many lines of the prover."""
    left = lines

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal left
        if "index_form" not in frame.f_code.co_filename:
            return None
        if event == "line":
            left -= 1
            if left <= 0:
                raise Stopped
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    except Stopped:
        pass
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_proof_that_was_stopped_leaves_no_trace(name: str) -> None:
    expected = alone(name)
    for lines in (50, 500, 1500, 2500, 4000, 7000):
        clear_caches()
        with stopped_after(lines):
            prove_equal(*STATEMENTS[name])
        assert said(prove_equal(*STATEMENTS[name])) == expected
