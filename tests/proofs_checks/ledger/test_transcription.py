"""The ledger quotes what the paper prints: each item has its page, and no verdict refutes a sentence that is not there.

The expectations here were read from the paper's pages, not from the ledger.
"""

from __future__ import annotations

import re

import pytest

from proofs_checks.ledger import FOLDER, Ledger
from proofs_checks.ledger.recorded import FILE, verdicts_in
from proofs_checks.publishing.document.typesetting.atoms import rows_of
from proofs_checks.publishing.site.formulas import FormulaError, Formulas, ToolMissing

PAGES = 40
FAULTY = ("refuted", "ill-typed")
# claims that once judged a sentence which the paper does not contain, each with what was put into its mouth
MISQUOTED = {
    "simplification-S1/linear": "that the loss is linear",
    "theorem-F.1/f": "a factor C3 in f",
    "theorem-F.1/c": "a factor C3 in f",
    "problem-2/surrogate-A": "no vec",
    "problem-2/surrogate-B": "no vec",
    "theorem-D.1/surrogate-of-A": "no vec",
    "theorem-D.1/surrogate-of-B": "no vec",
    "theorem-A.1/surrogate-of-A": "no vec",
    "problem-3/GA-shape": "no vec",
    "problem-3/GB-shape": "no vec",
    "equation-C.1/p2": "p2 = f diag(r) under the number (C.1)",
    "equation-C.1/p2-by-columns": "p2 = f diag(r) under the number (C.1)",
    "equation-3.6/q-by-rows": "q, p and a sum over M_j^T p_j under the number (3.6)",
    "equation-3.6/gradient-q-by-rows": "q, p and a sum over M_j^T p_j under the number (3.6)",
    "equation-C.2/bound-A": "the bound on the errors under the number (C.2)",
    "equation-C.2/bound-B": "the bound on the errors under the number (C.2)",
    "theorem-4.1/direction": "the first half of a sentence alone",
    "remark-4.1/threshold": "rates",
    "remark-4.1/threshold-from-SETH-alone": "rates",
    "remark-4.1/same-matrix": "that two theorems bound one matrix",
    "remark-5.2/necessary-for-sub-quadratic": "necessity for each input, as the first reading",
    "remark-5.2/necessary-for-almost-linear": "necessity for each input, as the first reading",
    "simplification-S4/loss": "that beta may be dropped, not absorbed",
    "simplification-S4/gradient": "that beta may be dropped, not absorbed",
    "lemma-3.3/largest-logit": "a bound on the logits",
    "lemma-3.3/logit-size": "a bound on the logits",
    "lemma-E.1/quadrature": "a proof of the cited theorem",
    "table-1/text-as-time-saved-OPT-125M": "gains in speed as time saved",
}
# what must stand in the printed formula of an item, and what must not
QUOTED = {
    "problem-2": (r"\underline{\widetilde G}_Q^{(B)}", r"\partial\underline{A}_Q"),
    "problem-3": (r"\underline{\widetilde G}_\mu^{(B)}", r"\partial\underline{B}_Q"),
    "equation-3.6": (r"\mathrm{vec}", r"A_QC^{(2)}"),
    "equation-C.2": (r"\mathrm{vec}", r"A_QC^{(2)}"),
    "equation-C.1": (r"\widetilde r(\underline{W})_{\underline{j}}", "V_1^\\top"),
    "text-C.6": (r"f(\underline{W})\,\mathrm{diag}(r(\underline{W}))",),
    "theorem-F.1": (r"D^{-1} = \mathrm{diag}",),
    "remark-5.2": ("e.g.", r"\kappa(L)"),
    "lemma-3.2": (r"\right)q(\underline{W})\in\mathbb{R}^{L}",),
    "text-C.4": (r"- C^{(3)}Y^\top",),
}
NOT_QUOTED = {
    "equation-3.6": (r"\sum", "|p_1"),
    "equation-C.2": (r"\infty",),
    "equation-C.1": (r"\mathrm{diag}(r)",),
    "remark-4.1": (r"\log",),
    "theorem-F.1": (r"\right)C^{(3)},\quad",),
}


def test_every_item_has_its_page_and_its_place_on_it(ledger: Ledger) -> None:
    assert [item.id for item in ledger.items if not 1 <= item.page <= PAGES] == []
    assert [item.id for item in ledger.items if not item.place.strip()] == []
    assert ledger.by_id["equation-C.1"].locator == "p. 26, (C.1), proof of Lemma 3.7, part (I)"


def test_a_numbered_item_names_its_number_in_its_place(ledger: Ledger) -> None:
    wrong = []
    for item in ledger.items:
        kind, _, number = item.id.partition("-")
        if kind == "equation":
            wanted = f"({number})"
        elif kind in ("lemma", "theorem", "definition", "remark", "problem", "hypothesis"):
            wanted = f"{kind.capitalize()} {number}"
        else:
            continue
        if wanted not in item.place:
            wrong.append((item.id, item.place))
    assert not wrong


def test_pages_rise_through_the_paper(ledger: Ledger) -> None:
    by_section: dict[str, list[int]] = {}
    for item in ledger.items:
        by_section.setdefault(item.section.split(".")[0], []).append(item.page)
    for section, pages in by_section.items():
        assert pages == sorted(pages), (section, pages)


@pytest.mark.parametrize("ident", sorted(MISQUOTED))
def test_no_verdict_refutes_what_is_not_printed(ledger: Ledger, ident: str) -> None:
    recorded = verdicts_in(FOLDER / FILE)
    assert recorded.get(f"{ident}|printed") not in FAULTY, MISQUOTED[ident]


def test_printed_formulas_have_what_the_page_has(ledger: Ledger) -> None:
    for ident, parts in QUOTED.items():
        for part in parts:
            assert part in ledger.by_id[ident].printed, (ident, part)
    for ident, parts in NOT_QUOTED.items():
        for part in parts:
            assert part not in ledger.by_id[ident].printed, (ident, part)


def test_braces_of_printed_formulas_match(ledger: Ledger) -> None:
    for item in ledger.items:
        text = re.sub(r"\\[{}]", " ", item.printed)
        assert text.count("{") == text.count("}"), item.id
        assert len(re.findall(r"\\left\b", text)) == len(re.findall(r"\\right\b", text)), item.id


def test_every_printed_formula_is_rendered(ledger: Ledger) -> None:
    try:
        Formulas().prepare([(row, True, False) for item in ledger.items for row in rows_of(item.printed.strip())])
    except ToolMissing as error:
        pytest.skip(str(error))


def test_a_formula_that_cannot_be_rendered_is_seen() -> None:
    try:
        with pytest.raises(FormulaError):
            Formulas().prepare([(r"\frac{a", True, False)])
    except ToolMissing as error:
        pytest.skip(str(error))
