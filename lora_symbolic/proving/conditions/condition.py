"""Conditions: what must hold for a statement to mean something.

Dictionary
    Condition           one requirement on matrices or on sizes, as data
    conditions(t, ...)  those that do not hold by themselves, each once
    never_holds(c, t)   whether the signs show that no matrices and sizes satisfy it
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

from lora_symbolic.language.operations import det, exp, inv, rowsum
from lora_symbolic.language.registry import DERIVATIVES, OPERATIONS
from lora_symbolic.language.size import Size, size_text
from lora_symbolic.language.term import Term, subterms

from .entry_signs import EntrySigns
from .signs import ZERO


@dataclass(frozen=True)
class Condition:
    """A requirement: every entry of `term` is positive, or is not zero; or the size expression `size` is not zero.

    Or an equation that a claim takes for granted. `text` says it in a sentence.
    """

    kind: Literal["positive", "nonzero", "size", "equation"]
    text: str
    term: Term | None = None
    size: Size | None = None

    def __str__(self) -> str:
        return self.text


def conditions(*terms: Term) -> tuple[Condition, ...]:
    """The conditions under which some terms are defined; none where they hold by themselves.

    >>> from lora_symbolic.language import exp, log, matrix, size
    >>> X = matrix("X", "m", "n")
    >>> [str(condition) for condition in conditions(log(X) + log(exp(X)), X / (size("n") - 1))]
    ['every entry of X is positive', 'n - 1 is not 0']
    """
    nodes = list(subterms(*terms))
    needing = [node for node in nodes if node.op in _NEEDED and not _always_defined(node)]
    if any(node.op in DERIVATIVES for node in nodes):  # the derivative of a determinant is taken by the inverse
        needing += [inv(node.args[0]) for node in nodes if node.op == "det"]
    if not needing:
        return ()
    signs = EntrySigns(terms)
    return tuple(dict.fromkeys(condition for node in needing for condition in _NEEDED[node.op](node, signs)))


def never_holds(condition: Condition, *terms: Term) -> bool:
    """Whether the signs alone show that a condition of these terms never holds."""
    if condition.term is None:
        return False
    signs = EntrySigns((*terms, condition.term))
    return signs.never(condition.term) if condition.kind == "positive" else signs.signs(condition.term) == ZERO


def _always_defined(node: Term) -> bool:
    """Whether one look shows that a node needs nothing: most softmaxes have no weights, most sizes are symbols."""
    if node.op == "size":
        return cast(Size, node.data[0]).name is not None
    return node.op == "softmax" and len(node.args) == 1


def _said(node: Term) -> str:
    return OPERATIONS[node.op].domain.format(*node.args)


def _positive_argument(node: Term, signs: EntrySigns) -> Iterator[Condition]:
    argument = node.args[0]
    if not signs.positive(argument):
        yield Condition("positive", _said(node), argument)


def _argument_not_zero(node: Term, signs: EntrySigns) -> Iterator[Condition]:
    argument = node.args[0]
    if 0 in signs.signs(argument):
        yield Condition("nonzero", _said(node), argument)


def _weights(node: Term, signs: EntrySigns) -> Iterator[Condition]:
    logits, weights = node.args
    if not signs.positive_in_each_row(weights):
        yield Condition("nonzero", _said(node), rowsum(weights * exp(logits)))


def _denominator(node: Term, signs: EntrySigns) -> Iterator[Condition]:
    for factor in signs.sizes.vanishing(cast(Size, node.data[0])):
        yield Condition("size", f"{size_text(factor)} is not 0", size=factor)


def _invertible(node: Term, signs: EntrySigns) -> Iterator[Condition]:
    yield Condition("nonzero", _said(node), det(node.args[0]))


_NEEDED: dict[str, Callable[[Term, EntrySigns], Iterator[Condition]]] = {
    "log": _positive_argument,
    "reciprocal": _positive_argument,
    "step": _argument_not_zero,
    "softmax": _weights,
    "inverse": _invertible,
    "size": _denominator,
}
