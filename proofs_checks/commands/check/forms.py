"""check --format: text for a terminal, JSON for a program, Markdown and LaTeX to be pasted.

Dictionary
    checked_form    where JSON goes, when the form is one of the four
    pasted          prints the verdicts as Markdown or LaTeX
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..shared.exits import BadInput
from ..shared.files import STREAM, check_writable

if TYPE_CHECKING:
    from proofs_checks.judging.results import Result
    from proofs_checks.ledger.model import LedgerClaim

FORMS = TEXT, JSON, MARKDOWN, LATEX = ("text", "json", "markdown", "latex")


def checked_form(form: str, json: str | None) -> str | None:
    """Where JSON goes: to the standard output when that is the form, else where it is asked for.

    Raises BadInput for another form, for two that want the standard output, and for what cannot be written.
    """
    if form not in FORMS:
        raise BadInput(f"--format {form[:80]}: no such form; expected one of {', '.join(FORMS)}")
    if json == STREAM and form in (MARKDOWN, LATEX):
        raise BadInput(f"--json - and --format {form}: both want the standard output; expected one of them")
    if form == JSON and json is not None and json != STREAM:
        raise BadInput(f"--json {json} and --format json: expected one of them")
    check_writable(json)
    return STREAM if form == JSON else json


def pasted(results: Sequence[Result], claims: Sequence[LedgerClaim], markdown: bool) -> None:
    """Print the verdicts as Markdown or LaTeX."""
    from proofs_checks.publishing.document import fragments

    sys.stdout.write(fragments.checked(results, claims, markdown))
