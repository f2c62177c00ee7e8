"""The weights that read the leading coefficient off D + 1 values of a polynomial of degree D, for every D.

The values are taken at z_k = e^(k Theta/D), k = 0, ..., D; the weights are those of the divided difference,
w_k = 1/prod over l != k of (z_k - z_l).

Dictionary
    leading_steps       of the square of a row: its degree and its leading coefficient
    difference_steps    sum w_k z_k^t is 1 for t = D and 0 for t < D, by induction on D
    weight_steps        sum |w_k| <= (2 D/Theta)^D/D!
    factorial_step      n! >= (n/e)^n, by induction on n
"""

from __future__ import annotations

import sympy

from lora_symbolic.arguments.argument import Step
from lora_symbolic.arguments.ranges import induction, rises
from lora_symbolic.arguments.steps import Setting, algebra, at_most


def leading_steps() -> tuple[Step, ...]:
    """Row i is N_i z^m + z^(m - 1) (...), so its square has the leading coefficient N_i^2."""
    count, rest, z, m, products = sympy.symbols("N_i T z m p", positive=True)
    return (
        at_most(
            "a score is m - <a, b>, at most m; and at most m - 1 where <a, b> is not 0, a whole number",
            "<a, b> = 1 + p",
            m - (1 + products),
            m - 1,
        ),
        algebra(
            "sum_i (sum_j z^score_ij)^2 has degree at most 2m and leading coefficient sum_i N_i^2",
            "a row is N_i z^m + z^(m - 1) T_i with T_i a polynomial in 1/z: its square less N_i^2 z^(2m) is z^(2m - 1) "
            "times such a polynomial",
            ((count * z**m + z ** (m - 1) * rest) ** 2 - count**2 * z ** (2 * m),
             z ** (2 * m - 1) * (2 * count * rest + rest**2 / z)),
        ),
    )  # fmt: skip


def difference_steps() -> tuple[Step, ...]:
    """The divided difference of z^t over z_0, ..., z_D is that over z_1, ..., z_D less that over z_0, ..., z_(D-1)."""
    first, last, here, others = sympy.symbols("z_0 z_D z_k W")
    sums = Setting(("n",), dict.fromkeys(("S", "first", "last"), "1, 1"), {})
    span = last - first
    return (
        algebra(
            "a divided difference over z_0, ..., z_D is that over z_1, ..., z_D less that over z_0, ..., z_(D-1), "
            "divided by z_D - z_0",
            "the weight of z_k, W the product over the other points; z_0 and z_D stand in one of the two alone",
            (
                (1 / (others * (here - last)) - 1 / (others * (here - first))) / span,
                1 / (others * (here - first) * (here - last)),
            ),
        ),
        sums.equality(
            "induction on D from D = 0: by the step before z^D gives the sum of all but z_0 less that of all but z_D, "
            "over z_D - z_0, S the sum of those between; lower powers give the difference of equal numbers, 1 or 0",
            "(S + last) - (first + S)",
            "last - first",
            "sum_k z_k^t/prod(z_k - z_l) is 1 for t = D and 0 for t < D",
        ),
    )


def factorial_step() -> Step:
    """(n + 1)! (e/(n + 1))^(n + 1) over n! (e/n)^n is e (1 + 1/n)^-n, at least 1 since n log(1 + 1/n) <= 1."""
    x = sympy.Symbol("x", positive=True)
    grows = rises("", "", x - sympy.log(1 + x), x)
    return induction(
        "n! >= (n/e)^n for all n >= 1",
        "from n to n + 1 the quotient takes the factor e (1 + 1/n)^-n, and log(1 + x) <= x at x = 1/n",
        "n",
        sympy.E - 1,
        grows,
    )


def weight_steps() -> tuple[Step, ...]:
    """|z_k - z_l| >= |k - l| Theta/D, the factorials, and a row of Pascal's triangle."""
    t = sympy.Symbol("t", positive=True)
    a = sympy.Symbol("a", nonnegative=True)  # e^y = 1 + a
    D = sympy.Symbol("D", integer=True, positive=True)
    index = sympy.Symbol("k", integer=True, nonnegative=True)
    theta = sympy.Symbol("Theta", positive=True)
    below = sympy.factorial(index) * sympy.factorial(D - index)
    return (
        rises("e^(y + t) - e^y >= t for y, t >= 0", "put e^y = 1 + a", (1 + a) * (sympy.exp(t) - 1) - t, t),
        algebra(
            "|w_k| <= (D/Theta)^D/(k! (D - k)!)",
            "|z_k - z_l| >= |k - l| Theta/D, and the product of |k - l| over l != k is k! (D - k)! = D!/C(D, k)",
            (below * sympy.binomial(D, index), sympy.factorial(D)),
        ),
        algebra(
            "so sum_k |w_k| <= (2 D/Theta)^D/D! = Lambda",
            "the binomial theorem: sum_k C(D, k) = 2^D",
            ((D / theta) ** D * sympy.Sum(sympy.binomial(D, index), (index, 0, D)) / sympy.factorial(D),
             (2 * D / theta) ** D / sympy.factorial(D)),
        ),
    )  # fmt: skip
