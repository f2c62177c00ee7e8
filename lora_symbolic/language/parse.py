"""Parse: the expression syntax of statement files, read through a whitelist over Python's syntax tree.

Nothing of a reader's text is evaluated: `ast.parse` gives a tree, and each node is either in the tables below or
refused with one line that quotes it, says at which column it stands, and says what was expected.

Dictionary
    parse(text, names, sizes)   the term that a text stands for
    SIGNATURES                  each function of the syntax with the arguments that it takes
"""

from __future__ import annotations

import ast
import difflib
import warnings
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from . import operations
from .errors import LanguageError, ShapeError, SyntaxProblem
from .size import Size, size, size_from_ast
from .term import Term
from .text import numerator_and_denominator

MAX_LENGTH = 20_000
MAX_NODES = 10_000
MAX_NESTING = 200
MAX_DEPTH = 200  # of the term, definitions written out
MAX_INTEGER = 10**9
MAX_QUOTED = 40


@dataclass(frozen=True)
class Signature:
    """A function of the syntax: its constructor and how many arguments it takes."""

    build: Callable[..., Term]
    least: int
    most: int
    takes: str = "terms"  # or "sizes"


SIGNATURES = {
    "exp": Signature(operations.exp, 1, 1),
    "log": Signature(operations.log, 1, 1),
    "reciprocal": Signature(operations.reciprocal, 1, 1),
    "softmax": Signature(operations.softmax, 1, 2),
    "sum": Signature(operations.sum_entries, 1, 1),
    "rowsum": Signature(operations.rowsum, 1, 1),
    "colsum": Signature(operations.colsum, 1, 1),
    "trace": Signature(operations.trace, 1, 1),
    "diag": Signature(operations.diag, 1, 1),
    "vec": Signature(operations.vec, 1, 1),
    "colvec": Signature(operations.colvec, 1, 1),
    "kron": Signature(operations.kron, 2, 2),
    "rowkron": Signature(operations.rowkron, 2, 2),
    "colkron": Signature(operations.colkron, 2, 2),
    "ones": Signature(operations.ones, 2, 2, "sizes"),
    "zeros": Signature(operations.zeros, 2, 2, "sizes"),
    "commutation": Signature(operations.commutation, 2, 2, "sizes"),
    "eye": Signature(operations.eye, 1, 1, "sizes"),
}
FUNCTION_NAMES = frozenset(SIGNATURES) | {"block", "grad"}
BINARY: dict[type[ast.operator], Callable[[Term, Term], Term]] = {
    ast.Add: operations.add,
    ast.Sub: operations.subtract,
    ast.Mult: operations.multiply,
    ast.MatMult: operations.matmul,
    ast.Div: operations.divide,
}


def parse(text: str, names: Mapping[str, Term], sizes: Iterable[str] = ()) -> Term:
    """The term that a text in the syntax of statement files stands for.

    >>> from lora_symbolic.language import matrix
    >>> A, B = matrix("A", "r", "d"), matrix("B", "d", "r")
    >>> parse("sum(B @ A) / 2 + d", {"A": A, "B": B}, ["d", "r"])
    <sum(B @ A) / 2 + d : 1 x 1>

    Raises SyntaxProblem for anything outside the syntax, ShapeError where shapes do not fit.
    """
    return _Reader(_one_line(text), names, frozenset(sizes)).read()


def size_in(text: str, sizes: Iterable[str]) -> Size:
    """The size that a text stands for, all of its names among `sizes`.

    Raises SyntaxProblem for a text that is no polynomial in these sizes.
    """
    flat = _one_line(text)
    return _Reader(flat, {}, frozenset(sizes)).size(_tree(flat))


def names_in(text: str) -> tuple[str, ...]:
    """The names that a text uses, in order; SyntaxProblem for a text that is no expression."""
    return tuple(node.id for node in ast.walk(_tree(_one_line(text))) if isinstance(node, ast.Name))


def shown(text: str, most: int = MAX_QUOTED) -> str:
    """A piece of a reader's text, quoted, on one line and short."""
    return repr(text if len(text) <= most else text[: most - 3] + "...")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """'; did you mean ...?' when a known name is close, else nothing."""
    close = difflib.get_close_matches(name[:MAX_QUOTED], sorted(known), n=1, cutoff=0.5)
    same = [other for other in sorted(known) if other.lower() == name.lower()]
    return f"; did you mean {(same or close)[0]!r}?" if same or close else ""


def _one_line(text: object) -> str:
    if not isinstance(text, str):
        raise SyntaxProblem(f"{shown(repr(text))} is no text: expected an expression in quotes")
    if len(text) > MAX_LENGTH:
        raise SyntaxProblem(f"an expression of {len(text)} characters: expected at most {MAX_LENGTH}")
    if not text.isprintable():
        text = "".join(" " if letter in "\r\n\t" else letter for letter in text)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise SyntaxProblem(f"{shown(text)} is no expression: expected letters, digits and operators")
    return text.strip()


def _tree(text: str) -> ast.expr:
    """Python's syntax tree of a text, within the limits."""
    if not text:
        raise SyntaxProblem("an empty text: expected an expression")
    if "#" in text:
        raise SyntaxProblem(f"'#' at column {text.index('#') + 1}: expected an expression without comments")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, mode="eval").body
    except SyntaxError as error:
        where = f" at column {error.offset}" if error.offset and error.offset > 0 else ""
        raise SyntaxProblem(f"{shown(text)} is no expression: {error.msg}{where}") from None
    except ValueError:
        raise SyntaxProblem(f"{shown(text)} is no expression: expected letters, digits and operators") from None
    except (RecursionError, MemoryError):
        raise SyntaxProblem(f"{shown(text)} is nested too deeply: expected at most {MAX_NESTING} levels") from None
    _check_nesting(tree)
    return tree


def _check_nesting(tree: ast.expr) -> None:
    level: list[ast.AST] = [tree]
    nodes = depth = 0
    while level:
        nodes += len(level)
        depth += 1
        if nodes > MAX_NODES:
            raise SyntaxProblem(f"an expression of more than {MAX_NODES} parts: expected a shorter one")
        if depth > MAX_NESTING:
            raise SyntaxProblem(f"an expression is nested too deeply: expected at most {MAX_NESTING} levels")
        level = [child for node in level for child in ast.iter_child_nodes(node)]


def _largest_integer(quotient: Term) -> int:
    """The largest integer above or below the line in what a division gave."""
    value = operations.constant(quotient.args[0] if quotient.op == "scale" else quotient)
    parts = numerator_and_denominator(value) if value is not None else ()
    return max((abs(int(number)) for part in parts for number in part.as_coefficients_dict().values()), default=0)


class _Reader:
    """Reads one text: what its names stand for, and the text itself for the messages."""

    def __init__(self, text: str, names: Mapping[str, Term], sizes: frozenset[str]) -> None:
        self.text = text
        self.encoded = text.encode()  # the tree's columns count bytes
        self.names = names
        self.sizes = sizes

    def read(self) -> Term:
        term = self.term(_tree(self.text))
        if term.depth > MAX_DEPTH:
            raise SyntaxProblem(
                f"{shown(self.text)} is {term.depth} operations deep with its definitions written out: "
                f"expected at most {MAX_DEPTH}"
            )
        return term

    # --- messages

    def source(self, node: ast.expr) -> str:
        return self.encoded[node.col_offset : node.end_col_offset].decode()

    def refuse(self, node: ast.expr, expected: str, what: str | None = None) -> NoReturn:
        column = len(self.encoded[: node.col_offset].decode()) + 1
        raise SyntaxProblem(f"{what or shown(self.source(node))} at column {column}: {expected}")

    def built(self, node: ast.expr, build: Callable[..., Term], *arguments: Any) -> Term:
        """Apply a constructor; its errors speak with the reader's names."""
        try:
            return build(*arguments)
        except ShapeError as error:
            names = {term: name for name, term in self.names.items()}
            message = operations.describe(error.operation, error.operands, error.expected, names)
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
        if node.id in FUNCTION_NAMES:
            self.refuse(node, f"a function; expected its arguments, as in {node.id}(...)")
        if node.id not in self.names and node.id not in self.sizes:
            hint = did_you_mean(node.id, {*self.names, *self.sizes})
            expected = f"expected a size, a matrix or a definition above{hint}"
            self.refuse(node, expected, f"unknown name {shown(node.id)}")
        return self.names[node.id] if node.id in self.names else operations.scalar(size(node.id))

    def term_Constant(self, node: ast.Constant) -> Term:
        digits = self.source(node)
        if type(node.value) is not int or not digits.isdecimal():
            self.refuse(node, "expected integers and fractions such as 1/2")
        if node.value > MAX_INTEGER:
            self.refuse(node, f"expected integers up to {MAX_INTEGER}")
        return operations.scalar(node.value)

    def term_UnaryOp(self, node: ast.UnaryOp) -> Term:
        if not isinstance(node.op, ast.USub):
            self.refuse(node, "expected no sign but a minus")
        return self.built(node, operations.negate, self.term(node.operand))

    def term_BinOp(self, node: ast.BinOp) -> Term:
        build = BINARY.get(type(node.op))
        if build is None:
            self.refuse(node, "expected the operators + - * @ /")
        term = self.built(node, build, self.term(node.left), self.term(node.right))
        if isinstance(node.op, ast.Div) and _largest_integer(term) > MAX_INTEGER:
            self.refuse(node, f"expected integers up to {MAX_INTEGER} once the fraction is worked out")
        return term

    def term_Attribute(self, node: ast.Attribute) -> Term:
        if node.attr != "T":
            self.refuse(node, "expected no attribute but .T")
        return self.built(node, operations.transpose, self.term(node.value))

    def term_Call(self, node: ast.Call) -> Term:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTION_NAMES:
            hint = did_you_mean(name, FUNCTION_NAMES) if name else ""
            functions = ", ".join(sorted(FUNCTION_NAMES))
            self.refuse(node, f"expected a function out of {functions}{hint}")
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            self.refuse(node, f"expected plain arguments in {name}(...)")
        if name == "block":
            return self.block(node)
        if name == "grad":
            return self.grad(node)
        signature = SIGNATURES[name]
        if not signature.least <= len(node.args) <= signature.most:
            self.refuse(node, f"{name} takes {self.counts(signature)}, not {len(node.args)}")
        read: Callable[[ast.expr], Any] = self.size if signature.takes == "sizes" else self.term
        return self.built(node, signature.build, *[read(argument) for argument in node.args])

    @staticmethod
    def counts(signature: Signature) -> str:
        if signature.least != signature.most:
            return f"{signature.least} or {signature.most} arguments"
        kind = "size" if signature.takes == "sizes" else "argument"
        return f"{signature.least} {kind}{'s' if signature.least > 1 else ''}"

    def block(self, node: ast.Call) -> Term:
        rows = node.args[0].elts if len(node.args) == 1 and isinstance(node.args[0], ast.List) else []
        if not rows or not all(isinstance(row, ast.List) for row in rows):
            self.refuse(node, "expected rows of blocks, as in block([[A, B], [C, D]])")
        blocks = [[self.term(item) for item in row.elts] for row in rows if isinstance(row, ast.List)]
        return self.built(node, operations.block, blocks)

    def grad(self, node: ast.Call) -> Term:
        if len(node.args) != 2:
            self.refuse(node, f"grad takes a scalar and the name of a matrix, not {len(node.args)}")
        value, variable = (self.term(argument) for argument in node.args)
        if variable.op != "var" or not isinstance(node.args[1], ast.Name):
            self.refuse(node.args[1], "expected the name of a matrix as the second argument of grad")
        return self.built(node, operations.grad, value, variable)

    # --- sizes

    def size(self, node: ast.expr) -> Size:
        """The size of an argument of ones, zeros, eye or commutation."""
        for part in ast.walk(node):
            if isinstance(part, ast.Name) and part.id not in self.sizes:
                hint = did_you_mean(part.id, self.sizes)
                self.refuse(part, f"expected a size{hint}", f"unknown size {shown(part.id)}")
        try:
            return size_from_ast(node, self.source(node)[:MAX_QUOTED])
        except LanguageError as error:
            raise SyntaxProblem(str(error)) from None
