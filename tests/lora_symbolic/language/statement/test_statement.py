"""Statement files: what a valid one says, and what each kind of bad input is told."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from lora_symbolic.language import (
    LanguageError,
    Statement,
    StatementError,
    grad,
    matrix,
    parse,
    softmax,
    statement_from_table,
    statement_from_toml,
    sum_entries,
    to_text,
    zeros,
)
from tests.proofs_checks.commands.command import PROVED, STATEMENT

LEMMA = STATEMENT + PROVED
SMALL = {"sizes": ["L", "d"], "matrices": {"X": ["L", "d"], "v": ["L", 1]}}


def table(**parts: object) -> dict[str, object]:
    return {**SMALL, **parts}


def claim(**parts: object) -> dict[str, object]:
    return table(claims=[{"name": "one", **parts}])


def said(text_or_table: object, **options: object) -> str:
    """What a bad statement is told."""
    read: Callable[..., Statement] = statement_from_toml if isinstance(text_or_table, str) else statement_from_table
    with pytest.raises(StatementError) as refused:
        read(text_or_table, "notes.toml", **options)
    message = str(refused.value)
    assert message.startswith("notes.toml")
    assert message.isprintable()
    assert len(message) < 400
    return message


# --- what a statement says


def test_a_statement_file_gives_its_terms() -> None:
    statement = statement_from_toml(LEMMA, "lemma.toml")
    C1, C2, C3, Y = (matrix(name, "L", "d") for name in ("C1", "C2", "C3", "Y"))
    W0, B, A = matrix("W0", "d", "d"), matrix("B", "d", "r"), matrix("A", "r", "d")
    f = softmax(C1 @ (W0 + B @ A) @ C2.T)
    c = f @ C3 - Y
    loss = sum_entries(c * c) / 2
    assert statement.title == "a test"
    assert statement.sizes == ("L", "d", "r")
    assert list(statement.matrices.values()) == [C1, C2, C3, Y, W0, B, A]
    assert statement.definitions["loss"] is loss
    (dA,) = statement.claims
    assert (dA.name, dA.problem) == ("dA", None)
    assert dA.lhs is grad(loss, A)
    assert to_text(dA.rhs, statement.printed_names) == "B.T @ C1.T @ p @ C2"  # type: ignore[arg-type]


def test_a_definition_that_only_renames_is_not_printed_in_place_of_its_matrix() -> None:
    statement = statement_from_table(table(definitions={"Z": "X", "two": "2", "G": "X.T @ X"}), "notes.toml")
    assert list(statement.printed_names.values()) == ["G"]


def test_everything_but_the_sizes_may_be_left_out() -> None:
    assert statement_from_toml("", "empty.toml").claims == ()


def test_a_side_may_be_a_polynomial_in_sizes_or_an_integer() -> None:
    statement = statement_from_toml('sizes = ["d", "r"]\nmatrices.Z = ["d - r", 7]', "notes.toml")
    assert statement.matrices["Z"] is matrix("Z", "d - r", 7)


@pytest.mark.parametrize(
    "equal, problem",
    [
        (["X", "X + 0 * X"], None),
        (["sum(X)", "ones(1, L) @ X @ ones(d, 1)"], None),
        (["X", "X.T"], "left side is L x d, right side is d x L"),
        (["X", "sum(X)"], None),
        (["X", "rowsum(X)"], "left side is L x d, right side is L x 1"),
        (["X @ X", "X"], "left side: @: X is L x d, X is L x d; expected inner sizes that agree, not d against L"),
        (["X", "trace(X)"], "right side: trace: X is L x d; expected a square matrix"),
        (
            ["trace(X)", "diag(X)"],
            "left side: trace: X is L x d; expected a square matrix; "
            "right side: diag: X is L x d; expected a column vector or a square matrix",
        ),
    ],
)
def test_shapes_that_do_not_fit_are_the_problem_of_a_claim(equal: list[str], problem: str | None) -> None:
    (one,) = statement_from_table(claim(equal=equal), "notes.toml").claims
    assert one.problem == problem
    assert one.equal == tuple(equal)


@pytest.mark.parametrize(
    "shape, problem",
    [
        (["X.T @ X", "d", "d"], None),
        (["rowsum(X)", "L", 1], None),
        (["sum(X)", 1, "1"], None),
        (["block([[X, X]])", "L", "2 * d"], None),
        (["X", "d", "L"], "'X' is L x d; expected d x L"),
        (["X @ X", "L", "d"], "@: X is L x d, X is L x d; expected inner sizes that agree, not d against L"),
    ],
)
def test_a_shape_claim(shape: list[object], problem: str | None) -> None:
    (one,) = statement_from_table(claim(shape=shape), "notes.toml").claims
    assert one.problem == problem


# --- what a ledger adds


def test_a_setting_lends_its_names() -> None:
    setting = statement_from_table(table(definitions={"G": "X.T @ X"}), "setting.toml")
    form = {"sizes": ["r"], "matrices": {"B": ["d", "r"]}, "definitions": {"H": "G @ B"}}
    statement = statement_from_table(form, "notes.toml", base=setting)
    assert statement.sizes == ("L", "d", "r")
    assert to_text(statement.definitions["H"]) == "X.T @ X @ B"
    assert said({"matrices": {"X": ["d", "d"]}}, base=setting) == (
        "notes.toml, matrices.X: 'X' is named twice; expected each name once"
    )
    assert setting.sizes == ("L", "d")


def test_further_kinds_and_keys_are_handed_on_when_they_are_allowed() -> None:
    parts = table(form="printed", claims=[{"name": "one", "cited": "a source"}, {"name": "two", "equal": ["X", "X"]}])
    assert "unknown key 'form'" in said(parts)
    statement = statement_from_table(parts, "notes.toml", extra_keys=["form"], extra_kinds=["cited"])
    assert [dict(one.extra) for one in statement.claims] == [{"cited": "a source"}, {}]
    both = claim(cited="a source", equal=["X", "X"])
    assert said(both, extra_kinds=["cited"]) == (
        "notes.toml, claims.one: equal, cited; expected exactly one of equal, shape, holds, rank, cost, grows, "
        "reduces, cited"
    )


def test_given_puts_expressions_in_the_place_of_matrices() -> None:
    parts = claim(equal=["X + X", "X"], given={"X": "zeros(L, d)"}, hypothesis="X = 0")
    (one,) = statement_from_table(parts, "notes.toml", extra_claim_keys=["given", "hypothesis"]).claims
    zero = zeros("L", "d")
    assert (one.lhs, one.rhs) == (zero + zero, zero)
    assert one.extra["hypothesis"] == "X = 0"


@pytest.mark.parametrize(
    "given, message",
    [
        ({"X": "zeros(d, L)"}, "claims.one.given.X: d x L; expected L x d, the shape of X"),
        ({"Z": "zeros(L, d)"}, "claims.one.given: 'Z' is no matrix; expected one of X, v"),
        ({"X": 0}, "claims.one.given.X: an integer; expected an expression in quotes"),
        ({"v": "rowsum(X)"}, "claims.one.equal: grad(..., X): v cannot be given a value that uses it"),
        ({"X": "zeros(L, d)"}, ""),
        ("X = 0", "claims.one.given: a text; expected a table"),
    ],
)
def test_what_is_given_must_fit(given: object, message: str) -> None:
    if not message:
        given, message = {"X": "2 * X"}, "claims.one.equal: grad(..., X): X cannot be given a value where it varies"
    parts = claim(equal=["grad(sum(v) * sum(X), X)", "X"], given=given)
    assert said(parts, extra_claim_keys=["given"]) == f"notes.toml, {message}"


# --- bad input


@pytest.mark.parametrize(
    "text, message",
    [
        ("x", "not TOML: Expected '=' after a key in a key/value pair (at the end, line 1)"),
        ("sizes = [", "not TOML: Invalid value (at the end, line 1)"),
        (
            '\n\nsizes = "L" "d"',
            "not TOML: Expected newline or end of document after a statement (at line 3, column 13)",
        ),
        ('sizes = ["L"]\nsizes = ["d"]', "not TOML: a key is given twice; expected each key once (at the end, line 2)"),
        ("[matrices]\n[matrices]", "not TOML: Cannot declare ('matrices',) twice (at line 2, column 10)"),
        (
            '[definitions]\nf = "1"\nf = "2"\n',
            "not TOML: a key is given twice; expected each key once (at line 3, column 8)",
        ),
        ("a = " + "9" * 5000, "not TOML: an integer of thousands of digits; expected shorter ones"),
        ("a = " + "[" * 5000, "values nested too deeply; expected tables of texts"),
        ("a." * 5000 + "b = 1", "is a key of over 32 parts; expected plain keys"),
        ('"a"."b".' * 5000 + "b = 1", "is a key of over 32 parts; expected plain keys"),
        ("# 'x'\n" + '"a\\"".' * 40 + "b = 1", "is a key of over 32 parts; expected plain keys"),
        ('x = """y"""\n' + "a. b ." * 40 + "b = 1", "is a key of over 32 parts; expected plain keys"),
        ('title = "\x00"', "not TOML: Illegal character"),
        ("{\rtitle", "not TOML: "),
        ("#" * 3_000_000, "3000000 characters; expected at most 2000000"),
        (
            '"\\u001b[31m" = 1',
            "unknown key '\\x1b[31m'; expected title, sizes, scalars, matrices, functions, definitions, "
            "problems, claims",
        ),
    ],
)
def test_what_is_not_toml(text: str, message: str) -> None:
    assert message in said(text)


NO_NAME = "is no name; expected letters, digits and _, such as C1"
BAD = [
    (
        {"size": []},
        "unknown key 'size'; expected title, sizes, scalars, matrices, functions, definitions, problems, claims, "
        "where, latex; "
        "did you mean 'sizes'?",
    ),
    ({3: []}, "unknown key '3'; expected title"),
    (table(title=3), "title: an integer; expected a text"),
    ({"sizes": "L"}, 'sizes: a text; expected a list of names such as ["L", "d"]'),
    ({"sizes": {}}, "sizes: a table; expected a list of names"),
    ({"sizes": [3]}, "sizes: an integer; expected a name in quotes"),
    ({"sizes": [["L"]]}, "sizes: a list; expected a name in quotes"),
    ({"sizes": ["L", "L"]}, "sizes: 'L' is named twice; expected each name once"),
    ({"sizes": ["L x"]}, f"sizes: 'L x' {NO_NAME}"),
    ({"sizes": [""]}, f"sizes: '' {NO_NAME}"),
    ({"sizes": ["lambda"]}, f"sizes: 'lambda' {NO_NAME}"),
    ({"sizes": ["True"]}, f"sizes: 'True' {NO_NAME}"),
    ({"sizes": ["é"]}, f"sizes: 'é' {NO_NAME}"),
    ({"sizes": ["x" * 41]}, NO_NAME),
    ({"sizes": ["exp"]}, "sizes: 'exp' is a function of the syntax; expected another name"),
    ({"sizes": [f"n{i}" for i in range(1001)]}, "sizes: 1001 entries; expected at most 1000"),
    (table(matrices=[]), "matrices: a list; expected a table"),
    (table(matrices={"L": ["d", "d"]}), "matrices.L: 'L' is named twice; expected each name once"),
    (table(matrices={"grad": ["d", "d"]}), "matrices.grad: 'grad' is a function of the syntax"),
    (table(matrices={3: ["d", "d"]}), "matrices.'3': an integer; expected a name in quotes"),
    (table(matrices={"a b": ["d", "d"]}), f"matrices.'a b': 'a b' {NO_NAME}"),
    (table(matrices={"X": "d"}), 'matrices.X: a text; expected two sides such as ["L", "d"]'),
    (table(matrices={"X": ["d"]}), "matrices.X: 1 of them; expected two sides"),
    (table(matrices={"X": ["d", "d", "d"]}), "matrices.X: 3 of them; expected two sides"),
    (table(matrices={"X": ["D", "d"]}), "matrices.X: unknown size 'D' at column 1: expected a size; did you mean 'd'?"),
    (table(matrices={"X": ["d", 0]}), "matrices.X: size 0: expected a positive integer up to 1000000"),
    (table(matrices={"X": ["d", -1]}), "matrices.X: size -1: expected a positive integer"),
    (table(matrices={"X": ["d", 10**7]}), "matrices.X: size 10000000: expected a positive integer"),
    (table(matrices={"X": ["d", 1.5]}), "matrices.X: a float as a side; expected a size, a positive integer"),
    (table(matrices={"X": ["d", float("nan")]}), "matrices.X: a float as a side"),
    (table(matrices={"X": ["d", True]}), "matrices.X: true or false as a side"),
    (table(matrices={"X": ["d", None]}), "matrices.X: a NoneType as a side"),
    (table(matrices={"X": ["d", "d / 2"]}), "matrices.X: size 'd / 2': expected names, integers"),
    (table(matrices={"X": ["d", "d - d"]}), "matrices.X: size 'd - d' is 0: expected a positive number"),
    (table(matrices={"X": ["d", "nan"]}), "matrices.X: unknown size 'nan'"),
    (table(definitions="X"), "definitions: a text; expected a table"),
    (table(definitions={"f": 3}), "definitions.f: an integer; expected an expression in quotes"),
    (table(definitions={"f": {"g": "X"}}), "definitions.f: a table; expected an expression in quotes"),
    (table(definitions={"X": "v"}), "definitions.X: 'X' is named twice"),
    (table(definitions={"exp": "v"}), "definitions.exp: 'exp' is a function of the syntax"),
    (table(definitions={"f": "X @ X"}), "definitions.f: @: X is L x d, X is L x d; expected inner sizes that agree"),
    (table(definitions={"f": "Q"}), "definitions.f: unknown name 'Q' at column 1"),
    (table(definitions={"f": "X + nan"}), "definitions.f: unknown name 'nan' at column 5"),
    (table(definitions={"f": "f + X"}), "definitions.f: definition f uses itself; expected names defined above it"),
    (
        table(definitions={"f": "g", "g": "X"}),
        "definitions.f: definition f uses g, which is defined below; expected it above",
    ),
    (table(definitions={"f": "g", "g": "f"}), "definitions.f: definition f uses g, which is defined below"),
    (table(definitions={"f": "__import__('os').system('ls')"}), "definitions.f: \"__import__('os').system('ls')\""),
    (table(claims={}), "claims: a table; expected [[claims]] tables"),
    (table(claims="X"), "claims: a text; expected [[claims]] tables"),
    (table(claims=["X"]), "claims[1]: a text; expected a table"),
    (table(claims=[{}]), "claims[1]: no name; expected name = up to 80 letters, digits, _, . and -"),
    (table(claims=[{"name": 1}]), "claims[1]: an integer; expected name ="),
    (table(claims=[{"name": "a/b"}]), "claims[1]: 'a/b'; expected name ="),
    (table(claims=[{"name": "a" * 81}]), "expected name ="),
    (
        table(claims=[{"name": "one", "equals": []}]),
        "unknown key 'equals'; expected name, equal, shape, holds, rank, cost, grows, reduces, where, "
        "least, order, counts, "
        "times, features, calls, answer, at_most; did you",
    ),
    (claim(), "claims.one: no kind; expected exactly one of equal, shape"),
    (claim(equal=["X", "X"], shape=["X", "L", "d"]), "claims.one: equal, shape; expected exactly one of equal, shape"),
    (claim(given={}, equal=["X", "X"]), "claims[1]: unknown key 'given'"),
    (table(claims=[{"name": "one", "equal": ["X", "X"]}] * 2), "claims.one: a second claim of this name"),
    (claim(equal="X = X"), "claims.one.equal: a text; expected two expressions in quotes"),
    (claim(equal=["X"]), "claims.one.equal: 1 of them; expected two expressions in quotes"),
    (claim(equal=["X", 3]), "claims.one.equal: an integer; expected an expression in quotes"),
    (claim(equal=["X", "Q"]), "claims.one.equal: unknown name 'Q' at column 1"),
    (claim(equal=["X", "X +"]), "claims.one.equal: 'X +' is no expression"),
    (claim(shape=["X", "L"]), "claims.one.shape: 2 of them; expected an expression, its rows and its columns"),
    (claim(shape=["X", "L", "Q"]), "claims.one.shape: unknown size 'Q'"),
    (claim(shape=["X", "L", 1.0]), "claims.one.shape: a float as a side"),
    ([], "a list; expected a table"),
    (None, "a NoneType; expected a table"),
]


@pytest.mark.parametrize("bad, message", BAD, ids=range(len(BAD)))
def test_bad_input_is_told_where_what_and_what_was_expected(bad: object, message: str) -> None:
    assert message in said(bad)


def test_a_megabyte_expression_is_refused_at_once() -> None:
    start = time.process_time()
    message = said(LEMMA.replace("f @ C3 - Y", "Y + " * 250_000 + "Y"))
    assert message == "notes.toml, definitions.c: an expression of 1000001 characters: expected at most 20000"
    assert time.process_time() - start < 2


def test_a_chain_of_definitions_without_end_is_refused() -> None:
    chain = {f"f{i + 1}": f"f{i} * f{i}" for i in range(300)}
    assert "operations deep with its definitions written out: expected at most 200" in said(
        table(definitions={"f0": "X", **chain})
    )


def test_every_error_is_a_language_error() -> None:
    with pytest.raises(LanguageError):
        statement_from_toml("x", "notes.toml")
    with pytest.raises(LanguageError):
        parse("x", {})


DOTS = "X" + ".T" * 100


@pytest.mark.parametrize(
    "quoted",
    [f'"{DOTS}"', f"'{DOTS}'", f'"""{DOTS}"""', f"'''\n{DOTS}'''", f"'X' # {DOTS}", f'"X" # "{DOTS}'],
)
def test_what_stands_in_a_text_or_in_a_comment_is_no_key(quoted: str) -> None:
    text = f'sizes = ["n"]\n[matrices]\nX = ["n", "n"]\n[definitions]\nY = {quoted}\n'
    assert str(statement_from_toml(text, "test").definitions["Y"]) == "X"
