"""The comparison of printed formulas with a text layer: what a page lacks is told, what it has is not."""

from __future__ import annotations

import importlib.util
import re
import sys
import tomllib
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


FONTS = '<fontspec id="0" size="10" family="CMMI10"/><fontspec id="1" size="7" family="CMMI7"/>'
SET = (  # W with Q below, the transpose above it, then C
    '<text top="20" left="10" width="9" height="9" font="0">W</text>'
    '<text top="23" left="19" width="5" height="7" font="1">Q</text>'
    '<text top="16" left="19" width="5" height="7" font="1">⊤</text>'
    '<text top="20" left="26" width="7" height="9" font="0">C</text>'
)


def test_a_page_tells_an_index_from_a_factor(readings: ModuleType) -> None:
    places = sys.modules["places"]
    rows = places.of_page(f"<page>{FONTS}{SET}</page>")
    assert [[str(symbol) for symbol in row] for row in rows] == [["W^⊤_Q", "C"]]
    assert places.lacking(places.of_latex(r"W_Q^\top C"), rows) == []
    for wrong, told in ((r"W^Q C", ["W^Q"]), (r"W_Q C^\top", ["C^⊤"]), (r"C W_Q^\top", ["C W"]), (r"W_K C", ["W_K"])):
        assert places.lacking(places.of_latex(wrong), rows) == told


def pages_named(sentence: str) -> set[str]:
    """The pages in the brackets of a slip's sentence."""
    return {page for found in re.findall(r"\(pp?\. ([^)]*)\)", sentence) for page in re.findall(r"\d+", found)}


def test_what_was_seen_names_slips_on_their_pages(readings: ModuleType) -> None:
    """Every slip of the first list was looked at on the page, and every note is of a known slip and its page."""
    folder = ROOT / "proofs_checks" / "ledgers" / "lora" / "paper"
    slips = tomllib.loads((folder / "slips.toml").read_text(encoding="utf-8"))
    entries = tomllib.loads((folder / "seen.toml").read_text(encoding="utf-8"))["entries"]
    first = {"one-term-twice", "q-without-index", "Y-for-c", "inverse-of-D", "block-without-index", "number-for-vector"}
    first |= {"W-for-Wbar", "transpose-of-C1", "ones-of-length-n", "summand-without-index", "o-of-almost-linear"}
    assert first <= {entry["slip"] for entry in entries}
    for entry in entries:
        assert set(entry) == {"page", "slip", "seen"}
        assert str(entry["page"]) in pages_named(slips[entry["slip"]]), entry
        assert len(entry["seen"].split()) >= 6, entry
