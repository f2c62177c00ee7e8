"""The Markdown report: the summary, what differs from the record, and every claim by item."""

from __future__ import annotations

from collections.abc import Sequence

from proofs_checks.judging.results import Result, summary_of, under_conditions
from proofs_checks.ledger.model import Ledger
from proofs_checks.ledger.shelf import named_by
from proofs_checks.verdict.verdict import Verdict

from .terminal import counterexample_lines, evidence_text, verdict_words


def cell(text: str) -> str:
    """Text for one cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def code(text: str) -> str:
    """Text as code within a line."""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _summary(results: Sequence[Result]) -> list[str]:
    lines = ["| verdict | claims |", "|---|---:|"]
    lines += [f"| {verdict} | {count} |" for verdict, count in summary_of(results).items()]
    lines += [f"| of these, proved where a condition holds | {under_conditions(results)} |"]
    full = sum(result.fully_proved for result in results)
    return [*lines, "", f"Fully proved, with everything that they use: {full}."]


def _head(ledger: Ledger) -> list[str]:
    """The paper, how it was read, and what a command needs to mean the ledger."""
    paper = ledger.paper
    said = [] if paper is None else [f"{paper.by}: *{paper.title}*. {paper.place}.", "", paper.reading, ""]
    return [*said, f"Ledger: {code(named_by(ledger.option))}.", ""]


def _claim(result: Result) -> list[str]:
    lines = [f"- **{result.name}** ({result.form}): **{verdict_words(result)}**, {evidence_text(result)}", ""]
    lines += [f"  {code(result.text)}", ""]
    for piece in result.evidence:
        lines.append(f"  - {piece.method} ({piece.strength}): {piece.detail}")
    if result.rests_on and result.verdict is Verdict.PROVED:
        lines.append(f"  - rests on items that are not wholly proved: {', '.join(result.rests_on)}")
    if result.counterexample is not None:
        lines += ["", "  ```text"]
        lines += [f"  {line}" for line in counterexample_lines(result.counterexample)]
        lines.append("  ```")
    return [*lines, ""]


def markdown_of(results: Sequence[Result], ledger: Ledger, differences: Sequence[str]) -> str:
    """The report as one Markdown document."""
    lines = ["# Verdicts", "", *_head(ledger), *_summary(results), ""]
    lines += ["## Against the record", ""]
    lines += [f"- {cell(line)}" for line in differences] or ["Every verdict is as recorded."]
    lines += ["", "## Claims", ""]
    lines += ["| claim | form | verdict | strongest evidence | fully proved |", "|---|---|---|---|---|"]
    for result in results:
        full = "yes" if result.fully_proved else ""
        lines.append(
            f"| {result.id} | {result.form} | {cell(verdict_words(result))} | {evidence_text(result)} | {full} |"
        )
    lines.append("")
    section = ""
    for item in ledger.items:
        mine = [result for result in results if result.item == item.id]
        if not mine:
            continue
        if item.section != section:
            section = item.section
            lines += [f"## Section {section}", ""]
        lines += [f"### {item.id}: {item.title}", ""]
        lines += [f"In print: {item.locator}.", ""] if item.locator else []
        lines += [item.note.strip(), ""] if item.note.strip() else []
        for result in mine:
            lines += _claim(result)
    return "\n".join(lines).rstrip() + "\n"
