"""The first page: what the paper claims in a picture, what of it stands, three doors.

Dictionary
    DOORS           what one may come for, the one command for it, and the page that says more
    first_page      path -> HTML of the fragments that the first page includes
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jinja2

from ..data.counts import PROVED_PARTS, REFUTED_PARTS
from ..data.words import MEANINGS
from .measurements.fragments import FRAGMENTS

Data = Mapping[str, Any]
DOORS = (
    (
        "Verify a constant",
        "lora-symbolic check docs/examples/bounds/softmax-lipschitz.toml",
        "how-to/verify-a-constant.html",
        "A bound of yours: proved, refuted, or sharpened.",
    ),
    (
        "Paste a derivation",
        "lora-symbolic derive docs/examples/adapters/lora-right-side.toml --wrt A --latex",
        "how-to/print-and-paste.html",
        "A gradient of yours, step by step, as LaTeX for your paper.",
    ),
    (
        "Teach",
        "make notebooks",
        "course/index.html",
        "Ten chapters: pages, notebooks, slides.",
    ),
)
# the two sides of the transition, as the paper claims them and as they hold: item, name and form of a claim
_SIDES = {
    "fast": ("theorem-3.1", "time", "printed"),
    "slow": ("theorem-4.1", "lower-bound", "printed"),
    "fast_holds": ("theorem-3.1", "time", "corrected"),
    "slow_holds": ("theorem-4.1", "lower-bound-at-constant-entries", "added"),
}

_SIGNS = {
    "query_side": "C_1 W",
    "key_side": "C_2",
    "entries": r"\Gamma",
    "threshold": r"\sqrt{\log L}",
    "logits": r"d\,\Gamma^2",
    "threshold_holds": r"\log L",
    "tokens": "L",
    "width": "d",
    "fast": r"\Gamma = o(\sqrt{\log L})",
    "slow": r"\Gamma = \omega(\sqrt{\log L})",
    "fast_holds": r"d\,\Gamma^2 = o(\log L)",
    "slow_holds": r"d = O(\log L),\; \Gamma = O(1)",
}  # a template would fold formulas that it spells itself before they are drawn


def first_page(templates: jinja2.Environment, common: Data, views: Sequence[Data]) -> dict[str, str]:
    """The fragments; the picture is that of the paper whose two theorems the ledger has."""
    parts = {"proved_parts": PROVED_PARTS, "refuted_parts": REFUTED_PARTS, "meanings": MEANINGS}
    found = {
        "dashboard": common,
        "judged": {**common, **parts, "false_items": [view for view in views if view["standing"]["kind"] == "false"]},
        "doors": {**common, "doors": DOORS},
    }
    sides = dict(_sides(views))
    if len(sides) == len(_SIDES):
        found["picture"] = {**common, "picture": sides, "signs": _SIGNS}
    return {
        f"{FRAGMENTS}/{name}.html": templates.get_template(f"{name}.html.jinja").render(values)
        for name, values in found.items()
    }


def _sides(views: Sequence[Data]) -> Iterator[tuple[str, Data]]:
    claims = {(view["id"], claim["name"], claim["form"]): claim for view in views for claim in view["claims"]}
    for side, key in _SIDES.items():
        if key in claims:
            yield side, claims[key]
