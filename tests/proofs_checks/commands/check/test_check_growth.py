"""check: growth that a reader states; what is named wrong is refuted, a bad claim leaves the others judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proofs_checks.commands.command import Run
from tests.repository.files import ROOT

FOLDER = ROOT / "docs" / "examples" / "growth"
FILE = """
title = "growth"
sizes = []

[[claims]]
name  = "good"
grows = { of = "d", under = ["d = O(log(L))"], within = "o(L)" }

[[claims]]
name  = "bad"
"""


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.toml")))
def test_an_example_is_judged_as_its_names_say(run: Run, name: str) -> None:
    outcome = run("check", FOLDER / f"{name}.toml", "--json", "-", "--seconds", 120)
    for claim in outcome.json["claims"]:
        assert claim["verdict"] == ("refuted" if claim["id"].endswith("_wrong") else "proved")
    assert outcome.code == 1


@pytest.mark.parametrize(
    ("claim", "message"),
    [
        ('grows = { of = "d - 1", within = "o(L)" }', "expected L, log(L), names"),
        ('grows = { of = "d", within = "L" }', "expected o(...), O(...)"),
        ('grows = { of = "d", within = "o(L)", over = "L" }', "unknown key 'over'"),
        (
            'grows = { of = "d", under = ["d = o(1)", "d >= 1"], within = "o(L)" }',
            "no sequences satisfy d = o(1), d >= 1",
        ),
        ('grows = { of = "d", within = "o(L)" }\nwhere = ["d = d"]', "hypotheses go with holds"),
        ('grows = { of = "d", within = "o(L)" }\norder = "given"', "order goes with cost"),
        ('grows = "d"', "expected a table"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_the_others_are_judged(
    run: Run, tmp_path: Path, claim: str, message: str
) -> None:
    file = tmp_path / "growth.toml"
    file.write_text(FILE + claim + "\n")
    outcome = run("check", file)
    assert outcome.code == 2
    assert message in outcome.err
    assert "good" in outcome.out
    assert "proved" in outcome.out
