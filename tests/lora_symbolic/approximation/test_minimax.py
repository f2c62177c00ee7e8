"""The best polynomials: they alternate, nothing beats them, and degrees 0 and 1 are what calculus says."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.approximation import (
    ApproximationError,
    ExpPolynomial,
    NotCertified,
    alternation_bound,
    certified_error,
    chebyshev,
    least_error,
    minimax,
    taylor,
)
from lora_symbolic.approximation.error.integer_certificate import second_alternation
from tests.examples import examples
from tests.lora_symbolic.approximation.sixty_digits import as_fraction, error_at

KINDS = ("absolute", "relative")
CELLS = [("1/2", 0), ("1", 1), ("2", 7), ("8", 4), ("8", 24), ("32", 12), ("32", 45)]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("bound", "degree"), CELLS)
def test_the_error_alternates_at_degree_plus_two_points(bound: str, degree: int, kind: str) -> None:
    best = minimax(-Fraction(bound), Fraction(bound), degree, kind)
    values = [as_fraction(error_at(best, kind, x)) for x in best.alternation]
    assert len(values) == degree + 2
    assert all(left * right < 0 for left, right in pairwise(values))
    sizes = [abs(value) for value in values]
    assert max(sizes) - min(sizes) < max(sizes) / 2**36
    bound_below = alternation_bound(best, kind)
    assert bound_below <= min(sizes)
    assert max(sizes) <= certified_error(best, kind).high


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("bound", "degree"), CELLS)
def test_no_other_polynomial_is_better(bound: str, degree: int, kind: str) -> None:
    B = Fraction(bound)
    least = least_error(-B, B, degree, kind)
    for other in (taylor(-B, B, degree), chebyshev(-B, B, degree)):
        assert least.low <= certified_error(other, kind).high


@given(st.lists(st.integers(-1000, 1000), min_size=6, max_size=6), st.sampled_from(KINDS))
@examples(40)
def test_no_neighbour_is_better(moves: list[int], kind: str) -> None:
    best = minimax(-1, 1, 5, kind)
    size = least_error(-1, 1, 5, kind).low
    values = tuple(c + size * Fraction(move, 3000) for c, move in zip(best.coefficients, moves, strict=True))
    assert size <= certified_error(ExpPolynomial(values, best.low, best.high), kind).high


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("bound", "degree"), CELLS)
def test_the_second_lower_bound_agrees(bound: str, degree: int, kind: str) -> None:
    best = minimax(-Fraction(bound), Fraction(bound), degree, kind)
    first, second = alternation_bound(best, kind), second_alternation(best, kind)
    assert abs(first - second) < first / 2**30
    poor = taylor(-1, 1, 3)
    moved = ExpPolynomial(poor.coefficients, poor.low, poor.high, "given", minimax(-1, 1, 3).alternation)
    with pytest.raises(NotCertified, match="alternate"):
        second_alternation(moved)


def test_degree_zero() -> None:
    """The best constant is half way: sinh(B) absolute, tanh(B) relative."""
    for bound in (Fraction(1, 2), Fraction(3)):
        with mpmath.workdps(60):
            x = mpmath.mpf(bound.numerator) / bound.denominator
            sinh, tanh = as_fraction(mpmath.sinh(x)), as_fraction(mpmath.tanh(x))
        assert least_error(-bound, bound, 0, "absolute", "1e-9").low <= sinh * (1 + Fraction(1, 10**12))
        assert sinh * (1 - Fraction(1, 10**12)) <= least_error(-bound, bound, 0, "absolute", "1e-9").high
        assert abs(least_error(-bound, bound, 0, "relative", "1e-9").low - tanh) < Fraction(1, 10**8)


def test_degree_one() -> None:
    """The best line has the chord's slope m and lies half way between the chord and the parallel tangent."""
    with mpmath.workdps(60):
        m = mpmath.sinh(2) / 2
        touching = mpmath.log(m)
        chord_at = mpmath.exp(-2) + m * (touching + 2)
        expected = as_fraction((chord_at - m) / 2)
    found = least_error(-2, 2, 1, "absolute", "1e-9")
    assert abs(found.low - expected) < Fraction(1, 10**8)


@pytest.mark.parametrize(("bound", "degree"), [("1/2", 3), ("4", 9), ("16", 20)])
def test_relative_error_depends_on_the_length_alone(bound: str, degree: int) -> None:
    B = Fraction(bound)
    centred, shifted = least_error(-B, B, degree), least_error(0, 2 * B, degree)
    assert max(centred.low, shifted.low) <= min(centred.high, shifted.high)
    longer = least_error(-B, B + B / 8, degree)
    assert longer.low > centred.high


@pytest.mark.parametrize("kind", KINDS)
def test_errors_fall_with_the_degree_and_rise_with_the_bound(kind: str) -> None:
    by_degree = [least_error(-4, 4, degree, kind) for degree in range(2, 16)]
    assert all(after.high < before.low for before, after in pairwise(by_degree))
    by_bound = [least_error(-B, B, 10, kind) for B in (1, 2, 4, 8)]
    assert all(before.high < after.low for before, after in pairwise(by_bound))


def test_more_level_costs_bits_and_gives_level() -> None:
    plain, level = minimax(-2, 2, 6), minimax(-2, 2, 6, level=150)
    wide = certified_error(plain, "relative", Fraction(1, 2**60))
    fine = certified_error(level, "relative", Fraction(1, 2**60))
    assert fine.high < wide.high
    assert 1 - alternation_bound(level, "relative", 600) / fine.high < Fraction(1, 2**55)


def test_a_wrong_alternation_proves_nothing() -> None:
    best = minimax(-1, 1, 3)
    short = ExpPolynomial(best.coefficients, best.low, best.high, "given", best.alternation[:-1])
    with pytest.raises(ApproximationError, match="expected degree"):
        alternation_bound(short, "relative")
    outside = ExpPolynomial(best.coefficients, best.low, best.high, "given", (*best.alternation[:-1], Fraction(2)))
    with pytest.raises(ApproximationError, match="outside"):
        alternation_bound(outside, "relative")
    poor = taylor(-1, 1, 3)
    moved = ExpPolynomial(poor.coefficients, poor.low, poor.high, "given", best.alternation)
    with pytest.raises(NotCertified, match="alternate"):
        alternation_bound(moved, "relative")


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ((1, -1, 3), "empty"),
        ((1, 1, 3), "empty"),
        (("nan", 1, 3), "finite"),
        ((-1, "inf", 3), "finite"),
        ((-1, 1, -1), "0 to"),
        ((-1, 1, 10**6), "0 to"),
        ((-1, 1, 2.0), "whole"),
        ((-1, 1, 2, "percent"), "relative or absolute"),
        ((-1, 1, 2, "relative", 10**9), "precision"),
        ((-1, 1, 2, "relative", None, 1), "level"),
        ((-(10**9), 10**9, 2), "too far"),
        (("one", 2, 3), "expected a number"),
        (("1/0", 2, 3), "expected a number"),
        (("1e999999999", 2, 3), "between"),
    ],
)
def test_questions_without_sense_are_refused(arguments: tuple[object, ...], match: str) -> None:
    with pytest.raises(ApproximationError, match=match):
        minimax(*arguments)  # type: ignore[arg-type]
