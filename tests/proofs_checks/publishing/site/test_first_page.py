"""The first page: its numbers add up and are true of what they count, its picture shows the run, its doors open."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest

from proofs_checks.ledger import Ledger
from proofs_checks.publishing.data.counts import PROVED_PARTS, REFUTED_PARTS, parts_of, recorded_in_coq
from proofs_checks.publishing.data.data import site_data
from proofs_checks.publishing.site.first_page import DOORS, first_page
from proofs_checks.publishing.site.measurements.study import help_in_practice
from proofs_checks.publishing.site.pages import environment
from tests.proofs_checks.publishing.site.conftest import report_from_record
from tests.repository.files import ROOT, make_targets

FRAGMENT = "_generated/{}.html"


class Plain:
    """Formulas as their LaTeX."""

    def html(self, tex: str, *how: object) -> str:
        """A formula."""
        return f"<i>{tex}</i>"


@pytest.fixture(scope="module")
def report(ledger: Ledger) -> dict[str, Any]:
    """Its recorded verdicts."""
    return report_from_record(ledger)


def drawn(ledger: Ledger, report: dict[str, Any]) -> dict[str, str]:
    """The fragments of the first page."""
    data = site_data(ledger, report)
    views = [{**item, "pairs": []} for item in data["items"]]
    templates = environment(Plain(), views)  # type: ignore[arg-type]
    return first_page(templates, {"numbers": data["numbers"], "items": views, "headline": ()}, views)


def test_the_parts_of_a_number_add_up_to_it(ledger: Ledger, report: dict[str, Any]) -> None:
    numbers = site_data(ledger, report)["numbers"]
    assert sum(numbers[part] for part in PROVED_PARTS) == numbers["proved"]
    assert sum(numbers[part] for part in REFUTED_PARTS) == numbers["refuted_as_printed"]
    assert numbers["proved_for_all"] < numbers["proved"]
    assert numbers["refuted_by_entry"] < numbers["refuted_as_printed"]


def test_a_claim_counts_as_what_it_is() -> None:
    def part(**claim: Any) -> list[str]:
        return [name for name, count in parts_of([{"form": "printed", "kind": "equal", **claim}]).items() if count]

    assert part(verdict="proved") == ["proved_for_all"]
    assert part(verdict="proved", conditions=["d is not 0"]) == ["proved_where"]
    assert part(verdict="proved", kind="judged") == ["proved_statements"]
    assert part(verdict="refuted", counterexample={"entry": [0, 0]}) == ["refuted_by_entry"]
    assert part(verdict="refuted", counterexample={"family": "words"}) == ["refuted_otherwise"]
    assert part(verdict="refuted", reading="weaker") == part(verdict="undecided") == []


def test_coq_counts_its_record_and_says_when_that_was_made(ledger: Ledger, report: dict[str, Any]) -> None:
    found = recorded_in_coq(ledger)
    made = json.loads((ROOT / "proofs_checks" / "coq" / "toolchain" / "compiled.json").read_text())
    shown = drawn(ledger, report)[FRAGMENT.format("judged")]
    assert found["coq_recorded"] > found["coq_recorded_corrected"] > 100
    assert f"compiled on {made['compiled']} with Coq {made['coqc']}" in shown
    assert f'data-number="coq_recorded">{found["coq_recorded"]}<' in shown
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", made["compiled"])


def test_the_picture_shows_the_verdicts_of_the_run(ledger: Ledger, report: dict[str, Any]) -> None:
    def marks(found: dict[str, Any]) -> list[str]:
        return re.findall(r"verdict-([a-z-]+)", drawn(ledger, found)[FRAGMENT.format("picture")])

    changed = json.loads(json.dumps(report))
    for claim in changed["claims"]:
        if claim["id"] == "theorem-3.1/time":
            claim["verdict"] = "undecided"
    before, after = marks(report), marks(changed)
    assert len(before) == len(after) == 4
    assert [new for old, new in zip(before, after, strict=True) if old != new] == ["undecided", "undecided"]


def test_every_false_item_says_what_was_found(ledger: Ledger, report: dict[str, Any]) -> None:
    shown = drawn(ledger, report)[FRAGMENT.format("judged")]
    false = [item for item in site_data(ledger, report)["items"] if item["standing"]["kind"] == "false"]
    assert false
    assert re.findall(r'<li><a href="items/([\w.-]+)\.html">', shown) == [item["id"] for item in false]


def test_every_door_is_one_command_on_what_is_there() -> None:
    for _, command, page, _ in DOORS:
        program, *words = shlex.split(command)
        assert program in ("lora-symbolic", "make")
        assert program != "make" or set(words) <= make_targets()
        assert [word for word in words if word.startswith("docs/") and not (ROOT / word).is_file()] == []
        assert (ROOT / "docs" / page).with_suffix(".md").is_file()


def test_whether_it_helps_a_model_is_said_with_what_was_measured() -> None:
    measured = {(4, 1.0): (711.0, 9), (4, 8.0): (None, 4096), (16, 1.0): (5000.0, 9), (16, 8.0): (None, None)}
    measured |= {(2, bound): (1.0, 9) for bound in (1.0, 8.0)}
    cells = [
        {"eps": 0.1, "width": width, "bound": bound, "measured": tokens, "most": most}
        for (width, bound), (tokens, most) in measured.items()
    ]
    said = help_in_practice({"crossovers": cells})
    assert "width 4, logits up to 1: from 710 tokens, up to 8: not up to 4096 tokens" in said
    assert "width 16, logits up to 1: from 5000 tokens, up to 8: never run, too slow" in said
