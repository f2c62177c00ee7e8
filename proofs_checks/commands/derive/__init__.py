"""derive: the gradient of a file's loss, with the step that each rule took."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..shared import exits
from ..shared.files import check_one_of, check_writable, deliver, read_statement
from ..shared.options import Json


def derive(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A statement file that defines `loss`.")],
    wrt: Annotated[str, typer.Option("--wrt", metavar="NAME", help="The matrix to differentiate in.")],
    latex: Annotated[bool, typer.Option("--latex", help="Print the gradient and its steps as LaTeX.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print them as Markdown.")] = False,
    json: Json = None,
) -> int:
    """Derive the gradient, report, and return the exit code.

    Raises BadInput when the file has no scalar loss or no matrix of that name.
    """
    from .derivation import derived, loss_and_variable, pasted, show

    check_writable(json)
    check_one_of(latex, markdown)
    statement = read_statement(file)
    found = derived(statement, *loss_and_variable(statement, wrt, file), latex or markdown)
    shown = partial(pasted, found, markdown) if latex or markdown else partial(show, found.data, wrt)
    deliver(json, {"wrt": wrt, **found.data}, shown)
    return exits.AS_CLAIMED if found.proved else exits.UNDECIDED
