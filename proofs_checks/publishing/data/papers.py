"""What was found in each paper that is judged, from the records of the ledgers alone: nothing is judged here.

Dictionary
    INSTRUCTIVE     claims whose counterexamples teach most, in the order in which they are shown
    papers          one row a ledger: its paper, and how many items stand in which way
    instructive     the counterexamples of these claims, with what their items' notes say first
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from proofs_checks.judging.standing import STANDINGS, standing_of
from proofs_checks.ledger import load_ledger
from proofs_checks.ledger.recorded import FILE, read_record, verdicts_in
from proofs_checks.ledger.shelf import LEDGERS, names

from .statements import statement_tex
from .views import counterexample_view
from .words import label

INSTRUCTIVE = (
    ("lora", "lemma-3.3/rank|printed"),
    ("multi-layer", "lemma-G.3/gradient|printed"),
    ("multi-layer", "lemma-D.1/part-2|printed"),
    ("alman-song", "lemma-D.5/factors|printed"),
    ("alman-song", "lemma-E.3/bound-9|printed"),
)


def papers() -> list[dict[str, Any]]:
    """The ledgers that come with the program, each with the counts of its items and claims."""
    rows = []
    for name in names():
        ledger, verdicts = load_ledger(LEDGERS / name), verdicts_in(LEDGERS / name / FILE)
        standings = [standing_of((claim, verdicts[claim.key]) for claim in item.claims) for item in ledger.items]
        kinds = Counter(standing.kind for standing in standings)
        rows.append(
            {
                "name": name,
                "paper": ledger.paper,
                "command": f"lora-symbolic verify{ledger.option}",
                "items": len(ledger.items),
                "claims": len(ledger.claims),
                "kinds": {kind: kinds[kind] for kind in STANDINGS},
                "slips": [ledger.slips[slip] for slip in dict.fromkeys(s for one in standings for s in one.slips)],
            }
        )
    return rows


def instructive() -> list[dict[str, Any]]:
    """The counterexamples that teach most, each with its item, its statement and the first sentence of the note."""
    found = []
    for name, key in INSTRUCTIVE:
        ledger, record = load_ledger(LEDGERS / name), read_record(LEDGERS / name / FILE)
        claim = next(claim for claim in ledger.claims if claim.key == key)
        item = ledger.by_id[claim.item]
        found.append(
            {
                "paper": ledger.paper,
                "label": label(item.id),
                "title": item.title,
                "locator": item.locator,
                "said": first_sentence(item.note),
                "text": claim.text,
                "tex": statement_tex(claim),
                "example": counterexample_view(record[key]["counterexample"]),
                "command": f"lora-symbolic explain {claim.id}{ledger.option}",
            }
        )
    return found


def first_sentence(note: str) -> str:
    """The first sentence of a note, in which the finding stands.

    >>> first_sentence("It holds at $n = 1.5$. More is said below.")
    'It holds at $n = 1.5$.'
    """
    paragraph = note.strip().split("\n\n")[0].replace("\n", " ")
    return re.split(r"(?<=\.)\s", paragraph, maxsplit=1)[0]
