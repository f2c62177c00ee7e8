r"""Registry: one row for each operation of the language; the parser, the writers and the bridge to SymPy read it.

Dictionary
    Operation           a row: name, what it is, its arguments, how it is written, where it is defined
    OPERATIONS          every row by its name, which is the `op` of a term
    ENTRYWISE           the rows of functions that act on each entry, by name
    DERIVATIVES         the names of those that bind a variable
    Call, Infix, Prefix, Postfix   how an operation is written; where a row says None, the writer has its own rule
    written_as(form)    the rows that a text writes in this form

To add an operation: a row here, a constructor with its shape rule in `operations`, and the rules for which the test of
completeness asks. For a function of each entry the row and one line in `operations.entrywise` are all of the language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from lora_symbolic.language.later import sympy


@dataclass(frozen=True)
class Form:
    """How an operation is written, with its name, sign or mark."""

    sign: str


class Call(Form):
    """A name before its arguments in parentheses: exp(x)."""


class Infix(Form):
    """A sign between two operands: x + y."""


class Prefix(Form):
    """A sign before one operand: -x."""


class Postfix(Form):
    """A mark after one operand: x.T."""


class Takes(StrEnum):
    """What the arguments in the parentheses of a call are."""

    TERMS = "terms"
    SIZES = "sizes"
    BLOCKS = "blocks"  # rows of terms
    GRADIENT = "gradient"  # a term and the name of a variable or of a definition
    NOTHING = "nothing"  # a leaf that is written without parentheses


@dataclass(frozen=True)
class Operation:
    """One operation of the language.

    `least` and `most` count the arguments, terms or sizes. `domain` is the condition under which the operation is
    defined, with {0}, {1} for its arguments. `on_scalars` is a function of each entry on SymPy's scalars, or its name.
    """

    name: str
    says: str
    least: int = 1
    most: int = 1
    text: Form | None = None
    latex: Form | None = None
    takes: Takes = Takes.TERMS
    domain: str = ""
    on_scalars: str | Callable[[Any], Any] = ""

    @property
    def function(self) -> Any:
        """A function of each entry on SymPy's scalars."""
        return getattr(sympy, self.on_scalars) if isinstance(self.on_scalars, str) else self.on_scalars


def _leaf(name: str, says: str) -> Operation:
    return Operation(name, says, 0, 0, takes=Takes.NOTHING)


def _constant(name: str, sizes: int, says: str) -> Operation:
    return Operation(name, says, sizes, sizes, Call(name), takes=Takes.SIZES)


def _function(
    name: str, latex: Form, says: str, domain: str = "", on_scalars: str | Callable[[Any], Any] = ""
) -> Operation:
    """A function of each entry."""
    return Operation(name, says, 1, 1, Call(name), latex, domain=domain, on_scalars=on_scalars or name)


def _of_one(name: str, says: str, call: str = "", latex: Form | None = None) -> Operation:
    return Operation(name, says, 1, 1, Call(call or name), latex)


def _of_two(name: str, says: str, text: Form | None, latex: Form | None = None) -> Operation:
    return Operation(name, says, 2, 2, text, latex)


POSITIVE = "every entry of {0} is positive"
NOT_ZERO = "no entry of {0} is 0"
WEIGHTS = "each row of {1}, weighted by the exponentials, has a sum that is not zero"

_ROWS = (
    _leaf("var", "a matrix by its name"),
    _leaf("number", "a rational number"),
    _leaf("pi", "the number pi"),
    _leaf("size", "a size, or a ratio of polynomials in sizes, as a scalar"),
    _constant("ones", 2, "the matrix whose entries are all 1"),
    _constant("zeros", 2, "the zero matrix"),
    _constant("eye", 1, "the identity matrix"),
    _constant("commutation", 2, "the permutation K with K @ vec(W) = vec(W.T)"),
    _leaf("lower", "the matrix with 1 on and below a diagonal, 0 above it"),
    _of_two("add", "the sum of two terms of one shape", Infix("+")),
    _of_two("subtract", "the difference of two terms of one shape", Infix("-")),
    Operation("negate", "the negative", text=Prefix("-")),
    _of_two("hadamard", "the entrywise product", Infix("*"), Infix(r"\odot")),
    _of_two("scale", "a scalar times a term", None),
    _of_two("matmul", "the matrix product", Infix("@")),
    Operation("transpose", "the transpose", text=Postfix(".T"), latex=Postfix(r"^{\top}")),
    _function("exp", Call(r"\exp"), "the exponential of every entry"),
    _function("log", Call(r"\log"), "the natural logarithm of every entry", POSITIVE),
    _function("reciprocal", Postfix(r"^{\circ -1}"), "one over every entry", POSITIVE, lambda x: 1 / x),
    _function(
        "step",
        Call(r"\operatorname{step}"),
        "1 for a positive entry, 0 for a negative one",
        NOT_ZERO,
        "Heaviside",
    ),
    _function("cos", Call(r"\cos"), "the cosine of every entry"),
    _function("sin", Call(r"\sin"), "the sine of every entry"),
    _function("erf", Call(r"\operatorname{erf}"), "the error function of every entry"),
    Operation("apply", "an unspecified function, or a derivative of it, of every entry", 2, 2, takes=Takes.NOTHING),
    Operation("softmax", "softmax of each row, with weights where given", 1, 2, Call("softmax"), domain=WEIGHTS),
    _of_one("sum", "the sum of all entries"),
    _of_one("rowsum", "the sums of the rows, a column"),
    _of_one("colsum", "the sums of the columns, a row"),
    _of_one("trace", "the trace of a square matrix", latex=Call(r"\operatorname{tr}")),
    _of_one("diag", "a column as a diagonal matrix", latex=Call(r"\operatorname{diag}")),
    _of_one("diagonal", "the diagonal of a square matrix", call="diag", latex=Call(r"\operatorname{diag}")),
    _of_one("vec", "the rows one below the other", latex=Call(r"\operatorname{vec}")),
    _of_one("colvec", "the columns one below the other", latex=Call(r"\operatorname{colvec}")),
    Operation(
        "inverse", "the inverse of a square matrix", 1, 1, Call("inv"), Postfix(r"^{-1}"), domain="{0} is invertible"
    ),
    _of_one("det", "the determinant of a square matrix", latex=Call(r"\det")),
    _of_two("kron", "the Kronecker product", Call("kron"), Infix(r"\otimes")),
    _of_two("rowkron", "row by row the Kronecker product", Call("rowkron"), Infix(r"\bullet")),
    _of_two("colkron", "column by column the Kronecker product", Call("colkron"), Infix(r"\ast")),
    Operation("block", "a block matrix", 1, 1, Call("block"), takes=Takes.BLOCKS),
    Operation("grad", "the derivative of a scalar in a variable", 2, 2, Call("grad"), takes=Takes.GRADIENT),
    Operation(
        "jacobian",
        "the derivatives of the entries in those of a variable, both row-major",
        2,
        2,
        Call("jacobian"),
        takes=Takes.GRADIENT,
    ),
)

DERIVATIVES = frozenset(row.name for row in _ROWS if row.takes is Takes.GRADIENT)
OPERATIONS: Mapping[str, Operation] = MappingProxyType({row.name: row for row in _ROWS})
ENTRYWISE: Mapping[str, Operation] = MappingProxyType({row.name: row for row in _ROWS if row.on_scalars})


def written_as(form: type[Form]) -> dict[str, tuple[Operation, ...]]:
    """The operations that a text writes in this form, by their name, sign or mark there.

    >>> [row.name for row in written_as(Call)["diag"]], list(written_as(Infix))
    (['diag', 'diagonal'], ['+', '-', '*', '@'])
    """
    rows = [row for row in OPERATIONS.values() if type(row.text) is form]
    signs = dict.fromkeys(row.text.sign for row in rows if row.text)
    return {sign: tuple(row for row in rows if row.text and row.text.sign == sign) for sign in signs}
