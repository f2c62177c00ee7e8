"""Places: what stands in brackets behind a term, slices and indices, and sums over an index.

Dictionary
    Places      the rules for X[0], X[a:b, c:d], X[i], W[i], grad(s, W[i]) and sum(i in h: ...)
"""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from ..families import Families, column
from ..operations import grad, part, place, sum_entries
from ..size import ONE, Size, same_size, size_text
from ..term import Term
from .source import shown


class Places:
    """A reader of terms that knows places in them."""

    families: Families
    bound: dict[str, Size]
    names: Mapping[str, Term]
    sizes: frozenset[str]

    @abstractmethod
    def term(self, node: ast.expr) -> Term:
        """The term of a node."""

    @abstractmethod
    def size(self, node: ast.expr) -> Size:
        """The size of a node."""

    @abstractmethod
    def refuse(self, node: ast.expr, expected: str, what: str | None = None) -> NoReturn:
        """An error with its column."""

    @abstractmethod
    def built(self, node: ast.expr, build: Callable[..., Term], *arguments: Any) -> Term:
        """Apply a constructor."""

    # --- indices

    def range_of(self, node: ast.expr) -> Size | None:
        """How far an index runs; None for what is none."""
        if not isinstance(node, ast.Name):
            return None
        return self.bound.get(node.id, self.families.ranges.get(node.id))

    def index(self, node: ast.expr, side: Size) -> str | None:
        """The name of an index that runs over a side; None for what is none."""
        count = self.range_of(node)
        if count is None or not isinstance(node, ast.Name):
            return None
        if not same_size(count, side):
            self.refuse(node, f"an index up to {size_text(count)}; expected one up to {size_text(side)}")
        return node.id

    def member(self, node: ast.Subscript) -> Term | None:
        """The member of a family; None for what stands in brackets behind anything else."""
        family = self.families.named.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if family is None or self.range_of(node.slice) is None:
            return None
        index = self.index(node.slice, family.count)
        return None if index is None else self.families.member(family, index)

    def in_a_member(self, node: ast.Call) -> Term | None:
        """The derivative in a member of a family; None for any other derivative."""
        variable = node.args[1]
        if not isinstance(variable, ast.Subscript) or self.member(variable) is None:
            return None
        family = self.families.named[variable.value.id]  # type: ignore[attr-defined]
        if family.stack.op != "var":
            self.refuse(variable, "expected a member of a family of matrices")
        value = self.term(node.args[0])
        if free := self.families.free(value):
            self.refuse(
                node.args[0], f"the index {free[0]} is free; expected it in sums alone in what is differentiated"
            )
        derivative = self.built(node, grad, value, family.stack)
        return self.families.derivative(family, derivative, variable.slice.id)  # type: ignore[attr-defined]

    def total(self, node: ast.Call) -> Term:
        """The sum over an index."""
        over = node.args[0]
        if (
            len(node.args) != 2
            or not isinstance(over, ast.Compare)
            or len(over.ops) != 1
            or not isinstance(over.ops[0], ast.In)
            or not isinstance(over.left, ast.Name)
        ):
            self.refuse(node, "expected sum(i in h: ...), with a name, a size and one expression")
        name, count = over.left.id, self.size(over.comparators[0])
        if name in self.names or name in self.sizes or name in self.bound:
            self.refuse(over.left, f"{shown(name)} has a meaning already; expected a name of its own for the index")
        self.bound[name] = count
        body = self.term(node.args[1])
        del self.bound[name]
        return self.built(node, self.families.total, body, name, count)

    # --- slices

    def term_Subscript(self, node: ast.Subscript) -> Term:
        """What stands at some places of a term."""
        found = self.member(node)
        if found is not None:
            return found
        self._no_index(node)
        term = self.term(node.value)
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if not 1 <= len(places) <= 2:
            self.refuse(node, "expected one or two places, as in X[0], X[:, 0:k]")
        sides = term.shape
        found = term
        if (index := self.index(places[0], sides[0])) is not None:
            found = self.built(node, self.families.row, found, index)
        if len(places) == 2 and (index := self.index(places[1], sides[1])) is not None:
            found = self.built(node, column, self.families, found, index)
        ends = [
            None if self.range_of(each) is not None else self.ends(each, side)
            for each, side in zip(places, sides, strict=False)
        ]
        found = self.built(node, part, found, ends[0], ends[1] if len(ends) == 2 else None)
        alone = not any(isinstance(each, ast.Slice) for each in places) and len(places) == 2
        return sum_entries(found) if alone and not found.is_scalar else found

    def _no_index(self, node: ast.Subscript) -> None:
        """Refuse a name behind a family that is neither an index nor a size."""
        family = self.families.named.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if family is None or not isinstance(node.slice, ast.Name) or node.slice.id in self.sizes:
            return
        known = [shown(name) for name, count in self.families.ranges.items() if same_size(count, family.count)]
        expected = f"expected {' or '.join(known) or 'an index'}, up to {size_text(family.count)}, or one of a sum"
        problem = f"{shown(node.slice.id)} is no index of a family, nor bound by a sum"
        self.refuse(node.slice, expected, problem)

    def ends(self, node: ast.expr, side: Size) -> tuple[Size, Size]:
        """Where a slice begins and ends."""
        if not isinstance(node, ast.Slice):
            return place(self.position(node))
        if node.step is not None:
            self.refuse(node.step, "expected a slice without a step")
        begin = ONE - 1 if node.lower is None else self.position(node.lower)
        return begin, side if node.upper is None else self.position(node.upper)

    def position(self, node: ast.expr) -> Size:
        """A place as a size, which may be 0."""
        if isinstance(node, ast.Constant) and type(node.value) is int and node.value == 0:
            return ONE - 1
        return self.size(node)
