"""Angles set aside: two terms with the sines and cosines in them taken for any smooth function and its derivative.

What holds for every smooth function f and its derivative holds for sine and cosine. A sine that is an atom is a real
number to the prover, where exponentials of i are none, so that logarithms, roots and steps see through it.

Dictionary
    angles_aside(l, r)      the two terms; None where there is no sine and no cosine
    has_turns(t, ...)       whether pi stands inside a sine or a cosine
"""

from __future__ import annotations

from lora_symbolic.language.operations import apply, coefficients
from lora_symbolic.language.operations.constructors import rebuild
from lora_symbolic.language.term import Term, subterms, variables

ORDERS = {"sin": 0, "cos": 1}


def angles_aside(left: Term, right: Term) -> tuple[Term, Term] | None:
    """Both terms with f(x) in the place of sin(x), f'(x) in that of cos(x).

    >>> from lora_symbolic.language import cos, matrix, sin
    >>> X = matrix("X", "m", "n")
    >>> angles_aside(sin(X) * X, cos(X))
    (<angle(X) * X : m x n>, <angle'(X) : m x n>)
    """
    nodes = list(subterms(left, right))
    if not any(node.op in ORDERS for node in nodes):
        return None
    taken = {variable.name for variable in variables(left, right)}
    name = "angle"
    while coefficients(name).name in taken:
        name += "_"
    row = coefficients(name)
    made: dict[Term, Term] = {}
    for node in nodes:
        args = tuple(made[child] for child in node.args)
        made[node] = apply(row, args[0], ORDERS[node.op]) if node.op in ORDERS else rebuild(node, args)
    return made[left], made[right]


def has_turns(*terms: Term) -> bool:
    """Whether pi stands inside a sine or a cosine: there may be values at rational multiples of it."""
    if not any("pi" in term.operations for term in terms):
        return False
    angles = [node for node in subterms(*terms) if node.op in ORDERS]
    return any(node.op == "pi" for node in subterms(*angles))
