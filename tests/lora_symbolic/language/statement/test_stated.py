"""Claims that are no equalities: how they are read, what is refused, and that a sentence says every field."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from lora_symbolic.language import SyntaxProblem
from lora_symbolic.language.statement import Holds, statement_from_table
from lora_symbolic.language.statement.claim import Claim
from lora_symbolic.language.statement.comparison_reader import range_in
from lora_symbolic.language.statement.sentence import data_of, latex_of, sentence

TABLE: dict[str, Any] = {
    "sizes": ["m", "n"],
    "scalars": {"eps": "0 < eps < 1", "tau": "tau >= 0", "beta": "real", "none": "1 < none < 0"},
    "matrices": {"S": ["m", "n"], "E": ["m", "n"], "Q": ["n", "n"]},
    "definitions": {"f": "softmax(beta * S)"},
}


def read(claim: dict[str, Any], **changes: Any) -> tuple[Claim, dict[str, Any]]:
    """The claim that a table states, and the definitions beside it."""
    statement = statement_from_table({**TABLE, **changes, "claims": [{"name": "one", **claim}]}, "notes.toml")
    return statement.claims[0], dict(statement.definitions)


def test_a_chain_is_read_into_links_that_point_upwards() -> None:
    claim, _ = read({"holds": "tau >= maxabs(E) > 0 = 0 < 1"})
    assert isinstance(claim.stated, Holds)
    links = [(link.left.text, link.relation, link.right.text) for link in claim.stated.comparison.links]
    assert links == [("maxabs(E)", "<=", "tau"), ("0", "<", "maxabs(E)"), ("0", "=", "0"), ("0", "<", "1")]


def test_ranges_have_ends_that_belong_or_do_not() -> None:
    one = range_in("eps", "0 < eps <= 1/2")
    assert (one.contains(Fraction(0)), one.contains(Fraction(1, 2)), one.contains(Fraction(1, 4))) == (
        False,
        True,
        True,
    )
    assert range_in("b", "real").contains(Fraction(-(10**9)))
    assert range_in("b", "b <= 3").symbol.is_positive is None
    assert range_in("b", "1 < b < 0").is_empty
    assert not range_in("b", "1 >= b >= 0").is_empty
    for text in ("0 < c < 1", "b", "0 < b < 1 < 2", "b = 1", "0 < b > 1", "b != 0", "b < x", "b in x", "import os"):
        with pytest.raises(SyntaxProblem):
            range_in("b", text)


@pytest.mark.parametrize(
    "claim, message",
    [
        ({"holds": "norm(S, 3) <= 1"}, "unknown norm; expected norm(X), norm(X, 1), norm(X, 2) or norm(X, inf)"),
        ({"holds": "norm(S, 1, 2) <= 1"}, "unknown norm"),
        ({"holds": "S"}, "expected two sides with one of <, <=, =, >=, > between them"),
        ({"holds": "S != E"}, "expected the relations <, <=, =, >=, >"),
        ({"holds": "S in E"}, "expected the relations"),
        ({"holds": "maxabs(S) + S @ maxabs(E) <= 1"}, "maxabs is a number; expected it outside of matrices"),
        ({"holds": "maxabs(none * S) <= 1"}, "scalars.none: an empty range; expected a range with a number in it"),
        ({"holds": 3}, "is no text"),
        ({"holds": "maxabs(__import__('os')) <= 1"}, "expected a function out of"),
        ({"holds": "maxabs(S) <= tau ** beta"}, "expected a rational exponent up to 64"),
        ({"holds": "maxabs(S) <= tan(S)"}, "expected numbers in tan(...)"),
        ({"holds": "maxabs(S) <= 1 / 0"}, "not zero"),
        ({"holds": "maxabs(S, key=1) <= 1"}, "maxabs takes 1 argument, not 2"),
        ({"least": ["c", "1/2"]}, "least without holds: expected holds beside it"),
        ({"least": ["c", "1/2"], "equal": ["S", "S"]}, "least without holds: expected holds beside it"),
        ({"least": ["c", "1/2"], "holds": "maxabs(f) <= 1"}, "c does not occur in holds"),
        ({"least": ["S", "1/2"], "holds": "maxabs(f) <= 1"}, "expected a constant that nothing declares"),
        ({"least": "c", "holds": "maxabs(f) <= c"}, "expected a name and a value"),
        ({"order": "given", "holds": "maxabs(f) <= 1"}, "order goes with cost"),
        ({"holds": "maxabs(f) <= 1", "rank": ["S", "<=", "n"]}, "expected exactly one of"),
        ({"rank": ["S", "about", "n"]}, "is no relation; expected one of <, <=, =, >=, >"),
        ({"rank": ["S", "<=", "maxabs(S)"]}, "expected a number made of scalars and sizes"),
        ({"cost": ["S @ S.T", "=", "m*m*n"], "order": "any"}, "expected one of given, cheapest"),
        ({"where": ["maxabs(S) <= 1"], "rank": ["S", "<=", "n"]}, "hypotheses go with holds"),
        ({"where": ["m < n"], "cost": ["S @ S.T", "<=", "m"]}, "expected one order of sizes such as r <= d <= L"),
        ({"where": ["m <= k"], "cost": ["S @ S.T", "<=", "m"]}, "expected one order of sizes"),
        ({"where": ["m <= n <= m"], "cost": ["S @ S.T", "<=", "m"]}, "expected one order of sizes"),
        ({"cost": ["m", "<=", "S @ S.T", ">=", "n"]}, "expected < or <= twice"),
        ({"cost": [[], "<=", "n"]}, "expected terms, a relation and a number"),
        ({"cost": ["S @ S.T", "<=", "n"], "counts": "bits"}, "expected one of multiplications, additions, operations"),
        ({"cost": ["S @ S.T", "<=", "n"], "counts": "memory", "times": "2"}, "not with memory"),
        ({"cost": ["S @ S.T", "O", "n"]}, "expected a sum of products of sizes such as T_mat(d, L, L)"),
        ({"cost": ["S @ S.T", "O", "T_mat(k, m, n)"]}, "expected a sum of products of sizes"),
        ({"cost": ["S @ S.T", "O", "T_mat(m, m, n)"], "times": "2"}, "O goes with multiplications"),
        ({"cost": ["S @ S.T", "<=", "n"], "features": {"S": "E"}}, "features: expected two matrices"),
        ({"cost": ["S @ S.T", "<=", "n"], "features": {"S": "E", "f": "E"}}, "'f' is no matrix"),
        ({"rank": ["S", "<=", "n"], "counts": "additions"}, "counts goes with cost"),
    ],
)
def test_what_cannot_be_read_is_the_fault_of_its_claim_alone(claim: dict[str, Any], message: str) -> None:
    found, _ = read(claim)
    assert found.stated is None
    assert found.fault is not None
    assert found.fault.startswith("notes.toml, claims.one: ")
    assert message in found.fault
    assert "\n" not in found.fault


def test_shapes_that_do_not_fit_are_a_problem_and_no_fault() -> None:
    for claim in (
        {"holds": "maxabs(S @ E) <= 1"},
        {"holds": "S <= Q"},
        {"where": ["maxabs(S @ E) <= 1"], "holds": "0 <= f"},
    ):
        found, _ = read(claim)
        assert (found.fault, found.stated) == (None, None)
        assert found.problem is not None


VARIANTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"holds": "maxabs(f) <= 1"}, {}),
    ({"holds": "maxabs(f) < 1"}, {}),
    ({"holds": "maxabs(f) <= 2"}, {}),
    ({"holds": "norm(f) <= 1"}, {}),
    ({"holds": "norm(f, 1) <= 1"}, {}),
    ({"holds": "norm(f, 2) <= 1"}, {}),
    ({"holds": "norm(f, inf) <= 1"}, {}),
    ({"holds": "abs(f) <= 1"}, {}),
    ({"holds": "f <= 1"}, {}),
    ({"holds": "1 <= f"}, {}),
    ({"holds": "maxabs(S) <= 1"}, {}),
    ({"holds": "0 <= maxabs(f) <= 1"}, {}),
    ({"holds": "maxabs(f) <= tau"}, {}),
    ({"holds": "maxabs(f) <= tau"}, {"scalars": {**TABLE["scalars"], "tau": "tau > 0"}}),
    ({"holds": "maxabs(f) <= tau"}, {"scalars": {**TABLE["scalars"], "tau": "0 <= tau < 2"}}),
    ({"holds": "maxabs(f) <= 1"}, {"matrices": {**TABLE["matrices"], "S": ["n", "n"]}}),
    ({"holds": "maxabs(f) <= 1"}, {"definitions": {"f": "softmax(S)"}}),
    ({"holds": "maxabs(f) <= 1", "where": ["maxabs(S) <= 1"]}, {}),
    ({"holds": "maxabs(f) <= 1", "where": ["maxabs(S) <= 2"]}, {}),
    ({"holds": "maxabs(f) <= 1", "where": ["S = E"]}, {}),
    ({"holds": "maxabs(f) <= c", "least": ["c", "1"]}, {}),
    ({"holds": "maxabs(f) <= c", "least": ["c", "2"]}, {}),
    ({"holds": "maxabs(f) <= 2*c", "least": ["c", "1"]}, {}),
    ({"rank": ["S", "<=", "1"]}, {}),
    ({"rank": ["S", "=", "1"]}, {}),
    ({"rank": ["S", "<=", "n"]}, {}),
    ({"rank": ["E", "<=", "n"]}, {}),
    ({"cost": ["S @ S.T @ E", "<=", "n"]}, {}),
    ({"cost": ["S @ S.T @ E", "<=", "n"], "order": "cheapest"}, {}),
    ({"cost": ["S @ (S.T @ E)", "<=", "n"]}, {}),
    ({"cost": [["S @ S.T", "S.T @ E"], "<=", "n"]}, {}),
    ({"cost": ["m", "<=", "S @ S.T @ E", "<=", "n"]}, {}),
    ({"cost": ["m", "<", "S @ S.T @ E", "<=", "n"]}, {}),
    ({"cost": ["S @ S.T @ E", "<=", "n"], "where": ["m <= n"]}, {}),
    ({"cost": ["S @ S.T @ E", "<=", "n"], "where": ["n <= m"]}, {}),
    ({"cost": ["S @ S.T @ E", "<=", "n"], "times": "m"}, {}),
    ({"cost": ["S @ S.T @ E", "<=", "n"], "counts": "additions"}, {}),
    ({"cost": ["S @ S.T @ E", "<=", "n"], "counts": "operations"}, {}),
    ({"cost": ["S @ S.T @ E", "<=", "n"], "counts": "memory"}, {}),
    ({"cost": ["S @ S.T @ E", "<=", "n"], "features": {"S": "S", "E": "S"}}, {}),
    ({"cost": ["S @ S.T @ E", "<=", "n"], "features": {"S": "E", "E": "S"}}, {}),
    ({"cost": ["S @ S.T @ E", "O", "T_mat(m, n, m)"]}, {}),
    ({"cost": ["S @ S.T @ E", "O", "T_mat(m, n, n)"]}, {}),
]


@pytest.mark.parametrize("write", [sentence, latex_of, lambda *parts: str(data_of(*parts))])
def test_two_claims_never_have_one_sentence(write: Any) -> None:
    said = []
    for claim, changes in VARIANTS:
        found, definitions = read(claim, **changes)
        assert found.stated is not None, found.fault
        said.append(write(found.stated, definitions, found.where))
    assert len(set(said)) == len(VARIANTS)


def test_the_sentence_reads() -> None:
    claim, definitions = read({"holds": "maxabs(f) <= c*tau", "least": ["c", "1/2"], "where": ["maxabs(S) <= tau"]})
    assert claim.stated is not None
    assert sentence(claim.stated, definitions) == (
        "for all S (m x n), 0 <= tau, beta real with maxabs(S) <= tau: "
        "maxabs(f) <= c*tau with c = 1/2, and with no smaller constant; where f = softmax(beta * S)"
    )
    assert latex_of(claim.stated, definitions).count(r"\lVert") == 2
