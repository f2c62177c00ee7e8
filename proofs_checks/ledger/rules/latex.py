r"""LaTeX that closes what it opens: braces, \left and \right, environments.

Parentheses and brackets may stand alone, as in $[0, 1)$, and where a paper forgets one that is its slip to show.

Dictionary
    unbalanced      what a formula opens and does not close, or closes and did not open; empty if nothing
    place_of        the file of a ledger and the key in it where a formula stands; empty if nowhere
"""

from __future__ import annotations

import re

from ..model import Ledger
from ..paper import FILE, FOLDER

_TOKEN = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+|\\.|[{}]", re.DOTALL)
_CLOSED_BY = {"{": "}", r"\left": r"\right"}
_SHOWN = 20  # characters before the place that are quoted


def unbalanced(tex: str) -> str:
    r"""What is wrong, in a few words.

    >>> unbalanced(r"\nabla L = X (X\beta - y}")
    "'}' closes nothing, behind 'la L = X (X\\\\beta - y'"
    >>> unbalanced(r"\left\{ x \in [0, 1) \right.")
    ''
    """
    opened: list[tuple[str, str]] = []  # what stands open, and what closes it
    for found in _TOKEN.finditer(tex):
        sign, behind = re.sub(r"\s", "", found[0]), repr(tex[max(0, found.start() - _SHOWN) : found.start()])
        if sign in _CLOSED_BY:
            opened.append((sign, _CLOSED_BY[sign]))
        elif sign.startswith(r"\begin{"):
            opened.append((sign, sign.replace("begin", "end", 1)))
        elif sign in _CLOSED_BY.values() or sign.startswith(r"\end{"):
            if not opened:
                return f"'{sign}' closes nothing, behind {behind}"
            if (expected := opened.pop()[1]) != sign:
                return f"'{sign}' where '{expected}' is due, behind {behind}"
    return f"'{opened[-1][0]}' is not closed; expected '{opened[-1][1]}'" if opened else ""


def place_of(tex: str, ledger: Ledger) -> str:
    """Where a formula stands: `lemma-3.toml: printed`, `paper/slips.toml: an-id`, `paper/paper.toml: notation.W`."""
    if not (wanted := " ".join(tex.split())):
        return ""
    for item in ledger.items:
        for key, text in (("printed", item.printed), ("note", item.note), ("title", item.title)):
            if wanted in " ".join(text.split()):
                return f"{item.id}.toml: {key}"
    if (slip := next((key for key, text in ledger.slips.items() if wanted in " ".join(text.split())), "")) != "":
        return f"{FOLDER}/slips.toml: {slip}"
    notation = ledger.paper.notation if ledger.paper else {}
    name = next((name for name, symbol in notation.items() if len(symbol) > 1 and symbol in tex), "")
    return f"{FOLDER}/{FILE}: notation.{name}" if name else ""
