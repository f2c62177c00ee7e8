"""Parse: the expression syntax of statement files, read through a whitelist over Python's syntax tree.

Nothing of a reader's text is evaluated: `ast.parse` gives a tree, and each node is either in the registry's tables or
refused with one line that quotes it, says at which column it stands, and says what was expected.

Dictionary
    parse(text, names, sizes)   the term that a text stands for
    free                        what a derivative by a defined name takes for a variable, with the definition
    size_in(text, sizes)        the size that a text stands for
    CALLS                       each function of the syntax with its rows in the registry
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from inspect import Parameter, signature
from typing import Any, NoReturn

from ..errors import LanguageError, SyntaxProblem
from ..families import Families
from ..operations import (
    CONSTRUCTORS,
    DERIVED,
    ShapeError,
    apply,
    block,
    constant,
    describe,
    divide,
    hessian,
    is_function,
    matrix,
    pi,
    power,
    scalar,
    substitute,
    sum_entries,
)
from ..registry import DERIVATIVES, Call, Infix, Postfix, Prefix, Takes, written_as
from ..size import Size, size, size_from_ast
from ..term import Term, subterms, variables
from ..writing.scalars import numerator_and_denominator
from .places import Places
from .source import MAX_QUOTED, PRIME, did_you_mean, one_line, shown, tree, with_primes

MAX_DEPTH = 200  # of the term, definitions written out
MAX_INTEGER = 10**9

CALLS = written_as(Call)
SIGNS: dict[str, type[ast.AST]] = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "@": ast.MatMult}
SIGNS_BEFORE: dict[str, type[ast.AST]] = {"-": ast.USub}
INFIX = {SIGNS[sign]: CONSTRUCTORS[rows[0].name] for sign, rows in written_as(Infix).items()} | {ast.Div: divide}
PREFIX = {SIGNS_BEFORE[sign]: CONSTRUCTORS[rows[0].name] for sign, rows in written_as(Prefix).items()}
ATTRIBUTES = {mark: CONSTRUCTORS[rows[0].name] for mark, rows in written_as(Postfix).items()}
# how to write what other languages have as a function
INSTEAD = {
    "pow": "X**2",
    "power": "X**2",
    "square": "X**2",
    "dot": "X @ Y",
    "matmul": "X @ Y",
    "einsum": "products @ and *, sums, diag and .T",
    "outer": "x @ y.T",
    "transpose": "X.T",
    "mean": "sum(X) / (m * n)",
    "heaviside": "step(X)",
    "max": "maximum(X, Y)",
    "min": "minimum(X, Y)",
    "tr": "trace(X)",
    "ln": "log(X)",
    "inverse": "inv(X)",
    "determinant": "det(X)",
    "logdet": "log(det(X))",
    "solve": "inv(A) @ b",
}
IN_A_VARIABLE = {**{name: CONSTRUCTORS[name] for name in DERIVATIVES}, "hessian": hessian}
FUNCTION_NAMES = frozenset({*CALLS, *DERIVED, *IN_A_VARIABLE})


def parse(
    text: str,
    names: Mapping[str, Term],
    sizes: Iterable[str] = (),
    free: dict[Term, Term] | None = None,
    families: Families | None = None,
) -> Term:
    """The term that a text in the syntax of statement files stands for.

    Where `free` is given, a derivative may be taken in a definition f: a variable of this name stands for f in what is
    differentiated, and `free` says afterwards what it stands for.
    With `families` an index may stand free in the term: its members are variables, and `families` knows of what.

    >>> from lora_symbolic.language import matrix
    >>> A, B = matrix("A", "r", "d"), matrix("B", "d", "r")
    >>> parse("sum(B @ A) / 2 + d", {"A": A, "B": B}, ["d", "r"])
    <sum(B @ A) / 2 + d : 1 x 1>

    Raises SyntaxProblem for anything outside the syntax, ShapeError where shapes do not fit.

    Shapes: those of NumPy.
    Source: docs/reference/statement-files.md.
    """
    return _Reader(one_line(text), names, frozenset(sizes), free, families).read()


def size_in(text: str, sizes: Iterable[str]) -> Size:
    """The size that a text stands for, all of its names among `sizes`.

    Raises SyntaxProblem for a text that is no polynomial in these sizes.
    """
    flat = one_line(text)
    return _Reader(flat, {}, frozenset(sizes)).size(tree(flat))


def arity(name: str) -> tuple[int, int]:
    """The least and the largest number of arguments of a derived function."""
    parameters = signature(DERIVED[name]).parameters.values()
    return sum(parameter.default is Parameter.empty for parameter in parameters), len(parameters)


def _counted(least: int, most: int, kind: str = "argument") -> str:
    """How many arguments a function takes, in words."""
    if least != most:
        return f"{least} or {most} arguments"
    return f"{least} {kind}{'s' if least > 1 else ''}"


def _largest_integer(quotient: Term) -> int:
    """The largest integer above or below the line in what a division gave."""
    value = constant(quotient.args[0] if quotient.op == "scale" else quotient)
    parts = numerator_and_denominator(value) if value is not None else ()
    return max((abs(int(number)) for part in parts for _, number in part.terms), default=0)


class _Reader(Places):
    """Reads one text: what its names stand for, and the text itself for the messages."""

    def __init__(
        self,
        text: str,
        names: Mapping[str, Term],
        sizes: frozenset[str],
        free: dict[Term, Term] | None = None,
        families: Families | None = None,
    ) -> None:
        self.text = text
        self.open = families is not None
        self.families = families or Families()
        self.bound: dict[str, Size] = {}
        self.free = free
        self.encoded = with_primes(text).encode()  # the tree's columns count bytes
        self.names = names
        self.sizes = sizes

    def read(self) -> Term:
        term = self.term(tree(self.text))
        if term.depth > MAX_DEPTH:
            raise SyntaxProblem(
                f"{shown(self.text)} is {term.depth} operations deep with its definitions written out: "
                f"expected at most {MAX_DEPTH}"
            )
        if not self.open and (indices := self.families.free(term)):
            raise SyntaxProblem(
                f"{shown(self.text)}: the index {indices[0]} is free; expected sum({indices[0]} in ...)"
            )
        return term

    # --- messages

    def source(self, node: ast.expr) -> str:
        begin, end = (len(self.encoded[:column].decode()) for column in (node.col_offset, node.end_col_offset))
        return self.text[begin:end]

    def refuse(self, node: ast.expr, expected: str, what: str | None = None) -> NoReturn:
        column = len(self.encoded[: node.col_offset].decode()) + 1
        raise SyntaxProblem(f"{what or shown(self.source(node))} at column {column}: {expected}")

    def built(self, node: ast.expr, build: Callable[..., Term], *arguments: Any) -> Term:
        """Apply a constructor; its errors speak with the reader's names."""
        try:
            return build(*arguments)
        except ShapeError as error:
            names = {term: name for name, term in self.names.items()}
            message = describe(error.operation, error.operands, error.expected, names)
            raise ShapeError(message, error.operation, error.operands, error.expected) from None
        except SyntaxProblem:
            raise
        except LanguageError as error:
            self.refuse(node, str(error))

    # --- terms

    def term(self, node: ast.expr) -> Term:
        """The term of a node; the rules are the methods term_<node type>."""
        rule: Callable[[Any], Term] | None = getattr(self, f"term_{type(node).__name__}", None)
        if rule is None:
            self.refuse(node, "expected names, numbers, + - * @ /, .T and the functions of the syntax")
        return rule(node)

    def term_Name(self, node: ast.Name) -> Term:
        if node.id in self.names and node.id in self.sizes:
            self.refuse(node, "the name of a size and of a matrix; expected two names")
        if node.id == "pi" and node.id not in self.names and node.id not in self.sizes:
            return pi()
        if node.id in FUNCTION_NAMES or is_function(self.names.get(node.id), node.id):
            self.refuse(node, f"a function; expected its arguments, as in {node.id}(...)")
        if node.id not in self.names and node.id not in self.sizes:
            hint = did_you_mean(node.id, {*self.names, *self.sizes})
            expected = f"expected a size, a matrix or a definition above{hint}"
            self.refuse(node, expected, f"unknown name {shown(node.id)}")
        return self.names[node.id] if node.id in self.names else scalar(size(node.id))

    def term_Constant(self, node: ast.Constant) -> Term:
        digits = self.source(node)
        if type(node.value) is float and digits.replace(".", "", 1).isdecimal():
            value = Fraction(digits)
            if max(value.numerator, value.denominator) > MAX_INTEGER:
                self.refuse(node, f"expected integers up to {MAX_INTEGER} in the decimal written as a fraction")
            return scalar(value)
        if type(node.value) is not int or not digits.isdecimal():
            self.refuse(node, "expected integers, decimals and fractions such as 1/2")
        if node.value > MAX_INTEGER:
            self.refuse(node, f"expected integers up to {MAX_INTEGER}")
        return scalar(node.value)

    def term_UnaryOp(self, node: ast.UnaryOp) -> Term:
        build = PREFIX.get(type(node.op))
        if build is None:
            self.refuse(node, "expected no sign but a minus")
        return self.built(node, build, self.term(node.operand))

    def term_BinOp(self, node: ast.BinOp) -> Term:
        if isinstance(node.op, ast.Pow):
            return self.built(node, power, self.term(node.left), self.exponent(node.right))
        build = INFIX.get(type(node.op))
        if build is None:
            self.refuse(node, f"expected the operators {' '.join(SIGNS)} / **")
        term = self.built(node, build, self.term(node.left), self.term(node.right))
        if isinstance(node.op, ast.Div) and _largest_integer(term) > MAX_INTEGER:
            self.refuse(node, f"expected integers up to {MAX_INTEGER} once the fraction is worked out")
        return term

    def exponent(self, node: ast.expr) -> Fraction:
        value = constant(self.term(node))
        if value is None or value.number is None:
            self.refuse(node, "expected a rational number as the exponent, such as 2, -1 or 1/2")
        return value.number

    def term_Attribute(self, node: ast.Attribute) -> Term:
        build = ATTRIBUTES.get(f".{node.attr}")
        if build is None:
            self.refuse(node, f"expected no attribute but {', '.join(ATTRIBUTES)}")
        return self.built(node, build, self.term(node.value))

    def term_Call(self, node: ast.Call) -> Term:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if is_function(self.names.get(name.rstrip(PRIME)), name.rstrip(PRIME)):
            return self.applied(node, name)
        if name not in FUNCTION_NAMES:
            if name in INSTEAD:
                self.refuse(node, f"no function of the syntax; expected {INSTEAD[name]}")
            hint = did_you_mean(name, FUNCTION_NAMES) if name else ""
            functions = ", ".join(sorted({*CALLS, *DERIVED}))
            self.refuse(node, f"expected a function out of {functions}{hint}")
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            self.refuse(node, f"expected plain arguments in {name}(...)")
        if name in IN_A_VARIABLE:
            return self.derivative(node, name)
        if name == "sum" and node.args and isinstance(node.args[0], ast.Compare):
            return self.total(node)
        if name in DERIVED:
            least, most = arity(name)
            if not least <= len(node.args) <= most:
                self.refuse(node, f"{name} takes {_counted(least, most)}, not {len(node.args)}")
            return self.built(node, DERIVED[name], *map(self.term, node.args))
        row = CALLS[name][0]
        if row.takes is Takes.BLOCKS:
            return self.block(node)
        kind = "size" if row.takes is Takes.SIZES else "argument"
        if not row.least <= len(node.args) <= row.most:
            self.refuse(node, f"{name} takes {_counted(row.least, row.most, kind)}, not {len(node.args)}")
        read: Callable[[ast.expr], Any] = self.size if row.takes is Takes.SIZES else self.term
        return self.built(node, CONSTRUCTORS[row.name], *[read(argument) for argument in node.args])

    def applied(self, node: ast.Call, name: str) -> Term:
        if node.keywords or len(node.args) != 1 or isinstance(node.args[0], ast.Starred):
            self.refuse(node, f"{name.replace(PRIME, chr(39))} takes 1 argument, not {len(node.args)}")
        row = self.names[name.rstrip(PRIME)]
        return self.built(node, apply, row, self.term(node.args[0]), name.count(PRIME))

    def block(self, node: ast.Call) -> Term:
        rows = node.args[0].elts if len(node.args) == 1 and isinstance(node.args[0], ast.List) else []
        if not rows or not all(isinstance(row, ast.List) for row in rows):
            self.refuse(node, "expected rows of blocks, as in block([[A, B], [C, D]])")
        blocks = [[self.term(item) for item in row.elts] for row in rows if isinstance(row, ast.List)]
        return self.built(node, block, blocks)

    def derivative(self, node: ast.Call, name: str) -> Term:
        if len(node.args) != 2:
            what = "a scalar" if name in ("grad", "hessian") else "an expression"
            self.refuse(node, f"{name} takes {what} and the name of a matrix, not {len(node.args)}")
        if name == "grad" and (found := self.in_a_member(node)) is not None:
            return found
        value, variable = (self.term(argument) for argument in node.args)
        named = node.args[1].id if isinstance(node.args[1], ast.Name) else ""
        if variable.is_scalar and named in [child.data[0] for child in variable.args if child.op == "var"]:
            variable = variable.args[0]  # an unknown number
        if not named or (variable.op != "var" and (self.free is None or name != "grad")):
            self.refuse(node.args[1], f"expected the name of a matrix as the second argument of {name}")
        if variable.op != "var":
            value, variable = self.freed(node, named, value, variable)
        return self.built(node, IN_A_VARIABLE[name], value, variable)

    def freed(self, node: ast.expr, name: str, value: Term, definition: Term) -> tuple[Term, Term]:
        """A variable in the place of a definition, and what is differentiated with it there."""
        below = set(subterms(value))
        if definition not in below:
            self.refuse(node, f"expected {name} in what is differentiated, as it is written there")
        inner = {node.args[1] for node in below if node.op in DERIVATIVES}
        if inner & set(variables(definition)):
            self.refuse(node, f"expected no derivative in a matrix of {name} inside")
        variable = matrix(name, *definition.shape)
        standing = sum_entries(variable) if definition.is_scalar else variable
        if self.free is not None:
            self.free[variable] = definition
        return substitute(value, {definition: standing}), variable

    # --- sizes

    def size(self, node: ast.expr) -> Size:
        """The size of an argument of ones, zeros, eye or commutation."""
        for name in ast.walk(node):
            if isinstance(name, ast.Name) and name.id not in self.sizes:
                hint = did_you_mean(name.id, self.sizes)
                self.refuse(name, f"expected a size{hint}", f"unknown size {shown(name.id)}")
        try:
            return size_from_ast(node, self.source(node)[:MAX_QUOTED])
        except LanguageError as error:
            raise SyntaxProblem(str(error)) from None
