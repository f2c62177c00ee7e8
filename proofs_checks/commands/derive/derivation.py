"""The derivation of a gradient, what proves it, and how it is shown."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lora_symbolic import calculus
from lora_symbolic.language import Term, grad
from lora_symbolic.language.statement import Statement
from proofs_checks.judging.derivations import derivation_data, writer
from proofs_checks.judging.methods.symbolic import judge_terms
from proofs_checks.publishing.explanation import definition_lines, derivation_lines, paragraph

from ..shared import exits
from ..shared.names import nearest
from ..shared.streams import console

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


@dataclass(frozen=True)
class Derived:
    """A derivation as data, the derivative that it is of, and whether it is proved."""

    data: Mapping[str, Any]
    derivative: str
    proved: bool
    symbols: Mapping[str, str]


def derived(statement: Statement, loss: Term, variable: Term, latex: bool) -> Derived:
    """The gradient of the loss with its steps, written in LaTeX or in the syntax of statement files."""
    scalars = {one.term: name for name, one in statement.scalars.items()}
    derivation = calculus.derive_gradient(loss, variable, {**statement.printed_names, **scalars})
    write = writer(latex, statement.symbols)
    proof = judge_terms(grad(loss, variable), derivation.gradient)
    data = {**derivation_data(derivation, write), "proof": proof.to_dict()}
    derivative = write(grad(loss, variable), derivation.names)
    return Derived(data, derivative, proof.strength == "canonical-form", statement.symbols)


def pasted(found: Derived, markdown: bool) -> None:
    """Print a derivation that is to be pasted."""
    from proofs_checks.publishing.document import fragments

    sys.stdout.write(fragments.derived(found.data, found.derivative, markdown, found.symbols))


def show(data: Mapping[str, Any], wrt: str) -> None:
    """Print the gradient, the names it uses, the steps, and what proves it."""
    out = console()
    out.print(f"grad(loss, {wrt}) = {data['gradient']}", markup=False, style="bold", soft_wrap=True)
    lines = ["", "where", *definition_lines(data["names"], "  ")] if data["names"] else []
    lines += ["", "steps", *derivation_lines(data, "  "), ""]
    lines += paragraph(data["proof"]["detail"], "", "proof: ")
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)
