"""Decision: whether polynomials are zero modulo a system of equations, completed as far as it takes.

Dictionary
    Decision                the answer, its reason, and the monomials that were compared, or those of which goal remain
    decide_modulo(s, goals) reduces the goals; where some remain, completes the system until none does or it gives up
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..index_form.atoms import Entry, Head, Monomial, Number, Polynomial
from ..index_form.functions.invertible import Inverse
from ..index_form.index import Index, OutsideFragment, Ref
from ..index_form.nested import Sum
from ..index_form.normalise import normal_form
from .system import System, heads_in

MOST_MONOMIALS = 40
MOST_DIVISORS = 8
MOST_PAIRS = 60  # of rules, for fractions alone
Goal = tuple[Polynomial, dict[Index, int]]


@dataclass(frozen=True)
class Decision:
    """Whether all goals are zero."""

    proved: bool
    reason: str
    monomials: int
    goal: int = 0
    rest: tuple[tuple[Number, Monomial], ...] = ()


def decide_modulo(system: System, goals: Sequence[Goal], taken: Sequence[Polynomial] = ()) -> Decision:
    """Whether all goals are zero modulo the equations of a system, which say that `taken` is zero, and what follows."""
    heads = heads_in([*(poly for poly, _ in goals), *taken])
    _seed(system, heads)
    remaining = _remaining(system, goals)
    if not remaining[1]:
        return Decision(True, "both sides have one canonical form modulo the equations", _count(goals))
    for head, args in _divisors([poly for poly, _ in goals]).items():
        system.add_inverse(head, args)

    def met() -> bool:
        nonlocal remaining
        remaining = _remaining(system, goals)
        return not remaining[1]

    if system.complete(met):
        return Decision(
            True, "both sides have one canonical form modulo what follows from the equations", _count(goals)
        )
    if system.contradiction:
        return Decision(False, "the equations contradict each other", len(remaining[1]))
    bound = "; the equations were completed" if not system.pairs else "; the completion of the equations was cut short"
    unused = "; an equation could not be used as a rule" if system.unused else ""
    goal, rest = remaining
    reason = f"the difference keeps {counted(len(rest))} modulo the equations{bound}{unused}"
    return Decision(False, reason, len(rest), goal, rest)


def over_one_denominator(goals: Sequence[Goal]) -> bool:
    """Whether all goals are zero because 1/P times P is 1, for the sums and the entries P that they divide by.

    The overlaps of P/P = 1 and Q/Q = 1 bring fractions to a common denominator. Only short goals are tried.
    """
    open_goals = []
    try:
        for poly, labels in goals:
            if form := normal_form(poly, labels):
                open_goals.append((list(form.values()), labels))
        polys = [poly for poly, _ in open_goals]
        if not polys or sum(map(len, polys)) > MOST_MONOMIALS or not 0 < len(_divisors(polys)) <= MOST_DIVISORS:
            return False
        return decide_modulo(System(MOST_PAIRS), open_goals).proved
    except (OutsideFragment, RecursionError):
        return False


def _divisors(polys: Sequence[Polynomial]) -> dict[Head, tuple[Ref, ...]]:
    """The sums and the matrices whose entries some polynomials divide by, inside other heads too, with references."""
    return {
        head: args
        for poly in [*polys, *(head.body for head in heads_in(polys))]
        for _, monomial in poly
        for (head, args), exponent in monomial.items()
        if exponent < 0 and exponent == int(exponent) and type(head) in (Sum, Entry)
    }


def counted(number: int) -> str:
    """A number of monomials in words."""
    return "1 monomial" if number == 1 else f"{number} monomials"


def _count(goals: Sequence[Goal]) -> int:
    return sum(len(poly) for poly, _ in goals)


def _remaining(system: System, goals: Sequence[Goal]) -> tuple[int, tuple[tuple[Number, Monomial], ...]]:
    """The first goal that is not zero, by its number, and its monomials."""
    for number, (poly, labels) in enumerate(goals):
        form = system.reduce(poly, labels)
        if form:
            return number, tuple(form.values())
    return 0, ()


def _seed(system: System, heads: Iterable[Head]) -> None:
    """Every inverse matrix is one, those too whose matrix is another one modulo the equations."""
    for head in heads:
        if type(head) is Inverse and system.add_matrix(head):
            places = (Index(head.params[0].size), Index(head.params[1].size))
            _seed(system, heads_in([system.made_anew([(1, {(head, places): 1})])]))
