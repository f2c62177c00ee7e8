"""Why logits of order o(log L) leave thin factors, for every accuracy L^-c: the argument behind `constants_of`.

Dictionary
    thin_factors_argument   its steps: degree, rank, and from exp to f
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

import sympy
from flint import arb, ctx

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import algebra, computed, matrices, nonnegative, tends, textbook
from lora_symbolic.evaluation.rationals import as_ball
from lora_symbolic.language import diag, matrix, ones, reciprocal, rowsum
from lora_symbolic.language.propositions import Proposition, comparisons, every, some
from lora_symbolic.language.propositions.factors import FACTORS, INPUTS, NEAR

from ..features import features, rank_bound
from .constants import WORKING, explicit_instance, kappa_ball

_b, _c, _omega, _rho = sympy.symbols("b c omega rho", positive=True)


@cache
def error_steps() -> tuple[Step, ...]:
    """From the remainder of Taylor to L^-c."""
    n, B, w, ell = sympy.symbols("n B w ell", positive=True)
    t = sympy.Symbol("t", nonnegative=True)
    exponent = n * (1 + sympy.log(B / n))
    rho = sympy.E * _b * sympy.exp(w)
    total = sympy.E * _b * w * sympy.exp(w)  # b + c, by w e^w = (b + c)/(e b)
    return (
        textbook(
            "with n = g + 1, |T_g(x) - e^x| <= e^x * e^B B^n / n! on [-B, B]",
            "the remainder of Lagrange is x^n e^y / n! with y between 0 and x, and e^(y - x) <= e^B",
            _remainders(),
            "B = 1/2, 1, 2, 4, n = 1, ..., 12 and 9 points x, the remainder summed as a series",
        ),
        textbook(
            "n! >= (n/e)^n, so the error is at most e^B (e B/n)^n",
            "n^n / n! is one term of the series of e^n",
            _factorials(),
            "n = 1, ..., 200",
        ),
        algebra(
            "n (1 + log(B/n)) falls in n for n >= B",
            "its derivative is log(B/n), at most 0 there",
            sympy.expand_log(sympy.diff(exponent, n) - sympy.log(B / n), force=True),
        ),
        algebra(
            "so for n >= rho l, l = log L, B = b l and rho >= b the log of the error is at most "
            "l (b - rho log(rho/(e b)))",
            "put n = rho l",
            sympy.expand_log(
                _b * ell + exponent.subs({B: _b * ell, n: _rho * ell})
                - ell * (_b - _rho * sympy.log(_rho / (sympy.E * _b))),
                force=True,
            ),
        ),
        algebra(
            "rho log(rho/(e b)) = b + c, so the error is at most e^(-c l) = L^-c",
            "rho = e b e^w with w e^w = (b + c)/(e b)",
            sympy.expand_log(rho * sympy.log(rho / (sympy.E * _b)) - total, force=True),
            total / w - rho,
        ),
        nonnegative("rho >= e b > b", "w > 0", (rho - sympy.E * _b).subs(w, sympy.log(1 + t)), sympy.E - 1),
    )  # fmt: skip


@cache
def rank_steps() -> tuple[Step, ...]:
    """From C(w + g, g) to L^kappa, and kappa to 0."""
    w, g, ell, x = sympy.symbols("w g ell x", positive=True)

    def shape(first: sympy.Expr, second: sympy.Expr) -> sympy.Expr:
        whole = first + second
        return whole * sympy.log(whole) - first * sympy.log(first) - second * sympy.log(second)

    simple = _rho * (1 + sympy.log(1 + _omega / _rho))
    return (
        computed(
            "the polynomial of the logits has rank at most k1 = C(w + g, g)",
            "monomial features of w variables: the multinomial theorem",
            _feature_identity(),
            "exactly, at w = 1, 2, 3 and g = 0, ..., 4",
        ),
        textbook(
            "C(w + g, g) <= (w + g)^(w + g) / (w^w g^g)",
            "the binomial theorem: 1 = (w/(w + g) + g/(w + g))^(w + g) is at least its term with index g",
            (
                math.comb(i + j, j) * i**i * j**j <= (i + j) ** (i + j)
                for i in range(1, 30)
                for j in range(1, 30)
            ),
            "w, g = 1, ..., 29, exactly",
        ),
        algebra(
            "the log of that grows with w and with g",
            "its derivatives are log((w + g)/w) and log((w + g)/g)",
            sympy.expand_log(sympy.diff(shape(w, g), w) - sympy.log((w + g) / w), force=True),
            sympy.expand_log(sympy.diff(shape(w, g), g) - sympy.log((w + g) / g), force=True),
        ),
        algebra(
            "so at w <= omega l, g <= rho l: k1 <= e^(kappa l) = L^kappa",
            "the expression is homogeneous of degree 1",
            sympy.expand(
                sympy.expand_log(shape(_omega * ell, _rho * ell).expand(), force=True)
                - sympy.expand(ell * shape(_omega, _rho))
            ),
        ),
        textbook(
            "kappa <= rho (1 + log(1 + omega/rho))",
            "omega log(1 + rho/omega) <= rho, by log(1 + x) <= x",
            _simple_bound(),
            "30 pairs (omega, rho)",
        ),
        algebra(
            "W(z) >= log(z)/2, so rho <= 2 (b + c)/log((b + c)/(e b)) where the logarithm is positive",
            "z = x e^x gives log z = log x + x <= 2x, since log x <= x",
            sympy.expand_log(sympy.log(x * sympy.exp(x)) - sympy.log(x) - x, force=True),
        ),
        tends(
            "rho tends to 0 with b",
            "c stays",
            2 * (_b + _c) / sympy.log((_b + _c) / (sympy.E * _b)), _b, 0, 0,
        ),
        tends("kappa tends to 0 with rho", "omega stays", simple, _rho, 0, 0),
        computed(
            "at explicit L both inequalities are certain, and half of rho is too little",
            "L = 2^m, m = 20, 60, 200; b = 1/50, 1/10, 1/2; omega = 3/2; c = 1, 2",
            _instances(),
            "certified in balls",
        ),
    )  # fmt: skip


@cache
def normalising_steps() -> tuple[Step, ...]:
    """From a relative error of the exponentials to the error of f, and to factors of f."""
    U, V = matrix("U", "L", "k"), matrix("V", "L", "k")
    t = sympy.Symbol("t", positive=True)
    eps = t / (1 + t)  # 0 < eps < 1
    return (
        nonnegative(
            "|E~ - E| <= eps E gives |f~ - f| <= (2 eps/(1 - eps)) f, entry by entry",
            "f~/f lies between (1 - eps)/(1 + eps) and (1 + eps)/(1 - eps)",
            sympy.simplify(1 + 2 * eps / (1 - eps) - (1 + eps) / (1 - eps)),
            sympy.simplify((1 - eps) / (1 + eps) - (1 - 2 * eps / (1 - eps))),
        ),
        matrices(
            "f~ = U1 V1^T with U1 = diag(1/(U (V^T 1))) U and V1 = V: as thin as E~ = U V^T",
            "scaling rows scales the rows of U",
            (
                diag(reciprocal(rowsum(U @ V.T))) @ (U @ V.T),
                (diag(reciprocal(U @ (V.T @ ones("L", 1)))) @ U) @ V.T,
            ),
        ),
    )


@cache
def thin_factors_argument() -> Argument:
    """Logits o(log L) of width O(log L) leave factors of rank L^o(1), for every accuracy L^-c.

    >>> thin_factors_argument().holds
    True
    """
    steps = (*error_steps(), *rank_steps(), *normalising_steps())
    inner = Proposition(some(*FACTORS), then=comparisons(NEAR, "k1 <= L**kappa(omega, rho(b, c))"))
    given = comparisons("maxabs(C1 @ W @ C2.T) <= b * log(L)", "w <= omega * log(L)", "f = softmax(C1 @ W @ C2.T)")
    return Argument(Proposition(every("b > 0", "omega > 0", "c > 0", *INPUTS), given, (inner,)), steps)


def _remainders() -> list[bool]:
    cases = []
    with ctx.workprec(WORKING):
        for bound in (Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4)):
            for n in range(1, 13):
                limit = as_ball(bound).exp() * as_ball(bound) ** n / math.factorial(n)
                for k in range(-4, 5):
                    x = as_ball(bound * k / 4)
                    taylor = sum((x**j / math.factorial(j) for j in range(n)), arb(0))
                    cases.append(bool(abs(taylor - x.exp()) <= x.exp() * limit + arb(2) ** -200))
    return cases


def _factorials() -> list[bool]:
    with ctx.workprec(WORKING):
        return [bool(arb(math.factorial(n)) >= (arb(n) / arb(1).exp()) ** n) for n in range(1, 201)]


def _simple_bound() -> list[bool]:
    cases = []
    with ctx.workprec(WORKING):
        for omega in (Fraction(1, 10), Fraction(1), Fraction(3, 2), Fraction(5), Fraction(40)):
            for rho in (Fraction(1, 1000), Fraction(1, 20), Fraction(1, 2), Fraction(1), Fraction(4), Fraction(30)):
                r, w = as_ball(rho), as_ball(omega)
                cases.append(bool(kappa_ball(r, omega) <= r * (1 + (1 + w / r).log())))
    return cases


def _feature_identity() -> bool:
    from ..ranks import generic_points

    for width in (1, 2, 3):
        left, right = generic_points(3, width, 7), generic_points(2, width, 8)
        for degree in range(5):
            coefficients = [Fraction((-1) ** t * (t + 2), t + 1) for t in range(degree + 1)]
            made = features(coefficients, width)
            logits = [[sum(a * b for a, b in zip(u, v, strict=True)) for v in right] for u in left]
            expected = [[sum(c * s**t for t, c in enumerate(coefficients)) for s in row] for row in logits]
            if (made.left(left) @ made.right(right).T).tolist() != expected or made.rank != rank_bound(width, degree):
                return False
    return True


def _instances() -> bool:
    cases = [
        (m, b, c) for m in (20, 60, 200) for b in (Fraction(1, 50), Fraction(1, 10), Fraction(1, 2)) for c in (1, 2)
    ]
    omega, half = Fraction(3, 2), Fraction(1, 2)
    enough = all(explicit_instance(m, b, omega, Fraction(c)).holds for m, b, c in cases)
    return enough and not any(explicit_instance(m, b, omega, Fraction(c), half).error_holds for m, b, c in cases)
