"""Costs up to a factor, whatever algorithm multiplies matrices: a sum of T_mat's against a sum of T_mat's.

Two things are asked of T_mat: its three sizes may be permuted at the price of a constant (Hopcroft and Musinski 1973),
and it is at least the number of entries of each of the three matrices, which are read or written.

Dictionary
    constants_of    how often each product of a bound is needed to cover a count
    covered         the cover as text, or None
    products_seen   the inequality with its constant for three algorithms, at given sizes
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import combinations

import mpmath
import sympy

from .count import T_mat, symmetric

Model = Callable[[int, int, int], mpmath.mpf]


def _covers(product: sympy.Expr, monomial: sympy.Expr) -> bool:
    """Whether a monomial is the number of entries of one of the three matrices of a product."""
    return any(sympy.expand(a * b - monomial) == 0 for a, b in combinations(product.args, 2))


def constants_of(count: sympy.Expr, bound: sympy.Expr) -> dict[sympy.Expr, sympy.Integer] | None:
    """How often each product of the bound is needed; None when a term of the count is covered by none.

    >>> L, d = sympy.symbols("L d", integer=True, positive=True)
    >>> constants_of(2 * T_mat(L, d, L) + 3 * L**2, T_mat(d, L, L))
    {T_mat(L, L, d): 5}
    >>> constants_of(T_mat(L, L, L), T_mat(d, L, L)) is None
    True
    """
    products = [term.as_coeff_Mul()[1] for term in sympy.Add.make_args(symmetric(bound))]
    needed = dict.fromkeys(products, sympy.Integer(0))
    for term in sympy.Add.make_args(symmetric(count)):
        coefficient, rest = term.as_coeff_Mul()
        home = next((made for made in products if rest == made or _covers(made, rest)), None)
        if home is None:
            return None
        needed[home] += abs(coefficient)
    return needed


def covered(count: sympy.Expr, bound: sympy.Expr) -> str | None:
    """The multiple of the bound's products that is at least the count, as text; None when there is none."""
    needed = constants_of(count, bound)
    return None if needed is None else str(sum((times * made for made, times in needed.items()), sympy.Integer(0)))


def _cubic(a: int, b: int, c: int) -> mpmath.mpf:
    return mpmath.mpf(a) * b * c


def _entries(a: int, b: int, c: int) -> mpmath.mpf:
    return mpmath.mpf(a) * b + mpmath.mpf(b) * c + mpmath.mpf(a) * c


def _strassen(a: int, b: int, c: int) -> mpmath.mpf:
    least, middle, most = sorted((a, b, c))
    return mpmath.mpf(most) / least * mpmath.mpf(middle) / least * mpmath.mpf(least) ** mpmath.log(7, 2)


MODELS: tuple[Model, ...] = (_cubic, _entries, _strassen)  # the textbook's, an ideal one, Strassen's


def products_seen(count: sympy.Expr, bound: sympy.Expr, places: Iterable[Mapping[str, int]]) -> str | None:
    """The first of some sizes at which the count exceeds the bound times its constant, None when there is none."""
    needed = constants_of(count, bound)
    factor = 1 if needed is None else max(1, *(int(times) for times in needed.values()))
    with mpmath.workdps(50):
        for place in places:
            for model in MODELS:
                left, right = (_value(symmetric(cost), place, model) for cost in (count, bound))
                if left > factor * right:
                    return f"at {dict(place)} {mpmath.nstr(left, 6)} exceeds {factor} times {mpmath.nstr(right, 6)}"
    return None


def _value(cost: sympy.Expr, sizes: Mapping[str, int], model: Model) -> mpmath.mpf:
    total = mpmath.mpf(0)
    for term in sympy.Add.make_args(cost):
        coefficient, rest = term.as_coeff_Mul()
        value = mpmath.mpf(1)
        for factor in sympy.Mul.make_args(rest):
            made = factor.func == T_mat
            value *= model(*(_at(side, sizes) for side in factor.args)) if made else _at(factor, sizes)
        total += int(coefficient) * value
    return total


def _at(side: sympy.Expr, sizes: Mapping[str, int]) -> int:
    return int(side.xreplace({symbol: sympy.Integer(sizes[symbol.name]) for symbol in side.free_symbols}))
