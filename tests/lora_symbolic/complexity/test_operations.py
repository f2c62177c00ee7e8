"""All operations: runs that count make as many additions, and a machine that moves words as many moves."""

from __future__ import annotations

import pytest

from lora_symbolic.complexity.cost.counting import counted
from lora_symbolic.complexity.cost.operations import operations_of
from lora_symbolic.complexity.cost.paper import counts, fitting
from lora_symbolic.evaluation import rational_at
from lora_symbolic.language import (
    block,
    colsum,
    commutation,
    diag,
    matrix,
    ones,
    rowsum,
    softmax,
    sum_entries,
    trace,
    vec,
)

X, Y, v = matrix("X", "m", "n"), matrix("Y", "n", "m"), matrix("v", "m", 1)
TERMS = [X @ Y, X + X, X - Y.T, rowsum(X), colsum(X), sum_entries(X), trace(X @ Y), softmax(X), diag(v) @ X]
TERMS += [X @ ones("n", 1), block([[X, -X]]), X * X]


@pytest.mark.parametrize("sizes", [{"m": 1, "n": 1}, {"m": 3, "n": 2}, {"m": 1, "n": 4}])
def test_a_run_makes_the_additions_of_the_polynomial(sizes: dict[str, int]) -> None:
    for term in TERMS:
        made = operations_of(term)
        assert counted(sizes, term).additions == rational_at(made.additions, sizes), term


@pytest.mark.parametrize("name", ["almost-linear", "almost-linear-full", "exact", "factors-of-p2"])
def test_the_algorithms_of_the_paper_do_as_much_as_is_said(name: str) -> None:
    made, sizes = counts()[name], fitting({"L": 4, "d": 2, "r": 2})
    tally, found = counted(sizes, *made.terms), made.operations
    assert tally.additions == rational_at(found.additions, sizes)
    assert tally.multiplications == rational_at(found.multiplications - made.outside, sizes)


def test_words_are_moved_for_operands_and_results() -> None:
    """A product of 2 x 3 by 3 x 2: 12 products and 8 additions read two words and write one each."""
    made = operations_of(X @ Y)
    assert rational_at(made.moves, {"m": 2, "n": 3}) == 3 * (12 + 8)
    copied = operations_of(block([[X, -X]]))
    assert rational_at(copied.copies, {"m": 2, "n": 3}) == 6 + 12
    assert rational_at(copied.total, {"m": 2, "n": 3}) == 3 * 18


def test_a_permutation_moves_each_entry_and_costs_something() -> None:
    """2 x 3 entries, each read, written and copied once; a reshaping alone costs nothing."""
    moved = commutation("m", "n") @ vec(X)
    assert rational_at(operations_of(moved).total, {"m": 2, "n": 3}) == 3 * 6
    assert rational_at(operations_of(moved).multiplications, {"m": 2, "n": 3}) == 0
    assert rational_at(operations_of(vec(X)).total, {"m": 2, "n": 3}) == 0
