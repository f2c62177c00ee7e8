"""The factors multiply to what they stand for, and with exact factors the gradient is exact."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic.attention import factor_chain, partial_adaptation, printed_residual_chain, residual_chain
from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import diag, matrix, rowsum, same_size, size, subterms
from lora_symbolic.proving import prove_equal
from tests.lora_symbolic.attention.statements import SHAPES, agree, values_of

CHAIN = factor_chain()
PROBLEM = partial_adaptation()


def test_face_splitting_products_multiply_to_the_entrywise_product() -> None:
    assert prove_equal(CHAIN.p1, CHAIN.f * CHAIN.q).proved
    assert agree(CHAIN.p1, CHAIN.f * CHAIN.q)
    assert not agree(CHAIN.p1, CHAIN.f @ CHAIN.q)


def test_r_is_the_inner_products_of_the_rows() -> None:
    assert prove_equal(CHAIN.r, rowsum(CHAIN.f * CHAIN.q)).proved
    assert all(not same_size(node.cols, size("L")) or node.op == "transpose" for node in subterms(CHAIN.r))


def test_p2_goes_by_rows_and_the_printed_form_by_columns_does_not() -> None:
    rows = diag(rowsum(CHAIN.f * CHAIN.q)) @ CHAIN.f

    assert prove_equal(CHAIN.p2, rows).proved
    assert not agree(CHAIN.printed_p2, rows)
    assert not agree(CHAIN.printed_p2, rows.T)


def test_the_merged_form_is_the_difference() -> None:
    assert prove_equal(CHAIN.p, CHAIN.p1 - CHAIN.p2).proved
    assert agree(CHAIN.p, CHAIN.p1 - CHAIN.p2)
    assert not agree(CHAIN.p, CHAIN.p1 + CHAIN.p2)
    assert same_size(CHAIN.U.cols, size("k1 * (k2 + 1)"))


def test_the_residual_chain_has_the_width_of_a_head() -> None:
    chain = residual_chain(PROBLEM.C3, PROBLEM.Y)

    assert prove_equal(chain.q, (chain.f @ PROBLEM.C3 - PROBLEM.Y) @ PROBLEM.C3.T).proved
    assert same_size(chain.U.cols, size("k1 * (d + 1)"))


def test_the_printed_second_factors_are_twice_as_wide_and_give_the_transpose_of_q() -> None:
    printed, chain = printed_residual_chain(PROBLEM.C3, PROBLEM.Y), residual_chain(PROBLEM.C3, PROBLEM.Y)

    assert prove_equal(printed.q, chain.q.T).proved
    assert not agree(printed.q, chain.q)
    assert same_size(printed.U2.cols, size("2 * d"))


@pytest.mark.parametrize("sizes", SHAPES, ids=str)
def test_with_the_exact_attention_as_factor_the_gradient_is_exact(sizes: dict[str, int]) -> None:
    sizes = {**sizes, "k1": sizes["L"]}
    chain = residual_chain(PROBLEM.C3, PROBLEM.Y)
    values = values_of(PROBLEM.loss, sizes=sizes)
    values |= {"U1": evaluate(PROBLEM.f, values, sizes), "V1": np.eye(sizes["L"])}

    for fast, exact in (
        (chain.gradient_A(PROBLEM), PROBLEM.gradient_A),
        (chain.gradient_B(PROBLEM), PROBLEM.gradient_B),
    ):
        expected = evaluate(exact, values, sizes)
        assert evaluate(fast, values, sizes) == pytest.approx(expected)
        values_off = {**values, "U1": values["U1"] + 1}
        assert np.abs(evaluate(fast, values_off, sizes) - expected).max() > 1e-6


def test_no_product_of_the_fast_gradient_is_as_large_as_the_attention() -> None:
    L = matrix("C1", "L", "d").rows
    fast = factor_chain().gradient_A(PROBLEM)

    assert all(not (node.rows == L and node.cols == L) or node.op == "diag" for node in subterms(fast))
    assert any(node.rows == L and node.cols == L for node in subterms(PROBLEM.gradient_A))
