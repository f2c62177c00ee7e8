"""Text: a term in the syntax of statement files, with as few parentheses as the syntax allows.

Dictionary
    to_text(term)     the inverse of parse: parse(to_text(t)) is t for every term that the parser builds
    pieces            how one node is written: its binding strength, and texts and operands from left to right

A factor 1/q or 1/size is written after a slash (`x / 2`, `x / r`), any other scalar before an asterisk (`3/2 * x`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias, cast

import sympy

from .size import Size, size_text

if TYPE_CHECKING:
    from .term import Term

SUM, PRODUCT, PREFIX, ATOM = range(4)  # how strongly a text binds, weakest first


@dataclass(frozen=True)
class Operand:
    """A subterm inside a text: it is put in parentheses when it binds less than `strength`."""

    term: Term
    strength: int = SUM
    on_the_right: bool = False  # a leading minus is put in parentheses: a + (-b)


Pieces: TypeAlias = "tuple[int, list[str | Operand]]"

SYMBOLS = {"add": " + ", "subtract": " - ", "hadamard": " * ", "matmul": " @ "}
FUNCTIONS = {
    "exp": "exp",
    "log": "log",
    "reciprocal": "reciprocal",
    "kron": "kron",
    "rowkron": "rowkron",
    "colkron": "colkron",
    "softmax": "softmax",
    "sum": "sum",
    "rowsum": "rowsum",
    "colsum": "colsum",
    "trace": "trace",
    "diag": "diag",
    "diagonal": "diag",
    "vec": "vec",
    "colvec": "colvec",
    "grad": "grad",
    "ones": "ones",
    "zeros": "zeros",
    "eye": "eye",
    "commutation": "commutation",
}


def to_text(
    term: Term, names: Mapping[Term, str] | None = None, *, expand: bool = False, limit: int | None = None
) -> str:
    """A term in the syntax of statement files.

    Subterms found in `names` are written by name; with `expand` the term itself is written out all the same, as its
    definition. With `limit` a longer text ends in three dots.

    >>> from lora_symbolic.language import matrix, softmax
    >>> X, W = matrix("X", "L", "d"), matrix("W", "d", "d")
    >>> f = softmax(X @ W @ X.T)
    >>> to_text((f - f.T) / 2)
    '(softmax(X @ W @ X.T) - softmax(X @ W @ X.T).T) / 2'
    >>> to_text((f - f.T) / 2, {f: "f"})
    '(f - f.T) / 2'
    """
    return write(term, pieces, lambda name: name, names or {}, expand=expand, limit=limit)


def write(
    term: Term,
    pieces_of: Callable[[Term], Pieces],
    write_name: Callable[[str], str],
    names: Mapping[Term, str],
    *,
    expand: bool,
    limit: int | None,
) -> str:
    """Put the pieces of a term and of its operands one after the other; without recursion, so terms may be deep."""
    written: list[str] = []
    length = 0
    stack: list[str | Operand] = [Operand(term)]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            written.append(item)
            length += len(item)
            if limit is not None and length > limit:
                return "".join(written)[: max(0, limit - 3)] + "..."
        elif item.term in names and not (expand and item.term is term):
            stack.append(write_name(names[item.term]))
        else:
            strength, parts = pieces_of(item.term)
            if strength < item.strength or (item.on_the_right and starts_with_minus(item.term)):
                parts = ["(", *parts, ")"]
            stack.extend(reversed(parts))
    return "".join(written)


def pieces(node: Term) -> Pieces:
    """How one node is written: its binding strength, and texts and operands from left to right."""
    op = node.op
    if op == "var":
        return ATOM, [node.name]
    if op == "number":
        return number_text(cast(Fraction, node.data[0]))
    if op == "size":
        strength, text = ratio_text(cast(Size, node.data[0]))
        return strength, [text]
    if op in ("add", "subtract"):
        left, right = node.args
        return SUM, [Operand(left, SUM), SYMBOLS[op], Operand(right, PRODUCT, on_the_right=True)]
    if op in ("hadamard", "matmul"):
        left, right = node.args
        return PRODUCT, [Operand(left, PRODUCT), SYMBOLS[op], Operand(right, ATOM)]
    if op == "scale":
        return _scaled(*node.args)
    if op == "negate":
        return PREFIX, ["-", Operand(node.args[0], ATOM)]
    if op == "transpose":
        return ATOM, [Operand(node.args[0], ATOM), ".T"]
    if op == "block":
        return ATOM, _block(node)
    return ATOM, _call(node)


def number_text(value: Fraction) -> Pieces:
    """A rational number: 3, -3, 3/2."""
    if value.denominator != 1:
        return PRODUCT, [f"{value.numerator}/{value.denominator}"]
    return (ATOM if value >= 0 else PREFIX), [str(value.numerator)]


def numerator_and_denominator(value: Size) -> tuple[Size, Size]:
    """A ratio of polynomials in sizes as its two multiplied-out polynomials with integer coefficients."""
    top, bottom = sympy.fraction(sympy.together(value))
    return sympy.expand(top), sympy.expand(bottom)


def ratio_text(value: Size) -> tuple[int, str]:
    """A ratio of polynomials in sizes, written with products only: no powers."""
    top, bottom = numerator_and_denominator(value)
    strength, text = _polynomial_text(top)
    if bottom == 1:
        return strength, text
    below, divisor = _polynomial_text(bottom)
    text = f"({text})" if strength == SUM else text
    divisor = f"({divisor})" if below < ATOM else divisor
    return PRODUCT, f"{text}/{divisor}"


def _polynomial_text(value: Size) -> tuple[int, str]:
    text = size_text(value, power=None)
    if value.is_Add:
        return SUM, text
    return (ATOM if value.is_Symbol or (value.is_Integer and value >= 0) else PRODUCT), text


def _scaled(factor: Term, term: Term) -> Pieces:
    divisor = None if term.op == "number" else _divisor(factor)
    if divisor is not None:
        return PRODUCT, [Operand(term, PRODUCT), f" / {divisor}"]
    return PRODUCT, [Operand(factor, PRODUCT), " * ", Operand(term, ATOM)]


def _divisor(factor: Term) -> str | None:
    """What stands after the slash when a factor is one over an integer or a size."""
    if factor.op == "number":
        value = cast(Fraction, factor.data[0])
        return str(value.denominator) if value.numerator == 1 and value.denominator != 1 else None
    if factor.op == "size":
        top, bottom = numerator_and_denominator(cast(Size, factor.data[0]))
        if top == 1:
            strength, text = _polynomial_text(bottom)
            return text if strength == ATOM else f"({text})"
    return None


def starts_with_minus(term: Term) -> bool:
    """Whether a term is a negative, or a negative number, and so needs parentheses to the right of an operator."""
    if term.op == "number":
        return cast(Fraction, term.data[0]) < 0
    return term.op == "negate" or (term.op == "size" and ratio_text(cast(Size, term.data[0]))[1].startswith("-"))


def _call(node: Term) -> list[str | Operand]:
    parts: list[str | Operand] = [FUNCTIONS[node.op], "("]
    arguments: list[str | Operand] = [Operand(child) for child in node.args]
    if not arguments:
        arguments = [size_text(cast(Size, value)) for value in node.data]
    for position, argument in enumerate(arguments):
        parts += [", ", argument] if position else [argument]
    return [*parts, ")"]


def _block(node: Term) -> list[str | Operand]:
    width = cast(int, node.data[1])
    parts: list[str | Operand] = ["block([["]
    for position, child in enumerate(node.args):
        if position:
            parts.append(", " if position % width else "], [")
        parts.append(Operand(child))
    return [*parts, "]])"]
