"""Refutations of ranks and costs are confirmed by evaluation and by a counted run; what is none is named."""

from __future__ import annotations

from typing import Any

import pytest
import sympy

from lora_symbolic.bounds.inequalities.ranks import decide_rank, ranks_seen
from lora_symbolic.complexity.cost.claims import decide_cost, runs_seen
from lora_symbolic.language import exp, matrix
from lora_symbolic.language.statement import Cost, CostBound, Rank, statement_from_table
from proofs_checks.recheck.counts import problem_with_cost, problem_with_rank

U, V, C = matrix("U", "m", "k"), matrix("V", "n", "k"), matrix("C", "n", "d")
m, n, k, d = sympy.symbols("m n k d", integer=True, positive=True)


def rank(term: Any, relation: str, bound: Any) -> Rank:
    return Rank(term, str(term), relation, sympy.sympify(bound, strict=True), str(bound))


def cost(term: Any, relation: str, bound: Any, order: str = "given") -> Cost:
    return Cost((term,), (str(term),), (CostBound(relation, bound, str(bound)),), order)


def test_true_bounds_on_ranks_are_proved_and_false_ones_refuted_and_confirmed() -> None:
    assert decide_rank(rank(U @ V.T, "<=", k)).proved
    assert decide_rank(rank(U @ V.T + U @ V.T, "<=", 2 * k)).proved
    assert decide_rank(rank((U @ V.T) * (U @ V.T), "<=", k**2)).proved
    for claim in (rank(exp(U @ V.T), "<=", k), rank(U @ V.T, "<", k), rank(U @ V.T, "=", 2 * k), rank(U, "<=", 1)):
        found = decide_rank(claim)
        assert found.data is not None
        assert problem_with_rank(found.data, claim) is None


def test_a_largest_rank_that_is_only_seen_at_sizes_is_neither_proved_nor_refuted() -> None:
    found = decide_rank(rank(U @ V.T + U @ V.T, "=", sympy.Min(2 * k, m, n)))
    assert (found.proved, found.data) == (False, None)
    assert decide_rank(rank(U @ V.T, "=", sympy.Min(k, m, n))).proved


def test_data_that_refute_no_rank_are_named() -> None:
    ones = {"sizes": {"m": 2, "n": 2, "k": 1}, "matrices": {"U": [[1], [1]], "V": [[1], [1]]}}
    assert problem_with_rank(ones, rank(U @ V.T, "<=", k)) == "the rank is 1, which is not above 1"
    wide = {"sizes": {"m": 9, "n": 9, "k": 1}, "at_most": "1"}
    assert "fits a shape" in str(problem_with_rank(wide, rank(U @ V.T, "=", 2 * k)))


def test_instances_and_runs_see_what_is_false() -> None:
    assert ranks_seen(rank(U @ V.T, "<=", k))[1] is None
    assert "the rank is" in str(ranks_seen(rank(U @ V.T, "<", k))[1])
    assert "the rank is" in str(ranks_seen(rank(U @ V.T, ">", k))[1])
    assert runs_seen(cost(U @ V.T, "=", m * n * k))[1] is None
    assert "a run makes" in str(runs_seen(cost(U @ V.T, "<", m * n * k))[1])


def test_costs_are_compared_for_all_sizes_and_refuted_by_a_counted_run() -> None:
    assert decide_cost(cost(U @ V.T @ C, "=", m * n * k + m * n * d)).how is not None
    assert decide_cost(cost(U @ V.T @ C, "<=", k * d * (m + n), "cheapest")).how is not None
    claim = cost(U @ V.T @ C, "<=", k * d * (m + n))
    found = decide_cost(claim)
    assert found.fails_at is not None
    data = {"sizes": dict(found.fails_at), "count": found.count_there}
    assert problem_with_cost(data, claim) is None
    assert "a run makes" in str(problem_with_cost({**data, "count": 10**6}, claim))
    assert str(problem_with_cost({"sizes": {"m": 1, "n": 1, "k": 1, "d": 1}, "count": 2}, claim)) == "2 <= 2 holds"


def stated(**table: Any) -> Cost:
    """The claim of a table about C1, C2 (m x n) and U, V (m x k)."""
    matrices = {name: ["m", side] for name, side in (("C1", "n"), ("C2", "n"), ("U", "k"), ("V", "k"))}
    whole = {"sizes": ["m", "n", "k"], "matrices": matrices, "claims": [{"name": "it", **table}]}
    [claim] = statement_from_table(whole, "it").claims
    assert isinstance(claim.stated, Cost), claim.fault
    return claim.stated


TRUE: dict[str, dict[str, Any]] = {
    "a shared product once": {"cost": [["C1 @ C2.T", "(C1 @ C2.T) @ C1"], "=", "2 * m**2 * n"]},
    "between two numbers": {"cost": ["m", "<=", "C1 * C2", "<", "m * n + 1"]},
    "with sizes in order": {"cost": ["C1 * C2", "<=", "m**2"], "where": ["n <= m"]},
    "as often": {"cost": ["C1 * C2", "=", "k * m * n"], "times": "k"},
    "monomials": {"cost": ["U @ V.T", "=", "m**2 * k + 3 * m * k - 3 * m"], "features": {"U": "C1", "V": "C2"}},
    "additions": {"cost": ["C1 @ C2.T", "=", "m**2 * n - m**2"], "counts": "additions"},
    "operations": {"cost": ["C1 + C2", "=", "4 * m * n"], "counts": "operations"},
    "memory": {"cost": ["C1 + C2", "=", "m * n"], "counts": "memory"},
    "any product": {"cost": ["softmax(C1 @ C2.T)", "O", "T_mat(m, m, n)"]},
}
FALSE: dict[str, dict[str, Any]] = {
    "a shared product twice": {"cost": [["C1 @ C2.T", "(C1 @ C2.T) @ C1"], ">=", "3 * m**2 * n"]},
    "the lower number": {"cost": ["m * n", "<", "C1 * C2", "<=", "2 * m * n"]},
    "an order that is missing": {"cost": ["C1 * C2", "<=", "m**2"]},
    "sizes far apart": {"cost": ["C1 * C2", "<=", "1000 * m**2"], "where": ["m <= n"]},
    "not as often": {"cost": ["C1 * C2", "=", "m * n"], "times": "k"},
    "no monomials": {"cost": ["U @ V.T", "=", "m**2 * k"], "features": {"U": "C1", "V": "C2"}},
    "one addition less": {"cost": ["C1 @ C2.T", "<", "m**2 * n - m**2"], "counts": "additions"},
}


@pytest.mark.parametrize("table", TRUE.values(), ids=TRUE)
def test_a_true_count_is_proved_and_runs_agree(table: dict[str, Any]) -> None:
    claim = stated(**table)
    assert decide_cost(claim).how is not None
    assert runs_seen(claim)[1] is None


@pytest.mark.parametrize("table", FALSE.values(), ids=FALSE)
def test_a_false_count_is_refuted_within_its_order_and_confirmed(table: dict[str, Any]) -> None:
    claim = stated(**table)
    found = decide_cost(claim)
    assert found.how is None
    assert found.fails_at is not None
    assert problem_with_cost({"sizes": found.fails_at, "count": str(found.count_there)}, claim) is None


def test_what_no_product_of_the_bound_covers_stays_open() -> None:
    claim = stated(cost=["C1 @ C2.T", "O", "T_mat(n, n, m)"])
    found = decide_cost(claim)
    assert (found.how, found.fails_at) == (None, None)
    assert "exceeds" in str(runs_seen(claim)[1])


def test_sizes_against_the_order_confirm_nothing() -> None:
    claim = stated(cost=["C1 * C2", "<=", "m**2"], where=["n <= m"])
    assert problem_with_cost({"sizes": {"m": 1, "n": 2}, "count": "2"}, claim) == "the sizes are not in the order"
