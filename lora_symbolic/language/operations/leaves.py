"""Leaves: variables, numbers, sizes as scalars, and constant matrices."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite
from numbers import Rational

from ..errors import LanguageError
from ..size import MAX_SIZE_INTEGER, ONE, Size, Sizelike, is_expression, product, size, size_from_sympy
from ..term import Scalarlike, Term, make
from ..writing.pieces import shortened
from .constructors import constructs
from .shapes import MAX_QUOTED


@constructs("var")
def matrix(name: str, rows: Sizelike, cols: Sizelike = 1) -> Term:
    """A matrix variable.

    >>> matrix("X", "L", "d")
    <X : L x d>

    Shapes: rows x cols, a column without `cols`.
    Raises LanguageError for what is no name, SyntaxProblem for what is no size.
    Source: docs/reference/statement-files.md, [matrices].
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise LanguageError(f"matrix name {name!r}: expected a name such as C1")
    m, n = size(rows), size(cols)
    return make("var", (), (name, m, n), (m, n))


@constructs("number", "size")
def scalar(value: int | Fraction | Size) -> Term:
    """A rational number, or a rational expression in sizes, as a scalar term.

    >>> scalar("X")
    Traceback (most recent call last):
        ...
    lora_symbolic.language.errors.LanguageError: 'X' is a str: expected a term, an integer, a Fraction or a size

    A float is refused: 0.1 in a program is no tenth but the binary fraction next to it.
    """
    if is_expression(value) and not value.is_Float:
        value = size_from_sympy(value)
    if isinstance(value, Size):
        if value.number is not None:
            return scalar(value.number)
        return make("size", (), (value,), (ONE, ONE), True)
    if isinstance(value, (int, Rational)) and not isinstance(value, bool):  # Rational: NumPy's integers too
        number = value if isinstance(value, Fraction) else Fraction(int(value.numerator), int(value.denominator))
        return make("number", (), (number,), (ONE, ONE), True)
    raise LanguageError(_no_operand(value))


@constructs("pi")
def pi() -> Term:
    """The number pi, a scalar.

    >>> 2 * pi()
    <2 * pi : 1 x 1>
    """
    return make("pi", (), (), (ONE, ONE), True)


def lift(value: Scalarlike) -> Term:
    """A term as it is; an exact number or a size as a scalar term; LanguageError for anything else.

    >>> lift(3) is scalar(3)
    True
    """
    return value if isinstance(value, Term) else scalar(value)


def _no_operand(value: object) -> str:
    """Why a Python object is no operand of a term."""
    text = shortened(repr(value), MAX_QUOTED)
    kind = type(value).__name__
    said = f"{text} is {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    if isinstance(value, float) and isfinite(value):
        near = Fraction(value).limit_denominator(10**6)
        return f'{said}: expected an exact number, Fraction({near.numerator}, {near.denominator}) or "{near}" in a text'
    if hasattr(value, "shape"):
        return f"{said}: expected a term; write matrix(name, rows, cols) and give its entries to evaluate"
    return f"{said}: expected a term, an integer, a Fraction or a size"


@constructs("ones")
def ones(rows: Sizelike, cols: Sizelike) -> Term:
    """The matrix whose entries are all 1.

    >>> ones("m", "n")
    <ones(m, n) : m x n>

    Shapes: rows x cols.
    Raises SyntaxProblem for what is no size.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    m, n = size(rows), size(cols)
    return make("ones", (), (m, n), (m, n))


@constructs("zeros")
def zeros(rows: Sizelike, cols: Sizelike) -> Term:
    """The zero matrix.

    >>> zeros("m", "n")
    <zeros(m, n) : m x n>

    Shapes: rows x cols.
    Raises SyntaxProblem for what is no size.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    m, n = size(rows), size(cols)
    return make("zeros", (), (m, n), (m, n))


@constructs("eye")
def eye(n: Sizelike) -> Term:
    """The identity matrix.

    >>> from lora_symbolic.language import matrix
    >>> eye("n") @ matrix("X", "n", "m")
    <eye(n) @ X : n x m>

    Shapes: n x n.
    Raises SyntaxProblem for what is no size.
    Source: Magnus and Neudecker, Matrix Differential Calculus, Wiley (2019).
    """
    k = size(n)
    return make("eye", (), (k,), (k, k))


@constructs("lower")
def lower(rows: Sizelike, cols: Sizelike, diagonal: int = 0) -> Term:
    """The matrix with 1 on and below a diagonal, 0 above it: entry (i, j) is 1 where j <= i + diagonal.

    >>> lower("L", "L")
    <tril(ones(L, L)) : L x L>
    """
    m, n = size(rows), size(cols)
    if isinstance(diagonal, bool) or not isinstance(diagonal, int) or abs(diagonal) > MAX_SIZE_INTEGER:
        raise LanguageError(f"tril: the diagonal {diagonal}: expected an integer up to {MAX_SIZE_INTEGER}, such as -1")
    return make("lower", (), (m, n, diagonal), (m, n))


@constructs("commutation")
def commutation(rows: Sizelike, cols: Sizelike) -> Term:
    """The permutation K with K @ vec(W) = vec(W.T) for every W of this shape, vec row-major.

    >>> from lora_symbolic.language import matrix, vec
    >>> commutation("m", "n") @ vec(matrix("W", "m", "n"))
    <commutation(m, n) @ vec(W) : m*n x 1>

    Magnus and Neudecker, The Annals of Statistics 7 (1979).

    Shapes: mn x mn.
    Raises SyntaxProblem for what is no size.
    Source: above.
    """
    m, n = size(rows), size(cols)
    return make("commutation", (), (m, n), (product(m, n), product(m, n)))
