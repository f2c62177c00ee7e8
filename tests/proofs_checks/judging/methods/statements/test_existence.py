"""Existence: proved by a witness, refuted by a rank, undecided where the witness fails."""

from __future__ import annotations

from typing import Any

import pytest

from lora_symbolic.language.statement import statement_from_table
from proofs_checks.judging.results import Result
from proofs_checks.judging.runner import judge_claim
from proofs_checks.ledger.load import from_statement
from proofs_checks.recheck.counts import problem_with_existence

TABLE: dict[str, Any] = {
    "sizes": ["m", "n", "k"],
    "matrices": {"P": ["m", "k"], "Q": ["n", "k"], "X": ["m", "n"]},
}
FACTORS = {"U": ["m", "k"], "V": ["n", "k"]}


def claim_of(**claim: Any) -> Any:
    return from_statement(statement_from_table({**TABLE, "claims": [{"name": "one", **claim}]}, "notes.toml"))[0]


def judged(**claim: Any) -> Result:
    return judge_claim(claim_of(**claim))


@pytest.mark.parametrize(
    "witness, verdict",
    [({"U": "P", "V": "Q"}, "proved"), ({"U": "-P", "V": "-Q"}, "proved"), ({"U": "P", "V": "2 * Q"}, "undecided")],
)
def test_a_witness_proves_and_a_wrong_one_refutes_nothing(witness: dict[str, str], verdict: str) -> None:
    found = judged(exists=FACTORS, witness=witness, equal=["U @ V.T", "P @ Q.T"])
    assert found.verdict.value == verdict
    assert found.counterexample is None
    if verdict == "undecided":
        assert found.judgement.reason.startswith("the witness does not do: ")


def test_a_bound_is_judged_with_the_witness_put_in() -> None:
    thin = {"U": ["m", "1"], "V": ["n", "1"]}
    zero = {"U": "zeros(m, 1)", "V": "zeros(n, 1)"}
    assert judged(exists=thin, witness=zero, holds="maxabs(softmax(X) - U @ V.T) <= 1").verdict.value == "proved"
    found = judged(exists=thin, witness=zero, holds="maxabs(softmax(X) - U @ V.T) <= 1/4")
    assert (found.verdict.value, found.judgement.reason[:24]) == ("undecided", "the witness does not do:")


@pytest.mark.parametrize("equal", [["U @ V.T", "X"], ["X", "U @ V.T"]])
def test_a_rank_forbids_thin_factors_and_the_instance_is_confirmed(equal: list[str]) -> None:
    claim = claim_of(exists=FACTORS, equal=equal)
    found = judge_claim(claim)
    assert found.verdict.value == "refuted"
    assert found.counterexample is not None
    assert problem_with_existence(found.counterexample, claim.exists) is None
    zero = {name: [["0"] * len(row) for row in rows] for name, rows in found.counterexample["matrices"].items()}
    assert problem_with_existence({**found.counterexample, "matrices": zero}, claim.exists) is not None


def test_without_a_witness_nothing_is_proved() -> None:
    found = judged(exists=FACTORS, equal=["U @ V.T", "P @ Q.T"])
    assert (found.verdict.value, found.judgement.reason) == (
        "undecided",
        "no witness is given, and no rank forbids one",
    )
