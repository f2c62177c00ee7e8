"""What a difference keeps in canonical form, as a formula; and that a true claim is not told to differ."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import (
    Equation,
    Term,
    block,
    det,
    exp,
    inv,
    kron,
    log,
    matrix,
    scalar,
    softmax,
    sqrt,
    sum_entries,
    trace,
    tril,
)
from lora_symbolic.proving import decide, proof, prove_equal
from lora_symbolic.proving.reductions import follows_by_names

X, Y, W0 = matrix("X", "n", "n"), matrix("Y", "n", "n"), matrix("W0", "n", "m")
SHOWN = {
    "(left - right)[i, j] = sum(k in n: X[i, k] * X[j, k]) - sum(k in n: X[k, i] * X[k, j])": (X @ X.T, X.T @ X),
    "(left - right)[i, j] = exp(X[i, j]) / (sum(k in n: exp(X[i, k]))) - exp(X[i, j])": (softmax(X), exp(X)),
    "left - right = sum(i in n, j in n: X[i, j] * X[j, i]) - sum(i in n: X[i, i])": (trace(X @ X), trace(X)),
    "(left - right)[i, j] = log(exp(X[i, j]) + 1) - X[i, j]": (log(exp(X) + 1), X),
    "(left - right)[(i, j), (k, l)] = -X[i, k] * W0[j, l]": (kron(X, W0), kron(X, 2 * W0)),
    "(left - right)[i, 2:j] = -W0[i, j]": (block([[X, W0]]), block([[X, 2 * W0]])),
    "(left - right)[i, j] = X[i, j] * tril[i, j] - X[i, j]": (tril(X), X),
    "(left - right)[i, j] = X[i, j] / 3 - X[i, j]**2 / 2": (X / 3, X * X / 2),
    "(left - right)[i, j] = (X[i, j] + 1)**(1/2) - 1": (sqrt(1 + X), 1 + 0 * X),
    "(left - right)[i, j] = inv(X)[i, j] - X[i, j]": (inv(X), X),
    "left - right = det(X) - sum(i in n: X[i, i])": (det(X), trace(X)),
}


@pytest.mark.parametrize("text", SHOWN)
def test_what_remains_is_a_formula(text: str) -> None:
    left, right = SHOWN[text]
    found = prove_equal(left, right).remainder
    assert found is not None
    assert found.text == text
    assert found.monomials == prove_equal(left, right).monomials


def test_the_formula_is_the_difference_in_numbers() -> None:
    left, right = X @ (X + Y).T, X @ X.T + 2 * Y
    found = prove_equal(left, right).remainder
    assert found is not None
    assert found.text == "(left - right)[i, j] = sum(k in n: X[i, k] * Y[j, k]) - 2 * Y[i, j]"
    point = {name: np.random.default_rng(3).integers(-5, 6, (3, 3)) for name in ("X", "Y")}
    x, y = point["X"], point["Y"]
    by_hand = [[sum(x[i, k] * y[j, k] for k in range(3)) - 2 * y[i, j] for j in range(3)] for i in range(3)]
    assert np.array_equal(evaluate(left, point) - evaluate(right, point), by_hand)


def test_latex_puts_a_name_with_a_subscript_in_parentheses_and_escapes_nothing_twice() -> None:
    found = prove_equal(softmax(W0), exp(W0)).remainder
    assert found is not None
    assert found.latex == (
        r"(\text{left} - \text{right})_{i,j} = "
        r"\frac{\exp((W_{0})_{i,j})}{\sum_{k} \exp((W_{0})_{i,k})} - \exp((W_{0})_{i,j})"
    )


def test_an_index_is_never_called_like_a_matrix_or_a_size() -> None:
    i, k = matrix("i", "j", "j"), matrix("k", "j", "j")
    found = prove_equal(i @ k, k @ i).remainder
    assert found is not None
    assert found.text == "(left - right)[l, p] = sum(q in j: i[l, q] * k[q, p]) - sum(q in j: k[l, q] * i[q, p])"


def test_equations_are_used_before_it_is_written() -> None:
    where = [Equation("Y @ X = X @ Y", Y @ X, X @ Y)]
    found = prove_equal(X @ Y + X, Y @ X + Y, where).remainder
    assert found is not None
    assert found.text == "(left - right)[i, j] = X[i, j] - Y[i, j]"


def test_a_proof_keeps_nothing_and_a_long_difference_is_cut() -> None:
    assert prove_equal(X + X, 2 * X).remainder is None
    long = sum((X * matrix(f"M{number}", "n", "n") for number in range(12)), X)
    found = prove_equal(long, Y).remainder
    assert found is not None
    assert found.monomials == 14
    assert found.text.endswith(" + ...")


def test_an_undecided_answer_shows_it_beside_the_numbers() -> None:
    root = sqrt(1 + X * X)
    answer = decide(sqrt(root + X) * sqrt(root - X), 1 + 0 * X)
    assert answer.verdict == "undecided"
    assert "(left - right)[i, j] = " in str(answer)
    assert "no numbers were found" in str(answer)
    assert r"\text{left} - \text{right}" in answer._repr_html_()


def far_and_back(term: Term) -> Term:
    """A term with a large one added and taken away: in floating point little of it is left."""
    large = scalar(10**14) * (Y @ Y.T)
    return (term + large) - large


def test_a_true_claim_is_not_told_to_differ_since_floating_point_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for least in (1, proof.FIRST):
        monkeypatch.setattr(proof, "FIRST", least)
        found = prove_equal(far_and_back(X), X)
        assert found.proved
        assert "differ" not in found.reason


def test_what_differs_far_more_than_rounding_is_not_tried_by_names(monkeypatch: pytest.MonkeyPatch) -> None:
    assert follows_by_names(sum_entries(X @ X), sum_entries(X @ Y), lambda left, right: []) is None
    monkeypatch.setattr(proof, "FIRST", 1)
    reason = prove_equal(X @ X, X @ Y).reason
    assert "proves nothing" in reason
    assert "differ at a point" not in reason
