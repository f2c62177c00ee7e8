"""Logits: how large an entry of beta (C1 W) C2^T can be when the entries of both factors are bounded.

With |P| <= gamma and |Q| <= gamma entrywise, each logit beta sum_k P_ik Q_jk is at most beta w gamma^2, w the inner
width, and P = Q = gamma (1 ... 1) attains it. So beta = 1 gives w gamma^2 and beta = 1/w gives gamma^2.

Dictionary
    logit_bound         beta w gamma^2
    LogitWitness        matrices that attain the bound, with the exact value of every logit
    attain_logits       the witness for given sizes
    largest_logit       the largest entry of beta P Q^T, exactly
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lora_symbolic.approximation.domain import Number, exact_number, shown
from lora_symbolic.approximation.errors import ApproximationError


def logit_bound(width: int, gamma: Number, beta: Number = 1) -> Fraction:
    """beta w gamma^2, the largest |logit| that |P|, |Q| <= gamma allow.

    >>> logit_bound(64, 2), logit_bound(64, 2, Fraction(1, 64))
    (Fraction(256, 1), Fraction(4, 1))

    Raises ApproximationError for a width below 1 or a negative gamma or beta.
    """
    size, scale = exact_number(gamma, "gamma"), exact_number(beta, "beta")
    if width < 1 or size < 0 or scale < 0:
        raise ApproximationError(
            f"width {width}, gamma {shown(size)}, beta {shown(scale)}; expected width >= 1, the others >= 0"
        )
    return scale * width * size**2


def largest_logit(
    left: Sequence[Sequence[Fraction]], right: Sequence[Sequence[Fraction]], beta: Fraction = Fraction(1)
) -> Fraction:
    """The largest absolute entry of beta P Q^T, exactly."""
    return max(abs(beta * sum(a * b for a, b in zip(u, v, strict=True))) for u in left for v in right)


@dataclass(frozen=True)
class LogitWitness:
    """Two matrices with entries of absolute value gamma whose logits reach the bound."""

    left: tuple[tuple[Fraction, ...], ...]
    right: tuple[tuple[Fraction, ...], ...]
    beta: Fraction
    largest: Fraction
    bound: Fraction

    @property
    def attained(self) -> bool:
        """Whether the largest logit equals the bound."""
        return self.largest == self.bound


def attain_logits(tokens: int, width: int, gamma: Number, beta: Number = 1) -> LogitWitness:
    """P = Q = gamma 1, tokens x width: all logits are beta w gamma^2.

    >>> attain_logits(3, 5, 2).attained
    True
    """
    bound = logit_bound(width, gamma, beta)
    rows = tuple((exact_number(gamma, "gamma"),) * width for _ in range(tokens))
    scale = exact_number(beta, "beta")
    return LogitWitness(rows, rows, scale, largest_logit(rows, rows, scale), bound)
