"""The fast gradients in rounded arithmetic: how far from the exact gradients, with every constant.

Both gradients are computed as in `almost-linear`: C1 W, monomials of its rows and of those of C2, U1 to V4, products.
Exp is Taylor's polynomial P, |P(t) - e^t| <= delta e^t for |t| <= b + 1/1000. Every operation is rounded to a relative
error u. Let every entry of A, B, C1, C2, C3, W, Y be at most H >= 1 and |C1 W| |C2|^T <= b entry by entry, and put

    z = small (L + d k1) d^2 H^3 e^(6 b) u <= 1,      delta <= 1/112,      r <= d <= L.

Then both gradients are off by at most L d^2 H^5 (approximation delta + rounding/small z): constants_of says from which
approximation and rounding on. So u = eps / poly(L) is enough, and that is O(log L) bits. Exponents of numbers are not
bounded here: O(log log L) bits hold them, since no monomial of words of O(log L) bits is below L^(-O(log L)).

Dictionary
    Constants           approximation and rounding, for a small
    constants_of        the least ones that the argument gives, exactly
    rounding_claim      the proposition
    rounding_argument   the steps, each checked
    FACTOR              roundings of a summand over L + d k1
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.ranges import induction, rises
from lora_symbolic.arguments.steps import algebra, at_most, computed
from lora_symbolic.bounds.inequalities import Setting, bounded
from lora_symbolic.language import Term, ones
from lora_symbolic.language.propositions import Proposition, comparisons, every
from lora_symbolic.language.size import symbol
from lora_symbolic.language.statement import Holds, statement_from_table
from lora_symbolic.rank.features import features
from lora_symbolic.rank.ranks import taylor_coefficients

from ..cost.compare import at_most as polynomial_at_most
from ..cost.paper import C1, ORDER, U, V, W, partial_gradients
from .roundings import roundings_of

FACTOR = 20
DELTA = Fraction(1, 112)
SLACK = Fraction(1, 1000)
_x, _y, _delta, _rho, _phi, _a = sympy.symbols("x y delta rho phi a", positive=True)
_d, _grade, _N, _u = sympy.symbols("d g N u", positive=True)


@dataclass(frozen=True)
class Constants:
    """Both gradients are off by at most L d^2 H^5 (approximation delta + share z), z <= 1."""

    approximation: Fraction
    share: Fraction


def constants_of(small: Fraction) -> Constants | None:
    """The least constants of the argument where z has this factor; None where z <= 1 says too little.

    >>> found = constants_of(Fraction(40000))
    >>> float(found.approximation) < 17, float(found.share * 40000) < 1200
    (True, True)
    """
    w = 2 * FACTOR / small  # gamma_N <= 2 N u <= w z e^(-6 b) / (d^2 H^3)
    if w > SLACK:
        return None
    grown = 1 / (1 - w)  # (e^x - 1)/x <= 1/(1 - x) at x <= w
    shifted = (1 + DELTA) * grown  # delta' <= delta + shifted x
    rows = 1 / ((1 - 2 * w) * (1 - DELTA))  # rho <= rows w z e^(-4 b)
    wide = rows / (1 - rows * w)  # phi <= wide e^(2 b)
    seen, off = DELTA + shifted * w, rows * w
    normalised = 1 / ((1 - seen) * (1 - off))  # delta_F <= normalised (2 delta' + rho)
    relative = normalised * (2 * seen + off)
    slope = normalised * (relative**2 + 5 * relative + 8)
    return Constants(2 * slope, w * (slope * (2 * shifted + rows) + 4 * wide**3))


def rounding_claim(approximation: Fraction, rounding: Fraction, small: Fraction) -> Proposition:
    """Both rounded gradients, within the bound, for all sizes and inputs."""
    inputs = ("C1: L, d", "C2: L, d", "C3: L, d", "Y: L, d", "W: d, d", "A: r, d", "B: d, r")
    given = (
        "r <= d",
        "d <= L",
        "maxabs([A, B, C1, C2, C3, W, Y]) <= H",
        "abs(C1 @ W) @ abs(C2).T <= b",
        f"delta <= {DELTA}",
        f"relative_error(P, b + {SLACK}) <= delta",
        f"{small} * (L + d * k1) * d**2 * H**3 * exp(6 * b) * u <= 1",
    )
    bound = f"L * d**2 * H**5 * ({approximation} * delta + {rounding} * (L + d * k1) * d**2 * H**3 * exp(6 * b) * u)"
    told = (f"maxabs(rounded(dA) - dA) <= {bound}", f"maxabs(rounded(dB) - dB) <= {bound}")
    return Proposition(every("H >= 1", "b > 0", "delta > 0", "u > 0", *inputs), comparisons(*given), comparisons(*told))


def _stated(holds: str, where: list[str], **names: str) -> bool:
    """Whether the error calculus derives a bound on matrices, for all sizes and entries."""
    table: dict[str, object] = {
        "sizes": ["L", "d", "r"],
        "scalars": {"delta": "0 < delta < 1", "phi": "phi >= 1"},
        "matrices": {name: shape.split() for name, shape in _SHAPES.items()},
        "definitions": names,
        "claims": [{"name": "bound", "where": where, "holds": holds}],
    }
    stated = statement_from_table(table, "rounding").claims[0].stated
    return isinstance(stated, Holds) and bounded(stated.comparison, Setting(stated.hypotheses, stated.scalars)).proved


_SHAPES = {
    "C1": "L d",
    "C2": "L d",
    "C3": "L d",
    "Y": "L d",
    "W": "d d",
    "A": "r d",
    "B": "d r",
    "F": "L L",
    "M": "L L",
}
_GRADIENT = {
    "f": "softmax(C1 @ W @ C2.T)",
    "q": "(f @ C3 - Y) @ C3.T",
    "p": "f * q - diag(rowsum(f * q)) @ f",
    "qF": "(F @ C3 - Y) @ C3.T",
    "pF": "F * qF - diag(rowsum(F * qF)) @ F",
}
_SUMS = {"qM": "(M @ C3 + Y) @ C3.T", "pM": "M * qM + diag(rowsum(M * qM)) @ M"}
_SIDES = (("B", "B.T @ C1.T @ {p} @ C2"), ("A", "C1.T @ {p} @ C2 @ A.T"))


def _relative_holds() -> bool:
    """|F - f| <= delta f moves both gradients by at most 8 delta and higher powers."""
    bound = "L * d**2 * delta * maxabs({side}) * maxabs(C1) * maxabs(C2) * maxabs(C3) * (delta**2 * maxabs(C3) + 4 * "
    bound += "delta * maxabs(C3) + delta * maxabs(Y) + 5 * maxabs(C3) + 3 * maxabs(Y))"
    return all(
        _stated(
            f"maxabs({form.format(p='pF')} - {form.format(p='p')}) <= {bound.format(side=side)}",
            ["abs(F - f) <= delta * f"],
            **_GRADIENT,
        )
        for side, form in _SIDES
    )


def _sums_hold() -> bool:
    """The gradients with absolute values and plus signs, M for |F|."""
    bound = "L * d**2 * phi * (1 + phi) * maxabs({side}) * maxabs(C1) * maxabs(C2) * maxabs(C3) * (phi * maxabs(C3) + "
    return all(
        _stated(
            f"maxabs({form.format(p='pM')}) <= {bound.format(side=side)}maxabs(Y))", ["norm(M, inf) <= phi"], **_SUMS
        )
        for side, form in _SIDES
    )


def _roundings(*terms: Term) -> sympy.Expr:
    return roundings_of(*terms, begin={"U": symbol("k1"), "V": symbol("k1")}, order=ORDER)


def _positive_monomials() -> bool:
    """|U| |V|^T is P of |C1 W| |C2|^T: Taylor's weights are positive."""
    made = features(taylor_coefficients(3), 2)
    return all(weight > 0 for weight in made.weights)


def counting_steps() -> tuple[Step, ...]:
    """How often a summand is rounded, and what that means."""
    L, d, k1 = symbol("L"), symbol("d"), symbol("k1")
    most = FACTOR * (L + d * k1)
    found = _roundings(*partial_gradients())
    rows = _roundings(U @ (V.T @ ones("L", 1)))
    logits = roundings_of(C1 @ W)
    fits = all(polynomial_at_most(one, most, ORDER) for one in (found, rows, logits))
    return (
        induction(
            "a monomial of degree at most g with its weight is rounded g + 1 <= k1 times",
            "g - 1 products, the weight, the product with it; k1 = C(d + g, g) is 1 + g at d = 1, and from d to d + 1 "
            "takes the factor (d + 1 + g)/(d + 1)",
            "d",
            sympy.S.Zero,
            at_most("", "", sympy.S.One, (_d + 1 + _grade) / (_d + 1)),
        ),
        computed(
            f"a summand of a gradient is rounded N = {found} <= {FACTOR} (L + d k1) times at most, one of a row sum of "
            f"P {rows} times, one of C1 W {logits} times",
            "numbers of factors add, a product takes one more, a sum of n takes n - 1 more",
            fits,
            "the difference has no negative coefficient in r - 1, d - r, L - d, k1 - 1",
        ),
        rises(
            "log(1 + u) <= u for all u >= 0, so (1 + u)^N <= e^(N u)",
            "N times that",
            _u - sympy.log(1 + _u),
            _u,
        ),
        rises(
            "e^x <= 1/(1 - x) for all x >= 0 below 1",
            "put x = y/(1 + y): the logarithm of the right side is log(1 + y)",
            sympy.log(1 + _y) - _y / (1 + _y),
            _y,
        ),
        algebra(
            "1 - (1 - u)^N <= N u",
            "Bernoulli's inequality, by induction: (1 - N u)(1 - u) exceeds 1 - (N + 1) u by N u^2",
            ((1 - _N * _u) * (1 - _u), 1 - (_N + 1) * _u + _N * _u**2),
        ),
        at_most(
            "so what is computed differs by at most gamma_N times the sum of absolute values, gamma_N = N u/(1 - N u)",
            "(1 + u)^N - 1 <= 1/(1 - N u) - 1 = gamma_N, and N u <= gamma_N; put N u = 1/(1 + a)",
            1 / (1 + _a),
            (1 / (1 + _a)) / (1 - 1 / (1 + _a)),
        ),
        at_most(
            "gamma_N <= 2 N u for N u <= 1/2",
            "y/(1 - y) <= 2 y; put y = 1/(2 + a)",
            (_y / (1 - _y)).subs(_y, 1 / (2 + _a)),
            2 / (2 + _a),
        ),
    )


def matrix_steps() -> tuple[Step, ...]:
    """From roundings to f, and from f to the gradients."""
    inner = 1 + _delta
    joint = (1 - _delta) / (1 + _y) + inner * (1 + _y) - 2
    return (
        computed(
            "the logits move by at most x = gamma_N d^2 H^3",
            "|C1| |W| |C2|^T is at most d^2 H^3",
            _stated("maxabs(C1 @ W @ C2.T) <= d**2 * maxabs(C1) * maxabs(W) * maxabs(C2)", []),
            "by the rules of the error calculus, which are triangle inequalities",
        ),
        at_most(
            "so |P - e^S| <= delta' e^S, 1 + delta' = (1 + delta) e^x, for the logits S themselves",
            "from below, (1 - delta) e^-x + (1 + delta) e^x >= 2; put e^x = 1 + y, delta = 1/(1 + a)",
            sympy.Integer(0),
            sympy.together(joint.subs(_delta, 1 / (1 + _a))),
        ),
        computed(
            "the absolute values of a row sum of P add up to L e^b' at most, b' = b + x, and the row sum is at least "
            "(1 - delta) L e^-b': it is off by a factor 1 + t, |t| <= rho = gamma_N e^(2 b') / (1 - delta)",
            "Taylor's coefficients are positive: |U| |V|^T = P(|C1 W| |C2|^T) <= e^b'",
            _positive_monomials(),
            "all weights of the monomials are positive; degree 3 in two variables",
        ),
        at_most(
            "with the computed reciprocals the rows are F, |F - f| <= delta_F f, "
            "1 + delta_F = (1 + delta') / ((1 - delta')(1 - rho))",
            "the reciprocal of a number 1 + a is at least 2 - (1 + a), and (1 - rho)(1 + rho) <= 1",
            sympy.Integer(2) - (1 + _a),
            1 / (1 + _a),
        ),
        computed(
            "the gradients of F are off by at most L d^2 H^5 delta_F (8 + 5 delta_F + delta_F^2)",
            "the bound of the claim accuracy-relative, every input at most H",
            _relative_holds(),
            "by the rules of the error calculus, for all sizes and entries",
        ),
        computed(
            "and their absolute values add up to L d^2 H^5 phi (1 + phi)^2 at most, phi = e^(2 b') / ((1 - rho)(1 - "
            "delta)) the sum of a row of |F|",
            "signs become plus signs",
            _sums_hold(),
            "by the rules of the error calculus, for all sizes and entries",
        ),
    )


def scalar_steps(approximation: Fraction, rounding: Fraction, small: Fraction) -> tuple[Step, ...]:
    """From delta and z to the bound."""
    found = constants_of(small)
    fits = found is not None and approximation >= found.approximation and rounding >= small * found.share
    told = "z <= 1 says too little" if found is None else f"{float(found.approximation):.4f}"
    share = "" if found is None else f" and {float(small * found.share):.2f}"
    return (
        at_most(
            "phi (1 + phi)^2 <= 4 phi^3",
            "phi >= 1; put phi = 1 + a",
            ((1 + _phi) ** 2 * _phi).subs(_phi, 1 + _a),
            (4 * _phi**3).subs(_phi, 1 + _a),
        ),
        algebra(
            "so that e^x - 1 <= x/(1 - x), for e^x <= 1/(1 - x)",
            "the right side less 1",
            (1 / (1 - _x) - 1, _x / (1 - _x)),
        ),
        at_most(
            "delta_F <= (2 delta' + rho) / ((1 - delta')(1 - rho))",
            "put delta' = 1/(1 + a), rho = 1/(1 + y); both sides have one denominator",
            sympy.together(((1 + _delta) - (1 - _delta) * (1 - _rho)).subs({_delta: 1 / (1 + _a), _rho: 1 / (1 + _y)})),
            sympy.together((2 * _delta + _rho).subs({_delta: 1 / (1 + _a), _rho: 1 / (1 + _y)})),
        ),
        computed(
            f"with z = {small} (L + d k1) d^2 H^3 e^(6 b) u <= 1 and delta <= {DELTA} the sum is at most "
            f"{approximation} delta + {rounding} z / {small}",
            f"gamma_N <= {2 * FACTOR} z / ({small} d^2 H^3 e^(6 b)); each factor is taken where it is largest, "
            f"at z = 1 and delta = {DELTA}",
            fits,
            f"exact fractions: {told}{share} are enough",
        ),
    )


@cache
def rounding_argument(approximation: Fraction, rounding: Fraction, small: Fraction) -> Argument:
    """Both rounded gradients are within the bound, for all sizes and inputs.

    >>> rounding_argument(Fraction(17), Fraction(1200), Fraction(40000)).holds
    True
    >>> rounding_argument(Fraction(1), Fraction(1200), Fraction(40000)).holds
    False
    """
    steps = (*counting_steps(), *matrix_steps(), *scalar_steps(approximation, rounding, small))
    return Argument(rounding_claim(approximation, rounding, small), steps)
