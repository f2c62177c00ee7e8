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
from lora_symbolic.arguments.ranges import rises
from lora_symbolic.arguments.steps import Setting, algebra, at_most, tends_to, verified
from lora_symbolic.evaluation.rationals import as_ball
from lora_symbolic.language.propositions import Comparison, Formula, Proposition, comparisons, every, formula, some
from lora_symbolic.language.propositions.algebra import as_sympy
from lora_symbolic.rank.threshold.claims import power_text

from ..embedding import FAR, MARGIN, NEAR
from ..quadrature import PHI, lower
from ..riemann import witness
from .strip import rule_steps, strip_steps

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


ACCURACY = formula("K * log(L)**-4")
QUADRATURE = Fraction(1, 64)


@cache
def gauss_chain(eps: Formula = ACCURACY, gap: Fraction = 2 * MARGIN, spread_power: int = 1) -> Argument:
    """The budget: r eps + quadrature + rounding < gap/2, with r = 2 C log n, M = mu (log n)^power.

    With a constant accuracy the oracle's errors alone exceed any gap: the budget fails.
    """
    nodes = f"O(log(L)**{spread_power + 1})"
    inner = Proposition(
        some("N"),
        then=comparisons("calls(dX) = N", f"N = {nodes}", f"abs(error(loss(I(r)))) < {gap / 2}"),
    )
    given = (
        Comparison(formula("maxabs(error(dX))"), "<=", eps),
        *comparisons("r = O(log(L))", f"maxabs(A1 @ A2.T) = r * O({power_text('log(L)', Fraction(spread_power))})"),
    )
    return Argument(
        Proposition(every("K > 0", "mu > 0", "C > 0"), given, (inner,)),
        lambda: (*derivative_steps(), *_budget(eps, gap, spread_power)),
    )


def _budget(accuracy: Formula, gap: Fraction, spread_power: int) -> tuple[Step, ...]:
    c, mu, z, x = sympy.symbols("C mu z x", positive=True)  # z = log n
    length = z + sympy.log(2)
    phi, half, part = (sympy.Rational(str(value)) for value in (PHI, gap / 2, QUADRATURE))
    spread, turn = mu * z**spread_power, 1 / sympy.cos(phi)
    bound = turn * spread / 2 * (turn + turn**2)  # times n it bounds |F'|
    eps = as_sympy(accuracy, {"L": 2 * sympy.exp(z)}, {"L": length})
    big, rate, count, more = sympy.symbols("K_F a N t", positive=True)
    solution = sympy.log(sympy.Rational(8, 3) * big / (1 - sympy.exp(-2 * rate)) / part) / (2 * rate)
    left = sympy.Rational(8, 3) * big * sympy.exp(-2 * rate * count) / (1 - sympy.exp(-2 * rate))
    return (
        tends_to("r eps -> 0", "r = 2 C log n", 2 * c * z * eps, z, sympy.Integer(0)),
        algebra(
            "the error (8/3) K rho^(-2N)/(1 - rho^-2) is rho^(-2t)/64 at N = N0 + t, "
            "N0 = log(64 (8/3) K/(1 - rho^-2))/(2 log rho)",
            "put in, with log rho = a",
            (left.subs(count, solution + more), part * sympy.exp(-2 * rate * more)),
        ),
        rises(
            "so it is at most 1/64 for all N >= N0",
            "N = N0 + t: rho^(-2t) <= 1",
            sympy.exp(2 * rate * more) - 1,
            more,
        ),
        tends_to("a = asinh(4 phi/M) ~ 4 phi/M", "at 1/x -> 0", sympy.asinh(1 / x) * x, x, sympy.Integer(1)),
        tends_to("1 - e^(-2 a) ~ 2 a", "at 1/x -> 0", (1 - sympy.exp(-2 / x)) * x / 2, x, sympy.Integer(1)),
        tends_to(
            f"so N ~ M log(n)/(8 phi) = O((log L)^{spread_power + 1}) nodes, and as many calls",
            "log(64 (8/3) K M/(8 phi)) with K = n T (M/2)(T + T^2), over 8 phi/M",
            (z + sympy.log(sympy.Rational(8, 3) * bound * spread / (8 * phi) / part))
            * spread / (8 * phi) / z ** (spread_power + 1),
            z,
            mu / (8 * phi),
        ),
        at_most(
            "what is left for r eps is positive: quadrature and r eps, each at most 1/64 from some L on, stay below",
            "gap/2",
            2 * part + sympy.Rational(1, 1000),
            half,
        ),
        tends_to(
            "nodes and weights may be rounded to multiples of L^-4, which takes O(log L) bits",
            "the sum moves by at most (|F''| + N |F'|) L^-4, |F''| <= |F'| M/(2 phi) by Cauchy",
            sympy.exp(z) * spread * (spread / (2 * phi) + z ** (spread_power + 1)) * sympy.exp(-4 * z),
            z,
            sympy.Integer(0),
        ),
    )  # fmt: skip


@cache
def derivative_steps() -> tuple[Step, ...]:
    """What every use of Gauss-Legendre nodes shares: the integral, the bound on the strip, the error of the rule."""
    return (_fundamental(), *strip_steps(), *rule_steps())


@cache
def riemann_chain(power: int = 4) -> Argument:
    """N = K (log L)^power left nodes: the error on n equal rows is at least n x (1 - x/N)/(32 N), x = log(16 n)/2.

    It grows without bound for every power, and turns a near pair into a far one.
    """
    swapped = Proposition(
        some("near", "far"),
        then=comparisons(
            f"loss(near) - n / 8 >= {NEAR}", f"loss(far) - n / 8 <= {FAR}", "estimate(near, N) < estimate(far, N)"
        ),
    )
    return Argument(
        Proposition(every("K > 0"), comparisons(f"N = K * log(L)**{power}"), (swapped,)), lambda: _left_steps(power)
    )


def _left_steps(power: int) -> tuple[Step, ...]:
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
    cells, height, turn = sympy.symbols("N h lambda", positive=True)
    share = 1 / (1 + sympy.exp(turn * height))
    return (
        _fundamental(),
        algebra(
            "-d/d lambda of n x o^2 (1 - o) is n x^2 o^2 (1 - o)(2 - 3 o) for o = 1/(1 + e^(lambda x))",
            "the chain rule",
            (
                -sympy.diff(height * share**2 * (1 - share), turn),
                height**2 * share**2 * (1 - share) * (2 - 3 * share),
            ),
        ),
        verified(
            "-d/d lambda of g = n x o^2 (1 - o) is n x^2 o^2 (1 - o)(2 - 3 o) >= n x^2/16 for lambda <= 1/x",
            "o = 1/(1 + e^(lambda x)) lies in [1/(1 + e), 1/2]",
            "SymPy: no root in [67/250, 1/2), 67/250 < 1/(1 + e) in balls",
            positive and above_e,
        ),
        algebra(
            "a left cell of width h on which g falls at a rate of at least s exceeds its integral by s h^2/2",
            "the integral of s t over [0, h]; g falls on all of [0, 1], so no other cell takes anything away",
            (sympy.Integral(height * cells, (cells, 0, turn)), height * turn**2 / 2),
        ),
        at_most("g falls on [0, 1]", "o <= 1/2: 2 - 3 o >= 1/2", sympy.Rational(1, 2), 2 - 3 / (2 + o)),
        algebra(
            "the sum exceeds the integral of g by at least (N/x - 1) (1/2) (1/N^2) n x^2/16 = n x (1 - x/N)/(32 N)",
            "N/x - 1 whole cells lie in [0, 1/x]",
            ((cells / height - 1) / 2 / cells**2 * height**2 / 16, height * (1 - height / cells) / (32 * cells)),
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
    )
