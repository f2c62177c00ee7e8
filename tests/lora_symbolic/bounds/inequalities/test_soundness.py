"""Soundness on random inequalities: no false one is proved, and of the true ones nearly all are."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from lora_symbolic.bounds.inequalities import bounded
from tests.lora_symbolic.bounds.inequalities.bench import setting
from tests.lora_symbolic.bounds.inequalities.composed import true_and_false


def counts(seeds: Iterable[int]) -> tuple[int, int, int, list[str]]:
    """How many true claims there are, how many of them are proved, how many false ones, and the false ones proved."""
    true = proved = false = 0
    wrong: list[str] = []
    for seed in seeds:
        one, other = true_and_false(seed)
        true += 1
        proved += bounded(one.comparison, setting(one)).proved
        if other is not None:
            false += 1
            if bounded(other.comparison, setting(other)).proved:
                wrong.append(other.comparison.text)
    return true, proved, false, wrong


def test_no_false_inequality_is_proved_and_nearly_every_true_one_is() -> None:
    true, proved, false, wrong = counts(range(8))
    assert wrong == []
    assert proved >= 0.9 * true
    assert false >= 0.9 * true


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(8, 48), marks=pytest.mark.slow(reason="random inequalities, each attacked")),
        pytest.param(range(48, 208), marks=pytest.mark.exhaustive(reason="the rest of two hundred")),
    ],
    ids=["forty", "two hundred"],
)
def test_two_hundred_of_each(seeds: range) -> None:
    true, proved, false, wrong = counts(seeds)
    assert wrong == []
    assert proved >= 0.9 * true
    assert false >= 0.9 * true
