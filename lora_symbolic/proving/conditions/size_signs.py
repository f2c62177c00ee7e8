"""Signs of expressions in sizes, over all sizes that leave every side positive.

Dictionary
    SizeSigns(sides)   what is known of the sizes: each symbol and each of these sides is an integer of at least 1
      .signs(e)        the signs that a rational expression in sizes may have: a subset of {-1, 0, 1}
      .vanishing(e)    the factors below the line that may be zero
      .clash           two sides that are never both positive, where there are some

A side such as d - r tells that d = r + 1 + t with t >= 0. Written in numbers that are at least 0,
a polynomial with no negative coefficient is at least its constant.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import combinations_with_replacement, islice, product
from math import gcd

from lora_symbolic.language.later import sympy
from lora_symbolic.language.size import Polynomial, Size, in_sympy, size, size_text

from .signs import ANY, POSITIVE, Signs, square, times

WAYS = 16


class SizeSigns:
    """What the sides of some matrices tell of the sizes.

    >>> from lora_symbolic.language import size
    >>> sorted(SizeSigns([size("d - r")]).signs(1 / size("d + 1 - r"))), sorted(SizeSigns([]).signs(size("d") - 1))
    ([1], [0, 1])
    """

    def __init__(self, sides: Iterable[Size]) -> None:
        self.sides = tuple(sorted({side for side in sides if _may_be_negative(side)}, key=size_text))
        self._known: dict[Size, Signs] = {}

    def signs(self, expression: Size) -> Signs:
        """The signs that a rational expression in sizes may have where it is defined."""
        found = self._known.get(expression)
        if found is None and (sign := _plain_sign(expression)) is not None:
            found = self._known[expression] = frozenset({sign})
        if found is None:
            above, below = sympy.fraction(sympy.together(in_sympy(expression)))
            found = POSITIVE
            for part, flips in ((above, False), (below, True)):
                content, factors = sympy.factor_list(part)
                found = times(found, frozenset({int(sympy.sign(content))}))
                for factor, power in factors:
                    signs = self._of_polynomial(sympy.expand(factor)) - ({0} if flips else set())
                    found = times(found, signs if power % 2 else square(signs))
            self._known[expression] = found
        return found

    def vanishing(self, expression: Size) -> tuple[Size, ...]:
        """The factors below the line that may be zero, each once."""
        if _sign(expression.below) is not None:
            return ()
        below = sympy.fraction(sympy.together(in_sympy(expression)))[1]
        factors = (sympy.expand(factor) for factor, _ in sympy.factor_list(below)[1])
        return tuple(size(factor) for factor in factors if 0 in self._of_polynomial(factor))

    @cached_property
    def clash(self) -> tuple[Size, ...] | None:
        """Sides of which not all can be positive, or None where none were found."""
        free = SizeSigns(())
        for pair in combinations_with_replacement(self.sides, 2):
            if 1 not in free.signs(pair[0] + pair[1] - 1):
                return tuple(dict.fromkeys(pair))
        return None

    def _of_polynomial(self, value: sympy.Expr) -> Signs:
        signs = ANY
        for substitution in self._ways:
            moved = sympy.expand(value.subs(substitution, simultaneous=True))
            signs = signs & _by_coefficients(moved)
        return signs & _by_divisors(value)

    @cached_property
    def _ways(self) -> tuple[dict[sympy.Symbol, sympy.Expr], ...]:
        """The sizes in numbers that are at least 0, in each way in which the sides can be solved for a size."""
        solved = [self._solve(choice) for choice in islice(product(*map(_leading_symbols, self._sides)), WAYS)]
        return tuple(solved)

    @cached_property
    def _sides(self) -> tuple[sympy.Expr, ...]:
        return tuple(in_sympy(side) for side in self.sides)

    def _solve(self, choice: tuple[sympy.Symbol | None, ...]) -> dict[sympy.Symbol, sympy.Expr]:
        symbols = sorted(set().union(*(side.free_symbols for side in self._sides)), key=str)
        solved: dict[sympy.Symbol, sympy.Expr] = {}
        for number, (side, symbol) in enumerate(zip(self._sides, choice, strict=True)):
            if symbol is None or symbol in solved:
                continue
            sign = side.as_coefficients_dict()[symbol]
            above = 1 + sympy.Symbol(f"side_{number}", nonnegative=True)
            value = sympy.expand(symbol + sign * (above - side)).subs(solved)
            if symbol in value.free_symbols:
                continue
            solved = {name: sympy.expand(known.subs(symbol, value)) for name, known in solved.items()}
            solved[symbol] = sympy.expand(value)
        moved = {s: 1 + sympy.Symbol(f"{s}_", nonnegative=True) for s in symbols if s not in solved}
        return {**moved, **{name: sympy.expand(value.subs(moved)) for name, value in solved.items()}}


def _may_be_negative(side: Size) -> bool:
    return any(coefficient < 0 for _, coefficient in side.above)


def _sign(poly: Polynomial) -> int | None:
    """The sign that all coefficients of a polynomial have, if they have one."""
    signs = {1 if coefficient > 0 else -1 for _, coefficient in poly} or {0}
    return signs.pop() if len(signs) == 1 else None


def _plain_sign(expression: Size) -> int | None:
    """The sign that shows in the coefficients of a ratio."""
    above, below = _sign(expression.above), _sign(expression.below)
    return None if above is None or below is None else above * below


def _leading_symbols(side: sympy.Expr) -> list[sympy.Symbol | None]:
    """The symbols that a side can be solved for: those that it has once, with the coefficient 1 or -1."""
    coefficients = side.as_coefficients_dict()
    found = [
        s
        for s in sorted(side.free_symbols, key=str)
        if abs(coefficients.get(s, 0)) == 1 and s not in sympy.expand(side - coefficients[s] * s).free_symbols
    ]
    return [*found] or [None]


def _by_coefficients(moved: sympy.Expr) -> Signs:
    """The signs of a polynomial in numbers of at least 0; sizes that no side speaks of are still to be moved."""
    rest = {s: 1 + sympy.Symbol(f"{s}_", nonnegative=True) for s in moved.free_symbols if s.is_positive}
    terms = sympy.expand(moved.subs(rest)).as_coefficients_dict()
    constant = terms.get(sympy.S.One, 0)
    others = [value for monomial, value in terms.items() if monomial != 1 and value != 0]
    for sign in (1, -1):
        if all(value * sign > 0 for value in others) and constant * sign >= 0:
            if not others:
                return frozenset({int(sympy.sign(constant))})
            return frozenset({sign}) if constant else frozenset({0, sign})
    return ANY


def _by_divisors(value: sympy.Expr) -> Signs:
    """A number that divides every coefficient but the constant keeps the value from zero: 2 n - 1 is odd."""
    terms = value.as_coefficients_dict()
    constant = terms.get(sympy.S.One, 0)
    others = [coefficient for monomial, coefficient in terms.items() if monomial != 1]
    if not others or any(not coefficient.is_Integer for coefficient in (*others, sympy.Integer(0) + constant)):
        return ANY
    return ANY - {0} if int(constant) % gcd(*map(int, others)) else ANY


def never_positive(sides: tuple[Size, ...]) -> str:
    """Sizes that cannot all be positive, in words."""
    if len(sides) == 1:
        return f"{size_text(sides[0])} is never positive"
    return f"{' and '.join(map(size_text, sides))} are never both positive"
