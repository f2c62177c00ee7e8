"""The fragments on other ways and on training show what is stored, and say so where nothing is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("matplotlib", reason="matplotlib, of the extra site, is not installed")

from proofs_checks.publishing.site.measurements.peers import MISSING, peers_fragments
from proofs_checks.publishing.site.measurements.stored import RESULTS, measured_fragments
from proofs_checks.publishing.site.measurements.training import training_fragments
from tests.repository.files import ROOT

STORED = ROOT / "benchmarks" / "results"
DOCUMENTS = ROOT / "docs" / "explanation"


@pytest.mark.parametrize(("name", "draw"), [("peers", peers_fragments), ("training", training_fragments)])
def test_pages_show_every_fragment_and_no_other(name: str, draw: Any) -> None:
    text = (DOCUMENTS / f"practice-{name}.md").read_text(encoding="utf-8")
    fragments = draw(STORED)
    assert {f":file: ../{path}" for path in fragments} == {
        line for line in text.splitlines() if line.startswith(":file:")
    }
    assert all(part.startswith(("<p>", "<div", "<figure")) for part in fragments.values())


def test_results_are_those_of_the_repository_of_the_documents_and_a_page_says_when_there_are_none(
    tmp_path: Path,
) -> None:
    tables = {f"_generated/first-steps-{name}.html" for name in ("table", "journeys")}
    own = "_generated/wrong-statements-table.html"
    nothing = measured_fragments(tmp_path / "docs")
    missing = {path for path, text in nothing.items() if text.startswith("<p>Not measured yet: <code>")}
    assert set(nothing) - missing == {own}  # these results are part of the package
    shutil.copytree(STORED / "first_steps", tmp_path / RESULTS / "first_steps")
    one = measured_fragments(tmp_path / "docs")
    assert {path for path in one if one[path] != nothing[path]} == tables
    assert ROOT / RESULTS == STORED


def test_without_results_the_command_is_named(tmp_path: Path) -> None:
    assert set(peers_fragments(tmp_path).values()) == {MISSING}
    assert "make bench-training" in next(iter(training_fragments(tmp_path).values()))


@pytest.mark.parametrize("name", ["peers", "training"])
def test_stored_results_keep_their_certificates(name: str) -> None:
    report = json.loads((STORED / f"lowrank-{name}.json").read_text(encoding="utf-8"))
    assert report["compared"] > 0
    assert report["missed"] == []


def test_a_stored_number_that_changes_changes_the_page(tmp_path: Path) -> None:
    report = json.loads((STORED / "lowrank-peers.json").read_text(encoding="utf-8"))
    before = peers_fragments(STORED)["_generated/peers-published.html"]
    for record in report["records"]:
        if record["cell"]["study"] == "published":
            record["result"]["published"]["measure"] *= 2
    (tmp_path / "lowrank-peers.json").write_text(json.dumps(report))
    assert peers_fragments(tmp_path)["_generated/peers-published.html"] != before
