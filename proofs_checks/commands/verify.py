"""verify: judges the ledger, compares with the record, and writes the report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

from proofs_checks.judging import record
from proofs_checks.judging.parallel import cores
from proofs_checks.judging.results import Result, close_over
from proofs_checks.ledger import FOLDER, Ledger, LedgerClaim, load_ledger
from proofs_checks.ledger import recorded as stored
from proofs_checks.publishing.fingerprint import fingerprint
from proofs_checks.publishing.json_report import report_of, to_json
from proofs_checks.publishing.markdown import markdown_of
from proofs_checks.publishing.terminal import console, ledger_table, note, summary_line
from proofs_checks.verdict.verdict import Verdict

from . import exits
from .files import STREAM, check_writable, deliver, write_text
from .judging import judge_with_progress, plan_of, warn
from .names import unknown_id

REPORT = Path("build/report")


def selected(ledger: Ledger, ids: Sequence[str]) -> tuple[LedgerClaim, ...]:
    """The claims that the ids name, in the order of the paper; all, if none are given.

    Raises BadInput, with the nearest ids, for an id that is not in the ledger.
    """
    if not ids:
        return ledger.claims
    wanted: set[str] = set()
    for ident in ids:
        if not (claims := ledger.select(ident)) and ident not in ledger.by_id:
            raise unknown_id(ident, ledger)
        wanted.update(claim.key for claim in claims)
    return tuple(claim for claim in ledger.claims if claim.key in wanted)


def exit_code(results: Iterable[Result], differences: Sequence[record.Difference], strict: bool) -> int:
    """1 when a verdict differs from the record, 3 when it merely ran out of time or is thinly supported, else 0."""
    results = tuple(results)
    conflicts = any(result.judgement.conflict for result in results)
    if conflicts or any(not difference.late for difference in differences):
        return exits.REFUTED
    thin = any(result.thin for result in results)
    return exits.UNDECIDED if differences or (strict and thin) else exits.AS_CLAIMED


def thin_lines(results: Sequence[Result]) -> list[str]:
    """What to say of proofs with fewer than two further kinds of evidence."""
    thin = [result for result in results if result.thin]
    names = [f"  {result.id} ({result.form}): {', '.join(result.further) or 'none'}" for result in thin]
    return [f"{len(thin)} proved with fewer than two further kinds of evidence:", *names] if thin else []


def difference_lines(differences: Sequence[record.Difference]) -> list[str]:
    """What to say of verdicts that are not as recorded."""
    if not differences:
        return ["every verdict is as recorded"]
    return [f"{len(differences)} differ from the record:", *(f"  {found.message}" for found in differences)]


def show(results: Sequence[Result], differences: Sequence[record.Difference], limited: bool) -> None:
    """Print the table, the summary, thin proofs and differences."""
    out = console()
    out.print(ledger_table(results))
    full = sum(result.fully_proved for result in results)
    lines = ["", summary_line(results), f"fully proved, with everything that they use: {full}"]
    lines += [] if limited else thin_lines(results)
    lines += difference_lines(differences)
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)


def _write_record(results: Sequence[Result], ledger: Ledger, complete: bool, place: Path) -> None:
    crashed = [problem for result in results for problem in result.problems]
    conflicts = [result.id for result in results if result.judgement.conflict]
    if crashed or conflicts:
        raise exits.BadInput(f"nothing recorded: {(crashed or conflicts)[0]}; expected a run without conflict")
    entries = record.entries_of(results)
    if not complete:
        known = {claim.key for claim in ledger.claims}
        kept = {key: entry for key, entry in stored.read_record(place).items() if key in known}
        entries = {**kept, **entries}
    order = {claim.key: rank for rank, claim in enumerate(ledger.claims)}
    record.write_record({key: entries[key] for key in sorted(entries, key=order.__getitem__)}, place)
    note(f"recorded {len(results)} verdicts in {place}")


def run(
    ids: Sequence[str],
    jobs: int | None,
    methods: Sequence[str],
    strict: bool,
    to_record: bool,
    controls: bool,
    json: str | None,
    report: Path,
    seconds: float,
    folder: Path | None = None,
) -> int:
    """Judge the ledger, report, and return the exit code."""
    start = perf_counter()
    check_writable(json)
    check_writable(str(report / "verify.json"))
    plan = plan_of(methods, seconds)
    if to_record and methods:
        raise exits.BadInput("--record with --method: a record needs every method; expected one of the two")
    folder = folder or FOLDER
    ledger, place = load_ledger(folder), folder / stored.FILE
    claims = selected(ledger, ids)
    complete = len(claims) == len(ledger.claims)
    judged = judge_with_progress(claims, jobs, plan)
    if to_record:
        _write_record(judged, ledger, complete, place)
    recorded = stored.read_record(place)
    results = close_over(judged, ledger, {key: entry["verdict"] for key, entry in recorded.items()})
    found = record.differences(results, recorded, complete, limited=bool(methods))
    found += record.recheck_all(claims, recorded)
    messages = [difference.message for difference in found]
    sources = fingerprint(folder) if complete and not methods else None
    data = report_of(results, in_ledger=True, differences=messages, sources=sources)
    write_text(report / "verify.json", to_json(data))
    write_text(report / "verify.md", markdown_of(results, ledger, messages))
    deliver(json, data, partial(show, results, found, limited=bool(methods)))
    warn(results)
    conflicts = _controls(claims, results, jobs, json == STREAM) if controls else 0
    note(f"report: {report / 'verify.md'} and {report / 'verify.json'}; {perf_counter() - start:.1f} s")
    if strict and not methods and any(result.thin for result in results):
        note("--strict: a proof needs two further kinds of evidence")
    return exits.REFUTED if conflicts else exit_code(results, found, strict and not methods)


def _controls(claims: Sequence[LedgerClaim], results: Sequence[Result], jobs: int | None, quiet: bool) -> int:
    """Judge mutants of the proved equalities, print the counts, and return how many expose a wrong method."""
    from proofs_checks.judging.controls import judge_all_mutants
    from proofs_checks.mutants.statements import counts_of
    from proofs_checks.publishing.terminal import controls_table

    proved = {result.key for result in results if result.verdict is Verdict.PROVED}
    mutants = judge_all_mutants([claim for claim in claims if claim.key in proved], cores() if jobs is None else jobs)
    counts = counts_of(mutant for found in mutants.values() for mutant in found)
    console(stderr=quiet).print(controls_table(counts))
    every = [(key, mutant) for key, found in mutants.items() for mutant in found]
    for key, mutant in every:
        if mutant.outcome == "survives":
            note(f"survives: {key}: {mutant.kind}: {mutant.text}")
        elif mutant.outcome == "conflict":
            note(f"CONFLICT {key}: a mutant ({mutant.kind}) is both proved and refuted: {mutant.text}")
    return sum(mutant.outcome == "conflict" for _, mutant in every)
