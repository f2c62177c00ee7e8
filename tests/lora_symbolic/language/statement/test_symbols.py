"""The table [latex] of a statement file: one symbol of LaTeX for each name, and nothing that does anything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.language.errors import StatementError, SyntaxProblem
from lora_symbolic.language.reading.symbols import MAX_SYMBOL, symbol_in
from lora_symbolic.language.statement import statement_from_toml

FILE = """
sizes = ["n"]
[matrices]
X = ["n", "n"]
[definitions]
f = "X @ X"
[latex]
"""


@pytest.mark.parametrize(
    "text",
    [
        "W",
        "W_V",
        r"W_Q^\top",
        r"\mathbf{f}",
        r"\hat{W}_{Q,1}^{\star}",
        "x'",
        r"\ell",
        r"W_{\mathrm{out}}",
        "a^{-1}",
        "C^{(1)}",
        r"X_i^{(\mathrm{K},2)}",
    ],
)
def test_a_symbol_is_kept_as_it_is(text: str) -> None:
    assert symbol_in(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a b",
        "ab",
        "a_b_c",
        "a^b^c",
        "a'^b",
        "{a",
        "a}",
        "a_{",
        "a^(1)",
        "a^{(1}",
        "a^{1)}",
        "_a",
        "a_{b_c_d}",
        r"\input{x}",
        r"\write18{ls}",
        r"\def\x{y}",
        r"\mathbf",
        r"\mathbf{}",
        r"\csname x",
        "a%b",
        "$a$",
        "a\n",
        "\u03b1",
        "\uff57",
        "<b>",
        "a" * (MAX_SYMBOL + 1),
    ],
)
def test_what_is_no_symbol_is_refused(text: str) -> None:
    with pytest.raises(SyntaxProblem):
        symbol_in(text)


@given(st.text("ab1_^{}\\'$% ,", max_size=12))
def test_whatever_is_read_closes_its_braces_and_has_no_space_or_sign_of_latex(text: str) -> None:
    try:
        found = symbol_in(text)
    except SyntaxProblem:
        return
    assert found.count("{") == found.count("}")
    assert not set(found) & set("$%&#~")


def test_a_file_says_how_its_names_are_written() -> None:
    statement = statement_from_toml(FILE + r"f = '\mathbf{f}'" + "\nn = 'N'", "notes.toml")
    assert statement.symbols == {"f": r"\mathbf{f}", "n": "N"}
    assert statement_from_toml(FILE, "notes.toml").symbols == {}


@pytest.mark.parametrize(
    "line, message",
    [
        ("g = 'g'", "latex: 'g' is no name of this file"),
        ("f = 3", "latex: f: expected a symbol in quotes"),
        (r"f = '\input{x}'", "expected a symbol"),
    ],
)
def test_what_the_table_may_not_say_is_one_line(line: str, message: str) -> None:
    with pytest.raises(StatementError, match=r"notes\.toml, latex") as caught:
        statement_from_toml(FILE + line, "notes.toml", patient=True)
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_definition_that_says_nothing_may_have_a_symbol() -> None:
    text = FILE.replace("X @ X", "X @ ones(3, 3)") + "f = 'F'"
    assert statement_from_toml(text, "notes.toml", patient=True).symbols == {"f": "F"}
