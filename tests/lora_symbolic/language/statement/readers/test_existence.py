"""Claims that matrices exist: how they are read, what is refused, and that a sentence says every field."""

from __future__ import annotations

from typing import Any

import pytest

from lora_symbolic.language import StatementError
from lora_symbolic.language.statement import Exists, statement_from_table
from lora_symbolic.language.statement.sentence import data_of, latex_of, sentence

TABLE: dict[str, Any] = {
    "sizes": ["m", "n", "k"],
    "matrices": {"P": ["m", "k"], "Q": ["n", "k"], "X": ["m", "n"]},
    "definitions": {"f": "softmax(X)"},
}
CLAIM: dict[str, Any] = {
    "exists": {"U": ["m", "k"], "V": ["n", "k"]},
    "witness": {"U": "2 * P", "V": "Q / 2"},
    "equal": ["U @ V.T", "P @ Q.T"],
}


def read(claim: dict[str, Any], patient: bool = False) -> Any:
    table = {**TABLE, "claims": [{"name": "one", **claim}, {"name": "two", "equal": ["X", "X"]}]}
    return statement_from_table(table, "notes.toml", patient=patient).claims[0]


def existence(claim: dict[str, Any]) -> Exists:
    found = read(claim).exists
    assert isinstance(found, Exists)
    return found


def test_the_witness_is_put_in_and_what_is_said_keeps_the_chosen_names() -> None:
    claim = read(CLAIM)
    assert str(claim.lhs) != str(claim.exists.body.comparison.sides[0].terms[0])
    assert [v.name for v in claim.exists.chosen] == ["U", "V"]
    assert sentence(claim.exists) == (
        "for all P (m x k), Q (n x k): there are U (m x k), V (n x k) with U @ V.T = P @ Q.T, "
        "namely U = 2 * P, V = Q / 2"
    )


def test_each_field_changes_the_sentence_the_latex_and_the_data() -> None:
    bound = {**{key: CLAIM[key] for key in ("exists", "witness")}, "holds": "maxabs(U @ V.T - f) <= 1"}
    claims = [
        CLAIM,
        {**CLAIM, "exists": {"U": ["m", "k"], "V": ["n", "k"]}, "witness": {"U": "P", "V": "Q"}},
        {key: CLAIM[key] for key in ("exists", "equal")},
        {**CLAIM, "equal": ["P @ Q.T", "U @ V.T"]},
        {**CLAIM, "exists": {"W": ["m", "k"], "V": ["n", "k"]}, "witness": {"W": "2 * P", "V": "Q / 2"},
         "equal": ["W @ V.T", "P @ Q.T"]},
        bound,
        {**bound, "where": ["maxabs(X) <= 1"]},
        {**bound, "holds": "maxabs(U @ V.T - f) <= 2"},
    ]  # fmt: skip
    found = [existence(claim) for claim in claims]
    assert len({sentence(one) for one in found}) == len(claims)
    assert len({latex_of(one) for one in found}) == len(claims)
    assert len({str(data_of(one)) for one in found}) == len(claims)


@pytest.mark.parametrize(
    "claim, message",
    [
        ({"witness": {"U": "P"}, "equal": ["X", "X"]}, "witness without exists: expected exists beside it"),
        ({**CLAIM, "exists": {}}, "no matrix; expected some"),
        ({**CLAIM, "exists": ["U"]}, "a list; expected a table"),
        ({**CLAIM, "exists": {"U": ["m"], "V": ["n", "k"]}}, "1 of them; expected two sides"),
        ({**CLAIM, "exists": {"X": ["m", "k"]}}, "'X' is named twice"),
        ({**CLAIM, "exists": {"U": ["q", "k"], "V": ["n", "k"]}}, "q"),
        ({**CLAIM, "witness": {"U": "P"}}, "U; expected a term for each of U, V"),
        ({**CLAIM, "witness": {"U": "Q", "V": "Q"}}, "n x k; expected m x k, the shape of U"),
        ({**CLAIM, "witness": {"U": "V", "V": "Q"}}, "V"),
        ({**CLAIM, "witness": {"U": "__import__('os')", "V": "Q"}}, "witness.U"),
        ({**CLAIM, "where": ["U = P"]}, "U is chosen by exists; expected hypotheses without it"),
        ({"exists": CLAIM["exists"], "rank": ["U @ V.T", "<=", "k"]}, "exists goes with one of equal and holds"),
        ({"exists": CLAIM["exists"]}, "exists goes with one of equal and holds"),
        ({"exists": CLAIM["exists"], "holds": "maxabs(U) <= c", "least": ["c", "1"]}, "and with no least"),
        ({"exists": CLAIM["exists"], "holds": "norm(U, 3) <= 1"}, "unknown norm"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_the_other_claims_are_read(claim: dict[str, Any], message: str) -> None:
    with pytest.raises(StatementError) as problem:
        read(claim)
    assert message in str(problem.value)
    assert "\n" not in str(problem.value)
    fault = read(claim, patient=True).fault
    assert fault is not None
    assert message in fault


def test_shapes_that_do_not_fit_in_the_body_are_ill_typed() -> None:
    claim = read({**CLAIM, "equal": ["U @ V", "P @ Q.T"]})
    assert claim.problem is not None
    assert claim.exists is None
