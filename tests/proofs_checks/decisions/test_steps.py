"""Steps of the judged claims: each was checked, and its check speaks of all values that its text speaks of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sympy

import lora_symbolic
import proofs_checks
from lora_symbolic.arguments.argument import Kind, Step
from lora_symbolic.arguments.ranges import rises
from lora_symbolic.arguments.steps import ALIKE, at_most, computed, part, textbook
from lora_symbolic.complexity.growth.proof import almost_linear_argument
from lora_symbolic.language.statement import Grows
from lora_symbolic.rank.threshold.upper import thin_factors_argument
from proofs_checks import decisions
from proofs_checks.decisions import Outcome
from proofs_checks.decisions.rank import approximate_rank
from proofs_checks.judging.methods.statements import algorithms
from proofs_checks.judging.methods.statements.growth import parameters_of
from proofs_checks.ledger import LedgerClaim, load_ledger
from proofs_checks.ledger.shelf import FOLDER

EXACT = (Kind.IDENTITY, Kind.ORDER, Kind.LIMIT)
NAME = r"[A-Za-z]\w*"
FOR_ALL = re.compile(
    rf"\b(?:for (?:all|every|any)|whatever) ({NAME}(?:(?:, (?!and\b|so\b)| and ){NAME})*)((?: <=? {NAME})*)"
)
PLURALS = {"sizes", "entries", "shapes", "inputs"}
MADE = {"computed": 2, "verified": 3, "Step": 3}  # which argument says that the check succeeded


def letters_bound(text: str) -> set[str]:
    """The letters that a text speaks of for all their values, as in "for all x, y >= 0" or "for all j < k <= d"."""
    found = (re.findall(NAME, names.replace(" and ", " ") + chain) for names, chain in FOR_ALL.findall(text))
    return {letter for letters in found for letter in letters} - PLURALS


def problem_with(step: Step) -> str | None:
    """What is wrong with a step: a check that is none, or that leaves no room for what the text says of all values."""
    if not step.holds:
        return "it was not confirmed"
    if not step.check or step.check in (ALIKE, step.statement, step.reason):
        return "no check"
    bound = letters_bound(step.statement)
    if not bound or step.kind in (Kind.PART, Kind.CITED):
        return None
    if step.kind not in EXACT or not step.names:
        return f"a {step.kind} stands for all {', '.join(sorted(bound))}"
    put = re.findall(r"(\w+) = ", f"{step.statement} {step.reason}")
    if missing := bound - step.names - set(put):
        return f"the check does not depend on {', '.join(sorted(missing))}"
    return None


def outcome_of(claim: LedgerClaim) -> Outcome | None:
    """The decision of a claim that an argument decides."""
    if claim.kind == "judged":
        return decisions.named(claim.judge).decide(claim.parameters)
    if isinstance(claim.stated, Grows) and claim.stated.of_factors:
        parameters = parameters_of(claim.stated)
        by_algorithm = claim.stated.algorithm
        return (
            approximate_rank.decide(parameters) if by_algorithm is None else algorithms.decide(parameters, by_algorithm)
        )
    return None


def problems(steps: tuple[Step, ...]) -> list[str]:
    return [f"{step.statement}: {found}" for step in steps if (found := problem_with(step)) is not None]


@pytest.mark.timeout(600)
@pytest.mark.slow(reason="every argument of three ledgers, half a minute")
def test_every_step_of_every_claim_that_an_argument_decides_is_a_check_of_what_it_says() -> None:
    found, seen = [], 0
    for folder in sorted(path for path in FOLDER.parent.iterdir() if path.is_dir()):
        for claim in load_ledger(folder).claims:
            if (outcome := outcome_of(claim)) is not None:
                seen += 1
                found += [f"{claim.key}: {problem}" for problem in problems(outcome.steps)]
    assert seen > 120
    assert not found


def test_the_steps_of_thin_factors_and_of_almost_linear_time_are() -> None:
    assert not problems(thin_factors_argument().steps)
    assert not problems(almost_linear_argument().steps)


def test_steps_that_check_less_than_they_say_are_found() -> None:
    x, t = sympy.symbols("x t", positive=True)
    assert problem_with(at_most("x <= x", "", x, x)) == "it was not confirmed"
    assert problem_with(computed("it falls from there on", "falls", True, "falls")) == "no check"
    examples = textbook("N nodes suffice for all N >= 5", "", [True] * 5, "five values")
    assert problem_with(examples) == "a textbook stands for all N"
    one = computed("B(L) = o(log L) for every c and C", "", True, "at c = C = 1")
    assert problem_with(one) == "a computed stands for all C, c"
    other = at_most("n e^-kappa is small for all n and kappa", "", sympy.Rational(3, 8), sympy.Rational(1, 2))
    assert problem_with(other) == "a order stands for all kappa, n"
    half = rises("log(1 + x) <= x + y for all x, y >= 0", "", x - sympy.log(1 + x), x)
    assert problem_with(half) == "the check does not depend on y"
    put = at_most("x >= 1 for all x >= 1", "put x = 1 + t", sympy.S.One, 1 + t)
    assert problem_with(put) is None
    assert problem_with(replace(put, holds=False)) is not None
    assert problem_with(part(thin_factors_argument())) is None


def _typed(path: Path) -> Iterator[str]:
    """Where a program says that a check succeeded without making one: True, written out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(getattr(node, "func", None), "id", None)
        if isinstance(node, ast.Call) and name in MADE:
            given = node.args[MADE[name]] if len(node.args) > MADE[name] else None
            named = [word.value for word in node.keywords if word.arg == "holds"]
            if any(isinstance(one, ast.Constant) and one.value is True for one in (given, *named)):
                yield f"{path.name}:{node.lineno}"


def test_no_program_writes_that_a_check_succeeded(tmp_path: Path) -> None:
    """A citation is none, and a step of the error calculus is made after its check, which raises where it fails."""
    roots = [Path(package.__file__ or "").parent for package in (lora_symbolic, proofs_checks)]
    typed = [place for root in roots for path in sorted(root.rglob("*.py")) for place in _typed(path)]
    assert [place.split(":")[0] for place in typed] == ["steps.py", "checks.py"]
    wrong = tmp_path / "wrong.py"
    wrong.write_text('computed("it falls", "from there on", True, "falls")', encoding="utf-8")
    assert list(_typed(wrong)) == ["wrong.py:1"]
