"""Marks of a claim: the slip of the paper that it shows, and the further reading of a sentence that it takes.

Dictionary
    slip            the id of a slip of type or index; claims that show one slip carry one id, so that it counts once
    reading         of a printed sentence: which reading this is, when it is not the strongest reasonable one
    judged_in       of a cited claim: the ledger and the claim that judge it, "alman-song/theorem-E.5/lower-bound"
    read_slips      paper/slips.toml of a ledger: what each slip is, in a sentence, by its id
    without_marks   a claim's table as the kinds of claims know it
    marked          a claim with the marks of its table
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import LedgerError
from ..model import LedgerClaim
from ..paper import FOLDER as PAPER

SLIPS = "slips.toml"
MARKS = ("slip", "reading", "judged_in")
Table = Mapping[str, Any]


def read_slips(folder: Path) -> dict[str, str]:
    """What each slip of the paper is, by its id; none if the ledger has no such file.

    Raises LedgerError when the file is no table of sentences.
    """
    path = folder / PAPER / SLIPS
    if not path.exists():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LedgerError(f"{SLIPS}: {error}; expected a TOML file") from None
    for ident, sentence in table.items():
        if not isinstance(sentence, str) or not sentence.strip():
            raise LedgerError(f"{SLIPS}: {ident!r} is {sentence!r}; expected what the slip is, in a sentence")
    return table


def without_marks(table: Table) -> Table:
    """The table without its marks."""
    return {key: value for key, value in table.items() if key not in MARKS}


def marked(claim: LedgerClaim, table: Table, slips: Mapping[str, str], where: str) -> LedgerClaim:
    """The claim with its marks.

    Raises LedgerError for a mark that is no text, a slip that slips.toml does not name, or a mark on a claim that
    is not printed.
    """
    marks = {key: table[key] for key in MARKS if key in table}
    at = f"{where}: claim {claim.name!r}"
    for key, value in marks.items():
        if not isinstance(value, str) or not value.strip():
            raise LedgerError(f"{at}: {key!r} is {value!r}; expected a text")
        if claim.form != "printed":
            raise LedgerError(f"{at}: {key!r} in the {claim.form} form; expected it on a printed claim")
    if "judged_in" in marks and claim.kind != "cited":
        raise LedgerError(f"{at}: judged_in on a claim that is {claim.kind}; expected it on a cited one")
    if "slip" in marks and marks["slip"] not in slips:
        raise LedgerError(f"{at}: slip is {marks['slip']!r}; expected an id of {SLIPS}")
    return replace(claim, **marks, slip_says=slips.get(marks.get("slip", ""), "")) if marks else claim
