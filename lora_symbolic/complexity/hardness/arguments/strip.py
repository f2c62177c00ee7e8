"""The strip and the rule: bounds of F' beside the real line, and what they give for Gauss-Legendre nodes.

F = sum_i o_i^2 / 2, o = (p, v) with p = e^(lambda z)/sum e^(lambda z): a row of the softmax with 0 <= v <= 1.
The entries of z lie in [0, M].

Dictionary
    strip_steps     |o| <= T, |o'| <= (M/2)(T + T^2), |F'| <= n T (M/2)(T + T^2), T = 1/cos(phi), |Im lambda| M/2 <= phi
    rule_steps      |error| <= (8/3) K rho^(-2N)/(1 - rho^-2) where |F'| <= K in the ellipse of parameter rho
"""

from __future__ import annotations

import sympy
from flint import arb, ctx

from lora_symbolic.arguments.argument import Step
from lora_symbolic.arguments.steps import Setting, algebra, at_most, verified
from lora_symbolic.evaluation.rationals import as_ball

from ..quadrature import PHI

_ROW = Setting(
    ("n", "k"),
    {"Z": "n, k", "v": "k, 1", "l": "1, 1", "s": "1, 1"},
    {
        "f": "softmax(kron(l, Z))",
        "o": "f @ v",
        "slope": "(f * Z) @ v - o * rowsum(f * Z)",
        "moved": "Z - kron(s, ones(n, k))",
    },
)


def strip_steps() -> tuple[Step, ...]:
    """The denominator keeps its size, so that derivatives are bounded by hand."""
    return (*_denominator(), *_derivatives())


def _denominator() -> tuple[Step, ...]:
    a, b, u, x, t = sympy.symbols("a b u x t", real=True)
    p, q = sympy.symbols("p q", positive=True)
    height, cosine, more = sympy.symbols("E cosphi x", positive=True)
    with ctx.workprec(64):
        below = bool(as_ball(PHI) < arb.pi() / 2)
    return (
        algebra(
            "with lambda = a + i b and z = M/2 + u: Re e^(lambda u) = e^(a u) cos(b u), |u| <= M/2",
            "e^(lambda M/2) is a common factor of the sum; Re w = (w + conj w)/2",
            (
                (sympy.exp((a + sympy.I * b) * u) + sympy.exp((a - sympy.I * b) * u)) / 2,
                sympy.exp(a * u) * sympy.cos(b * u),
            ),
        ),
        algebra(
            "cos falls on [0, phi]: cos x - cos(x + t) = 2 sin(x + t/2) sin(t/2) >= 0, and b u lies in [-phi, phi]",
            "sums to products; both sines are of numbers in [0, pi]",
            (sympy.cos(x) - sympy.cos(x + t), 2 * sympy.sin(x + t / 2) * sympy.sin(t / 2)),
        ),
        verified("phi < pi/2, so cos(phi) > 0", f"phi = {PHI}", "in balls", below),
        at_most("|sum e^(lambda z)| >= Re of it", "|w|^2 = (Re w)^2 + (Im w)^2", p**2, p**2 + q**2),
        at_most(
            "Re sum e^(lambda z) >= cos(phi) sum e^(Re lambda z)",
            "term by term, E = e^(a u) > 0 and cos(b u) = cos(phi) + x",
            height * cosine,
            height * (cosine + more),
        ),
        at_most(
            "so sum |p| <= T = 1/cos(phi)",
            "p = e^(lambda z)/sum; the modulus of the sum is cos(phi) sum e^(Re lambda z) + x at least",
            height / (cosine * height + more),
            1 / cosine,
        ),
    )


def _derivatives() -> tuple[Step, ...]:
    p, t, z, w, u, n = sympy.symbols("p t z w u n", positive=True)
    turn, half, value = p + t, z + w, 1 / (1 + u)  # sum |p| <= T, |z - M/2| <= M/2, v <= 1
    o, slope = p * value, p * value * z + (p * value) * (p * z)
    bound = half * (turn + turn**2)
    return (
        _ROW.equality(
            "the quotient rule", "grad(sum(o * o) / 2, l)", "sum(o * slope) * ones(1, 1)",
            "F' = sum_i o_i o_i', o' = sum p v z - (sum p v)(sum p z)",
        ),
        _ROW.equality(
            "rows of f sum to 1", "(f * moved) @ v - o * rowsum(f * moved)", "slope",
            "z may be less M/2, without a change of o'",
        ),
        at_most(
            "|o'| <= (M/2)(T + T^2)", "the triangle inequality, sum |p| <= T, 0 <= v <= 1, |z - M/2| <= M/2",
            slope, bound,
        ),
        at_most("|F'| <= n T (M/2)(T + T^2)", "n rows, |o| <= T", n * o * slope, n * turn * bound),
    )  # fmt: skip


def rule_steps() -> tuple[Step, ...]:
    """The error of N nodes from Chebyshev coefficients, which Bernstein bounds by 2 K rho^-k."""
    k, t, x, q, n, c = sympy.symbols("k t x q n c", positive=True)  # t is K, and the angle; n the first term
    primitive = sympy.cos((k - 1) * t) / (2 * (k - 1)) - sympy.cos((k + 1) * t) / (2 * (k + 1))
    ends = -1 / (2 * (k - 1)) + 1 / (2 * (k + 1)) - (1 / (2 * (k - 1)) - 1 / (2 * (k + 1)))
    return (
        algebra(
            "the integral of T_k over [-1, 1] is that of cos(k t) sin(t) over [0, pi]",
            "x = cos t; its primitive is cos((k - 1) t)/(2 (k - 1)) - cos((k + 1) t)/(2 (k + 1))",
            (sympy.diff(primitive, t), sympy.cos(k * t) * sympy.sin(t)),
        ),
        algebra(
            "for even k it is 2/(1 - k^2)",
            "cos((k - 1) pi) = cos((k + 1) pi) = -1",
            (ends, 2 / (1 - k**2)),
        ),
        at_most(
            "2 + 2/(k^2 - 1) <= 8/3 for even k >= 2", "k = 2 + x", 2 + 2 / ((2 + x) ** 2 - 1), sympy.Rational(8, 3)
        ),
        algebra(
            "sum over even k >= 2N of rho^-k is rho^(-2N)/(1 - rho^-2)",
            "geometric, q = rho^-2: the sum less its first term, q^N, is q times itself",
            (n / (1 - q) - n, q * n / (1 - q)),
        ),
        at_most(
            "on [0, 1] T_k, k even, errs by at most (8/3) K rho^-k, so that |error| <= (8/3) K rho^(-2N)/(1 - rho^-2)",
            "half the length; coefficients at most 2 K rho^-k (Bernstein), here c = rho^-k; the rule is exact up to "
            "degree 2N - 1, its weights and the integral give 2 + 2/(k^2 - 1), k = 2 + x",
            2 * t * c * (2 + 2 / ((2 + x) ** 2 - 1)) / 2,
            sympy.Rational(8, 3) * t * c,
        ),
    )
