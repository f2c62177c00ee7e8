"""The terminal report: a table of claims, a summary by verdict, counterexamples as small matrices.

Dictionary
    VERDICT_STYLES      a colour for each verdict; the word is always printed, so nothing rests on colour
    ledger_table        the ledger's claims by item, readable at 80 columns
    file_table          the claims of a reader's own files
    verdict_words       a verdict with the conditions of a proof, and with the evidence that it lacks
    instance_lines      sizes and matrices that satisfy the conditions of a proof
    remainder_lines     what remains of an equality that is undecided
    matrix_lines        a small matrix, its columns aligned
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction
from textwrap import wrap
from typing import Any

from rich.table import Table
from rich.text import Text

from lora_symbolic.evaluation import sizes_text
from proofs_checks.judging.results import Result, summary_of, under_conditions
from proofs_checks.verdict.evidence import Finding, Strength
from proofs_checks.verdict.verdict import FURTHER_KINDS_NEEDED, Verdict

SHORT = 12  # characters of a fraction that is read at a glance
VERDICT_WIDTH = 30  # beside a claim, its evidence and the seconds
VERDICT_STYLES: Mapping[Verdict, str] = {
    Verdict.PROVED: "green",
    Verdict.CONDITIONAL: "cyan",
    Verdict.REFUTED: "red",
    Verdict.ILL_TYPED: "magenta",
    Verdict.UNDECIDED: "yellow",
    Verdict.CITED: "blue",
    Verdict.CONVENTION: "blue",
    Verdict.CONDITIONALLY_REFUTED: "yellow",
}


def verdict_text(verdict: Verdict, conflict: bool = False) -> Text:
    """The verdict's word in its colour."""
    return Text("CONFLICT" if conflict else verdict.value, style="bold red" if conflict else VERDICT_STYLES[verdict])


def verdict_words(result: Result) -> str:
    """The verdict; of a proof also where it holds, and how much of the evidence beside it there is."""
    words = result.verdict.value
    if result.conditions:
        words += f" where {' and '.join(result.conditions)}"
    if result.thin:
        words += f"; {len(result.further)} of {FURTHER_KINDS_NEEDED} further kinds of evidence"
    return words


def evidence_text(result: Result) -> str:
    """The strongest evidence for the verdict, with the number of further kinds beside a proof."""
    best = result.strongest
    if best is None or best.strength is Strength.NONE or result.verdict is Verdict.UNDECIDED:
        return "-"
    return f"{best.strength} +{len(result.further)}" if result.further else best.strength.value


def _columns(table: Table, headings: Sequence[tuple[str, int]]) -> None:
    """Columns of these widths; the first gets what is left, and is the only one that ever takes a second line."""
    for number, (heading, width) in enumerate(headings):
        table.add_column(heading, no_wrap=number > 0, overflow="fold", min_width=width, ratio=None if number else 1)


def ledger_table(results: Sequence[Result]) -> Table:
    """The claims of a ledger by item, in the order given: verdict, strongest evidence, and whether fully proved."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold", expand=True)
    _columns(table, (("claim", 20), ("form", 9), ("verdict", 10), ("evidence", 18), ("full", 4)))
    item = None
    for result in results:
        if result.item != item:
            item = result.item
            table.add_row(Text(item, style="bold"))
        table.add_row(
            Text(f"  {result.name}"),
            result.form,
            verdict_text(result.verdict, result.judgement.conflict),
            evidence_text(result),
            "yes" if result.fully_proved else "",
        )
        words = verdict_words(result)
        if words != result.verdict:
            table.add_row(Text(f"    {words}"))
    return table


def file_table(results: Sequence[Result]) -> Table:
    """The claims of a reader's own files: verdict with the conditions of a proof, strongest evidence, seconds."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    _columns(table, (("claim", 20), ("verdict", 10), ("evidence", 18), ("seconds", 7)))
    for result in results:
        verdict = verdict_text(result.verdict, result.judgement.conflict)
        verdict.append("\n".join(wrap(verdict_words(result), VERDICT_WIDTH))[len(result.verdict) :])
        table.add_row(Text(result.id), verdict, evidence_text(result), f"{result.seconds:7.2f}")
    return table


def controls_table(counts: Mapping[str, Mapping[str, int]]) -> Table:
    """How many mutants of each kind had each outcome."""
    outcomes = ("ill-typed", "refuted", "equivalent", "survives", "conflict")
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="bold")
    table.add_column("mutant", no_wrap=True)
    for outcome in outcomes:
        table.add_column(outcome, justify="right", no_wrap=True)
    for kind, found in counts.items():
        table.add_row(kind, *(str(found.get(outcome, 0)) for outcome in outcomes))
    table.add_row("all", *(str(sum(found.get(outcome, 0) for found in counts.values())) for outcome in outcomes))
    return table


def summary_line(results: Sequence[Result]) -> str:
    """The number of claims of each verdict, on one line."""
    counts = summary_of(results)
    total = sum(counts.values())
    conditional = under_conditions(results)
    if conditional:
        proved = counts.pop(Verdict.PROVED.value) - conditional
        counts = {**({"proved": proved} if proved else {}), "proved where a condition holds": conditional, **counts}
    parts = ", ".join(f"{count} {verdict}" for verdict, count in counts.items())
    return f"{total} claim{'' if total == 1 else 's'}: {parts}" if total else "no claims"


def matrix_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """A matrix as lines of aligned columns between brackets.

    >>> matrix_lines([["1", "-2"], ["10", "0"]])
    ['[  1  -2 ]', '[ 10   0 ]']
    """
    if not rows or not rows[0]:
        return ["[ ]"]
    widths = [max(len(row[col]) for row in rows) for col in range(len(rows[0]))]
    return [
        "[ " + "  ".join(entry.rjust(width) for entry, width in zip(row, widths, strict=True)) + " ]" for row in rows
    ]


def _point_lines(data: Mapping[str, Any]) -> list[str]:
    """Sizes on one line, then each matrix."""
    sizes = sizes_text(data["sizes"])
    lines = [sizes] if sizes else []
    for name, rows in data["matrices"].items():
        drawn = matrix_lines([[str(entry) for entry in row] for row in rows])
        lines.append(f"{name} = {drawn[0]}")
        lines += [" " * (len(name) + 3) + row for row in drawn[1:]]
    return lines + [f"{name} = {value}" for name, value in data.get("scalars", {}).items()]


def instance_lines(data: Mapping[str, Any]) -> list[str]:
    """An instance of the conditions for reading.

    >>> instance_lines({"sizes": {"n": 2}, "matrices": {}})
    ['for instance at n = 2']
    """
    first, *others = _point_lines(data)
    begin = "for instance at "
    return [f"{begin}{first}", *(" " * len(begin) + line for line in others)]


def bound_lines(data: Mapping[str, Any]) -> list[str]:
    """What was claimed of a bound, what was derived, and the largest part of the claimed bound that was attained.

    >>> bound_lines({"claimed": ["tau"], "derived": ["tau/2"], "ratio": "0.5"})
    ['claimed tau, derived tau/2', 'largest ratio of the left side to what is claimed: 0.5']
    """
    pairs = zip(data["claimed"], data["derived"], strict=True)
    lines = [f"claimed {claimed}, derived {'nothing' if derived is None else derived}" for claimed, derived in pairs]
    if "ratio" in data:
        lines.append(f"largest ratio of the left side to what is claimed: {data['ratio']}")
    return lines


def remainder_lines(data: Mapping[str, Any]) -> list[str]:
    """What remains of an equality, and what numbers say of it.

    >>> remainder_lines({"text": "left - right = 2 * x", "latex": "", "monomials": 1, "numbers": "agree at 3 shapes"})
    ['what remains: left - right = 2 * x', 'in numbers: agree at 3 shapes']
    """
    return [f"what remains: {data['text']}", *([f"in numbers: {data['numbers']}"] if "numbers" in data else [])]


def counterexample_lines(data: Mapping[str, Any]) -> list[str]:
    """A counterexample for reading: sizes, matrices, the entry where both sides differ, and by how much."""
    if "family" in data:
        point = _point_lines({**data, "sizes": {}}) if (matrices := data.get("matrices")) else []
        facts = [f"{statement}: {value}" for statement, value in data["facts"] if statement not in (matrices or {})]
        return [data["family"], *point, *facts]
    if "matrices" not in data:
        return [f"{data['value']} = {data['exact']}, rounded {data['rounded']}, printed {data['printed']}"]
    lines = _point_lines(data)
    row, col = data["entry"]
    lines.append(f"entry ({row + 1}, {col + 1}):  left side  {data['lhs']}")
    lines.append(f"{' ' * len(f'entry ({row + 1}, {col + 1}):')}  right side {data['rhs']}")
    how = "exactly by" if data["exact"] else "certainly, by at least"
    lines.append(f"they differ {how} {gap_text(data['gap'])}")
    return lines


def gap_text(gap: str) -> str:
    """A difference for reading: a fraction of long numbers as a decimal that is not larger.

    >>> gap_text("1/12"), gap_text("6755399441005909/4722366482869645213696"), gap_text("0.25")
    ('1/12', '1.43e-6', '0.25')
    """
    if "/" not in gap or len(gap) <= SHORT:
        return gap
    value = Fraction(gap)
    with localcontext(prec=3, rounding=ROUND_DOWN):
        return f"{Decimal(value.numerator) / Decimal(value.denominator):.2e}".replace("e-0", "e-")


def reasons(result: Result) -> list[str]:
    """Why a claim has the verdict that it has; of an undecided one also what spoke for it, and what was not found."""
    found = [result.judgement.reason]
    if result.verdict is Verdict.UNDECIDED:
        told = result.remains is not None and "numbers" in result.remains
        wanted = {Finding.SILENT} if told else {Finding.AGREES, Finding.SILENT}
        heard = (piece.detail for piece in result.evidence if piece.finding in wanted)
        found += [detail for detail in heard if detail not in found]
    return found
