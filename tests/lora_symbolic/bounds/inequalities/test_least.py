"""Least constants: attained or approached by a family; a larger one is told from the least, and a smaller one fails."""

from __future__ import annotations

import pytest

from lora_symbolic.bounds.inequalities import bounded
from lora_symbolic.bounds.inequalities.least import attained, not_least
from tests.lora_symbolic.bounds.inequalities.bench import RELATIVE, setting, stated

CENTRED = "norm((F*M - diag(rowsum(F*M))@F) - (f*M - diag(rowsum(f*M))@f), inf) <= c*maxabs(M)"
MOVED = ["maxabs(E) <= tau"]
LEAST = [
    ("norm(F - f, inf) <= c", [RELATIVE], "2*tan(arcsin(eps)/2)"),
    (CENTRED, [RELATIVE], "2*tan(arcsin(eps)/2)"),
    ("abs(F - f) <= c*f", [RELATIVE], "2*eps/(1 - eps)"),
    ("maxabs(softmax(S + E) - f) <= c*tau", MOVED, "1/2"),
    ("norm(softmax(S + E) - f, inf) <= c*norm(E, inf)", [], "1/2"),
    ("maxabs(X @ C.T) <= c*maxabs(X)*maxabs(C)", [], "k"),
    ("maxabs(X @ C.T) <= c*norm(X, inf)*maxabs(C)", [], "1"),
]
LARGER = [
    ("maxabs(F - f) <= c", [RELATIVE], "eps"),
    ("maxabs(X @ C.T) <= c*maxabs(X)*maxabs(C)", [], "2*k"),
    ("norm(softmax(S + E) - f, inf) <= c*norm(E, inf)", [], "1"),
]
UNKNOWN = [("maxabs(softmax(S + E) - f) <= c*tau", MOVED, "0.51"), ("maxabs(f @ C) <= c*maxabs(C)", MOVED, "1")]


@pytest.mark.parametrize("holds, where, value", LEAST)
def test_a_least_constant_is_attained_or_approached(holds: str, where: list[str], value: str) -> None:
    claim = stated(holds, where, least=["c", value])
    assert claim.least is not None
    assert bounded(claim.comparison, setting(claim)).proved
    found = attained(claim, claim.least, setting(claim))
    assert found is not None
    assert found.family
    assert found.how


@pytest.mark.parametrize("holds, where, value", LARGER + UNKNOWN)
def test_a_constant_that_is_too_large_is_not_least(holds: str, where: list[str], value: str) -> None:
    claim = stated(holds, where, least=["c", value])
    assert claim.least is not None
    found = bounded(claim.comparison, setting(claim))
    if (holds, value) != (UNKNOWN[1][0], UNKNOWN[1][2]):
        assert attained(claim, claim.least, setting(claim)) is None
    smaller = not_least(claim, claim.least, found, setting(claim))
    assert (smaller is not None) == ((holds, where, value) in LARGER)


@pytest.mark.parametrize("holds, where, value", LEAST)
def test_a_constant_that_is_too_small_does_not_hold(holds: str, where: list[str], value: str) -> None:
    claim = stated(holds, where, least=["c", f"0.99*({value})"])
    assert not bounded(claim.comparison, setting(claim)).proved


def test_a_larger_constant_of_the_centred_product_is_not_least() -> None:
    claim = stated(CENTRED, [RELATIVE], least=["c", "2.01*tan(arcsin(eps)/2)"])
    assert claim.least is not None
    assert not_least(claim, claim.least, bounded(claim.comparison, setting(claim)), setting(claim)) is not None
