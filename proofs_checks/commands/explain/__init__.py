"""explain: one item of the ledger, from what is printed to the steps of its proof."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from ..shared import exits
from ..shared.files import check_one_of, check_writable, deliver
from ..shared.options import Json, LedgerFolder


def explain(
    ident: Annotated[str, typer.Argument(metavar="ID", help="Such as lemma-3.2 or lemma-3.2/dA.")],
    latex: Annotated[bool, typer.Option("--latex", help="Print LaTeX to paste.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown to paste.")] = False,
    json: Json = None,
    ledger: LedgerFolder = None,
) -> int:
    """Explain the item or claim, and return the exit code.

    Raises BadInput, with the nearest ids, for an id that is not in the ledger.
    """
    from proofs_checks.ledger import folder_of, load_ledger
    from proofs_checks.ledger.recorded import FILE, verdicts_in

    from ..shared.judging import warn
    from .explanation import explanation_data, explanation_of, pasted, show

    check_writable(json)
    check_one_of(latex, markdown)
    folder = folder_of(ledger)
    recorded = verdicts_in(folder / FILE)
    found = explanation_of(ident, load_ledger(folder), recorded)
    data = explanation_data(found)
    deliver(json, data, partial(pasted, found, markdown) if latex or markdown else partial(show, data))
    warn(found.results)
    return exits.REFUTED if any(result.judgement.conflict for result in found.results) else exits.AS_CLAIMED
