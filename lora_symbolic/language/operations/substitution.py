"""Substitution: a term with some of its nodes replaced by others."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import LanguageError
from ..registry import DERIVATIVES
from ..term import Term, same_shape, subterms, variables
from .constructors import rebuild
from .leaves import lift
from .shapes import refusal


def substitute(term: Term, replacement: Mapping[Term, Term]) -> Term:
    """The term with nodes replaced by others of the same shape, from the leaves up.

    grad(s, A) is a derivative taken at A, so A can be renamed there but not given a value, and no other variable can be
    given a value that moves with A: LanguageError. ShapeError for a replacement of another shape.

    >>> from lora_symbolic.language import grad, matrix, sum_entries, zeros
    >>> A, W = matrix("A", "r", "d"), matrix("W", "r", "d")
    >>> substitute(grad(sum_entries((W + A) * A), A), {W: zeros("r", "d")})
    <grad(sum((zeros(r, d) + A) * A), A) : r x d>
    """
    done: dict[Term, Term] = {lift(old): lift(new) for old, new in replacement.items()}
    for old, new in done.items():
        if not same_shape(old, new):
            raise refusal("substitute", (old, new), "a replacement of the same shape")
    given = dict(done)
    for node in subterms(term, known=given):
        if node.op in DERIVATIVES:
            _check_gradient(node, given)
        done[node] = rebuild(node, tuple(done[child] for child in node.args))
    return done[term]


def _check_gradient(node: Term, replacement: Mapping[Term, Term]) -> None:
    value, variable = node.args
    below = set(subterms(value))
    renamed = replacement.get(variable, variable)
    if renamed.op != "var" or (renamed is not variable and renamed in below):
        raise LanguageError(f"{node.op}(..., {variable.name}): {variable.name} cannot be given a value where it varies")
    for old, new in replacement.items():
        if old is not variable and old.op == "var" and old in below and renamed in variables(new):
            raise LanguageError(f"{node.op}(..., {variable.name}): {old.name} cannot be given a value that uses it")
