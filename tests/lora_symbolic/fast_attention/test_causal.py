"""A causal mask: the gradients of masked softmax, whole chunks and parts of them; what takes all pairs refuses it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lora_symbolic.fast_attention import (
    FastAttentionError,
    OutOfReach,
    PartialArrays,
    full_gradient,
    oracle_gradient,
    partial_gradient,
)
from lora_symbolic.fast_attention.factors import attention_factors
from tests.lora_symbolic.fast_attention.dense import dense_full, dense_partial, random_full, random_partial


def causal(problem: PartialArrays) -> PartialArrays:
    """The same with the mask."""
    return replace(problem, causal=True)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("tokens", [1, 2, 100, 700])
def test_the_exact_gradient_is_that_of_masked_softmax(tokens: int, threads: int) -> None:
    problem = causal(random_partial(tokens, tokens, 3, bound=3.0))
    found, expected = partial_gradient(problem, threads=threads), dense_partial(problem)
    assert found.plan.method == "exact"
    for name, reference in expected.items():
        size = np.abs(reference).max()
        assert (np.abs(found[name] - reference) <= found.errors[name] + 1e-13 * size).all()
        assert found.error_bound[name] <= 1e-9 * max(size, 1.0)
    if tokens > 1:
        unmasked = dense_partial(replace(problem, causal=False))
        assert np.abs(found["dA"] - unmasked["dA"]).max() > 100 * found.error_bound["dA"]


def test_full_adaptation_takes_it_too() -> None:
    problem = replace(random_full(3, 80, 80), causal=True)
    found = full_gradient(problem)
    for name, reference in dense_full(problem).items():
        assert np.abs(found[name] - reference).max() <= found.error_bound[name] + 1e-12


def test_later_tokens_do_not_matter_to_earlier_queries() -> None:
    problem = causal(random_partial(5, 90, 2))
    still = problem.Y.copy()
    still[:40] += 1.0
    C2 = problem.C2.copy()
    C2[60:] = 7.0

    def difference(one: PartialArrays) -> np.ndarray:
        """What the first 40 residuals add."""
        return np.asarray(partial_gradient(replace(one, Y=still))["dB"] - partial_gradient(one)["dB"])

    assert np.allclose(difference(problem), difference(replace(problem, C2=C2)), rtol=1e-9, atol=1e-12)


def test_the_oracle_form_knows_the_mask() -> None:
    problem = causal(random_partial(6, 50, 3))
    dA, dB = oracle_gradient(problem)
    expected = dense_partial(problem)
    assert np.allclose(dA, expected["dA"], rtol=0, atol=1e-12)
    assert np.allclose(dB, expected["dB"], rtol=0, atol=1e-12)


def test_what_takes_all_pairs_refuses_it() -> None:
    problem = causal(random_partial(7, 60, 2))
    with pytest.raises(OutOfReach, match="mask is causal"):
        attention_factors(problem, 1e-3)
    with pytest.raises(FastAttentionError, match="C2: 50 rows; expected 60 as in C1, since the mask is causal"):
        replace(problem, C2=problem.C2[:50], C3=problem.C3[:50])
