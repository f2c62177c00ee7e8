"""check on claims under equations: the verdict says where, a counterexample satisfies them, an instance is shown."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
from jsonschema import Draft202012Validator

from proofs_checks.publishing.json_report import SCHEMA_FILE
from tests.proofs_checks.commands.command import Run

STATEMENT = """
sizes = ["m", "n", "r"]
where = ["P.T @ P = eye(r)"]
[matrices]
P = ["m", "r"]
S = ["n", "n"]
x = ["n", 1]
[[claims]]
name  = "projection"
equal = ["P @ P.T @ P", "P"]
[[claims]]
name  = "tall"
equal = ["P @ P.T", "eye(m)"]
[[claims]]
name  = "slope"
where = ["S = S.T"]
equal = ["grad(x.T @ S @ x, x)", "2 * S @ x"]
[[claims]]
name  = "contradiction"
where = ["P.T @ P = 2 * eye(r)"]
equal = ["P", "P"]
"""


def _file(folder: Path) -> Path:
    path = folder / "mine.toml"
    path.write_text(STATEMENT)
    return path


def test_the_table_says_where_and_shows_an_instance(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path))
    assert outcome.code == 1
    lines = outcome.out.splitlines()
    assert "projection: proved where P.T @ P = eye(r)" in lines, outcome.out
    assert "slope: proved where P.T @ P = eye(r) and S = S.T" in lines
    assert "  P @ P.T = eye(m) where P.T @ P = eye(r)" in lines
    assert "2 proved where a condition holds, 1 refuted, 1 undecided" in outcome.out
    assert "nothing was found that satisfies the condition: P.T @ P = eye(r) and P.T @ P" in " ".join(
        outcome.out.split()
    )


def test_the_json_has_the_equations_and_a_counterexample_that_satisfies_them(run: Run, tmp_path: Path) -> None:
    report = run("check", _file(tmp_path), "--json", "-").json
    Draft202012Validator(json.loads(SCHEMA_FILE.read_text())).validate(report)
    projection, tall, slope, contradiction = report["claims"]
    assert slope["where"] == ["P.T @ P = eye(r)", "S = S.T"]
    assert slope["conditions"] == slope["where"]
    assert len(projection["further"]) >= 2
    assert contradiction["verdict"] == "undecided"
    entries = tall["counterexample"]["matrices"]["P"]
    P = np.array([[Fraction(entry) for entry in line] for line in entries])
    assert (np.eye(P.shape[1], dtype=int) == P.T @ P).all()
    assert (np.eye(P.shape[0], dtype=int) != P @ P.T).any()
