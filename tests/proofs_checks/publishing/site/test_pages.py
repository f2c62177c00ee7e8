"""Pages as files: no warning, no link that leads nowhere, no number of their own, none too large."""

from __future__ import annotations

import json
import re
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from proofs_checks.coq.toolchain.references import theorem_uses
from proofs_checks.ledger.load import load_ledger
from proofs_checks.ledger.used import uses_of
from tests.repository.files import ROOT

pytestmark = pytest.mark.timeout(400)  # the first of them builds two sites

LARGEST = 1_500_000
JUDGED = ("proved", "refuted", "ill-typed", "conditional", "conditionally-refuted")
WORDS = "claims|items|verdicts|proved|refuted|ill-typed|undecided|conventions|theorems"


def pages(folder: Path) -> list[Path]:
    """Every page of a site."""
    return sorted(folder.rglob("*.html"))


def dead_links(folder: Path) -> list[str]:
    """What pages refer to and is not in the folder: files, and places within pages."""
    texts = {path.resolve(): path.read_text(encoding="utf-8") for path in pages(folder)}
    places = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in texts.items()}
    dead = []
    for path, text in texts.items():
        for target in set(re.findall(r'\b(?:href|src)="([^"]*)"', text)):
            target = unquote(unescape(target))
            if re.match(r"[a-z]+:|#?$", target):
                continue
            name, _, place = target.partition("#")
            other = (path.parent / name.split("?")[0]).resolve() if name else path
            if not other.exists() or (place and other in places and place not in places[other]):
                dead.append(f"{path.relative_to(folder.resolve())}: {target}")
    return sorted(dead)


def numbers_shown(text: str) -> dict[str, set[str]]:
    """The numbers that a page shows, by what they count."""
    shown: dict[str, set[str]] = {}
    for key, value in re.findall(r'data-number="(\w+)">([^<]*)<', text):
        shown.setdefault(key, set()).add(value)
    return shown


def counted(report: dict[str, Any]) -> dict[str, int]:
    """The numbers again, counted here from the report and nothing else."""
    claims = report["claims"]
    verdicts = Counter(claim["verdict"] for claim in claims)
    printed = Counter(claim["verdict"] for claim in claims if claim["form"] == "printed" and "reading" not in claim)
    return {
        "claims": len(claims),
        "items": len({claim["id"].split("/")[0] for claim in claims}),
        "judged": sum(verdicts[word] for word in JUDGED),
        "proved": verdicts["proved"],
        "conditional": verdicts["conditional"],
        "conditionally_refuted": verdicts["conditionally-refuted"],
        "undecided": verdicts["undecided"],
        "cited": verdicts["cited"],
        "convention": verdicts["convention"],
        "refuted_as_printed": printed["refuted"],
        "ill_typed_as_printed": printed["ill-typed"],
        "fully_proved": sum(claim["fully_proved"] for claim in claims),
        "coq": sum(any(piece["strength"] == "coq" for piece in claim["evidence"]) for claim in claims),
        "slips": len({claim["slip"] for claim in claims if "slip" in claim}),
        "added": sum(claim["form"] == "added" for claim in claims),
        "further_readings": sum("reading" in claim for claim in claims),
        **standings(report),
        **corrected_equalities(report),
        **parts(report),
        **recorded(),
    }


def parts(report: dict[str, Any]) -> dict[str, int]:
    """What was proved by kind, what was refuted as printed and by what, counted here from ledger and report."""
    kinds = {claim.key: claim.kind for claim in load_ledger().claims}
    proved = Counter(kinds[f"{c['id']}|{c['form']}"] for c in report["claims"] if c["verdict"] == "proved")
    own = [c for c in report["claims"] if c["form"] == "printed" and "reading" not in c and c["verdict"] == "refuted"]
    by_entry = sum("entry" in claim["counterexample"] for claim in own)
    known = {kind: proved.pop(kind) for kind in ("equal", "shape", "rounds")}
    return {
        "proved_for_all": known["equal"],
        "proved_shapes": known["shape"],
        "proved_roundings": known["rounds"],
        "proved_statements": proved.total(),
        "refuted_by_entry": by_entry,
        "refuted_otherwise": len(own) - by_entry,
    }


def recorded() -> dict[str, int]:
    """The equalities whose theorems are in the record of Coq's compiler."""
    folder = ROOT / "proofs_checks" / "coq" / "toolchain"
    names = {name for group in json.loads((folder / "axioms.json").read_text()) for name in group["theorems"]}
    held = [
        claim.form
        for claim in load_ledger().claims
        if claim.kind == "equal" and re.sub(r"[^A-Za-z0-9]", "_", f"{claim.id}_{claim.form}".replace("/", "_")) in names
    ]
    return {"coq_recorded": len(held), "coq_recorded_corrected": held.count("corrected")}


def standings(report: dict[str, Any]) -> dict[str, int]:
    """The items by what becomes of their printed claims, counted here from the report."""
    own: dict[str, list[dict[str, Any]]] = {}
    for claim in report["claims"]:
        found = own.setdefault(claim["id"].split("/")[0], [])
        if claim["form"] == "printed" and "reading" not in claim:
            found.append(claim)
    kinds: Counter[str] = Counter()
    for claims in own.values():
        words = {claim["verdict"] for claim in claims}
        faults = [claim for claim in claims if claim["verdict"] in ("refuted", "ill-typed")]
        if any("slip" not in claim for claim in faults):
            kinds["items_false"] += 1
        elif any("slip" in claim for claim in claims):
            kinds["items_slip"] += 1
        elif words & {"undecided", "cited"}:
            kinds["items_open"] += 1
        elif words & {"conditional", "conditionally-refuted"}:
            kinds["items_conditional"] += 1
        else:
            kinds["items_convention" if words <= {"convention"} else "items_true"] += 1
    return {
        f"items_{kind}": kinds[f"items_{kind}"]
        for kind in ("true", "slip", "false", "conditional", "open", "convention")
    }


def corrected_equalities(report: dict[str, Any]) -> dict[str, int]:
    """The corrected equalities that hold, and those with evidence of Coq."""
    kinds = {claim.key: claim.kind for claim in load_ledger().claims}
    hold = [
        claim
        for claim in report["claims"]
        if claim["form"] == "corrected"
        and claim["verdict"] in ("proved", "conditional")
        and kinds[f"{claim['id']}|corrected"] == "equal"
    ]
    checked = [claim for claim in hold if any(piece["strength"] == "coq" for piece in claim["evidence"])]
    return {"corrected_equalities": len(hold), "corrected_equalities_in_coq": len(checked)}


@pytest.mark.parametrize("name", ["paper", "second"])
def test_sphinx_has_nothing_to_say(sites: Path, name: str) -> None:
    """Built nitpicky: a missing reference is a warning, and there are none."""
    assert (sites / f"{name}.warnings").read_text() == ""


@pytest.mark.parametrize("name", ["paper", "second"])
def test_links_lead_somewhere(sites: Path, name: str) -> None:
    assert dead_links(sites / name) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="b.html#there"></a> <a href="c.html"></a>')
    (tmp_path / "b.html").write_text('<p id="here"></p>')
    assert dead_links(tmp_path) == ["a.html: b.html#there", "a.html: c.html"]


def test_no_page_is_too_large(paper: Path) -> None:
    assert [str(path) for path in pages(paper) if path.stat().st_size > LARGEST] == []


def test_every_item_has_a_page_that_shows_its_verdicts(paper: Path, report: dict[str, Any]) -> None:
    by_item: dict[str, list[dict[str, Any]]] = {}
    for claim in report["claims"]:
        by_item.setdefault(claim["id"].split("/")[0], []).append(claim)
    for item, claims in by_item.items():
        text = (paper / "items" / f"{item}.html").read_text(encoding="utf-8")
        shown = Counter(re.findall(r'<span class="form-name">\w+</span><span class="verdict verdict-([a-z-]+)">', text))
        assert shown == Counter(claim["verdict"] for claim in claims), item
        for claim in claims:
            assert f'id="{claim["id"].split("/", 1)[1]}-{claim["form"]}"' in text


def test_the_numbers_on_top_are_those_of_the_report(paper: Path, report: dict[str, Any]) -> None:
    shown = numbers_shown((paper / "index.html").read_text(encoding="utf-8"))
    expected = counted(report)
    assert shown == {key: {str(expected[key])} for key in shown}
    assert {"judged", "proved", "refuted_as_printed", "ill_typed_as_printed", "coq_recorded"} <= set(shown)


def test_the_table_has_one_row_for_each_claim(paper: Path, report: dict[str, Any]) -> None:
    rows = re.findall(r'<tr data-verdict="([a-z-]+)"', (paper / "claims.html").read_text(encoding="utf-8"))
    assert Counter(rows) == Counter(claim["verdict"] for claim in report["claims"])


def test_the_errata_are_the_printed_claims_that_fail(paper: Path, report: dict[str, Any]) -> None:
    text = (paper / "errata.html").read_text(encoding="utf-8")
    failing = [
        claim
        for claim in report["claims"]
        if claim["form"] == "printed" and "reading" not in claim and claim["verdict"] in ("refuted", "ill-typed")
    ]
    assert len(re.findall(r'class="forms pair erratum"', text)) == len(failing)
    assert f"<strong>{len(failing)}</strong> printed claims do not hold" in text
    plain = (paper / "errata.txt").read_text(encoding="utf-8")
    assert plain.count("    printed    ") == len(failing)


def test_the_download_is_the_report(paper: Path, report: dict[str, Any]) -> None:
    assert json.loads((paper / "results.json").read_text(encoding="utf-8")) == report
    assert 'href="results.json" download' in (paper / "index.html").read_text(encoding="utf-8")


def test_documents_state_no_number_of_the_ledger_themselves() -> None:
    """What was counted once and typed into a page drifts; pages get such numbers from the run."""
    typed = re.compile(rf"\b\d+ (?:of \d+ )?(?:\w+ )?(?:{WORDS})\b")
    found = []
    for path in (ROOT / "docs").rglob("*.md"):
        prose = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        found += [f"{path.relative_to(ROOT)}: {hit}" for hit in typed.findall(prose)]
    assert found == []
    assert typed.findall("of 712 claims, 97 are refuted; 51 printed claims")


def test_texts_of_the_ledger_are_escaped(paper: Path) -> None:
    text = (paper / "items" / "lemma-3.2.html").read_text(encoding="utf-8")
    assert "&lt;recorded&gt; &amp; not judged here" in text
    assert "<recorded>" not in text


def test_pages_load_nothing_from_elsewhere(paper: Path) -> None:
    """No content network, no modules, no fetch in what pages load."""
    for path in pages(paper):
        text = path.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|link|img)\b[^>]*\b(?:src|href)="([^"]+)"', text)
        assert [target for target in loaded if re.match(r"(?:https?:)?//", target)] == []
        assert 'type="module"' not in text
    for name in ("site.js", "data.js"):
        script = (paper / "_static" / name).read_text(encoding="utf-8")
        assert "fetch(" not in script
        assert not re.search(r"^\s*(?:import|export)\b", script, flags=re.MULTILINE)


def test_evidence_derivations_and_counterexamples_are_on_the_page(second: Path) -> None:
    text = (second / "items" / "lemma-3.html").read_text(encoding="utf-8")
    assert "Derivation of" in text
    assert "by reverse mode" in text
    assert "they differ certainly, by at least" in text
    assert "lora-symbolic verify lemma-3/hessian" in text
    assert re.search(r"seed \d+", text)
    assert "forward and reverse differentiation" in text
    assert "<mark>" in text


def drawn_edges(drawing: str) -> set[tuple[str, str]]:
    """The edges of a drawing by graphviz, from their titles `from->to`."""
    return set(re.findall(r"<title>([^<>]+?)->([^<]+?)</title>", drawing.replace("&#45;", "-").replace("&gt;", ">")))


def test_the_graph_shows_what_proofs_used_apart_from_what_the_paper_uses(paper: Path) -> None:
    ledger = load_ledger()
    ours = {(use.used, use.user) for use in uses_of(ledger, theorems=theorem_uses())}
    papers = {(used, item.id) for item in ledger.items for used in (*item.uses, *item.takes)}
    text = (paper / "graph.html").read_text(encoding="utf-8")
    first, second = map(drawn_edges, text.split("<h2>How the paper argues", 1))
    assert first
    assert first <= ours
    assert not first <= papers
    assert second
    assert second <= papers
    assert not second <= ours
