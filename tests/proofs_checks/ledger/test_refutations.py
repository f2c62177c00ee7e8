"""Every refutation of the two further papers again: by evaluation alone, and in PyTorch at two sizes.

What PyTorch has no word for: a number of operations, which a run counts, and growth, against which stands a family.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from lora_symbolic.conversion import to_torch
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.evaluation.sizes import shape_at
from lora_symbolic.language import Term
from lora_symbolic.language.statement import Holds, Side
from proofs_checks.judging.record import recheck
from proofs_checks.ledger import LedgerClaim, load_ledger
from proofs_checks.ledger.recorded import FILE, read_record, verdicts_in
from proofs_checks.ledger.shelf import LEDGERS, names

torch = pytest.importorskip("torch", reason="PyTorch, an optional extra, is not installed")

from tests.proofs_checks.ledger.test_by_autograd import CLOSE, gap, is_told  # noqa: E402  (it needs PyTorch too)

PAPERS = names()[1:]
NO_WORD = ("cost", "grows", "judged")  # of which PyTorch says nothing
SIZES = (3, 4)
CONSTANTS = (0.5, 1.0)
Values = dict[str, Any]


def refuted(name: str) -> list[LedgerClaim]:
    recorded = verdicts_in(LEDGERS / name / FILE)
    return [claim for claim in load_ledger(LEDGERS / name).claims if recorded[claim.key] == "refuted"]


def in_torch(term: Term, sizes: dict[str, int], values: Values) -> np.ndarray:
    used = {one.name: values[one.name] for one in declared(term)}
    return np.atleast_2d(to_torch(term, sizes)(**used).detach().numpy())


def side_at(side: Side, sizes: dict[str, int], values: Values) -> np.ndarray:
    """One side of a comparison, its terms in PyTorch."""
    known = {name: float(value) for name, value in sizes.items()} | {
        name: float(value) for name, value in values.items() if value.numel() == 1
    }
    measured = {}
    for symbol, measure in side.measures.items():
        assert measure.kind in ("maxabs", "value")
        found = in_torch(measure.term, sizes, values)
        measured[symbol] = float(np.abs(found).max() if measure.kind == "maxabs" else found.item())
    total: Any = 0.0
    for part in side.parts:
        number = part.coefficient.subs(measured)
        number = float(number.subs({symbol: known[symbol.name] for symbol in number.free_symbols}))
        if part.term is None:
            total = total + number
            continue
        found = in_torch(part.term, sizes, values)
        total = total + number * (np.abs(found) if part.absolute else found)
    return np.asarray(total)


def is_violated(claim: LedgerClaim, largest: int) -> bool:
    """Whether constant matrices within the hypotheses violate a bound; sizes descend from the largest."""
    stated = claim.stated
    assert isinstance(stated, Holds)
    sizes = {name: max(largest - place, 1) for place, name in enumerate(claim.sizes)}
    terms = [term for chain in (stated.comparison, *stated.hypotheses) for term in chain.terms]
    variables = {one.name: shape_at(one, sizes) for one in declared(*terms)} | dict.fromkeys(stated.scalars, (1, 1))
    for constants in product(CONSTANTS, repeat=len(variables)):
        values = {
            name: torch.full(shape, constant, dtype=torch.float64)
            for (name, shape), constant in zip(variables.items(), constants, strict=True)
        }

        def holds(chain: Any, values: Values = values) -> bool:
            sides = [(side_at(link.left, sizes, values), side_at(link.right, sizes, values)) for link in chain.links]
            return all((left <= right * (1 + CLOSE) + CLOSE).all() for left, right in sides)

        if all(map(holds, stated.hypotheses)) and not holds(stated.comparison):
            return True
    return False


@pytest.mark.parametrize("name", PAPERS)
def test_every_refutation_is_confirmed_by_evaluation_alone(name: str) -> None:
    ledger, recorded = load_ledger(LEDGERS / name), read_record(LEDGERS / name / FILE)
    assert [claim.key for claim in ledger.claims if recheck(claim, recorded[claim.key]) is not None] == []
    claim = next(claim for claim in refuted(name) if is_told(claim))
    entry = recorded[claim.key]
    assert recheck(claim, {**entry, "counterexample": {**entry["counterexample"], "gap": "1000000"}}) is not None


@pytest.mark.parametrize("name", PAPERS)
def test_every_refutation_is_seen_in_pytorch_at_two_sizes(name: str) -> None:
    claims = [claim for claim in refuted(name) if claim.kind not in NO_WORD]
    equalities = [claim for claim in claims if claim.kind == "equal"]
    assert all(is_told(claim) for claim in equalities)
    assert [claim.key for claim in equalities if min(gap(claim, size) for size in SIZES) < 1000 * CLOSE] == []
    bounds = [claim for claim in claims if claim.kind != "equal"]
    assert [claim.key for claim in bounds if not all(is_violated(claim, size) for size in SIZES)] == []
    assert len(equalities) >= 10


def test_a_bound_that_is_proved_is_violated_nowhere() -> None:
    name = "alman-song"
    recorded = verdicts_in(LEDGERS / name / FILE)
    proved = [
        claim
        for claim in load_ledger(LEDGERS / name).claims
        if claim.item == "lemma-E.3" and isinstance(claim.stated, Holds) and recorded[claim.key] == "proved"
    ]
    assert len(proved) >= 3
    assert [claim.key for claim in proved if any(is_violated(claim, size) for size in SIZES)] == []
