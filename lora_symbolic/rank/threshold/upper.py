"""Why logits of order o(log L) leave thin factors, for every accuracy L^-c: the argument behind `constants_of`.

Dictionary
    thin_factors_argument   its steps: degree, rank, and from exp to f
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

import sympy

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.ranges import induction, rises
from lora_symbolic.arguments.steps import algebra, computed, matrices, nonnegative, tends, textbook
from lora_symbolic.language import diag, matrix, ones, reciprocal, rowsum
from lora_symbolic.language.propositions import Proposition, comparisons, every, some
from lora_symbolic.language.propositions.factors import FACTORS, INPUTS, NEAR

from ..features import features, rank_bound
from .constants import explicit_instance

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
        *_remainder_steps(),
        induction(
            "n! >= (n/e)^n for all n >= 1, so the error is at most e^B (e B/n)^n",
            "from n to n + 1 the quotient takes the factor e (1 + 1/n)^-n, and log(1 + x) <= x at x = 1/n",
            "n",
            sympy.E - 1,
            rises("", "", w - sympy.log(1 + w), w),
        ),
        algebra(
            "n (1 + log(B/n)) has the derivative log(B/n) in n",
            "the product rule",
            (sympy.Derivative(exponent, n), sympy.log(B / n)),
        ),
        nonnegative("so it falls for n >= B", "put n = B (1 + t): -log(B/n) = log(1 + t)", sympy.log(1 + t)),
        algebra(
            "so for n >= rho l, l = log L, B = b l and rho >= b the log of the error is at most "
            "l (b - rho log(rho/(e b)))",
            "put n = rho l",
            (
                _b * ell + exponent.subs({B: _b * ell, n: _rho * ell}),
                ell * (_b - _rho * sympy.log(_rho / (sympy.E * _b))),
            ),
        ),
        algebra(
            "rho log(rho/(e b)) = b + c, so the error is at most e^(-c l) = L^-c",
            "rho = e b e^w with w e^w = (b + c)/(e b)",
            (rho * (sympy.log(rho) - 1 - sympy.log(_b)), total),
        ),
        nonnegative("rho >= e b > b", "w > 0", (rho - sympy.E * _b).subs(w, sympy.log(1 + t)), sympy.E - 1),
    )  # fmt: skip


def _remainder_steps() -> tuple[Step, ...]:
    """The remainder R_n of e^x after n terms, n = g + 1, by induction on n: R_n(0) = 0 and R_n' = R_(n-1)."""
    x, more = sympy.symbols("x y", positive=True)
    n = sympy.Symbol("n", integer=True, positive=True)
    term = x**n / sympy.factorial(n)
    before = n * term / x  # x^(n-1)/(n-1)!
    return (
        algebra(
            "x^n/n! has the derivative n x^(n-1)/n! = x^(n-1)/(n-1)!",
            "so the terms of e^x are the derivatives of those after them, and R_n' = R_(n-1), R_0 = e^x",
            (before, x ** (n - 1) / sympy.factorial(n - 1)),
        ),
        nonnegative(
            "R_n(x) <= e^x x^n/n! for all x >= 0 and n",
            "induction: R_0 = e^x, and the right side has a derivative of at least e^x x^(n-1)/(n-1)!",
            sympy.diff(sympy.exp(x) * term, x) - sympy.exp(x) * before,
        ),
        rises(
            "|R_n(-x)| <= x^n/n! for all x >= 0",
            "induction: |R_0(-x)| = e^-x <= 1, and |R_n(-x)| is at most the integral of |R_(n-1)(-y)| over [0, x]",
            sympy.exp(x) - 1,
            x,
        ),
        rises(
            "so |T_g(x) - e^x| <= e^x * e^B B^n / n! on [-B, B]",
            "e^x x^n <= e^x e^B B^n; and |x|^n <= e^(B - |x|) B^n: put B = |x| + y",
            sympy.exp(more) - 1,
            more,
        ),
    )


@cache
def rank_steps() -> tuple[Step, ...]:
    """From C(w + g, g) to L^kappa, and kappa to 0."""
    w, g, ell, x = sympy.symbols("w g ell x", positive=True)

    def shape(first: sympy.Expr, second: sympy.Expr) -> sympy.Expr:
        whole = first + second
        return whole * sympy.log(whole) - first * sympy.log(first) - second * sympy.log(second)

    simple, whole = _rho * (1 + sympy.log(1 + _omega / _rho)), _omega + _rho
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
            "its derivatives are log((w + g)/w) and log((w + g)/g), logarithms of numbers above 1",
            (sympy.Derivative(shape(w, g), w), sympy.log((w + g) / w)),
            (sympy.Derivative(shape(w, g), g), sympy.log((w + g) / g)),
        ),
        algebra(
            "so at w <= omega l, g <= rho l: k1 <= e^(kappa l) = L^kappa",
            "the expression is homogeneous of degree 1",
            (shape(_omega * ell, _rho * ell).expand().factor(deep=True), ell * shape(_omega, _rho)),
        ),
        algebra(
            "kappa = omega log(1 + rho/omega) + rho log(1 + omega/rho)",
            "logarithms of quotients",
            (shape(_omega, _rho), _omega * sympy.log(whole / _omega) + _rho * sympy.log(whole / _rho)),
        ),
        rises(
            "so kappa <= rho (1 + log(1 + omega/rho))",
            "omega log(1 + rho/omega) <= rho for all omega, rho",
            _rho - _omega * sympy.log(1 + _rho / _omega),
            _rho,
        ),
        algebra(
            "W(z) = x, z = x e^x: log z = log x + x",
            "logarithms",
            (sympy.log(x * sympy.exp(x)), sympy.log(x) + x),
        ),
        rises(
            "so W(z) >= log(z)/2, and rho <= 2 (b + c)/log((b + c)/(e b)) where the logarithm is positive",
            "log x <= x for all x >= 1, and log x < 0 below",
            x - sympy.log(x),
            x,
            sympy.S.One,
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
            1 + 2 * eps / (1 - eps) - (1 + eps) / (1 - eps),
            (1 - eps) / (1 + eps) - (1 - 2 * eps / (1 - eps)),
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
