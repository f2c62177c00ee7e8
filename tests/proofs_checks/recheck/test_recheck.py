"""The checker confirms every counterexample found, and rejects each one that was tampered with."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from lora_symbolic import language as lang
from lora_symbolic.language import Equation, Term, grad, matrix, softmax, sum_entries
from lora_symbolic.proving.search.counterexample import find_counterexample
from proofs_checks.recheck import confirm
from proofs_checks.recheck import recheck as module
from proofs_checks.recheck.equations import unsatisfied
from proofs_checks.recheck.recheck import recheck

X, Y = matrix("X", "m", "n"), matrix("Y", "m", "n")
S = matrix("S", "n", "n")
loss = sum_entries(softmax(X) * Y)

REFUTED = {
    "exact": (S @ S, S * S),
    "balls": (lang.exp(X + X), lang.exp(X) + lang.exp(X)),
    "gradient": (grad(loss, X), softmax(X) * Y),
    "logarithm": (lang.log(X * X), lang.log(X)),
}


def found(claim: str) -> tuple[dict[str, Any], Term, Term]:
    counterexample = find_counterexample(*REFUTED[claim])
    assert counterexample is not None
    return counterexample.to_dict(), *REFUTED[claim]


@pytest.mark.parametrize("claim", REFUTED)
def test_a_counterexample_is_confirmed(claim: str) -> None:
    assert recheck(*found(claim)) is None


@pytest.mark.parametrize("claim", REFUTED)
def test_a_larger_gap_than_the_true_one_is_rejected(claim: str) -> None:
    data, lhs, rhs = found(claim)
    assert "not by at least" in str(recheck({**data, "gap": "1000"}, lhs, rhs))


@pytest.mark.parametrize("claim", REFUTED)
@pytest.mark.parametrize("gap", ["0", "-1"])
def test_a_gap_that_is_not_positive_is_rejected(claim: str, gap: str) -> None:
    data, lhs, rhs = found(claim)
    assert "expected a positive number" in str(recheck({**data, "gap": gap}, lhs, rhs))


@pytest.mark.parametrize("claim", REFUTED)
@pytest.mark.parametrize("entry", [(7, 0), (0, 7), (-1, 0)])
def test_an_entry_outside_the_matrix_is_rejected(claim: str, entry: tuple[int, int]) -> None:
    data, lhs, rhs = found(claim)
    assert "is outside" in str(recheck({**data, "entry": entry}, lhs, rhs))


@pytest.mark.parametrize("claim", REFUTED)
def test_a_wrong_value_of_a_side_is_rejected(claim: str) -> None:
    data, lhs, rhs = found(claim)
    assert "a side is" in str(recheck({**data, "rhs": "12345"}, lhs, rhs))


def test_another_entry_where_the_sides_agree_is_rejected() -> None:
    data, lhs, rhs = found("exact")
    row, column = data["entry"]
    others = [[i, j] for i in range(2) for j in range(2) if (i, j) != (row, column)]
    assert any(recheck({**data, "entry": entry}, lhs, rhs) is not None for entry in others)


def test_matrices_where_the_sides_agree_are_rejected() -> None:
    data, lhs, rhs = found("exact")
    assert recheck({**data, "matrices": {"S": [["1", "0"], ["0", "1"]]}}, lhs, rhs) is not None


def test_a_claim_that_is_true_has_no_confirmed_counterexample() -> None:
    data, lhs, _ = found("gradient")
    assert "differ by" in str(recheck(data, lhs, lhs))


def test_equal_sides_that_are_large_are_rejected() -> None:
    data = {"sizes": {"n": 1}, "matrices": {"S": [["2"]]}, "entry": [0, 0], "gap": "1", "exact": True}
    assert recheck({**data, "lhs": "2", "rhs": "4"}, S, S + S) is None
    assert "differ by 0" in str(recheck({**data, "lhs": "2", "rhs": "2"}, S, S))


def test_sizes_that_do_not_fit_are_rejected() -> None:
    data, lhs, rhs = found("exact")
    assert "expected n x n = 3 x 3" in str(recheck({**data, "sizes": {"n": 3}}, lhs, rhs))


def test_a_point_outside_the_domain_is_rejected() -> None:
    data, lhs, rhs = found("logarithm")
    outside = {name: [["-1"] * len(row) for row in rows] for name, rows in data["matrices"].items()}
    assert "certainly positive" in str(recheck({**data, "matrices": outside}, lhs, rhs))


def test_irrational_values_are_not_called_exact() -> None:
    data, lhs, rhs = found("balls")
    if any(entry != "0" for row in data["matrices"]["X"] for entry in row):
        assert "is irrational" in str(recheck({**data, "exact": True}, lhs, rhs))
    else:
        assert recheck({**data, "exact": True}, lhs, rhs) is None


def test_matrices_at_which_an_equation_of_the_claim_does_not_hold_are_rejected() -> None:
    symmetric = Equation("S = S.T", S, S.T)
    counterexample = find_counterexample(S @ S, S * S, where=[symmetric])
    assert counterexample is not None
    data = counterexample.to_dict()
    assert confirm.problem_with(data, S @ S, S * S, [symmetric]) is None
    data["matrices"]["S"][0][1] = "7"
    problem = confirm.problem_with(data, S @ S, S * S, [symmetric])
    assert problem == "where S = S.T: it does not hold there"
    assert unsatisfied({"sizes": {"n": 1}, "matrices": {"S": [["1"]]}}, [symmetric]) is None


def test_the_checker_is_short_and_imports_no_prover() -> None:
    text = Path(str(module.__file__)).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 40
    imported = {node.module or "" for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ImportFrom)}
    assert "lora_symbolic.evaluation" in imported
    assert not any("proving" in name or "calculus" in name for name in imported)
