"""Sequences: what hypotheses such as Gamma = o(sqrt(log(L)/d)) say of names, as bounds from above and from below.

Dictionary
    Side        a monomial that bounds a name, and whether the name is o or omega of it
    sides_of    the bounds of each name
    in_order    the names, each before those that its bounds name
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import SyntaxProblem
from .formula_writing import text_of
from .proposition import Comparison
from .scale import Monomial, monomials


@dataclass(frozen=True)
class Side:
    """What bounds a name on one side: a monomial, and whether it is o or omega of it."""

    monomial: Monomial
    strict: bool
    text: str


def sides_of(under: tuple[Comparison, ...]) -> dict[str, dict[str, Side]]:
    """The bounds of each name, above and below.

    Raises SyntaxProblem for a hypothesis that is no bound, for two on one side, and for bounds in a circle.
    """
    found: dict[str, dict[str, Side]] = {}
    for one in under:
        own = found.setdefault(one.left.value, {})
        line = f"{text_of(one.left)} {one.relation} {text_of(one.right)}"
        for which, side in _sides(one, line):
            if which in own:
                raise SyntaxProblem(f"{line}: a second bound on this side; expected one")
            own[which] = side
    in_order(found)
    return found


def _sides(one: Comparison, line: str) -> list[tuple[str, Side]]:
    kind, inside = "", one.right
    if one.right.op in ("o", "O", "omega") and len(one.right.args) == 1:
        kind, inside = one.right.op, one.right.args[0]
    if (kind and one.relation != "=") or one.relation in ("<", ">"):
        raise SyntaxProblem(f"{line}: expected = with o(...), O(...), omega(...), or =, <=, >= with a formula")
    found = monomials(inside)
    if len(found) > 1:
        raise SyntaxProblem(f"{line}: expected a bound without sums")
    side = Side(found[0], kind in ("o", "omega"), line)
    above = kind in ("o", "O") or (not kind and one.relation in ("<=", "="))
    below = kind == "omega" or (not kind and one.relation in (">=", "="))
    return [(which, side) for which, wanted in (("above", above), ("below", below)) if wanted]


def in_order(bounds: Mapping[str, Mapping[str, Side]]) -> tuple[str, ...]:
    """The names, each before those that its bounds name."""
    order: list[str] = []
    state: dict[str, int] = {}

    def visit(name: str) -> None:
        if state.get(name) == 1:
            raise SyntaxProblem(f"{name}: bounds in a circle; expected one to be bounded without the other")
        if name in state:
            return
        state[name] = 1
        for side in bounds.get(name, {}).values():
            for other in sorted(side.monomial.names):
                visit(other)
        state[name] = 2
        order.append(name)

    for name in sorted(bounds):
        visit(name)
    return tuple(reversed(order))
