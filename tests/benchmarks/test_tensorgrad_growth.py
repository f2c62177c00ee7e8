"""Products of k softmaxes and derivatives of order k: proved here with false variants told apart, and as stored."""

from __future__ import annotations

import json
import statistics

import numpy as np
import pytest

from benchmarks.tensorgrad import growth
from lora_symbolic.evaluation import evaluate, evaluate_all
from lora_symbolic.language import variables


@pytest.mark.parametrize(("family", "k"), [("products", 1), ("products", 3), ("orders", 1), ("orders", 2)])
def test_a_task_is_true_in_numbers_and_proved_and_its_double_is_not(family: str, k: int) -> None:
    left, right = {"products": growth.products, "orders": growth.orders}[family](k)
    random = np.random.default_rng(k)
    sizes = {"m": 3, "n": 3}
    point = {variable.name: random.uniform(-1, 1, (3, 3)) for variable in variables(left, right)}
    assert np.allclose(*evaluate_all((left, right), point, sizes), atol=1e-9)
    assert np.max(np.abs(evaluate(left, point, sizes))) > 1e-3
    found = growth.one(family, k)
    assert found["proved"]
    assert not found["false variant proved"]


def test_the_stored_result_is_summed_up_as_it_says_and_never_slower() -> None:
    stored = json.loads(growth.OUT.read_text())
    assert stored["summary"] == growth.summary(stored["rows"])
    assert all(row["proved"] for row in stored["rows"])
    for row in stored["rows"]:
        if "ratio" in row:
            assert row["tensorgrad"]["seconds"] > statistics.median(row["seconds"])
    assert {(row["task"], row["k"]) for row in stored["rows"] if "ratio" in row} >= {
        (family, k) for family in growth.TASKS for k in (1, 2, 3)
    }
