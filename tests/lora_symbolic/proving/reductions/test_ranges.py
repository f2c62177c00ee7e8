"""Unknown numbers in ranges: proved on the whole range, refuted by a point of it, without conditions that it gives."""

from __future__ import annotations

from fractions import Fraction

import pytest

from lora_symbolic.language import Term, parse, statement_from_toml
from lora_symbolic.language.statement import Claim, ScalarRange
from lora_symbolic.proving import find_counterexample, prove_equal
from lora_symbolic.proving.conditions.intervals import interval
from proofs_checks.recheck.equations import unsatisfied

FILE = """
sizes = ["m", "n"]
scalars = {eps = "0 < eps < 1", tau = "tau > 0", a = "-1 <= a <= 1", low = "low <= 2", one = "1 <= one <= 1"}
[matrices]
X = ["m", "n"]
[[claims]]
name = "one"
equal = ["LEFT", "RIGHT"]
"""


def claim_of(left: str, right: str) -> Claim:
    (claim,) = statement_from_toml(FILE.replace("LEFT", left).replace("RIGHT", right), "a.toml").claims
    return claim


def sides(claim: Claim) -> tuple[Term, Term]:
    assert claim.lhs is not None
    assert claim.rhs is not None
    return claim.lhs, claim.rhs


TRUE = [
    ("eps * (X + X)", "2 * eps * X"),
    ("log(1 - eps) + log(1 + eps)", "log(1 - eps * eps)"),
    ("sqrt(tau * tau)", "tau"),
    ("abs(eps - 1)", "1 - eps"),
    ("X / sqrt(tau) * sqrt(tau)", "X"),
    ("grad(tau * log(tau), tau)", "log(tau) + 1"),
    ("abs(low - 3)", "3 - low"),
    ("one * X", "X"),
]
FALSE = [
    ("eps * (X + X)", "eps * X"),
    ("abs(a)", "a"),
    ("sqrt(tau * tau)", "tau * tau"),
    ("abs(eps - 1)", "eps - 1"),
    ("abs(low)", "low"),
]


@pytest.mark.parametrize(("left", "right"), TRUE)
def test_what_holds_on_the_range_is_proved_without_conditions(left: str, right: str) -> None:
    claim = claim_of(left, right)
    proof = prove_equal(*sides(claim), claim.where)
    assert (proof.proved, proof.conditions) == (True, ()), proof


@pytest.mark.parametrize(("left", "right"), FALSE)
def test_what_fails_is_refuted_by_a_point_of_the_range(left: str, right: str) -> None:
    claim = claim_of(left, right)
    assert not prove_equal(*sides(claim), claim.where).proved
    found = find_counterexample(*sides(claim), where=claim.where)
    assert found is not None
    assert unsatisfied(found.to_dict(), claim.where) is None
    outside = {**found.to_dict(), "matrices": {name: [["-7"]] for name in ("eps", "tau", "a", "low")}}
    assert (unsatisfied(outside, claim.where) is None) == ("low" in left)


def test_what_holds_beyond_the_range_alone_is_not_proved() -> None:
    claim = claim_of("log(-tau)", "5")
    proof = prove_equal(*sides(claim), claim.where)
    assert (proof.proved, proof.vacuous) == (False, True)


@pytest.mark.parametrize(
    ("text", "positive"),
    [
        ("1 - eps", True),
        ("1 - eps * eps", True),
        ("a * a", False),
        ("1 + a", False),
        ("2 + a * eps", True),
        ("3 - low", True),
        ("eps * b", False),
        ("b * b", False),
        ("1 / tau", True),
        ("tau - 1", False),
    ],
)
def test_intervals_show_signs(text: str, positive: bool) -> None:
    ranges = {
        "eps": ScalarRange("eps", Fraction(0), Fraction(1)),
        "tau": ScalarRange("tau", Fraction(0)),
        "a": ScalarRange("a", Fraction(-1), Fraction(1), True, True),
        "b": ScalarRange("b", Fraction(0), Fraction(1), True, True),
        "low": ScalarRange("low", None, Fraction(2), False, True),
    }
    term = parse(text, {name: one.term for name, one in ranges.items()})
    assert interval(term, {one.variable: one for one in ranges.values()}).positive is positive
