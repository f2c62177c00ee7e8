"""check --certify: the theorem of Coq of each claim that was not refuted, or one line that says why there is none.

Dictionary
    certified       asks Coq's compiler for every claim
    Certified       the results with the evidence of Coq added, and the attempts behind it
        show            prints theorems, what they rest on, and the reasons where there is none
        finish          writes the files of Coq, to be compiled by anybody, and says what the exit code is
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from proofs_checks.coq.toolchain import compiler as toolchain
from proofs_checks.coq.toolchain.proof_job import Attempt
from proofs_checks.coq.translation import own_claims
from proofs_checks.coq.translation.generate import allowed_axioms
from proofs_checks.judging.results import Result
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.verdict.evidence import Evidence, Finding, Strength
from proofs_checks.verdict.verdict import Verdict, judge

from ..shared import exits
from ..shared.files import write_text
from ..shared.judging import progress_bar
from ..shared.streams import console, note
from ..shared.theories import theories_compiled

MISSING = "coqc is missing: no claim is certified; on Debian and Ubuntu: apt-get install coq, see docs/reference/coq.md"


@dataclass(frozen=True)
class Certified:
    """Results with the evidence of Coq, and the attempts by the claims' ids; `missing` if there is no compiler."""

    results: tuple[Result, ...]
    attempts: Mapping[str, Attempt]
    missing: bool = False

    def show(self) -> None:
        """Print each theorem, then why the other claims have none, then what the theorems rest on."""
        out = console()
        have = [attempt for attempt in self.attempts.values() if attempt.accepted]
        out.print(f"\nin Coq: {len(have)} of {len(self.attempts)} claims have a theorem", markup=False)
        if self.missing:
            out.print(MISSING, markup=False, soft_wrap=True)
        for attempt in have:
            out.print(f"\n{attempt.claim.id}: theorem {attempt.theorem}", markup=False, soft_wrap=True, style="bold")
            for line in attempt.statement.splitlines():
                out.print(f"  {line}", markup=False, soft_wrap=True)
        for attempt in self.attempts.values():
            if not attempt.accepted:
                reason = attempt.reason or "not compiled"
                out.print(f"{attempt.claim.id}: no theorem: {reason}", markup=False, soft_wrap=True)
        axioms = sorted({axiom for attempt in have for axiom in attempt.axioms})
        if axioms:
            out.print("\nthe theorems rest on", markup=False)
            for axiom in axioms:
                out.print(f"  {axiom}: {allowed_axioms()[axiom]}", markup=False, soft_wrap=True)

    def finish(self, code: int, strict: bool, folder: Path | None) -> int:
        """The exit code: without a compiler 4 if strict, else no longer 0; the files go to the folder, if given."""
        if folder is not None:
            write_files(self.attempts.values(), folder)
        if not self.missing:
            return code
        note(MISSING)
        if strict:
            return exits.TOOL_MISSING
        return exits.UNDECIDED if code == exits.AS_CLAIMED else code


def certified(
    claims: Sequence[LedgerClaim], results: Sequence[Result], titles: Mapping[str, str], jobs: int | None
) -> Certified:
    """The results with what Coq says of their claims.

    Raises BadInput when a theory is not accepted.
    """
    attempts = [_attempt(claim, result, titles) for claim, result in zip(claims, results, strict=True)]
    missing = toolchain.coqc() is None
    if not missing and any(attempt.text for attempt in attempts):
        try:
            attempts = _compiled(attempts, jobs)
        except toolchain.CoqFailure as failure:
            raise exits.BadInput(f"the theories of Coq are not accepted: {failure}") from None
    pairs = zip(results, attempts, claims, strict=True)
    heard = tuple(_heard(result, attempt, claim, missing) for result, attempt, claim in pairs)
    return Certified(heard, {attempt.claim.id: attempt for attempt in attempts}, missing)


def _compiled(attempts: Sequence[Attempt], jobs: int | None) -> list[Attempt]:
    """The attempts with the compiler's answers, with a progress bar when the standard error stream is a terminal."""
    theories_compiled()
    found: list[Attempt] = []
    with ThreadPoolExecutor(jobs or toolchain.PROCESSES) as pool, progress_bar("in Coq", len(attempts)) as advance:
        for attempt in pool.map(own_claims.compiled, attempts):
            found.append(attempt)
            advance(attempt.claim.id)
    return found


def _attempt(claim: LedgerClaim, result: Result, titles: Mapping[str, str]) -> Attempt:
    attempt = own_claims.attempt_of(claim, titles.get(claim.id, ""))
    if result.verdict is Verdict.REFUTED:
        return replace(attempt, proofs=(), reason="refuted: a counterexample is at hand, so no proof is tried")
    return attempt


def evidence_of(attempt: Attempt, missing: bool) -> Evidence:
    """What Coq has to say of a claim; a missing compiler says so."""
    if attempt.text and missing:
        return Evidence("coq", Strength.NONE, "missing: coqc is not installed")
    if not attempt.accepted:
        return Evidence("coq", Strength.NONE, attempt.reason)
    rests = f"rests on {', '.join(attempt.axioms)}" if attempt.axioms else "rests on no axiom"
    data = {"name": attempt.theorem, "statement": attempt.statement, "axioms": list(attempt.axioms)}
    return Evidence(
        "coq", Strength.COQ, f"theorem {attempt.theorem}, accepted by Coq's kernel; {rests}", Finding.PROVES, data
    )


def _heard(result: Result, attempt: Attempt, claim: LedgerClaim, missing: bool) -> Result:
    evidence = (*result.evidence, evidence_of(attempt, missing))
    if not attempt.accepted:
        return replace(result, evidence=evidence)
    return replace(result, evidence=evidence, judgement=judge(evidence, claim.hypothesis))


def write_files(attempts: Iterable[Attempt], folder: Path) -> None:
    """Write one file of Coq for each claim that has one."""
    used: dict[str, int] = {}
    for attempt in attempts:
        if attempt.text:
            used[attempt.theorem] = used.get(attempt.theorem, 0) + 1
            suffix = f"_{used[attempt.theorem]}" if used[attempt.theorem] > 1 else ""
            write_text(folder / f"{attempt.theorem}{suffix}.v", attempt.text)
    theories = toolchain.theories_folder()
    note(f"files of Coq in {folder}: coqc -Q {theories} {toolchain.LOGICAL_NAME} FILE.v compiles one")
