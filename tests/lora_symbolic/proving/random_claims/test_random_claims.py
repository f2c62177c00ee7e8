"""Random claims over the language: nothing false is proved, nothing true refuted, and a wrong verdict would be seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from lora_symbolic.language import Equation, Term
from lora_symbolic.proving import proof
from tests.lora_symbolic.proving.random_claims import families, functions, products, search, writing


def test_no_random_claim_gets_a_wrong_verdict() -> None:
    counts, shown = functions.tried(24, 1)
    assert [line for line in shown if "wrong" in line] == []
    assert counts["true: proved"] >= 10
    assert counts["mutated: refuted"] >= 4


def test_a_prover_that_proves_everything_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = proof.Proof(True, "", (), 0)
    monkeypatch.setattr(functions, "prove_equal", lambda left, right: everything)
    counts, _ = functions.tried(40, 1)
    assert counts["mutated: wrong proved"] >= 4
    assert counts["true: wrong proved"] == 0


@pytest.mark.parametrize("identity", range(len(functions.IDENTITIES)))
def test_every_identity_holds_in_numpy(identity: int) -> None:
    left, right = functions.IDENTITIES[identity](("X",), ("c",))
    assert not functions.differs(left, right, np.random.default_rng(0))
    assert functions.differs(left, ("one_plus", right), np.random.default_rng(0))


def test_no_random_claim_of_products_gets_a_wrong_verdict() -> None:
    counts, shown = products.tried(24, 1)
    assert [line for line in shown if "wrong" in line] == []
    assert counts["true: proved"] >= 10
    assert counts["mutated: refuted"] >= 4


def test_a_prover_that_proves_every_product_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = proof.Proof(True, "", (), 0)
    monkeypatch.setattr(products, "prove_equal", lambda left, right, where: everything)
    counts, _ = products.tried(40, 1)
    assert counts["mutated: wrong proved"] >= 4
    assert counts["true: wrong proved"] == 0


def test_no_random_claim_of_families_gets_a_wrong_verdict() -> None:
    counts, shown = families.tried(24, 1)
    assert [line for line in shown if "wrong" in line] == []
    assert counts["true: proved"] >= 10
    assert counts["mutated: refuted"] >= 6


def test_a_prover_that_proves_every_family_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = proof.Proof(True, "", (), 0)
    monkeypatch.setattr(families, "prove_equal", lambda left, right: everything)
    counts, _ = families.tried(40, 1)
    assert counts["mutated: wrong proved"] >= 6
    assert counts["true: wrong proved"] == 0


@pytest.mark.parametrize("identity", range(len(families.IDENTITIES)))
def test_every_identity_of_families_holds_in_numpy(identity: int) -> None:
    left, right = families.IDENTITIES[identity](("W", 1), ("V", 1), ("A",))
    assert not families.differs(left, right, np.random.default_rng(0))
    assert families.differs(left, ("double", right), np.random.default_rng(0))


def test_a_claim_written_anew_keeps_its_verdict() -> None:
    counts, shown = writing.tried(16, 1)
    assert shown == []
    assert counts["proved"] >= 4
    assert counts["refuted"] >= 3


def test_a_prover_that_looks_at_names_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def by_names(left: Term, right: Term, where: Sequence[Equation]) -> proof.Proof:
        return proof.Proof("X" in f"{left}{right}", "", (), 0)

    monkeypatch.setattr(writing, "prove_equal", by_names)
    monkeypatch.setattr(writing, "find_counterexample", lambda *arguments, **options: None)
    counts, shown = writing.tried(16, 1)
    assert counts["wrong: another verdict"] >= 3
    assert all(line.startswith("wrong: proved, undecided, proved") for line in shown)


def test_a_chunk_goes_to_the_program_that_is_behind() -> None:
    rows: list[dict[str, Any]] = []
    for _ in range(22):
        name, seed = search.next_chunk(rows)
        rows.append({"program": name, "seed": seed, "counts": {"true: proved": 2, "true: means nothing": 1}})
    assert [[row["program"] for row in rows].count(name) for name in search.PROGRAMS] == [8, 8, 4, 2]
    assert len({(row["program"], row["seed"]) for row in rows}) == 22
    assert search.summary(rows)["functions"]["share"] == 0
