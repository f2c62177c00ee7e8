"""The whole chain on one instance: vectors -> attention -> LoRA gradients at the nodes -> loss at X = I -> answer.

    L(I) = L(0) + integral of <dL/dX(lambda I), I> d lambda,     dL/dX = the first r columns of dL/dA

An oracle returns each gradient up to eps in every entry: the sum then errs by at most r eps, the quadrature by its
certified error, and the answer is right when both together stay below 3/64.

Dictionary
    Reading         the estimate with its enclosures, the budget, and every check of the chain
    read_off        the chain for one instance, through equation 3.3 with d = r + 1
    noise           the errors of the oracle: all +eps, all -eps, or random signs
    separates       whether r eps and the quadrature's error leave the gap open
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from flint import arb, ctx

from lora_symbolic.evaluation.rationals import as_ball

from .attention_problem import (
    LoraProblem,
    Matrix,
    attention_gradient,
    attention_loss,
    even_scale,
    identity,
    largest,
    logits_of,
    lora_gradients,
    product,
    times,
    to_lora,
    transposed,
)
from .embedding import FAR, MARGIN, MIDDLE, NEAR, Embedding, embed
from .quadrature import Rule, gauss_error, gauss_legendre, lower, nodes_needed, rounding_error, upper
from .vectors import ClosestPair, OrthogonalVectors, by_all_pairs

Noise = Callable[[int, int, int], Fraction]  # node, row, column -> error in units of eps, within [-1, 1]
BITS = 160
QUADRATURE_SHARE = Fraction(1, 64)
TINY = Fraction(1, 2**50)  # rounding of weights and radii of balls at 160 bits


@dataclass(frozen=True)
class Reading:
    """What the gradients told.

    `excess` is the estimated loss at X = I less n/8: at most 1/32 without a near pair, at least 1/8 with one.
    """

    answer: bool
    excess: Fraction
    true_excess: arb
    nodes: int
    eps: Fraction
    budget: Fraction
    gamma_printed: Fraction
    gamma_even: Fraction
    bound: Fraction
    theta: Fraction
    tokens: int
    rank: int
    checks: Mapping[str, bool]

    @property
    def separates(self) -> bool:
        """Whether the budget leaves the gap open."""
        return self.budget < MARGIN


def constant_noise(sign: int) -> Noise:
    """The worst oracle: the same error everywhere."""
    return lambda node, row, column: Fraction(sign)


def random_noise(seed: int) -> Noise:
    """Errors of random sign."""
    random = Random(seed)  # noqa: S311
    return lambda node, row, column: Fraction(random.choice((-1, 1)))


def default_eps(rank: int) -> Fraction:
    """1/(64 r): then r eps = 1/64, a third of the margin."""
    return Fraction(1, 64 * rank)


def read_off(
    instance: OrthogonalVectors | ClosestPair,
    noise: Noise | None = None,
    eps: Fraction | None = None,
    rule: Rule | None = None,
    sharpness: Fraction = Fraction(1),
    frozen: Fraction = Fraction(0),
) -> Reading:
    """The answer from noisy LoRA gradients alone, with every norm and accuracy bound of the chain checked in balls.

    `frozen` is the factor of a frozen weight I that the reduction does not allow: with it the checks fail.
    """
    made = embed(instance, sharpness)
    rank, rows = made.problem.width, made.count
    eps = default_eps(rank) if eps is None else eps
    count = nodes_needed(rows, made.spread, QUADRATURE_SHARE)
    rule = rule or gauss_legendre(count)
    quadrature = gauss_error(rows, made.spread, len(rule.nodes)) + rounding_error(rows, made.spread, len(rule.nodes))
    with ctx.workprec(BITS):
        estimate, exact_sum, blocks = _integrate(made, rule, noise or constant_noise(1), eps, frozen)
        true_excess = attention_loss(made.problem, identity(rank)) - as_ball(made.offset)
        integral = true_excess + as_ball(made.offset - made.loss_at_zero)
        checks = {
            **norm_checks(made, frozen),
            "the blocks of dL/dA are dL/dX": blocks,
            "the quadrature errs within its bound": upper(abs(integral - exact_sum)) <= quadrature,
            "the oracle's errors add at most r eps": upper(abs(as_ball(estimate) - exact_sum)) <= rank * eps + TINY,
            "the loss is on its side of the gap": _on_its_side(instance, true_excess),
            "the budget leaves the gap open": rank * eps + quadrature + TINY < MARGIN,
        }
    excess = made.loss_at_zero + estimate - made.offset
    return Reading(
        answer=excess > MIDDLE,
        excess=excess,
        true_excess=true_excess,
        nodes=len(rule.nodes),
        eps=eps,
        budget=rank * eps + quadrature,
        gamma_printed=made.bound,
        gamma_even=_even_gamma(made),
        bound=made.bound,
        theta=made.theta,
        tokens=made.problem.tokens,
        rank=rank,
        checks=checks,
    )


def _on_its_side(instance: OrthogonalVectors | ClosestPair, excess: arb) -> bool:
    return lower(excess) >= NEAR - TINY if by_all_pairs(instance) else upper(excess) <= FAR


def _integrate(
    made: Embedding, rule: Rule, noise: Noise, eps: Fraction, frozen: Fraction
) -> tuple[Fraction, arb, bool]:
    """The noisy sum as a rational number, the sum of exact gradients as a ball, and whether the blocks agree."""
    rank = made.problem.width
    noisy, exact_sum, blocks = Fraction(0), arb(0), True
    wbar = identity(rank + 1, frozen)
    for number, (node, weight) in enumerate(zip(rule.nodes, rule.weights, strict=True)):
        x = identity(rank, node)
        gradient = lora_gradients(to_lora(made.problem, x, rank + 1, wbar, even_scale(rank)))[0]
        diagonal = [gradient[k, k] for k in range(rank)]
        exact_sum += as_ball(weight) * sum(diagonal, arb(0))
        middle = sum((_middle_of(entry) for entry in diagonal), Fraction(0))
        errors = sum((noise(number, k, k) for k in range(rank)), Fraction(0))
        noisy += weight * (middle + eps * errors)
        if number in (0, len(rule.nodes) // 2):
            other = attention_gradient(made.problem, x)
            blocks = blocks and all(_close(gradient[i, j], other[i, j]) for i in range(rank) for j in range(rank))
    return noisy, exact_sum, blocks


def _middle_of(ball: arb) -> Fraction:
    return (lower(ball) + upper(ball)) / 2


def _close(one: arb, other: arb) -> bool:
    return bool(one.overlaps(other)) and upper(abs(one - other)) < TINY


def _even_gamma(made: Embedding) -> Fraction:
    """The larger of |A1|/s and s |A2|/r with s = even_scale(r)."""
    scale, rank = even_scale(made.problem.width), made.problem.width
    return max(largest(made.problem.A1) / scale, largest(made.problem.A2) * scale / rank)


def norm_checks(made: Embedding, frozen: Fraction = Fraction(0)) -> dict[str, bool]:
    """The bounds on entries: those of Lemma E.1, of the printed reduction, and of the even split; all exact."""
    problem, rank = made.problem, made.problem.width
    bound, theta = made.bound, made.theta
    one = identity(rank)
    printed = to_lora(problem, one, rank + 1, identity(rank + 1, frozen))
    even = to_lora(problem, one, rank + 1, identity(rank + 1, frozen), even_scale(rank))
    target: Matrix = times(Fraction(1, rank), product(problem.A1, transposed(problem.A2)))
    return {
        "|A1 X|, |A2| <= B, |A3| <= 1": max(map(largest, (problem.A1, problem.A2))) <= bound
        and largest(problem.A3) <= 1,
        "B < 2 sqrt(theta r)": bound * bound < 4 * theta * rank,
        "printed: |C1 B A|, |C2| <= B": _updates(printed) <= bound,
        "even: |C1 B A|, |C2| < 2 sqrt(theta)": _updates(even) ** 2 < 4 * theta,
        "E = 0, hence Y = 0": largest(problem.E) == 0 and largest(even.Y) == 0,
        "the logits are A1 X A2^T / r": logits_of(printed) == target == logits_of(even),
    }


def _updates(problem: LoraProblem) -> Fraction:
    return max(largest(product(product(problem.C1, problem.B), problem.A)), largest(problem.C2))
