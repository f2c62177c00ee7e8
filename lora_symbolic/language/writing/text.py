"""Text: a term in the syntax of statement files, with as few parentheses as the syntax allows.

Dictionary
    to_text(term)     the inverse of parse: parse(to_text(t)) is t for every term that the parser builds
    pieces            how one node is written; its form stands in the registry, or a rule here

A factor 1/q or 1/size is written after a slash (`x / 2`, `x / r`), any other scalar before an asterisk (`3/2 * x`);
quotients and powers as in `shorthand`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias, cast

from ..registry import OPERATIONS, Call, Form, Infix, Prefix
from ..size import Size, size_text
from ..term import Term
from .pieces import Operand, Pieces, listed, write
from .scalars import ATOM, PREFIX, PRODUCT, SUM, number_text, numerator_and_denominator, polynomial_text, ratio_text
from .shorthand import applied, function, power, quotient, sliced, triangle

Rule: TypeAlias = Callable[[Term], Pieces]


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


def pieces(node: Term) -> Pieces:
    """How one node is written: its binding strength, and texts and operands from left to right."""
    return _shorthand(node) or RULES[node.op](node)


def _shorthand(node: Term) -> Pieces | None:
    if (called := function(node)) is not None:
        return ATOM, [f"{called[0]}(", *listed(called[1]), ")"]
    if (found := sliced(node)) is not None:
        return ATOM, [Operand(found[0], ATOM), f"[{found[1]}]"]
    if (sides := quotient(node)) is not None:
        return PRODUCT, [Operand(sides[0], PRODUCT), " / ", Operand(sides[1], ATOM)]
    if (raised := power(node)) is not None:
        base, exponent = raised
        if exponent == Fraction(1, 2):
            return ATOM, ["sqrt(", Operand(base), ")"]
        return PREFIX, [Operand(base, ATOM), f"**({exponent})"]
    return None


# --- the forms of the registry


def rule_of(form: Form) -> Rule:
    """How a node is written in a form of the registry."""
    if isinstance(form, Call):
        return lambda node: (ATOM, [form.sign, "(", *_arguments(node), ")"])
    if isinstance(form, Prefix):
        return lambda node: (PREFIX, [form.sign, Operand(node.args[0], ATOM)])
    if isinstance(form, Infix):
        return _sum(form.sign) if form.sign in "+-" else _product(form.sign)
    return lambda node: (ATOM, [Operand(node.args[0], ATOM), form.sign])


def _sum(sign: str) -> Rule:
    def rule(node: Term) -> Pieces:
        left, right = node.args
        return SUM, [Operand(left, SUM), f" {sign} ", Operand(right, PRODUCT, on_the_right=True)]

    return rule


def _product(sign: str) -> Rule:
    def rule(node: Term) -> Pieces:
        left, right = node.args
        return PRODUCT, [Operand(left, PRODUCT), f" {sign} ", Operand(right, ATOM)]

    return rule


def _arguments(node: Term) -> list[str | Operand]:
    """The arguments of a call, or the sizes of a constant, with commas between them."""
    return listed(node.args) or [", ".join(size_text(cast(Size, value)) for value in node.data)]


# --- rules of their own


def _ratio(node: Term) -> Pieces:
    strength, text = ratio_text(cast(Size, node.data[0]))
    return strength, [text]


def _number(node: Term) -> Pieces:
    strength, text = number_text(cast(Fraction, node.data[0]))
    return strength, [text]


def _scaled(node: Term) -> Pieces:
    factor, term = node.args
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
            strength, text = polynomial_text(bottom)
            return text if strength == ATOM else f"({text})"
    return None


def _block(node: Term) -> Pieces:
    width = cast(int, node.data[1])
    parts: list[str | Operand] = ["block([["]
    for position, child in enumerate(node.args):
        if position:
            parts.append(", " if position % width else "], [")
        parts.append(Operand(child))
    return ATOM, [*parts, "]])"]


RULES: dict[str, Rule] = {
    **{name: rule_of(row.text) for name, row in OPERATIONS.items() if row.text},
    "var": lambda node: (ATOM, [node.name]),
    "number": _number,
    "pi": lambda node: (ATOM, ["pi"]),
    "size": _ratio,
    "scale": _scaled,
    "apply": lambda node: (ATOM, ["".join(applied(node)), "(", Operand(node.args[1]), ")"]),
    "lower": lambda node: (ATOM, ["tril(", *listed(triangle(node)), ")"]),
    "block": _block,
}
