"""Errata for the authors, in order of importance: what stands, what does not hold and why, and the slips.

A fault that a theorem rests on comes first. False claims with one counterexample are one fault, and a slip is one,
however many items repeat it.

Dictionary
    letter          what stands, the faults and the slips, from the views of all items
    faults          the false claims by what is wrong with them
    slips_shown     every slip with its smallest counterexample
    theorems_after  the theorems that use one of some items, or are among them
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import prod
from typing import Any

from proofs_checks.judging.standing import FAULTY, UNDER_A_HYPOTHESIS
from proofs_checks.ledger.model import Ledger
from proofs_checks.verdict.verdict import Verdict

from .data import is_printed

Data = Mapping[str, Any]
WRONG = (*FAULTY, Verdict.CONDITIONALLY_REFUTED)
SIDES = (("left", "lhs"), ("right", "rhs"))
SHORT = 7
HOLDS = (Verdict.PROVED, *UNDER_A_HYPOTHESIS[:1])


def letter(ledger: Ledger, views: Sequence[Data]) -> dict[str, Any]:
    """Everything that the letter says, as data."""
    return {"stands": stands(views), "faults": faults(ledger, views), "slips": slips_shown(ledger, views)}


def stands(views: Sequence[Data]) -> dict[str, Any]:
    """What holds: the items true as printed, those true after a slip, and each theorem with its claims that hold."""
    numbered = [view for view in views if view["kind"] in ("definition", "lemma", "theorem", "equation", "remark")]
    theorems = []
    for view in numbered:
        if view["kind"] == "theorem":
            counts = [form for pair in view["pairs"] for form in _in_force(pair)]
            judged = [form for form in counts if form["verdict"] != Verdict.CITED]
            hold = sum(form["verdict"] in HOLDS for form in judged)
            theorems.append({**view, "claims": len(judged), "hold": hold, "cited": len(counts) - len(judged)})
    return {
        "true": [view for view in numbered if view["standing"]["kind"] == "true"],
        "slip": [view for view in numbered if view["standing"]["kind"] == "slip"],
        "theorems": theorems,
    }


def _in_force(pair: Data) -> list[Data]:
    """The corrected form of a claim of the paper where there is one, else the printed one."""
    forms = {form["form"]: form for form in pair["forms"] if form["form"] != "added" and not form.get("reading")}
    return [forms["corrected"] if "corrected" in forms else forms["printed"]] if forms else []


def theorems_after(ledger: Ledger, items: Iterable[str]) -> list[str]:
    """The theorems among some items and those that use one of them, in the order of the paper."""
    import networkx

    found = set(items)
    for item in tuple(found):
        found |= networkx.descendants(ledger.graph, item)
    return [item.id for item in ledger.items if item.id in found and item.id.startswith("theorem-")]


def _wrong(views: Sequence[Data]) -> Iterable[tuple[Data, Data, Data]]:
    """Item, pair and printed form of every claim that does not hold, in the strongest reading."""
    for view in views:
        for pair in view["pairs"]:
            for form in pair["forms"]:
                if is_printed(form) and form["verdict"] in WRONG:
                    yield view, pair, form


def faults(ledger: Ledger, views: Sequence[Data]) -> list[dict[str, Any]]:
    """The false claims: those with one counterexample together, else those of one item; theorems first."""
    groups: dict[str, list[tuple[Data, Data, Data]]] = {}
    for view, pair, form in _wrong(views):
        if not form.get("slip"):
            example = form.get("example") or {}
            groups.setdefault(example.get("family") or view["id"], []).append((view, pair, form))
    found: list[dict[str, Any]] = []
    for claims in groups.values():
        ids = list(dict.fromkeys(view["id"] for view, _, _ in claims))
        first = min(claims, key=lambda claim: (not claim[0]["id"].startswith("theorem-"), len(claim[2]["statement"])))
        view, pair, form = first
        corrected = next((other for other in pair["forms"] if other["form"] == "corrected"), None)
        places = [other for other in views if other["id"] in ids]
        own = [ident for ident in ids if ident.startswith("theorem-")]
        fault: dict[str, Any] = {
            "view": view,
            "printed": form,
            "corrected": corrected,
            "places": places,
            "count": len(claims),
        }
        found.append({**fault, "own": own, "theorems": theorems_after(ledger, ids), "found": _first(view["note"])})
    found.sort(key=lambda fault: (-len(fault["own"]), -len(fault["theorems"]), -fault["count"]))
    said = [fault["found"] for fault in found]
    return [
        {**fault, "found": "" if fault["found"] in said[:number] else fault["found"]}
        for number, fault in enumerate(found)
    ]


def _first(note: str) -> str:
    """The first paragraph of a note, which says what was found."""
    return note.strip().split("\n\n")[0].split("\n")[0]


def slips_shown(ledger: Ledger, views: Sequence[Data]) -> list[dict[str, Any]]:
    """Every slip: what it is, where, its smallest counterexample, and the theorems that use an item with it."""
    shown: dict[str, list[tuple[Data, Data]]] = {ident: [] for ident in ledger.slips}
    for view, _, form in _wrong(views):
        if form.get("slip"):
            shown[form["slip"]].append((view, form))
    found = []
    for ident, claims in shown.items():
        ids = list(dict.fromkeys(view["id"] for view, _ in claims))
        best = min((form for _, form in claims), key=_size, default=None)
        after = theorems_after(ledger, ids)
        slip = {"id": ident, "says": ledger.slips[ident], "items": ids, "form": best, "theorems": after}
        sides = ((best or {}).get("counterexample") or {}) if best else {}
        found.append({**slip, **{name: _short(str(sides.get(key, ""))) for name, key in SIDES}})
    return sorted(found, key=lambda slip: (-bool(slip["theorems"]), -len(slip["items"])))


def _short(number: str) -> str:
    """A number in at most seven characters, with a sign that digits are left out."""
    return number if len(number) <= SHORT else f"{float(number):.5f}..."


def _size(form: Data) -> tuple[int, int]:
    """How large a counterexample is; one with numbers comes before shapes that do not fit."""
    sizes = ((form.get("counterexample") or {}).get("sizes")) or {}
    numbers = [int(value) for value in sizes.values()]
    return (0, prod(numbers)) if numbers else (1, len(form["reason"]))
