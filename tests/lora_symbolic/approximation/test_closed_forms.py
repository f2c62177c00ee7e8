"""The closed forms: proved step by step, and never on the wrong side of a certified number."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.approximation import ApproximationError, least_degree, least_error, truncation_error
from lora_symbolic.approximation.degree import closed_forms
from lora_symbolic.approximation.degree.closed_form_proofs import on_boxes
from lora_symbolic.approximation.degree.degree_proofs import closed_form_arguments
from tests.examples import examples

ARGUMENTS = closed_form_arguments()


@pytest.mark.parametrize("number", range(len(ARGUMENTS)))
def test_every_step_is_checked(number: int) -> None:
    argument = ARGUMENTS[number]
    assert argument.holds, argument.failures
    assert len(argument.steps) >= 4
    assert all(step.statement and step.reason and step.check for step in argument.steps)
    broken = replace(argument, derivation=(*argument.steps, replace(argument.steps[0], holds=False)))
    assert not broken.holds


@pytest.mark.parametrize(("bound", "degree"), [("1/2", 0), ("1", 4), ("4", 9), ("16", 18), ("32", 60)])
def test_the_sandwiches_hold_the_least_error(bound: str, degree: int) -> None:
    B = Fraction(bound)
    least = least_error(-B, B, degree, "absolute")
    for found in (closed_forms.bessel_sandwich(bound, degree), closed_forms.bernstein_sandwich(bound, degree)):
        assert found.low <= least.high
        assert least.low <= found.high
    assert abs(closed_forms.bessel_sandwich(bound, degree).high - truncation_error(-B, B, degree).high) < least.low


def test_bernstein_is_useless_for_a_large_bound_and_bessel_is_not() -> None:
    bernstein, bessel = closed_forms.bernstein_sandwich(32, 40), closed_forms.bessel_sandwich(32, 40)
    assert bernstein.high / bernstein.low > 10**27
    assert bessel.high / bessel.low < 3


def test_the_expressions_have_the_values() -> None:
    values = {closed_forms.B: 2, closed_forms.n: 5}
    number = closed_forms.BERNSTEIN_UPPER.subs(values).evalf(30)
    assert abs(float(closed_forms.bernstein_sandwich(2, 5).high) / float(number) - 1) < 1e-12
    tail = 2 * sum(sympy.besseli(k, 2).evalf(30) for k in range(6, 40))
    assert abs(float(closed_forms.bessel_sandwich(2, 5).high) / float(tail) - 1) < 1e-12
    formula = closed_forms.LAMBERT_DEGREE.subs({closed_forms.B: 2, closed_forms.eps: sympy.Rational(1, 1000)})
    assert closed_forms.lambert_degree(2, "1e-3") == sympy.ceiling(formula.evalf(30)) - 1


bounds = st.fractions(min_value=Fraction(1, 50), max_value=12, max_denominator=50)
errors = st.integers(1, 40).map(lambda power: Fraction(2) ** -power)


@given(bounds, errors, st.sampled_from(["absolute", "relative"]))
@examples(30)
def test_the_explicit_degree_is_never_too_small(bound: Fraction, eps: Fraction, kind: str) -> None:
    degree = closed_forms.lambert_degree(bound, eps, kind)
    assert least_degree(bound, eps, kind).degree <= degree
    assert least_error(-bound, bound, degree, kind).high <= eps


@given(bounds, errors)
@examples(30)
def test_both_constants_hold(bound: Fraction, eps: Fraction) -> None:
    found = closed_forms.theta_bounds(bound, eps)
    assert found.low <= least_degree(bound, eps, "absolute").degree + 1 <= found.high


def test_the_printed_formula_is_no_bound_where_its_logarithm_vanishes() -> None:
    """B = 4 and log(1/eps) just above B: the second term exceeds every degree; just below, it is negative."""
    with pytest.raises(ApproximationError):
        closed_forms.theta_bounds(4, "0.9")
    near = closed_forms.theta_bounds(4, "0.0183")  # log(1/eps) = 4.0009
    assert near.regime == "log(1/eps) < e B"
    assert near.high < 18
    assert 4 / sympy.log(sympy.Rational(40009, 40000)).evalf() > 10000


def test_boxes_refuse_what_is_false() -> None:
    assert on_boxes("true", "", lambda x: x, 0.5, 1.0, 4).holds
    assert not on_boxes("false in the middle", "", lambda x: (x - 0.7) * (x - 0.7) - 0.001, 0.5, 1.0, 4).holds
