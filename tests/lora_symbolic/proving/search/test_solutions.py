"""Solutions of equations: exact, of every kind that people write, and none where there is none."""

from __future__ import annotations

from fractions import Fraction
from itertools import islice

import numpy as np
import pytest

from lora_symbolic.proving import Solutions
from lora_symbolic.proving.search.pools import orthonormal
from tests.lora_symbolic.proving.rewriting.statements import Claims

MATRICES = Claims(
    P=("m", "r"), S=("n", "n"), T=("n", "n"), p=("m", "n"), c=("m", "n"), s=("m", "n"), x=("n", 1), a=(1, 1), b=(1, 1)
)
SIZES = {"m": 3, "n": 2, "r": 2}


def _first(*where: str, count: int = 4) -> list[dict[str, np.ndarray]]:
    return list(islice(Solutions([MATRICES.equation(text) for text in where], ()).at(SIZES), count))


def _same(left: np.ndarray, right: object) -> bool:
    return bool((left == np.array(right, dtype=object)).all())


ONE = np.eye(2, dtype=int)


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        (["P.T @ P = eye(r)"], lambda v: _same(v["P"].T @ v["P"], ONE)),
        (["9 * eye(r) = P.T @ P"], lambda v: _same(v["P"].T @ v["P"], 9 * ONE)),
        (["S = S.T"], lambda v: _same(v["S"], v["S"].T)),
        (["S.T = -S"], lambda v: _same(v["S"].T, -v["S"])),
        (["p @ ones(n, 1) = ones(m, 1)"], lambda v: _same(v["p"].sum(axis=1), np.ones(3, dtype=int))),
        (["c * c + s * s = ones(m, n)"], lambda v: _same(v["c"] ** 2 + v["s"] ** 2, np.ones((3, 2), dtype=int))),
        (["a * a + b * b = 1"], lambda v: v["a"][0, 0] ** 2 + v["b"][0, 0] ** 2 == 1),
        (["S @ T = T @ S"], lambda v: _same(v["S"] @ v["T"], v["T"] @ v["S"])),
        (["S @ S = S"], lambda v: _same(v["S"] @ v["S"], v["S"])),
        (["S @ S = S", "S = S.T"], lambda v: _same(v["S"] @ v["S"], v["S"].T)),
        (["S = T.T @ T"], lambda v: _same(v["S"], v["T"].T @ v["T"])),
        (["sum(x * x) = 1"], lambda v: (v["x"] ** 2).sum() == 1),
        (["S @ T = eye(n)"], lambda v: _same(v["S"] @ v["T"], ONE)),
    ],
)
def test_solutions_are_exact(where: list[str], holds: object) -> None:
    found = _first(*where)
    assert len(found) == 4
    for values in found:
        assert holds(values)  # type: ignore[operator]
        assert all(isinstance(entry, Fraction) for value in values.values() for entry in value.ravel())


def test_solutions_are_not_all_alike() -> None:
    for where in ("P.T @ P = eye(r)", "S @ S = S", "c * c + s * s = ones(m, n)", "S = S.T"):
        found = _first(where, count=6)
        assert len({str({name: value.tolist() for name, value in values.items()}) for values in found}) > 2


def test_there_is_none_where_there_is_none() -> None:
    assert _first("P.T @ P = eye(r)", "P.T @ P = 2 * eye(r)") == []
    assert _first("a * a = -1") == []
    assert list(Solutions([MATRICES.equation("P.T @ P = eye(r)")], ()).at({"m": 1, "r": 2})) == []


def test_a_matrix_that_no_equation_speaks_of_is_there_too() -> None:
    point = next(Solutions([MATRICES.equation("S = S.T")], (MATRICES.names["p"],)).at(SIZES))
    assert point["p"].shape == (3, 2)


@pytest.mark.parametrize("shape", [(1, 1), (4, 2), (2, 4), (3, 3)])
def test_cayleys_map_gives_orthonormal_columns_or_rows(shape: tuple[int, int]) -> None:
    found = orthonormal(*shape, np.random.default_rng(1))
    square = found.T @ found if shape[0] >= shape[1] else found @ found.T
    assert _same(square, np.eye(min(shape), dtype=int))
