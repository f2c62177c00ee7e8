"""Limits that SymPy computes: where the exponent of the width goes as L grows.

With theta = B / log L the width's exponent is at most kappa(C, rho). Put w = W((theta + c) / (e theta)); then
theta = c / (e w e^w - 1) and rho = c e^(w + 1) / (e w e^w - 1), elementary functions of w, and theta -> 0 is w -> oo.

Dictionary
    theta_of, rho_of        both in w
    limit_of_exponent       0, a number, or oo, for B = b (log L)^s, with how SymPy got there
    Limit                   the value and the recorded reason
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from .family import Family

w, C, c, b, rho, ell = sympy.symbols("w C c b rho ell", positive=True)
kappa = C * sympy.log(1 + rho / C) + rho * sympy.log(1 + C / rho)


def theta_of() -> sympy.Expr:
    """theta in w: w e^w = (theta + c) / (e theta), solved."""
    return c / (sympy.E * w * sympy.exp(w) - 1)


def rho_of() -> sympy.Expr:
    """rho = (theta + c) / w in w.

    >>> sympy.simplify(rho_of() * w - theta_of() - c)
    0
    """
    return c * sympy.exp(w + 1) / (sympy.E * w * sympy.exp(w) - 1)


@dataclass(frozen=True)
class Limit:
    """A limit as L grows; `value` is a SymPy expression, `reason` says which limits gave it."""

    value: sympy.Expr
    reason: str


def limit_of_exponent(family: Family) -> Limit:
    """The limit of the bound on log_L of the width along a family with d = C log L.

    >>> from fractions import Fraction
    >>> from .family import bounded_entries
    >>> [limit_of_exponent(bounded_entries(Fraction(k, 4), "1/d")).value.is_finite for k in (1, 2, 3)]
    [True, True, False]
    """
    power = sympy.Rational(family.power.numerator, family.power.denominator)
    constants = {
        C: sympy.Rational(family.width.numerator, family.width.denominator),
        c: sympy.Rational(family.accuracy.numerator, family.accuracy.denominator),
        b: sympy.Rational(family.coefficient.numerator, family.coefficient.denominator),
    }
    if family.fixed:
        bound = constants[C] * sympy.log(1 + ell) / ell  # C(d + g, g) <= (1 + g)^d, and g = O(l) for B = O(l)
        return Limit(sympy.limit(bound, ell, sympy.oo), "d fixed: d log(1 + g) / log L with g a power of log L")
    ratio = sympy.limit(constants[b] * ell ** (power - 1), ell, sympy.oo)
    if ratio == 0:
        thin = sympy.limit(rho_of(), w, sympy.oo)
        value = sympy.limit(kappa.subs(C, constants[C]), rho, 0, "+") if thin == 0 else sympy.nan
        return Limit(value, "B / log L -> 0, so w -> oo, rho -> 0, kappa -> 0")
    if ratio == sympy.oo:
        value = sympy.limit(kappa.subs(C, constants[C]), rho, sympy.oo)
        return Limit(value, "B / log L -> oo, the degree is at least B / log(3 + 2 sqrt 2) - 1, so rho and kappa -> oo")
    argument = (ratio + constants[c]) / (sympy.E * ratio)
    stays = (ratio + constants[c]) / sympy.LambertW(argument)
    return Limit(kappa.subs({C: constants[C], rho: stays}), f"B / log L -> {ratio}, rho and kappa stay constant")
