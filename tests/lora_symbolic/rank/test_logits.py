"""The bound on a logit is beta w gamma^2, attained, and not one bit less."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.rank.logits import attain_logits, largest_logit, logit_bound

entries = st.fractions(min_value=-3, max_value=3, max_denominator=4)


@given(st.integers(1, 4), st.data())
def test_no_logit_exceeds_the_bound(width: int, data: st.DataObject) -> None:
    rows = st.lists(st.lists(entries, min_size=width, max_size=width), min_size=1, max_size=3)
    left, right = data.draw(rows), data.draw(rows)
    gamma = max(abs(x) for row in left + right for x in row)
    assert largest_logit(left, right) <= logit_bound(width, gamma)


@pytest.mark.parametrize("width", [1, 7, 64])
@pytest.mark.parametrize("gamma", [Fraction(1), Fraction(3, 2)])
def test_the_bound_is_attained(width: int, gamma: Fraction) -> None:
    one, scaled = attain_logits(2, width, gamma), attain_logits(2, width, gamma, Fraction(1, width))
    assert one.attained
    assert one.largest == width * gamma**2
    assert scaled.attained
    assert scaled.largest == gamma**2


def test_without_the_temperature_the_bound_gamma_squared_fails() -> None:
    assert attain_logits(1, 2, 1).largest > 1


def test_bad_input_is_told() -> None:
    with pytest.raises(ApproximationError, match="width >= 1"):
        logit_bound(0, 1)
