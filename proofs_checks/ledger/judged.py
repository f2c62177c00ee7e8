"""Judged claims: statements that are no equality - bounds, thresholds, quantifiers - and name the judge that decides.

A table of such a claim holds `judged` (a file of `proofs_checks/decisions`), optionally `with` (the judge's parameters,
texts by their names) and `hypothesis` (what the claim is conditional on). Its sentence is made from the parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proofs_checks import decisions

from .errors import LedgerError, known_keys
from .model import LedgerClaim
from .rules.marks import MARKS

_KEYS = {"name", "judged", "with", "hypothesis"}


def judged_claim(table: Mapping[str, Any], item: str, form: str, where: str) -> LedgerClaim:
    """The claim of one table.

    Raises LedgerError for an unknown key, an unknown judge, or parameters that the judge does not accept.
    """
    known_keys(table, {*_KEYS, *MARKS}, where)
    name, hypothesis = table["judged"], table.get("hypothesis")
    parameters = table.get("with", {})
    if not isinstance(name, str) or name not in decisions.names():
        raise LedgerError(f"{where}: judged is {name!r}; expected one of {', '.join(decisions.names())}")
    if hypothesis is not None and not isinstance(hypothesis, str):
        raise LedgerError(f"{where}: 'hypothesis' is {hypothesis!r}; expected a text")
    if not isinstance(parameters, dict) or not all(isinstance(value, str) for value in parameters.values()):
        raise LedgerError(f"{where}: 'with' is {parameters!r}; expected a table of texts")
    procedure = decisions.named(name)
    if (problem := procedure.problem_with(parameters)) is not None:
        raise LedgerError(f"{where}: with: {problem}")
    return LedgerClaim(
        item=item,
        name=str(table["name"]),
        form=form,
        kind="judged",
        texts=(procedure.sentence(parameters),),
        hypothesis=hypothesis,
        judge=name,
        parameters=dict(parameters),
    )
