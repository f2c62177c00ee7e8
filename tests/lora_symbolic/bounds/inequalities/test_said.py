"""What is said of a comparison is what was decided: another relation, another sentence."""

from __future__ import annotations

import pytest
import sympy

from lora_symbolic.bounds.inequalities.comparing.box import Box
from lora_symbolic.bounds.inequalities.comparing.order import IDENTICAL, MAXIMUM, MINIMUM, at_most
from lora_symbolic.bounds.inequalities.ranks import decide_rank
from lora_symbolic.language import kron, matrix
from lora_symbolic.language.statement.stated import Rank
from lora_symbolic.rank.lower import rank_at_diagonals

d, n, p = sympy.symbols("d n p", integer=True, positive=True)
X = matrix("X", "n", "d")


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (d, d, IDENTICAL),
        (sympy.Min(d, n), d, MINIMUM),
        (d, sympy.Max(d, n), MAXIMUM),
        (sympy.Min(2 * d * n, d * n**2 + n**2), 2 * n * d, MINIMUM),
    ],
)
def test_sides_are_called_equal_only_where_they_are(left: sympy.Expr, right: sympy.Expr, reason: str) -> None:
    assert at_most(left, right, Box()) == reason
    assert (left == right) == (reason == IDENTICAL)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (sympy.Max(d, n), d + n - 1),
        (sympy.Min(d, n), d + 1),
        (sympy.Min(d, n), sympy.Min(d, n, p) + sympy.Max(d, n)),
    ],
)
def test_a_reason_of_several_comparisons_never_says_equal_alone(left: sympy.Expr, right: sympy.Expr) -> None:
    how = at_most(left, right, Box())
    assert how is None or how != IDENTICAL


@pytest.mark.parametrize(("relation", "bound"), [("<=", d), ("<", d + 1), ("=", sympy.Min(d, n))])
def test_the_step_of_a_rank_carries_its_relation(relation: str, bound: sympy.Expr) -> None:
    found = decide_rank(Rank(X @ X.T, "X @ X.T", relation, bound, str(bound)))
    shown = {"=": "<="}.get(relation, relation)
    assert found.proved
    assert f"derived Min(d, n) {shown} claimed {bound}" in [step["statement"] for step in found.steps]
    assert (f"an instance has rank Min(d, n) >= claimed {bound}" in found.detail) == (relation == "=")


def test_a_largest_rank_is_refuted_above_what_is_attained_and_below() -> None:
    for bound in (d, n, sympy.Min(d, n) - 1):
        found = decide_rank(Rank(X @ X.T, "X @ X.T", "=", bound, str(bound)))
        assert found.refuted
        assert not found.proved


def test_a_bound_whose_instance_is_not_found_is_told_so() -> None:
    bound = sympy.Min(n, 2 * d)
    found = decide_rank(Rank(X @ X.T + X @ X.T, "2 X X^T", "=", bound, str(bound)))
    assert not found.proved
    assert "that it is attained at all sizes was not shown" in found.detail or found.refuted


def test_instances_of_ones_on_diagonals_say_nothing_of_numbers_with_a_range() -> None:
    number = matrix("t", 1, 1)
    assert rank_at_diagonals(kron(number, X)) is None
    assert rank_at_diagonals(X * X) is None
