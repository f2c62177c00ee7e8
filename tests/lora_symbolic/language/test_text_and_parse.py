"""Printing and parsing are inverse to each other, and every text outside the syntax is refused in one line."""

from __future__ import annotations

import time
import warnings

import pytest
from hypothesis import given

from lora_symbolic.language import (
    LanguageError,
    ShapeError,
    SyntaxProblem,
    Term,
    grad,
    kron,
    matrix,
    negate,
    ones,
    parse,
    scalar,
    size,
    softmax,
    sum_entries,
    to_text,
    trace,
)
from tests.examples import examples
from tests.strategies import SIZE_NAMES, VARIABLES, scalars, terms

L, d, r = (size(name) for name in SIZE_NAMES)
X, Y, W, S = matrix("X", L, d), matrix("Y", L, d), matrix("W", d, d), matrix("S", L, L)
A, B, v = matrix("A", r, d), matrix("B", d, r), matrix("v", L, 1)
NAMES = {term.name: term for term in (X, Y, W, S, A, B, v)}
NAMES["f"] = softmax(X @ W @ Y.T)


def read(text: str) -> Term:
    return parse(text, NAMES, SIZE_NAMES)


# --- printing and parsing


@examples(400)
@given(terms(4, gradients=True, safe=False) | scalars(4, gradients=True, safe=False))
def test_a_printed_term_parses_to_itself(term: Term) -> None:
    assert parse(to_text(term), VARIABLES, SIZE_NAMES) is term


def test_a_ratio_of_sizes_is_one_term_however_its_sign_is_written() -> None:
    assert scalar(-1 / (2 * r - 2 * d)) is scalar(1 / (2 * d - 2 * r)) is read(to_text(scalar(-1 / (2 * r - 2 * d))))
    assert scalar(1 / (r - d)) is not scalar(1 / (d - r))


@pytest.mark.parametrize(
    "text, term",
    [
        ("X @ W @ Y.T", X @ W @ Y.T),
        ("X @ (W @ Y.T)", X @ (W @ Y.T)),
        ("X - (Y - X)", X - (Y - X)),
        ("X - Y - X", X - Y - X),
        ("X + (-Y)", X + (-Y)),
        ("-X * Y", (-X) * Y),
        ("-(X * Y)", -(X * Y)),
        ("-(-X)", negate(-X)),
        ("(X @ B).T", (X @ B).T),
        ("(-X).T", (-X).T),
        ("X / 2", X / 2),
        ("3/2 * X", scalar(3) / 2 * X),
        ("-1/2 * X", scalar(-1) / 2 * X),
        ("X / r", X / r),
        ("X / (d - r)", X / (d - r)),
        ("2/r * X", scalar(2) / r * X),
        ("1/(2 * r) * 3", scalar(1) / (2 * r) * scalar(3)),
        ("sum(X) * (1/2)", sum_entries(X) * (scalar(1) / 2)),
        ("L * X", L * X),
        ("trace(W) * ones(d, d - r)", trace(W) * ones(d, d - r)),
        ("ones(d**8 * d**2, 1)", ones(d**10, 1)),
        ("ones(2 * d**2 - r, 3)", ones(2 * d**2 - r, 3)),
        ("softmax(X, Y)", softmax(X, Y)),
        ("grad(sum(X * X) / 2, X)", grad(sum_entries(X * X) / 2, X)),
        ("kron(X, Y) - kron(Y, X)", kron(X, Y) - kron(Y, X)),
    ],
)
def test_text_and_term(text: str, term: Term) -> None:
    assert to_text(term) == text
    assert read(text) is term


@pytest.mark.parametrize(
    "written, printed",
    [
        ("1/2*X", "X / 2"),
        ("X*2", "2 * X"),
        ("1/r * X", "X / r"),
        ("2/4*X", "X / 2"),
        ("X/(r*2)", "X / (2 * r)"),
        ("((X))", "X"),
        ("X.T.T", "X"),
        ("sum(X).T", "sum(X)"),
        ("X\n + Y", "X + Y"),
        ("X + - 2*Y", "X + -2 * Y"),
        ("eye(d+1-1)", "eye(d)"),
    ],
)
def test_one_way_of_writing_is_chosen(written: str, printed: str) -> None:
    assert to_text(read(written)) == printed
    assert read(printed) is read(written)


def test_named_subterms_are_printed_by_name_and_the_top_written_out_on_demand() -> None:
    f = NAMES["f"]
    assert to_text(f @ Y - X, {f: "f"}) == "f @ Y - X"
    assert to_text(f, {f: "f"}) == "f"
    assert to_text(f, {f: "f"}, expand=True) == "softmax(X @ W @ Y.T)"


def test_a_library_size_prints_as_text_of_equal_value() -> None:
    assert to_text(scalar(L * d - r) * X) == "(L * d - r) * X"
    assert to_text(scalar((L - r) / d)) == "(L - r)/d"


def test_deep_and_shared_terms_print_without_recursion_and_within_the_limit() -> None:
    deep = shared = W
    for _ in range(5000):
        deep = deep + W
    for _ in range(100):
        shared = shared @ shared
    assert len(to_text(deep)) == 5000 * 4 + 1
    assert (
        to_text(shared, limit=60) == "W @ W" + " @ (W @ W)" + " @ (W @ W @ (W @ W))" + " @ (W @ W @ (W @ W) @ " + "..."
    )
    with pytest.raises(ShapeError) as refused:
        _ = shared @ X
    assert len(str(refused.value)) < 200


# --- what is refused


REFUSED = [
    ("__import__('os')", "\"__import__('os')\" at column 1: expected a function out of abs, block, "),
    ("X.shape", "'X.shape' at column 1: expected no attribute but .T"),
    ("X.__class__.__bases__", "expected no attribute but .T"),
    ("X @ Zz", "unknown name 'Zz' at column 5: expected a size, a matrix or a definition above"),
    ("x @ W", "unknown name 'x' at column 1: .*; did you mean 'X'?"),
    ("Softmax(S)", "did you mean 'softmax'?"),
    ("é + X", "unknown name 'é' at column 1"),
    ("X + é", "unknown name 'é' at column 5"),
    ("1e3 * X", "'1e3' at column 1: expected integers, decimals and fractions such as 1/2"),
    ("1_0.5 * X", "expected integers, decimals and fractions"),
    ("0.12345678901 * X", "expected integers up to 1000000000 in the decimal written as a fraction"),
    ("2j * X", "expected integers, decimals and fractions"),
    ("0x10 * X", "expected integers, decimals and fractions"),
    ("1_000 * X", "expected integers, decimals and fractions"),
    ("'X'", "expected integers, decimals and fractions"),
    ("b'X'", "expected integers, decimals and fractions"),
    ("f'{X}'", "expected names, numbers"),
    ("nan * X", "unknown name 'nan'"),
    ("inf", "unknown name 'inf'"),
    ("True", "expected integers, decimals and fractions"),
    ("None", "expected integers, decimals and fractions"),
    ("...", "expected integers, decimals and fractions"),
    ("10000000000 * X", "expected integers up to 1000000000"),
    ("9" * 5000, "is no expression: Exceeds the limit"),
    ("X ** Y", "'Y' at column 6: expected a rational number as the exponent"),
    ("X ** L", "expected a rational number as the exponent"),
    ("X ** 17", "the power 17: expected an exponent from -16 to 16"),
    ("X ** 10000000000", "expected integers up to 1000000000"),
    ("einsum(X)", "expected products @ and *, sums, diag and .T"),
    ("inverse(f)", "expected inv(X)"),
    ("sqrt(X, Y)", "sqrt takes 1 argument, not 2"),
    ("X // 2", "expected the operators"),
    ("X % 2", "expected the operators"),
    ("X | Y", "expected the operators"),
    ("+X", "expected no sign but a minus"),
    ("~X", "expected no sign but a minus"),
    ("not X", "expected no sign but a minus"),
    ("X < Y", "expected names, numbers"),
    ("X == Y", "expected names, numbers"),
    ("X and Y", "expected names, numbers"),
    ("X if X else Y", "expected names, numbers"),
    ("[X for X in Y]", "expected names, numbers"),
    ("[X, Y]", "expected names, numbers"),
    ("(X, Y)", "expected names, numbers"),
    ("{X: Y}", "expected names, numbers"),
    ("lambda: X", "expected names, numbers"),
    ("(a := X)", "expected names, numbers"),
    ("await X", "expected names, numbers"),
    ("X[0:1:2]", "expected a slice without a step"),
    ("X; Y", "is no expression: invalid syntax"),
    ("X = Y", "is no expression"),
    ("import os", "is no expression: invalid syntax"),
    ("X Y", "is no expression: invalid syntax at column 3"),
    ("X +", "is no expression"),
    ("(X", "is no expression"),
    ("X # a comment", "'#' at column 3: expected an expression without comments"),
    ("", "an empty text: expected an expression"),
    (" \n ", "an empty text"),
    ("X\0", "is no expression"),
    ("\ud800", "is no expression"),
    ("sum", "'sum' at column 1: a function; expected its arguments"),
    ("sum(X, Y)", "sum takes 1 argument, not 2"),
    ("sum()", "sum takes 1 argument, not 0"),
    ("softmax(X, Y, X)", "softmax takes 1 or 2 arguments, not 3"),
    ("kron(X)", "kron takes 2 arguments, not 1"),
    ("ones(L)", "ones takes 2 sizes, not 1"),
    ("eye(L, L)", "eye takes 1 size, not 2"),
    ("sum(X, axis=0)", "expected plain arguments in sum"),
    ("sum(*X)", "expected plain arguments in sum"),
    ("sum(X)(Y)", "expected a function out of"),
    ("X.T()", "expected a function out of"),
    ("ones(L, X)", "unknown size 'X' at column 9: expected a size"),
    ("ones(L, l)", "did you mean 'L'?"),
    ("ones(L, 0)", "size '0' is 0: expected a positive number"),
    ("ones(L, d - d)", "size 'd - d' is 0: expected a positive number"),
    ("ones(L, -3)", "size '-3' is -3: expected a positive number"),
    ("ones(L, 1000001)", "expected integers up to 1000000"),
    ("ones(L, d / 2)", "expected names, integers"),
    ("ones(L, 2.5)", "expected names, integers"),
    ("ones(L, d**99)", "small powers only"),
    ("eye(((L + d + r)**8)**8)", "expected at most degree 64 and 200 terms"),
    ("eye(((999999**8)**8)**8)", "over 30 digits"),
    ("block(X)", "expected rows of blocks"),
    ("block([])", "expected rows of blocks"),
    ("block([X])", "expected rows of blocks"),
    ("block([[]])", "expected rows of blocks"),
    ("block([[X], [X, Y]])", "expected rows of blocks"),
    ("grad(sum(X))", "grad takes a scalar and the name of a matrix, not 1"),
    ("grad(sum(f), f)", "'f' at column 14: expected the name of a matrix"),
    ("grad(sum(X), X.T.T)", "expected the name of a matrix"),
    ("grad(sum(X), L)", "expected the name of a matrix"),
    ("X / (100000 * 100000)", "expected integers up to 1000000000 once the fraction is worked out"),
    ("1/1000000 / 1000000", "expected integers up to 1000000000 once the fraction is worked out"),
    ("ones(1000 * 10000, 1)", "expected integers up to 1000000"),
    ("X / 0", "expected a divisor that is not zero"),
    ("X / (L - L)", "expected a divisor that is not zero"),
]


@pytest.mark.parametrize(
    "text, message", REFUSED, ids=[text[:20].encode("unicode_escape").decode() for text, _ in REFUSED]
)
def test_a_text_outside_the_syntax_is_refused_in_one_line(text: str, message: str) -> None:
    with pytest.raises(SyntaxProblem) as refused:
        read(text)
    said = str(refused.value)
    start, _, end = message.partition(".*")
    assert start in said
    assert end in said
    assert said.isprintable()
    assert len(said) < 400


@pytest.mark.parametrize(
    "text, message",
    [
        ("X @ Y", "@: X is L x d, Y is L x d; expected inner sizes that agree, not d against L"),
        ("X + f", "+: X is L x d, f is L x L; expected two matrices of one shape"),
        ("X + f @ ones(L, 1) @ ones(1, r)", "expected two matrices of one shape"),
        ("X + rowsum(f @ X).T", "or a scalar, a row or a column beside a matrix"),
        ("X @ 2", "@: X is L x d, 2 is a scalar; expected two matrices (write * for a scalar)"),
        ("X * f", "*: X is L x d, f is L x L; expected two matrices of one shape"),
        ("X / f", "/: X is L x d, f is L x L; expected two matrices of one shape"),
        ("trace(X)", "trace: X is L x d; expected a square matrix"),
        ("diag(X)", "diag: X is L x d; expected a column vector or a square matrix"),
        ("grad(X, X)", "grad: X is L x d; expected a scalar"),
        ("softmax(X, f)", "softmax: X is L x d, f is L x L; expected weights of the same shape as the logits"),
        ("rowkron(X, A)", "rowkron: X is L x d, A is r x d; expected the same number of rows"),
        ("colkron(X, f)", "colkron: X is L x d, f is L x L; expected the same number of columns"),
        ("block([[X, A]])", "block: X is L x d, A is r x d; expected the same number of rows along a block row"),
        (
            "block([[X], [f]])",
            "block: X is L x d, f is L x L; expected the same number of columns along a block column",
        ),
    ],
)
def test_a_shape_error_names_the_operands_as_the_reader_does_with_both_shapes(text: str, message: str) -> None:
    with pytest.raises(ShapeError) as refused:
        read(text)
    assert message in str(refused.value)


def test_a_name_of_both_a_size_and_a_matrix_is_refused() -> None:
    with pytest.raises(SyntaxProblem, match="the name of a size and of a matrix"):
        parse("X", {"X": X}, ["X"])


@pytest.mark.parametrize("value", [None, 3, 1.5, ["X"], b"X", {"X": 1}])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(SyntaxProblem, match="is no text: expected an expression in quotes"):
        parse(value, NAMES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 9000 + "X" + ")" * 9000,
        "-" * 9000 + "X",
        "X" + ".T" * 9000,
        "X + " * 4000 + "X",
        "sum(" * 500 + "X" + ")" * 500,
        "block([[" * 90 + "X" + "]])" * 90,
        "[" * 5000,
        "x" * 20_000,
        "X" * 1_000_000,
        "X + " * 250_000 + "X",
    ],
)
def test_absurd_texts_are_refused_at_once(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(SyntaxProblem) as refused:
        read(text)
    assert time.perf_counter() - start < 2
    assert len(str(refused.value)) < 200


def test_kronecker_powers_without_end_are_refused() -> None:
    names = {"K": matrix("K", d - r, d - r)}

    def double(times: int) -> None:
        for _ in range(times):
            names["K"] = parse("kron(K, K)", names)

    with pytest.raises(LanguageError, match="expected at most degree 64"):
        double(200)


def test_shared_scalars_below_the_line_are_read_once_each() -> None:
    names = {"s": scalar(L)}
    for _ in range(90):
        names["s"] = parse("s + s - s", names)
    assert parse("X / s", {**names, "X": X}) is X / L


def test_no_warning_of_python_leaks() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for text in ("1is X", "'\\q'", "0or X", "X is 1", "[X](Y)", "'a'[X]"):
            with pytest.raises(SyntaxProblem):
                read(text)
    assert not caught
