"""Each route to a proof is heard on its own, and one that goes wrong is seen."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic import calculus
from lora_symbolic.language import Term
from proofs_checks.judging.methods import METHODS, shape_tests, symbolic, sympy_indexed
from proofs_checks.judging.methods.method import Effort
from proofs_checks.judging.runner import judge_claim
from proofs_checks.ledger import load_ledger
from proofs_checks.verdict.evidence import Finding
from proofs_checks.verdict.verdict import Verdict
from tests.proofs_checks.judging.fabricated import claim, equality

GRADIENT = equality("grad(trace(X @ Y), X)", "Y.T")
SHAPE = claim("shape = ['X @ Y', 'm', 'm']")


class WrongReverseMode:
    """A calculus whose reverse mode forgets a factor 2."""

    @staticmethod
    def without_grad(term: Term) -> Term:
        right = calculus.without_grad(term)
        return right if right is term else right * 2


def test_a_gradient_needs_both_routes(monkeypatch: pytest.MonkeyPatch) -> None:
    assert symbolic.METHOD.gather(GRADIENT, Effort()).finding is Finding.PROVES
    monkeypatch.setattr(symbolic, "calculus", WrongReverseMode)
    evidence = symbolic.METHOD.gather(GRADIENT, Effort())
    assert evidence.finding is Finding.SILENT
    assert "the two routes disagree: forward proves, reverse does not" in evidence.detail
    assert judge_claim(GRADIENT).verdict is Verdict.UNDECIDED


def test_reverse_mode_is_not_asked_where_nothing_is_differentiated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbolic, "calculus", WrongReverseMode)
    assert symbolic.METHOD.gather(equality("(X @ Y).T", "Y.T @ X.T"), Effort()).finding is Finding.PROVES


def test_sympy_confirms_a_gradient_and_no_wrong_one() -> None:
    wrong = equality("grad(trace(X @ Y), X)", "2 * Y.T")
    asked = Effort(proved=True)
    assert sympy_indexed.METHOD.gather(GRADIENT, asked).finding is Finding.PROVES
    assert sympy_indexed.METHOD.gather(wrong, asked).finding is Finding.SILENT
    assert not sympy_indexed.METHOD.applies(equality("X", "X"))


def test_a_computed_array_of_another_shape_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shape_tests.METHOD.gather(SHAPE, Effort()).finding is Finding.AGREES
    monkeypatch.setattr(shape_tests, "evaluate", lambda *arguments: np.zeros((9, 9)))
    assert shape_tests.METHOD.gather(SHAPE, Effort()).finding is Finding.DISAGREES
    assert judge_claim(SHAPE).judgement.conflict


def test_sympy_gives_the_same_shape() -> None:
    shapes = (
        "shape = ['X @ Y', 'm', 'm']",
        "shape = ['kron(X, Y)', 'm * n', 'm * n']",
        "shape = ['commutation(m, n) @ vec(X)', 'm * n', '1']",
        "shape = ['grad(sum(colvec(X @ Y)), X)', 'm', 'n']",
    )
    for text in shapes:
        assert shape_tests.SYMPY_METHOD.gather(claim(text), Effort()).finding is Finding.AGREES


def test_every_claim_of_the_paper_has_a_method() -> None:
    for entry in load_ledger().claims:
        assert any(method.applies(entry) for method in METHODS), entry.id


def test_names_of_methods_are_those_of_the_contract() -> None:
    contract = "symbolic sympy-indexed identity-test counterexample high-precision shapes rounding reading"
    assert {method.name for method in METHODS} >= set(contract.split())
