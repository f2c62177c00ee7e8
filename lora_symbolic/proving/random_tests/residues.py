"""Residues: rational numbers that become residues modulo a prime where an exponential occurs.

Dictionary
    ResidueNumbers(seed)   a random safe prime p = 2 q + 1, a random t of order q, and exp(s) = t^s
    degree_bound(...)      how often a power of t can occur in an entry of a term
    NestedExponential      an exponential of a number that is no longer rational

A number is an exact rational (fmpq) until an exponential enters it, then a residue (nmod).
So the exponents, which must be known over Q and not modulo p, are always exact.
Since q is prime, a rational exponent a/b means a b^-1 modulo q, and t^(1/b) is random of order q again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from flint import fmpq, fmpz, nmod

from lora_symbolic.evaluation import EvaluationError, size_at
from lora_symbolic.evaluation.exact import RationalNumbers
from lora_symbolic.evaluation.numbers import Array
from lora_symbolic.language.operations import COEFFICIENTS
from lora_symbolic.language.term import Term, subterms

BITS = 61


class NestedExponential(EvaluationError):
    """An exponential of something that contains one already: its exponent is no rational number."""


class ResidueNumbers(RationalNumbers):
    """Exact rationals and, above exponentials, residues modulo a random safe prime of 62 bits.

    >>> from lora_symbolic.evaluation import evaluate
    >>> from lora_symbolic.language import exp, matrix
    >>> x, numbers = matrix("x", 1, 1), ResidueNumbers(0)
    >>> evaluate(exp(x) @ exp(-x), {"x": [["2/3"]]}, {}, numbers)[0, 0] == 1
    True
    """

    name = "residues modulo a random prime"

    def __init__(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.order, self.prime = _safe_prime(random)
        # the squares are the subgroup of order q
        self.base = nmod(int(random.integers(2, self.order)), self.prime) ** 2
        self.lowest = self.highest = fmpq(0)
        self.denominator = 1

    @property
    def spread(self) -> int:
        """The distance of the extreme exponents met so far (and 0), in steps of one over their common denominator."""
        return int((self.highest - self.lowest) * self.denominator)

    def exp_of(self, entry: Any) -> Any:
        """t^s at a rational s; NestedExponential elsewhere."""
        if not isinstance(entry, fmpq):
            raise NestedExponential("an exponential inside an exponential; expected rational exponents")
        if entry == 0:
            return fmpq(1)
        self.lowest, self.highest = min(self.lowest, entry), max(self.highest, entry)
        above, below = int(entry.p), int(entry.q)
        self.denominator = int(fmpz(self.denominator).lcm(fmpz(below)))
        exponent = above % self.order if below == 1 else above * pow(below, -1, self.order) % self.order
        return self.base**exponent

    def log_of(self, entry: Any) -> Any:
        """No logarithm is known modulo p."""
        raise NestedExponential("a logarithm has no exact value; expected a term without log")

    def function_of(self, name: str, entry: Any) -> Any:
        """No value is known modulo p but that at 0."""
        if not isinstance(entry, fmpq) or entry != 0:
            raise NestedExponential(f"{name} has no exact value; expected a term without {name}")
        return super().function_of(name, entry)

    def pi_itself(self) -> Any:
        """No value is known modulo p."""
        raise NestedExponential("pi has no exact value; expected a term without pi")

    def positive(self, entry: Any, operation: str) -> Any:
        """The number itself: an identity of rational functions does not depend on signs."""
        return entry

    def step_of(self, entry: Any) -> Any:
        """As over Q; a residue has no sign."""
        if not isinstance(entry, fmpq):
            raise NestedExponential("a step of something that contains an exponential; expected a rational number")
        return super().step_of(entry)

    def normalised_exp(self, logits: Array, weights: Array | None) -> Array:
        """As over Q: the row's first logit is subtracted, where the logits are rational."""
        if not all(isinstance(entry, fmpq) for entry in logits.ravel()):
            raise NestedExponential("a softmax of something that contains an exponential; expected rational logits")
        return super().normalised_exp(logits, weights)


def _safe_prime(random: np.random.Generator) -> tuple[int, int]:
    """A random prime q of 61 bits such that p = 2 q + 1 is prime too, and p."""
    while True:
        # q = 5 modulo 6: otherwise 2 or 3 divides q or p; the same for 5 and 7 below
        candidate = int(random.integers(1 << (BITS - 1), 1 << BITS)) // 6 * 6 + 5
        if candidate % 5 in (0, 2) or candidate % 7 in (0, 3):
            continue
        q, p = fmpz(candidate), fmpz(2 * candidate + 1)
        if q.is_probable_prime() and p.is_probable_prime() and q.is_prime() and p.is_prime():
            return candidate, 2 * candidate + 1


def degree_bound(term: Term, sizes: Mapping[str, int]) -> int:
    """A number k such that every entry is N / D with polynomials N, D in t^(1/b) of degree at most k * spread.

    An exponential counts 1, products and sums add their counts, a reduction multiplies by its length,
    a softmax counts 1 because its row has one common shift, and (N/D)' = (N'D - ND')/D^2 doubles the count.

    >>> from lora_symbolic.language import matrix, softmax
    >>> degree_bound(softmax(matrix("X", "m", "n")) @ matrix("Y", "n", 1), {"m": 2, "n": 3})
    3
    """
    count: dict[Term, int] = {}
    for node in subterms(term):
        below = [count[child] for child in node.args]
        total = sum(below)
        if node.op == "exp":
            total = 1
        elif node.op == "softmax":
            total = 1 + (size_at(node.cols, sizes) + 1) * sum(below[1:])
        elif node.op in ("grad", "jacobian"):
            total = 2 * below[0]
        elif node.op == "apply":
            total = COEFFICIENTS * below[1]
        elif node.op == "block":
            total = max(below)
        elif node.op in REDUCED:
            total *= REDUCED[node.op](*[size_at(side, sizes) for side in node.args[0].shape])
        count[node] = total
    return count[term]


REDUCED = {
    "matmul": lambda m, n: n,
    "sum": lambda m, n: m * n,
    "rowsum": lambda m, n: n,
    "colsum": lambda m, n: m,
    "trace": lambda m, n: m,
    "inverse": lambda m, n: m * n,
    "det": lambda m, n: m * n,
}
