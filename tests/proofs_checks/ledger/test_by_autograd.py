"""Every equality once more in PyTorch, gradients by its autograd, at two sizes: what is refuted differs, what is proved
does not."""

from __future__ import annotations

from zlib import crc32

import numpy as np
import pytest

from lora_symbolic.conversion import to_torch
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.evaluation.sizes import shape_at
from lora_symbolic.language import subterms
from proofs_checks.ledger import LedgerClaim, load_ledger
from proofs_checks.ledger.recorded import FILE, verdicts_in
from proofs_checks.ledger.shelf import LEDGERS, names

torch = pytest.importorskip("torch", reason="PyTorch, an optional extra, is not installed")
CLOSE = 1e-9
SLOW = pytest.mark.slow(reason="some four hundred equalities, each at two sizes")


def is_told(claim: LedgerClaim) -> bool:
    """Whether a claim is an equality about all matrices, or symmetric ones, without functions that nobody knows."""
    operations = {term.op for term in subterms(*claim.terms)}
    free = len(symmetric(claim)) == len(claim.where)
    return claim.kind == "equal" and claim.rhs is not None and free and "apply" not in operations


def symmetric(claim: LedgerClaim) -> list[str]:
    """The matrices that a claim says to be symmetric."""
    return [one.lhs.name for one in claim.where if one.lhs.op == "var" and one.rhs is one.lhs.T]


def gap(claim: LedgerClaim, largest: int) -> float:
    """By how much the two sides differ at random matrices, relative to their size; sizes descend from the largest."""
    assert claim.lhs is not None
    assert claim.rhs is not None
    seed = crc32(f"{claim.key} {largest}".encode())
    sizes = {name: max(largest - place, 1) for place, name in enumerate(claim.sizes)}
    rng = np.random.default_rng(seed)
    values = {
        term.name: torch.tensor(rng.standard_normal(shape_at(term, sizes)) * 0.7)
        for term in declared(claim.lhs - claim.rhs)
    }

    for name in symmetric(claim):
        values[name] = values[name] + values[name].T

    def side(term: object) -> np.ndarray:
        used = {one.name: values[one.name] for one in declared(term)}  # type: ignore[arg-type]
        return np.atleast_2d(to_torch(term, sizes)(**used).detach().numpy())  # type: ignore[arg-type]

    left, right = side(claim.lhs), side(claim.rhs)
    return float(np.abs(left - right).max() / max(1.0, np.abs(left).max(), np.abs(right).max()))


@pytest.mark.parametrize("name", [pytest.param(name, marks=SLOW if name == names()[0] else ()) for name in names()])
def test_pytorch_says_of_every_equality_what_the_record_says(name: str) -> None:
    recorded = verdicts_in(LEDGERS / name / FILE)
    claims = [claim for claim in load_ledger(LEDGERS / name).claims if is_told(claim)]
    told = {verdict: [claim for claim in claims if recorded[claim.key] == verdict] for verdict in ("proved", "refuted")}
    assert len(told["proved"]) >= 10
    assert len(told["refuted"]) >= 4
    assert [claim.key for claim in told["proved"] if max(gap(claim, 4), gap(claim, 5)) > CLOSE] == []
    assert [claim.key for claim in told["refuted"] if max(gap(claim, 4), gap(claim, 5)) < 1000 * CLOSE] == []
