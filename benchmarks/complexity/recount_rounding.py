"""The second program's look at rounding: the fast gradients in words of few bits, and the constants of their bound.

python benchmarks/complexity/recount_rounding.py [--instances 200]

Every operation of `recount.fast` is rounded to nearest, to 24 bits by NumPy's own float32 and to others by a machine
that rounds after each operation. The bound is computed here from the number of roundings along a summand, counted by
hand, and from the sizes of the inputs; tests compare its constants with the ledger's.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from facts import head, write  # noqa: E402
from recount import Machine, Rows, apart, exact, fast, largest, least_degree, taylor_error, turned  # noqa: E402

OUT = Path(__file__).parents[1] / "results" / "complexity" / "recounted" / "rounding.json"
APPROXIMATION, ROUNDING, SMALL, FACTOR = 17, 1200, 40000, 20  # of the claim
BITS = (24, 28, 36)
Rounder = Callable[[float], float]


def to_bits(bits: int) -> Rounder:
    """Round to nearest with so many bits, ties as Python's round."""

    def rounded(x: float) -> float:
        if x == 0:
            return 0.0
        mantissa, exponent = math.frexp(x)
        return math.ldexp(round(math.ldexp(mantissa, bits)), exponent - bits)

    return rounded


class Words(Machine):
    """A machine whose every result is rounded."""

    def __init__(self, rounded: Rounder) -> None:
        super().__init__()
        self.rounded = rounded

    def times(self, x: float, y: float) -> float:
        """One rounded multiplication."""
        return self.rounded(super().times(x, y))

    def plus(self, x: float, y: float) -> float:
        """One rounded addition."""
        return self.rounded(super().plus(x, y))

    def scaled(self, by: Sequence[float], x: Rows) -> Rows:
        """diag(by) x: what scales is a word too."""
        return super().scaled([self.rounded(factor) for factor in by], x)


class Singles(Words):
    """NumPy's float32: the processor rounds."""

    def __init__(self) -> None:
        super().__init__(lambda x: float(np.float32(x)))

    def times(self, x: float, y: float) -> float:
        """One multiplication in single precision."""
        return float(np.float32(x) * np.float32(y))

    def plus(self, x: float, y: float) -> float:
        """One addition in single precision."""
        return float(np.float32(x) + np.float32(y))


def summand_roundings(L: int, d: int, k: int) -> int:
    """Roundings along a summand of a gradient, step by step, by hand; a monomial counts as k."""
    u1 = k + 2  # the reciprocal's and the product with it
    fc = u1 + (k + L) + k  # V^T C3, then U1 (V^T C3)
    r = 2 * fc + 1 + (2 * d - 1)
    one = ((u1 + fc + 1) + L) + ((k + 1) + L) + 2 * d * k
    two = ((r + u1 + 1) + L) + (k + L) + k
    return max(one, two) + 1 + d


def bracket(delta: Fraction, gamma: Fraction, e2b: Fraction) -> Fraction:
    """The error over L d^2 H^5 at d = H = 1, from delta, gamma_N and e^(2 b), without a simplification but e^x."""
    x = gamma
    grown = 1 / (1 - x)  # at least e^x
    moved = (1 + delta) * grown - 1
    rho = gamma * e2b * grown**2 / (1 - delta)
    of_f = (1 + moved) / ((1 - moved) * (1 - rho)) - 1
    phi = e2b * grown**2 / ((1 - rho) * (1 - delta))
    return of_f * (of_f**2 + 5 * of_f + 8) + gamma * phi * (1 + phi) ** 2


def constants_hold() -> bool:
    """The bracket is at most what is claimed, on a grid of delta <= 1/112, z <= 1 and e^(2 b) >= 1."""
    good = True
    for i in range(1, 9):
        for j in range(9):
            for e2b in (Fraction(1), Fraction(3, 2), Fraction(7), Fraction(50)):
                delta, z = Fraction(i, 8 * 112), Fraction(j, 8)
                gamma = 2 * FACTOR * z / (SMALL * e2b**3)
                good = good and bracket(delta, gamma, e2b) <= APPROXIMATION * delta + Fraction(ROUNDING, SMALL) * z
    return good


def rounded_instance(chance: random.Random) -> dict[str, object]:
    """One random instance whose inputs are words, with sizes at which the bound applies."""
    bits = chance.choice(BITS)
    L = chance.randint(1, 6)
    d = 1 if bits == BITS[0] else chance.randint(1, min(3, L))
    r = chance.randint(1, d)
    word = to_bits(12)

    def drawn(rows: int, cols: int, size: float = 1.0) -> Rows:
        return [[word(chance.uniform(-size, size)) for _ in range(cols)] for _ in range(rows)]

    gamma = chance.choice((0.25, 0.5))
    given = {"C1": drawn(L, d), "C2": drawn(L, d, gamma), "C3": drawn(L, d), "Y": drawn(L, d)}
    given |= {"A": drawn(r, d), "B": drawn(d, r), "W": drawn(d, d, gamma)}
    plain = Machine()
    left = [[abs(x) for x in row] for row in plain.product(given["C1"], given["W"])]
    b = largest(plain.product(left, turned([[abs(x) for x in row] for row in given["C2"]])))
    degree = least_degree(b + 0.001, chance.choice((1 / 112, 1e-3, 1e-6)))
    delta = taylor_error(b + 0.001, degree)
    columns = math.comb(d + degree, degree)
    u = 2.0**-bits * (1 + 2.0**-20)  # a double is rounded once more
    word_share = (L + d * columns) * d**2 * math.exp(6 * b) * u
    near = fast(Singles() if bits == BITS[0] else Words(to_bits(bits)), given, degree)
    errors = [apart(one, other) for one, other in zip(near, exact(given), strict=True)]
    bound = L * d**2 * (APPROXIMATION * delta + ROUNDING * word_share)
    row: dict[str, object] = {"L": L, "d": d, "r": r, "k1": columns, "bits": bits, "logits": b, "delta": delta}
    row |= {"z": SMALL * word_share, "errors": errors, "bound": bound}
    row["roundings"] = summand_roundings(L, d, columns)
    few = summand_roundings(L, d, columns) <= FACTOR * (L + d * columns)
    return {**row, "within": few and max(errors) <= bound + 1e-12}


def rounded_rows(instances: int) -> list[dict[str, object]]:
    """Random instances at which the bound applies."""
    chance = random.Random(24)  # noqa: S311
    rows: list[dict[str, object]] = []
    while len(rows) < instances:
        row = rounded_instance(chance)
        if float(str(row["z"])) <= 1:
            rows.append(row)
    return rows


def words_needed(L: int, d: int, k: int, b: float, eps: float) -> int:
    """Bits enough for both gradients within eps at H = 1: half of it rounding, half exp, delta = eps / (34 L d^2)."""
    return math.ceil(math.log2(2 * ROUNDING * L * (L + d * k) * d**4 * math.exp(6 * b) / eps))


def main() -> int:
    """Run, write, print; exit 1 when an instance is not as claimed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=int, default=200)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    rows = rounded_rows(options.instances)
    missed = [f"instance {i}" for i, row in enumerate(rows) if not row["within"]]
    missed += [] if constants_hold() else ["constants"]
    constants = {"approximation": APPROXIMATION, "rounding": ROUNDING, "small": SMALL, "factor": FACTOR}
    bits = [
        {"L": L, "d": 4, "degree": g, "logits": 1, "eps": eps, "bits": words_needed(L, 4, math.comb(4 + g, g), 1, eps)}
        for L, g, eps in ((2**10, 8, 1e-3), (2**16, 10, 1e-3), (2**20, 12, 2.0**-20))
    ]
    write(options.out, {**head("numpy"), "missed": missed, "constants": constants, "bits": bits, "rows": rows})
    print("\n".join(missed) if missed else f"{len(rows)} instances and {len(constants)} constants as claimed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
