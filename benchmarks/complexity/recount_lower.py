"""The constants of the lower bound once more, in mpmath and by hand: gap, quadrature, counting, without the packages.

A far instance has n rows o <= 1/(1 + 4 sqrt n), a near one a row o >= 1/2: the losses differ by 3/32. The loss along
lambda I is integrated by Gauss-Legendre nodes, whose error is bounded on a strip. The number of orthogonal pairs is the
leading coefficient of a polynomial, read off its values.
"""

from __future__ import annotations

import math
import random

import mpmath

PHI = mpmath.mpf(6) / 5
INSTANCES = 200
Vectors = list[list[int]]


def rows_of_softmax(scores: list[list[int]], theta: mpmath.mpf, rho: mpmath.mpf) -> list[mpmath.mpf]:
    """o_i = S/(S + R) for n keys of value 1 and n keys of value 0 with score rho."""
    other = len(scores) * mpmath.exp(theta * rho)
    sums = [mpmath.fsum(mpmath.exp(theta * score) for score in row) for row in scores]
    return [total / (total + other) for total in sums]


def gap_of(chance: random.Random) -> tuple[bool, mpmath.mpf]:
    """Whether some pair of random 0/1 vectors is orthogonal, and the loss less n/8 at X = I."""
    n, m = chance.randint(1, 6), chance.randint(2, 5)
    left, right = ([[chance.randint(0, 1) for _ in range(m)] for _ in range(n)] for _ in range(2))
    scores = [[m - sum(a * b for a, b in zip(p, q, strict=True)) for q in right] for p in left]
    x, y = mpmath.log(16 * n) / 2, mpmath.log(n)
    theta = x + y
    found = rows_of_softmax(scores, theta, m - 1 + x / theta)
    return any(m in row for row in scores), mpmath.fsum(o * o for o in found) / 2


def derivative_bound(rows: int, spread: mpmath.mpf) -> mpmath.mpf:
    """n T (M/2)(T + T^2), T = 1/cos(6/5)."""
    turn = 1 / mpmath.cos(PHI)
    return rows * turn * spread / 2 * (turn + turn**2)


def gauss_error(rows: int, spread: mpmath.mpf, count: int) -> mpmath.mpf:
    """(8/3) K rho^(-2N) / (1 - rho^-2), rho - 1/rho = 8 phi/M."""
    rho = 4 * PHI / spread + mpmath.sqrt((4 * PHI / spread) ** 2 + 1)
    return mpmath.mpf(8) / 3 * derivative_bound(rows, spread) * rho ** (-2 * count) / (1 - rho**-2)


def nodes_needed(rows: int, spread: mpmath.mpf, tolerance: mpmath.mpf) -> int:
    """The least N whose bound is at most the tolerance."""
    count = 1
    while gauss_error(rows, spread, count) > tolerance:
        count += 1
    return count


def legendre(count: int) -> list[tuple[mpmath.mpf, mpmath.mpf]]:
    """Nodes and weights on [0, 1], by Newton's method on the recurrence of the Legendre polynomials."""
    found = []
    for k in range(count):
        z = mpmath.cos(mpmath.pi * (k + mpmath.mpf(3) / 4) / (count + mpmath.mpf(1) / 2))
        for _ in range(60):
            before, now = mpmath.mpf(1), z
            for j in range(2, count + 1):
                before, now = now, ((2 * j - 1) * z * now - (j - 1) * before) / j
            slope = count * (z * now - before) / (z * z - 1)
            step = now / slope
            z -= step
            if abs(step) < mpmath.mpf(10) ** -35:
                break
        found.append(((1 + z) / 2, 1 / ((1 - z * z) * slope**2)))
    return found


def quadrature_holds(chance: random.Random, rules: dict[int, list[tuple[mpmath.mpf, mpmath.mpf]]]) -> bool:
    """sum_i o_i(1)^2/2 - o_i(0)^2/2 against N nodes of its derivative, within the bound."""
    n, spread, count = chance.randint(1, 3), mpmath.mpf(chance.randint(3, 12)), chance.choice(sorted(rules))
    logits = [[(spread * chance.randint(0, 8) / 8, chance.randint(0, 1)) for _ in range(4)] for _ in range(n)]

    def loss(at: mpmath.mpf) -> tuple[mpmath.mpf, mpmath.mpf]:
        value = slope = mpmath.mpf(0)
        for row in logits:
            powers = [mpmath.exp(at * z) for z, _ in row]
            total = mpmath.fsum(powers)
            o, mean, mixed = (
                mpmath.fsum(p * w for p, w in zip(powers, weights, strict=True)) / total
                for weights in ([v for _, v in row], [z for z, _ in row], [z * v for z, v in row])
            )
            value, slope = value + o * o / 2, slope + o * (mixed - o * mean)
        return value, slope

    true = loss(mpmath.mpf(1))[0] - loss(mpmath.mpf(0))[0]
    ours = mpmath.fsum(weight * loss(node)[1] for node, weight in rules[count])
    return abs(ours - true) <= gauss_error(n, spread, count)


def counted(chance: random.Random) -> bool:
    """Q = sum_i N_i^2 from D + 1 losses with errors of 1/(16 Lambda R^2), Theta = 1: within 3/8 of the integer."""
    n, m = chance.randint(1, 4), chance.randint(1, 4)
    left, right = ([[chance.randint(0, 1) for _ in range(m)] for _ in range(n)] for _ in range(2))
    scores = [[m - sum(a * b for a, b in zip(p, q, strict=True)) for q in right] for p in left]
    degree = 2 * m
    growth = mpmath.mpf(2 * degree) ** degree / math.factorial(degree)
    tau = m + mpmath.log(8 * mpmath.mpf(n) ** 3 * growth) + 2 * m
    other = n * mpmath.exp(tau)
    points = [mpmath.exp(mpmath.mpf(k) / degree) for k in range(degree + 1)]
    total = mpmath.mpf(0)
    for k, z in enumerate(points):
        sums = [mpmath.fsum(z**score for score in row) for row in scores]
        loss = mpmath.fsum((s / (s + other)) ** 2 for s in sums) / 2
        loss += chance.choice((-1, 1)) / (16 * growth * other**2)
        weight = 1 / mpmath.fprod(z - y for j, y in enumerate(points) if j != k)
        total += weight * 2 * other**2 * loss
    wanted = sum(sum(score == m for score in row) ** 2 for row in scores)
    return bool(abs(total - wanted) <= mpmath.mpf(3) / 8)


def lower_bound_rows(chance: random.Random) -> dict[str, object]:
    """The constants, and whether random instances keep within them."""
    with mpmath.workdps(40):
        gaps = [gap_of(chance) for _ in range(INSTANCES)]
        far = max(n / (2 * (1 + 4 * mpmath.sqrt(n)) ** 2) for n in map(mpmath.mpf, (1, 10, 10**6, 10**18)))
        rules = {count: legendre(count) for count in (4, 8, 12)}
        theta, slope = mpmath.mpf(1), mpmath.mpf(1)  # Theta = C = 1
        logarithm = mpmath.log(2 * mpmath.e / theta)
        return {
            "far": "1/32",
            "near": "1/8",
            "far rows stay below 1/32": bool(far < mpmath.mpf(1) / 32),
            "far instances": sum(not near for near, _ in gaps),
            "near instances": sum(near for near, _ in gaps),
            "every far loss is below 1/32": all(loss <= mpmath.mpf(1) / 32 for near, loss in gaps if not near),
            "every near loss is above 1/8": all(loss >= mpmath.mpf(1) / 8 for near, loss in gaps if near),
            "nodes for n = 8, M = 36, 1/64": nodes_needed(8, mpmath.mpf(36), mpmath.mpf(1) / 64),
            "nodes for n = 100, M = 50, 1/64": nodes_needed(100, mpmath.mpf(50), mpmath.mpf(1) / 64),
            "every quadrature is within its bound": all(quadrature_holds(chance, rules) for _ in range(INSTANCES)),
            "every count is within 3/8": all(counted(chance) for _ in range(INSTANCES)),
            "Gamma in the limit at Theta = C = 1": mpmath.nstr(3 * theta + 3 / slope + 2 * logarithm, 15),
            "p in the limit at Theta = C = 1": mpmath.nstr(8 + 6 * theta * slope + 6 * slope * logarithm, 15),
            "1 - log2 tanh 1": mpmath.nstr(1 - mpmath.log(mpmath.tanh(1)) / mpmath.log(2), 15),
        }
