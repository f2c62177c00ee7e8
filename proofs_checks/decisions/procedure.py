"""What a judge is: it decides a statement that is no equality, for the parameters that the ledger gives.

Dictionary
    Parameters  texts by their names, the `with` of a ledger's claim
    Outcome     a finding with its strength, a sentence, the recorded steps, and a counterexample where there is one
    DecisionProcedure       how a family of statements is decided, cross-examined twice, and what it must not accept
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lora_symbolic.arguments.argument import Step
from proofs_checks.verdict.evidence import Evidence, Finding, Strength

Parameters = Mapping[str, str]


@dataclass(frozen=True)
class Outcome:
    """What a judge found."""

    finding: Finding
    strength: Strength
    detail: str
    steps: tuple[Step, ...] = ()
    counterexample: Mapping[str, Any] | None = None
    rests_on: tuple[str, ...] = ()  # theorems and hypotheses of others

    def evidence(self, method: str) -> Evidence:
        """The opinion as evidence of a method."""
        steps = tuple(step.to_dict() for step in self.steps)
        return Evidence(method, self.strength, self.detail, self.finding, self.counterexample, steps, self.rests_on)


@dataclass(frozen=True)
class DecisionProcedure:
    """A family of statements.

    `names` are the parameters that must be given, `accepts` says what is wrong with their values (None: nothing).
    `decide` proves, refutes or stays silent; `exact` and `digits` look at the same statement in other ways, exactly at
    fixed sizes and in many digits. `confirm` checks a recorded counterexample without the derivation that found it.
    `controls` are parameters of false statements: none may be proved.
    `sentence` is the statement that the parameters make, in English, from what `decide` decides.
    """

    summary: str
    names: frozenset[str]
    decide: Callable[[Parameters], Outcome]
    exact: Callable[[Parameters], Outcome]
    digits: Callable[[Parameters], Outcome]
    controls: tuple[Parameters, ...]
    sentence: Callable[[Parameters], str]
    confirm: Callable[[Parameters, Mapping[str, Any]], str | None] = lambda parameters, data: "nothing to confirm"
    accepts: Callable[[Parameters], str | None] = lambda parameters: None

    def problem_with(self, parameters: Parameters) -> str | None:
        """What is wrong with these parameters, None if nothing is."""
        if set(parameters) != self.names:
            given, expected = ", ".join(sorted(parameters)), ", ".join(sorted(self.names))
            return f"parameters {given or 'none'}; expected {expected or 'none'}"
        return self.accepts(parameters)


def agrees(holds: bool, strength: Strength, detail: str) -> Outcome:
    """The opinion of a check at fixed sizes or in many digits: it agrees or disagrees, it never proves."""
    return Outcome(Finding.AGREES if holds else Finding.DISAGREES, strength, detail)


def derived(steps: Sequence[Step], detail: str) -> Outcome:
    """The opinion of an argument whose steps are recorded: a proof when each was confirmed, else silence."""
    if failed := next((step for step in steps if not step.holds), None):
        return Outcome(Finding.SILENT, Strength.NONE, f"a step was not confirmed: {failed.statement}", tuple(steps))
    return Outcome(Finding.PROVES, Strength.DERIVATION, detail, tuple(steps))
