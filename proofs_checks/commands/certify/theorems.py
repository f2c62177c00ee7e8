"""The theorems of the ledger's claims, compiled, recorded where asked, and shown with what each rests on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from rich.table import Table

from proofs_checks.coq.certification.certification import Certification, certify_claims, coverages
from proofs_checks.coq.toolchain import compiler as toolchain
from proofs_checks.coq.toolchain.expected_axioms import write_golden
from proofs_checks.coq.translation.generate import allowed_axioms, wanted
from proofs_checks.ledger import Ledger, LedgerClaim

from ..shared import exits
from ..shared.files import deliver, write_json
from ..shared.streams import console, note


def missing_compiler(json: str | None) -> None:
    """Say that nothing was compiled, as a line and as JSON."""
    note("coqc is missing: nothing was compiled, nothing is certified; on Debian and Ubuntu: apt-get install coq")
    if json is not None:
        write_json(json, {"schema": 1, "coqc": None, "claims": [], "missing": ["coqc"]})


def certify_ledger(
    ledger: Ledger, chosen: Sequence[LedgerClaim], json: str | None, *, complete: bool, record: bool
) -> int:
    """Compile the theorems of the chosen claims, report, and return the exit code; a complete run may be recorded.

    Raises CoqFailure when a theory is not accepted.
    """
    covered = coverages(ledger)
    keys = {claim.key for claim in chosen}
    claims = [claim for claim in wanted(ledger) if claim.key in keys]
    if record and complete:
        write_golden(certify_claims(claims, ledger, one_by_one=True).axioms)
    found = certify_claims(claims, ledger, with_theories=complete)
    missing = [key for key in covered["all true equalities"].missing if key in keys]
    counts = {name: str(coverage) for name, coverage in covered.items()}
    deliver(json, _data(found, counts, missing), partial(_show, found, counts, missing))
    return exits.REFUTED if found.problems else exits.AS_CLAIMED


def _data(found: Certification, counts: dict[str, str], missing: Sequence[str]) -> dict[str, Any]:
    theorems = [
        {
            "theorem": entry.theorem,
            "id": entry.claim.id if entry.claim else None,
            "form": entry.claim.form if entry.claim else None,
            "ledger": entry.claim.text if entry.claim else None,
            "statement": entry.statement or None,
            "axioms": list(entry.axioms),
            "problem": entry.problem or None,
        }
        for entry in found.certified
    ]
    theories = [
        {"name": name, "seconds": round(answer.seconds, 2), "kept": answer.kept}
        for name, answer in found.theories.items()
    ]
    return {
        "schema": 1,
        "coqc": toolchain.version(),
        "theories": theories,
        "theorems": theorems,
        "counts": counts,
        "without_theorem": list(missing),
        "allowed_axioms": dict(allowed_axioms()),
        "problems": list(found.problems),
    }


def _show(found: Certification, counts: dict[str, str], missing: Sequence[str]) -> None:
    sets = sorted({entry.axioms for entry in found.certified}, key=lambda axioms: (len(axioms), axioms))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("claim", "theorem", "rests on"):
        table.add_column(heading, overflow="fold")
    for entry in found.certified:
        label = f"{entry.claim.id} ({entry.claim.form})" if entry.claim else ""
        rests = f"NOT CERTIFIED: {entry.problem}" if entry.problem else _letter(sets.index(entry.axioms))
        table.add_row(label, entry.theorem, rests)
    out = console()
    out.print(table)
    allowed = allowed_axioms()
    lines = [""]
    for position, axioms in enumerate(sets):
        lines.append(f"{_letter(position)}: {'no axiom' if not axioms else f'{len(axioms)} axioms'}")
        lines += [f"    {name}: {allowed.get(name, 'NOT ALLOWED')}" for name in axioms]
    lines += [f"{name} with a theorem: {count}" for name, count in counts.items()]
    lines += [f"without a theorem: {key}" for key in missing]
    new = sum(answer.seconds for answer in found.theories.values())
    lines.append(f"coqc {toolchain.version()}; theories {new:.1f} s, everything {found.seconds:.1f} s of compiling")
    for line in [*lines, *found.problems]:
        out.print(line, markup=False, soft_wrap=True)


def _letter(position: int) -> str:
    return chr(ord("a") + position)
