"""certify: compiles the Coq theories and the theorems of the ledger's claims, and prints what each rests on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from proofs_checks.coq.certificates.polynomial import PolynomialCertificate, certificate_for
from proofs_checks.coq.certification.certification import Certification, certify_claims, coverages
from proofs_checks.coq.toolchain import compiler as toolchain
from proofs_checks.coq.toolchain.assumptions import not_allowed, printed_axioms
from proofs_checks.coq.toolchain.expected_axioms import write_golden
from proofs_checks.coq.translation.generate import allowed_axioms, wanted
from proofs_checks.ledger import load_ledger
from proofs_checks.publishing.terminal import console, note

from . import exits
from .files import check_writable, deliver, write_json
from .verify import selected


def run(ids: Sequence[str], strict: bool, json: str | None, record: bool, bound: str | None, degree: int | None) -> int:
    """Compile, report, and return the exit code."""
    check_writable(json)
    if (bound is None) != (degree is None):
        raise exits.BadInput("--bound and --degree go together: the polynomial of that degree on [-bound, bound]")
    ledger = load_ledger()
    chosen = selected(ledger, ids)
    covered = coverages(ledger)
    if toolchain.coqc() is None:
        note("coqc is missing: nothing was compiled, nothing is certified; on Debian and Ubuntu: apt-get install coq")
        if json is not None:
            write_json(json, {"schema": 1, "coqc": None, "claims": [], "missing": ["coqc"]})
        return exits.TOOL_MISSING if strict else exits.UNDECIDED
    try:
        if bound is not None and degree is not None:
            return _polynomial(certificate_for(bound, degree), json)
        keys = {claim.key for claim in chosen}
        claims = [claim for claim in wanted(ledger) if claim.key in keys]
        if record and not ids:
            write_golden(certify_claims(claims, ledger, one_by_one=True).axioms)
        found = certify_claims(claims, ledger, with_theories=not ids)
    except toolchain.CoqFailure as failure:
        note(str(failure))
        return exits.REFUTED
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
    from rich.table import Table

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


def _polynomial(certificate: PolynomialCertificate, json: str | None) -> int:
    answer = toolchain.compile_text("certificate", certificate.text)
    printed = printed_axioms(answer.output)
    beyond = not_allowed(printed[0], certificate=True) if printed else ()
    certified = answer.accepted and len(printed) == 1 and not beyond
    data = {
        "schema": 1,
        "bound": str(certificate.bound),
        "degree": certificate.degree,
        "coefficients": [str(value) for value in certificate.coefficients],
        "eps": str(certificate.eps),
        "accepted": certified,
        "statement": certificate.statement,
        "axioms": list(printed[0]) if printed else [],
        "seconds": round(answer.seconds, 2),
    }
    deliver(json, data, partial(_show_polynomial, certificate, _said_of_polynomial(answer, beyond)))
    if certified:
        return exits.AS_CLAIMED
    return exits.REFUTED if beyond else exits.UNDECIDED


def _show_polynomial(certificate: PolynomialCertificate, said: str) -> None:
    console().print(certificate.text, markup=False, soft_wrap=True)
    console().print(said, markup=False)


def _said_of_polynomial(answer: toolchain.Compiled, beyond: Sequence[str]) -> str:
    by = f"by coqc {toolchain.version()} in {answer.seconds:.1f} s"
    if not answer.accepted:
        said = answer.output.strip()[-200:]
        return f"not certified: the tactic did not close the bound {by}; this says nothing against it: {said}"
    return f"not certified: rests on {', '.join(beyond)}" if beyond else f"accepted {by}"
