"""certify --ledger: the theorems that Coq's rules find for the proved equalities of a ledger without proofs of its own.

Dictionary
    certify_other   ask Coq's compiler for each of them, and say what came of it
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from proofs_checks.coq.toolchain.compiler import PROCESSES
from proofs_checks.coq.toolchain.proof_job import Attempt
from proofs_checks.coq.translation import own_claims
from proofs_checks.coq.translation.generate import allowed_axioms
from proofs_checks.ledger import Ledger, LedgerClaim
from proofs_checks.ledger.recorded import FILE, verdicts_in
from proofs_checks.ledger.shelf import folder_of
from proofs_checks.verdict.verdict import Verdict

from ..shared import exits
from ..shared.files import deliver
from ..shared.streams import console, note
from ..shared.theories import theories_compiled


def certify_other(ledger: Ledger, origin: str, claims: Sequence[LedgerClaim], json: str | None) -> int:
    """Compile the theorem of each equality that the ledger's record calls proved, report, and return the exit code.

    Raises CoqFailure when a theory is not accepted, BadInput when the ledger has no record.
    """
    recorded = verdicts_in(folder_of(origin) / FILE)
    if not recorded:
        raise exits.BadInput(f"{origin}: no record; run lora-symbolic verify --record{ledger.option}")
    chosen = [claim for claim in claims if claim.kind == "equal" and recorded.get(claim.key) == Verdict.PROVED]
    attempts = [_named(own_claims.attempt_of(claim, ledger.by_id[claim.item].title)) for claim in chosen]
    theories_compiled()
    done = list[Attempt]()
    with ThreadPoolExecutor(PROCESSES) as pool:
        for attempt in pool.map(own_claims.compiled, attempts):
            done.append(attempt)
            note(f"{len(done)} of {len(attempts)}: {attempt.claim.key.replace('|', ', ')}: {_said(attempt)}")
    deliver(json, {"schema": 1, "theorems": [_entry(attempt) for attempt in done]}, partial(_show, done))
    return exits.AS_CLAIMED


def _named(attempt: Attempt) -> Attempt:
    """The attempt under a name that no other form of the claim has."""
    name = own_claims.theorem_name(f"{attempt.claim.id}_{attempt.claim.form}")
    proofs = [replace(proof, text=proof.text.replace(attempt.theorem, name)) for proof in attempt.proofs]
    return replace(attempt, theorem=name, proofs=tuple(proofs))


def _said(attempt: Attempt) -> str:
    return f"theorem {attempt.theorem}" if attempt.accepted else f"no theorem: {attempt.reason or 'not compiled'}"


def _entry(attempt: Attempt) -> dict[str, object]:
    entry = {"id": attempt.claim.id, "form": attempt.claim.form, "accepted": attempt.accepted}
    if attempt.accepted:
        return {**entry, "theorem": attempt.theorem, "statement": attempt.statement, "axioms": list(attempt.axioms)}
    return {**entry, "reason": attempt.reason}


def _lines(done: Sequence[Attempt]) -> Iterator[str]:
    have = [attempt for attempt in done if attempt.accepted]
    yield f"in Coq: {len(have)} of {len(done)} proved equalities have a theorem"
    for reason, count in Counter(attempt.reason for attempt in done if not attempt.accepted).most_common():
        yield f"  {count} without: {reason}"
    for axiom in sorted({axiom for attempt in have for axiom in attempt.axioms}):
        yield f"  rests on {axiom}: {allowed_axioms()[axiom]}"


def _show(done: Sequence[Attempt]) -> None:
    out = console()
    for line in _lines(done):
        out.print(line, markup=False, soft_wrap=True)
