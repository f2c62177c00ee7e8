"""The walk of a new user: its steps are commands that there are, and a step that goes wrong is recorded as such."""

from __future__ import annotations

import copy
import json
import math
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import pytest

from benchmarks.facts import command
from benchmarks.first_steps import ACTIVE, BEFORE, GET, JOURNEYS, LECTURE, OPEN, STEPS, Step, examples, taken
from proofs_checks.publishing.site.measurements.first_steps import first_steps_fragments, steps_table
from tests.proofs_checks.commands.command import application
from tests.repository.files import ROOT, make_targets

RESULTS = ROOT / "benchmarks" / "results"
GOALS = tuple(journey.goal for journey in JOURNEYS)


def test_every_step_is_a_target_or_a_command_that_there_is() -> None:
    from proofs_checks.publishing.site.reference import command_line

    known = command_line(application())
    typed = [step.types.removeprefix(ACTIVE) for step in STEPS if step.types not in (GET, OPEN)]
    assert len(typed) == len(STEPS) - 2
    for program, name, *arguments in (text.split() for text in typed):
        assert name in make_targets() if program == "make" else f"\n## {name}\n" in known
        assert [option for option in arguments if option.startswith("--") and option not in known] == []


def test_a_journey_has_at_most_five_commands_that_there_are() -> None:
    from proofs_checks.publishing.site.reference import command_line

    known = command_line(application())
    assert len(JOURNEYS) == 3
    for journey in JOURNEYS:
        assert 1 <= len(journey.steps) + 1 <= 5  # with the installation
        for step in journey.steps:
            program, name, *_ = step.types.split()
            assert program in ("latexmk", "jupyter") or f"\n## {name}\n" in known, step.types
    assert JOURNEYS[0].seconds == 60.0
    assert (ROOT / "docs" / "course" / f"{LECTURE}.md").is_file()


def arrives(record: dict[str, Any]) -> bool:
    """Whether a record of the journeys has every step of each, all succeeded, within their seconds."""
    walked = {goal: [step for step in record["steps"] if step["journey"] == goal] for goal in (BEFORE, *GOALS)}
    return record["missed"] == [] and all(
        [step["types"] for step in walked[journey.goal]] == [step.types for step in journey.steps]
        and all(step["succeeded"] for step in walked[journey.goal])
        and sum(step["seconds"] for step in walked[journey.goal]) < (journey.seconds or math.inf)
        for journey in JOURNEYS
    )


def test_the_stored_journeys_arrive_and_one_that_does_not_is_told() -> None:
    stored = json.loads((RESULTS / "first_steps" / "journeys.json").read_text(encoding="utf-8"))
    assert arrives(stored)
    assert stored["steps"][0]["seconds"] > 0
    late = copy.deepcopy(stored)
    next(step for step in late["steps"] if step["journey"] == GOALS[0])["seconds"] = 61.0
    short = {**stored, "steps": stored["steps"][:-1]}
    assert not arrives(late)
    assert not arrives(short)


def test_the_files_are_those_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text()
    for name, file in examples().items():
        assert f"lora-symbolic check {name}" in text
        assert file in text


@pytest.mark.parametrize(
    ("code", "prints", "good"),
    [
        (0, "3 claims: 3 proved", True),
        (0, "nothing", False),
        (2, "3 claims: 3 proved", False),
        (0, "3 claims: 3 proved; INFO:CONSOLE:1", False),
    ],
    ids=["as it should be", "another text", "another exit code", "a complaint"],
)
def test_a_step_succeeds_by_its_exit_code_and_by_what_it_prints(
    code: int, prints: str, good: bool, tmp_path: Path
) -> None:
    step = Step("make verify", "a trial", "claims: ", refuses=":CONSOLE")
    record = taken(step, [sys.executable, "-c", f"import sys; print({prints!r}); sys.exit({code})"], tmp_path, tmp_path)
    assert record["succeeded"] is good
    assert (record["exit"], record["lines"]) == (code, 1)


def test_the_page_shows_what_is_stored(tmp_path: Path) -> None:
    steps = [
        {"types": "make <it>", "purpose": "a & b", "seconds": 12.0, "lines": 7},
        {"types": "open", "purpose": "the end", "seconds": 130.0, "lines": 1},
    ]
    shown = steps_table({"steps": steps, "machine": {"cores": 2, "processor": "a processor", "python": "3"}})
    assert "make &lt;it&gt;" in shown
    assert "a &amp; b" in shown
    assert "<td>130 s</td><td>140 s</td>" in shown
    assert "first_steps" in first_steps_fragments(tmp_path)["_generated/first-steps-table.html"]
    journeys = first_steps_fragments(RESULTS)["_generated/first-steps-journeys.html"]
    assert all(goal.replace("'", "&#x27;") in journeys for goal in GOALS)


def test_the_recorded_command_names_a_module_as_it_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(Path.cwd() / "benchmarks/program.py"), "--out", "a b"])
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", None)
    assert command() == "python benchmarks/program.py --out 'a b'"
    monkeypatch.setattr(sys.modules["__main__"], "__spec__", ModuleSpec("benchmarks.program", None))
    assert command() == "python -m benchmarks.program --out 'a b'"
