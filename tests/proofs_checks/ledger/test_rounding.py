"""Printed decimals are compared with exact rational numbers, three independent ways."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.language.errors import SyntaxProblem
from proofs_checks.ledger.rounding import by_decimals, by_integers, compare, printed_digits, rational


@pytest.mark.parametrize(
    ("value", "printed", "agrees"),
    [
        ("100 * 3 / 58", "5.2", True),
        ("100 * 3 / 58", "5.1", False),
        ("100 * 3 / 58", "5.17", True),
        ("1 / 8", "0.13", True),
        ("1 / 8", "0.12", False),
        ("-1 / 8", "-0.13", True),
        ("-1 / 8", "-0.12", False),
        ("(63 - 84) / 84 * 100", "-25.0", True),
        ("0.1 + 0.2", "0.3", True),
        ("0", "0", True),
    ],
)
def test_a_printed_number_is_right_or_wrong(value: str, printed: str, agrees: bool) -> None:
    assert compare(value, printed)["agrees"] is agrees
    assert by_decimals(value, printed) is agrees
    assert by_integers(value, printed) is agrees


@given(st.fractions(-(10**9), 10**9, max_denominator=400), st.integers(0, 3), st.integers(-2, 2))
def test_three_ways_agree(value: Fraction, digits: int, off: int) -> None:
    text = f"{value.numerator} / {value.denominator}"
    shown = compare(text, f"{0:.{digits}f}")["rounded"]
    printed = f"{float(shown) + off / 10**digits:.{digits}f}"
    agrees = compare(text, printed)["agrees"]
    assert agrees is (off == 0)
    assert by_decimals(text, printed) is agrees
    assert by_integers(text, printed) is agrees


@pytest.mark.parametrize("text", ["", "x", "1 / 0", "1 // 2", "2 ** 9", "__import__('os')", "1" * 300, "True", "'1'"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(SyntaxProblem, match="expected"):
        rational(text)


@pytest.mark.parametrize("text", ["", "5,2", "1e3", "about 5", "5.", ".5"])
def test_printed_numbers_are_decimals(text: str) -> None:
    with pytest.raises(SyntaxProblem, match="expected a decimal number"):
        printed_digits(text)
