"""Decision: whether polynomials are zero modulo a system of equations, completed as far as it takes.

Dictionary
    Decision                the answer, its reason, and the monomials that were compared or that remain
    decide_modulo(s, goals) reduces the goals; where some remain, completes the system until none does or it gives up
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..index_form.atoms import Head, Polynomial
from ..index_form.index import Index
from ..index_form.nested import Sum
from .system import System

Goal = tuple[Polynomial, dict[Index, int]]


@dataclass(frozen=True)
class Decision:
    """Whether all goals are zero."""

    proved: bool
    reason: str
    monomials: int


def decide_modulo(system: System, goals: Sequence[Goal]) -> Decision:
    """Whether all goals are zero modulo the equations of a system and what follows from them."""
    remaining = _remaining(system, goals)
    if not remaining:
        return Decision(True, "both sides have one canonical form modulo the equations", _count(goals))
    for head in _sums(goals):
        system.add_inverse(head)

    def met() -> bool:
        nonlocal remaining
        remaining = _remaining(system, goals)
        return not remaining

    if system.complete(met):
        return Decision(
            True, "both sides have one canonical form modulo what follows from the equations", _count(goals)
        )
    if system.contradiction:
        return Decision(False, "the equations contradict each other", remaining)
    bound = "; the equations were completed" if not system.pairs else "; the completion of the equations was cut short"
    unused = "; an equation could not be used as a rule" if system.unused else ""
    return Decision(
        False, f"the difference keeps {_monomials(remaining)} modulo the equations{bound}{unused}", remaining
    )


def _monomials(number: int) -> str:
    return "1 monomial" if number == 1 else f"{number} monomials"


def _count(goals: Sequence[Goal]) -> int:
    return sum(len(poly) for poly, _ in goals)


def _remaining(system: System, goals: Sequence[Goal]) -> int:
    """The monomials of the first goal that is not zero."""
    for poly, labels in goals:
        form = system.reduce(poly, labels)
        if form:
            return len(form)
    return 0


def _sums(goals: Sequence[Goal]) -> Iterator[Head]:
    """The sums that goals divide by, each once."""
    heads = dict.fromkeys(head for poly, _ in goals for _, monomial in poly for head, _ in monomial)
    return (head for head in heads if type(head) is Sum)
