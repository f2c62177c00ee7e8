"""check: bounds that a reader states; what is wrong with one claim leaves the others judged."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

from proofs_checks.publishing.json_report import SCHEMA_FILE
from tests.proofs_checks.commands.command import Run

VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text()))
HEAD = """
sizes = ["m", "n"]
[scalars]
tau = "tau >= 0"
[matrices]
S = ["m", "n"]
E = ["m", "n"]
"""
HALF = """
[[claims]]
name = "half"
where = ["maxabs(E) <= tau"]
holds = "maxabs(softmax(S + E) - softmax(S)) <= tau/2"
"""
LESS = HALF.replace("half", "less").replace("tau/2", "0.99*tau/2")
NORM = """
[[claims]]
name = "norm"
holds = "norm(S, 3) <= 1"
"""
NOBODY = """
[[claims]]
name = "nobody"
where = ["maxabs(E) <= -1"]
holds = "maxabs(E) <= 1"
"""


def _file(folder: Path, claims: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(HEAD + claims)
    return path


def test_a_bound_is_proved_and_its_false_neighbour_refuted(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, HALF + LESS), "--seconds", 120, "--json", "-")
    half, less = outcome.json["claims"]
    assert (outcome.code, half["verdict"], less["verdict"]) == (1, "proved", "refuted")
    VALIDATOR.validate(outcome.json)
    assert half["bound"]["derived"] == ["tanh(tau/2)"]
    assert half["bound"]["claimed"] == ["tau/2"]
    assert half["bound"]["said"]["scalars"] == {"tau": "0 <= tau"}
    assert r"\lVert" in half["bound"]["latex"]
    assert less["bound"]["ratio"] == "1.0101"
    assert half["argument"][-1]["statement"] == "derived tanh(tau/2) <= claimed tau/2"
    assert less["counterexample"]["scalars"].keys() == {"tau"}


def test_the_terminal_shows_claimed_derived_and_attained(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, HALF), "--seconds", 120)
    assert outcome.code == 0
    assert "claimed tau/2, derived tanh(tau/2)" in outcome.out
    assert "largest ratio of the left side to what is claimed: " in outcome.out


def test_what_cannot_be_read_is_one_line_and_the_others_are_judged(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, HALF + NORM), "--seconds", 120, "--json", "-")
    assert outcome.code == 2
    assert [claim["verdict"] for claim in outcome.json["claims"]] == ["proved"]
    assert "claims.norm: 'norm(S, 3)': unknown norm" in outcome.err
    assert outcome.json["bad_input"] == [outcome.err.strip().splitlines()[-1]]
    VALIDATOR.validate(outcome.json)


def test_hypotheses_that_no_numbers_satisfy_are_bad_input_and_prove_nothing(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, NOBODY + HALF), "--seconds", 120, "--json", "-")
    assert outcome.code == 2
    assert [claim["verdict"] for claim in outcome.json["claims"]] == ["undecided", "proved"]
    assert "nobody: no numbers satisfy maxabs(E) <= -1" in outcome.err


LOG = """
[[claims]]
name = "log"
holds = "maxabs(log(S) - log(S)) <= 0"
"""
EQUATIONS = """
[[claims]]
name = "stochastic"
where = ["E >= 0", "rowsum(E) = 1"]
holds = "norm(E @ S.T, inf) <= norm(S, 1)"

[[claims]]
name = "stochastic_wrong"
where = ["E >= 0", "rowsum(E) = 1"]
holds = "maxabs(E * S) <= 0.9*maxabs(S)"
"""
RANGED = """
[[claims]]
name = "ranged"
equal = ["tau * S", "S * tau"]
"""


def test_a_bound_holds_where_its_terms_are_defined_and_an_instance_is_shown(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, LOG), "--json", "-", "--seconds", 120)
    [claim] = outcome.json["claims"]
    assert (claim["verdict"], claim["conditions"]) == ("proved", ["every entry of S is positive"])
    assert claim["instance"]["matrices"].keys() == {"S"}
    VALIDATOR.validate(outcome.json)


def test_equations_among_the_hypotheses_are_used_and_satisfied(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, EQUATIONS), "--json", "-", "--seconds", 120)
    proved, refuted = outcome.json["claims"]
    assert (proved["verdict"], refuted["verdict"]) == ("proved", "refuted")


def test_a_scalar_with_a_range_is_part_of_an_equality(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, RANGED + HALF), "--json", "-", "--seconds", 120)
    assert outcome.code == 0
    ranged = outcome.json["claims"][0]
    assert (ranged["verdict"], len(ranged["where"])) == ("proved", 1)
