"""Canonical labelling: a key of a monomial that does not depend on the names of its summed indices.

Colour refinement first; where it leaves a class of several indices, each of them is individualised in turn
and the least key wins. Keys are exact (tuples of integers), never hashes. Two monomials have the same key if
and only if a renaming of summed indices turns one into the other.

Before all that, the indices of landmarks get their labels: of factors whose head and exponent no other factor has, in
the order of these. A renaming takes landmarks to landmarks, so it respects the labels; mostly no index is left.

Dictionary
    monomial_key(monomial, labels)   the key, given the labels of the free indices
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from . import memory
from .atoms import Factor, Monomial, Number, size_number
from .index import Digits, Index, OutsideFragment, Part, Ref, leaves

VERTEX = 1_000_000  # codes from here on stand for summed indices, negative ones for shapes,
LANDMARK = 500_000  # from here on for summed indices of landmarks, below for free labels
MAX_LEAVES = 4000
MANY = 10  # summed indices from which chains are worth the search

Key = tuple[Any, ...]


class _Edge:
    """A factor as the labelling sees it: who it is, and the codes of its references."""

    __slots__ = ("codes", "exponent", "incidence", "symmetries", "who")

    def __init__(self, who: int, exponent: Number, codes: tuple[int, ...], symmetries: tuple[tuple[int, ...], ...]):
        self.who = who
        self.exponent = exponent
        self.codes = codes
        self.symmetries = symmetries if len(symmetries) > 1 and len(symmetries[0]) == len(codes) else ()
        places: dict[int, list[int]] = {}
        for position, code in enumerate(codes):
            if code >= VERTEX:
                places.setdefault(code - VERTEX, []).append(position)
        self.incidence = [
            (vertex, _slot_number((who, exponent) if self.symmetries else (who, exponent, *positions)))
            for vertex, positions in places.items()
        ]

    def value(self, colour: list[int]) -> tuple[int, ...]:
        values = tuple([code if code < VERTEX else VERTEX + colour[code - VERTEX] for code in self.codes])
        if self.symmetries:
            return min(tuple([values[k] for k in order]) for order in self.symmetries)
        return values

    def marked(self, colour: list[int], vertex: int) -> tuple[int, ...]:
        """The value with the places of one vertex told apart, for symmetric factors."""
        own = vertex + VERTEX
        values = tuple(
            [code if code < VERTEX else VERTEX + 2 * colour[code - VERTEX] + (code == own) for code in self.codes]
        )
        return min(tuple([values[k] for k in order]) for order in self.symmetries)


def _slot_number(slot: tuple[Any, ...]) -> int:
    slots = memory.current.slots
    found = slots.get(slot)
    if found is None:
        found = slots[slot] = memory.new_number()
    return found


def _codes(args: tuple[Ref, ...], labels: dict[Index, int]) -> tuple[int, ...]:
    out: list[int] = []
    for ref in args:
        if type(ref) is Index:
            out.append(labels[ref])
        else:
            _composite_codes(ref, labels, out)
    return tuple(out)


def _composite_codes(ref: Ref, labels: dict[Index, int], out: list[int]) -> None:
    if type(ref) is Index:
        out.append(labels[ref])
    elif type(ref) is Digits:
        out.extend((-2, -10 - len(ref.refs)))
        for digit in ref.refs:
            _composite_codes(digit, labels, out)
    elif type(ref) is Part:
        out.extend((-3, -10 - ref.position, -10 - len(ref.sizes)))
        out.extend(-10 - size_number(part) for part in ref.sizes)
        _composite_codes(ref.ref, labels, out)
    else:
        out.append(-1)


def monomial_key(monomial: Monomial, labels: dict[Index, int]) -> Key:
    """The key of a monomial: equal keys, equal monomials up to the names of summed indices."""
    codes = dict(labels)
    marked: list[Index] = []
    for _, _, args in sorted(_landmarks(monomial), key=itemgetter(0, 1)):
        _number(args, LANDMARK, codes, marked)
    bound: list[Index] = []
    for _, args in monomial:
        _number(args, VERTEX, codes, bound)
    sizes = tuple([size_number(index.size) for index in marked])
    if not bound:
        return (sizes, tuple(sorted([_labelled(factor, e, codes) for factor, e in monomial.items()])), ())
    edges = [
        _Edge(head.id, exponent, _codes(args, codes), head.symmetries) for (head, args), exponent in monomial.items()
    ]
    if len(bound) >= MANY:
        edges = _chained(edges, [size_number(index.size) for index in bound])
    fixed = sorted((edge.who, edge.exponent, edge.value([])) for edge in edges if not edge.incidence)
    parts = [
        _component_key(members, [size_number(bound[v].size) for v in vertices], vertices)
        for members, vertices in _components([edge for edge in edges if edge.incidence], len(bound))
    ]
    parts.sort()
    return (sizes, tuple(fixed), tuple(parts))


def _labelled(factor: Factor, exponent: Number, codes: dict[Index, int]) -> tuple[int, Number, tuple[int, ...]]:
    """A factor all of whose indices have labels."""
    head, args = factor
    values = _codes(args, codes)
    if len(head.symmetries) > 1 and len(head.symmetries[0]) == len(values):
        values = min([tuple([values[k] for k in order]) for order in head.symmetries])
    return (head.id, exponent, values)


def _landmarks(monomial: Monomial) -> Iterable[tuple[int, Number, tuple[Ref, ...]]]:
    """The factors whose head and exponent no other has, but for symmetric ones: their places have no one order."""
    alone: dict[tuple[int, Number], tuple[int, Number, tuple[Ref, ...]] | None] = {}
    for (head, args), exponent in monomial.items():
        atom = (head.id, exponent)
        alone[atom] = None if atom in alone or len(head.symmetries) > 1 else (*atom, args)
    return filter(None, alone.values())


def _number(args: tuple[Ref, ...], first: int, codes: dict[Index, int], found: list[Index]) -> None:
    """Codes from `first` on for the indices that have none yet."""
    for ref in args:
        if type(ref) is Index:
            if ref not in codes:
                codes[ref] = first + len(found)
                found.append(ref)
        elif ref is not None:
            for leaf in leaves(ref):
                if leaf not in codes:
                    codes[leaf] = first + len(found)
                    found.append(leaf)


def _chained(edges: list[_Edge], sizes: list[int]) -> list[_Edge]:
    """The edges with every chain A_ia B_ab C_bj, whose inner indices occur nowhere else, as one edge."""
    touching: dict[int, list[_Edge]] = {}
    for edge in edges:
        for vertex, _ in edge.incidence:
            touching.setdefault(vertex, []).append(edge)
    inner = {v for v, at in touching.items() if len(at) == 2 and all(_is_link(edge, v) for edge in at)}
    gone: set[int] = set()
    out: list[_Edge] = []
    for vertex in sorted(inner):
        if vertex in gone:
            continue
        first, second = touching[vertex]
        before, start, closed = _walk(first, vertex, inner, touching)
        after, end, _ = _walk(second, vertex, inner, touching)
        passed = {v for _, v, _ in (*before, *after)}
        gone |= passed
        if closed:  # a trace has no beginning
            out.extend(edge for edge, _, _ in before)
            continue
        links = [(edge, 1 - at) for edge, _, at in reversed(before)] + [(edge, at) for edge, _, at in after]
        places = [v for _, v, _ in reversed(before)] + [v for _, v, _ in after[1:]]
        out.append(_link(links, [sizes[v] for v in places], start, end))
    return out + [edge for edge in edges if not any(vertex in inner for vertex, _ in edge.incidence)]


def _is_link(edge: _Edge, vertex: int) -> bool:
    """Whether an edge has two references, one of them this vertex."""
    return len(edge.codes) == 2 and edge.codes.count(vertex + VERTEX) == 1


def _walk(
    edge: _Edge, vertex: int, inner: set[int], touching: dict[int, list[_Edge]]
) -> tuple[list[tuple[_Edge, int, int]], int, bool]:
    """The edges from a vertex on, each with the vertex where it is entered and its place; the end, and if it closed."""
    first, steps = vertex, []
    while True:
        at = edge.codes.index(vertex + VERTEX)
        steps.append((edge, vertex, at))
        code = edge.codes[1 - at]
        if code - VERTEX not in inner:
            return steps, code, False
        vertex = code - VERTEX
        if vertex == first:
            return steps, code, True
        one, other = touching[vertex]
        edge = other if one is edge else one


def _link(links: list[tuple[_Edge, int]], sizes: list[int], start: int, end: int) -> _Edge:
    """One edge for a chain, the same whichever end it is read from."""
    ways = [[(e.who, e.exponent, 0 if e.symmetries else at) for e, at in links]]
    ways.append([(e.who, e.exponent, 0 if e.symmetries else 1 - at) for e, at in reversed(links)])
    one, other = ((tuple(way), tuple(sizes if k == 0 else sizes[::-1])) for k, way in enumerate(ways))
    codes = (start, end) if one <= other else (end, start)
    return _Edge(_slot_number(("chain", min(one, other))), 1, codes, ((0, 1), (1, 0)) if one == other else ())


def _components(edges: list[_Edge], count: int) -> list[tuple[list[_Edge], list[int]]]:
    parent = list(range(count))

    def root(v: int) -> int:
        while parent[v] != v:
            parent[v] = parent[parent[v]]
            v = parent[v]
        return v

    for edge in edges:
        first = root(edge.incidence[0][0])
        for vertex, _ in edge.incidence[1:]:
            parent[root(vertex)] = first
    groups: dict[int, tuple[list[_Edge], list[int]]] = {}
    for vertex in sorted({vertex for edge in edges for vertex, _ in edge.incidence}):
        groups.setdefault(root(vertex), ([], []))[1].append(vertex)
    for edge in edges:
        groups[root(edge.incidence[0][0])][0].append(edge)
    return list(groups.values())


def _component_key(edges: list[_Edge], sizes: list[int], vertices: list[int]) -> Key:
    search = _Search(edges, vertices)
    colour = [0] * (max(vertices) + 1)
    ranks = {value: rank for rank, value in enumerate(sorted(set(sizes)))}
    for vertex, value in zip(vertices, sizes, strict=True):
        colour[vertex] = ranks[value]
    best = search.explore(search.refine(colour, len(ranks)))
    order = sorted(range(len(vertices)), key=lambda k: best[1][vertices[k]])
    return (tuple(sizes[k] for k in order), best[0])


class _Search:
    """The search tree of one connected component."""

    def __init__(self, edges: list[_Edge], vertices: list[int]) -> None:
        self.edges = edges
        self.vertices = vertices
        self.leaves = 0

    def refine(self, colour: list[int], classes: int) -> tuple[list[int], int]:
        """The coarsest stable colouring that is finer; colours are ranks, so they are canonical."""
        vertices, edges = self.vertices, self.edges
        total = len(vertices)
        while classes < total:
            seen: dict[int, list[tuple[int, tuple[int, ...]]]] = {v: [] for v in vertices}
            for edge in edges:
                if edge.symmetries:
                    for vertex, slot in edge.incidence:
                        seen[vertex].append((slot, edge.marked(colour, vertex)))
                else:
                    value = edge.value(colour)
                    for vertex, slot in edge.incidence:
                        seen[vertex].append((slot, value))
            signature = {}
            for vertex in vertices:
                seen[vertex].sort()
                signature[vertex] = (colour[vertex], tuple(seen[vertex]))
            ranks = {value: rank for rank, value in enumerate(sorted(set(signature.values())))}
            colour = colour[:]
            for vertex in vertices:
                colour[vertex] = ranks[signature[vertex]]
            if len(ranks) == classes:
                break
            classes = len(ranks)
        return colour, classes

    def key(self, colour: list[int]) -> Key:
        return tuple(sorted((edge.who, edge.exponent, edge.value(colour)) for edge in self.edges))

    def children(self, colour: list[int], classes: int) -> list[tuple[list[int], int]]:
        """The refined colourings after individualising each index of the first class of several."""
        cells: dict[int, list[int]] = {}
        for vertex in self.vertices:
            cells.setdefault(colour[vertex], []).append(vertex)
        cell = cells[min(c for c, members in cells.items() if len(members) > 1)]
        chosen: list[int] = []
        for vertex in cell:
            if not any(self.twins(vertex, other) for other in chosen):
                chosen.append(vertex)
        out = []
        for vertex in chosen:
            split = [2 * c for c in colour]
            for other in cell:
                split[other] += other != vertex
            out.append(self.refine(split, classes + 1))
        if len(out) > 1:  # an invariant of the child prunes siblings that cannot hold the least key
            invariants = [self.key(child[0]) for child in out]
            least = min(invariants)
            out = [child for child, invariant in zip(out, invariants, strict=True) if invariant == least]
        return out

    def twins(self, one: int, other: int) -> bool:
        """Whether exchanging two indices of one class leaves the monomial as it is."""
        swap = list(range(max(self.vertices) + 1))
        swap[one], swap[other] = other, one
        plain = list(range(max(self.vertices) + 1))
        touched = [e for e in self.edges if any(v in (one, other) for v, _ in e.incidence)]
        before = sorted((e.who, e.exponent, e.value(plain)) for e in touched)
        return before == sorted((e.who, e.exponent, e.value(swap)) for e in touched)

    def explore(self, node: tuple[list[int], int]) -> tuple[Key, list[int]]:
        """The least key below a node, with the colouring that gives it."""
        colour, classes = node
        if classes == len(self.vertices):
            self.leaves += 1
            if self.leaves > MAX_LEAVES:
                raise OutsideFragment("a monomial with too many symmetries for the canonical labelling")
            return self.key(colour), colour
        best: tuple[Key, list[int]] = ((), [])
        probes: set[Key] = set()
        for child in self.children(colour, classes):
            probe = self.probe(child)
            if probe in probes:  # an automorphism carries this branch to one already explored
                continue
            probes.add(probe)
            found = self.explore(child)
            if not best[1] or found[0] < best[0]:
                best = found
        return best

    def probe(self, node: tuple[list[int], int]) -> Key:
        """The key at the first leaf below a node: two branches that share a leaf's key are isomorphic."""
        colour, classes = node
        while classes < len(self.vertices):
            cells: dict[int, list[int]] = {}
            for vertex in self.vertices:
                cells.setdefault(colour[vertex], []).append(vertex)
            cell = cells[min(c for c, members in cells.items() if len(members) > 1)]
            split = [2 * c for c in colour]
            for other in cell[1:]:
                split[other] += 1
            colour, classes = self.refine(split, classes + 1)
        return self.key(colour)
