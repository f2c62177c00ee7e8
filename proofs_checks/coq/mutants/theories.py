"""Negative controls of the theorems of the theories: their statements with one slip, under the same proof.

Dictionary
    SLIPS              kinds of slips, as a pattern and what replaces it
    Slip               a theorem with a wrong statement, and the theory up to it as a file
    slips_of_theory    the slips of one theory's theorems
    judged             `closed`, `refused`, `out of time`, or `ill-typed` in the statement already

A slip is a change of the text of the statement. The file is the theory up to the theorem, with its own proof below the
wrong statement; only a failure inside of the proof counts as refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..toolchain.compiler import OUT_OF_TIME, compile_text, line_of_error, theories, theory_file
from ..toolchain.limits import Limits
from .statements import CLOSED, REFUSED

_GROUP = r"\((?:[^()]|\([^()]*\))*\)"  # in parentheses, with one more level inside
SLIPS: tuple[tuple[str, str, str], ...] = (
    ("dropped transpose", r"\^T", ""),
    ("changed sign", r"(?<=[\w)\]]) - (?=[\w(\\])", " + "),
    ("changed sign", r"(?<=[\w)\]]) \+ (?=[\w(\\])", " - "),
    ("smaller constant", r"\b2%:R", "1%:R"),
    ("smaller constant", r"\b(L|d|n)%:R \* ", ""),
    ("smaller constant", r"(?<=[\w)])\.\+1", ""),
    ("smaller constant", r"(k1 \* k2) \+ k1", r"\1"),
    ("smaller constant", r"\bk1 \+ k1\b|\(k \* l \+ k\)", "k1"),
    ("smaller constant", rf"(within \(.+?\)\s+)(\w+|{_GROUP})\.\s*\Z", r"\1(\2 / 2%:R)."),
    ("smaller constant", rf"(Rle \(Rabs .+\)\s+)({_GROUP})\.\s*\Z", r"\1(\2 / 2%:R)."),
    ("strict for weak", r"(?<=-> )Rle |(?<=: )Rle |(?<=\n  )Rle ", "Rlt "),
    ("other variable", r"\bWQ\b(?! :|s)", "WK"),
    ("other variable", r"\bC1\b(?= \*m|\^T)", "C2"),
    ("other variable", r"\bAQ\b(?!\))", "AK"),
    ("swapped factors", r"\b(\w+) \*m (\w+)\b", r"\2 *m \1"),
)
PER_THEOREM = 3
SECONDS = 60  # of processor time for one file; none of the theories takes twenty
_THEOREM = re.compile(r"^Theorem (\w+)(.*?)\nProof\.(.*?)\bQed\.", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Slip:
    """A wrong statement of a theorem; the proof begins after line `statement_ends` of the file."""

    theory: str
    theorem: str
    kind: str
    statement: str
    text: str
    statement_ends: int


@cache
def listed() -> dict[str, list[list[str]]]:
    """The slips of mutants.toml, by theorem: kind, what is replaced, and by what."""
    table = tomllib.loads((Path(__file__).parent / "mutants.toml").read_text(encoding="utf-8"))
    return dict(table["slips"])


def wrong_statements(statement: str, theorem: str = "") -> Iterator[tuple[str, str]]:
    """Statements with one slip: the listed ones of the theorem, then kind by kind, the last place of each kind first.

    >>> next(wrong_statements(" A B : A *m B^T = A"))
    ('dropped transpose', ' A B : A *m B = A')
    """
    seen = {statement}
    for kind, wrong in [*_listed(statement, theorem), *_by_patterns(statement)]:
        if wrong not in seen:
            seen.add(wrong)
            yield kind, wrong


def _listed(statement: str, theorem: str) -> Iterator[tuple[str, str]]:
    for kind, old, new in listed().get(theorem, []):
        yield kind, statement.replace(old, new)


def _by_patterns(statement: str) -> Iterator[tuple[str, str]]:
    for kind, pattern, replacement in SLIPS:
        for place in reversed(list(re.finditer(pattern, statement, re.DOTALL))):
            yield kind, statement[: place.start()] + place.expand(replacement) + statement[place.end() :]


def statements_of(theory: str) -> dict[str, str]:
    """The statement of each theorem of a theory, as it stands there."""
    source = theory_file(theory).read_text(encoding="utf-8")
    return {place.group(1): place.group(2) for place in _THEOREM.finditer(source)}


def closed_sections(text: str) -> str:
    """Lines that close the sections that a text leaves open.

    >>> closed_sections("Section A.\\nSection B.\\nEnd B.\\n")
    'End A.\\n'
    """
    opened: list[str] = []
    for word, name in re.findall(r"^(Section|End) (\w+)\.", text, re.MULTILINE):
        if word == "Section":
            opened.append(name)
        elif opened and opened[-1] == name:
            opened.pop()
    return "".join(f"End {name}.\n" for name in reversed(opened))


def slips_of_theory(theory: str) -> dict[str, list[Slip]]:
    """The slips of each theorem of a theory."""
    source = theory_file(theory).read_text(encoding="utf-8")
    found: dict[str, list[Slip]] = {}
    for place in _THEOREM.finditer(source):
        name, statement, proof = place.groups()
        slips = found.setdefault(name, [])
        for kind, wrong in wrong_statements(statement, name):
            head = f"{source[: place.start()]}Theorem {name}{wrong}\n"
            text = f"{head}Proof.{proof}Qed.\n{closed_sections(head)}"
            slips.append(Slip(theory, name, kind, wrong, text, head.count("\n")))
    return found


def judged(slip: Slip) -> str:
    """What Coq makes of a slip.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    answer = compile_text(f"{slip.theory}_mutated", slip.text, limits=Limits(SECONDS))
    if answer.accepted:
        return CLOSED
    line = line_of_error(answer.output)
    if line is None:
        return OUT_OF_TIME  # stopped before Coq said anything
    return REFUSED if line > slip.statement_ends else "ill-typed"


def well_typed(slips: Sequence[Slip], limit: int = PER_THEOREM) -> Iterator[tuple[Slip, str]]:
    """Well-typed slips of a theorem, one of each kind and so many at most, with what Coq makes of them."""
    kinds: set[str] = set()
    for slip in slips:
        if len(kinds) < limit and slip.kind not in kinds and (outcome := judged(slip)) != "ill-typed":
            kinds.add(slip.kind)
            yield slip, outcome


def all_slips() -> dict[str, list[Slip]]:
    """The slips of every theorem of every theory."""
    return {f"{theory}.{name}": slips for theory in theories() for name, slips in slips_of_theory(theory).items()}
