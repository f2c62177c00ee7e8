"""The least rank that suffices for a polynomial of degree g of all logits of inner width w.

Parameter: `count`, a formula in w and g. A smaller number is refuted by a matrix of larger rank, certified modulo a
prime; a larger one is not the least, refuted by the features.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import mpmath
import sympy

from lora_symbolic.approximation.errors import ApproximationError
from lora_symbolic.arguments.steps import algebra, computed
from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.propositions import formula, sentence
from lora_symbolic.rank.features import features, rank_bound
from lora_symbolic.rank.monomials import count_at, counts_monomials, least_rank
from lora_symbolic.rank.ranks import (
    RankCertificate,
    certify_rank,
    confirm_rank,
    generic_points,
    generic_rank_exact,
    lattice,
    polynomial_determinant,
    polynomial_exact,
    rank_gap,
    sources_rank,
    taylor_coefficients,
)
from proofs_checks.verdict.evidence import Finding, Strength

from ..procedure import DecisionProcedure, Outcome, Parameters, agrees, derived

STORED = Path(__file__).with_name("rank_certificates.json")


def stored_certificates() -> tuple[RankCertificate, ...]:
    """The certificates that ship beside this file, one for each cell of the table."""
    table = json.loads(STORED.read_text(encoding="utf-8"))
    prime = int(table["prime"])
    return tuple(RankCertificate(w, g, rank, determinant, prime) for w, g, rank, determinant in table["cells"])


def small(certificates: Iterable[RankCertificate]) -> list[RankCertificate]:
    """Those whose elimination takes milliseconds."""
    return [certificate for certificate in certificates if certificate.rank <= 90]


def accepts(parameters: Parameters) -> str | None:
    """What is wrong with the parameters."""
    try:
        count_at(formula(parameters["count"]), 2, 3)
    except (LanguageError, ApproximationError) as error:
        return str(error)
    return None


def decide(parameters: Parameters) -> Outcome:
    """The number of monomials suffices by the multinomial theorem, and the lattice points need it."""
    count = formula(parameters["count"])
    certificates = stored_certificates()
    for cell in certificates:
        claimed = count_at(count, cell.width, cell.degree)
        if cell.rank != claimed:
            return _refuted(cell.width, cell.degree, cell.rank, claimed, cell.determinant)
    if not counts_monomials(count):
        return Outcome(Finding.SILENT, Strength.NONE, "right in the stored cells, but not seen to be C(w + g, g)")
    cells = [(cell.width, cell.degree) for cell in certificates]
    t, j, w, g = (sympy.Symbol(name, integer=True, positive=True) for name in ("t", "j", "w", "g"))
    steps = (
        algebra(
            "<u, v>^t = sum over |a| = t of t!/(a_1! ... a_w!) u^a v^a",
            "the multinomial theorem, by induction on w: the binomial theorem with a_w = j, C(t, j) (t - j)! j! = t!",
            (sympy.binomial(t, j) * sympy.factorial(t - j) * sympy.factorial(j), sympy.factorial(t)),
        ),
        algebra(
            "there are C(w + g, g) exponents of degree at most g, so the rank is at most that",
            "by induction, those with a_w = 0 and those with a_w >= 1; one column for each exponent, negative "
            "coefficients go to one side",
            (sympy.binomial(w + g, g), sympy.binomial(w - 1 + g, g) + sympy.binomial(w + g - 1, g - 1)),
        ),
        computed(
            f"the program lists so many in {len(cells)} cells",
            "one after the other",
            all(len(lattice(width, degree)) == rank_bound(width, degree) for width, degree in cells),
            "counted",
        ),
        computed(
            "at the lattice points of N^w with |a| <= g all monomials are independent: "
            "the determinant is the product of all a_1! ... a_w!",
            "falling factorials vanish at every point that is not at least their exponent: a triangular matrix",
            all(_triangular(width, degree) for width, degree in cells if rank_bound(width, degree) <= 21),
            "the matrix in that basis is triangular with this diagonal, exactly, in the cells of rank at most 21",
        ),
        computed(
            "so with no coefficient 0 the rank there is C(w + g, g): det Phi diag(weights) Phi^T is not 0",
            "a product of numbers that are not 0, at every w and g",
            all(cell == certify_rank(cell.width, cell.degree) for cell in certificates)
            and all(confirm_rank(cell) is None for cell in small(certificates)),
            f"{len(cells)} stored certificates, those of rank at most 90 confirmed by elimination modulo 2^61 - 1",
        ),
        computed(
            "at almost all points of L tokens the rank is min(L, C(w + g, g))",
            "some minor is a polynomial that is not 0 identically",
            all(
                generic_rank_exact(taylor_coefficients(g), w_, n) == min(n, rank_bound(w_, g)) for w_, g, n in _sizes()
            ),
            "over Q at integer points: fewer, as many and more tokens than monomials",
        ),
    )
    detail = (
        f"C(w + g, g) monomials suffice and are needed, for all w and g; at w = 2, g = 3 they are {rank_bound(2, 3)}, "
        f"where the sources' C(2(g + w), 2g) is {sources_rank(2, 3)}"
    )
    return derived(steps, detail)


def _sizes() -> tuple[tuple[int, int, int], ...]:
    return ((1, 3, 2), (1, 3, 6), (2, 2, 6), (2, 3, 14), (3, 2, 7))


def _triangular(width: int, degree: int) -> bool:
    points = lattice(width, degree)
    for row, point in enumerate(points):
        for column, exponent in enumerate(points):
            value = math.prod(math.perm(x, e) for x, e in zip(point, exponent, strict=True))
            if row == column and value != math.prod(map(math.factorial, point)):
                return False
            if column > row and value != 0:
                return False
    return True


def _refuted(width: int, degree: int, rank: int, claimed: int, determinant: int) -> Outcome:
    data = {
        "family": f"the lattice points of N^{width} with coordinates that sum to at most {degree}, on both sides, "
        f"and the Taylor polynomial of degree {degree}",
        "width": width,
        "degree": degree,
        "facts": [
            ["the exact rank", str(rank)],
            ["claimed", str(claimed)],
            ["the determinant modulo 2^61 - 1", str(determinant)],
        ],
    }
    return Outcome(
        Finding.REFUTES,
        Strength.EXACT_AT_SHAPES,
        f"at w = {width}, g = {degree} the least rank is {rank}, not {claimed}",
        (),
        data,
    )


def confirm(parameters: Parameters, data: Mapping[str, Any]) -> str | None:
    """Whether the exact rank over Q at the recorded cell differs from the claimed number."""
    width, degree = int(data["width"]), int(data["degree"])
    if rank_bound(width, degree) > 90:
        return "the cell is too large to be confirmed"
    points = lattice(width, degree)
    rank = int(polynomial_exact(taylor_coefficients(degree), points, points).rank())
    claimed = count_at(formula(parameters["count"]), width, degree)
    return None if rank == features(taylor_coefficients(degree), width).rank != claimed else f"the rank is {rank}"


def exact(parameters: Parameters) -> Outcome:
    """The determinant in closed form is that of the matrix, over Q, and the features reproduce the polynomial."""
    count, good = formula(parameters["count"]), True
    for width, degree in ((1, 3), (2, 2), (2, 3), (3, 2)):
        points, coefficients = lattice(width, degree), taylor_coefficients(degree)
        matrix = polynomial_exact(coefficients, points, points)
        value = polynomial_determinant(coefficients, width)
        good = good and int(matrix.rank()) == count_at(count, width, degree)
        good = good and str(matrix.det()) == str(value) and value != 0
    return agrees(good, Strength.EXACT_AT_SHAPES, "determinants over Q at (w, g) = (1, 3), (2, 2), (2, 3), (3, 2)")


def digits(parameters: Parameters) -> Outcome:
    """Singular values in 60 digits: nothing beyond the claimed rank but rounding."""
    points = [[Fraction(x, 60) for x in point] for point in generic_points(13, 2, 3)]
    gap = rank_gap(taylor_coefficients(3), points, points, Fraction(1, 1000))
    clear = mpmath.mpf(gap.beyond) < mpmath.mpf(10) ** -50 < mpmath.mpf(gap.last)
    same = gap.rank == count_at(formula(parameters["count"]), 2, 3)
    detail = f"w = 2, g = 3: singular value {gap.rank} is {gap.last}, the next is {gap.beyond}"
    return agrees(bool(clear and same), Strength.HIGH_PRECISION, detail)


PROCEDURE = DecisionProcedure(
    summary="the rank of a polynomial of a logit matrix",
    names=frozenset({"count"}),
    decide=decide,
    exact=exact,
    digits=digits,
    confirm=confirm,
    accepts=accepts,
    sentence=lambda parameters: sentence(least_rank(formula(parameters["count"]))),
    controls=tuple({"count": count} for count in ("C(2*(g + w), 2*g)", "C(w + g - 1, g)", "w**g")),
)
