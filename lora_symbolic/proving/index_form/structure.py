"""Structure: how the axes of a term are made of digits and parts.

A Kronecker product makes its axis a pair of digits, a block matrix cuts it into parts. Axes that are summed
against each other, added, or compared must be indexed alike, so the structure is inferred for all axes at once
by unification; where two uses of one axis do not fit, the term is outside the fragment.

Dictionary
    Structure(terms)              the inferred structure of every axis below these terms, roots compared with each other
    structure.references(a)       the references that run over an axis: one for each combination of parts
    axis(node, parent, place, k)  the k-th axis (0 rows, 1 columns) of a node; constants have axes of their own per use
"""

from __future__ import annotations

from itertools import product as cartesian
from typing import TypeAlias, cast

from lora_symbolic.language.registry import ENTRYWISE
from lora_symbolic.language.size import ONE, Size, quotient, same_size, size
from lora_symbolic.language.term import Term, subterms

from .index import UNIT, Index, OutsideFragment, Part, Ref, digits

Axis: TypeAlias = tuple[object, ...]
CONSTANTS = frozenset({"ones", "zeros", "eye", "commutation", "lower", "number", "size", "pi"})
TIED = frozenset({"eye", "commutation", "lower"})  # constants whose rows have to do with their columns
ENTRY_BY_ENTRY = frozenset({"add", "subtract", "negate", "hadamard", "softmax", *ENTRYWISE})
STRUCTURED = frozenset({"kron", "rowkron", "colkron", "vec", "colvec", "commutation", "block", "jacobian"})


def axis(node: Term, parent: Term | None, place: int, k: int) -> Axis:
    """The name of an axis; a constant has one for each of its uses."""
    return (parent, place, k) if node.op in CONSTANTS else (node, k)


class Structure:
    """Union of axes, each class a plain range, a tuple of digits, or a tuple of parts."""

    def __init__(self, roots: tuple[Term, ...]) -> None:
        self.parent: dict[Axis, Axis] = {}
        self.size: dict[Axis, Size] = {}
        self.made: dict[Axis, tuple[str, tuple[Axis, ...]]] = {}
        self.synthetic = 0
        self.plain = all(root.operations.isdisjoint(STRUCTURED) for root in roots)
        if self.plain:
            return
        for node in subterms(*roots):
            self._relate(node)
        for place, root in enumerate(roots):
            for k in (0, 1):
                self.add(axis(root, None, place, k), root.shape[k])
                if root.op in TIED:
                    self._constant(root, None, place)
                self.unify(axis(roots[0], None, 0, k), axis(root, None, place, k))

    # --- union-find

    def add(self, name: Axis, value: Size) -> Axis:
        if name not in self.parent:
            self.parent[name] = name
            self.size[name] = value
        return name

    def root(self, name: Axis) -> Axis:
        while self.parent[name] != name:
            name = self.parent[name]
        return name

    def fresh(self, value: Size) -> Axis:
        self.synthetic += 1
        return self.add(("synthetic", self.synthetic), value)

    def unify(self, one: Axis, other: Axis) -> None:
        """Make two axes one; what they are made of must fit."""
        one, other = self.root(one), self.root(other)
        if one == other:
            return
        made_one, made_other = self.made.get(one), self.made.get(other)
        self.parent[other] = one
        if made_other is None:
            return
        if made_one is None:
            self.made[one] = made_other
            return
        if made_one[0] != made_other[0]:
            raise OutsideFragment("an axis that is both a product and cut into parts")
        if made_one[0] == "digits":
            self._unify_digits(one, list(made_one[1]), list(made_other[1]))
        else:
            self._unify_parts(one, list(made_one[1]), list(made_other[1]))

    def _unify_parts(self, name: Axis, left: list[Axis], right: list[Axis]) -> None:
        """Cut an axis wherever either of two cuts goes through it; a part that is cut is made of the smaller ones."""
        refined: list[Axis] = []
        while left and right:
            a, b = left.pop(0), right.pop(0)
            if same_size(self.size[a], self.size[b]):
                self.unify(a, b)
                refined.append(a)
                continue
            inside = self._within(a, b, right)
            if inside is None:
                a, b, left, right = b, a, right, left
                inside = self._within(a, b, right)
            if inside is None:
                raise OutsideFragment("an axis cut into parts in two ways")
            del right[: len(inside) - 1]
            self.make(a, "parts", tuple(inside))
            refined.extend(inside)
        if left or right:
            raise OutsideFragment("an axis cut into parts in two ways")
        self.made[self.root(name)] = ("parts", tuple(refined))

    def _within(self, whole: Axis, first: Axis, others: list[Axis]) -> list[Axis] | None:
        """Parts from the first one on that make up a whole, if some do."""
        inside, total = [first], self.size[first]
        for other in others:
            inside.append(other)
            total = size(total + self.size[other])
            if same_size(total, self.size[whole]):
                return inside
        return None

    def _unify_digits(self, name: Axis, left: list[Axis], right: list[Axis]) -> None:
        refined: list[Axis] = []
        while left and right:
            a, b = left.pop(0), right.pop(0)
            if same_size(self.size[a], self.size[b]):
                self.unify(a, b)
                refined.append(a)
                continue
            if self._quotient(a, b) is None:
                a, b, left, right = b, a, right, left
            rest = self._quotient(a, b)
            if rest is None:
                raise OutsideFragment("an axis with two kinds of digits")
            tail = self.fresh(rest)
            self.make(a, "digits", (b, tail))
            refined.append(b)
            left.insert(0, tail)
        leftovers = left + right
        if any(not same_size(self.size[a], ONE) for a in leftovers):
            raise OutsideFragment("an axis with two kinds of digits")
        self.made[self.root(name)] = ("digits", tuple(refined))

    def _quotient(self, whole: Axis, part: Axis) -> Size | None:
        return quotient(self.size[whole], self.size[part])

    def make(self, name: Axis, kind: str, pieces: tuple[Axis, ...]) -> None:
        """State what an axis is made of."""
        pieces = tuple(p for p in pieces if kind == "parts" or not same_size(self.size[self.root(p)], ONE))
        if len(pieces) == 0:
            return
        if len(pieces) == 1:
            self.unify(name, pieces[0])
            return
        whole = self.fresh(self.size[self.root(name)])
        self.made[whole] = (kind, pieces)
        self.unify(name, whole)

    # --- constraints

    def _child(self, node: Term, place: int, k: int) -> Axis:
        child = node.args[place]
        return self.add(axis(child, node, place, k), child.shape[k])

    def _constant(self, node: Term, parent: Term | None, place: int) -> None:
        rows, cols = axis(node, parent, place, 0), axis(node, parent, place, 1)
        self.add(rows, node.rows), self.add(cols, node.cols)
        if node.op == "eye" or (node.op == "lower" and same_size(*node.shape)):
            self.unify(rows, cols)
        elif node.op == "commutation":
            m, n = cast(tuple[Size, Size], node.data)
            first, second = self.fresh(m), self.fresh(n)
            self.make(rows, "digits", (second, first))
            self.make(cols, "digits", (first, second))

    def _relate(self, node: Term) -> None:
        if node.op in CONSTANTS:
            return
        rows, cols = self.add((node, 0), node.rows), self.add((node, 1), node.cols)
        for place, child in enumerate(node.args):
            for k in (0, 1):
                self._child(node, place, k)
            if child.op in TIED:
                self._constant(child, node, place)
        get = self._child
        op = node.op
        if op in ENTRY_BY_ENTRY:
            for place in range(len(node.args)):
                self.unify(rows, get(node, place, 0))
                self.unify(cols, get(node, place, 1))
        elif op in ("scale", "grad", "apply"):
            self.unify(rows, get(node, 1, 0))
            self.unify(cols, get(node, 1, 1))
        elif op == "matmul":
            self.unify(rows, get(node, 0, 0))
            self.unify(cols, get(node, 1, 1))
            self.unify(get(node, 0, 1), get(node, 1, 0))
        elif op == "transpose":
            self.unify(rows, get(node, 0, 1))
            self.unify(cols, get(node, 0, 0))
        elif op in ("rowsum", "diagonal"):
            self.unify(rows, get(node, 0, 0))
            if op == "diagonal":
                self.unify(rows, get(node, 0, 1))
        elif op == "colsum":
            self.unify(cols, get(node, 0, 1))
        elif op == "diag":
            self.unify(rows, get(node, 0, 0))
            self.unify(cols, get(node, 0, 0))
        elif op in ("inverse", "det"):
            self.unify(get(node, 0, 0), get(node, 0, 1))
            if op == "inverse":
                self.unify(rows, get(node, 0, 0))
                self.unify(cols, get(node, 0, 0))
        elif op == "trace":
            self.unify(get(node, 0, 0), get(node, 0, 1))
        elif op in ("kron", "rowkron", "colkron"):
            for k, own in ((0, rows), (1, cols)):
                shared = (op, k) in (("rowkron", 0), ("colkron", 1))
                pair = (get(node, 0, k), get(node, 1, k))
                if shared:
                    self.unify(own, pair[0])
                    self.unify(own, pair[1])
                else:
                    self.make(own, "digits", pair)
        elif op in ("vec", "colvec"):
            pair = (get(node, 0, 0), get(node, 0, 1))
            self.make(rows, "digits", pair if op == "vec" else pair[::-1])
        elif op == "jacobian":
            for place, own in enumerate((rows, cols)):
                self.make(own, "digits", (get(node, place, 0), get(node, place, 1)))
        elif op == "block":
            self._relate_block(node, rows, cols)

    def _relate_block(self, node: Term, rows: Axis, cols: Axis) -> None:
        height, width = cast(tuple[int, int], node.data)
        for i in range(height):
            for j in range(1, width):
                self.unify(self._child(node, i * width, 0), self._child(node, i * width + j, 0))
        for j in range(width):
            for i in range(1, height):
                self.unify(self._child(node, j, 1), self._child(node, i * width + j, 1))
        self.make(rows, "parts", tuple(self._child(node, i * width, 0) for i in range(height)))
        self.make(cols, "parts", tuple(self._child(node, j, 1) for j in range(width)))

    # --- references

    def references(self, name: Axis, value: Size) -> list[Ref]:
        """New free references that run over an axis, one for each combination of parts."""
        if value == ONE:
            return [UNIT]
        if self.plain or name not in self.parent:
            return [Index(value)]
        top = self.root(name)
        made = self.made.get(top)
        if made is None:
            return [Index(value)]
        kind, pieces = made
        choices = [self.references(piece, self.size[self.root(piece)]) for piece in pieces]
        if kind == "digits":
            return [digits(refs) for refs in cartesian(*choices)]
        pairs = [
            (size(self.size[self.root(piece)]), refs, self.made.get(self.root(piece), ("",))[0] == "parts")
            for piece, refs in zip(pieces, choices, strict=True)
        ]
        # a part that is itself cut into parts lends the axis its own
        sizes = tuple(s for whole, refs, cut in pairs for s in (cast(Part, refs[0]).sizes if cut else (whole,)))
        out: list[Ref] = []
        position = 0
        for _, refs, cut in pairs:
            for ref in refs:
                inner = cast(Part, ref) if cut else None
                out.append(Part(sizes, position + (inner.position if inner else 0), inner.ref if inner else ref))
            position += len(cast(Part, refs[0]).sizes) if cut else 1
        return out
