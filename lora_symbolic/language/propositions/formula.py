"""Formula: an expression of a quantified statement as data, read through a whitelist, never evaluated.

A formula may name sequences in L, matrices and functions that nobody computes; what computes with it translates it.

Dictionary
    Formula         an operator with its arguments: add, subtract, multiply, divide, power, negate, product, transpose,
                    row (of a block matrix), name, number, or the name of a function
    formula         the formula that a text stands for, such as "K * log(L)**-4" or "maxabs(U1 @ V1.T - f)"
    ORDERS          the functions that are classes of sequences
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ..errors import SyntaxProblem
from ..reading.source import one_line, shown, tree

ORDERS = ("o", "O", "omega")
_BINARY = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
    ast.Pow: "power",
    ast.MatMult: "product",
}


OPERATORS = frozenset({*_BINARY.values(), "negate", "transpose", "row", "name", "number"})


@dataclass(frozen=True)
class Formula:
    """An operator with its arguments; `value` is the name of a name, the digits of a number, else empty."""

    op: str
    args: tuple[Formula, ...] = ()
    value: str = ""

    def parts(self) -> Iterator[Formula]:
        """The formula and everything within it."""
        yield self
        for one in self.args:
            yield from one.parts()

    @property
    def names(self) -> frozenset[str]:
        """The names that occur in it.

        >>> sorted(formula("C * log(L)").names)
        ['C', 'L']
        """
        return frozenset(part.value for part in self.parts() if part.op == "name")


@cache
def formula(text: str) -> Formula:
    """The formula that a text stands for.

    >>> formula("L**(2 - delta)").op
    'power'

    Raises SyntaxProblem for what is outside the whitelist.
    """
    line = one_line(text)
    return read(tree(line), line)


def read(node: ast.AST, text: str) -> Formula:
    """The formula of a node of Python's syntax tree; `text` is quoted in messages."""
    if isinstance(node, ast.BinOp) and type(node.op) in _BINARY:
        return Formula(_BINARY[type(node.op)], (read(node.left, text), read(node.right, text)))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return Formula("negate", (read(node.operand, text),))
    if isinstance(node, ast.Name):
        return Formula("name", value=node.id)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return Formula("number", value=str(node.value))
    if isinstance(node, ast.List):
        return Formula("row", tuple(read(one, text) for one in node.elts))
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return Formula("transpose", (read(node.value, text),))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords and node.args:
        if node.func.id in OPERATORS:
            raise SyntaxProblem(f"{shown(node.func.id)} is no function: expected one such as log, sqrt, exp")
        return Formula(node.func.id, tuple(read(one, text) for one in node.args))
    piece = ast.get_source_segment(text, node) or text
    raise SyntaxProblem(f"{shown(piece)}: expected names, integers, + - * / ** @, .T, functions such as log(L), o(1)")
