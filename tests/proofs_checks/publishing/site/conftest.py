"""Two sites, built once for all workers: the paper's ledger with the recorded verdicts and all documents, and the
how-to's ledger as it is judged here.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from proofs_checks.judging.results import close_over
from proofs_checks.judging.runner import Plan, judge_claims
from proofs_checks.ledger import FOLDER, Ledger, load_ledger
from proofs_checks.ledger.recorded import read_record
from proofs_checks.publishing.json_report import report_of
from tests.kept import CACHE, kept, locked
from tests.proofs_checks.commands.command import application
from tests.proofs_checks.publishing.site.browser import ARGUMENTS, CHROMIUM, Visit, require_tools, visited
from tests.repository.files import ROOT

SECOND = ROOT / "docs" / "how-to" / "softmax-regression"


def report_from_record(ledger: Ledger, folder: Path = FOLDER) -> dict[str, Any]:
    """The recorded verdicts in the form of a report; evidence is not recorded, so one placeholder stands for it."""
    recorded = read_record(folder / "record.json")
    claims = []
    for claim in ledger.claims:
        entry = recorded.get(claim.key, {"verdict": "undecided"})
        piece = {"method": "record", "strength": "none", "detail": "<recorded> & not judged here"}
        claims.append(
            {
                "id": claim.id,
                "form": claim.form,
                "verdict": entry["verdict"],
                "evidence": [piece],
                "seconds": 0.0,
                "statement": claim.text,
                "reason": "as recorded",
                "conflict": False,
                "fully_proved": False,
                "rests_on": [],
                **({"counterexample": entry["counterexample"]} if "counterexample" in entry else {}),
                **({"slip": claim.slip} if claim.slip else {}),
                **({"reading": claim.reading} if claim.reading else {}),
            }
        )
    return {"schema": 1, "claims": claims, "summary": {}, "differences": []}


def judged_report(ledger: Ledger) -> dict[str, Any]:
    """The report of a small ledger, judged here."""
    return report_of(close_over(judge_claims(ledger.claims, 1, Plan()), ledger, {}), in_ledger=True)


def build_both(folder: Path) -> None:
    """Both sites, what Sphinx said of them, and the reports they are made from."""
    from proofs_checks.publishing.course.cells import outputs_of
    from proofs_checks.publishing.course.chapter import DOCUMENTS, read_course
    from proofs_checks.publishing.data.tables import tables
    from proofs_checks.publishing.site.build import build_site

    with locked("course"):
        outputs_of(read_course(), CACHE)
    with locked("tables"):
        tables(CACHE)
    for name, source, report, documents in (
        ("paper", FOLDER, report_from_record, DOCUMENTS),
        ("second", SECOND, judged_report, None),
    ):
        ledger = load_ledger(source)
        found = report(ledger)
        work = folder / f"work-{name}"
        work.mkdir()
        (work / "cache").symlink_to(CACHE)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations between Sphinx and its extensions
            site = build_site(ledger, found, folder / name, application(), work, documents)
        (folder / f"{name}.json").write_text(json.dumps(found))
        (folder / f"{name}.warnings").write_text("\n".join(site.warnings))


SLOW = pytest.mark.slow(reason="two sites are built, with every cell of the course, and looked at in a browser")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the built sites is slow."""
    for item in items:
        asks = isinstance(item, pytest.Function) and {"sites", "browser"} & set(item.fixturenames)
        if asks and not item.get_closest_marker("exhaustive"):
            item.add_marker(SLOW)


@pytest.fixture(scope="session")
def sites() -> Path:
    """A folder with both sites."""
    require_tools()
    return kept("sites", __file__, build_both)


@pytest.fixture(scope="session")
def paper(sites: Path) -> Path:
    """The site of the paper's ledger."""
    return sites / "paper"


@pytest.fixture(scope="session")
def second(sites: Path) -> Path:
    """The site of the second ledger."""
    return sites / "second"


@pytest.fixture(scope="session")
def report(sites: Path) -> dict[str, Any]:
    """The report that the paper's site is made from."""
    found: dict[str, Any] = json.loads((sites / "paper.json").read_text())
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, without a window."""
    require_tools()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(paper: Path, browser: Any) -> Iterator[Visit]:
    """A page to look at; at the end nothing may have gone wrong and nothing may have left the folder."""
    with visited(browser, paper) as made:
        yield made
        assert made.errors == []
        assert made.outside == []
