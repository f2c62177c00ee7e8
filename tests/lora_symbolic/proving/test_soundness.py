"""Random claims over the language: nothing false is proved, nothing true refuted, and a wrong verdict would be seen."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic.proving import proof
from tests.lora_symbolic.proving import soundness, soundness_of_products


def test_no_random_claim_gets_a_wrong_verdict() -> None:
    counts, shown = soundness.tried(24, 1)
    assert [line for line in shown if "wrong" in line] == []
    assert counts["true: proved"] >= 10
    assert counts["mutated: refuted"] >= 4


def test_a_prover_that_proves_everything_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = proof.Proof(True, "", (), 0)
    monkeypatch.setattr(soundness, "prove_equal", lambda left, right: everything)
    counts, _ = soundness.tried(40, 1)
    assert counts["mutated: wrong proved"] >= 4
    assert counts["true: wrong proved"] == 0


@pytest.mark.parametrize("identity", range(len(soundness.IDENTITIES)))
def test_every_identity_holds_in_numpy(identity: int) -> None:
    left, right = soundness.IDENTITIES[identity](("X",), ("c",))
    assert not soundness.differs(left, right, np.random.default_rng(0))
    assert soundness.differs(left, ("one_plus", right), np.random.default_rng(0))


def test_no_random_claim_of_products_gets_a_wrong_verdict() -> None:
    counts, shown = soundness_of_products.tried(24, 1)
    assert [line for line in shown if "wrong" in line] == []
    assert counts["true: proved"] >= 10
    assert counts["mutated: refuted"] >= 4


def test_a_prover_that_proves_every_product_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = proof.Proof(True, "", (), 0)
    monkeypatch.setattr(soundness_of_products, "prove_equal", lambda left, right, where: everything)
    counts, _ = soundness_of_products.tried(40, 1)
    assert counts["mutated: wrong proved"] >= 4
    assert counts["true: wrong proved"] == 0
