"""Signs: what is said of the sign of a size or of an entry holds wherever it is evaluated."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lora_symbolic import language as lang
from lora_symbolic.evaluation import EvaluationError, evaluate, shape_at
from lora_symbolic.evaluation.sizes import rational_at
from lora_symbolic.language import matrix, size, variables
from lora_symbolic.language.size import Size, total
from lora_symbolic.language.term import Term, subterms
from lora_symbolic.proving.conditions import SizeSigns
from lora_symbolic.proving.conditions.entry_signs import EntrySigns
from tests.strategies import terms

NAMES = ("L", "d", "r")
MONOMIALS = [size(text) for text in ("1", "L", "d", "r", "d * r", "L * L", "d * d", "L * d * r")]
GRID = [dict(zip(NAMES, choice, strict=True)) for choice in product(range(1, 6), repeat=3)]


def polynomials(most: int = 3) -> st.SearchStrategy[Size]:
    terms_of = st.tuples(st.integers(-3, 3), st.sampled_from(MONOMIALS))
    return st.lists(terms_of, min_size=1, max_size=most).map(lambda pairs: total(c * m for c, m in pairs))


def sign(value: object) -> int:
    return int(value > 0) - int(value < 0)  # type: ignore[operator]


@given(sides=st.lists(polynomials(), max_size=2), above=polynomials(), below=polynomials(2))
def test_the_sign_of_a_size_expression_is_among_those_stated(sides: list[Size], above: Size, below: Size) -> None:
    assume(below != 0)
    signs = SizeSigns(sides)
    stated = signs.signs(above / below)
    for sizes in GRID:
        if all(rational_at(side, sizes) >= 1 for side in sides):
            assert signs.clash is None
            if rational_at(below, sizes):
                assert sign(rational_at(above, sizes) / rational_at(below, sizes)) in stated


@given(sides=st.lists(polynomials(), max_size=2), below=polynomials())
def test_a_denominator_without_vanishing_factors_is_never_zero(sides: list[Size], below: Size) -> None:
    assume(below != 0)
    factors = SizeSigns(sides).vanishing(1 / below)
    for sizes in GRID:
        if all(rational_at(side, sizes) >= 1 for side in sides):
            zero = any(rational_at(factor, sizes) == 0 for factor in factors)
            assert zero or rational_at(below, sizes) != 0


@pytest.mark.parametrize(
    ("sides", "expression", "stated"),
    [
        ((), "d - r", {-1, 0, 1}),
        (("d - r",), "d - r", {1}),
        (("d - r", "L - d"), "L - r - 1", {1}),
        (("d - r",), "d - r - 1", {0, 1}),
        ((), "2 * d - 1", {1}),
        ((), "2 * d - 4 * r - 1", {-1, 1}),
        ((), "d * d - 2 * d + 1", {0, 1}),
        (("2 * d - r",), "2 * d - r", {1}),
    ],
)
def test_what_a_side_tells_is_used(sides: tuple[str, ...], expression: str, stated: set[int]) -> None:
    assert SizeSigns([size(side) for side in sides]).signs(size(expression)) == stated


def test_sides_that_are_never_both_positive_clash() -> None:
    assert SizeSigns([size("d - r"), size("r - d")]).clash is not None
    assert SizeSigns([size("d - r"), size("r - 1")]).clash is None


@given(term=terms(depth=3), seed=st.integers(0, 10**6))
def test_the_sign_of_an_entry_is_among_those_stated(term: Term, seed: int) -> None:
    stated = EntrySigns((term,))
    sizes = {"L": 2, "d": 3, "r": 2}
    random = np.random.default_rng(seed)
    values = {variable.name: random.integers(-2, 3, size=shape_at(variable, sizes)) for variable in variables(term)}
    for node in subterms(term):
        try:
            found = evaluate(node, values, sizes)
        except EvaluationError:
            assume(False)
        # an entry that floats cannot tell from zero says nothing
        assert {sign(entry) for entry in found.ravel() if abs(entry) > 1e-9} <= stated.signs(node)


X = matrix("X", "m", "n")


@pytest.mark.parametrize(
    ("term", "stated"),
    [
        (X * X, {0, 1}),
        (lang.trace(X.T @ X), {0, 1}),
        (lang.diag(X @ X.T), {0, 1}),
        (X @ X.T, {-1, 0, 1}),
        (-lang.exp(X), {-1}),
        (X * X + lang.ones("m", "n"), {1}),
        (lang.scalar(size("d - r")) * lang.exp(X), {-1, 0, 1}),
        (lang.softmax(X, X * X), {0, 1}),
        (lang.softmax(X, X), {-1, 0, 1}),
    ],
)
def test_squares_sums_and_products_have_their_signs(term: Term, stated: set[int]) -> None:
    assert EntrySigns((term,)).signs(term) == stated
