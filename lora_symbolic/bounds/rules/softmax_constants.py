"""Softmax under a perturbed exponential: the sharp constants, and the families that attain them.

Let u > 0, f = u / sum(u), and u~_j = u_j (1 + e_j) with |e_j| <= delta < 1, f~ = u~ / sum(u~).

Theorem. With g(t) = 2 delta t (1 - t) / (1 - delta + 2 delta t), tau(delta) = delta / (1 + sqrt(1 - delta^2)), every n:
    (1)  -g(1 - f_j) <= f~_j - f_j <= g(f_j), hence |f~_j - f_j| <= f_j 2 delta / (1 - delta);
    (2)  |f~_j - f_j| <= tau(delta);
    (3)  sum_j |f~_j - f_j| <= 2 tau(delta): the total variation distance, half of this sum, is at most tau(delta).
The two sides of (1), (2) and (3) are attained for n >= 2; 2 delta / (1 - delta) is a supremum, approached as f_j -> 0.

Proof. For a set J of positions let t be the sum of f_j over J and m(J) that of f_j e_j. Then
f~(J) = (t + m(J)) / (1 + m(J) + m(J^c)) increases with m(J) <= delta t and decreases with m(J^c) >= -delta (1 - t), so
    f~(J) - f(J) <= t (1 + delta) / (1 - delta + 2 delta t) - t = g(t).
J = {j} is the upper half of (1); its complement, with f_j - f~_j = f~(J^c) - f(J^c), the lower half.
g(t) / t <= 2 delta / (1 - delta) and g(1 - t) / t <= 2 delta / (1 + delta) on (0, 1].
g' vanishes once on (0, 1), at t* = (sqrt(1 - delta^2) - (1 - delta)) / (2 delta), and g(t*) = tau(delta): this is (2).
J = {j : f~_j > f_j} gives (3), because sum_j |f~_j - f_j| = 2 (f~(J) - f(J)).
Equality: n = 2, f = (t, 1 - t), e = (delta, -delta), with t = t* for (2), (3); for n > 2 split a mass among positions.

Coq checks the theorem for delta alone (proofs_checks/coq/theories/perturbation/total_variation.v).

Two perturbations at once: if the logits are off by at most e as well, the ratios u~_j / u_j lie in an interval whose
ends have the quotient exp(D), D = 2 artanh(delta) + 2 e; scaling u~ makes it [1 - delta', 1 + delta'], artanh(delta')
= D / 2, so the total variation distance is at most tau(delta') = tanh(D / 4), as tau(tanh(x)) = tanh(x / 2). This is
Birkhoff's contraction constant of Hilbert's metric.
"""

from __future__ import annotations

import sympy

from ..norms import Expression

TAU = sympy.Symbol("tau", positive=True)
DELTA = sympy.Symbol("delta", positive=True)


def total_variation(delta: Expression) -> Expression:
    """tau(delta), the sharp bound on the largest entry and on half the row sum of f~ - f.

    >>> total_variation(sympy.Rational(3, 5))
    1/3
    """
    return delta / (1 + sympy.sqrt(1 - delta**2))


def relative(delta: Expression) -> Expression:
    """2 delta / (1 - delta), the sharp bound on |f~_j - f_j| / f_j.

    >>> relative(sympy.Rational(1, 3))
    1
    """
    return 2 * delta / (1 - delta)


def joint_total_variation(delta: Expression, logits: Expression) -> Expression:
    """tanh(artanh(delta) / 2 + e / 2), the same with logits off by at most e.

    >>> x = sympy.Rational(3, 5)
    >>> sympy.simplify(joint_total_variation(x, sympy.Integer(0)) - total_variation(x))
    0
    """
    if logits == 0:
        return total_variation(delta)
    if delta == 0:
        return sympy.tanh(logits / 2)
    return sympy.tanh(sympy.atanh(delta) / 2 + logits / 2)


def joint_relative(delta: Expression, logits: Expression) -> Expression:
    """(1 + delta) / (1 - delta) exp(2 e) - 1, the relative bound with logits off by at most e."""
    if logits == 0:
        return relative(delta)
    return (1 + delta) / (1 - delta) * sympy.exp(2 * logits) - 1


def worst_mass(delta: Expression) -> Expression:
    """t*, the share of the positions that are pushed up where (2) and (3) are attained.

    >>> worst_mass(sympy.Rational(3, 5))
    1/3
    """
    return (sympy.sqrt(1 - delta**2) - (1 - delta)) / (2 * delta)
