"""The least degrees: this one suffices, one less cannot; checked at sixty digits and against one another."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest

from lora_symbolic.approximation import (
    ApproximationError,
    certified_error,
    chebyshev,
    least_degree,
    least_degree_on,
    least_error,
    minimax,
    taylor,
)
from lora_symbolic.approximation.degree.wrong_norm import OTHER, least_degree_in_the_other_norm
from tests.lora_symbolic.approximation.sixty_digits import as_fraction, error_at, sampled_sup

KINDS = ("relative", "absolute")
SMALL = ("1/2", "1", "2", "4", "8", "16")
LARGE = pytest.mark.slow(reason="sixty digits of polynomials of degree 100 and more")
LARGER = pytest.mark.exhaustive(reason="sixty digits of polynomials of degree 200 and more")
BOUNDS = (*SMALL, pytest.param("32", marks=LARGE), pytest.param("64", marks=LARGER))
ERRORS = ("1e-2", "1e-3", "1e-6", "1e-9", "1e-12")
BUILD = {"taylor": taylor, "chebyshev": chebyshev}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["taylor", "chebyshev", "minimax", "best for the other kind"])
@pytest.mark.parametrize("bound", BOUNDS)
def test_the_table_at_sixty_digits(bound: str, method: str, kind: str) -> None:
    """Every entry: the polynomial keeps eps, its predecessor breaks it at a point (for minimax: must break it)."""
    B = Fraction(bound)
    for eps in ERRORS:
        swapped = method not in (*BUILD, "minimax")
        found = least_degree_in_the_other_norm(bound, eps, kind) if swapped else least_degree(bound, eps, kind, method)
        goal = Fraction(eps)
        assert found.error.high <= goal
        assert found.below is not None
        assert found.below > goal
        sup = sampled_sup(found.polynomial, kind, min(found.degree + 5, 48))
        assert found.error.low * (1 - Fraction(1, 10**9)) <= sup <= found.error.high
        if method == "minimax":
            before = minimax(-B, B, found.degree - 1, kind)
            values = [as_fraction(error_at(before, kind, x)) for x in before.alternation]
            assert all(left * right < 0 for left, right in pairwise(values))
            assert goal < found.below <= min(abs(value) for value in values)
        else:
            degree = found.degree - 1
            before = minimax(-B, B, degree, OTHER[kind]) if swapped else BUILD[method](-B, B, degree)
            assert sampled_sup(before, kind, 2) > goal


@pytest.mark.parametrize("kind", KINDS)
def test_the_best_needs_no_more_than_the_others(kind: str) -> None:
    for bound in SMALL:
        best, cut, about = (least_degree(bound, "1e-6", kind, m).degree for m in ("minimax", "chebyshev", "taylor"))
        assert best <= cut <= about


@pytest.mark.parametrize("kind", KINDS)
def test_the_wrong_norm_costs_degrees(kind: str) -> None:
    right = least_degree(16, "1e-6", kind)
    wrong = least_degree_in_the_other_norm(16, "1e-6", kind)
    assert wrong.degree > right.degree
    assert wrong.error.high <= Fraction(1, 10**6) < (wrong.below or 0)
    assert certified_error(minimax(-16, 16, wrong.degree - 1, OTHER[kind]), kind).low > Fraction(1, 10**6)


@pytest.mark.parametrize("kind", KINDS)
def test_near_ties_are_decided(kind: str) -> None:
    """eps a relative 1e-15 above and below the least error of degree 6: 6, and 7."""
    least = least_error(-1, 1, 6, kind, Fraction(1, 2**170), 200)
    assert least.relative_width < Fraction(1, 2**150)
    near = least.low * Fraction(1, 10**15)
    assert least_degree(1, least.high + near, kind).degree == 6
    assert least_degree(1, least.low - near, kind).degree == 7


def test_degree_zero_suffices_where_it_does() -> None:
    found = least_degree("1/1000", "1/100")
    assert (found.degree, found.below) == (0, None)


def test_any_interval() -> None:
    assert least_degree_on(0, 8, "1e-6").degree == least_degree(4, "1e-6").degree
    shifted = least_degree_on(-8, 0, "1e-6", "absolute")
    assert shifted.degree < least_degree(4, "1e-6", "absolute").degree  # exp is small there
    assert shifted.error.high <= Fraction(1, 10**6) < (shifted.below or 0)


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ((0, "1e-3"), "above 0"),
        ((-1, "1e-3"), "above 0"),
        ((1, 1), "0 < eps < 1"),
        ((1, 0), "0 < eps < 1"),
        ((float("inf"), "1e-3"), "finite"),
        ((float("nan"), "1e-3"), "finite"),
        ((1, "nan"), "finite"),
        ((10**6, "1e-3"), "at most 1000"),
        ((1, "1e-2000"), "at least 1e-1000"),
        ((1, "1e-3", "relative", "magic"), "expected one of"),
        ((1, "1e-3", "sideways"), "relative or absolute"),
    ],
)
def test_questions_without_sense_are_refused(arguments: tuple[object, ...], match: str) -> None:
    with pytest.raises(ApproximationError, match=match):
        least_degree(*arguments)  # type: ignore[arg-type]
