"""The order of the paper: by section, and within a section by the kind of item and its number.

The paper's items are numbered by kind, so their order in print is listed once, for the sections where it is not
the order of the numbers.
"""

from __future__ import annotations

import re

PRINTED_ORDER: tuple[str, ...] = (
    "equation-1.1", "definition-1.1", "lemma-1.1", "definition-1.2", "equation-1.2", "problem-1", "remark-1.1",
    "text-contributions", "theorem-1.1", "theorem-1.2", "text-notation",
    "definition-2.1", "definition-2.2", "definition-2.3", "definition-2.4", "lemma-2.1", "equation-2.1",
    "definition-2.5", "remark-2.1",
    "definition-3.1", "equation-3.1", "simplification-S1", "simplification-S2", "equation-3.2", "simplification-S3",
    "simplification-S4", "equation-3.3", "problem-2", "definition-3.2", "definition-3.3", "definition-3.4",
    "definition-3.5", "equation-3.4", "lemma-3.1", "equation-3.5", "remark-3.1", "remark-3.2", "lemma-3.2",
    "equation-3.6", "definition-3.6", "lemma-3.3", "lemma-3.4", "lemma-3.5", "lemma-3.6", "lemma-3.7", "theorem-3.1",
    "hypothesis-1", "theorem-4.1", "remark-4.1", "remark-4.2",
    "text-conclusions", "remark-5.1", "remark-5.2", "remark-5.3",
    "definition-A.1", "equation-A.1", "remark-A.1", "equation-A.2", "problem-3", "theorem-A.1",
    "text-C.1", "lemma-C.1", "text-C.2", "text-C.4", "text-C.5", "equation-C.1", "text-C.6", "equation-C.2",
    "text-C.7",
    "definition-D.1", "definition-D.2", "definition-D.3", "definition-D.4", "definition-D.5", "equation-D.1",
    "equation-D.2", "lemma-D.1", "definition-D.6", "definition-D.7", "lemma-D.2", "lemma-D.3", "lemma-D.4",
    "definition-D.8", "lemma-D.5", "lemma-D.6", "lemma-D.7", "lemma-D.8", "lemma-D.9", "theorem-D.1", "text-D",
    "definition-E.1", "lemma-E.1", "text-E",
)  # fmt: skip
_RANK = {ident: rank for rank, ident in enumerate(PRINTED_ORDER)}


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts numbers within text by value.

    >>> sorted(["lemma-D.10", "lemma-D.9"], key=natural)
    ['lemma-D.9', 'lemma-D.10']
    """
    parts = re.findall(r"\d+|\D+", text)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts)


def paper_order(section: str, ident: str) -> tuple[object, ...]:
    """The sort key of an item: numbered sections before the appendices, then the place in print, then the id."""
    kind, _, number = ident.partition("-")
    top = section.split(".")[0]
    return (not top.isdecimal(), natural(top), _RANK.get(ident, len(_RANK)), natural(number), kind)
