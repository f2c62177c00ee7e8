"""Sentences: the words that procedures share when they say what a claim states, made from what they decide.

Dictionary
    definitions_said    the definitions that a term uses, each name said once: "where c = f @ C3 - Y, f = softmax(...)"
    shapes_said         the matrices that terms use, with their shapes
    terms_said          several terms, a subterm that occurs again named once
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lora_symbolic.language import Term, subterms, variables
from lora_symbolic.language.size import size_text
from lora_symbolic.language.writing import to_text

SHORT = 12  # characters of a subterm that is written again rather than named


def definitions_said(terms: Sequence[Term], known: Mapping[str, Term]) -> str:
    """The definitions among `known` that terms use, in the order of `known`, the terms' own included.

    >>> from lora_symbolic.language import matrix
    >>> X, Y = matrix("X", "m", "n"), matrix("Y", "m", "n")
    >>> definitions_said([X + Y], {"S": X + Y, "D": X - Y})
    'where S = X + Y'
    """
    inside = set(subterms(*terms))
    used = {name: term for name, term in known.items() if term in inside and term.args}
    names = {term: name for name, term in used.items()}
    said = [
        f"{name} = {to_text(term, {other: word for other, word in names.items() if other is not term})}"
        for name, term in used.items()
    ]
    return f"where {', '.join(said)}" if said else ""


def shapes_said(terms: Sequence[Term]) -> str:
    """The matrices of terms by their shapes.

    >>> from lora_symbolic.language import matrix
    >>> shapes_said([matrix("X", "m", "n") + matrix("Y", "m", "n"), matrix("Z", "n", 1)])
    'X, Y (m x n), Z (n x 1)'
    """
    by_shape: dict[str, list[str]] = {}
    for variable in sorted(variables(*terms), key=lambda one: one.name):
        shape = f"({size_text(variable.rows)} x {size_text(variable.cols)})"
        by_shape.setdefault(shape, []).append(variable.name)
    return ", ".join(f"{', '.join(names)} {shape}" for shape, names in by_shape.items())


def terms_said(terms: Sequence[Term]) -> str:
    """Terms as text; what occurs in several places is named x1, x2, ... and said once.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "n", "n")
    >>> terms_said([(X @ X @ X + X) @ (X @ X @ X + X)])
    'x1 @ x1 where x1 = X @ X @ X + X'
    """
    places: dict[Term, int] = {}
    for node in subterms(*terms):
        for child in node.args:
            places[child] = places.get(child, 0) + 1
    again = [node for node in subterms(*terms) if places.get(node, 0) > 1 and node.args]
    shared = [node for node in again if len(to_text(node)) > SHORT]
    names = {node: f"x{number}" for number, node in enumerate(shared, start=1)}
    said = " and ".join(to_text(term, names) for term in terms)
    parts = [
        f"{name} = {to_text(node, {other: word for other, word in names.items() if other is not node})}"
        for node, name in names.items()
    ]
    return f"{said} where {', '.join(parts)}" if parts else said
