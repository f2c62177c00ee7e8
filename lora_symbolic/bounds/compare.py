"""Comparing bounds: a bound written as text, whether one bound is at most another, and bounds as powers of L.

Dictionary
    bound_from_text      a polynomial in sizes, eps, delta, tau and letters of matrices, each standing for its largest
                         entry
    at_most              whether one bound is at most another for all sizes >= 1 and all positive values, by
                         coefficients
    Power                a coefficient and an exponent: a L^e, e linear in k
    power_of_tokens      a bound when d, r <= L, every |X| <= L^k and the small error <= 1
    power_step           a step of an argument: a bound is at most such a power
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, replace

import sympy

from lora_symbolic.arguments.argument import Step
from lora_symbolic.arguments.steps import at_most as order_step
from lora_symbolic.language.errors import SyntaxProblem
from lora_symbolic.language.size import symbol

from .bound import magnitude
from .norms import ONE, Expression
from .rules.softmax_constants import DELTA, TAU

SIZES = frozenset({"L", "d", "r", "m", "n", "k"})
SMALL = {"eps": sympy.Symbol("eps", positive=True), "delta": DELTA, "tau": TAU}
K = sympy.Symbol("K", positive=True)
MAX_TEXT = 500


def bound_from_text(text: str) -> Expression:
    """The bound that a text stands for.

    >>> bound_from_text("2 * L * d**2 * tau * B * (2 * C3 + Y)")
    2*L*d**2*tau*|B|*(2*|C3| + |Y|)

    Raises SyntaxProblem for anything but names, integers, + - * / and small powers.
    """
    try:
        if len(text) > MAX_TEXT:
            raise ValueError
        return _read(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise SyntaxProblem(f"{text[:60]!r}: expected a polynomial in L, d, r, eps, delta, tau and letters") from None


def _read(node: ast.expr) -> Expression:
    if isinstance(node, ast.Name):
        if node.id in SMALL:
            return SMALL[node.id]
        return symbol(node.id) if node.id in SIZES else magnitude(node.id)
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return sympy.Integer(node.value)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_read(node.left), _read(node.right))
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        power = _read(node.right)
        if power.is_Integer and 0 <= power <= 9:
            return _read(node.left) ** power
    raise ValueError("not a bound")


_OPERATIONS: dict[type[ast.operator], Callable[[Expression, Expression], Expression]] = {
    ast.Add: lambda x, y: x + y,
    ast.Sub: lambda x, y: x - y,
    ast.Mult: lambda x, y: x * y,
    ast.Div: lambda x, y: x / y,
}


def at_most(small: Expression, large: Expression) -> bool:
    """Whether small <= large for all sizes >= 1 and all positive values of the other symbols.

    Sizes are written 1 + (a nonnegative number); the answer is yes when no coefficient of the difference is negative.

    >>> L, a = symbol("L"), magnitude("A")
    >>> at_most(a + L * a, 2 * L * a), at_most(L * a, a)
    (True, False)
    """
    difference = large - small
    shifted = {s: ONE + sympy.Symbol(f"{s}_more", nonnegative=True) for s in difference.free_symbols if s.is_integer}
    whole = sympy.expand(difference.xreplace(shifted))
    if not whole.free_symbols:
        return bool(whole >= 0)
    try:
        polynomial = sympy.Poly(whole, *sorted(whole.free_symbols, key=str))
    except sympy.PolynomialError:
        return False
    return all(bool(coefficient >= 0) for coefficient in polynomial.coeffs())


@dataclass(frozen=True)
class Power:
    """coefficient * L^exponent, the exponent linear in K, where |X| <= L^K."""

    coefficient: Expression
    exponent: Expression


def power_of_tokens(bound: Expression, small: sympy.Symbol) -> Power:
    """What multiplies the small error when d, r <= L, |X| <= L^K for every input, and the error is at most 1.

    >>> L, C, eps = symbol("L"), magnitude("C3"), SMALL["eps"]
    >>> power_of_tokens(L * symbol("d") * eps * C**2 + eps * C, eps)
    Power(coefficient=2, exponent=2*K + 2)

    Raises ValueError when the bound is no polynomial that vanishes with the small error.
    """
    terms = sympy.Poly(sympy.expand(bound), *sorted(bound.free_symbols, key=str))
    total, exponent = sympy.Integer(0), sympy.Integer(0)
    for powers, coefficient in terms.terms():
        degrees = dict(zip(terms.gens, powers, strict=True))
        if degrees.get(small, 0) < 1:
            raise ValueError(f"{bound}: does not vanish with {small}")
        plain = sum(power for symbol, power in degrees.items() if symbol.is_integer)
        inputs = sum(power for symbol, power in degrees.items() if not symbol.is_integer and symbol != small)
        total += abs(coefficient)
        exponent = _larger(exponent, plain + inputs * K)
    return Power(total, exponent)


def power_step(statement: str, reason: str, bound: Expression, power: Power, small: sympy.Symbol) -> Step:
    """That a bound is at most a L^e times the small error, for all L >= 1 and K >= 0: with M for L^K, at the ends.

    No coefficient is negative, so that the bound is largest at d = r = L and at inputs of M.

    >>> L, C, eps = symbol("L"), magnitude("C3"), SMALL["eps"]
    >>> bound = L * symbol("d") * eps * C**2 + eps * C
    >>> power_step("", "", bound, power_of_tokens(bound, eps), eps).holds
    True
    >>> power_step("", "", bound, Power(sympy.Integer(2), 2 + K), eps).holds
    False
    """
    symbols = sorted(bound.free_symbols, key=str)
    tokens, inputs, less, slack = (1 + sympy.Symbol(name, positive=True) for name in ("l", "m", "x", "y"))
    ends = {one: tokens if one.is_integer else inputs for one in symbols} | {small: 1 / less}
    plain, times = power.exponent.subs(K, 0), power.exponent.coeff(K)
    step = order_step(
        statement,
        f"{reason}; put L = 1 + l, L^K = 1 + m, {small} = 1/(1 + x), 1 + y for what the bound is below its value there",
        bound.xreplace(ends) / slack,
        power.coefficient * tokens**plain * inputs**times / less,
    )
    rising = all(coefficient > 0 for coefficient in sympy.Poly(sympy.expand(bound), *symbols).coeffs())
    return replace(step, holds=step.holds and rising)


def _larger(left: Expression, right: Expression) -> Expression:
    """A linear polynomial in K with both coefficients the larger ones: at least both for K >= 0."""
    a, b = sympy.Poly(left, K), sympy.Poly(right, K)
    larger = [max(a.coeff_monomial(K**i), b.coeff_monomial(K**i)) for i in (0, 1)]
    return larger[0] + larger[1] * K
