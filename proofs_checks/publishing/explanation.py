"""Explanations as lines of text: prose wrapped under its label, definitions, derivations, one item of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from .data.prose.plain import plain_note
from .terminal import counterexample_lines

WIDTH = 78
_WHOLE_WORDS: dict[str, Any] = {"break_long_words": False, "break_on_hyphens": False}


def paragraph(text: str, indent: str, label: str = "") -> Iterator[str]:
    """Prose, wrapped under its label; each line of the source begins a line.

    >>> list(paragraph("one two", "  ", "1. "))
    ['  1. one two']
    """
    first = indent + label
    for line in text.splitlines() or [""]:
        yield from wrap(line, WIDTH, initial_indent=first, subsequent_indent=" " * len(first), **_WHOLE_WORDS)
        first = " " * len(first)


def derivation_lines(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    """The steps of a derivation."""
    for number, step in enumerate(data["steps"], start=1):
        label = f"{number:2}. "
        yield from paragraph(f"{step['rule']}: {step['explanation']}", indent, label)
        yield from paragraph(step["before"], indent + "    ", "from  ")
        yield from paragraph(step["after"], indent + "    ", "to    ")


def argument_lines(steps: Sequence[Mapping[str, str]], indent: str) -> Iterator[str]:
    """The recorded steps of an argument: what is stated, why it holds, how it was checked."""
    for number, step in enumerate(steps, start=1):
        yield from paragraph(step["statement"], indent, f"{number:2}. ")
        yield from paragraph(step["reason"], indent + "    ", "since ")
        yield from paragraph(step["check"], indent + "    ", "check ")


def definition_lines(definitions: Mapping[str, str], indent: str) -> Iterator[str]:
    """Names with what they stand for."""
    for name, text in definitions.items():
        yield from paragraph(text, indent, f"{name} = ")


def explanation_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """What `explain` prints."""
    yield f"{data['id']}  {data['title']}  (section {data['section']})"
    if data["locator"]:
        yield f"in print: {data['locator']}"
    if data["printed"]:
        yield ""
        yield "as printed"
        yield from paragraph(data["printed"], "  ")
    if data["reading"]:
        yield ""
        yield "reading"
        yield from paragraph(plain_note(data["reading"]), "  ")
    for claim in data["claims"]:
        yield ""
        yield from claim_lines(claim)
    yield ""
    yield "uses:    " + (", ".join(data["uses"]) or "nothing")
    yield "used by: " + (", ".join(data["used_by"]) or "nothing")


def mutant_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """What became of altered versions of a claim, those that hold and claim more one by one.

    >>> list(mutant_lines({"outcomes": {"refuted": 3, "sharper": 1}, "sharper": ["x < 1"]}))
    ['  altered versions: 3 refuted, 1 sharper', '    sharper, and proved: x < 1']
    """
    if found:
        counts = ", ".join(f"{count} {outcome}" for outcome, count in found["outcomes"].items())
        yield from paragraph(counts, "  ", "altered versions: ")
        for text in found["sharper"]:
            yield from paragraph(text, "    ", "sharper, and proved: ")


def claim_lines(claim: Mapping[str, Any]) -> Iterator[str]:
    """One claim: its statement, verdict, evidence, counterexample or proof, and how to reproduce it."""
    full = ", fully proved" if claim["fully_proved"] else ""
    yield f"{claim['id']} ({claim['form']}): {claim['verdict']}{full}"
    yield from paragraph(claim["statement"], "  ")
    if claim["judged_in"]:
        found = claim["judged_in"]
        yield from paragraph(f"judged in another ledger: {found['verdict']}; {found['command']}", "  ")
    if claim["reading"]:
        yield from paragraph(f"a further reading: {claim['reading']}", "  ")
    if claim["slip"]:
        yield from paragraph(f"a slip, {claim['slip']}: {claim['slip_says']}", "  ")
    if claim["hypothesis"]:
        yield from paragraph(f"under the hypothesis: {claim['hypothesis']}", "  ")
    if claim["definitions"]:
        yield "  where"
        yield from definition_lines(claim["definitions"], "    ")
    if claim["conflict"]:
        yield from paragraph(claim["reason"], "  ")
    if "counterexample" in claim:
        yield "  counterexample"
        yield from (f"    {line}" for line in counterexample_lines(claim["counterexample"]))
    yield "  evidence"
    for piece in claim["evidence"]:
        yield from paragraph(f"({piece['strength']}) {piece['detail']}", "    ", f"{piece['method']}: ")
    for derivation in claim["derivations"]:
        yield "  proof, by reverse mode; the forward derivative has the same canonical form"
        yield from derivation_lines(derivation, "    ")
        yield from paragraph(derivation["gradient"], "    ", f"hence {derivation['derivative']} = ")
        yield from definition_lines(derivation["names"], "      ")
    if claim["argument"]:
        yield "  argument"
        yield from argument_lines(claim["argument"], "    ")
    if claim["steps_in_coq"]:
        yield from paragraph(f"{', '.join(claim['steps_in_coq'])}; lora-symbolic certify", "  ", "steps in Coq: ")
    yield from mutant_lines(claim["mutants"])
    if claim["verdict"] == "proved" and claim["rests_on"]:
        yield from paragraph(f"rests on what is not wholly proved: {', '.join(claim['rests_on'])}", "  ")
    yield f"  reproduce: {claim['reproduce']}  (seed {claim['seed']})"
