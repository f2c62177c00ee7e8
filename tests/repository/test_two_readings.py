"""The comparison of printed formulas with a text layer: what a page lacks is told, what it has is not."""

from __future__ import annotations

import importlib.util
from types import ModuleType

import pytest

from tests.repository.files import ROOT

PAGE = "∂L/∂AQ = vec (BQ⊤ (CQ(1))⊤ pQ (W Q) CQ(2))   ∥U1 V1⊤ − f (W)∥∞ ≤ ϵ/poly(L)"
PRINTED = r"\frac{\partial\mathcal L}{\partial \underline{A}_Q} = \mathrm{vec}(B_Q^\top p_Q(\underline{W}_Q) C_Q^{(2)})"


@pytest.fixture(scope="module")
def readings() -> ModuleType:
    spec = importlib.util.spec_from_file_location("two_readings", ROOT / ".ci" / "two_readings.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_formula_that_stands_on_the_page_lacks_nothing(readings: ModuleType) -> None:
    assert readings.missing(PRINTED, PAGE) == {}
    assert readings.missing(r"\|U_1 V_1^\top - f\|_\infty \le \epsilon", PAGE) == {}


def test_a_letter_that_the_page_does_not_have_is_told(readings: ModuleType) -> None:
    assert readings.missing(PRINTED.replace("A", "K"), PAGE) == {"K": 1}
    assert readings.missing(PRINTED + r" \otimes X", PAGE) == {"X": 1, "⊗": 1}


def test_an_item_that_goes_on_is_sought_on_all_its_pages(readings: ModuleType) -> None:
    assert readings.pages_of({"page": 35, "place": "Approximation Error, to p. 36"}) == range(35, 38)


def test_every_item_that_shows_a_slip_is_compared(readings: ModuleType) -> None:
    chosen = [item["id"] for item in readings.items() if readings.shows_a_slip(item)]
    assert "lemma-3.7" in chosen
    assert "lemma-2.1" not in chosen
