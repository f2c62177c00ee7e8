"""That hypotheses on Gamma, d and beta do NOT leave f factors of rank L^o(1): some matrices within them have none.

The parameters are those of `approximate_rank`; what is a counterexample there is the proof here.
"""

from __future__ import annotations

from dataclasses import replace

from lora_symbolic.language.propositions import negation, sentence
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters
from . import approximate_rank

_OPPOSITE = {Finding.REFUTES: Finding.PROVES, Finding.AGREES: Finding.DISAGREES, Finding.DISAGREES: Finding.AGREES}


def decide(parameters: Parameters) -> Outcome:
    """A proof by the family that refutes thin factors; silence where they exist or nothing is known."""
    found = approximate_rank.decide(parameters)
    if found.finding is Finding.PROVES:
        return Outcome(Finding.SILENT, Strength.NONE, f"the factors exist: {found.detail}", found.steps)
    return replace(found, finding=_OPPOSITE.get(found.finding, found.finding))


def exact(parameters: Parameters) -> Outcome:
    """The check at explicit L, seen from the other side."""
    found = approximate_rank.exact(parameters)
    return replace(found, finding=_OPPOSITE.get(found.finding, found.finding))


def digits(parameters: Parameters) -> Outcome:
    """The check in 60 digits, seen from the other side."""
    found = approximate_rank.digits(parameters)
    return replace(found, finding=_OPPOSITE.get(found.finding, found.finding))


def _case(gamma: str, beta: str) -> Parameters:
    return {"gamma": gamma, "width": "O(log L)", "beta": beta, "accuracy": "every", "question": "rank"}


PROCEDURE = DecisionProcedure(
    summary="hypotheses under which f need not have factors of rank L^o(1)",
    names=approximate_rank.PROCEDURE.names,
    decide=decide,
    exact=exact,
    digits=digits,
    accepts=approximate_rank.accepts,
    sentence=lambda parameters: sentence(negation(approximate_rank.statement(parameters))),
    controls=(_case("o(sqrt(log L))", "1/d"), _case("o(sqrt(log L / d))", "1"), _case("o(1)", "1")),
)
