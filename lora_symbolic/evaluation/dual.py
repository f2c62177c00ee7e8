"""Dual numbers: a value with its first derivatives in every entry of one variable.

Dictionary
    Dual            value (m x n) and tangent (k x ... x m x n), k the number of entries of the variable
    DualNumbers     dual numbers over any number system, dual numbers included: second derivatives nest

A tangent that is None is zero. The axes before the last two belong to the gradients around:
the innermost one's is the first, and NumPy's broadcasting lines them up from the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .numbers import Linear, Numbers, sum_of_rows


@dataclass(frozen=True)
class Dual:
    """A value of the system below and its derivatives."""

    value: Any
    tangent: Any | None = None


class DualNumbers(Numbers):
    """The rules of differentiation, one an operation."""

    def __init__(self, base: Numbers) -> None:
        self.base = base
        self.name = f"dual numbers over {base.name}"

    def array(self, entries: Any) -> Dual:
        """Constants: no derivative."""
        return Dual(self.base.array(entries))

    def number(self, value: Fraction) -> Dual:
        """A constant."""
        return Dual(self.base.number(value))

    def _sum(self, left: Any | None, right: Any | None) -> Any | None:
        if left is None or right is None:
            return right if left is None else left
        return self.base.add(left, right)

    def _times(self, factor: Any, tangent: Any | None) -> Any | None:
        return None if tangent is None else self.base.multiply(factor, tangent)

    def add(self, left: Dual, right: Dual) -> Dual:
        """d(x + y) = dx + dy."""
        return Dual(self.base.add(left.value, right.value), self._sum(left.tangent, right.tangent))

    def subtract(self, left: Dual, right: Dual) -> Dual:
        """d(x - y) = dx - dy."""
        return self.add(left, self.negate(right))

    def negate(self, value: Dual) -> Dual:
        """d(-x) = -dx."""
        return Dual(self.base.negate(value.value), None if value.tangent is None else self.base.negate(value.tangent))

    def multiply(self, left: Dual, right: Dual) -> Dual:
        """d(x y) = dx y + x dy."""
        tangent = self._sum(self._times(right.value, left.tangent), self._times(left.value, right.tangent))
        return Dual(self.base.multiply(left.value, right.value), tangent)

    def matmul(self, left: Dual, right: Dual) -> Dual:
        """d(X Y) = dX Y + X dY."""
        base = self.base
        from_left = None if left.tangent is None else base.matmul(left.tangent, right.value)
        from_right = None if right.tangent is None else base.matmul(left.value, right.tangent)
        return Dual(base.matmul(left.value, right.value), self._sum(from_left, from_right))

    def linear(self, value: Dual, rearrange: Linear) -> Dual:
        """A linear map commutes with d."""
        base = self.base
        tangent = None if value.tangent is None else base.linear(value.tangent, rearrange)
        return Dual(base.linear(value.value, rearrange), tangent)

    def exp(self, value: Dual) -> Dual:
        """d exp(x) = exp(x) dx."""
        power = self.base.exp(value.value)
        return Dual(power, self._times(power, value.tangent))

    def log(self, value: Dual) -> Dual:
        """d log(x) = dx / x."""
        logarithm = self.base.log(value.value)
        if value.tangent is None:
            return Dual(logarithm)
        return Dual(logarithm, self._times(self.base.invert(value.value), value.tangent))

    def _inverted(self, inverse: Any, tangent: Any | None) -> Dual:
        if tangent is None:
            return Dual(inverse)
        return Dual(inverse, self.base.negate(self._times(self.base.multiply(inverse, inverse), tangent)))

    def invert(self, value: Dual) -> Dual:
        """d(1/x) = -dx / x^2."""
        return self._inverted(self.base.invert(value.value), value.tangent)

    def reciprocal(self, value: Dual) -> Dual:
        """d(1/x) = -dx / x^2."""
        return self._inverted(self.base.reciprocal(value.value), value.tangent)

    def step(self, value: Dual) -> Dual:
        """d step(x) = 0."""
        return Dual(self.base.step(value.value))

    def function(self, name: str, value: Dual) -> Dual:
        """d cos(x) = -sin(x) dx, d sin(x) = cos(x) dx, d erf(x) = 2 / sqrt(pi) exp(-x^2) dx."""
        base, x = self.base, value.value
        if value.tangent is None:
            return Dual(base.function(name, x))
        if name == "erf":
            # 2 / sqrt(pi) = 2 exp(-log(pi) / 2)
            root = base.exp(base.multiply(base.number(Fraction(-1, 2)), base.log(base.pi())))
            slope = base.multiply(
                base.multiply(base.number(Fraction(2)), root), base.exp(base.negate(base.multiply(x, x)))
            )
        else:
            slope = base.function("cos", x) if name == "sin" else base.negate(base.function("sin", x))
        return Dual(base.function(name, x), self._times(slope, value.tangent))

    def pi(self) -> Dual:
        """A constant."""
        return Dual(self.base.pi())

    def normalised_exp(self, logits: Dual, weights: Dual | None) -> Dual:
        """With r_ij = exp(x_ij) / sum_k w_ik exp(x_ik): dr_ij = r_ij (dx_ij - sum_k (w_ik r_ik dx_ik + r_ik dw_ik))."""
        base = self.base
        weight = None if weights is None else weights.value
        ratio = base.normalised_exp(logits.value, weight)
        tangent = None
        if logits.tangent is not None:
            share = ratio if weight is None else base.multiply(weight, ratio)
            mean = base.linear(base.multiply(share, logits.tangent), sum_of_rows)
            tangent = base.multiply(ratio, base.subtract(logits.tangent, mean))
        if weights is not None and weights.tangent is not None:
            drift = base.linear(base.multiply(ratio, weights.tangent), sum_of_rows)
            tangent = self._sum(tangent, base.negate(base.multiply(ratio, drift)))
        return Dual(ratio, tangent)
