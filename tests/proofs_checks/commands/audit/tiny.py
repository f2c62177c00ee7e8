"""Tiny random models of every family, with a tokenizer, made by transformers' own configuration classes; offline."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lora_symbolic.rank.heads import attention_of
from proofs_checks.commands.audit.reading.tapping import Layer

REASON = "transformers, of the extra models, is not installed"
WORDS = [f"w{index}" for index in range(40)]
TOKENS = (3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8)
SINGLE = 2e-6  # transformers goes through single precision in places
TEXT = " ".join(WORDS[(7 * index * index + 3 * index) % len(WORDS)] for index in range(30))
LLAMA: Mapping[str, Any] = {
    "vocab_size": 40,
    "hidden_size": 24,
    "intermediate_size": 20,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "max_position_embeddings": 64,
    "initializer_range": 0.4,
    "pad_token_id": None,
    "bos_token_id": None,
    "eos_token_id": None,
}
CONFIGS: Mapping[str, Mapping[str, Any]] = {
    "bert": {
        "vocab_size": 40,
        "hidden_size": 24,
        "num_hidden_layers": 2,
        "num_attention_heads": 3,
        "intermediate_size": 20,
        "max_position_embeddings": 64,
        "initializer_range": 0.4,
    },
    "gpt2": {
        "vocab_size": 40,
        "n_embd": 24,
        "n_layer": 2,
        "n_head": 3,
        "n_positions": 64,
        "initializer_range": 0.4,
        "bos_token_id": None,
        "eos_token_id": None,
    },
    "llama": {**LLAMA, "attention_bias": True},
    "mistral": {**LLAMA, "sliding_window": 5, "head_dim": 6},
    "qwen2": LLAMA,
    "qwen3": {**LLAMA, "head_dim": 8},
}


def transformers() -> Any:
    """The library, with no network; the test is skipped, and in continuous integration fails, without it."""
    os.environ.update({"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"})
    for name in ("torch", "peft", "tokenizers"):
        pytest.importorskip(name, reason=REASON)
    return pytest.importorskip("transformers", reason=REASON)


def classes(kind: str) -> tuple[Any, Any, Any]:
    """The classes of configuration, base model, and model with a head."""
    from proofs_checks.commands.audit.reading.folder import FAMILIES

    library, family = transformers(), FAMILIES[kind]
    with_head = "BertForMaskedLM" if kind == "bert" else family.model.replace("Model", "LMHeadModel")
    if kind not in ("bert", "gpt2"):
        with_head = family.model.replace("Model", "ForCausalLM")
    return getattr(library, family.config), getattr(library, family.model), getattr(library, with_head)


def made(kind: str, seed: int = 0, head: bool = False, **changes: Any) -> Any:
    """A random model in double precision; vectors are random too, biases and gains."""
    import torch

    config_class, model_class, with_head = classes(kind)
    torch.manual_seed(seed)
    model = (with_head if head else model_class)(config_class(**{**CONFIGS[kind], **changes}))
    with torch.no_grad():
        for name, part in model.named_parameters():
            if part.ndim == 1:
                part.copy_(0.3 * torch.randn_like(part) + (0.0 if name.endswith("bias") else 1.0))
    return model.double().eval()


def saved(model: Any, folder: Path) -> Path:
    """The model in single precision as safetensors, with a tokenizer of words."""
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace

    model.float().save_pretrained(folder)
    model.double()
    tokenizer = Tokenizer(WordLevel({word: index for index, word in enumerate(WORDS)}, unk_token="w0"))  # noqa: S106
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.enable_truncation(4)  # an audit takes the whole text all the same
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def edited(path: Path, **changes: Any) -> None:
    """A JSON file with some entries changed."""
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def trained(kind: str, options: dict[str, Any], folder: Path, head: bool = False) -> tuple[Any, Path, Path]:
    """A model of peft whose factors are random, its base and the adapter as folders."""
    import peft
    import torch

    base = made(kind, head=head)
    place = saved(base, folder / "base")
    torch.manual_seed(5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # one library asks the other for what it calls by an older name
        model = peft.get_peft_model(base, peft.LoraConfig(r=3, lora_alpha=7, init_lora_weights=False, **options)).eval()
    for name, part in model.named_parameters():
        if "magnitude" in name:
            part.data *= 1 + 0.3 * torch.rand_like(part)
    model.save_pretrained(folder / "adapter")
    return model, place, folder / "adapter"


def attentions_of(model: Any, tokens: tuple[int, ...] = TOKENS) -> tuple[list[Any], Any]:
    """transformers' own attention weights, layer by layer, and its last states."""
    import torch

    model.set_attn_implementation("eager")
    with torch.no_grad():
        found = model(input_ids=torch.tensor([tokens]), output_attentions=True)
    return [part[0].numpy() for part in found.attentions], found.last_hidden_state[0].numpy()


def gaps(layers: list[Layer], attentions: list[Any]) -> float:
    return max(
        float(np.abs(attention_of(layer.head(index)) - one).max())
        for layer, weights in zip(layers, attentions, strict=True)
        for index, one in enumerate(weights)
    )
