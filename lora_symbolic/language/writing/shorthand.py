"""Shorthand: terms made of several operations that are written as one: quotients and powers with rational exponents.

Dictionary
    quotient(t)     (x, y) where x / y reads back as the term
    power(t)        (x, q) where x**q reads back as the term: exp(q * log(x)) with no integer q
"""

from __future__ import annotations

from fractions import Fraction
from typing import cast

from ..term import Term, subterms


def quotient(term: Term) -> tuple[Term, Term] | None:
    """What stands above and below the line of a product with a reciprocal; None for any other term."""
    if term.op == "hadamard" and term.args[1].op == "reciprocal" and term.args[0].op != "reciprocal":
        return term.args[0], term.args[1].args[0]
    if term.op != "scale" or "reciprocal" not in (term.args[0].op, term.args[1].op):
        return None
    factor, scaled = term.args
    if factor.op == "reciprocal" and not scaled.is_scalar:
        above, below = scaled, factor.args[0]
    elif scaled.op == "reciprocal" and scaled.is_scalar and not (factor.op == "number" and factor.data[0] == 1):
        above, below = factor, scaled.args[0]
    else:
        return None
    return (above, below) if any(node.op not in _OF_SIZES for node in subterms(below)) else None


def power(term: Term) -> tuple[Term, Fraction] | None:
    """The base and the exponent of a power with a rational exponent; None for any other term."""
    if term.op != "exp" or term.args[0].op != "scale":
        return None
    factor, logarithm = term.args[0].args
    if factor.op != "number" or logarithm.op != "log" or cast(Fraction, factor.data[0]).denominator == 1:
        return None
    return logarithm.args[0], cast(Fraction, factor.data[0])


# below the line these make a constant, which division writes as a factor
_OF_SIZES = frozenset({"number", "size", "add", "subtract", "negate", "scale"})
