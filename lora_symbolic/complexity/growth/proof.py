"""The corrected Theorem 3.1, with constants: a proof whose steps are checked when it is made.

Statement. Let |C1 W C2^T| <= B entrywise (times beta), d <= C log L, r <= d <= L, and let 0 < delta <= 1, c > 0. Put
    u = (sqrt(C + 2 delta) - sqrt(C)) / 2,     rho0 = u^2,     theta0 = rho0 e^(-2 - c / rho0).
If B <= theta0 log L and log L >= max(16 sqrt(27) C / delta^2, 3, 1/C), then U1 to V4 and both gradients take at most
L^(1 + delta) multiplications, exp having a relative error of at most L^-c on the logits. If B(L) = o(log L) that is so
from some L on, for every delta and c.

Dictionary
    almost_linear_argument      the proof for an algorithm whose count is at most a factor times L d^2 k1
    width_factor                the least such factor
    QUERIES                     the algorithm of Section 3, both gradients
    explicit_steps              the steps that give theta0 and L0
    slow_steps                  how slowly the exponent falls
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import sympy
from flint import arb

from lora_symbolic.arguments.argument import Argument, Step
from lora_symbolic.arguments.ranges import rises
from lora_symbolic.arguments.steps import algebra, computed, nonnegative, positive, tends
from lora_symbolic.evaluation.rationals import as_ball
from lora_symbolic.language.size import Size, in_sympy, symbol
from lora_symbolic.language.statement.kinds.cost import Cost
from lora_symbolic.rank.threshold.upper import thin_factors_argument

from ..cost.compare import at_most
from ..cost.paper import almost_linear_cost
from ..cost.quantities import counts_of
from .claims import explicit_claim
from .family import TIME_FACTOR
from .limits import c, rho_of, theta_of, w
from .threshold import allowed_ratio
from .width import kappa, terms_enough, working

QUERIES = almost_linear_cost()
MOST = 10**6  # a factor that is tried
_C, _c, _d, _n, _theta, _ell, _u = sympy.symbols("C c delta n theta l u", positive=True)


def width_factor(cost: Cost) -> int | None:
    """The least whole number F for which coefficients show count <= F L d^2 k, k columns of the features; else None.

    >>> width_factor(QUERIES)
    27
    """
    if cost.features is None or not {"d", "L"} <= set(cost.ascending):
        return None
    columns = cost.features.matrices[0].cols
    low, high = 0, 1
    while not _within(cost, columns, high):
        low, high = high, 2 * high
        if high > MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _within(cost, columns, middle) else (middle, high)
    return high


def _within(cost: Cost, columns: Size, factor: int) -> bool:
    """Whether coefficients show that the count is at most the factor times L d^2 and the columns of the features."""
    [count] = counts_of(cost)
    return at_most(count, factor * symbol("L") * symbol("d") ** 2 * in_sympy(columns), cost.ascending)


def _count_step(cost: Cost, columns: Size, factor: int) -> Step:
    [count], order = counts_of(cost), " <= ".join(cost.ascending)
    return computed(
        f"with {columns} columns the multiplications are {count} <= {factor} L d^2 {columns} for {order}",
        "every product is counted; runs with counting numbers agree",
        _within(cost, columns, factor) and not _within(cost, columns, factor - 1),
        f"the difference has no negative coefficient in the increments of the sizes, as it has for {factor - 1}",
    )


def explicit_steps(factor: int = TIME_FACTOR) -> tuple[Step, ...]:
    """From kappa -> 0 to explicit theta0 and L0."""
    rho0 = _u**2
    theta0 = rho0 * sympy.exp(-2 - _c / rho0)
    half = _u**2 + sympy.sqrt(_C) * _u
    root = (sympy.sqrt(_C + 2 * _d) - sympy.sqrt(_C)) / 2
    y = sympy.Symbol("y", positive=True)
    bound = 2 * sympy.sqrt(sympy.sqrt(factor) * _C * _ell) / _ell
    enough = 16 * sympy.sqrt(factor) * _C / _d**2
    return (
        algebra(
            "n log(n/(e theta)) has the derivative log(n/theta) in n",
            "the product rule",
            (sympy.diff(_n * sympy.log(_n / (sympy.E * _theta)), _n), sympy.log(_n / _theta)),
        ),
        nonnegative(
            "so it grows for n >= theta, and rho is where it equals theta + c: rho <= rho0 as soon as "
            "rho0 log(rho0/(e theta)) >= theta + c",
            "put n = theta (1 + y)",
            sympy.log((_theta * (1 + y)) / _theta),
        ),
        algebra(
            "theta0 = rho0 e^(-2 - c/rho0) gives rho0 log(rho0/(e theta0)) = rho0 + c",
            "put it in",
            (rho0 * sympy.log(rho0 / (sympy.E * theta0)), rho0 + _c),
        ),
        nonnegative("and theta0 <= rho0", "e^-y = 1/(1 + t) with t >= 0 for y >= 0", 1 - 1 / (1 + y)),
        rises(
            "log(1 + x) <= sqrt(x) for all x >= 0, so kappa <= rho0 (1 + log(1 + C/rho0)) <= u^2 + sqrt(C) u",
            "both sides are 0 at 0 and the right side has the larger derivative; put x = y^2",
            y - sympy.log(1 + y**2),
            y,
        ),
        algebra(
            "u = (sqrt(C + 2 delta) - sqrt(C))/2 makes that delta/2",
            "the positive root of a quadratic",
            (half.subs(_u, root), _d / 2),
        ),
        rises(
            f"log({factor} C^2 l^2) = 2 log(sqrt({factor}) C l) <= 2 sqrt(sqrt({factor}) C l); divided by l it is at "
            f"most delta/2 for all l >= 16 sqrt({factor}) C/delta^2",
            "log y <= sqrt(y), from log(1 + x) <= sqrt(x) and log y <= log(1 + y)",
            _d / 2 - bound,
            _ell,
            enough,
        ),
        algebra(
            "with w = W((theta + c)/(e theta)): theta = c/(e w e^w - 1), rho = c e^(w + 1)/(e w e^w - 1)",
            "w e^w e theta = theta + c, rho w = theta + c",
            (w * sympy.exp(w) * sympy.E * theta_of(), theta_of() + c),
            (rho_of() * w, theta_of() + c),
        ),
        tends("theta tends to 0 exactly as w grows", "exponentials", theta_of(), w, sympy.oo, 0),
        tends("then rho tends to 0, and kappa with it", "exponentials", rho_of(), w, sympy.oo, 0),
        algebra(
            "u = delta/(sqrt(C + 2 delta) + sqrt(C)), so that it is positive",
            "the difference of two roots, by their sum",
            (root, _d / (sympy.sqrt(_C + 2 * _d) + sympy.sqrt(_C))),
        ),
        positive(
            "theta0 is positive whatever delta, c and C are, so B(L) = o(log L) is at most theta0 log L from some L on",
            "that is what o says; theta0 as a function of u, and u",
            theta0,
            _d / (sympy.sqrt(_C + 2 * _d) + sympy.sqrt(_C)),
        ),
        computed(
            "at explicit numbers theta0 is small enough, and 4 max(C, 1) rho0 is not",
            "kappa(C, rho(theta0)) <= delta/2 is certain in balls, and fails at the larger theta",
            all(_ratio_works(*case) for case in _ratio_cases()),
            "C = 1/2, 1, 2; c = 1, 3; delta = 1, 1/2, 1/10",
        ),
    )


def _ratio_cases() -> Iterator[tuple[Fraction, Fraction, Fraction]]:
    for width in (Fraction(1, 2), Fraction(1), Fraction(2)):
        for accuracy in (Fraction(1), Fraction(3)):
            for delta in (Fraction(1), Fraction(1, 2), Fraction(1, 10)):
                yield delta, width, accuracy


def _ratio_works(delta: Fraction, width: Fraction, accuracy: Fraction) -> bool:
    with working():
        theta0, rho0 = allowed_ratio(delta, width, accuracy)
        C, c = as_ball(width), as_ball(accuracy)
        half = as_ball(delta / 2)
        enough = kappa(C, terms_enough(theta0, c)) <= half
        spoiled = kappa(C, terms_enough(rho0 * C.max(arb(1)) * 4, c)) > half
        return bool(enough) and bool(spoiled)


def slow_steps() -> tuple[Step, ...]:
    """Why nobody sees the limit: the exponent falls like log log log L / log log L at best."""
    x = sympy.Symbol("x", positive=True)  # log log L
    s, t = sympy.symbols("s t", positive=True)
    rho = _c / x
    return (
        algebra(
            "W(z) = 1 + t, z = (1 + t) e^(1 + t) for all z >= e: log z = 1 + t + log(1 + t)",
            "logarithms",
            (sympy.log((1 + t) * sympy.exp(1 + t)), 1 + t + sympy.log(1 + t)),
        ),
        nonnegative(
            "so W(z) <= log z for all z >= e, and rho >= c/log((theta + c)/(e theta)) = c/((1 - s) log log L + O(1))",
            "z = (1 + t) e^(1 + t): log z - W(z) = log(1 + t) >= 0",
            sympy.log(1 + t),
        ),
        tends(
            "for B = (log L)^s, s < 1, kappa is at least of order log log log L / log log L",
            "kappa >= rho log(1/rho) for rho <= C <= 1, and rho is at least a constant times 1/log log L",
            rho * sympy.log(1 / rho) / (sympy.log(x) / x),
            x,
            sympy.oo,
            _c,
        ),
        tends(
            "a power of log L falls infinitely faster",
            "(log L)^-s = e^(-s x) against log(x)/x",
            sympy.exp(-s * x) / (sympy.log(x) / x),
            x,
            sympy.oo,
            0,
        ),
    )


@cache
def almost_linear_argument(cost: Cost = QUERIES) -> Argument:
    """Logits B = o(log L), d = O(log L): the algorithm takes L^(1 + o(1)), with explicit theta0 and L0.

    >>> almost_linear_argument().holds
    True

    Raises ArithmeticError where no factor times L d^2 k bounds the count.
    """
    if cost.features is None or (factor := width_factor(cost)) is None:
        raise ArithmeticError("the count is not at most a factor times L d^2 k")
    counted = _count_step(cost, cost.features.matrices[0].cols, factor)
    steps = (*thin_factors_argument().steps, counted, *explicit_steps(factor), *slow_steps())
    return Argument(explicit_claim(factor), steps)
