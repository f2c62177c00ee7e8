"""Sizes: the numbers of rows and columns, as polynomials with integer coefficients in names of positive integers.

Dictionary
    Size            a polynomial such as L, 4, L*d or d - r, taken to be a positive integer; or a ratio of two
    size(x)         the Size that an integer, a name, or a polynomial in names written as text stands for
    same_size(a,b)  equality as polynomials, hence for all values of the names

A Size is written as SymPy writes it, and SymPy takes it for an expression of its own.
"""

from .in_sympy import is_expression, symbol
from .polynomial import Monomial, Polynomial
from .ratio import ONE, Size
from .reading import (
    MAX_SIZE_INTEGER,
    Sizelike,
    in_sympy,
    product,
    quotient,
    same_size,
    size,
    size_from_ast,
    size_from_sympy,
    size_symbol,
    size_text,
    total,
)

__all__ = [
    "MAX_SIZE_INTEGER",
    "Monomial",
    "ONE",
    "Polynomial",
    "Size",
    "Sizelike",
    "in_sympy",
    "is_expression",
    "product",
    "quotient",
    "same_size",
    "size",
    "size_from_ast",
    "size_from_sympy",
    "size_symbol",
    "size_text",
    "symbol",
    "total",
]
