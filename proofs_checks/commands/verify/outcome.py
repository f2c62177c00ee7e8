"""What a run of the ledger comes to: results, compared with the record, as a report, as lines, as an exit code.

Dictionary
    Outcome         the results with what differs from the record
    compared        results -> Outcome
    write_verdicts  the verdicts become the record
    write_report    JSON and Markdown in a folder
    standing_lines  how the items of the paper stand
    show            the table, the summary, thin proofs and differences
    exit_code       1 other than recorded, 3 late or thin, 0 as recorded
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofs_checks.judging import record
from proofs_checks.judging.results import Result, close_over
from proofs_checks.judging.standing import STANDINGS, standing_of
from proofs_checks.ledger import Ledger
from proofs_checks.ledger import recorded as stored
from proofs_checks.publishing.fingerprint import fingerprint
from proofs_checks.publishing.json_report import report_of, to_json
from proofs_checks.publishing.markdown import markdown_of
from proofs_checks.publishing.terminal import ledger_table, summary_line

from ..shared import exits
from ..shared.files import write_text
from ..shared.streams import console, note


@dataclass(frozen=True)
class Outcome:
    """The results for claims of a ledger, closed over what they use, with what differs from the record.

    `limited`: only some methods spoke, so that thin proofs say nothing and the report is not kept for pages.
    """

    ledger: Ledger
    folder: Path
    results: tuple[Result, ...]
    differences: tuple[record.Difference, ...]
    limited: bool

    @property
    def complete(self) -> bool:
        """Whether the whole ledger was judged."""
        return len(self.results) == len(self.ledger.claims)

    @property
    def thin(self) -> bool:
        """Whether every method spoke and still a proof has fewer than two further kinds of evidence."""
        return not self.limited and any(result.thin for result in self.results)

    @property
    def messages(self) -> list[str]:
        """The differences in words."""
        return [difference.message for difference in self.differences]


def compared(
    judged: Sequence[Result], told: Sequence[record.Difference], ledger: Ledger, folder: Path, *, limited: bool
) -> Outcome:
    """The outcome for these claims of the ledger in this folder, with what is wrong about recorded counterexamples."""
    recorded = stored.read_record(folder / stored.FILE)
    results = close_over(judged, ledger, {key: entry["verdict"] for key, entry in recorded.items()})
    found = record.differences(results, recorded, len(results) == len(ledger.claims), limited, ledger.option)
    return Outcome(ledger, folder, results, (*found, *told), limited)


def write_verdicts(results: Sequence[Result], ledger: Ledger, folder: Path) -> None:
    """Write the verdicts to the ledger's record; those of claims that were not judged stay.

    Raises BadInput when a method failed or evidence contradicts itself.
    """
    place = folder / stored.FILE
    crashed = [problem for result in results for problem in result.problems]
    conflicts = [result.id for result in results if result.judgement.conflict]
    if crashed or conflicts:
        raise exits.BadInput(f"nothing recorded: {(crashed or conflicts)[0]}; expected a run without conflict")
    entries = record.entries_of(results)
    order = {claim.key: rank for rank, claim in enumerate(ledger.claims)}
    if len(results) < len(order):
        kept = {key: entry for key, entry in stored.read_record(place).items() if key in order}
        entries = {**kept, **entries}
    record.write_record({key: entries[key] for key in sorted(entries, key=order.__getitem__)}, place)
    note(f"recorded {len(results)} verdicts in {place}")


def report_data(outcome: Outcome) -> dict[str, Any]:
    """The report as JSON data, with the fingerprint of a complete run of all methods."""
    sources = fingerprint(outcome.folder) if outcome.complete and not outcome.limited else None
    return report_of(
        outcome.results, in_ledger=True, differences=outcome.messages, sources=sources, ledger=outcome.ledger
    )


def write_report(outcome: Outcome, data: dict[str, Any], folder: Path) -> tuple[Path, Path]:
    """Write the report as Markdown and as JSON, and say where; a part of the claims leaves the whole report alone."""
    name = "verify" if outcome.complete and not outcome.limited else "verify-part"
    places = folder / f"{name}.md", folder / f"{name}.json"
    write_text(places[0], markdown_of(outcome.results, outcome.ledger, outcome.messages))
    write_text(places[1], to_json(data))
    return places


def thin_lines(results: Sequence[Result]) -> list[str]:
    """What to say of proofs with fewer than two further kinds of evidence."""
    thin = [result for result in results if result.thin]
    names = [f"  {result.id} ({result.form}): {', '.join(result.further) or 'none'}" for result in thin]
    return [f"{len(thin)} proved with fewer than two further kinds of evidence:", *names] if thin else []


def difference_lines(messages: Sequence[str]) -> list[str]:
    """What to say of verdicts that are not as recorded."""
    if not messages:
        return ["every verdict is as recorded"]
    if len(messages) == 1 and "has no record yet" in messages[0]:
        return list(messages)
    return [f"{len(messages)} differ from the record:", *(f"  {message}" for message in messages)]


def standing_lines(outcome: Outcome) -> list[str]:
    """How the items of the paper stand, and how many claims of each form there are, on a line each."""
    verdicts = {result.key: result.verdict.value for result in outcome.results}
    found = [standing_of((claim, verdicts[claim.key]) for claim in item.claims) for item in outcome.ledger.items]
    kinds = Counter(standing.kind for standing in found)
    forms = Counter(result.form for result in outcome.results)
    slips = {slip for standing in found for slip in standing.slips}
    told = ", ".join(f"{kinds[kind]} {words}" for kind, words in STANDINGS.items() if kinds[kind])
    return [
        f"{len(found)} items: {told}; {len(slips)} distinct slips",
        f"claims by form: {', '.join(f'{count} {form}' for form, count in forms.items())}",
    ]


def show(outcome: Outcome) -> None:
    """Print the table, the summary, thin proofs and differences."""
    out = console()
    results = outcome.results
    out.print(ledger_table(results))
    full = sum(result.fully_proved for result in results)
    lines = ["", summary_line(results), f"fully proved, with everything that they use: {full}"]
    lines += standing_lines(outcome) if outcome.complete else []
    lines += [] if outcome.limited else thin_lines(results)
    lines += difference_lines(outcome.messages)
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)


def exit_code(outcome: Outcome, strict: bool) -> int:
    """1 when a verdict differs from the record, 3 when it merely ran out of time or, if strict, is thinly supported."""
    conflicts = any(result.judgement.conflict for result in outcome.results)
    if conflicts or any(not difference.late for difference in outcome.differences):
        return exits.REFUTED
    return exits.UNDECIDED if outcome.differences or (strict and outcome.thin) else exits.AS_CLAIMED
