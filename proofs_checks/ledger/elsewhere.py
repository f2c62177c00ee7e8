"""What stands in other ledgers: claims that they judge, items that a paper is taken from.

Dictionary
    judged_elsewhere    "alman-song/theorem-E.5/lower-bound" -> paper, claim, verdict, and the command that explains it
    taken_from          "alman-song/lemma-D.2" -> paper, item and how it stands
"""

from __future__ import annotations

from .errors import LedgerError
from .load import load_ledger
from .recorded import FILE, verdicts_in
from .shelf import LEDGERS, names


def taken_from(reference: str) -> dict[str, str]:
    """The item of another ledger: its paper, its title, the verdicts on what is printed there, and a command.

    >>> taken_from("alman-song/lemma-D.2")["item"]
    'lemma-D.2'

    Raises LedgerError when there is no such ledger or item.
    """
    name, _, ident = reference.partition("/")
    if name not in names() or ident not in (ledger := load_ledger(LEDGERS / name)).by_id:
        raise LedgerError(
            f"takes {reference!r}: no such item; expected LEDGER/ITEM, LEDGER one of {', '.join(names())}"
        )
    item, verdicts = ledger.by_id[ident], verdicts_in(LEDGERS / name / FILE)
    printed = [verdicts[claim.key] for claim in item.claims if claim.form == "printed" and not claim.reading]
    return {
        "reference": reference,
        "ledger": name,
        "item": ident,
        "by": ledger.paper.by if ledger.paper else name,
        "title": item.title,
        "verdicts": ", ".join(dict.fromkeys(printed)),
        "command": f"lora-symbolic explain {ident}{ledger.option}",
    }


def judged_elsewhere(reference: str) -> dict[str, str] | None:
    """What another ledger found of a claim; None where none is named.

    >>> judged_elsewhere("alman-song/theorem-E.5/lower-bound")["verdict"]
    'conditional'

    Raises LedgerError when there is no such ledger or claim.
    """
    if not reference:
        return None
    name, _, ident = reference.partition("/")
    if name not in names():
        raise LedgerError(f"judged_in {reference!r}: no ledger {name!r}; expected one of {', '.join(names())}")
    ledger, verdicts = load_ledger(LEDGERS / name), verdicts_in(LEDGERS / name / FILE)
    found = [claim for claim in ledger.claims if claim.id == ident]
    if not found:
        raise LedgerError(f"judged_in {reference!r}: no claim {ident!r} in the ledger {name}")
    paper = ledger.paper.title if ledger.paper else name
    command = f"lora-symbolic explain {ident}{ledger.option}"
    return {"title": paper, "claim": ident, "verdict": verdicts[found[0].key], "command": command}
