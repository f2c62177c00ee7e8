"""Sentences of stated claims: words and formulas, whole and in order, with what differs from the other form marked."""

from __future__ import annotations

import re

import pytest

from proofs_checks.ledger.load import load_ledger
from proofs_checks.publishing.data.prose.sentences import said_lines, said_pieces

STATED = [claim for claim in load_ledger().claims if claim.parts]


def test_most_stated_claims_are_read() -> None:
    assert len(STATED) > 100


def test_every_formula_of_the_ledger_closes_what_it_opens() -> None:
    for claim in STATED:
        for line in said_lines(claim.parts):
            for _, piece in line.pieces:
                plain = re.sub(r"\\[{}]", "", piece.text)
                assert piece.kind != "formula" or plain.count("{") == plain.count("}"), (claim.key, piece)


def test_nothing_is_lost() -> None:
    for claim in STATED:
        for part in claim.parts:
            letters = re.sub(r"\\(?:text|texttt|allowbreak|mathit|operatorname)\b|[^A-Za-z0-9]", "", part)
            shown = "".join(piece.text for piece in said_pieces(part))
            kept = re.sub(r"\\(?:text|texttt|allowbreak|mathit|operatorname)\b|[^A-Za-z0-9]", "", shown)
            assert kept.startswith(letters[:20])
            assert len(kept) >= len(letters) * 0.95, (claim.key, part)


@pytest.mark.parametrize(
    "tex, pieces",
    [
        (r"a, b", [("formula", "a"), ("text", ", "), ("formula", "b")]),
        (r"f(a, b) = \max(c, d)", [("formula", r"f(a, b) = \max(c, d)")]),
        (r"x\text{ and \{a\} }y", [("formula", "x"), ("text", " and {a} "), ("formula", "y")]),
        (r"\text{\texttt{A @ B\_1}}\text{ is }C", [("code", "A @ B_1"), ("text", " is "), ("formula", "C")]),
        (
            r"\begin{pmatrix} a, & b \end{pmatrix}, c",
            [("formula", r"\begin{pmatrix} a, & b \end{pmatrix}"), ("text", ", "), ("formula", "c")],
        ),
        (r"L \lVert A \rVert", [("formula", r"L \allowbreak \lVert A \rVert")]),
        (r"x \le \lVert A \rVert", [("formula", r"x \le \lVert A \rVert")]),
    ],
)
def test_a_sentence_is_taken_apart(tex: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.kind, piece.text) for piece in said_pieces(tex)] == pieces


def test_only_formulas_that_the_other_form_lacks_are_marked() -> None:
    lines = said_lines(("", r"a \le 1, b \le 2", ""), ("", r"a \le 1, b \le 3", ""))
    assert [(line.role, [piece.text for marked, piece in line.pieces if marked]) for line in lines] == [
        ("claimed", [r"b \le 2"])
    ]
    assert not any(marked for line in said_lines(("", "a, b", "")) for marked, _ in line.pieces)
