"""Random round trips: there and back through each reduction, every bound of the way checked, one seed each.

Dictionary
    Trip            what was asked, what came back, and the checks by their names
    formula_trip    a random formula, satisfiable or not as asked -> LoRA gradients -> the answer
    pair_trip       the same for bichromatic closest pair
    count_trip      the same for orthogonal vectors, counted from gradients of accuracy 1/poly(L)
    attention_trip  a random AAttLGC instance -> ALoRAGC -> dL/dX and its error
    lora_trip       a random ALoRAGC instance -> AAttLGC -> dL/dA, dL/dB and their errors
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from flint import arb_mat, ctx

from .attention_problem import (
    AttentionProblem,
    LoraProblem,
    Matrix,
    attention_gradient,
    balls,
    even_scale,
    from_lora,
    identity,
    largest,
    logits_of,
    lora_gradients,
    product,
    times,
    to_lora,
    transposed,
)
from .counting import count_pairs
from .formula import random_formula, satisfiable, split_and_list
from .pipeline import BITS, Reading, random_noise, read_off
from .quadrature import upper
from .vectors import OrthogonalVectors, by_all_pairs, random_closest_pair

AGREEMENT = Fraction(1, 2**80)


@dataclass(frozen=True)
class Trip:
    """One round trip."""

    kind: str
    seed: int
    right: bool
    checks: Mapping[str, bool]
    figures: Mapping[str, float]

    @property
    def good(self) -> bool:
        """The answer is right and every check holds."""
        return self.right and all(self.checks.values())


def _figures(reading: Reading) -> dict[str, float]:
    return {
        "tokens": reading.tokens,
        "rank": reading.rank,
        "nodes": reading.nodes,
        "eps": float(reading.eps),
        "budget": float(reading.budget),
        "Gamma printed": float(reading.gamma_printed),
        "Gamma even": float(reading.gamma_even),
        "excess": float(reading.excess),
    }


def formula_trip(seed: int, wanted: bool) -> Trip:
    """A formula of 4 or 6 variables, its answer from LoRA gradients with random errors of size eps."""
    random = Random(seed)  # noqa: S311
    while True:
        formula = random_formula(random, random.choice((4, 6)), random.choice((5, 6, 7)) if wanted else 7)
        if satisfiable(formula) is wanted:
            break
    reading = read_off(split_and_list(formula), random_noise(seed))
    return Trip(
        f"formula, {'' if wanted else 'un'}satisfiable",
        seed,
        reading.answer is wanted,
        reading.checks,
        _figures(reading),
    )


def pair_trip(seed: int, near: bool) -> Trip:
    """Vectors in {0,1}^m with a gap of 1 to 3 in the distance."""
    random = Random(seed)  # noqa: S311
    problem = random_closest_pair(random, random.randint(2, 7), random.randint(5, 8), random.randint(1, 3), near)
    reading = read_off(problem, random_noise(seed))
    return Trip(
        f"closest pair, {'near' if near else 'far'}", seed, reading.answer is near, reading.checks, _figures(reading)
    )


def count_trip(seed: int, wanted: bool) -> Trip:
    """Orthogonal vectors, counted from accurate gradients with entries of constant size; n and m are 1 or 2."""
    random = Random(seed)  # noqa: S311
    while True:
        count, width = random.randint(1, 2), random.randint(1, 2)
        left, right = (tuple(tuple(random.randrange(2) for _ in range(width)) for _ in range(count)) for _ in range(2))
        vectors = OrthogonalVectors(left, right)
        if by_all_pairs(vectors) is wanted:
            break
    found = count_pairs(vectors, random.choice((-1, 1)))
    kind = f"counting, {'' if wanted else 'no '}orthogonal pair"
    figures = {"eps": float(found.eps), "error": float(found.error), "Gamma": float(found.gamma), "nodes": found.nodes}
    right_count = abs(found.total - found.true) < Fraction(1, 2)
    return Trip(kind, seed, found.answer is wanted and right_count, found.checks, figures)


def _random_matrix(random: Random, rows: int, cols: int) -> Matrix:
    return tuple(tuple(Fraction(random.randint(-6, 6), random.randint(1, 4)) for _ in range(cols)) for _ in range(rows))


def _signs(random: Random, rows: int, cols: int) -> Matrix:
    return tuple(tuple(Fraction(random.choice((-1, 1))) for _ in range(cols)) for _ in range(rows))


def _apart(one: arb_mat, other: arb_mat) -> Fraction:
    """The certified largest difference of two matrices of balls."""
    return max(upper(abs(entry)) for row in (one - other).tolist() for entry in row)


def attention_trip(seed: int) -> Trip:
    """Appendix E there and back: the oracle's first r columns approximate dL/dX with the same eps."""
    random = Random(seed)  # noqa: S311
    tokens, rank = random.randint(1, 5), random.randint(1, 4)
    width = rank + random.randint(1, 3)
    problem = AttentionProblem(*(_random_matrix(random, tokens, rank) for _ in range(4)))
    x, eps = _random_matrix(random, rank, rank), Fraction(1, random.choice((10, 1000, 10**6)))
    bound = max(largest(product(problem.A1, x)), largest(problem.A2), largest(problem.E))
    with ctx.workprec(BITS):
        target = attention_gradient(problem, x)
        checks: dict[str, bool] = {}
        for name, scale in (("printed", 1), ("even", even_scale(rank))):
            lora = to_lora(problem, x, width, None, scale)
            answer = lora_gradients(lora)[0] + balls(times(eps, _signs(random, rank, width)))
            block = arb_mat([row[:rank] for row in answer.tolist()])
            update = product(product(lora.C1, lora.B), lora.A)
            checks[f"{name}: error of the block <= eps"] = _apart(block, target) <= eps + AGREEMENT
            checks[f"{name}: logits"] = logits_of(lora) == times(
                Fraction(1, rank), product(product(problem.A1, x), transposed(problem.A2))
            )
            if name == "printed":
                checks["printed: |C1 B A|, |C2|, |Y| <= B"] = max(map(largest, (update, lora.C2, lora.Y))) <= bound
            else:
                checks["even: |C1 B A| <= B/sqrt(r)"] = largest(update) ** 2 * rank <= bound**2
                checks["even: |C2| < 2 B/sqrt(r)"] = largest(lora.C2) ** 2 * rank <= 4 * bound**2
    right = all(holds for name, holds in checks.items() if "error" in name)
    return Trip("AAttLGC to ALoRAGC", seed, right, checks, {"tokens": tokens, "rank": rank, "width": width})


def lora_trip(seed: int) -> Trip:
    """The other direction: B^T g and g A^T approximate the gradients with d |B| eps and d |A| eps."""
    random = Random(seed)  # noqa: S311
    tokens, rank = random.randint(1, 5), random.randint(1, 3)
    width, eps = rank + random.randint(1, 2), Fraction(1, random.choice((10, 1000, 10**6)))
    c1, c2, c3, y = (_random_matrix(random, tokens, width) for _ in range(4))
    w0, b, a = (_random_matrix(random, *shape) for shape in ((width, width), (width, rank), (rank, width)))
    lora = LoraProblem(c1, c2, c3, y, w0, b, a)
    with ctx.workprec(BITS):
        problem, x = from_lora(lora)
        g = attention_gradient(problem, x) + balls(times(eps, _signs(random, width, width)))
        d_a, d_b = lora_gradients(lora)
        checks = {
            "error of dA <= d |B| eps": _apart(balls(b).transpose() * g, d_a) <= width * largest(b) * eps + AGREEMENT,
            "error of dB <= d |A| eps": _apart(g * balls(a).transpose(), d_b) <= width * largest(a) * eps + AGREEMENT,
            "|A1 X| = |C1 W|": largest(product(problem.A1, x)) == largest(product(c1, x)),
            "|A2| = d |C2|": largest(problem.A2) == width * largest(c2),
        }
    right = all(holds for name, holds in checks.items() if "error" in name)
    return Trip("ALoRAGC to AAttLGC", seed, right, checks, {"tokens": tokens, "rank": rank, "width": width})


def frozen_weight_control(seed: int) -> Trip:
    """Appendix E with W0 = I instead of 0: the block is another matrix, and the trip must fail."""
    random = Random(seed)  # noqa: S311
    problem = AttentionProblem(*(_random_matrix(random, 3, 2) for _ in range(4)))
    x = _random_matrix(random, 2, 2)
    with ctx.workprec(BITS):
        lora = to_lora(problem, x, 3, identity(3))
        block = arb_mat([row[:2] for row in lora_gradients(lora)[0].tolist()])
        gap = _apart(block, attention_gradient(problem, x))
    same = gap <= AGREEMENT
    return Trip("W0 = I", seed, same, {"the block is dL/dX": same}, {"gap": float(gap)})
