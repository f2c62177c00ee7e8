"""What is tapped is what transformers attends with, and what a forward pass in NumPy finds, for every family."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.lowrank.models.forward import forward
from benchmarks.lowrank.models.numbers import largest_gap, numbers_of
from lora_symbolic.rank.heads import measure_head
from proofs_checks.commands.audit.numbers import head_data
from proofs_checks.commands.audit.reading.folder import find_model
from proofs_checks.commands.audit.reading.tapping import Layer, Tapped, open_model
from tests.proofs_checks.commands.audit.tiny import (
    CONFIGS,
    SINGLE,
    TOKENS,
    attentions_of,
    gaps,
    made,
    saved,
    transformers,
)

transformers()


def tapped_layers(model: Tapped, tokens: tuple[int, ...] = TOKENS) -> tuple[list[Layer], Any]:
    layers: list[Layer] = []
    states = model.run(tokens, layers.append)
    return layers, states


@pytest.mark.parametrize("kind", CONFIGS)
def test_softmax_of_what_is_tapped_is_what_transformers_attends_with(kind: str, tmp_path: Path) -> None:
    model = made(kind)
    attentions, states = attentions_of(model)
    layers, found = tapped_layers(open_model(find_model(str(saved(model, tmp_path)))))
    assert [layer.index for layer in layers] == [0, 1]
    assert gaps(layers, attentions) < SINGLE
    np.testing.assert_allclose(found, states, atol=20 * SINGLE)
    assert max(float(np.abs(weights - 1 / weights.shape[-1]).max()) for weights in attentions) > 0.2, "nearly uniform"


@pytest.mark.parametrize("kind", CONFIGS)
def test_every_number_is_that_of_a_forward_pass_in_numpy(kind: str, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    folder = find_model(str(saved(made(kind, seed=1), tmp_path)))
    weights = {name: array.astype(np.float64) for name, array in load_file(folder.weights[0]).items()}
    independent, states = forward(kind, folder.config, weights, TOKENS)
    layers, found = tapped_layers(open_model(folder))
    np.testing.assert_allclose(found, states, atol=20 * SINGLE)
    for layer, seen in zip(layers, independent, strict=True):
        for part in ("Q", "K", "V"):
            np.testing.assert_allclose(getattr(layer, part), getattr(seen, part), atol=20 * SINGLE)
        for index in range(len(layer.Q)):
            gap, name = largest_gap(head_data(measure_head(layer.head(index), 1e-3)), numbers_of(seen, index, 1e-3))
            assert gap < 1e-5, name


@pytest.mark.parametrize(("kind", "change"), [("qwen3", "norm"), ("mistral", "window"), ("llama", "positions")])
def test_a_pass_that_forgets_a_part_differs(kind: str, change: str, tmp_path: Path) -> None:
    """Without the norms on queries, the window, or with another base of positions, the comparison fails."""
    from safetensors.numpy import load_file

    folder = find_model(str(saved(made(kind, seed=1), tmp_path)))
    weights = {name: array.astype(np.float64) for name, array in load_file(folder.weights[0]).items()}
    config = dict(folder.config)
    if change == "norm":
        weights = {name: array for name, array in weights.items() if not name.endswith("q_norm.weight")}
    elif change == "window":
        config["sliding_window"] = None
    else:
        config["rope_parameters"] = {"rope_theta": 500.0}
    independent, _ = forward(kind, config, weights, TOKENS)
    layers, _ = tapped_layers(open_model(folder))
    worst = max(
        largest_gap(head_data(measure_head(layer.head(index), 1e-3)), numbers_of(seen, index, 1e-3))[0]
        for layer, seen in zip(layers, independent, strict=True)
        for index in range(len(layer.Q))
    )
    assert worst > 1e-2


@pytest.mark.parametrize("kind", ["bert", "gpt2", "llama"])
def test_the_weights_of_a_model_with_a_head_are_found(kind: str, tmp_path: Path) -> None:
    model = made(kind, head=True)
    base = getattr(model, model.base_model_prefix)
    attentions, _ = attentions_of(base)
    layers, _ = tapped_layers(open_model(find_model(str(saved(model, tmp_path)))))
    assert gaps(layers, attentions) < SINGLE


def test_no_weight_stays_in_memory(tmp_path: Path) -> None:
    """While a module runs its weights are there, and no other module's; afterwards none is."""
    model = open_model(find_model(str(saved(made("llama"), tmp_path))))
    seen = []

    def observe(_: Layer) -> None:
        seen.append(sum(not part.is_meta for part in model.model.parameters()))

    model.run(TOKENS, observe)
    assert seen == [0, 0]
    assert all(part.is_meta for part in model.model.parameters())
