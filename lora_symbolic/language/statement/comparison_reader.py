"""Reading comparisons: inequality chains and ranges of scalars, by whitelist over Python's syntax tree.

Dictionary
    comparison_in(text, scope)     the chain that a text stands for
    range_in(name, text)           the range of a scalar: "real", "0 < eps < 1", "tau >= 0"
    Scope                          what names stand for: matrices and definitions, sizes, scalars
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from lora_symbolic.language.later import sympy

from ..errors import SyntaxProblem
from ..operations import ShapeError, constant
from ..reading import parse, shown
from ..reading.source import one_line, tree
from ..size import in_sympy, size_symbol
from ..term import Term
from ..writing import to_text
from .comparison import NORMS, Comparison, Measure, Part, ScalarRange, Side

SIGNS: Mapping[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Eq: "=", ast.GtE: ">=", ast.Gt: ">"}
LONE_EQUALS = re.compile(r"(?<![<>=!])=(?!=)")
DOUBLE_EQUALS = re.compile(r"==")
REAL_FUNCTIONS: Mapping[str, str] = {  # by SymPy's names
    "exp": "exp",
    "log": "log",
    "sqrt": "sqrt",
    "tanh": "tanh",
    "tan": "tan",
    "arctan": "atan",
    "arcsin": "asin",
    "min": "Min",
    "max": "Max",
}
MEASURING = ("maxabs", "norm")
MAX_NUMBER = 10**9


@dataclass(frozen=True)
class Scope:
    """What the names of a text stand for; `constants` are the values of names such as that of a least constant."""

    names: Mapping[str, Term]
    sizes: tuple[str, ...]
    scalars: Mapping[str, ScalarRange]
    constants: Mapping[str, sympy.Expr]

    @property
    def in_terms(self) -> dict[str, Term]:
        """The names of terms, scalars among them."""
        return {**self.names, **{name: scalar.term for name, scalar in self.scalars.items()}}


def comparison_in(text: object, scope: Scope) -> Comparison:
    """The chain that a text stands for.

    Raises SyntaxProblem for anything outside the syntax, ShapeError where shapes do not fit.
    """
    flat = LONE_EQUALS.sub("==", one_line(text))
    parsed = tree(flat)
    if not isinstance(parsed, ast.Compare):
        raise SyntaxProblem(f"{shown(flat)}: expected two sides with one of <, <=, =, >=, > between them")
    for sign in parsed.ops:
        if type(sign) not in SIGNS:
            raise SyntaxProblem(f"{shown(flat)}: expected the relations <, <=, =, >=, >")
    reader = _SideReader(flat, scope)
    sides = [reader.side(node) for node in (parsed.left, *parsed.comparators)]
    matrices = [side for side in sides if side.number is None]
    for side in matrices[1:]:
        if side.shape != matrices[0].shape:
            dims = [f"{side.text} is {side.shape[0]} x {side.shape[1]}" for side in (matrices[0], side)]
            raise ShapeError("; ".join(dims), "<=", (), "expected one shape")
    return Comparison(tuple(sides), tuple(SIGNS[type(sign)] for sign in parsed.ops))


def number_in(text: object, scope: Scope) -> sympy.Expr:
    """The real number that a text stands for, in the symbols of scalars and sizes.

    Raises SyntaxProblem for anything else.
    """
    flat = one_line(text)
    side = _SideReader(flat, scope).side(tree(flat))
    if side.number is None or side.measures:
        raise SyntaxProblem(f"{shown(flat)}: expected a number made of scalars and sizes")
    return side.number


def range_in(name: str, text: object) -> ScalarRange:
    """The range that a text gives a scalar.

    >>> range_in("eps", "0 < eps <= 1/2").high
    Fraction(1, 2)

    Raises SyntaxProblem for anything else; an empty range is a range, and faults the claims that use it.
    """
    flat = one_line(text)
    if flat == "real":
        return ScalarRange(name)
    expected = f'expected "real" or a range such as "0 < {name} < 1"'
    parsed = tree(flat)
    if not isinstance(parsed, ast.Compare) or len(parsed.ops) > 2:
        raise SyntaxProblem(f"{shown(flat)}: {expected}")
    found = ScalarRange(name)
    nodes = (parsed.left, *parsed.comparators)
    middle = [isinstance(node, ast.Name) and node.id == name for node in nodes]
    if sum(middle) != 1 or (len(nodes) == 3 and not middle[1]):
        raise SyntaxProblem(f"{shown(flat)}: {expected}")
    for left, sign, right in zip(nodes, parsed.ops, nodes[1:], strict=False):
        relation = SIGNS.get(type(sign), "=")
        if relation == "=":
            raise SyntaxProblem(f"{shown(flat)}: {expected}")
        named_left = isinstance(left, ast.Name)
        end = _rational(flat, right if named_left else left)
        closed = relation in ("<=", ">=")
        if (relation in ("<", "<=")) == named_left:
            found = _narrowed(found, flat, high=end, closed=closed)
        else:
            found = _narrowed(found, flat, low=end, closed=closed)
    return found


def _narrowed(
    found: ScalarRange, text: str, closed: bool, low: Fraction | None = None, high: Fraction | None = None
) -> ScalarRange:
    if (low is not None and found.low is not None) or (high is not None and found.high is not None):
        raise SyntaxProblem(f"{shown(text)}: two ends on one side; expected one")
    if low is not None:
        return ScalarRange(found.name, low, found.high, closed, found.high_closed)
    return ScalarRange(found.name, found.low, high, found.low_closed, closed)


def _rational(text: str, node: ast.expr) -> Fraction:
    value = constant(parse(ast.unparse(node), {}))
    if value is None or value.number is None:
        raise SyntaxProblem(f"{shown(text)}: expected a rational number as an end of the range")
    return value.number


class _SideReader:
    """Reads the sides of one text."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.encoded = text.encode()
        self.scope = scope

    def source(self, node: ast.expr) -> str:
        return DOUBLE_EQUALS.sub("=", self.encoded[node.col_offset : node.end_col_offset].decode())

    def refuse(self, node: ast.expr, expected: str) -> NoReturn:
        raise SyntaxProblem(f"{shown(self.source(node))}: {expected}")

    def side(self, node: ast.expr) -> Side:
        """A whole side, with its text."""
        read = self.read(node)
        return Side(_collected(read.parts), read.measures, self.source(node))

    def read(self, node: ast.expr) -> Side:
        """The side of a node: numbers and coefficients here, whatever is a matrix by the parser of terms."""
        if isinstance(node, ast.Name):
            return self.name(node)
        if isinstance(node, ast.Constant):
            return self.term(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return _scaled(self.read(node.operand), sympy.Integer(-1))
        if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.MatMult):
            return self.operation(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self.call(node, node.func.id)
        return self.term(node)

    def name(self, node: ast.Name) -> Side:
        if node.id in self.scope.constants:
            return _number(self.scope.constants[node.id])
        if node.id in self.scope.scalars:
            return _number(self.scope.scalars[node.id].symbol)
        if node.id in self.scope.sizes:
            return _number(in_sympy(size_symbol(node.id)))
        return self.term(node)

    def operation(self, node: ast.BinOp) -> Side:
        left, right = self.read(node.left), self.read(node.right)
        a, b = left.number, right.number
        measures = {**left.measures, **right.measures}
        if isinstance(node.op, ast.Add | ast.Sub):
            sign = sympy.Integer(1 if isinstance(node.op, ast.Add) else -1)
            if a is None and b is None and left.shape != right.shape:
                return self.term(node)
            return Side((*left.parts, *_scaled(right, sign).parts), measures, "")
        if isinstance(node.op, ast.Mult) and a is not None:
            return Side(_scaled(right, a).parts, measures, "")
        if isinstance(node.op, ast.Mult) and b is not None:
            return Side(_scaled(left, b).parts, measures, "")
        if isinstance(node.op, ast.Div) and b is not None:
            if b == 0:
                self.refuse(node, "expected a divisor that is not zero")
            return Side(_scaled(left, 1 / b).parts, measures, "")
        if isinstance(node.op, ast.Pow) and a is not None and b is not None:
            if not b.is_Rational or abs(b) > 64:
                self.refuse(node, "expected a rational exponent up to 64")
            return Side((Part(a**b),), measures, "")
        return self.term(node)

    def call(self, node: ast.Call, name: str) -> Side:
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            self.refuse(node, f"expected plain arguments in {name}(...)")
        if name in MEASURING:
            return self.measure(node, name)
        if name == "abs":
            return self.absolute(node)
        if name in REAL_FUNCTIONS and node.args:
            sides = [self.read(argument) for argument in node.args]
            numbers = [number for side in sides if (number := side.number) is not None]
            if len(numbers) == len(sides) and not any(side.parts == () for side in sides):
                if name not in ("min", "max") and len(numbers) != 1:
                    self.refuse(node, f"{name} takes 1 argument, not {len(numbers)}")
                measures = {key: value for side in sides for key, value in side.measures.items()}
                return Side((Part(getattr(sympy, REAL_FUNCTIONS[name])(*numbers)),), measures, "")
            if name in ("min", "max", "tan", "arctan", "arcsin"):
                self.refuse(node, f"expected numbers in {name}(...)")
        return self.term(node)

    def measure(self, node: ast.Call, name: str) -> Side:
        kind = "maxabs"
        if name == "norm":
            given = self.source(node.args[1]) if len(node.args) > 1 else ""
            if given not in NORMS or len(node.args) not in (1, 2) or (len(node.args) == 2 and not given):
                self.refuse(node, "unknown norm; expected norm(X), norm(X, 1), norm(X, 2) or norm(X, inf)")
            kind = NORMS[given]
        elif len(node.args) != 1:
            self.refuse(node, f"maxabs takes 1 argument, not {len(node.args)}")
        return _measured(kind, self.plain(node.args[0]), nonnegative=True)

    def absolute(self, node: ast.Call) -> Side:
        if len(node.args) != 1:
            self.refuse(node, f"abs takes 1 argument, not {len(node.args)}")
        inner = self.read(node.args[0])
        if inner.number is not None:
            return Side((Part(sympy.Abs(inner.number)),), inner.measures, "")
        return Side((Part(sympy.Integer(1), self.plain(node.args[0]), True),), {}, "")

    def plain(self, node: ast.expr) -> Term:
        """A term by the parser of terms."""
        return parse(self.source(node), self.scope.in_terms, self.scope.sizes)

    def term(self, node: ast.expr) -> Side:
        for part in ast.walk(node):
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in MEASURING:
                self.refuse(node, f"{part.func.id} is a number; expected it outside of matrices")
            if isinstance(part, ast.Name) and part.id in self.scope.constants:
                self.refuse(node, f"{part.id} is a constant; expected it outside of matrices")
        term = self.plain(node)
        value = constant(term)
        if value is not None:
            return _number(value)
        if term.is_scalar:
            return _measured("value", term, nonnegative=False)
        return Side((Part(sympy.Integer(1), term),), {}, "")


def _number(value: sympy.Expr) -> Side:
    return Side((Part(value),), {}, "")


def _measured(kind: str, term: Term, nonnegative: bool) -> Side:
    symbol = measure_symbol(Measure(kind, term))
    return Side((Part(symbol),), {symbol: Measure(kind, term)}, "")


def measure_symbol(measure: Measure) -> sympy.Symbol:
    """The symbol that stands for a measure in expressions; its name is the measure written out."""
    inside = to_text(measure.term)
    if measure.kind == "value":
        return sympy.Symbol(inside, real=True)
    name = measure.kind.partition("-")[0]
    given = measure.kind.partition("-")[2]
    return sympy.Symbol(f"{name}({inside}{', ' + given if given else ''})", nonnegative=True)


def _scaled(side: Side, factor: sympy.Expr) -> Side:
    parts = tuple(Part(factor * part.coefficient, part.term, part.absolute) for part in side.parts)
    return Side(parts, side.measures, side.text)


def _collected(parts: Iterable[Part]) -> tuple[Part, ...]:
    """The parts with those of one matrix added up, the number last."""
    sums: dict[tuple[Term | None, bool], sympy.Expr] = {}
    for part in parts:
        key = (part.term, part.absolute)
        sums[key] = sums.get(key, sympy.Integer(0)) + part.coefficient
    kept = [Part(value, *key) for key, value in sums.items() if value != 0]
    ordered = [part for part in kept if part.term is not None] + [part for part in kept if part.term is None]
    return tuple(ordered) or (Part(sympy.Integer(0)),)
