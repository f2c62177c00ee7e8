"""The fine-tune's loss and gradients are those of the formula; its comparison finds a gradient that is too far off."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

pytest.importorskip("torch", reason="PyTorch, an optional extra, is not installed")

import torch

from benchmarks.lowrank.training import __main__ as training
from benchmarks.lowrank.training.data import ALPHABET, CLASSES, WINDOW, Text, kind
from benchmarks.lowrank.training.model import Batch, Model, adapters, exact_loss, fast_loss, pretrain
from lora_symbolic.fast_attention import FullArrays
from tests.lora_symbolic.fast_attention.dense import dense_full


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Matrices are small here; PyTorch's threads would wait for each other when the machine is busy."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def model(seed: int) -> Model:
    rng = np.random.default_rng(seed)
    shapes = ((WINDOW * len(ALPHABET), 4), (4, 4), (4, 4))
    return Model(*(torch.as_tensor(rng.standard_normal(shape) * 0.5) for shape in shapes))


def batch(tokens: int, seed: int = 0) -> tuple[Model, Batch]:
    chosen = model(seed)
    return chosen, Batch.drawn(chosen, Text.named("code"), tokens, (0.0, 1.0), [seed])


@pytest.mark.parametrize("which", ["Q", "QK"])
def test_exact_gradients_are_the_closed_form(which: str) -> None:
    frozen, drawn = batch(120)
    chosen = adapters(which, 1)
    with torch.no_grad():
        chosen["BQ"] += 0.3
    _, _, found = training.gradient_of(lambda: exact_loss(frozen, drawn, chosen), chosen)
    zero = adapters("QK", 1)
    sides = {**zero, **chosen}
    linear = [np.eye(8), *(sides[name].detach().numpy() for name in ("BQ", "AQ", "BK", "AK"))]
    arrays = (drawn.queries, drawn.keys, drawn.values, drawn.targets, frozen.WQ, frozen.WK)
    problem = FullArrays(*(array.numpy() for array in arrays), *linear, np.zeros((8, 1)), np.zeros((1, 8)))
    expected = dense_full(problem)
    for name, gradient in found.items():
        assert gradient == pytest.approx(expected[f"d{name}"], abs=1e-10)
    assert np.abs(expected["dBQ"]).max() > 1e-3


@pytest.mark.parametrize("which", ["Q", "QK"])
def test_fast_gradients_are_within_their_certificates_of_the_exact_ones(which: str) -> None:
    frozen, drawn = batch(600)
    chosen = adapters(which, 1)
    keep: list = []
    value, _, fast = training.gradient_of(
        lambda: fast_loss(frozen, drawn, chosen, keep, delta=1e-3, method="fast"), chosen
    )
    found = training.compared(frozen, drawn, chosen, fast, keep[0])
    assert value == pytest.approx(float(exact_loss(frozen, drawn, chosen).detach()), rel=1e-3)
    assert all(entry["observed"] <= entry["certified"] + 1e-9 * entry["largest"] for entry in found.values())
    assert found["BQ"]["observed"] > 0
    _, other = batch(600, seed=1)
    wrong = training.compared(frozen, other, chosen, fast, keep[0])
    assert wrong["BQ"]["observed"] > 10 * found["BQ"]["observed"]


def record(observed: float) -> dict:
    found = {"observed": observed, "certified": 1.0, "largest": 2.0}
    return {"cell": {"study": "run"}, "result": {"fast": {"steps": [{"AQ": found, "plan": {}}]}}}


def test_a_gradient_beyond_its_certificate_is_a_miss() -> None:
    assert training.misses([record(0.9)]) == (1, [])
    assert len(training.misses([record(0.9), record(1.1)])[1]) == 1
    assert len(training.misses([record(float("nan"))])[1]) == 1


def test_what_follows_a_context_is_what_follows_it_in_the_text() -> None:
    text = Text.named("prose")
    positions = np.array([WINDOW, 1000])
    one_hot, follows = text.contexts(positions)
    for row, position in enumerate(positions):
        seen = one_hot[row].reshape(WINDOW, len(ALPHABET)).argmax(axis=1)
        assert (seen == text.symbols[position - WINDOW : position]).all()
        assert follows[row].argmax() == kind(ALPHABET[text.symbols[position]])
    assert (one_hot.sum(axis=1) == WINDOW).all()
    assert {kind(symbol) for symbol in ALPHABET} == set(range(len(CLASSES)))


def test_pretraining_learns_and_a_cap_keeps_logits_small() -> None:
    text = Text.named("prose")
    seen = {}
    for cap, steps in ((None, 0), (None, 40), (0.5, 40)):
        found = pretrain(text, cap, 0, steps, 100)
        drawn = Batch.drawn(found, text, 300, (0.9, 1.0), [1])
        scores = (drawn.queries @ found.WQ) @ (drawn.keys @ found.WK).T
        seen[cap, steps] = float(exact_loss(found, drawn, {})) / 300, float(scores.abs().max())
    assert seen[None, 40][0] < 0.95 * seen[None, 0][0]
    assert seen[0.5, 40][1] < seen[None, 40][1]
