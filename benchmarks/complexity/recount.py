"""A second program for the constants of both theorems: it shares no code with the packages, and runs what it counts.

python benchmarks/complexity/recount.py [--instances 200]

Part one runs U1 to V4 and both gradients on random instances within the hypotheses, with operations that count
themselves, beside the exact gradients: the operations must be the polynomials below, the error within the bound.
Part two recomputes the constants of the lower bound: gap, quadrature, counting. Tests compare all with the ledger.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path

import mpmath

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

from facts import head, write  # noqa: E402
from recount_lower import lower_bound_rows  # noqa: E402

OUT = Path(__file__).parents[1] / "results" / "complexity" / "recounted" / "recount.json"
Rows = list[list[float]]
STARTS = (  # a, gamma, K, L of the claims on explicit numbers of tokens
    ("1/4", "1", 0, "10^12"),
    ("1/4", "1", 0, "18004"),
    ("1/4", "1", 0, "10^90"),
    ("0", "1", 0, "147"),
    ("0", "1", 1, "139531"),
    ("1/2", "1/1000", 0, "12"),
)


@dataclass
class Tally:
    """Operations made."""

    multiplications: int = 0
    additions: int = 0
    reciprocals: int = 0
    copies: int = 0


class Machine:
    """Matrices of floats whose every operation is counted where it is made."""

    def __init__(self) -> None:
        self.made = Tally()

    def times(self, x: float, y: float) -> float:
        """One multiplication."""
        self.made.multiplications += 1
        return x * y

    def plus(self, x: float, y: float) -> float:
        """One addition."""
        self.made.additions += 1
        return x + y

    def total(self, values: Sequence[float]) -> float:
        """The sum of n numbers, n - 1 additions."""
        found = values[0]
        for value in values[1:]:
            found = self.plus(found, value)
        return found

    def product(self, x: Rows, y: Rows) -> Rows:
        """x y."""
        return [
            [self.total([self.times(a, b) for a, b in zip(row, col, strict=True)]) for col in turned(y)] for row in x
        ]

    def scaled(self, by: Sequence[float], x: Rows) -> Rows:
        """diag(by) x."""
        return [[self.times(factor, entry) for entry in row] for factor, row in zip(by, x, strict=True)]

    def beside(self, x: Rows, y: Rows, sign: float = 1.0) -> Rows:
        """[x, sign y]: every entry is copied, and one whose sign changes is written once more."""
        entries = sum(map(len, x)) + sum(map(len, y))
        self.made.copies += entries + (sum(map(len, y)) if sign < 0 else 0)
        return [[*a, *(sign * b for b in c)] for a, c in zip(x, y, strict=True)]

    def by_rows(self, x: Rows, y: Rows) -> Rows:
        """The Kronecker products of rows."""
        return [[self.times(a, b) for a in p for b in q] for p, q in zip(x, y, strict=True)]

    def less(self, x: Rows, y: Rows) -> Rows:
        """x - y."""
        return [[self.plus(a, -b) for a, b in zip(p, q, strict=True)] for p, q in zip(x, y, strict=True)]

    def monomials(self, x: Rows, degree: int) -> Rows:
        """Every monomial of at most a degree in the entries of each row, one multiplication each from degree 1 on."""
        found = []
        for row in x:
            made: dict[tuple[int, ...], float] = {(): 1.0}
            for size in range(1, degree + 1):
                for letters in combinations_with_replacement(range(len(row)), size):
                    made[letters] = self.times(made[letters[:-1]], row[letters[-1]])
            found.append(list(made.values()))
        return found


def turned(x: Rows) -> Rows:
    """The transpose, which is read in another order."""
    return [list(column) for column in zip(*x, strict=True)]


def weights(width: int, degree: int) -> list[float]:
    """1/a! for every monomial: the multinomial coefficient over the factorial of its degree."""
    found = []
    for size in range(degree + 1):
        for letters in combinations_with_replacement(range(width), size):
            found.append(1.0 / math.prod(math.factorial(letters.count(letter)) for letter in set(letters)))
    return found


def fast(machine: Machine, given: dict[str, Rows], degree: int) -> tuple[Rows, Rows]:
    """Both gradients by U1, ..., V4, bracketed as in the claim on operations."""
    C1, C2, C3, Y = (given[name] for name in ("C1", "C2", "C3", "Y"))
    U = machine.monomials(machine.product(C1, given["W"]), degree)
    V = machine.monomials(C2, degree)
    factors = weights(len(C2[0]), degree)
    for row in V:
        row[1:] = [machine.times(factor, entry) for factor, entry in zip(factors[1:], row[1:], strict=True)]
    sums = [machine.total(column) for column in turned(V)]  # V^T 1
    norms = machine.product(U, [[entry] for entry in sums])
    machine.made.reciprocals += len(norms)
    U1 = machine.scaled([1 / row[0] for row in norms], U)
    U2 = machine.beside(machine.product(U1, machine.product(turned(V), C3)), Y)
    V2 = machine.beside(C3, C3, -1.0)
    read = machine.product(U1, machine.product(turned(V), V2))
    r = [machine.total([machine.times(a, b) for a, b in zip(p, q, strict=True)]) for p, q in zip(read, U2, strict=True)]
    U3, V3, U4 = machine.by_rows(U1, U2), machine.by_rows(V, V2), machine.scaled(r, U1)
    C1T = turned(C1)
    one = machine.product(machine.product(C1T, U3), machine.product(turned(V3), C2))
    two = machine.product(machine.product(C1T, U4), machine.product(turned(V), C2))
    inner = machine.less(one, two)
    return machine.product(turned(given["B"]), inner), machine.product(inner, turned(given["A"]))


def claimed(L: int, d: int, r: int, k: int) -> Tally:
    """The same operations as polynomials, step by step, derived here by hand."""
    products = {
        "C1 W": (L, d, d),
        "U (V^T 1)": (L, k, 1),
        "V^T C3": (k, L, d),
        "U1 (V^T C3)": (L, k, d),
        "V^T V2": (k, L, 2 * d),
        "U1 (V^T V2)": (L, k, 2 * d),
        "C1^T U3": (d, L, 2 * d * k),
        "V3^T C2": (2 * d * k, L, d),
        "their product": (d, 2 * d * k, d),
        "C1^T U4": (d, L, k),
        "V^T C2": (k, L, d),
        "the other product": (d, k, d),
        "B^T inner": (r, d, d),
        "inner A^T": (d, d, r),
    }
    monomials, scalings, rows = 3 * L * (k - 1), 2 * L * k, 2 * L * d
    kronecker = 2 * L * 2 * d * k
    multiplications = sum(a * b * c for a, b, c in products.values()) + monomials + scalings + rows + kronecker
    sums = k * (L - 1) + L * (2 * d - 1) + d * d
    additions = sum(a * (b - 1) * c for a, b, c in products.values()) + sums
    return Tally(multiplications, additions, L, 2 * L * d + 2 * L * d + L * d)


def all_operations(made: Tally) -> int:
    """Arithmetic, copies, and the words they read and write."""
    binary, unary = made.multiplications + made.additions, made.reciprocals + made.copies
    return 4 * binary + 3 * unary


def exact(given: dict[str, Rows]) -> tuple[Rows, Rows]:
    """Both gradients by dense matrices."""
    free = Machine()
    C1, C2, C3, Y = (given[name] for name in ("C1", "C2", "C3", "Y"))
    powers = [[math.exp(x) for x in row] for row in free.product(free.product(C1, given["W"]), turned(C2))]
    f = [[x / sum(row) for x in row] for row in powers]
    q = free.product(free.less(free.product(f, C3), Y), turned(C3))
    p = []
    for weights_of_row, values in zip(f, q, strict=True):
        mean = sum(a * b for a, b in zip(weights_of_row, values, strict=True))
        p.append([a * (b - mean) for a, b in zip(weights_of_row, values, strict=True)])
    inner = free.product(turned(C1), free.product(p, C2))
    return free.product(turned(given["B"]), inner), free.product(inner, turned(given["A"]))


def largest(x: Rows) -> float:
    """The largest entry."""
    return max(abs(entry) for row in x for entry in row)


def apart(x: Rows, y: Rows) -> float:
    """The largest entry of the difference."""
    return max(abs(a - b) for p, q in zip(x, y, strict=True) for a, b in zip(p, q, strict=True))


def taylor_error(bound: float, degree: int) -> float:
    """e^B (e B/n)^n, n = degree + 1: at least the relative error of Taylor's polynomial on [-B, B]."""
    n = degree + 1
    return math.exp(bound) * (math.e * bound / n) ** n


def least_degree(bound: float, eps: float) -> int:
    """The least degree at which that is at most eps, n >= B."""
    degree = max(0, math.ceil(bound) - 1)
    while taylor_error(bound, degree) > eps:
        degree += 1
    return degree


def tau_of(delta: float) -> float:
    """delta / (1 + sqrt(1 - delta^2))."""
    return delta / (1 + math.sqrt(1 - delta * delta))


def bound_on_gradient(L: int, d: int, delta: float, sizes: dict[str, float], side: str) -> float:
    """Step by step: |q|, the error of q, row sums of p's error, and the sum over L rows and d columns of B (or A)."""
    tau = tau_of(delta)
    q = d * sizes["C3"] * (sizes["C3"] + sizes["Y"])
    of_q = d * 2 * tau * sizes["C3"] ** 2
    row_of_p = 2 * tau * q + of_q
    return L * row_of_p * sizes["C1"] * sizes["C2"] * d * sizes[side]


def entries_bound_at_ones() -> int:
    """The bound by largest entries, |f~ - f| <= eps, where every size, input and eps is 1: the sum of coefficients."""
    size_of_q, of_q = 2, 1
    of_p1 = (size_of_q + of_q) + of_q
    of_p2 = ((size_of_q + of_q) + of_q) * 2 + size_of_q
    return of_p1 + of_p2


def instance(chance: random.Random) -> dict[str, object]:
    """One random instance within the hypotheses: r <= d <= L, |C1 W|, |C2| <= Gamma, logits at most B."""
    L = chance.randint(1, 7)
    d = chance.randint(1, min(3, L))
    r = chance.randint(1, d)

    def drawn(rows: int, cols: int, size: float = 1.0) -> Rows:
        return [[chance.uniform(-size, size) for _ in range(cols)] for _ in range(rows)]

    gamma = chance.choice((0.3, 0.6, 0.9))
    A, B, C2 = drawn(r, d), drawn(d, r), drawn(L, d, gamma)
    given = {"C1": drawn(L, d), "C2": C2, "C3": drawn(L, d), "Y": drawn(L, d), "A": A, "B": B}
    W = drawn(d, d)
    reached = largest(Machine().product(given["C1"], W))
    given["W"] = [[entry * gamma / reached for entry in row] for row in W]
    bound = d * gamma * gamma
    eps = chance.choice((0.5, 0.1, 0.02))
    degree = least_degree(bound, eps)
    machine = Machine()
    near, true = fast(machine, given, degree), exact(given)
    columns = math.comb(d + degree, degree)
    if len(weights(d, degree)) != columns:
        raise ArithmeticError("the monomials are not C(d + g, g)")
    wanted = claimed(L, d, r, columns)
    sizes = {name: largest(rows) for name, rows in given.items()}
    delta = taylor_error(bound, degree)
    bounds = [bound_on_gradient(L, d, delta, sizes, side) for side in ("B", "A")]
    errors = [apart(one, other) for one, other in zip(near, true, strict=True)]
    row = {"L": L, "d": d, "r": r, "k1": columns, "degree": degree, "logits": bound, "eps": eps, "delta": delta}
    row |= {"multiplications": machine.made.multiplications, "additions": machine.made.additions}
    row |= {"operations": all_operations(machine.made), "as_claimed": machine.made == wanted}
    within = all(error <= bound + 1e-12 for error, bound in zip(errors, bounds, strict=True))
    return {**row, "errors": errors, "bounds": bounds, "within": within}


def exponent(a: str, gamma: str, inputs: int, tens: str, factor: int) -> str:
    """The exponent of the time at L = 10^tens, d = log L, beta = 1/d, both gradients within 1/L."""
    with mpmath.workdps(50):
        power, g = mpmath.mpf(fraction_of(a)), mpmath.mpf(fraction_of(gamma))
        ell = mpmath.mpf(10) ** int(tens[3:]) if tens.startswith("10^") else mpmath.mpf(tens)
        ell *= mpmath.log(10)
        theta = g**2 * ell ** (2 * power - 1)
        wanted = (2 + 4 * inputs) + (max(0, mpmath.log(6 * g)) + (2 + power) * mpmath.log(ell)) / ell
        n = (theta + wanted) / mpmath.lambertw((theta + wanted) / (mpmath.e * theta)).real
        kappa = mpmath.log(1 + n) + n * mpmath.log(1 + 1 / n)
        return mpmath.nstr(1 + kappa + mpmath.log(factor * ell**2) / ell, 12)


def fraction_of(text: str) -> mpmath.mpf:
    """A fraction such as 1/4."""
    above, _, below = text.partition("/")
    return mpmath.mpf(above) / mpmath.mpf(below or 1)


def widths(constant: str) -> dict[str, str]:
    """The exponents of the width at B = kappa log L, d = log L, f within L^-2: what is forced, what is enough."""
    with mpmath.workdps(40):
        b = fraction_of(constant)
        share = min(mpmath.mpf(1) / -mpmath.log(mpmath.tanh(b)), mpmath.mpf(1) / 2)
        forced = -share * mpmath.log(share) - (1 - share) * mpmath.log(1 - share)
        n = (b + 2) / mpmath.lambertw((b + 2) / (mpmath.e * b)).real
        enough = mpmath.log(1 + n) + n * mpmath.log(1 + 1 / n)
        return {"forced": mpmath.nstr(forced, 12), "enough": mpmath.nstr(enough, 12)}


def main() -> int:
    """Run, write, print; exit 1 when an instance is not as claimed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instances", type=int, default=200)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    chance = random.Random(2026)  # noqa: S311
    rows = [instance(chance) for _ in range(options.instances)]
    ones = claimed(1, 1, 1, 1)
    constants: dict[str, object] = {
        "multiplications at L = d = r = k1 = 1": ones.multiplications,
        "additions at L = d = r = k1 = 1": ones.additions,
        "sum of the coefficients by largest entries": entries_bound_at_ones(),
        "gradient over tau at ones": bound_on_gradient(1, 1, 0.6, dict.fromkeys(("C1", "C2", "C3", "Y", "B"), 1.0), "B")
        / tau_of(0.6),
        "exponents": {", ".join(map(str, start)): exponent(*start, 150) for start in STARTS},
        "widths": {constant: widths(constant) for constant in ("1", "1/1000000")},
        **lower_bound_rows(random.Random(7)),  # noqa: S311
    }
    missed = [f"instance {i}" for i, row in enumerate(rows) if not (row["as_claimed"] and row["within"])]
    missed += [name for name, value in constants.items() if value is False]
    write(options.out, {**head("mpmath"), "missed": missed, "constants": constants, "rows": rows})
    print("\n".join(missed) if missed else f"{len(rows)} instances and {len(constants)} constants as claimed")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
