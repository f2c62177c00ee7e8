"""The certified enclosures hold the truth: sampled at sixty digits, by three routes, by a second certificate."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.approximation import (
    ApproximationError,
    Enclosure,
    ExpPolynomial,
    NotCertified,
    certified_error,
    chebyshev,
    minimax,
    second_certificate,
    taylor,
    truncation_error,
)
from lora_symbolic.approximation.error.error_function import ErrorFunction
from lora_symbolic.approximation.error.integer_certificate import exp_bounds
from lora_symbolic.approximation.error.rolle import grid, sign_changes, sup_by_count
from tests.examples import examples
from tests.lora_symbolic.approximation.sixty_digits import as_fraction, error_at, sampled_sup

KINDS = ("absolute", "relative")
CELLS = [("1/2", 3), ("1", 8), ("4", 12), ("8", 20), ("16", 8), ("32", 40)]
TIGHT = Fraction(1, 1000)


def family(name: str, bound: Fraction, degree: int, kind: str) -> ExpPolynomial:
    if name == "minimax":
        return minimax(-bound, bound, degree, kind)
    return {"taylor": taylor, "chebyshev": chebyshev}[name](-bound, bound, degree)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["taylor", "chebyshev", "minimax"])
@pytest.mark.parametrize(("bound", "degree"), CELLS)
def test_sixty_digits_agree(name: str, bound: str, degree: int, kind: str) -> None:
    polynomial = family(name, Fraction(bound), degree, kind)
    found = certified_error(polynomial, kind)
    sup = sampled_sup(polynomial, kind, 3 * degree + 20)  # attained at an end for each of the three families
    assert found.relative_width <= TIGHT
    assert found.low * (1 - Fraction(1, 10**9)) <= sup <= found.high
    assert not sup <= found.low * Fraction(99, 100)  # the comparison is not idle


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["taylor", "chebyshev", "minimax"])
def test_all_certificates_meet(name: str, kind: str) -> None:
    for bound, degree in ((Fraction(1), 6), (Fraction(4), 12), (Fraction(8), 17)):
        polynomial = family(name, bound, degree, kind)
        found = [certified_error(polynomial, kind), certified_error(polynomial, kind, route="branch")]
        if kind == "relative":
            found.append(certified_error(polynomial, kind, route="roots"))
        if name == "minimax":
            found.append(certified_error(polynomial, kind, route="count"))
        found.append(second_certificate(polynomial, kind))
        assert max(one.low for one in found) <= min(one.high for one in found)
        shifted = Enclosure(found[0].low * 2, found[0].high * 2)
        assert shifted.low > found[-1].high  # an error off by a factor would be seen


@pytest.mark.parametrize(
    ("low", "high", "degree"), [("0", "16", 24), ("-16", "0", 24), ("100", "101", 5), ("-3", "5", 9)]
)
@pytest.mark.parametrize("kind", KINDS)
def test_any_interval(low: str, high: str, degree: int, kind: str) -> None:
    for polynomial in (minimax(low, high, degree, kind), chebyshev(low, high, degree), taylor(low, high, degree)):
        found, again = certified_error(polynomial, kind), second_certificate(polynomial, kind)
        assert max(found.low, again.low) <= min(found.high, again.high)
        assert sampled_sup(polynomial, kind, 60) <= found.high


def test_chebyshevs_error_is_the_tail_of_bessel_functions() -> None:
    for bound, degree in ((1, 5), (4, 11), (16, 30)):
        exact = truncation_error(-bound, bound, degree)
        found = certified_error(chebyshev(-bound, bound, degree), "absolute", "1e-9")
        slack = exact.high / 2**40
        assert found.low <= exact.high + slack
        assert exact.low - slack <= found.high


def test_taylors_relative_error_is_an_integral() -> None:
    """At -B it is the integral of t^n e^t / n! over [0, B], summed here as a series of positive terms."""
    bound, degree = 4, 13
    series = sum(
        Fraction(bound) ** (degree + 1 + j) / (math.factorial(degree) * math.factorial(j) * (degree + 1 + j))
        for j in range(80)
    )
    assert series in certified_error(taylor(-bound, bound, degree), "relative")


def test_the_relative_error_of_the_absolute_best_is_the_largest_factor() -> None:
    bound, degree = 4, 12
    best = minimax(-bound, bound, degree, "absolute")
    absolute, relative = certified_error(best, "absolute"), certified_error(best, "relative")
    low, high = exp_bounds(Fraction(bound), 64)
    slack = 1 + Fraction(1, 2**40)  # the best one is attained to 2^-40
    assert absolute.low * Fraction(low, 2**64) <= relative.high * slack
    assert relative.low <= absolute.high * Fraction(high, 2**64) * slack


coefficients = st.lists(st.fractions(min_value=-3, max_value=3, max_denominator=50), min_size=1, max_size=7).map(tuple)
intervals = st.sampled_from([("-1", "1"), ("-2", "2"), ("0", "3"), ("-5/2", "1/3")])


@given(coefficients, intervals, st.sampled_from(KINDS))
@examples(60)
def test_any_polynomial_is_enclosed(values: tuple[Fraction, ...], ends: tuple[str, str], kind: str) -> None:
    polynomial = ExpPolynomial(values, Fraction(ends[0]), Fraction(ends[1]))
    found = certified_error(polynomial, kind)
    assert 0 < found.low <= found.high <= found.low * (1 + TIGHT)
    sup = sampled_sup(polynomial, kind, 40)
    assert sup <= found.high
    assert found.low * Fraction(9, 10) <= sup or sup < found.low  # a grid may miss the sup, never exceed it
    again = second_certificate(polynomial, kind, "1e-2")
    assert max(found.low, again.low) <= min(found.high, again.high)


def with_critical_points(roots: list[Fraction], scale: Fraction) -> ExpPolynomial:
    """The p with p' - p = scale prod (x - root), so that p / exp is critical at the roots: p = -scale sum_k D^(k)."""
    D = [Fraction(1)]
    for root in roots:
        D = [a - root * b for a, b in zip([Fraction(0), *D], [*D, Fraction(0)], strict=True)]
    total, derivative = [Fraction(0)] * len(D), list(D)
    while derivative:
        total = [a + (derivative[k] if k < len(derivative) else 0) for k, a in enumerate(total)]
        derivative = [k * value for k, value in enumerate(derivative)][1:]
    return ExpPolynomial(tuple(-scale * value for value in total), Fraction(-1), Fraction(1))


places = st.fractions(min_value=-1, max_value=1, max_denominator=40)
# Close pairs, which a grid of sign changes does not separate, and double points.
pairs = st.tuples(places, st.sampled_from([0, 1, 3])).map(lambda pair: [pair[0], pair[0] + Fraction(pair[1], 1000)])


@given(st.lists(places, max_size=5), pairs, st.sampled_from([1, -1, 40, -40]))
@examples(80)
def test_the_sup_where_all_critical_points_are_known(roots: list[Fraction], close: list[Fraction], scale: int) -> None:
    polynomial = with_critical_points(roots + close, Fraction(scale))
    points = [Fraction(-1), Fraction(1), *(x for x in roots + close if -1 <= x <= 1)]
    sup = max(abs(as_fraction(error_at(polynomial, "relative", x))) for x in points)
    slack = sup / 10**40
    for found in (
        certified_error(polynomial, "relative", "1e-6"),
        certified_error(polynomial, "relative", "1e-6", route="branch"),
        second_certificate(polynomial, "relative"),
    ):
        assert found.low - slack <= sup <= found.high + slack


def test_counting_refuses_when_two_sign_changes_are_missed() -> None:
    """Degree 5, two critical points so close that no grid parts them: branch and bound takes over."""
    roots = [Fraction(-4, 5), Fraction(1, 10), Fraction(1, 10) + Fraction(1, 10**6), Fraction(1, 2), Fraction(4, 5)]
    polynomial = with_critical_points(roots, Fraction(5))
    with ctx.workprec(300):
        e = ErrorFunction(polynomial, "relative")
        assert len(sign_changes(e, grid(6))) == 3
        assert sup_by_count(e, arb("1e-3")) is None
        apart = with_critical_points([Fraction(k, 10) for k in (-8, -4, 1, 5, 8)], Fraction(5))
        assert sup_by_count(ErrorFunction(apart, "relative"), arb("1e-3")) is not None
    assert certified_error(polynomial, "relative").low > 0


@given(coefficients, st.sampled_from(KINDS))
@examples(25)
def test_a_tighter_width_shrinks_within(values: tuple[Fraction, ...], kind: str) -> None:
    polynomial = ExpPolynomial(values, Fraction(-1), Fraction(2))
    wide, narrow = certified_error(polynomial, kind, "1e-2"), certified_error(polynomial, kind, "1e-12")
    assert narrow.relative_width <= Fraction(1, 10**12)
    assert max(wide.low, narrow.low) <= min(wide.high, narrow.high)
    more = certified_error(polynomial, kind, bits=800)
    assert max(more.low, narrow.low) <= min(more.high, narrow.high)


@given(st.integers(0, 8), st.integers(6, 30), st.sampled_from(KINDS))
@examples(25)
def test_a_changed_coefficient_changes_the_error_as_it_must(index: int, power: int, kind: str) -> None:
    """The sup error of a best polynomial rises by the change's size at an extreme of the right sign, no more."""
    best = minimax(-1, 1, 8, kind)
    change = Fraction(1, 2**power)
    values = list(best.coefficients)
    values[index] += change
    moved = ExpPolynomial(tuple(values), best.low, best.high)
    before, after = certified_error(best, kind, "1e-9"), certified_error(moved, kind, "1e-9")
    assert after.high >= before.low  # the best one cannot be beaten
    assert after.low <= before.high + change * 3  # e < 3 bounds the weight of the relative error
    at_ends = [abs(as_fraction(error_at(moved, kind, x))) for x in (Fraction(-1), Fraction(1))]
    assert max(at_ends) <= after.high
    if index == 0 and change > 8 * before.high:
        assert after.low > before.high


def test_multiple_critical_points_end() -> None:
    for degree in (3, 8, 15):
        found = certified_error(taylor(-1, 1, degree), "absolute", route="branch")
        tail = sum(Fraction(1, math.factorial(k)) for k in range(degree + 1, 60))
        assert found.low <= tail + Fraction(1, 10**60)
        assert tail <= found.high


@pytest.mark.parametrize("padding", [0, 3])
def test_a_critical_point_that_is_met_exactly(padding: int) -> None:
    """1 + x has its critical point at 0, and the relative error 1 at -1, exactly; zeros on top change nothing."""
    line = ExpPolynomial((Fraction(1), Fraction(1), *[Fraction(0)] * padding), Fraction(-1), Fraction(1))
    for route in (None, "branch", "roots"):
        assert Fraction(1) in certified_error(line, "relative", route=route)


@pytest.mark.parametrize("kind", KINDS)
def test_strange_polynomials(kind: str) -> None:
    """None at all, huge coefficients, a high power alone, a ripple of twelve nearly equal extremes."""
    ripple = (1, 0, -72, 0, 840, 0, -3584, 0, 6912, 0, -6144, 0, 2048)  # Chebyshev's T_12
    about = taylor(-1, 1, 12).coefficients
    for values in (
        (Fraction(0),),
        (Fraction(10**30), Fraction(-(10**30)), Fraction(3)),
        (Fraction(1), *[Fraction(0)] * 19, Fraction(5)),
        tuple(Fraction(a, 100) + b for a, b in zip(ripple, about, strict=True)),
    ):
        polynomial = ExpPolynomial(values, Fraction(-1), Fraction(1))
        found, again = certified_error(polynomial, kind), certified_error(polynomial, kind, route="branch")
        assert max(found.low, again.low) <= min(found.high, again.high)
        assert sampled_sup(polynomial, kind, 60) <= found.high


def test_a_zero_error_at_an_end_is_no_obstacle() -> None:
    one = ExpPolynomial((Fraction(1), Fraction(1)), Fraction(0), Fraction(1))
    assert Fraction("0.718") in Enclosure(*_rounded(certified_error(one, "absolute")))


def _rounded(found: Enclosure) -> tuple[Fraction, Fraction]:
    return found.low - Fraction(1, 1000), found.high + Fraction(1, 1000)


@pytest.mark.parametrize(
    "x", [Fraction(0), Fraction(1), Fraction(-1, 3), Fraction(355, 113), Fraction(-40), Fraction(87, 2)]
)
@pytest.mark.parametrize("bits", [10, 64, 200])
def test_the_second_certificates_exp(x: Fraction, bits: int) -> None:
    import mpmath

    low, high = exp_bounds(x, bits)
    with mpmath.workprec(bits + 400):
        true = as_fraction(mpmath.exp(mpmath.mpf(x.numerator) / x.denominator)) * 2**bits
    assert low <= true <= high
    assert high - low <= 2


def test_an_inverted_enclosure_is_refused() -> None:
    with pytest.raises(ApproximationError, match="inverted"):
        Enclosure(Fraction(2), Fraction(1))


def test_questions_without_sense_are_refused() -> None:
    line = ExpPolynomial((Fraction(1), Fraction(1)), Fraction(-1), Fraction(1))
    with pytest.raises(ApproximationError, match="route"):
        certified_error(line, "absolute", route="guess")
    with pytest.raises(ApproximationError, match="roots give the relative error"):
        certified_error(line, "absolute", route="roots")
    with pytest.raises(ApproximationError, match="relative or absolute"):
        certified_error(line, "percent")
    for width in ("0", "1", "-1", "nan"):
        with pytest.raises(ApproximationError, match="width"):
            certified_error(line, "absolute", width)
    with pytest.raises(ApproximationError, match="precision"):
        certified_error(line, "absolute", bits=10**9)
    with pytest.raises(ApproximationError, match="no coefficients"):
        replace(line, coefficients=())


def test_counting_does_not_claim_what_it_cannot() -> None:
    with pytest.raises(NotCertified):
        certified_error(taylor(-1, 1, 6), "absolute", route="count")
