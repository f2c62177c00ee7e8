"""Sizes: the numbers of rows and columns, as SymPy polynomials with integer coefficients in positive symbols.

Dictionary
    Size            a SymPy expression such as L, 4, L*d or d - r, taken to be a positive integer
    size(x)         the Size that an integer, a name, or a polynomial in names written as text stands for
    same_size(a,b)  equality as polynomials, hence for all values of the symbols
    product(a,b)    the product of two sizes, refused when it would be absurdly large
    size_text(x)    a size as text that size() reads back
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TypeAlias

import sympy

from .errors import LanguageError, SyntaxProblem

Size: TypeAlias = sympy.Expr
Sizelike: TypeAlias = int | str | sympy.Expr

ONE: Size = sympy.Integer(1)
MAX_SIZE_TEXT = 200
MAX_SIZE_INTEGER = 10**6
MAX_SIZE_POWER = 8
MAX_SIZE_DEGREE = 64
MAX_SIZE_TERMS = 200
MAX_SIZE_COEFFICIENT = 10**30


@cache
def size_symbol(name: str) -> Size:
    """The positive integer symbol of this name.

    >>> size_symbol("L")
    L
    """
    if not name.isidentifier():
        raise SyntaxProblem(f"size {name!r}: expected a name such as L")
    return sympy.Symbol(name, integer=True, positive=True)


@lru_cache(maxsize=4096, typed=True)  # typed: True is no size, though it equals 1
def size(value: int | str | sympy.Expr) -> Size:
    """The size that an integer, a name or a polynomial in names stands for.

    >>> size("d - r") + size("r")
    d
    >>> size("2 * L * d")
    2*L*d

    Raises SyntaxProblem for anything else, for example a zero or negative integer.

    Shapes: none, a size is a positive integer.
    Source: docs/reference/statement-files.md.
    """
    if isinstance(value, sympy.Expr):
        return sympy.expand(value)
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise SyntaxProblem(f"size {value!r}: expected a name, a positive integer or a polynomial in sizes")
    if isinstance(value, int):
        if not 1 <= value <= MAX_SIZE_INTEGER:
            raise SyntaxProblem(f"size {value}: expected a positive integer up to {MAX_SIZE_INTEGER}")
        return sympy.Integer(value)
    if len(value) > MAX_SIZE_TEXT:
        raise SyntaxProblem(f"size of {len(value)} characters: expected at most {MAX_SIZE_TEXT}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(value.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise SyntaxProblem(f"size {value!r}: expected a polynomial in sizes, such as d - r") from None
    return size_from_ast(tree.body, value)


def size_from_ast(node: ast.expr, text: str) -> Size:
    """The size that a syntax tree stands for; `text` is quoted in the errors."""
    result = _polynomial(node, text)
    if all(coefficient < 0 for _, coefficient in _terms(result)):
        raise SyntaxProblem(f"size {text!r} is {size_text(result)}: expected a positive number")
    if any(abs(coefficient) > MAX_SIZE_INTEGER for _, coefficient in _terms(result)):
        raise SyntaxProblem(f"size {text!r} is {size_text(result)}: expected integers up to {MAX_SIZE_INTEGER}")
    return result


def _polynomial(node: ast.expr, text: str) -> Size:
    if isinstance(node, ast.Name):
        return size_symbol(node.id)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        if node.value > MAX_SIZE_INTEGER:
            raise SyntaxProblem(f"size {text!r}: expected integers up to {MAX_SIZE_INTEGER}")
        return sympy.Integer(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return sympy.expand(-_polynomial(node.operand, text))
    if isinstance(node, ast.BinOp):
        left, right = _polynomial(node.left, text), _polynomial(node.right, text)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return product(left, right)
        if isinstance(node.op, ast.Pow) and right.is_Integer and 0 <= right <= MAX_SIZE_POWER:
            power = ONE
            for _ in range(int(right)):
                power = product(power, left)
            return power
    raise SyntaxProblem(f"size {text!r}: expected names, integers, +, -, * and small powers only")


def product(left: Size, right: Size) -> Size:
    """The product of two sizes, multiplied out.

    >>> product(size("d - r"), size("L"))
    L*d - L*r

    Raises LanguageError when the product has too many terms, a degree or a coefficient beyond any use.
    """
    terms = len(sympy.Add.make_args(left)) * len(sympy.Add.make_args(right))
    degree = _degree(left) + _degree(right)
    if terms > MAX_SIZE_TERMS or degree > MAX_SIZE_DEGREE:
        limits = f"degree {MAX_SIZE_DEGREE} and {MAX_SIZE_TERMS} terms"
        raise LanguageError(f"a product of sizes of degree {degree} with {terms} terms: expected at most {limits}")
    result = sympy.expand(left * right)
    if any(abs(coefficient) > MAX_SIZE_COEFFICIENT for _, coefficient in _terms(result)):
        raise LanguageError("a product of sizes has over 30 digits: expected smaller sizes")
    return result


def _degree(value: Size) -> int:
    return max(sum(int(power) for power in term.as_powers_dict().values()) for term in sympy.Add.make_args(value))


def _terms(value: Size) -> list[tuple[Size, sympy.Rational]]:
    """The monomials of an expanded polynomial with their coefficients, positive coefficients first."""
    pairs = [(monomial, coefficient) for monomial, coefficient in value.as_coefficients_dict().items() if coefficient]
    return sorted(pairs, key=lambda pair: (bool(pair[1] < 0), -_degree(pair[0]), str(pair[0])))


def size_text(value: Size, times: str = " * ", power: str | None = "**") -> str:
    """A polynomial as text that `size` reads back; with `power` None powers are written as products.

    >>> size_text(size("d * d - 2 * r"))
    'd**2 - 2 * r'
    """
    text = ""
    for monomial, coefficient in _terms(value):
        magnitude = abs(coefficient)
        factors = [str(magnitude)] if magnitude != 1 or monomial == 1 else []
        factors += _factors(monomial, power)
        sign = ("-" if coefficient < 0 else "") if not text else (" - " if coefficient < 0 else " + ")
        text += sign + times.join(factors)
    return text or "0"


def _factors(monomial: Size, power: str | None) -> Iterable[str]:
    for base, exponent in sorted(monomial.as_powers_dict().items(), key=lambda pair: str(pair[0])):
        if base == 1:
            continue
        if exponent == 1 or power is None:
            yield from [str(base)] * int(exponent)
            continue
        for left in range(int(exponent), 0, -MAX_SIZE_POWER):  # in pieces that size() takes
            yield f"{base}{power}{min(left, MAX_SIZE_POWER)}" if left > 1 else str(base)


def same_size(left: Size, right: Size) -> bool:
    """Whether two sizes agree as polynomials.

    >>> same_size(size("(d - r) * 2 + 2 * r"), size("2 * d"))
    True
    """
    if left is right or left == right:
        return True
    # a difference of two names or numbers is not asked: SymPy's first sum imports its tensors
    return not (left.is_Atom and right.is_Atom) and sympy.expand(left - right) == 0
