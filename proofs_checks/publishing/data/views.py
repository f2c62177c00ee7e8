"""Views: the data of each page with everything that is drawn from terms, still without HTML.

Dictionary
    item_view       an item: its claims in pairs, the names they use, counterexamples, derivations
    errata          what the paper prints wrongly, each with its correction and what is wrong
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lora_symbolic.evaluation import sizes_text
from lora_symbolic.language.writing import NO_SYMBOLS
from proofs_checks.judging.standing import FAULTY
from proofs_checks.ledger.model import Item, Ledger, LedgerClaim
from proofs_checks.verdict.verdict import Verdict

from ..json_report import by_key
from ..terminal import gap_text
from .data import is_printed
from .prose.sentences import said_lines
from .statements import (
    definitions_of,
    derivations_tex,
    matrix_tex,
    number_tex,
    own_definitions,
    pair_tex,
    plain_names,
    shapes_of,
    statement_tex,
    text_difference,
)

Data = Mapping[str, Any]


def counterexample_view(data: Mapping[str, Any], symbols: Mapping[str, str] = NO_SYMBOLS) -> dict[str, Any]:
    """A counterexample for reading: sizes and matrices in LaTeX, both values and how far apart they are."""
    if "family" in data:
        matrices = data.get("matrices", {})
        return {
            "family": data["family"],
            "facts": [list(fact) for fact in data["facts"] if fact[0] not in matrices],
            "matrices": [matrix_tex(name, rows, symbols) for name, rows in matrices.items()],
        }
    if "matrices" not in data:
        return {"rounding": {key: str(data[key]) for key in ("value", "exact", "rounded", "printed") if key in data}}
    row, col = data["entry"]
    return {
        "sizes": sizes_text({**data["sizes"], **data.get("scalars", {})}),
        "matrices": [matrix_tex(name, rows, symbols) for name, rows in data["matrices"].items()],
        "entry": f"({row + 1}, {col + 1})",
        "lhs": number_tex(str(data["lhs"])),
        "rhs": number_tex(str(data["rhs"])),
        "gap": number_tex(gap_text(str(data["gap"]))),
        "exact": data["exact"],
        "symbols": symbols,
    }


def claim_view(
    claim: LedgerClaim,
    entry: Data,
    tex: str | None,
    pieces: Sequence[tuple[bool, str]] = (),
    where: Sequence[str] = (),
    other: LedgerClaim | None = None,
) -> dict[str, Any]:
    """One form of a claim, beside the other; `where` are the names that it does not share with that."""
    proves = entry["verdict"] in (Verdict.PROVED, Verdict.CONDITIONAL)
    return {
        **entry,
        "tex": tex,
        "pieces": list(pieces) or [(False, claim.text)],
        "where": list(where),
        "said": said_lines(claim.parts, other.parts if other is not None else ()) if claim.parts else (),
        "plain_names": plain_names(claim) if claim.form == "printed" and entry["verdict"] in FAULTY else [],
        "prose": claim.kind in ("waits", "cited", "convention", "judged"),
        "example": counterexample_view(entry["counterexample"]) if "counterexample" in entry else None,
        "derivations": derivations_tex(claim) if proves and claim.kind == "equal" and claim.lhs is not None else [],
    }


def claim_pairs(item: Item, entries: Mapping[str, Data]) -> Iterator[dict[str, Any]]:
    """The claims of an item by name, in the order of the file: the printed form beside the corrected one."""
    forms: dict[str, dict[str, LedgerClaim]] = {}
    for claim in item.claims:
        forms.setdefault(claim.name, {})[claim.form] = claim
    for name, found in forms.items():
        printed, corrected = found.get("printed"), found.get("corrected")
        if printed is not None and corrected is not None:
            left, right = pair_tex(printed, corrected)
            before, after = text_difference(printed.text, corrected.text)
            views = [
                claim_view(printed, entries[printed.key], left, before, own_definitions(printed, corrected), corrected),
                claim_view(
                    corrected, entries[corrected.key], right, after, own_definitions(corrected, printed), printed
                ),
            ]
        else:
            views = [claim_view(claim, entries[claim.key], statement_tex(claim)) for claim in found.values()]
        yield {"name": name, "forms": views, "changed": len(views) == 2}


def item_view(item: Item, data: Data) -> dict[str, Any]:
    """Everything that the page of an item shows."""
    entries = by_key(data["claims"])
    pairs = list(claim_pairs(item, entries))
    return {
        **data,
        "pairs": pairs,
        "settings": [
            {"form": form.form, "shapes": shapes_of(form.claims), "definitions": definitions_of(form.claims)}
            for form in item.forms
        ],
    }


def derived_once(view: Data) -> dict[str, Any]:
    """The view of an item in which a derivation stands once, and what the names of a claim are; the next lead there."""
    seen: dict[str, str] = {}
    named: dict[str, str] = {}
    pairs = []
    for pair in view["pairs"]:
        forms = []
        for form in pair["forms"]:
            form = _named_once(form, named)
            own = {repr(found): found for found in form["derivations"]}
            known = [seen[text] for text in own if text in seen]
            fresh = [found for text, found in own.items() if text not in seen]
            forms.append({**form, "derivations": fresh, "derived_at": known[0] if known else ""})
            seen = {**dict.fromkeys(own, form["anchor"]), **seen}
        pairs.append({**pair, "forms": forms})
    return {**view, "pairs": pairs}


def _named_once(form: Data, seen: dict[str, str]) -> dict[str, Any]:
    """A form without what its names are, if an earlier one says the same; `named_at` is the place of that."""
    said, place = [], ""
    for line in form["said"]:
        text = "".join(piece.text for _, piece in line.pieces)
        if line.role == "named" and seen.setdefault(text, form["anchor"]) != form["anchor"]:
            place = seen[text]
        else:
            said.append(line)
    return {**form, "said": tuple(said), "named_at": place}


def errata(views: Sequence[Data]) -> list[dict[str, Any]]:
    """The claims that do not hold as printed, with their corrections, by item."""
    found = []
    shown: dict[str, str] = {}  # where each slip stands first
    for view in views:
        slips = []
        for pair in view["pairs"]:
            printed = next((form for form in pair["forms"] if form["form"] == "printed"), None)
            if printed is not None and is_printed(printed) and printed["verdict"] in FAULTY:
                corrected = next((form for form in pair["forms"] if form["form"] == "corrected"), None)
                same = shown.get(printed["slip"], "")
                shown |= (
                    {printed["slip"]: f"{view['id']}.html#{printed['anchor']}"} if printed["slip"] and not same else {}
                )
                slips.append({"name": pair["name"], "printed": printed, "corrected": corrected, "same": same})
        if slips:
            names = dict.fromkeys(line for slip in slips for line in slip["printed"]["plain_names"])
            found.append({**view, "slips": slips, "plain_names": list(names)})
    return found


def ledger_views(ledger: Ledger, data: Data) -> list[dict[str, Any]]:
    """The views of all items, in the order of the paper."""
    return [item_view(item, entry) for item, entry in zip(ledger.items, data["items"], strict=True)]
