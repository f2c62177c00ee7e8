"""The errata for the authors: two pages, what stands first, every false claim and every slip once, theorems first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from proofs_checks.ledger import Ledger
from proofs_checks.publishing.data.authors import letter, theorems_after
from proofs_checks.publishing.data.data import site_data
from proofs_checks.publishing.data.views import ledger_views
from proofs_checks.publishing.document.build import compile_tex
from proofs_checks.publishing.document.environment import environment
from proofs_checks.publishing.document.prepare import MARKS, prepared
from tests.proofs_checks.publishing.document.tools import require_latex
from tests.proofs_checks.publishing.site.conftest import report_from_record

WRONG = ("refuted", "ill-typed", "conditionally-refuted")
LETTER = pytest.mark.slow(reason="the views of all items are made, and LaTeX typesets them")


@pytest.fixture(scope="module")
def report(ledger: Ledger) -> dict[str, Any]:
    return report_from_record(ledger)


@pytest.fixture(scope="module")
def made(ledger: Ledger, report: dict[str, Any]) -> dict[str, Any]:
    data = site_data(ledger, report, {})
    views = list(prepared(ledger_views(ledger, data)))
    return {"letter": letter(ledger, views), "numbers": data["numbers"], "paper": ledger.paper}


@LETTER
def test_every_false_claim_and_every_slip_is_there_once(
    made: dict[str, Any], ledger: Ledger, report: dict[str, Any]
) -> None:
    printed = [c for c in report["claims"] if c["form"] == "printed" and "reading" not in c and c["verdict"] in WRONG]
    false = [claim for claim in printed if "slip" not in claim]
    assert sum(fault["count"] for fault in made["letter"]["faults"]) == len(false) > 0
    assert sorted(slip["id"] for slip in made["letter"]["slips"]) == sorted(ledger.slips)


@LETTER
def test_what_theorems_show_comes_first(made: dict[str, Any]) -> None:
    own = [len(fault["own"]) for fault in made["letter"]["faults"]]
    assert own == sorted(own, reverse=True)
    used = [bool(slip["theorems"]) for slip in made["letter"]["slips"]]
    assert used == sorted(used, reverse=True)


@LETTER
def test_what_stands_is_counted_from_the_standings(made: dict[str, Any]) -> None:
    for one in made["letter"]["stands"]["theorems"]:
        assert 0 < one["hold"] <= one["claims"]
    assert all(view["standing"]["kind"] == "true" for view in made["letter"]["stands"]["true"])


@LETTER
def test_the_letter_has_two_pages_and_no_complaint(made: dict[str, Any], tmp_path: Path) -> None:
    require_latex()
    values = {"linked": False, "known": set(), "marks": MARKS, "width": 440.0, **made}
    text = environment(440.0, values).get_template("errata/authors.tex.jinja").render(title="Errata for the authors")
    assert text.index("What stands") < text.index("What does not hold") < text.index("textbf{Slips,}")
    (tmp_path / "authors.tex").write_text(text)
    log = compile_tex(tmp_path, "authors.tex", tmp_path / "authors.pdf")
    assert not log.complaints
    assert log.pages <= 2


def test_theorems_that_use_an_item_are_found(ledger: Ledger) -> None:
    assert "theorem-3.1" in theorems_after(ledger, ["lemma-3.3"])
    assert theorems_after(ledger, ["theorem-F.1"]) == ["theorem-F.1"]
    assert "theorem-F.1" not in theorems_after(ledger, ["lemma-3.3"])
