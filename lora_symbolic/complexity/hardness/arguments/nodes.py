"""From gradients at X = lambda I to the loss at X = I: which nodes, how many, how exact.

Dictionary
    gauss_chain     N = O(M log(n M)) Gauss-Legendre nodes and r eps <= 1/64 separate the gap: all constants
    riemann_chain   K (log L)^4 left nodes do not: their error is at least n x (1 - x/N)/(32 N), which grows like L
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import sympy
from flint import ctx

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.steps import Setting, at_most, tends_to, verified
from lora_symbolic.evaluation.rationals import as_ball

from ..embedding import MARGIN
from ..quadrature import PHI, gauss_error, lower, nodes_needed
from ..riemann import Family, estimate, nodes, riemann_error_below, true_excess, witness

_LAMBDA = Setting(
    ("L", "r"),
    {"A1": "L, r", "A2": "L, r", "A3": "L, r", "l": "1, 1"},
    {
        "h": "softmax(A1 @ kron(l, eye(r)) @ A2.T / r) @ A3",
        "loss": "sum(h * h) / 2",
        "f": "softmax(A1 @ kron(l, eye(r)) @ A2.T / r)",
        "k": "(f @ A3) @ A3.T",
        "gX": "A1.T @ (f * k - diag(rowsum(f * k)) @ f) @ A2 / r",
    },
)


def _fundamental() -> Step:
    return _LAMBDA.equality(
        "so L(I) - L(0) is the integral of the trace of dL/dX(lambda I) over [0, 1]",
        "grad(loss, l)",
        "trace(gX) * ones(1, 1)",
        "dL(lambda I)/d lambda",
    )


@cache
def gauss_chain(eps_power: int = 4, gap: Fraction = 2 * MARGIN, spread_power: int = 1) -> Argument:
    """The budget: r eps + quadrature + rounding < gap/2, with eps = K (log L)^-eps_power, r = 2 C log n,
    M = mu (log n)^spread_power.

    With eps_power = 0 the oracle's errors alone exceed any gap: the budget fails.
    """
    return Argument(
        f"O((log L)^{spread_power + 1}) Gauss-Legendre nodes and eps = K (log L)^-{eps_power} read off a gap of {gap}",
        (*derivative_steps(), *_budget(eps_power, gap, spread_power)),
    )


def _strip() -> tuple[Step, ...]:
    t, m = sympy.symbols("T M", positive=True)
    turn = 1 / sympy.cos(sympy.Symbol("phi", positive=True))
    centred = (m / 2) * t + t * (m / 2) * t
    samples = _strip_samples()
    return (
        verified(
            "|sum exp(lambda z)| >= cos(phi) sum exp(Re lambda z), |Im lambda| M/2 <= phi",
            "z less M/2 lies in [-M/2, M/2]: each term turns by at most phi, its real part is at least cos(phi) of it",
            f"balls, {len(samples)} complex points: the least ratio over {turn}^-1 is {float(min(samples)):.3f}",
            min(samples) >= 1,
        ),
        at_most(
            "|o'| <= (M/2)(T + T^2), T = 1/cos(phi)",
            "o' = sum p v z - (sum p v)(sum p z) with sum |p| <= T, 0 <= v <= 1, |z| <= M/2",
            centred,
            (m / 2) * (t + t**2),
        ),
        at_most("|F'| <= n T (M/2)(T + T^2)", "F' = sum o o', |o| <= T", t * centred, t * (m / 2) * (t + t**2)),
    )


def _strip_samples() -> list[Fraction]:
    """|sum e^(lambda z)| / (cos(phi) sum e^(Re lambda z)) at points of the strip, z = 0..M."""
    from flint import acb

    found = []
    with ctx.workprec(96):
        for spread in (3, 10, 40):
            height = as_ball(2 * PHI / spread)
            cosine = as_ball(PHI).cos()
            for k in range(5):
                real = as_ball(Fraction(k, 4))
                z = [acb(real, height) * j for j in range(spread + 1)]
                total = abs(sum((w.exp() for w in z), acb(0)))
                plain = sum(((real * j).exp() for j in range(spread + 1)), as_ball(0))
                found.append(lower(total / (cosine * plain)))
    return found


def _rule() -> tuple[Step, ...]:
    k, n = sympy.symbols("k N", integer=True, positive=True)
    term = 2 + 2 / ((2 * (n + k)) ** 2 - 1)
    x = sympy.Symbol("x", positive=True)
    exact = all(
        abs(sympy.Rational(2, 1 - j**2) - sympy.integrate(sympy.chebyshevt(j, sympy.Symbol("z")), ("z", -1, 1))) == 0
        for j in range(0, 9, 2)
    )
    return (
        verified("the integral of T_k over [-1, 1] is 2/(1 - k^2) for even k", "textbook", "SymPy, k = 0..8", exact),
        at_most(
            "2 + 2/(k^2 - 1) <= 8/3 for even k >= 2",
            "k = 2 + x",
            2 + 2 / ((2 + x) ** 2 - 1),
            sympy.Rational(8, 3),
        ),
        verified(
            "on [0, 1]: |error| <= (8/3) K rho^(-2N)/(1 - rho^-2)",
            "exact up to degree 2N - 1, coefficients of T_k at most 2 K rho^-k (Bernstein), odd k integrate to 0",
            f"1/2 * 2 * 8/3 = 8/3, geometric series in rho^-2; the first term is {term.subs({n: 1, k: 0})}",
            term.subs({n: 1, k: 0}) <= sympy.Rational(8, 3),
        ),
    )


def _budget(eps_power: int, gap: Fraction, spread_power: int) -> tuple[Step, ...]:
    c, kk, mu, z = sympy.symbols("C K mu z", positive=True)  # z = log n
    length = z + sympy.log(2)
    phi = sympy.Rational(PHI.numerator, PHI.denominator)
    spread = mu * z**spread_power
    needed = spread * (z + 2 * sympy.log(spread) + 8) / (8 * phi) + 2
    half = sympy.Rational(gap.numerator, gap.denominator) / 2
    cases = [(2**k, Fraction(3 * k * k)) for k in (4, 8, 16, 32, 64)]
    enough = all(gauss_error(n, m, nodes_needed(n, m, Fraction(1, 64))) <= Fraction(1, 64) for n, m in cases)
    return (
        tends_to(
            "r eps -> 0", "r = 2 C log n, eps = K (log L)^-p", 2 * c * z * kk / length**eps_power, z, sympy.Integer(0)
        ),
        verified(
            "N nodes bring the quadrature below 1/64", "N = nodes_needed(n, M, 1/64)", "balls, n = 2^4 .. 2^64", enough
        ),
        tends_to(
            f"N = M (log n + 2 log M + 8)/(8 phi) + 2 = O((log L)^{spread_power + 1}) nodes, so as many calls",
            "2 N asinh(4 phi/M) must reach the logarithm of (8/3) K/(1 - rho^-2) * 64",
            needed / z ** (spread_power + 1),
            z,
            mu / (8 * phi),
        ),
        verified(
            "what is left for r eps is positive",
            "gap/2 - 1/64",
            f"{half - sympy.Rational(1, 64)}",
            half > sympy.Rational(1, 64),
        ),
        tends_to(
            "nodes and weights may be rounded to multiples of L^-4, which takes O(log L) bits",
            "the sum moves by at most (|F''| + N |F'|) L^-4, |F''| <= |F'| M/(2 phi) by Cauchy",
            sympy.exp(z) * spread * (spread / (2 * phi) + needed) * sympy.exp(-4 * z),
            z,
            sympy.Integer(0),
        ),
        verified(
            "the asymptotic count is enough at n = 2^4 .. 2^64",
            "balls against the formula",
            "nodes_needed <= M (log n + 2 log M + 8)/(8 phi) + 2",
            all(_within(n, m) for n, m in cases),
        ),
    )


def _within(count: int, spread: Fraction) -> bool:
    with ctx.workprec(96):
        formula = as_ball(spread) * (as_ball(count).log() + as_ball(spread).log() * 2 + 8) / as_ball(8 * PHI) + 2
        return nodes_needed(count, spread, Fraction(1, 64)) <= lower(formula)


def derivative_steps() -> tuple[Step, ...]:
    """What every use of Gauss-Legendre nodes shares: the integral, the bound on the strip, the error of the rule."""
    return (_fundamental(), *_strip(), *_rule())


@cache
def riemann_chain(power: int = 4) -> Argument:
    """N = K (log L)^power left nodes: the error on n equal rows is at least n x (1 - x/N)/(32 N), x = log(16 n)/2.

    It grows without bound for every power, and turns a near pair into a far one.
    """
    o, z, kk = sympy.symbols("o z K", positive=True)
    polynomial = o**2 * (1 - o) * (2 - 3 * o) - sympy.Rational(1, 16)
    inside = sympy.Poly(polynomial, o)
    low, high = sympy.Rational(67, 250), sympy.Rational(1, 2)
    roots = inside.count_roots(low, high) - (1 if inside.eval(high) == 0 else 0)
    positive = roots == 0 and inside.eval(sympy.Rational(2, 5)) > 0
    length = z + sympy.log(2)
    count = kk * length**power
    x = (sympy.log(16) + z) / 2
    steep = x + 2 * (x + z)  # theta >= x + y
    found = witness(2**10)
    with ctx.workprec(96):
        above_e = lower(1 / (1 + as_ball(1).exp())) > Fraction(67, 250)
    return Argument(
        f"left Riemann sums with K (log L)^{power} nodes cannot tell a near pair, for any K",
        (
            _fundamental(),
            verified(
                "-d/d lambda of g = n x o^2 (1 - o) is n x^2 o^2 (1 - o)(2 - 3 o) >= n x^2/16 for lambda <= 1/x",
                "o = 1/(1 + e^(lambda x)) lies in [1/(1 + e), 1/2]",
                "SymPy: no root in [67/250, 1/2), 67/250 < 1/(1 + e) in balls",
                positive and above_e,
            ),
            verified(
                "the sum exceeds the integral of g by at least (N/x - 1) (1/2) (1/N^2) n x^2/16 = n x (1 - x/N)/(32 N)",
                "g decreases on [0, 1]; N/x - 1 whole cells lie in [0, 1/x]",
                "balls: it does at n = 2^6, 2^8, 2^10 with N = (log L)^4",
                all(_exceeds(2**k) for k in (6, 8, 10)),
            ),
            tends_to(
                f"at N = K (log L)^{power} that grows without bound",
                "z = log n",
                sympy.exp(z) * x * (1 - x / count) / (32 * count),
                z,
                sympy.oo,
            ),
            tends_to(
                "no threshold helps: near with s = x + 2 theta lies below far with s = x, by more and more",
                "near: at most 2 - (n - 1) s (1 - s/N)/(32 N); far: at least -n x/(8 N), for g falls from n x/8",
                (sympy.exp(z) - 1) * steep * (1 - steep / count) / (32 * count) - sympy.exp(z) * x / (8 * count) - 2,
                z,
                sympy.oo,
            ),
            verified(
                "n = 2^10, N = ceil((log L)^4): the near instance is estimated below the far one, and below 5/64",
                "orthogonal vectors of width 4 in closed form",
                f"balls: true {found.near_true.str(5)} and {found.far_true.str(5)}, "
                f"estimated {found.near_estimate.str(5)} and {found.far_estimate.str(5)}, N = {found.nodes}",
                found.convinces,
            ),
        ),
    )


def _exceeds(count: int) -> bool:
    family, number = Family(count, False), nodes(count)
    with ctx.workprec(96):
        return lower(true_excess(family) - estimate(family, number)) >= riemann_error_below(family, number)
