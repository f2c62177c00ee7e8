"""Whether the answer of `approximate_rank` does not depend on beta: the threshold's part of dropping beta.

Parameters: `gamma` and `width`, orders of growth. The statement is that beta = 1 and beta = 1/d have one answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lora_symbolic.language.propositions import sentence
from lora_symbolic.rank.threshold.claims import same_answer
from lora_symbolic.rank.threshold.orders import read_hypotheses
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters
from . import approximate_rank

TEMPERATURES = ("1", "1/d")


def _at(parameters: Parameters, beta: str) -> Parameters:
    return {**parameters, "beta": beta, "accuracy": "every", "question": "rank"}


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    return approximate_rank.accepts(_at(parameters, "1"))


def decide(parameters: Parameters) -> Outcome:
    """Two answers that are both proofs, or both refutations, agree; a proof and a refutation do not."""
    opinions = {beta: approximate_rank.decide(_at(parameters, beta)) for beta in TEMPERATURES}
    findings = {opinion.finding for opinion in opinions.values()}
    steps = tuple(
        replace(step, statement=f"beta = {beta}: {step.statement}")
        for beta, opinion in opinions.items()
        for step in opinion.steps
    )
    if Finding.SILENT in findings:
        return Outcome(Finding.SILENT, Strength.NONE, "one of the two answers is open", steps)
    detail = "; ".join(f"at beta = {beta} f has thin factors: {_word(o)}" for beta, o in opinions.items())
    if len(findings) == 1:
        return Outcome(Finding.PROVES, Strength.DERIVATION, detail, steps)
    refuted = next(opinion for opinion in opinions.values() if opinion.finding is Finding.REFUTES)
    return Outcome(Finding.REFUTES, Strength.DERIVATION, detail, steps, refuted.counterexample)


def _word(opinion: Outcome) -> str:
    return "yes" if opinion.finding is Finding.PROVES else "no"


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """Whether exactly one of the two answers is refuted by the recorded member."""
    problems = [approximate_rank.confirm(_at(parameters, beta), data) for beta in TEMPERATURES]
    if problems.count(None) == 1:
        return None
    return "the member refutes both answers" if None in problems else str(problems[0])


def _both(hear: str, parameters: Parameters) -> Outcome:
    opinions = [getattr(approximate_rank, hear)(_at(parameters, beta)) for beta in TEMPERATURES]
    findings = {opinion.finding for opinion in opinions}
    detail = "; ".join(opinion.detail for opinion in opinions)
    finding = Finding.SILENT if Finding.SILENT in findings else Finding.AGREES
    if len(findings) == 2 and finding is not Finding.SILENT:
        finding = Finding.DISAGREES
    return Outcome(finding, opinions[0].strength, detail)


def exact(parameters: Parameters) -> Outcome:
    """Both answers at explicit L."""
    return _both("exact", parameters)


def digits(parameters: Parameters) -> Outcome:
    """Both answers in 60 digits."""
    return _both("digits", parameters)


PROCEDURE = DecisionProcedure(
    summary="whether a threshold in Gamma is the same at beta = 1 and beta = 1/d",
    names=frozenset({"gamma", "width"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    sentence=lambda parameters: sentence(same_answer(read_hypotheses(parameters["gamma"], parameters["width"], "1"))),
    controls=(
        {"gamma": "o(sqrt(log L))", "width": "O(log L)"},
        {"gamma": "O(1)", "width": "O(log L)"},
    ),
)
