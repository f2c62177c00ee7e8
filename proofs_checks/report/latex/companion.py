"""The companion document: every item of the paper, corrected, with derivations and evidence, as LaTeX and as a PDF."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...ledger.model import Ledger
from ..html.data import site_data
from ..html.pages import HEADLINE, STATEMENT_WORDS
from ..html.theorems import theorems
from ..html.views import ledger_views
from .environment import environment

WIDTH = 440.0
MARKS = {
    "proved": r"$\checkmark$",
    "conditional": r"$\lozenge$",
    "refuted": r"$\times$",
    "ill-typed": r"$\oslash$",
    "undecided": "?",
    "cited": r"$\ast$",
    "convention": r"$\equiv$",
}
Data = Mapping[str, Any]


class Steps:
    """The recorded steps of arguments: each has a number, given when it is first met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def grouped(self, steps: Sequence[Data]) -> list[dict[str, Any]]:
        """Steps with their numbers; runs of those met before are only named."""
        found: list[dict[str, Any]] = []
        for step in steps:
            key = json.dumps(step, sort_keys=True)
            known = self._numbers.get(key)
            if known is None:
                self._numbers[key] = number = len(self._numbers) + 1
                found.append({"number": number, "step": step})
            elif found and "run" in found[-1] and found[-1]["run"][-1] == known - 1:
                found[-1]["run"].append(known)
            else:
                found.append({"run": [known]})
        for group in found:
            if run := group.get("run"):
                group["again"] = f"{run[0]}" if len(run) == 1 else f"{run[0]} to {run[-1]}"
        return found


def prepared(views: Sequence[Data]) -> Iterator[dict[str, Any]]:
    """The views of items with what this document adds: numbered steps, names as one list."""
    steps = Steps()
    for view in views:
        pairs = [
            {**pair, "forms": [{**form, "steps": steps.grouped(form.get("argument") or [])} for form in pair["forms"]]}
            for pair in view["pairs"]
        ]
        settings = [{**one, "equations": [tex for _, tex in one["definitions"]]} for one in view["settings"]]
        yield {**view, "pairs": pairs, "settings": settings}


def companion_tex(ledger: Ledger, report: Data) -> str:
    """The LaTeX of the whole document."""
    data = site_data(ledger, report, theorems(ledger, report))
    items = list(prepared(ledger_views(ledger, data)))
    templates = environment(WIDTH, {"marks": MARKS, "statement_words": STATEMENT_WORDS, "linked": True})
    templates.filters["marked"] = lambda text, linked: re.sub(r"\\htmlClass\{differs\}", r"\\differs", text)
    from .pieces import named

    templates.filters["named"] = named
    return templates.get_template("companion.tex.jinja").render(
        width=WIDTH,
        title="Companion to the paper's claims",
        numbers=data["numbers"],
        headline=HEADLINE,
        sections=data["sections"],
        items=items,
    )


def write(folder: Path, ledger: Ledger, report: Data) -> None:
    """Write the sources."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "companion.tex").write_text(companion_tex(ledger, report), encoding="utf-8")
