"""Sizes from integers, names and texts, and back into text; sums and products within bounds.

Dictionary
    size(x)         the Size that an integer, a name, or a polynomial in names written as text stands for
    same_size(a,b)  equality as polynomials, hence for all values of the names
    product(a,b)    the product of two sizes, refused when it would be absurdly large
    total(sizes)    the sum of sizes
    quotient(a,b)   the size by which one is a multiple of another
    in_sympy(x)     a size as SymPy's expression, and size_from_sympy back
    size_text(x)    a size as text that size() reads back
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable
from fractions import Fraction
from functools import cache, lru_cache, reduce
from typing import TYPE_CHECKING, TypeAlias

from ..errors import LanguageError, SyntaxProblem
from .in_sympy import expression, is_expression, polynomials
from .polynomial import Monomial, divided, monomial_text
from .ratio import ONE, Size

if TYPE_CHECKING:
    import sympy

Sizelike: TypeAlias = "int | str | Size | sympy.Expr"

MAX_SIZE_TEXT = 200
MAX_SIZE_INTEGER = 10**6
MAX_SIZE_POWER = 8
MAX_SIZE_DEGREE = 64
MAX_SIZE_TERMS = 200
MAX_SIZE_COEFFICIENT = 10**30


@cache
def size_symbol(name: str) -> Size:
    """The positive integer of this name.

    >>> size_symbol("L")
    L
    """
    if not name.isidentifier():
        raise SyntaxProblem(f"size {name!r}: expected a name such as L")
    return Size.named(name)


@lru_cache(maxsize=4096, typed=True)  # typed: True is no size, though it equals 1
def size(value: Sizelike) -> Size:
    """The size that an integer, a name or a polynomial in names stands for.

    >>> size("d - r") + size("r")
    d
    >>> size("2 * L * d")
    2*L*d

    Raises SyntaxProblem for anything else, for example a zero or negative integer.

    Shapes: none, a size is a positive integer.
    Source: docs/reference/statement-files.md.
    """
    if isinstance(value, Size):
        return value
    if is_expression(value):
        return size_from_sympy(value)
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise SyntaxProblem(f"size {value!r}: expected a name, a positive integer or a polynomial in sizes")
    if isinstance(value, int):
        if not 1 <= value <= MAX_SIZE_INTEGER:
            raise SyntaxProblem(f"size {value}: expected a positive integer up to {MAX_SIZE_INTEGER}")
        return Size.of(value)
    if len(value) > MAX_SIZE_TEXT:
        raise SyntaxProblem(f"size of {len(value)} characters: expected at most {MAX_SIZE_TEXT}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(value.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise SyntaxProblem(f"size {value!r}: expected a polynomial in sizes, such as d - r") from None
    return size_from_ast(tree.body, value)


def size_from_sympy(value: sympy.Expr) -> Size:
    """The size that SymPy's expression stands for, its symbols by their names.

    >>> import sympy
    >>> size_from_sympy(sympy.Symbol("L") ** 2 / 2)
    L**2/2

    Raises LanguageError for what is no ratio of polynomials with rational coefficients.
    """
    try:
        above, below = polynomials(value)
    except ValueError:
        raise LanguageError(f"{value}: expected a ratio of polynomials in sizes") from None
    return Size(above, below)


def in_sympy(value: Size) -> sympy.Expr:
    """A size as SymPy's expression in positive integer symbols.

    >>> in_sympy(size("L * d - 1")).is_integer
    True
    """
    return expression(value.above, value.below)


def size_from_ast(node: ast.expr, text: str) -> Size:
    """The size that a syntax tree stands for; `text` is quoted in the errors."""
    result = _polynomial(node, text)
    if all(coefficient < 0 for _, coefficient in result.above):
        raise SyntaxProblem(f"size {text!r} is {size_text(result)}: expected a positive number")
    if any(abs(coefficient) > MAX_SIZE_INTEGER for _, coefficient in result.above):
        raise SyntaxProblem(f"size {text!r} is {size_text(result)}: expected integers up to {MAX_SIZE_INTEGER}")
    return result


def _polynomial(node: ast.expr, text: str) -> Size:
    if isinstance(node, ast.Name):
        return size_symbol(node.id)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        if node.value > MAX_SIZE_INTEGER:
            raise SyntaxProblem(f"size {text!r}: expected integers up to {MAX_SIZE_INTEGER}")
        return Size.of(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_polynomial(node.operand, text)
    if isinstance(node, ast.BinOp):
        left, right = _polynomial(node.left, text), _polynomial(node.right, text)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return product(left, right)
        power = right.integer if isinstance(node.op, ast.Pow) else None
        if power is not None and 0 <= power <= MAX_SIZE_POWER:
            return reduce(product, [left] * power, ONE)
    raise SyntaxProblem(f"size {text!r}: expected names, integers, +, -, * and small powers only")


def product(left: Size, right: Size) -> Size:
    """The product of two sizes, multiplied out.

    >>> product(size("d - r"), size("L"))
    L*d - L*r

    Raises LanguageError when the product has too many terms, a degree or a coefficient beyond any use.
    """
    terms = len(left.above) * len(right.above)
    degree = _degree(left) + _degree(right)
    if terms > MAX_SIZE_TERMS or degree > MAX_SIZE_DEGREE:
        limits = f"degree {MAX_SIZE_DEGREE} and {MAX_SIZE_TERMS} terms"
        raise LanguageError(f"a product of sizes of degree {degree} with {terms} terms: expected at most {limits}")
    result = left * right
    if any(abs(coefficient) > MAX_SIZE_COEFFICIENT for _, coefficient in result.above):
        raise LanguageError("a product of sizes has over 30 digits: expected smaller sizes")
    return result


def quotient(whole: Size, part: Size) -> Size | None:
    """The size by which one is a multiple of another, where it is one and no smaller number.

    >>> quotient(size("d * d - r * r"), size("d - r")), quotient(size("d"), size("d")), quotient(size("d"), size(2))
    (d + r, None, None)
    """
    found = divided(whole.above, part.above)
    value = None if found is None else Size(found)
    return value if value is not None and (value.integer is None or value.integer > 1) else None


def total(values: Iterable[Size]) -> Size:
    """The sum of sizes.

    >>> total([size("d - r"), size("r")])
    d
    """
    return reduce(Size.__add__, values, Size.of(0))


def _degree(value: Size) -> int:
    return max((sum(exponent for _, exponent in monomial) for monomial, _ in value.above), default=0)


def _terms(value: Size) -> list[tuple[Monomial, int | Fraction]]:
    """The monomials with their coefficients, positive coefficients first, a constant among the names."""

    def place(term: tuple[Monomial, int | Fraction]) -> tuple[bool, int, str]:
        monomial, coefficient = term
        return coefficient < 0, -max(1, sum(exponent for _, exponent in monomial)), monomial_text(monomial)

    return sorted(value.terms, key=place)


def size_text(value: Size, times: str = " * ", power: str | None = "**") -> str:
    """A polynomial as text that `size` reads back; with `power` None powers are written as products.

    >>> size_text(size("d * d - 2 * r"))
    'd**2 - 2 * r'
    """
    text = ""
    for monomial, coefficient in _terms(value):
        magnitude = abs(coefficient)
        factors = [str(magnitude)] if magnitude != 1 or not monomial else []
        factors += _factors(monomial, power)
        sign = ("-" if coefficient < 0 else "") if not text else (" - " if coefficient < 0 else " + ")
        text += sign + times.join(factors)
    return text or "0"


def _factors(monomial: Monomial, power: str | None) -> Iterable[str]:
    for base, exponent in monomial:
        if exponent == 1 or power is None:
            yield from [base] * exponent
            continue
        for left in range(exponent, 0, -MAX_SIZE_POWER):  # in pieces that size() takes
            yield f"{base}{power}{min(left, MAX_SIZE_POWER)}" if left > 1 else base


def same_size(left: Size, right: Size) -> bool:
    """Whether two sizes agree as polynomials.

    >>> same_size(size("(d - r) * 2 + 2 * r"), size("2 * d"))
    True
    """
    return left is right or left == right or not (left - right).above
