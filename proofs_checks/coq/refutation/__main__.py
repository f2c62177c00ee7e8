"""Negations of the refuted claims, compiled: `python -m proofs_checks.coq.refutation [ID...]`; minutes for all.

A claim without a negation is named with the reason; a negation that Coq does not accept, or that rests on what nothing
allows, makes the exit code 1. A missing compiler makes it 4.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from proofs_checks.ledger import load_ledger

from ..toolchain.compiler import PROCESSES, coqc
from ..toolchain.proof_job import Attempt
from .refutations import compiled, refutations, wanted_refutations

MISSING = 4
REFUSED = 1


def problem_of(refutation: Attempt) -> str:
    """What is wrong with a negation, if anything; a claim for which none can be written has no problem."""
    return refutation.reason if refutation.text and not refutation.accepted else ""


def main(arguments: Sequence[str]) -> int:
    """Compile the negations of these items or claims (all, if none are named) and say how many there are."""
    if coqc() is None:
        sys.stderr.write("coqc is missing; on Debian and Ubuntu: apt-get install coq\n")
        return MISSING
    ledger = load_ledger()
    claims = wanted_refutations(ledger)
    keys = [claim.key for claim in claims if not arguments or {claim.id, claim.item} & set(arguments)]
    if not keys:
        sys.stderr.write("no refuted claim has this id\n")
        return REFUSED
    with ThreadPoolExecutor(PROCESSES) as pool:
        found = list(pool.map(compiled, refutations(ledger, keys)))
    for refutation in found:
        said = "theorem " + refutation.theorem if refutation.accepted else f"no theorem: {refutation.reason}"
        problem = problem_of(refutation)
        sys.stdout.write(f"{refutation.claim.key}: {f'NOT PROVED: {problem}' if problem else said}\n")
    have = sum(refutation.accepted for refutation in found)
    sys.stdout.write(f"{have} of {len(found)} refuted claims have the theorem of their negation\n")
    return REFUSED if any(map(problem_of, found)) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
