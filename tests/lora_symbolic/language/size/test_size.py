"""Sizes: printed, multiplied and compared as SymPy does it, by value, in one order of names."""

from __future__ import annotations

import copy
import subprocess
import sys
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.language import LanguageError, matrix, scalar, size
from lora_symbolic.language.size import Size, in_sympy, quotient, same_size, size_from_sympy, size_text, symbol
from tests.examples import examples

NAMES = ("L", "d", "r", "k1", "alpha")
POWERS = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 3), max_size=2)
TERMS = st.lists(st.tuples(st.sampled_from((-3, -2, -1, 1, 1, 2, 12)), POWERS), min_size=1, max_size=4)
MORE = st.lists(st.tuples(st.sampled_from((-2, -1, 1, 3)), POWERS), min_size=1, max_size=2)


def ours(terms: list[tuple[int, dict[str, int]]]) -> Size:
    total = Size.of(0)
    for number, powers in terms:
        product = Size.of(number)
        for name, power in powers.items():
            product = product * size(name) ** power
        total = total + product
    return total


def theirs(terms: list[tuple[int, dict[str, int]]]) -> sympy.Expr:
    total = sum((c * sympy.prod(symbol(name) ** p for name, p in powers.items()) for c, powers in terms), sympy.S.Zero)
    return sympy.expand(total)


@examples(200)
@given(TERMS)
def test_a_polynomial_is_written_as_sympy_writes_it(terms: list[tuple[int, dict[str, int]]]) -> None:
    found, expected = ours(terms), theirs(terms)
    assert str(found) == str(expected)
    assert found.latex() == sympy.latex(expected, symbol_names={one: one.name for one in expected.free_symbols})
    assert found.with_minus == expected.could_extract_minus_sign()
    assert in_sympy(found) == expected
    assert size_from_sympy(expected) == found


@examples(200)
@given(MORE, MORE)
def test_sums_products_and_quotients_are_those_of_sympy(
    one: list[tuple[int, dict[str, int]]], other: list[tuple[int, dict[str, int]]]
) -> None:
    a, b = ours(one), ours(other)
    x, y = theirs(one), theirs(other)
    assert in_sympy(a + b) == sympy.expand(x + y)
    assert in_sympy(a - b) == sympy.expand(x - y)
    assert in_sympy(a * b) == sympy.expand(x * y)
    assert same_size(a, b) == (sympy.expand(x - y) == 0)
    if b != 0:
        ratio = a / b
        assert sympy.cancel(in_sympy(ratio) - x / y) == 0
        assert str(ratio) == str(in_sympy(ratio))
        assert same_size(ratio + a, a * (b + 1) / b)


@examples(100)
@given(TERMS)
def test_a_size_is_read_back_from_its_text(terms: list[tuple[int, dict[str, int]]]) -> None:
    found = ours(terms)
    if any(number > 0 for _, number in found.above):
        assert size(size_text(found)) is found or size(size_text(found)) == found


@examples(100)
@given(TERMS, MORE)
def test_equal_sizes_have_one_hash_whatever_made_them(
    terms: list[tuple[int, dict[str, int]]], more: list[tuple[int, dict[str, int]]]
) -> None:
    one, other = ours(terms), ours(more)
    again = ours(terms[::-1]) + other - other
    assert one == again
    assert hash(one) == hash(again)
    assert copy.copy(one) == one


def test_a_number_is_equal_to_python_s_and_a_name_is_not() -> None:
    assert size(4) == 4 == in_sympy(size(4))
    assert {4: "four"}[size(4)] == "four"  # type: ignore[index]
    assert size("L") / 2 * 2 == size("L") != 1
    assert size(1) / 2 == Fraction(1, 2)
    assert size("L") != "L"


def test_a_factor_that_may_vanish_is_not_cancelled() -> None:
    whole = size("d * d - r * r") / size("d - r")
    assert str(whole) == "(d**2 - r**2)/(d - r)"
    assert size("L * d - L * r") / size("d - r") == size("L")
    assert quotient(size("d * d - r * r"), size("d - r")) == size("d + r")
    assert quotient(size("d * d + r"), size("d - r")) is None


@examples(200)
@given(MORE, MORE)
def test_a_ratio_is_one_size_however_its_sign_is_written(
    one: list[tuple[int, dict[str, int]]], other: list[tuple[int, dict[str, int]]]
) -> None:
    a, b = ours(one), ours(other)
    if b == 0:
        b = Size.named("L")
    assert a / b == -a / -b == -(a / -b)
    assert str(a / b) == str(-a / -b)


def test_sympy_takes_a_size_for_its_own_expression() -> None:
    L = size("L")
    assert L * sympy.sqrt(symbol("L")) == symbol("L") ** sympy.Rational(3, 2)
    assert sympy.sqrt(symbol("d")) - L == sympy.sqrt(symbol("d")) - symbol("L")
    assert matrix("X", symbol("L"), 2) is matrix("X", "L", 2)
    assert scalar(sympy.Rational(1, 2) / symbol("L")) is scalar(1 / (2 * L))


@pytest.mark.parametrize("text", ["sqrt(L)", "exp(L)", "L**(1/2) + 1", "pi * L"])
def test_what_is_no_ratio_of_polynomials_is_refused(text: str) -> None:
    made = {"sqrt(L)": sympy.sqrt, "exp(L)": sympy.exp, "L**(1/2) + 1": lambda x: sympy.sqrt(x) + 1}
    value = made.get(text, lambda x: sympy.pi * x)(symbol("L"))
    with pytest.raises(LanguageError, match="expected a ratio of polynomials in sizes"):
        scalar(value)


def test_a_size_is_frozen() -> None:
    with pytest.raises(AttributeError, match="sizes are frozen"):
        size("L").name = "d"


def test_a_proof_of_a_gradient_imports_no_sympy() -> None:
    code = (
        "import sys, lora_symbolic as ls\n"
        "L, d = ls.sizes('L d')\n"
        "X, Y = ls.matrices('X Y', L, d)\n"
        "assert ls.prove(ls.grad(ls.sum(ls.softmax(X) * Y) / L, Y) == ls.softmax(X) / L)\n"
        "sys.exit('sympy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
