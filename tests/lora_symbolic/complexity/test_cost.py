"""Costs: every polynomial equals the operations of a run, and the cheapest bracketing is the cheapest of all."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
import sympy

from lora_symbolic.complexity.cost.compare import at_most, exceeds, in_order, smallest_ones
from lora_symbolic.complexity.cost.count import CostError, cost_of, symmetric
from lora_symbolic.complexity.cost.counting import counted
from lora_symbolic.complexity.cost.order import best_at, cheapest, factors_of, together
from lora_symbolic.complexity.cost.paper import (
    ORDER,
    SAMPLE_SIZES,
    counts,
    exact_plans,
    exact_steps,
    fitting,
    printed_total,
)
from lora_symbolic.evaluation import evaluate, rational_at
from lora_symbolic.language import (
    Term,
    colkron,
    diag,
    exp,
    eye,
    grad,
    kron,
    matrix,
    ones,
    reciprocal,
    rowkron,
    rowsum,
    scalar,
    softmax,
    subterms,
    sum_entries,
    variables,
)
from lora_symbolic.language.size import symbol

L, d, r, k1 = (symbol(name) for name in ("L", "d", "r", "k1"))
X, Z, W, v = matrix("X", "L", "d"), matrix("Z", "L", "r"), matrix("W", "d", "d"), matrix("v", "L", 1)

OPERATIONS = {
    "product": X @ W,
    "outer product": v @ v.T,
    "shared product": (X @ W) * (X @ W),
    "row scaling": diag(v) @ X,
    "column scaling": X.T @ diag(v),
    "two diagonals": diag(v) @ diag(v) @ X,
    "matrix of ones": X.T @ ones("L", 1),
    "identity": eye("L") @ X @ W,
    "hadamard with a diagonal": diag(v) * (X @ X.T),
    "scaling by a number": 3 * X - X,
    "sign": (-1) * X,
    "scaling by a size": scalar(d + 1) * X,
    "scaling by an entry": sum_entries(X) * X,
    "kronecker": kron(X, W),
    "kronecker with an identity": kron(eye("d"), X),
    "face splitting": rowkron(X, Z),
    "Khatri-Rao": colkron(X, W),
    "softmax": softmax(X @ X.T),
    "normalised factors": diag(reciprocal(rowsum(exp(X)))) @ exp(X),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_count_is_what_a_run_counts(name: str) -> None:
    cost = cost_of(OPERATIONS[name])
    for sizes in SAMPLE_SIZES:
        tally = counted(sizes, OPERATIONS[name])
        assert tally.multiplications == rational_at(cost.multiplications, sizes)
        assert tally.exponentials == rational_at(cost.exponentials, sizes)
        assert tally.reciprocals == rational_at(cost.reciprocals, sizes)


def test_a_wrong_count_is_noticed() -> None:
    wrong = cost_of(X @ W).multiplications + r
    assert counted(SAMPLE_SIZES[0], X @ W).multiplications != rational_at(wrong, SAMPLE_SIZES[0])


@pytest.mark.parametrize("name", sorted(counts()))
def test_the_paper_s_counts_are_what_runs_count(name: str) -> None:
    for sizes in map(fitting, SAMPLE_SIZES):
        assert counts()[name].run(sizes) == rational_at(counts()[name].multiplications, sizes)


@pytest.mark.parametrize(
    ("name", "grows_with", "exponent"),
    [("p-naive", "L", 3), ("p", "L", 2), ("exact", "L", 2), ("almost-linear", "L", 1), ("W", "d", 2)],
)
def test_measured_growth_exponents(name: str, grows_with: str, exponent: int) -> None:
    base = {"L": 6, "d": 2, "r": 1}
    small, large = ({**base, grows_with: base[grows_with] * factor} for factor in (2, 4))
    measured = math.log2(counts()[name].run(fitting(large)) / counts()[name].run(fitting(small)))
    assert measured == pytest.approx(exponent, abs=0.2)


def test_derivatives_are_no_algorithm() -> None:
    with pytest.raises(CostError, match="grad"):
        cost_of(grad(sum_entries(X), X))


def _all_brackets(factors: Sequence[Term]) -> list[Term]:
    if len(factors) == 1:
        return [factors[0]]
    return [
        left @ right
        for cut in range(1, len(factors))
        for left, right in itertools.product(_all_brackets(factors[:cut]), _all_brackets(factors[cut:]))
    ]


def test_the_cheapest_plan_is_the_cheapest_of_all_bracketings() -> None:
    names = ("L", "d", "r", "k")
    chain = [matrix(f"M{i}", a, b) for i, (a, b) in enumerate(itertools.pairwise(("d", "L", "r", "k", "L", "d")))]
    plans = cheapest(product_of(chain))
    for sizes in itertools.islice(in_order(names, (), (1, 2, 5, 9)), 0, None, 7):
        least = min(rational_at(cost_of(term).multiplications, sizes) for term in _all_brackets(chain))
        assert rational_at(best_at(plans, sizes).cost.multiplications, sizes) == least


def product_of(chain: Sequence[Term]) -> Term:
    result = chain[0]
    for factor in chain[1:]:
        result = result @ factor
    return result


def test_a_plan_has_the_value_of_its_term() -> None:
    term = (X @ W).T @ (X @ W @ W)
    values, sizes = {"X": [[1, 2], [3, 4], [0, 5]], "W": [[1, -1], [2, 3]]}, {"L": 3, "d": 2}
    for plan in cheapest(term):
        assert (evaluate(plan.term, values, sizes) == evaluate(term, values, sizes)).all()


def test_transposed_products_are_chains_too() -> None:
    assert [str(factor) for factor in factors_of((X @ W).T @ X)] == ["W.T", "X.T", "X"]


def test_two_terms_share_their_products() -> None:
    B, A, p = matrix("B", "d", "r"), matrix("A", "r", "d"), matrix("p", "L", "L")
    plans = together((B.T @ X.T @ p @ X, X.T @ p @ X @ A.T), ORDER)
    shared = X.T @ (p @ X)
    wide = best_at(plans, {"L": 100, "d": 10, "r": 10})
    assert shared in set(wide.terms[0].args) | set(wide.terms[1].args)
    thin = best_at(plans, {"L": 100, "d": 10, "r": 1})
    assert rational_at(thin.cost.multiplications, {"L": 100, "d": 10, "r": 1}) < rational_at(
        cost_of(B.T @ shared, shared @ A.T).multiplications, {"L": 100, "d": 10, "r": 1}
    )


def test_comparisons_are_proofs_and_their_failures_are_not() -> None:
    assert at_most(d * r, d * L, ORDER)
    assert not at_most(d * L, d * r, ORDER)
    assert exceeds(d * L, d * r, ORDER) == {"L": 2, "d": 1, "r": 1}
    assert not at_most(4 * d, d**2 + 4)  # true, (d - 2)^2 >= 0, and not proved by the signs of x^2 - 2x + 1
    kept = [name for _, name in smallest_ones([(L * d, "a"), (L * r, "b"), (d * r, "c")], ORDER)]
    assert kept == ["c"]


def test_theorem_f1_bounds_the_sum_of_its_steps_whatever_d_is() -> None:
    total = counts()["exact"].multiplications
    assert at_most(total, 7 * printed_total())
    assert not at_most(total, 6 * printed_total())
    assert exceeds(total, 6 * printed_total()) is not None


def test_theorem_f1_holds_for_any_symmetric_t_mat() -> None:
    steps = [step for step in exact_steps() if step.name != "f-times-C3"]
    added = sum((symmetric(step.counted) for step in steps), sympy.Integer(0))
    assert added == symmetric(counts()["exact"].in_t_mat)
    products = {term.as_coeff_Mul()[1] for term in sympy.Add.make_args(added)}
    T = sympy.Function("T_mat")
    assert products == {L**2, symmetric(T(d, L, L)), symmetric(T(d, d, L)), symmetric(T(d, d, r))}


def test_a_thin_adapter_makes_another_order_cheapest() -> None:
    sizes = {"L": 512, "d": 64, "r": 4}
    cheapest_of_all = rational_at(best_at(exact_plans(), sizes).cost.multiplications, sizes)
    assert cheapest_of_all < rational_at(counts()["exact"].multiplications, sizes)
    wide = {"L": 512, "d": 64, "r": 64}
    assert rational_at(best_at(exact_plans(), wide).cost.multiplications, wide) == rational_at(
        counts()["exact"].multiplications, wide
    )


def test_the_almost_linear_gradient_is_linear_in_the_width() -> None:
    assert at_most(counts()["almost-linear"].multiplications, 27 * L * d**2 * k1, ORDER)
    assert not at_most(counts()["almost-linear"].multiplications, 26 * L * d**2 * k1, ORDER)
    assert at_most(counts()["almost-linear-full"].multiplications, 39 * L * d**2 * k1, ORDER)


def test_memory_of_the_almost_linear_gradient_has_no_square_of_the_tokens() -> None:
    degree_in_tokens = {
        name: sympy.Poly(counts()[name].cost.total_memory, L).degree() for name in ("exact", "almost-linear")
    }
    assert degree_in_tokens == {"exact": 2, "almost-linear": 1}
    assert L**2 in counts()["exact"].cost.largest_memory


@pytest.mark.parametrize("name", ["exact", "almost-linear", "factors-of-p2", "c"])
def test_memory_is_the_size_of_the_arrays_that_are_made(name: str) -> None:
    """Every intermediate array is really computed; a diagonal matrix is stored as its diagonal."""
    terms = counts()[name].terms
    random = np.random.default_rng(1)
    sizes = {"L": 3, "d": 2, "r": 1, "k1": 4, "k2": 5}
    values = {
        variable.name: random.random((int(rational_at(variable.rows, sizes)), int(rational_at(variable.cols, sizes))))
        for term in terms
        for variable in variables(term)
    }
    made = [
        evaluate(node, values, sizes)
        for node in subterms(*terms)
        if node.args and node.op not in ("transpose", "vec", "colvec")
    ]
    stored = [len(array) if is_diagonal(array) else array.size for array in made]
    assert sum(stored) == rational_at(counts()[name].cost.total_memory, sizes)
    assert max(stored) == max(rational_at(size, sizes) for size in counts()[name].cost.largest_memory)


def is_diagonal(array: np.ndarray) -> bool:
    return array.shape[0] > 1 and array.shape[0] == array.shape[1] and not (array - np.diag(np.diag(array))).any()
