"""Shorthand: terms made of several operations that are written as one: functions, quotients, rational powers.

Dictionary
    function(t)     (name, arguments) where name(arguments) reads back as the term: sigmoid, relu, maximum, ...
    triangle(t)     the arguments with which tril gives this constant
    applied(t)      the name of an unspecified function, with a prime for each derivative
    sliced(t)       the matrix and the text of its places where x[a:b, c:d] or x[i, j] reads back as the term
    quotient(t)     (x, y) where x / y reads back as the term
    power(t)        (x, q) where x**q reads back as the term: exp(q * log(x)) with no integer q
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias, cast

from ..size import ONE, Size, size, size_text
from ..term import Term, make, subterms


def function(term: Term) -> tuple[str, tuple[Term, ...]] | None:
    """The name and the arguments of a function that is made of other operations; None for any other term."""
    for name, argument_of in _FUNCTIONS.get(term.op, ()):
        if (argument := argument_of(term)) is not None:
            return name, (argument,)
    for name, arguments_of in _OF_SEVERAL.get(term.op, ()):
        if (arguments := arguments_of(term)) is not None:
            return name, arguments
    return None


def _is_one(term: Term) -> bool:
    """Whether a term is 1 as it stands beside others in a sum."""
    if term.shape == (ONE, ONE):
        return term.op == "number" and term.data[0] == 1
    return term.op == "ones"


def _below(term: Term, *ops: str) -> Term | None:
    """The argument under nested operations of one argument."""
    for op in ops:
        if term.op != op:
            return None
        (term,) = term.args
    return term


def _sigmoid(term: Term) -> Term | None:
    inner = _below(term, "reciprocal")
    if inner is None or inner.op != "add" or not _is_one(inner.args[0]):
        return None
    return _below(inner.args[1], "exp", "negate")


def _softplus(term: Term) -> Term | None:
    inner = _below(term, "log")
    if inner is None or inner.op != "add" or not _is_one(inner.args[0]):
        return None
    return _below(inner.args[1], "exp")


def _silu(term: Term) -> Term | None:
    left, right = term.args
    return left if _sigmoid(right) is left else None


def _tanh(term: Term) -> Term | None:
    double, one = term.args
    if not _is_one(one) or double.op != "scale" or not _is_two(double.args[0]):
        return None
    inner = _sigmoid(double.args[1])
    return inner.args[1] if inner is not None and inner.op == "scale" and _is_two(inner.args[0]) else None


def _gelu(term: Term) -> Term | None:
    left, right = term.args
    if right.op != "scale" or not _is_half(right.args[0]) or right.args[1].op != "add":
        return None
    one, inner = right.args[1].args
    argument = _below(inner, "erf") if _is_one(one) else None
    if argument is None or argument.op != "scale" or argument.args[1] is not left:
        return None
    root = power(argument.args[0])
    return left if root is not None and _is_half(root[0]) and root[1] == Fraction(1, 2) else None


def _is_half(term: Term) -> bool:
    return term.op == "number" and term.data[0] == Fraction(1, 2)


def _relu(term: Term) -> Term | None:
    left, right = term.args
    return left if _below(right, "step") is left else None


def _sign(term: Term) -> Term | None:
    double, one = term.args
    if not _is_one(one) or double.op != "scale" or not _is_two(double.args[0]):
        return None
    return _below(double.args[1], "step")


def _absolute(term: Term) -> Term | None:
    left, right = term.args
    return left if right.op == "subtract" and _sign(right) is left else None


def _difference(relu: Term) -> tuple[Term, Term] | None:
    """x and y of relu(x - y)."""
    inner = _relu(relu) if relu.op in ("hadamard", "scale") else None
    return (inner.args[0], inner.args[1]) if inner is not None and inner.op == "subtract" else None


def _maximum(term: Term) -> tuple[Term, Term] | None:
    pair = _difference(term.args[1])
    return pair if pair is not None and pair[1] is term.args[0] else None


def _minimum(term: Term) -> tuple[Term, Term] | None:
    pair = _difference(term.args[1])
    return pair if pair is not None and pair[0] is term.args[0] else None


def _tril(term: Term) -> tuple[Term, ...] | None:
    left, right = term.args
    if right.op != "lower" or left.op == "ones" or left.shape != right.shape:
        return None
    return (left, *_beside(cast(int, right.data[2])))


def _triu(term: Term) -> tuple[Term, ...] | None:
    left, right = term.args
    mask = _below(right, "transpose")
    if mask is None or mask.op != "lower" or left.op == "ones" or left.shape != right.shape:
        return None
    return (left, *_beside(-cast(int, mask.data[2])))


def _upper(term: Term) -> tuple[Term, ...] | None:
    (mask,) = term.args
    if mask.op != "lower":
        return None
    return (make("ones", (), term.shape, term.shape), *_beside(-cast(int, mask.data[2])))


def applied(term: Term) -> tuple[str, str]:
    """The name of an unspecified function, and its primes."""
    return term.args[0].name.removesuffix("_coefficients"), "'" * cast(int, term.data[0])


def triangle(term: Term) -> tuple[Term, ...]:
    """The arguments of tril that give a constant triangle."""
    return (make("ones", (), term.shape, term.shape), *_beside(cast(int, term.data[2])))


def _beside(diagonal: int) -> tuple[Term, ...]:
    """The second argument of tril and triu, where it is written."""
    return (make("number", (), (Fraction(diagonal),), (ONE, ONE), True),) if diagonal else ()


def _is_two(term: Term) -> bool:
    return term.op == "number" and term.data[0] == 2


def _norm(term: Term) -> Term | None:
    raised = power(term)
    if raised is None or raised[1] != Fraction(1, 2) or raised[0].op != "sum":
        return None
    squares = raised[0].args[0]
    return squares.args[0] if squares.op == "hadamard" and squares.args[0] is squares.args[1] else None


def _hessian(term: Term) -> tuple[Term, Term] | None:
    inner, variable = term.args
    return (inner.args[0], variable) if inner.op == "grad" and inner.args[1] is variable else None


def sliced(term: Term) -> tuple[Term, str] | None:
    """The matrix and the places of a slice; None for any other term. One entry as a number is the sum of its slice."""
    cut = term.args[0] if term.op == "sum" else term
    if cut.op != "matmul":
        return None
    inner, rows, cols = cut, _ALL, _ALL
    if (places := _places(inner.args[1])) is not None:
        inner, cols = inner.args[0], places
    if inner.op == "matmul" and inner.args[0].op == "transpose":
        places = _places(inner.args[0].args[0])
        if places is not None:
            inner, rows = inner.args[1], places
    alone = cut.shape == (ONE, ONE) and _ALL not in (rows, cols)
    if inner is cut or (term is not cut and not alone):
        return None
    first = _said(rows, alone and term is cut)
    return inner, first if cols is _ALL else f"{first}, {_said(cols)}"


_Places: TypeAlias = "tuple[Size | None, Size | None]"  # None where nothing is left out
_ALL: _Places = (None, None)


def _places(chosen: Term) -> _Places | None:
    """Where the identity begins and ends among blocks of zeros, one below the other."""
    ops = [part.op for part in chosen.args] if chosen.op == "block" and chosen.data[1] == 1 else []
    if ops not in (["eye", "zeros"], ["zeros", "eye"], ["zeros", "eye", "zeros"]):
        return None
    above = ops.index("eye")
    begin = chosen.args[0].rows if above else None
    end = size((begin or ONE - 1) + chosen.args[above].rows) if ops[-1] == "zeros" else None
    return begin, end if chosen.cols != ONE or end is not None else size(chosen.rows)


def _said(places: _Places, as_slice: bool = False) -> str:
    """The places in a text; one row or column by its number alone."""
    begin, end = places
    if end is not None and end - (begin or ONE - 1) == ONE and not as_slice:
        return size_text(end - ONE)
    return ":".join("" if side is None else size_text(side) for side in places)


_FUNCTIONS: dict[str, tuple[tuple[str, Callable[[Term], Term | None]], ...]] = {
    "reciprocal": (("sigmoid", _sigmoid),),
    "exp": (("norm", _norm),),
    "log": (("softplus", _softplus), ("logsumexp", lambda term: _below(term, "log", "rowsum", "exp"))),
    "subtract": (("tanh", _tanh), ("sign", _sign)),
    "hadamard": (("silu", _silu), ("gelu", _gelu), ("relu", _relu), ("abs", _absolute)),
    "scale": (("silu", _silu), ("gelu", _gelu), ("relu", _relu), ("abs", _absolute)),
}
_OF_SEVERAL: dict[str, tuple[tuple[str, Callable[[Term], tuple[Term, ...] | None]], ...]] = {
    "transpose": (("triu", _upper),),
    "jacobian": (("hessian", _hessian),),
    "hadamard": (("tril", _tril), ("triu", _triu)),
    "scale": (("tril", _tril), ("triu", _triu)),
    "add": (("maximum", _maximum),),
    "subtract": (("minimum", _minimum),),
}


def quotient(term: Term) -> tuple[Term, Term] | None:
    """What stands above and below the line of a product with a reciprocal; None for any other term."""
    if any(child.op == "reciprocal" and _sigmoid(child) is not None for child in term.args):
        return None
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
