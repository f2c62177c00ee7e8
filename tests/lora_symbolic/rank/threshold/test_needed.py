"""What a hypothesis is needed for: inputs within the others whose factors are as wide as the tokens are many."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from lora_symbolic.rank.threshold.needed import DROPPED, dropped_argument


@pytest.mark.parametrize("dropped", DROPPED)
def test_the_family_needs_the_whole_width(dropped: str) -> None:
    assert dropped_argument(dropped, Fraction(7, 5)).holds


@pytest.mark.parametrize(("dropped", "exponent"), [("queries", "139/100"), ("keys", "1"), ("accuracy", "99/100")])
def test_a_coarser_accuracy_is_not_argued_for(dropped: str, exponent: str) -> None:
    found = dropped_argument(dropped, Fraction(exponent))
    assert [step.statement for step in found.failures] == [found.steps[-1].statement]


@pytest.mark.parametrize("bound", [1e-3, 1.0, 20.0])
def test_one_bound_alone_limits_nothing(bound: float) -> None:
    """NumPy: the softmax is the same however small the keys are, and its least singular value is tanh(1)^4."""
    rows = np.array([[1 - 2 * (i >> j & 1) for j in range(4)] for i in range(16)], dtype=float)
    logits = (rows / bound) @ (bound * rows).T
    f = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    assert np.abs(bound * rows).max() <= bound
    assert np.linalg.svd(f)[1].min() == pytest.approx(np.tanh(1.0) ** 4)
