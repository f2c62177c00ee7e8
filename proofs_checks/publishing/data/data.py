"""The data of the site: one structure, from the ledger and the report of one run, that every page is drawn from.

Dictionary
    item_data       one item with its claims
    site_data       items with their claims, the numbers on top, who uses whom
    numbers_of      the counts; nothing on a page is counted anywhere else
    status_of       an item's three marks: the statement as printed, the verdict that counts, the worth of its evidence
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from proofs_checks.coq.toolchain.references import theorem_uses
from proofs_checks.judging.standing import FAULTY, STANDINGS, standing_of
from proofs_checks.ledger.elsewhere import judged_elsewhere, taken_from
from proofs_checks.ledger.equality import seed_of
from proofs_checks.ledger.model import Item, Ledger, LedgerClaim
from proofs_checks.ledger.used import HOW, Use, uses_of
from proofs_checks.verdict.evidence import STRENGTHS
from proofs_checks.verdict.verdict import Verdict

from ..json_report import by_key
from .counts import parts_of, recorded_in_coq
from .theorems import corrected_in_coq
from .words import kind_of, label

Data = Mapping[str, Any]
Entry = Data
_SUPPORTS: Mapping[str, tuple[str, ...]] = {
    "refuted": ("counterexample", "rounding", "judged"),
    "conditionally-refuted": ("judged",),
}
# the verdict that speaks for several claims is the first of these that occurs
_WORST_FIRST = (
    Verdict.REFUTED,
    Verdict.ILL_TYPED,
    Verdict.CONDITIONALLY_REFUTED,
    Verdict.UNDECIDED,
    Verdict.CITED,
    Verdict.CONDITIONAL,
    Verdict.PROVED,
    Verdict.CONVENTION,
)


def strength_of(entry: Entry) -> str:
    """The greatest strength among the evidence that bears a claim's verdict."""
    if entry["verdict"] in (Verdict.UNDECIDED, Verdict.CITED, Verdict.CONVENTION):
        return "none"
    wanted = _SUPPORTS.get(entry["verdict"])
    pieces = [piece for piece in entry["evidence"] if wanted is None or piece["method"] in wanted]
    strengths = [piece["strength"] for piece in pieces or entry["evidence"]]
    return min(strengths, key=STRENGTHS.index, default="none")


def numbers_of(claims: Sequence[Entry]) -> dict[str, int]:
    """The counts of a run; what is said of the paper counts the strongest reading of each printed claim alone."""
    verdicts = Counter(claim["verdict"] for claim in claims)
    printed = Counter(claim["verdict"] for claim in claims if is_printed(claim))
    apart = (Verdict.CITED, Verdict.CONVENTION)
    return {
        "claims": len(claims),
        "judged": sum(count for verdict, count in verdicts.items() if verdict not in (*apart, Verdict.UNDECIDED)),
        **{verdict.value.replace("-", "_"): verdicts[verdict] for verdict in Verdict},
        "printed": sum(printed.values()),
        "refuted_as_printed": printed[Verdict.REFUTED],
        "ill_typed_as_printed": printed[Verdict.ILL_TYPED],
        "faulty_as_printed": sum(printed[verdict] for verdict in FAULTY),
        "corrected": sum(claim["form"] == "corrected" for claim in claims),
        "added": sum(claim["form"] == "added" for claim in claims),
        "further_readings": sum(bool(claim.get("reading")) for claim in claims),
        "slips": len({claim["slip"] for claim in claims if claim.get("slip")}),
        "fully_proved": sum(bool(claim.get("fully_proved")) for claim in claims),
        "coq": sum(any(piece["strength"] == "coq" for piece in claim["evidence"]) for claim in claims),
    }


def is_printed(claim: Entry) -> bool:
    """Whether a claim is printed, in the strongest reading."""
    return claim["form"] == "printed" and not claim.get("reading")


def status_of(claims: Sequence[Entry]) -> dict[str, str]:
    """An item's marks.

    `statement`: as it stands, corrected, open (undecided or cited somewhere) or agreed (nothing but conventions).
    `verdict`: the one that speaks for the claims in the form that counts; `strength`: the least among their proofs;
    `mended`: the verdict that speaks for the corrected claims alone, none without them.
    """
    corrected = {claim["name"] for claim in claims if claim["form"] == "corrected"}
    of_paper = [claim for claim in claims if claim["form"] == "corrected" or is_printed(claim)] or claims
    counts = [claim for claim in of_paper if claim["form"] == "corrected" or claim["name"] not in corrected]
    verdicts = {claim["verdict"] for claim in counts}
    judged = [claim["strength"] for claim in counts if claim["verdict"] not in (Verdict.CITED, Verdict.CONVENTION)]
    strength = max(judged, key=STRENGTHS.index, default="none")
    faulty = any(claim["verdict"] in FAULTY for claim in claims if is_printed(claim))
    if faulty:
        statement = "corrected" if not verdicts & set(FAULTY) else "faulty"
    elif verdicts <= {Verdict.CONVENTION}:
        statement = "agreed"
    else:
        statement = "open" if verdicts & {Verdict.UNDECIDED, Verdict.CITED} else "sound"
    mended = {claim["verdict"] for claim in claims if claim["form"] == "corrected"}
    return {
        "verdict": _worst(verdicts) or Verdict.CONVENTION.value,
        "strength": strength,
        "statement": statement,
        "mended": _worst(mended),
    }


def _worst(verdicts: Collection[str]) -> str:
    return next((verdict.value for verdict in _WORST_FIRST if verdict in verdicts), "")


def claim_data(entry: Entry, claim: LedgerClaim, option: str = "") -> dict[str, Any]:
    """A claim's entry in a report with what the ledger has of it; `option` is what means its ledger."""
    return {
        **entry,
        "name": claim.name,
        "item": claim.item,
        "kind": claim.kind,
        "hypothesis": claim.hypothesis,
        "slip": claim.slip,
        "slip_says": claim.slip_says,
        "reading": claim.reading,
        "judged_in": judged_elsewhere(claim.judged_in),
        "mutants": dict(claim.mutants),
        "strength": strength_of(entry),
        "seed": seed_of(claim),
        "anchor": f"{claim.name}-{claim.form}",
        "reproduce": f"lora-symbolic verify {claim.id}{option}",
    }


def computed_uses(uses: Sequence[Use]) -> dict[str, list[dict[str, Any]]]:
    """For each user what it uses, in which ways, and what shows it, the strongest way last."""
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for use in uses:
        found.setdefault(use.user, {}).setdefault(use.used, {}).setdefault(use.how, []).append(use.via)
    return {
        user: [{"id": used, "how": {how: ways[how] for how in HOW if how in ways}} for used, ways in below.items()]
        for user, below in found.items()
    }


def item_data(
    item: Item, entries: Mapping[str, Entry], used_by: Sequence[str], computed: Sequence[Data] = ()
) -> dict[str, Any]:
    """An item with its claims, for which there are entries by their keys."""
    claims = [claim_data(entries[claim.key], claim, item.option) for claim in item.claims]
    standing = standing_of((claim, entries[claim.key]["verdict"]) for claim in item.claims if claim.key in entries)
    return {
        "id": item.id,
        "label": label(item.id),
        "title": item.title,
        "section": item.section,
        "page": item.page,
        "place": item.place,
        "locator": item.locator,
        "kind": kind_of(item.id),
        "explain": f"lora-symbolic explain {item.id}{item.option}",
        "printed": item.printed.strip(),
        "note": item.note.strip(),
        "uses": list(item.uses),
        "used_by": list(used_by),
        "takes": [taken_from(reference) for reference in item.takes],
        "computed_uses": computed,
        "claims": claims,
        "status": status_of(claims),
        "standing": {"kind": standing.kind, "slips": list(standing.slips), "false": list(standing.false)},
    }


def site_data(ledger: Ledger, report: Data, theorems: Mapping[str, Data] | None = None) -> dict[str, Any]:
    """Everything that pages show of the ledger and its verdicts, with the theorems of Coq by the keys of claims."""
    in_theories = theorems or {}
    entries = {
        key: {**entry, "coq": in_theories[key]} if key in in_theories else entry
        for key, entry in by_key(report["claims"]).items()
    }
    used_by: dict[str, list[str]] = {item.id: [] for item in ledger.items}
    for item in ledger.items:
        for used in item.uses:
            used_by[used].append(item.id)
    checked = {key.split("/")[0] for key in theorems or ()}  # the theories speak of a ledger whose theorems they hold
    in_coq = [use for use in theorem_uses() if use[0] in checked]
    computed = computed_uses(uses_of(ledger, report["claims"], in_coq))
    items = [item_data(item, entries, used_by[item.id], computed.get(item.id, ())) for item in ledger.items]
    return {
        "schema": 1,
        "numbers": {
            **numbers_of(report["claims"]),
            **corrected_in_coq(ledger, report),
            **parts_of([claim for item in items for claim in item["claims"]]),
            **recorded_in_coq(ledger),
            **{f"items_{kind}": sum(item["standing"]["kind"] == kind for item in items) for kind in STANDINGS},
            "false_claims": sum(len(item["standing"]["false"]) for item in items),
            "items": len(items),
        },
        "slips": dict(ledger.slips),
        "paper": {**ledger.paper.to_dict(), "place": ledger.paper.place, "reading": ledger.paper.reading}
        if ledger.paper
        else None,
        "sections": list(dict.fromkeys(item["section"] for item in items)),
        "items": items,
    }
