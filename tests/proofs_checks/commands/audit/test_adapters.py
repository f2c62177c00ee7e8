"""An adapter's weights are those of peft, with each of its options; an adapter for another base is refused."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from proofs_checks.commands.audit.reading.adapter import Adapter, adapted, read_adapter
from proofs_checks.commands.audit.reading.folder import find_model
from proofs_checks.commands.audit.reading.tapping import Layer, open_model
from proofs_checks.commands.shared.exits import BadInput
from tests.proofs_checks.commands.audit.tiny import (
    SINGLE,
    TOKENS,
    attentions_of,
    edited,
    gaps,
    made,
    saved,
    trained,
    transformers,
)

transformers()
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "plain": ("llama", {"target_modules": ["q_proj", "v_proj"]}),
    "rank-stabilised": ("qwen3", {"target_modules": ["q_proj", "k_proj"], "use_rslora": True}),
    "dora": ("bert", {"target_modules": ["query", "key"], "use_dora": True}),
    "transposed": ("gpt2", {"target_modules": ["c_attn"], "fan_in_fan_out": True}),
    "transposed dora": ("gpt2", {"target_modules": ["c_attn"], "fan_in_fan_out": True, "use_dora": True}),
    "patterns": (
        "llama",
        {
            "target_modules": ["q_proj", "k_proj"],
            "rank_pattern": {"layers.1.self_attn.q_proj": 2, "k_proj": 1},
            "alpha_pattern": {"k_proj": 9},
            "use_rslora": True,
        },
    ),
}


def read(place: Path, adapter: Path) -> tuple[Adapter, Any]:
    folder = find_model(str(place))
    tapped = open_model(folder)
    return read_adapter(adapter, folder, tapped.shapes), tapped


@pytest.mark.parametrize("case", CASES)
def test_a_weight_with_its_adapter_is_that_of_peft_merged(case: str, tmp_path: Path) -> None:
    kind, options = CASES[case]
    model, place, folder = trained(kind, options, tmp_path)
    adapter, tapped = read(place, folder)
    deltas = {
        name.removeprefix("base_model.model."): module.get_delta_weight("default").detach().numpy()
        for name, module in model.named_modules()
        if hasattr(module, "get_delta_weight")
    }
    assert deltas.keys() == adapter.pairs.keys()
    for name, pair in adapter.pairs.items():
        np.testing.assert_allclose(pair.delta().numpy(), deltas[name], atol=1e-6)
    merged = dict(model.merge_and_unload().named_parameters())
    for name, pair in adapter.pairs.items():
        weight = tapped.weights.load(tapped.names[f"{name}.weight"])
        np.testing.assert_allclose(adapted(weight, pair).numpy(), merged[f"{name}.weight"].detach().numpy(), atol=1e-5)
        assert np.abs(deltas[name]).max() > 0.01


@pytest.mark.parametrize("case", CASES)
def test_the_heads_with_an_adapter_are_those_of_peft(case: str, tmp_path: Path) -> None:
    kind, options = CASES[case]
    model, place, folder = trained(kind, options, tmp_path)
    adapter, tapped = read(place, folder)
    with_it: list[Layer] = []
    without: list[Layer] = []
    tapped.run(TOKENS, with_it.append, adapter)
    tapped.run(TOKENS, without.append)
    attentions, _ = attentions_of(model.merge_and_unload())
    assert gaps(with_it, attentions) < 5 * SINGLE
    assert gaps(without, attentions) > 1e-2, "the adapter changes nothing"


def test_an_adapter_of_a_model_with_a_head_fits_its_base(tmp_path: Path) -> None:
    model, place, folder = trained("llama", {"target_modules": ["q_proj"]}, tmp_path, head=True)
    adapter, _ = read(place, folder)
    assert sorted(adapter.pairs) == ["layers.0.self_attn.q_proj", "layers.1.self_attn.q_proj"]
    del model


def refusal(place: Path, folder: Path) -> str:
    with pytest.raises(BadInput) as raised:
        read(place, folder)
    message = str(raised.value)
    assert "\n" not in message
    return message


def test_an_adapter_for_another_base_is_refused(tmp_path: Path) -> None:
    _, _, folder = trained("llama", {"target_modules": ["q_proj"]}, tmp_path)
    other = saved(made("bert"), tmp_path / "bert")
    assert "no module layers.0.self_attn.q_proj" in refusal(other, folder)
    wider = saved(made("llama", hidden_size=32, num_attention_heads=4), tmp_path / "wider")
    assert "adapts a weight 24 x 24, the model's is 32 x 32" in refusal(wider, folder)


def test_options_that_are_not_read_are_refused(tmp_path: Path) -> None:
    _, place, folder = trained("llama", {"target_modules": ["q_proj"]}, tmp_path)
    config = folder / "adapter_config.json"
    kept = config.read_text()
    for changes, message in (
        ({"peft_type": "LOHA"}, "peft_type LOHA; expected LORA"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save is set"),
        ({"bias": "all"}, "bias all; expected none"),
        ({"r": 0}, "r is 0; expected a positive number"),
        ({"r": 5}, "expected matrices that meet in r = 5"),
        ({"rank_pattern": {"(": 2}}, "rank_pattern or alpha_pattern cannot be used"),
        ({"use_dora": True}, "magnitudes and use_dora disagree"),
    ):
        edited(config, **changes)
        assert message in refusal(place, folder)
        config.write_text(kept)


def test_a_pickled_or_damaged_adapter_is_refused(tmp_path: Path) -> None:
    _, place, folder = trained("llama", {"target_modules": ["q_proj"]}, tmp_path)
    file = folder / "adapter_model.safetensors"
    file.write_bytes(file.read_bytes()[:100])
    assert "no safetensors" in refusal(place, folder)
    shutil.move(file, folder / "adapter_model.bin")
    assert "pickled" in refusal(place, folder)
