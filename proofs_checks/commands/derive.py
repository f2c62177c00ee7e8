"""derive: the gradient of a file's loss, with the step that each rule took."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from lora_symbolic import calculus
from lora_symbolic.language import Term, grad
from lora_symbolic.language.statement import Statement
from proofs_checks.judging.derivations import derivation_data, writer
from proofs_checks.judging.methods.symbolic import judge_terms
from proofs_checks.publishing.explanation import definition_lines, derivation_lines, paragraph
from proofs_checks.publishing.terminal import console

from . import exits
from .files import check_one_of, check_writable, deliver, read_statement
from .names import nearest

LOSS = "loss"


def loss_and_variable(statement: Statement, wrt: str, path: Path) -> tuple[Term, Term]:
    """The loss and the matrix to differentiate in.

    Raises BadInput when the file defines no scalar `loss`, or the name is no matrix of the file.
    """
    loss = statement.definitions.get(LOSS)
    if loss is None:
        raise exits.BadInput(f"{path}: no definition of loss; expected [definitions] with a scalar loss")
    if loss.rows != 1 or loss.cols != 1:
        raise exits.BadInput(f"{path}: loss is {loss.rows} x {loss.cols}; expected a scalar")
    variable = statement.matrices.get(wrt)
    if variable is None:
        close = nearest(wrt, statement.matrices)
        hint = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(statement.matrices)}"
        raise exits.BadInput(f"{path}: --wrt {wrt[:80]} is not a matrix of this file; {hint}")
    return loss, variable


def run(path: Path, wrt: str, latex: bool, markdown: bool, json: str | None) -> int:
    """Derive, report, and return the exit code."""
    check_writable(json)
    check_one_of(latex, markdown)
    statement = read_statement(path)
    loss, variable = loss_and_variable(statement, wrt, path)
    derivation = calculus.derive_gradient(loss, variable, dict(statement.printed_names))
    write = writer(latex or markdown)
    data = derivation_data(derivation, write)
    proof = judge_terms(grad(loss, variable), derivation.gradient)
    data["proof"] = proof.to_dict()
    derivative = write(grad(loss, variable), derivation.names)
    shown = partial(pasted, data, derivative, markdown) if latex or markdown else partial(show, data, wrt)
    deliver(json, {"wrt": wrt, **data}, shown)
    return exits.AS_CLAIMED if proof.strength == "canonical-form" else exits.UNDECIDED


def pasted(data: Mapping[str, Any], derivative: str, markdown: bool) -> None:
    """Print a derivation that is to be pasted."""
    from proofs_checks.publishing.document.fragments import derived

    sys.stdout.write(derived(data, derivative, markdown))


def show(data: Mapping[str, Any], wrt: str) -> None:
    """Print the gradient, the names it uses, the steps, and what proves it."""
    out = console()
    out.print(f"grad(loss, {wrt}) = {data['gradient']}", markup=False, style="bold", soft_wrap=True)
    lines = ["", "where", *definition_lines(data["names"], "  ")] if data["names"] else []
    lines += ["", "steps", *derivation_lines(data, "  "), ""]
    lines += paragraph(data["proof"]["detail"], "", "proof: ")
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)
