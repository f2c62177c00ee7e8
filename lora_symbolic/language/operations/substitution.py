"""Substitution: a term with some of its nodes replaced by others."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import LanguageError
from ..term import Term, subterms, variables
from .constructors import rebuild


def substitute(term: Term, replacement: Mapping[Term, Term]) -> Term:
    """The term with nodes replaced by others of the same shape, from the leaves up.

    grad(s, A) is a derivative taken at A, so A can be renamed there but not given a value, and no other variable can be
    given a value that moves with A: LanguageError.

    >>> from lora_symbolic.language import grad, matrix, sum_entries, zeros
    >>> A, W = matrix("A", "r", "d"), matrix("W", "r", "d")
    >>> substitute(grad(sum_entries((W + A) * A), A), {W: zeros("r", "d")})
    <grad(sum((zeros(r, d) + A) * A), A) : r x d>
    """
    done: dict[Term, Term] = dict(replacement)
    for node in subterms(term, known=replacement):
        if node.op == "grad":
            _check_gradient(node, replacement)
        done[node] = rebuild(node, tuple(done[child] for child in node.args))
    return done[term]


def _check_gradient(node: Term, replacement: Mapping[Term, Term]) -> None:
    value, variable = node.args
    below = set(subterms(value))
    renamed = replacement.get(variable, variable)
    if renamed.op != "var" or (renamed is not variable and renamed in below):
        raise LanguageError(f"grad(..., {variable.name}): {variable.name} cannot be given a value where it varies")
    for old, new in replacement.items():
        if old is not variable and old.op == "var" and old in below and renamed in variables(new):
            raise LanguageError(f"grad(..., {variable.name}): {old.name} cannot be given a value that uses it")
