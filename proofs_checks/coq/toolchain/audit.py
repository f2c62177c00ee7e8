"""One generated file examined: which of its theorems Coq accepted, what each rests on, and what is wrong with it.

Dictionary
    Examined          a theorem's axioms, and its problem if there is one
    examined          all theorems of a file; groups that rest on something unexpected are looked at one by one
    theorem_at        the theorem in which a line of a file stands
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .assumptions import grouped, not_allowed, printed_axioms
from .compiler import Compiled, line_of_error
from .expected_axioms import read_golden

Groups = Sequence[Sequence[str]]
_STATES = re.compile(r"\s*(?:Lemma|Theorem)\s+(\w+)")


@dataclass(frozen=True)
class Examined:
    """What a theorem rests on; `problem` is what is wrong with it, if anything."""

    axioms: tuple[str, ...]
    problem: str = ""


def theorem_at(text: str, line: int) -> str | None:
    """The last theorem that begins in the first lines of a file.

    >>> theorem_at("Lemma a : True.\\nProof. exact I. Qed.\\nLemma b : True.", 2)
    'a'
    """
    found = [match.group(1) for part in text.splitlines()[:line] if (match := _STATES.match(part))]
    return found[-1] if found else None


def examined(
    theorems: Sequence[str],
    text_of: Callable[[Groups], str],
    compiled: Callable[[str], Compiled | None],
    certificate: bool = False,
    one_by_one: bool = False,
) -> dict[str, Examined]:
    """What Coq says of each theorem of a file; empty if `compiled` has no answer.

    `one_by_one` asks what every single theorem rests on, which takes half a second and more for each.
    """
    recorded = read_golden()
    groups = [(name,) for name in theorems] if one_by_one else grouped(theorems, recorded)
    text = text_of(groups)
    answer = compiled(text)
    if answer is None:
        return {}
    if not answer.accepted:
        return _refused(theorems, text, answer)
    printed = printed_axioms(answer.output)
    if len(printed) != len(groups):
        return {name: Examined((), "what it rests on was not printed") for name in theorems}
    found = {name: axioms for group, axioms in zip(groups, printed, strict=True) for name in group}
    unexpected = any(found[name] != recorded.get(name, found[name]) for name in theorems)
    if unexpected and not one_by_one:
        return examined(theorems, text_of, compiled, certificate, one_by_one=True)
    return {name: Examined(found[name], _problem(name, found[name], recorded, certificate)) for name in theorems}


def _problem(theorem: str, axioms: tuple[str, ...], recorded: dict[str, tuple[str, ...]], certificate: bool) -> str:
    if beyond := not_allowed(axioms, certificate):
        return f"rests on {', '.join(beyond)}, which nothing allows"
    if theorem not in recorded:
        return "its axioms are not recorded; run certify --record"
    if axioms != recorded[theorem]:
        return f"rests on {', '.join(axioms) or 'nothing'}, recorded was {', '.join(recorded[theorem]) or 'nothing'}"
    return ""


def _refused(theorems: Sequence[str], text: str, answer: Compiled) -> dict[str, Examined]:
    """The theorem at which Coq stopped, with what Coq said; the others of the file are not certified either."""
    line = line_of_error(answer.output)
    at = None if line is None else theorem_at(text, line)
    reason = " ".join(answer.output.split())[-300:]
    return {
        name: Examined((), f"not accepted: {reason if at in (name, None) else f'Coq stopped at {at}'}")
        for name in theorems
    }
