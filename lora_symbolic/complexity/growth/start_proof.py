"""Why one certified value of the exponent settles all larger L, and what it says of the gradients: checked steps.

Dictionary
    accuracy_steps      from an accuracy of both gradients back to that of exp, along the error budget
    operations_step     what is done beside multiplications
    falling_steps       the exponent falls from log L = 3 on
"""

from __future__ import annotations

from functools import cache

import sympy

from lora_symbolic.arguments.argument import Step
from lora_symbolic.arguments.steps import algebra, at_most, computed, nonnegative
from lora_symbolic.bounds.chains import partial_terms, stochastic_chain
from lora_symbolic.bounds.checks import checked_steps
from lora_symbolic.bounds.rules.softmax_constants import total_variation
from lora_symbolic.language.size import symbol

from ..cost.compare import at_most as polynomial_at_most
from ..cost.paper import ORDER, counts
from .accuracy import GRADIENTS, monomial, sensitivity
from .family import OPERATIONS_FACTOR, TIME_FACTOR

_E = sympy.E


@cache
def accuracy_steps() -> tuple[Step, ...]:
    """|gradient~ - gradient| <= L^-c when exp is within L^-(c + 1 + 4K) / (6 d^2 Gamma).

    >>> all(step.holds for step in accuracy_steps())
    True
    """
    chain, found = stochastic_chain(partial_terms()), sensitivity()
    small, root = sympy.Symbol("delta", positive=True), sympy.Symbol("s", nonnegative=True)
    tau = total_variation(small).subs(sympy.sqrt(1 - small**2), root)
    L, d, G, M, a, x = sympy.symbols("L d Gamma M a x", positive=True)
    product = found.constant * L**found.tokens * d**found.width * G**found.gamma * M**found.inputs
    budget = (made for letter in GRADIENTS for made in checked_steps(chain.derivation(letter)))
    return (
        *dict.fromkeys(budget),
        nonnegative("tau = delta / (1 + sqrt(1 - delta^2)) <= delta", "the divisor is at least 1", small - tau),
        computed(
            f"both gradients are within {found.text}, every input but C2 at most M, |C2| <= Gamma",
            "the last bounds above, with these magnitudes put in and tau <= delta",
            all(monomial(chain.error(letter)) == found for letter in GRADIENTS),
            "read off as one monomial that is linear in tau, for each gradient",
        ),
        at_most(
            "delta <= L^-c / (that factor) makes it at most L^-c",
            "the bound is linear in delta; a for L^-c, delta = a / (that factor (1 + x))",
            product * (a / (product * (1 + x))),
            a,
        ),
    )


@cache
def operations_step() -> Step:
    """With k1 columns all operations, words moved included, are at most 150 L d^2 k1.

    >>> operations_step().holds
    True
    """
    L, d, k1 = symbol("L"), symbol("d"), symbol("k1")
    total = counts()["almost-linear"].operations.total
    return computed(
        f"with k1 columns additions, multiplications and words moved are {total} <= {OPERATIONS_FACTOR} L d^2 k1",
        "every operation reads its operands and writes its result, rounded to a word",
        polynomial_at_most(total, OPERATIONS_FACTOR * L * d**2 * k1, ORDER),
        "the difference has no negative coefficient in r - 1, d - r, L - d, k1 - 1",
    )


@cache
def falling_steps() -> tuple[Step, ...]:
    """With B = b l^s, s <= 1, d <= C l and delta = L^-c l^-m / A, A >= 1, m >= 0, the exponent falls for l >= 3.

    >>> all(step.holds for step in falling_steps())
    True
    """
    ell, theta, rho, omega, x, b = sympy.symbols("ell theta rho omega x b", positive=True)
    u, s, t, m = (sympy.Symbol(name, nonnegative=True) for name in ("u", "s", "t", "m"))
    level = rho * sympy.log(rho / (_E * theta)) - theta - x
    kappa = omega * sympy.log(1 + rho / omega) + rho * sympy.log(1 + omega / rho)
    part = (sympy.log(1 + s) + m * sympy.log(ell)) / ell
    slope = m - sympy.log(1 + s) - m * sympy.log(ell)
    return (
        algebra(
            "theta = b l^(s - 1) does not grow with l for s <= 1",
            "its derivative is -(1 - s) b l^(s - 2)",
            (sympy.Derivative(b * ell**-u, ell), -u * b * ell ** (-u - 1)),
        ),
        algebra(
            "-log delta / l = c + (log A + m log l) / l; the derivative of the last part is "
            "(m - log A - m log l) / l^2",
            "quotient rule",
            (sympy.Derivative(part, ell), slope / ell**2),
        ),
        nonnegative(
            "which is at most 0 for l >= e, A >= 1, m >= 0",
            "put l = e (1 + t), A = 1 + s",
            sympy.expand(sympy.expand_log(-slope.subs(ell, _E * (1 + t)), force=True)),
        ),
        nonnegative(
            f"log(F C^2 l^2) / l falls for C l >= 1, F >= {TIME_FACTOR}",
            "its derivative is (2 - log(F C^2 l^2)) / l^2; put C l = 1 + t",
            sympy.log(TIME_FACTOR / _E**2),
            sympy.log(1 + t),
        ),
        algebra(
            "rho is the root of rho log(rho / (e theta)) = theta + x, x = -log delta / l; the left side less the right "
            "has the derivatives log(rho / theta), -rho / theta - 1 and -1 in rho, theta and x",
            "so rho > theta falls when theta and x fall",
            (sympy.Derivative(level, rho), sympy.log(rho / theta)),
            (sympy.Derivative(level, theta), -rho / theta - 1),
            (sympy.Derivative(level, x), -sympy.S.One),
        ),
        nonnegative(
            "and log(rho / theta) is positive: log(rho / (e theta)) is, as theta + x is",
            "put rho = e theta (1 + t)",
            sympy.log(_E * theta * (1 + t) / theta),
        ),
        algebra(
            "kappa has the derivatives log(1 + omega/rho) in rho and log(1 + rho/omega) in omega",
            "product and chain rule",
            (sympy.diff(kappa, rho), sympy.log(1 + omega / rho)),
            (sympy.diff(kappa, omega), sympy.log(1 + rho / omega)),
        ),
        nonnegative(
            "both are positive, so kappa falls with rho, and is largest at omega = C",
            "logarithms of numbers above 1",
            sympy.log(1 + omega / rho),
            sympy.log(1 + rho / omega),
        ),
    )
