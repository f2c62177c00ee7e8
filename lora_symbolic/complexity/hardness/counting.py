"""Exact orthogonality from gradients of accuracy 1/poly(L), with entries bounded by a constant.

The embedding of `embedding.py` needs logits that spread by (3/2) log n over a gap of 1. With more accurate gradients
they need not: the losses of a few instances determine a polynomial, and its leading coefficient counts.

    scores m - <a, b>, n keys of value 1 and n keys of value 0 whose logit is tau; queries a', then n rows of zeros
    instance k = 0..D, D = 2m:  logits theta_k score,  theta_k = Theta k/D,  z_k = e^(theta_k),  R = n e^tau
    S_i = sum_j z^score_ij,  sum_i S_i^2 = P(z),  P of degree D with leading coefficient Q = sum_i N_i^2,
    N_i the number of orthogonal partners of a_i: Q = 0 iff there is no orthogonal pair
    loss - n/8 = sum_i o_i^2/2,  o_i = s/(1 + s),  s = S_i/R <= e^(Theta m - tau):  0 <= s^2/2 - o^2/2 <= s^3
    Q = sum_k w_k P(z_k),  w_k = 1/prod_(l /= k)(z_k - z_l),  sum |w_k| <= Lambda = (2 D/Theta)^D/D!

With tau = Theta m + kappa, e^kappa >= 8 n^3 e^(2 Theta m) Lambda, and losses within 1/(16 Lambda R^2), the sum errs by
at most 1/4 + 1/8 < 1/2, and Q is an integer.

Dictionary
    Counting        the instances of two lists of vectors, with their budget
    Count           what was read: the sum, its error bound, the answer, and the checks
    count_pairs     the whole way, through equation 3.3, with noisy gradients
    rounding_is_small   whether rounding the nodes stays within an eighth of the tolerance
    sum_of_squares  Q by looking at all pairs
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, factorial

from flint import arb, ctx

from lora_symbolic.approximation.divided_differences import difference_weights
from lora_symbolic.evaluation.rationals import as_ball

from .attention_problem import AttentionProblem, identity, largest, lora_gradients, product, to_lora, zeros
from .quadrature import derivative_bound, lower, nodes_needed, upper
from .vectors import OrthogonalVectors, inner


@dataclass(frozen=True)
class Counting:
    """D + 1 attention problems for two lists of vectors; Theta is the largest factor of the scores."""

    vectors: OrthogonalVectors
    theta: Fraction = Fraction(1)

    @property
    def count(self) -> int:
        """n."""
        return len(self.vectors.left)

    @property
    def width(self) -> int:
        """m."""
        return len(self.vectors.left[0])

    @property
    def degree(self) -> int:
        """D = 2m."""
        return 2 * self.width

    @property
    def growth(self) -> Fraction:
        """Lambda."""
        return (2 * self.degree / self.theta) ** self.degree / factorial(self.degree)

    @cached_property
    def kappa(self) -> Fraction:
        """At least log(8 n^3 e^(2 Theta m) Lambda), a multiple of 1/64."""
        with ctx.workprec(128):
            value = as_ball(8 * self.count**3 * self.growth).log() + as_ball(2 * self.theta * self.width)
            return Fraction(ceil(upper(value * 64)), 64)

    @property
    def tau(self) -> Fraction:
        """The logit of the keys of value 0."""
        return self.theta * self.width + self.kappa

    @cached_property
    def tolerance(self) -> Fraction:
        """1/(16 Lambda R^2), rounded down: how exact each loss must be."""
        with ctx.workprec(128):
            return lower(1 / (as_ball(16 * self.growth * self.count**2) * as_ball(2 * self.tau).exp()))

    @property
    def gamma(self) -> Fraction:
        """The largest entry of C1 B A and C2: max(1, Theta, tau/m)."""
        return max(Fraction(1), self.theta, self.tau / self.width)

    @property
    def eps(self) -> Fraction:
        """The accuracy asked of the gradients: half the tolerance over r."""
        return self.tolerance / (4 * self.width)

    def factor(self, number: int) -> Fraction:
        """theta_k."""
        return self.theta * number / self.degree

    def problem(self, number: int) -> AttentionProblem:
        """Instance k as AAttLGC of width r = 2m: A2 carries r."""
        rank, one = 2 * self.width, Fraction(1)
        a1 = [tuple(Fraction(x) for x in (*(1 - y for y in a), *a)) for a in self.vectors.left]
        keys = [(*((1,) * self.width), *(1 - y for y in b)) for b in self.vectors.right]
        a2 = [tuple(rank * self.factor(number) * x for x in key) for key in keys]
        dummy = (rank * self.tau / self.width,) * rank
        rest = (Fraction(0),) * (rank - 1)
        return AttentionProblem(
            (*a1, *zeros(self.count, rank)),
            (*a2, *((dummy,) * self.count)),
            (*((one, *rest) for _ in keys), *((Fraction(0), *rest) for _ in keys)),
            zeros(2 * self.count, rank),
        )


@dataclass(frozen=True)
class Count:
    """The sum that stands for Q, and what is certain of it."""

    total: Fraction
    error: Fraction
    true: int
    gamma: Fraction
    eps: Fraction
    nodes: int
    checks: Mapping[str, bool]

    @property
    def answer(self) -> bool:
        """Whether there is an orthogonal pair."""
        return self.total > Fraction(1, 2)


def sum_of_squares(vectors: OrthogonalVectors) -> int:
    """Q, the sum over the left vectors of the squared number of orthogonal partners.

    >>> sum_of_squares(OrthogonalVectors(((0, 1), (1, 1)), ((1, 0), (0, 0))))
    5
    """
    return sum(sum(inner(a, b) == 0 for b in vectors.right) ** 2 for a in vectors.left)


def count_pairs(vectors: OrthogonalVectors, sign: int = 1, eps: Fraction | None = None) -> Count:
    """Q from the gradients in A_Q of D + 1 adapter problems.

    Each entry of instance k is off by sign (-1)^k eps: the worst, for w_k alternates.

    >>> count_pairs(OrthogonalVectors(((1,),), ((0,),))).answer, count_pairs(OrthogonalVectors(((1,),), ((1,),))).answer
    (True, False)
    """
    made = Counting(vectors)
    eps = made.eps if eps is None else eps
    count = nodes_needed(made.count, made.tau, made.tolerance / 4)
    bits = 128 + 4 * (made.tolerance.denominator.bit_length() - made.tolerance.numerator.bit_length())
    rank = 2 * made.width
    with ctx.workprec(bits):
        nodes = _rule(count, bits)
        losses = [_loss(made, k, nodes, sign * (-1) ** k * eps) for k in range(made.degree + 1)]
        weights = difference_weights([as_ball(made.factor(k)).exp() for k in range(made.degree + 1)])
        square = as_ball(made.count**2) * as_ball(2 * made.tau).exp()
        total = sum((w * 2 * square * loss for w, loss in zip(weights, losses, strict=True)), arb(0))
        absolute = sum((abs(w) for w in weights), arb(0))
        cut = as_ball(2 * made.count**3) * as_ball(2 * made.theta * made.width - made.kappa).exp()
        each = as_ball(rank * eps + made.tolerance / 4) + as_ball(Fraction(made.tolerance / 8))
        error = upper(absolute * (cut + 2 * square * each))
        true = sum_of_squares(vectors)
        checks = {
            "sum |w_k| <= Lambda": upper(absolute) <= made.growth,
            "the entries are at most Gamma": all(_entries(made, k) <= made.gamma for k in range(made.degree + 1)),
            "the sum is within its bound of Q": upper(abs(total - true)) <= error,
            "the bound is below 1/2": error < Fraction(1, 2),
            "rounding the nodes is within an eighth of the tolerance": rounding_is_small(made, count, bits),
        }
        middle = (lower(total) + upper(total)) / 2
    return Count(middle, error, true, made.gamma, eps, count * (made.degree + 1), checks)


def _rule(count: int, bits: int) -> list[tuple[Fraction, Fraction]]:
    """Gauss-Legendre on [0, 1], rounded to as many bits."""
    found = []
    for k in range(count):
        node, weight = arb.legendre_p_root(count, k, weight=True)
        found.append((_dyadic((1 + node) / 2, bits), _dyadic(weight / 2, bits)))
    return found


def _dyadic(value: arb, bits: int) -> Fraction:
    mantissa, exponent = value.mid().man_exp()
    return Fraction(round(Fraction(int(mantissa)) * Fraction(2) ** (int(exponent) + bits)), 2**bits)


def _loss(made: Counting, number: int, nodes: list[tuple[Fraction, Fraction]], error: Fraction) -> arb:
    """The loss at X = I less n/8 from noisy gradients: n/4 - n/8 plus the integral of the trace."""
    problem, rank = made.problem(number), 2 * made.width
    total = arb(0)
    for node, weight in nodes:
        gradient = lora_gradients(to_lora(problem, identity(rank, node), rank + 1))[0]
        trace = sum((gradient[k, k] for k in range(rank)), arb(0)) + as_ball(rank * error)
        total += as_ball(weight) * trace
    return as_ball(Fraction(made.count, 8)) + total


def _entries(made: Counting, number: int) -> Fraction:
    rank = 2 * made.width
    lora = to_lora(made.problem(number), identity(rank), rank + 1)
    return max(largest(product(product(lora.C1, lora.B), lora.A)), largest(lora.C2))


def rounding_is_small(made: Counting, nodes: int, bits: int) -> bool:
    """(|F''| + N |F'|) 2^-bits against an eighth of the tolerance."""
    with ctx.workprec(128):
        bound = derivative_bound(made.count, made.tau) * (as_ball(made.tau) + nodes)
        return upper(bound * as_ball(Fraction(1, 2**bits))) <= made.tolerance / 8
