"""What ways other than the exact one could save in a head: counted right where the answer is known."""

from __future__ import annotations

import json

import numpy as np

from benchmarks.lowrank.models.shares import ACCURACY, shares, words
from tests.repository.files import ROOT

LONG = 65536


def head(scale: float) -> dict[str, float]:
    rng = np.random.default_rng(0)
    return shares(scale * rng.standard_normal((48, 8)), rng.standard_normal((40, 8)), LONG)


def test_flat_attention_needs_a_low_degree_and_almost_all_of_the_keys() -> None:
    found = head(1e-6)
    assert found["top-k"] < 0.01
    assert found["clusters"] < 0.01
    assert found["directions"] < 0.01
    assert abs(found["skipped"] - (1 - ACCURACY)) < 0.05


def test_peaked_attention_needs_few_keys_and_no_polynomial_serves() -> None:
    found = head(100.0)
    assert found["skipped"] < 0.1
    assert found["directions"] == 1.0
    assert found["top-k"] > 0.5


def test_the_page_says_what_was_stored() -> None:
    stored = json.loads((ROOT / "benchmarks/results/models/shares.json").read_text())
    page = (ROOT / "docs/explanation/real-heads.md").read_text().splitlines()
    expected = words(stored["summary"], len(stored["rows"]))
    assert [line for line in page if line.startswith("- ")] == expected
    medians = {way: float(f"{np.median([row[way] for row in stored['rows']]):.3g}") for way in stored["summary"]}
    assert medians == {way: each["median"] for way, each in stored["summary"].items()}
    assert words({**stored["summary"], "top-k": stored["summary"]["skipped"]}, 72) != expected
