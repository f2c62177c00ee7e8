"""certify: compiles the Coq theories and the theorems of the ledger's claims, and prints what each rests on."""

from __future__ import annotations

from typing import Annotated

import typer

from ..shared import exits
from ..shared.files import check_writable
from ..shared.options import Ids, Json, LedgerFolder
from ..shared.streams import note


def certify(
    ids: Ids = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 4 when coqc is missing.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Record the axioms of every theorem.")] = False,
    bound: Annotated[str | None, typer.Option("--bound", help="Certify exp's polynomial on [-B, B] instead.")] = None,
    degree: Annotated[int | None, typer.Option("--degree", help="That polynomial's degree.")] = None,
    json: Json = None,
    ledger: LedgerFolder = None,
) -> int:
    """Compile, report, and return the exit code.

    Raises BadInput, with the nearest ids, for an id that is not in the ledger.
    """
    from proofs_checks.coq.toolchain.compiler import CoqFailure, coqc
    from proofs_checks.ledger import folder_of, load_ledger

    from ..shared.names import selected
    from .others import certify_other
    from .polynomial import certify_polynomial
    from .theorems import certify_ledger, missing_compiler

    check_writable(json)
    if (bound is None) != (degree is None):
        raise exits.BadInput("--bound and --degree go together: the polynomial of that degree on [-bound, bound]")
    whole = load_ledger(folder_of(ledger))
    chosen = selected(whole, ids or ())
    if whole.option and (record or bound is not None):
        raise exits.BadInput(f"{'--record' if record else '--bound'} with --ledger: expected one of the two")
    if coqc() is None:
        missing_compiler(json)
        return exits.TOOL_MISSING if strict else exits.UNDECIDED
    try:
        if bound is not None and degree is not None:
            return certify_polynomial(bound, degree, json)
        if whole.option:
            return certify_other(whole, str(ledger), chosen, json)
        return certify_ledger(whole, chosen, json, complete=not ids, record=record)
    except CoqFailure as failure:
        note(str(failure))
        return exits.REFUTED
