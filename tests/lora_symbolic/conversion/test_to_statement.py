"""Claims as the text of a statement file: what is written is read back as the same claims."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.conversion import ConversionError, statement_writer, to_statement
from lora_symbolic.language import Claim, Equation, Term, matrix, softmax, statement_from_toml, sum_entries
from lora_symbolic.language.operations import reciprocal
from lora_symbolic.language.statement.kinds.growth import Grows
from lora_symbolic.language.statement.kinds.reduction import Reduces
from lora_symbolic.proving import clear_caches, prove_equal
from tests.examples import examples
from tests.repository.files import ROOT
from tests.strategies import SIZES, terms

X, Y = matrix("X", "m", "n"), matrix("Y", "n", "m")
FILES = sorted((ROOT / "docs" / "examples").rglob("*.toml"))


def equation(left: Term, right: Term) -> Equation:
    return Equation("", left, right)


def said(text: str) -> list[tuple[str, object, object, object]]:
    """What each claim of a text says: name, sides, what is taken for granted, bound."""
    statement = statement_from_toml(text, "written")
    return [
        (c.name, (c.lhs, c.rhs), [(w.lhs, w.rhs) for w in c.where], (c.stated, c.shape and c.shape[1:]))
        for c in statement.claims
    ]


@st.composite
def equations(draw: st.DrawFn) -> Equation:
    shape = draw(st.sampled_from(SIZES)), draw(st.sampled_from(SIZES))
    left, right = (draw(terms(2, shape, gradients=True)) for _ in range(2))
    return equation(left, right)


@examples(60)
@given(st.lists(equations(), min_size=1, max_size=3), st.text(max_size=20))
def test_equations_read_back(claims: list[Equation], title: str) -> None:
    read = statement_from_toml(to_statement(claims, title), "written")
    assert read.title == title
    pairs = list(zip(claims, read.claims, strict=True))
    sides = [(x, y) for one, claim in pairs for x, y in ((one.lhs, claim.lhs), (one.rhs, claim.rhs))]
    for written, found in sides:
        assert found is not None
        assert written is found or prove_equal(written, found).proved
    clear_caches()


def test_every_example_is_written_and_read_back() -> None:
    compared = 0
    for path in FILES:
        text = path.read_text()
        statement = statement_from_toml(text, path.name)
        if any(claim.problem or claim.fault for claim in statement.claims):
            continue
        if any(isinstance(claim.stated, Grows) for claim in statement.claims):
            with pytest.raises(ConversionError, match="a claim about growth"):
                to_statement(statement)
            continue
        again = to_statement(statement)
        assert said(again) == said(text), path
        assert statement_from_toml(again, path.name).definitions == statement.definitions
        compared += len(statement.claims)
    assert compared > 20


def test_reductions_are_written_with_their_problems() -> None:
    compared = 0
    for path in FILES:
        statement = statement_from_toml(path.read_text(), path.name)
        reductions = [claim for claim in statement.claims if isinstance(claim.stated, Reduces) and not claim.problem]
        if reductions:
            again = statement_from_toml(to_statement(reductions), "written")
            assert [claim.stated for claim in again.claims] == [claim.stated for claim in reductions], path
            compared += len(reductions)
    assert compared >= 2


def test_two_problems_of_one_name_are_refused() -> None:
    path = next(path for path in FILES if "reduces" in path.read_text())
    claim = next(one for one in statement_from_toml(path.read_text(), path.name).claims if one.stated is not None)
    assert isinstance(claim.stated, Reduces)
    problems = {name: {**table, "bits": 7} for name, table in claim.stated.source["problems"].items()}
    other = replace(claim.stated, source={**claim.stated.source, "problems": problems})
    with pytest.raises(ConversionError, match="two problems of this name"):
        to_statement([claim, replace(claim, name="again", stated=other)])


def test_definitions_are_written_once_and_used() -> None:
    f = softmax(X)
    text = to_statement({"rows": equation(f @ Y @ f, f @ (Y @ f))}, "Rows", {"f": f})
    assert 'f = "softmax(X)"' in text
    assert 'equal = ["f @ Y @ f", "f @ (Y @ f)"]' in text


def test_a_scalar_beside_a_matrix_fills_it() -> None:
    text = to_statement(equation(X, sum_entries(Y)))
    (claim,) = statement_from_toml(text, "written").claims
    assert claim.problem is None
    assert claim.lhs is X


@pytest.mark.parametrize(
    "claims, message",
    [
        ([X], "claim-1: <X : m x n> is no claim"),
        (equation(X, Y), "left side is m x n, right side is n x m"),
        (equation(X, matrix("X", "m", 1) @ matrix("u", 1, "n")), "X: two matrices, m x n and m x 1"),
        (equation(matrix("exp", "m"), matrix("exp", "m")), "'exp' is a function of the syntax"),
        (equation(matrix("m", "m"), matrix("m", "m")), "'m' is named twice"),
        ({"a claim": equation(X, X)}, "'a claim'"),
        ([Claim("one", problem="left side: no")], "one: left side: no"),
        ([Claim("one", extra={"given": 1})], "keys of its own, given"),
    ],
)
def test_what_has_no_text_is_refused_on_one_line(claims: object, message: str) -> None:
    with pytest.raises(ConversionError, match=message) as refused:
        to_statement(claims)  # type: ignore[arg-type]
    assert "\n" not in str(refused.value)


def test_a_term_too_long_asks_for_definitions() -> None:
    square = matrix("S", "n", "n")
    for _ in range(14):
        square = square @ square
    with pytest.raises(ConversionError, match="expected definitions"):
        to_statement(equation(square, square))


def test_a_text_that_says_something_else_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        statement_writer, "to_text", lambda term, *names, **limits: "X" if term.shape == X.shape else "Y"
    )
    with pytest.raises(ConversionError, match="reads back as another claim"):
        to_statement(equation(X + X, reciprocal(X)))
