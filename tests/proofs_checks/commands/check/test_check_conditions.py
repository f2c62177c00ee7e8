"""check on claims with conditions: where a proof holds is in the table, in the summary and in the JSON."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from proofs_checks.publishing.json_report import SCHEMA_FILE
from tests.proofs_checks.commands.command import Run

VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text()))
HEAD = 'sizes = ["n", "d", "r"]\n[matrices]\nX = ["n", "n"]\na = [1, 1]\n'


def _file(folder: Path, **claims: tuple[str, str]) -> Path:
    path = folder / "mine.toml"
    tables = [f'[[claims]]\nname = "{name}"\nequal = {json.dumps(sides)}\n' for name, sides in claims.items()]
    path.write_text(HEAD + "".join(tables))
    return path


WHERE = {"divided": ("(n - 1) * (X / (n - 1))", "X"), "plain": ("X + X", "2 * X")}
VACUOUS = [
    ("exp(log(-exp(X)))", "-exp(X)"),
    ("reciprocal(-ones(1, 1))", "-ones(1, 1)"),
    ("ones(d - r, 1) @ ones(1, r - d)", "ones(d - r, r - d)"),
    ("log(-(a * a) - ones(1, 1))", "zeros(1, 1)"),
]


def test_the_table_and_the_summary_say_where_a_proof_holds(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, **WHERE))
    assert outcome.code == 0
    assert "proved where n - 1 is not 0" in outcome.out.splitlines()[1]
    assert "for instance at n = 2" in outcome.out
    assert "2 claims: 1 proved, 1 proved where a condition holds" in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 80


def test_the_json_keeps_the_verdict_and_adds_conditions_and_instance(run: Run, tmp_path: Path) -> None:
    report = run("check", _file(tmp_path, **WHERE), "--json", "-").json
    VALIDATOR.validate(report)
    divided, plain = report["claims"]
    assert report["summary"] == {"proved": 2}
    assert report["under_conditions"] == 1
    assert (divided["verdict"], divided["conditions"]) == ("proved", ["n - 1 is not 0"])
    assert divided["instance"] == {"sizes": {"n": 2}, "matrices": {}}
    assert "conditions" not in plain
    assert len(plain["further"]) >= 2


@pytest.mark.parametrize("sides", VACUOUS)
def test_a_condition_that_never_holds_leaves_the_claim_undecided(
    run: Run, tmp_path: Path, sides: tuple[str, str]
) -> None:
    outcome = run("check", _file(tmp_path, empty=sides))
    assert outcome.code == 3
    assert "1 claim: 1 undecided" in outcome.out
    said = " ".join(outcome.out.split())
    assert "the condition never holds" in said or "never both positive" in said


def test_a_proof_without_two_further_kinds_of_evidence_says_so(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, plain=WHERE["plain"]), "--method", "symbolic")
    assert outcome.code == 0
    assert "plain: proved; 0 of 2 further kinds of evidence" in outcome.out
    assert "further kinds" not in run("check", _file(tmp_path, plain=WHERE["plain"])).out
