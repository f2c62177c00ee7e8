"""Growth that a reader states: true claims are proved, false neighbours fail along sequences within the hypotheses."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.complexity.orders.decide import corners_of, decide_growth, problem_with_sequences
from lora_symbolic.language.errors import SyntaxProblem
from lora_symbolic.language.propositions import sentence
from lora_symbolic.language.propositions.scale import Order
from lora_symbolic.language.statement.kinds.growth import Grows, read_grows
from tests.examples import examples

SMALL = ["Gamma = o(sqrt(log(L)))", "d = O(log(L))"]


def claim(of: str, under: list[str], within: str) -> Grows:
    """The claim of a table."""
    return read_grows({"of": of, "under": under, "within": within})


TRUE_AND_FALSE = [
    ("d * Gamma**2", SMALL, "o(log(L)**2)", "o(log(L))"),
    ("d * Gamma**2", ["Gamma = o(sqrt(log(L) / d))"], "o(log(L))", "O(log(log(L)))"),
    ("d * Gamma**2", ["Gamma = O(sqrt(log(L) / d))"], "O(log(L))", "o(log(L))"),
    ("Gamma**2", ["Gamma = O(log(L)**(1/4))"], "O(sqrt(log(L)))", "o(sqrt(log(L)))"),
    ("27 * L * d**2 * k", ["d = O(log(L))", "k = O(log(L)**9)"], "L**(1 + o(1))", "O(L)"),
    ("L * k", ["k <= L**(1/10)"], "L**(11/10 + o(1))", "L**(1 + o(1))"),
    ("L + k**2", ["k = o(sqrt(L))"], "O(L)", "o(L)"),
    ("1 / d", ["d = omega(1)"], "o(1)", "O(1 / log(L))"),
    ("1 / d", ["d >= 1"], "O(1)", "o(1)"),
    ("L / d", ["d = O(log(L))"], "omega(sqrt(L))", "omega(L / log(L))"),
    ("log(log(L)) * k", ["k = log(L)"], "o(log(L)**2)", "O(log(L))"),
]


@pytest.mark.parametrize(("of", "under", "right", "wrong"), TRUE_AND_FALSE, ids=lambda value: str(value))
def test_a_true_growth_is_proved_and_its_false_neighbour_refuted(
    of: str, under: list[str], right: str, wrong: str
) -> None:
    good, bad = claim(of, under, right), claim(of, under, wrong)
    proof, refutation = decide_growth(good), decide_growth(bad)
    assert proof.proved
    assert proof.steps
    assert all(problem_with_sequences(good, one) is not None for one in corners_of(good))
    assert not refutation.proved
    assert problem_with_sequences(bad, refutation.sequences) is None
    assert sentence(good.proposition) != sentence(bad.proposition)


@pytest.mark.parametrize(("of", "under", "within"), [(of, under, right) for of, under, right, _ in TRUE_AND_FALSE[:6]])
def test_a_growth_without_a_hypothesis_that_it_needs_is_refuted(of: str, under: list[str], within: str) -> None:
    for one in under:
        rest = [other for other in under if other != one]
        assert not decide_growth(claim(of, rest, within)).proved


def test_a_name_that_nothing_bounds_is_in_no_class() -> None:
    assert not decide_growth(claim("x", [], "L**(2000000 + o(1))")).proved
    assert decide_growth(claim("x", [], "o(1)")).sequences["x"].power > 0


def test_hypotheses_that_no_sequences_satisfy_prove_nothing() -> None:
    found = decide_growth(claim("x", ["x = o(1)", "x >= 1"], "o(1)"))
    assert found.contradictory
    assert not found.proved
    assert "x >= 1" in found.problem


def test_sequences_outside_the_hypotheses_refute_nothing() -> None:
    bad = claim("d * Gamma**2", SMALL, "o(log(L))")
    sequences = decide_growth(bad).sequences
    assert problem_with_sequences(bad, {**sequences, "Gamma": Order(Fraction(1))}) is not None
    assert problem_with_sequences(bad, {"Gamma": Order(), "d": Order()}) is not None


EXPONENT = st.fractions(min_value=0, max_value=2, max_denominator=4)


@examples(60)
@given(EXPONENT, EXPONENT, st.booleans(), EXPONENT, st.sampled_from(["o", "O"]))
def test_a_product_of_two_bounds_is_where_exponents_say(
    a: Fraction, b: Fraction, strict: bool, target: Fraction, kind: str
) -> None:
    """Against the rule of exponents, written apart: strictly below, or equal and o, or equal and O asked."""
    under = [f"x = {'o' if strict else 'O'}(log(L)**({a}))", f"y = O(log(L)**({b}))"]
    stated = claim("x * y", under, f"{kind}(log(L)**({target}))")
    found = decide_growth(stated)
    assert found.proved == (a + b < target or (a + b == target and (strict or kind == "O")))
    assert found.proved or problem_with_sequences(stated, found.sequences) is None


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"of": "x"}, "grows.within: expected a formula"),
        ({"of": "x", "within": "O(1)", "below": []}, "unknown key 'below'"),
        ({"of": "x - 1", "under": [], "within": "O(1)"}, "expected L, log(L), names"),
        ({"of": "__import__('os')", "within": "O(1)"}, "expected names, integers"),
        ({"of": "x", "under": ["x = O(1)"], "within": "1"}, "expected o(...)"),
        ({"of": "x", "under": ["x = O(x)"], "within": "O(1)"}, "bounds in a circle"),
        ({"of": "x", "under": ["x = O(1)", "x = o(L)"], "within": "O(1)"}, "a second bound"),
        ({"of": "x", "under": ["2 * x = O(1)"], "within": "O(1)"}, "sequence's name on the left"),
        ({"of": "x", "under": ["x = O(1 + L)"], "within": "O(1)"}, "a bound without sums"),
        ({"of": "x", "under": ["x < L"], "within": "O(1)"}, "<=, >= with a formula"),
        ({"of": "L**x", "within": "O(1)"}, "rational exponent"),
        ({"of": "x**(1/0)", "within": "O(1)"}, "rational exponent"),
        ({"of": "log(x)", "within": "O(1)"}, "expected log(L)"),
        ({"of": "x", "within": "O(1)", "accuracy": "some"}, "goes with of = rank or time"),
        ({"of": "rank", "under": SMALL, "within": "L**o(1)"}, "expected Gamma, d and beta"),
        ({"of": "rank", "under": [*SMALL, "beta = 2"], "within": "L**o(1)"}, "expected beta = 1"),
        ({"of": "rank", "under": [*SMALL, "beta = 1"], "within": "O(1)"}, "expected 'L**o(1)'"),
        (
            {"of": "rank", "under": ["Gamma = o(log(L)/sqrt(d))", "d = O(1)", "beta = 1"], "within": "L**o(1)"},
            "power of",
        ),
        ("x", "expected a table"),
    ],
)
def test_what_is_no_growth_is_one_line(table: Any, message: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        read_grows(table)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
