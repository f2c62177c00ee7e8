r"""Lines: a formula of any length broken by rule into lines that fit, as a careful author breaks display maths.

Dictionary
    broken          a formula as lines of at most a width: as few as possible, broken where a reader expects it
    cost of a break before a relation 0, before + or - and after a comma 1, before a circled product or a word 2,
                    between factors 3; each pair of parentheses around it adds 3

Widths are in points for type of ten points; they are estimated on the safe side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .atoms import Atom, atoms_of, spaced

POINTS = 0.102  # a hundredth of the type size, with two hundredths for safety
_LINE, _WIDER = 100.0, 1e5  # what a further line costs, and what a point beyond the width does
_BREAK = 14.0
_FORBIDDEN = math.inf
_CIRCLED = (r"\odot", r"\otimes", r"\bullet", r"\ast", r"\oslash", r"\oplus")


@dataclass(frozen=True)
class Piece:
    """A line of a formula: its text, its width in points, and whether it begins with a relation of the whole."""

    text: str
    width: float
    relation: bool


def width_in_points(tex: str) -> float:
    """The estimated width of a formula on one line."""
    return POINTS * sum(map(spaced, atoms_of(tex)))


def broken(tex: str, first: float, others: float | None = None, *, at_relations: bool = False) -> list[Piece]:
    r"""A formula in lines, the first at most `first` points wide, all others `others`.

    With `at_relations` a line begins at every relation that stands in no parentheses.

    >>> [piece.text for piece in broken("a = b + c", 100)]
    ['a = b + c']
    >>> [piece.text for piece in broken("a = b + c", 100, at_relations=True)]
    ['a', '= b + c']
    >>> [piece.text for piece in broken("aaaa + (bbbb + cccc)", 70)]
    ['aaaa', '{} + (bbbb + cccc)']
    """
    others = first if others is None else others
    atoms = _divided(atoms_of(tex), min(first, others))
    costs = _costs(atoms)
    if at_relations:
        return _at_relations(atoms, costs, first, others)
    return _fill(atoms, costs, first, others)


def _divided(atoms: Sequence[Atom], limit: float) -> list[Atom]:
    """Atoms that are wider than a line are replaced by what is in them, as long as there is something."""
    found: list[Atom] = []
    for atom in atoms:
        if atom.inside is None or POINTS * atom.total <= limit:
            found.append(atom)
            continue
        before, body, after = atom.inside
        marks = [[Atom(mark, 70, kind)] if mark else [] for mark, kind in ((before, "open"), (after, "close"))]
        found += [*marks[0], *_divided(atoms_of(body), limit), *marks[1]]
    return found


def _costs(atoms: Sequence[Atom]) -> list[float]:
    """What a break before each atom costs."""
    costs, depth = list[float](), 0
    for place, atom in enumerate(atoms):
        depth -= atom.kind == "close"
        costs.append(_cost(atoms[place - 1] if place else None, atom, depth))
        depth += atom.kind == "open"
    return costs


def _cost(before: Atom | None, atom: Atom, depth: int) -> float:
    if before is None or before.kind in ("open", "op", "bin", "rel") or atom.kind in ("close", "punct"):
        return _FORBIDDEN
    if before.kind == "space" and before.text.startswith(r"\q"):
        return 0 if depth == 0 else 2
    around = 3 * max(0, depth)
    if atom.kind == "rel":
        return around
    if before.kind == "punct":
        return 1 + around
    if atom.kind == "bin":
        return (2 if atom.text.startswith(_CIRCLED) else 1) + around
    if atom.kind == "space":
        return _FORBIDDEN
    if atom.kind == "word" or before.kind == "word":
        return 2 + around
    return (3 if atom.gap else 5) + around


def _at_relations(atoms: list[Atom], costs: list[float], first: float, others: float) -> list[Piece]:
    starts = [0] + [n for n in range(1, len(atoms)) if atoms[n].kind == "rel" and costs[n] == 0] + [len(atoms)]
    pieces: list[Piece] = []
    for start, end in pairwise(starts):
        pieces += _fill(atoms[start:end], [_FORBIDDEN, *costs[start + 1 : end]], others if pieces else first, others)
    return pieces


def _fill(atoms: list[Atom], costs: list[float], first: float, others: float) -> list[Piece]:
    """The division into lines of the least cost, found from the end."""
    count = len(atoms)
    ends = [0.0]
    for atom in atoms:
        ends.append(ends[-1] + POINTS * spaced(atom))
    best: list[tuple[float, int]] = [(0.0, count)] * (count + 1)
    for start in range(count - 1, -1, -1):
        limit = others if start else first
        best[start] = (math.inf, count)
        for end in range(start + 1, count + 1):
            if end < count and costs[end] == _FORBIDDEN:
                continue
            width = ends[end] - ends[start]
            over = max(0.0, width - limit)
            ragged = 0.0 if end == count else 10 * (1 - min(1.0, width / limit)) ** 2
            price = _LINE + _WIDER * over + ragged + (_BREAK * costs[end] if end < count else 0.0) + best[end][0]
            if price < best[start][0]:
                best[start] = (price, end)
            if over and best[start][0] < math.inf:
                break
    pieces, start = [], 0
    while start < count:
        end = best[start][1]
        pieces.append(_piece(atoms[start:end], ends[end] - ends[start]))
        start = end
    return pieces


def _piece(atoms: list[Atom], width: float) -> Piece:
    """The text of a line; spaces at its ends are dropped, a sign at its beginning stays binary."""
    while atoms and atoms[-1].kind == "space":
        atoms = atoms[:-1]
    text = "".join((" " if atom.gap and number else "") + atom.text for number, atom in enumerate(atoms))
    text = text.replace("  ", " ").replace(" _{", "_{").replace(" ^{", "^{").strip()
    relation = bool(atoms) and atoms[0].kind == "rel"
    return Piece("{} " + text if atoms and atoms[0].kind == "bin" else text, width, relation)
