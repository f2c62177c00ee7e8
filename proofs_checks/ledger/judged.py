"""Judged claims: statements that are no equality - bounds, thresholds, quantifiers - and name the judge that decides.

A table of such a claim holds `judged` (a file of `proofs_checks/decisions`), optionally `with` (the judge's parameters,
texts by their names) and `hypothesis` (what the claim is conditional on). Its sentence is made from the parameters by
the judge; `states` (the claim in a sentence) is expected only where the judge makes none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from proofs_checks import decisions

from .errors import LedgerError
from .model import LedgerClaim

_KEYS = {"name", "judged", "states", "with", "hypothesis"}


def judged_claim(table: Mapping[str, Any], item: str, form: str, where: str) -> LedgerClaim:
    """The claim of one table.

    Raises LedgerError for an unknown key, an unknown judge, or parameters that the judge does not accept.
    """

    if unknown := sorted(set(table) - _KEYS):
        raise LedgerError(f"{where}: unknown key {unknown[0]!r}; expected {', '.join(sorted(_KEYS))}")
    name, hypothesis = table["judged"], table.get("hypothesis")
    parameters = table.get("with", {})
    if not isinstance(name, str) or name not in decisions.names():
        raise LedgerError(f"{where}: judged is {name!r}; expected one of {', '.join(decisions.names())}")
    if hypothesis is not None and not isinstance(hypothesis, str):
        raise LedgerError(f"{where}: 'hypothesis' is {hypothesis!r}; expected a text")
    if not isinstance(parameters, dict) or not all(isinstance(value, str) for value in parameters.values()):
        raise LedgerError(f"{where}: 'with' is {parameters!r}; expected a table of texts")
    problem = decisions.named(name).problem_with(parameters)
    if problem is not None:
        raise LedgerError(f"{where}: with: {problem}")
    return LedgerClaim(
        item=item,
        name=str(table["name"]),
        form=form,
        kind="judged",
        texts=(_sentence(table, name, parameters, where),),
        hypothesis=hypothesis,
        judge=name,
        parameters=dict(parameters),
    )


def _sentence(table: Mapping[str, Any], name: str, parameters: Mapping[str, str], where: str) -> str:
    """What the claim states: made from its parameters, or said where the judge makes no sentence."""
    made, said = decisions.named(name).sentence, table.get("states")
    if made is not None:
        if said is not None:
            raise LedgerError(f"{where}: 'states' is said beside 'with'; expected none, {name} makes the sentence")
        return made(parameters)
    if not isinstance(said, str) or not said.strip():
        raise LedgerError(f"{where}: 'states' is {said!r}; expected the claim in a sentence")
    return said.strip()
