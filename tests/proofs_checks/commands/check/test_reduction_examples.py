"""Reductions in statement files: examples as their names say, slips of the pen never proved, bad input in one line."""

from __future__ import annotations

import tomllib
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lora_symbolic.language.statement import statement_from_table
from lora_symbolic.language.statement.sentence import data_of, latex_of, sentence
from proofs_checks.judging.runner import judge_claim
from proofs_checks.ledger.load import from_statement
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.mutants.fields import alterations
from proofs_checks.recheck.reduction import problem_with_reduction
from tests.proofs_checks.commands.command import Run
from tests.repository.files import ROOT

FOLDER = ROOT / "docs" / "examples" / "reductions"
COLUMN = tomllib.loads((FOLDER / "one-column-at-a-time.toml").read_text())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_an_example_is_judged_as_its_names_say(run: Run, path: Any) -> None:
    claims = run("check", path, "--json", "-", "--seconds", 120).json["claims"]
    for claim in claims:
        assert claim["verdict"] == ("refuted" if claim["id"].endswith("_wrong") else "proved"), claim


def changed(place: tuple[str | int, ...], value: object) -> dict[str, Any]:
    """The example with one field changed, its last claim alone."""
    table = deepcopy(COLUMN)
    table["claims"] = table["claims"][1:]
    inner: Any = table
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return table


def claim_of(table: dict[str, Any]) -> LedgerClaim:
    [claim] = from_statement(statement_from_table(table, "notes.toml"))
    return claim


@pytest.mark.parametrize(
    "place, value",
    [
        (("claims", 0, "answer", "o"), "O @ ones(m, 1)"),
        (("claims", 0, "at_most", "calls"), "1/2"),
        (("claims", 0, "calls", 0, "at", "Q"), "2 * Q"),
        (("problems", "one_column", "accuracy"), "eps / 2"),
        (("problems", "attention", "where"), ["maxabs(Q) <= eps"]),
    ],
)
def test_a_wrong_answer_count_instance_error_or_bound_is_refuted_and_confirmed_without_the_prover(
    place: tuple[str | int, ...], value: object
) -> None:
    claim = claim_of(changed(place, value))
    result = judge_claim(claim)
    assert result.verdict == "refuted", result.judgement.reason
    assert result.counterexample is not None
    assert problem_with_reduction(result.counterexample, claim.stated) is None  # type: ignore[arg-type]
    right = claim_of(changed(("title",), "as it was"))
    assert problem_with_reduction(result.counterexample, right.stated) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "place, value, said",
    [
        (("claims", 0, "reduces"), "attention", 'expected two problems such as "attention to self_attention"'),
        (("claims", 0, "reduces"), "attention to nothing", "expected one of [problems]: attention, one_column"),
        (("claims", 0, "calls"), [], "0 of them; expected 1 to 20 tables with at"),
        (("claims", 0, "calls", 0, "at"), {"Q": "Q"}, "expected the inputs of attention: Q, K, V"),
        (("claims", 0, "calls", 0, "with"), {"x": "1"}, "expected a size or a scalar of attention"),
        (("claims", 0, "calls", 0, "each"), "i", 'expected an index with its range such as "i in r"'),
        (("claims", 0, "answer"), {}, "expected the outputs of one_column: o"),
        (("claims", 0, "answer", "o"), "__import__('os')", "expected a function out of"),
        (("claims", 0, "at_most"), {"time": "1"}, "unknown key 'time'"),
        (("claims", 0, "where"), ["Q = Q"], "unknown key 'where'"),
    ],
)
def test_bad_input_is_one_line(place: tuple[str | int, ...], value: object, said: str) -> None:
    [claim] = statement_from_table(changed(place, value), "notes.toml").claims
    assert claim.fault is not None
    assert said in claim.fault
    assert claim.fault.startswith("notes.toml, claims.by_repetition")
    assert "\n" not in claim.fault


def test_an_instance_of_another_shape_is_ill_typed() -> None:
    claim = claim_of(changed(("claims", 0, "calls", 0, "at", "V"), "v"))
    assert judge_claim(claim).verdict == "ill-typed"


def test_each_alteration_changes_the_sentence_and_none_is_said_like_another() -> None:
    claim = claim_of(changed(("title",), "as it was"))
    found = [one.claim for one in alterations(claim)]
    assert len(found) >= 5
    for write in (sentence, latex_of, lambda stated: str(data_of(stated))):
        texts = [write(one.stated) for one in (claim, *found) if one.stated is not None]
        assert len(set(texts)) == len(texts)
    assert sentence(replace(claim.stated)) == sentence(claim.stated)  # type: ignore[arg-type,type-var]


def test_bounds_that_nothing_satisfies_prove_nothing(run: Run, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "examples" / "reductions" / "one-column-at-a-time.toml").read_text()
    path = tmp_path / "empty.toml"
    path.write_text(text.replace("[problems.one_column]\n", '[problems.one_column]\nwhere = ["maxabs(Q) <= -1"]\n'))
    outcome = run("check", path, "--json", "-")
    verdicts = {claim["id"].rpartition("#")[2]: claim["verdict"] for claim in outcome.json["claims"]}
    assert verdicts["by_repetition"] == "undecided"
    assert outcome.code == 2
    assert "no numbers satisfy maxabs(Q) <= -1" in outcome.err
