"""What people read of a claim: scalars by their names, families by a member, matrices of a counterexample as such."""

from __future__ import annotations

import pytest

from lora_symbolic.language.statement import statement_from_toml
from proofs_checks.judging.derivations import derivations_of
from proofs_checks.ledger import LedgerClaim
from proofs_checks.ledger.load import from_statement
from proofs_checks.publishing.data.statements import definitions_of, plain_names, shapes_of, statement_tex
from proofs_checks.publishing.data.views import counterexample_view
from proofs_checks.publishing.terminal import counterexample_lines

TEXT = """
sizes = ["n", "d", "h"]
[scalars]
tau = "0 < tau < 1"
[matrices]
X = ["n", "d"]
"W[i in h]" = ["d", "d"]
[definitions]
g = "tau * X"
"p[i in h]" = "X @ W[i]"
[[claims]]
name = "scaled"
equal = ["grad(tau * sum(X * X) / 2, X)", "g"]
[[claims]]
name = "family"
equal = ["sum(i in h: p[i])", "X @ sum(i in h: W[i])"]
[[claims]]
name = "ill-typed"
equal = ["g @ g", "X"]
"""
RANK = {
    "family": "at n = 2 the rank is 2",
    "facts": [["X", "1 0; 0 1"], ["claimed", "1"]],
    "sizes": {"n": 2},
    "matrices": {"X": [["1", "0"], ["0", "1"]]},
}


@pytest.fixture(scope="module")
def claims() -> dict[str, LedgerClaim]:
    return {claim.name: claim for claim in from_statement(statement_from_toml(TEXT, "own.toml"))}


def test_a_scalar_is_among_the_names_with_its_range(claims: dict[str, LedgerClaim]) -> None:
    assert shapes_of([claims["scaled"]]) == [r"X \in \mathbb{R}^{n \times d}", r"0 < \tau < 1"]
    assert statement_tex(claims["scaled"]) is not None


def test_a_family_is_among_the_names_by_a_member(claims: dict[str, LedgerClaim]) -> None:
    assert shapes_of([claims["family"]]) == [
        r"X \in \mathbb{R}^{n \times d}",
        r"W_{i} \in \mathbb{R}^{d \times d},\ i = 1, \dots, h",
    ]


def test_no_scalar_is_written_as_a_sum_of_entries(claims: dict[str, LedgerClaim]) -> None:
    [found] = derivations_of(claims["scaled"])
    texts = [found["gradient"], *found["names"].values(), *(step["after"] for step in found["steps"])]
    assert found["gradient"] == "tau * X"
    assert not any("sum(tau)" in text for text in texts)
    assert "tau" not in found["names"]
    assert [tex for _, tex in definitions_of([claims["scaled"]])] == [r"g = \tau X"]


def test_the_names_of_a_claim_are_plain_text_though_its_shapes_do_not_fit(claims: dict[str, LedgerClaim]) -> None:
    assert claims["ill-typed"].problem
    assert plain_names(claims["ill-typed"]) == ["g = tau * X", "X is n x d", "0 < tau < 1"]
    assert "p[i] = X @ W[i]" in plain_names(claims["family"])


def test_the_counterexample_of_a_rank_is_a_matrix() -> None:
    view = counterexample_view(RANK)
    assert view["matrices"] == [r"X = \begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}"]
    assert view["facts"] == [["claimed", "1"]]
    lines = counterexample_lines(RANK)
    assert lines == [RANK["family"], "X = [ 1  0 ]", "    [ 0  1 ]", "claimed: 1"]


def test_a_counterexample_without_matrices_has_its_facts_alone() -> None:
    plain = {"family": "every L", "facts": [["X", "any"]]}
    assert counterexample_view(plain)["matrices"] == []
    assert counterexample_lines(plain) == ["every L", "X: any"]
