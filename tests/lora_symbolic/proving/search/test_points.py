"""Points: every small matrix once, the simplest first, and written as it is."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.proving.search.points import LEVELS, as_text, at, constant, every_small

SHAPES = st.dictionaries(st.sampled_from(["A", "B", "C"]), st.tuples(st.integers(1, 2), st.integers(1, 2)), min_size=1)


@given(shapes=SHAPES, most=st.integers(1, 700))
def test_every_small_matrix_is_there_once(shapes: dict[str, tuple[int, int]], most: int) -> None:
    batch = every_small(shapes, most)
    places = sum(rows * cols for rows, cols in shapes.values())
    if batch is None:
        assert 2**places > most
        return
    count = len(next(iter(batch.values())))
    flat = np.concatenate([entries.reshape(count, -1) for entries in batch.values()], axis=1)
    levels = round(count ** (1 / places))
    assert {tuple(row) for row in flat} == set(product(LEVELS[:levels], repeat=places))
    assert count <= most
    assert count == levels**places
    assert levels == len(LEVELS) or (levels + 1) ** places > most


def test_small_integers_come_with_their_negatives_and_halves() -> None:
    one = every_small({"x": (1, 1)}, 100)
    assert one is not None
    found = one["x"].ravel().tolist()
    assert found[:3] == [0, 1, -1]
    assert {2, -2, 3, -3, 0.5, -0.5} <= set(found)
    assert {-value for value in found} == set(found)


def test_a_point_is_written_as_integers_and_fractions() -> None:
    assert as_text({"x": np.array([[0.5, -2.0]])}) == {"x": (("1/2", "-2"),)}


@pytest.mark.parametrize("count", [1, 3, 20])
def test_matrices_of_equal_entries_begin_with_ones(count: int) -> None:
    shapes = {f"M{number}": (2, 3) for number in range(count)}
    batch = constant(shapes, 600)
    first = at(batch, 0)
    assert all((entries == 1).all() for entries in first.values())
    assert all(len({Fraction(float(entry)) for entry in at(batch, 0)[name].ravel()}) == 1 for name in shapes)
