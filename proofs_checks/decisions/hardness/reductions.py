"""Reductions and lower bounds: statements that follow from a recorded argument, or that one contradicts.

Parameters: `argument` and `case`, which name an argument of `lora_symbolic.complexity.hardness`; `relation`, follows
or contradicts: whether the statement is what the argument shows, or says the opposite of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lora_symbolic.complexity.hardness.arguments.named import ARGUMENTS, FALSE, argument
from lora_symbolic.complexity.hardness.second_look import exactly, in_digits
from lora_symbolic.language.propositions import Proposition, negation, sentence
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters

RELATIONS = ("follows", "contradicts")


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    name, case = parameters["argument"], parameters["case"]
    if name not in ARGUMENTS:
        return f"argument {name!r}; expected one of {', '.join(ARGUMENTS)}"
    if case not in ARGUMENTS[name]:
        return f"case {case!r}; expected one of {', '.join(ARGUMENTS[name])}"
    if parameters["relation"] not in RELATIONS:
        return f"relation {parameters['relation']!r}; expected follows or contradicts"
    return None


def decide(parameters: Parameters) -> Outcome:
    """A proof, or a refutation, when every step of the argument is confirmed; silence with the first that is not."""
    name, case = parameters["argument"], parameters["case"]
    found = argument(name, case)
    steps = tuple(found.steps)
    if not found.holds:
        failed = found.failures[0]
        return Outcome(Finding.SILENT, Strength.NONE, f"a step fails: {failed.statement} ({failed.check})", steps)
    rests = f"; cited: {'; '.join(found.sources)}" if found.sources else ""
    detail = f"{found.sentence}; {len(steps)} steps{rests}"
    if parameters["relation"] == "follows":
        return Outcome(Finding.PROVES, Strength.DERIVATION, detail, steps, rests_on=found.sources)
    data = {
        "family": found.sentence,
        "facts": [[step.statement, step.check] for step in found.steps if not step.source and not step.is_part],
        "argument": name,
        "case": case,
    }
    return Outcome(Finding.REFUTES, Strength.DERIVATION, detail, steps, data, found.sources)


def _look(parameters: Parameters, good: bool, detail: str, strength: Strength) -> Outcome:
    """Confirmed steps agree with what follows from them and disagree with what they contradict."""
    agrees = good is (parameters["relation"] == "follows")
    return Outcome(Finding.AGREES if agrees else Finding.DISAGREES, strength, detail)


def exact(parameters: Parameters) -> Outcome:
    """Steps exactly at random shapes and points, round trips in balls."""
    found = exactly(parameters["argument"], parameters["case"])
    return _look(parameters, found.good, found.detail, Strength.CERTIFIED_INTERVAL)


def digits(parameters: Parameters) -> Outcome:
    """Steps and losses in 50 digits."""
    found = in_digits(parameters["argument"], parameters["case"])
    return _look(parameters, found.good, found.detail, Strength.HIGH_PRECISION)


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """The recorded family looked at again without the provers of its steps: exactly, and in digits."""
    if (data["argument"], data["case"]) != (parameters["argument"], parameters["case"]):
        return "another argument than the claim's"
    for look in (exactly, in_digits):
        found = look(data["argument"], data["case"])
        if not found.good:
            return f"{data['argument']}, {data['case']}: {found.detail}: not confirmed"
    return None


def statement(parameters: Parameters) -> Proposition:
    """What the argument shows, or the opposite of it."""
    claim = argument(parameters["argument"], parameters["case"]).claim
    return claim if parameters["relation"] == "follows" else negation(claim)


PROCEDURE = DecisionProcedure(
    summary="reductions between gradient problems, and the lower bounds that they carry",
    names=frozenset({"argument", "case", "relation"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    sentence=lambda parameters: sentence(statement(parameters)),
    controls=tuple({"argument": name, "case": case, "relation": "follows"} for name, case in FALSE),
)
