"""A forward pass in NumPy, written from the papers alone: what every head sees, without transformers or PyTorch.

BERT (Devlin et al. 2019), GPT-2 (Radford et al. 2019), Llama with grouped keys (Touvron et al. 2023), Qwen and Mistral
as its variants: biases on Q, K, V; norms on queries and keys; sliding windows.

Dictionary
    Seen            Q (heads x L x d), K, V (key heads x L x d), scale, allowed pairs of one layer
    forward         what the heads of every layer see, and the last hidden states
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]
Weights: TypeAlias = Mapping[str, Array]


@dataclass(frozen=True)
class Seen:
    """One layer."""

    Q: Array
    K: Array
    V: Array
    scale: float
    allowed: NDArray[np.bool_]


def softmax(scores: Array) -> Array:
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=-1, keepdims=True))


def layer_norm(x: Array, gain: Array, bias: Array, eps: float) -> Array:
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + eps) * gain + bias


def rms_norm(x: Array, gain: Array, eps: float) -> Array:
    return x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + eps) * gain


def gelu(x: Array) -> Array:
    return np.asarray(x * 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2))))


def gelu_by_tanh(x: Array) -> Array:
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def heads(x: Array, count: int) -> Array:
    """L x (count d) as count x L x d."""
    return np.stack(np.split(x, count, axis=1))


def attend(seen: Seen) -> Array:
    """L x (heads d)."""
    groups = len(seen.Q) // len(seen.K)
    parts = []
    for index, Q in enumerate(seen.Q):
        scores = seen.scale * Q @ seen.K[index // groups].T
        parts.append(softmax(np.where(seen.allowed, scores, -np.inf)) @ seen.V[index // groups])
    return np.concatenate(parts, axis=1)


def rotated(x: Array, base: float) -> Array:
    """heads x L x d with rotary positions: entries k and k + d/2 turn by position base^(-2k/d)."""
    half = x.shape[2] // 2
    angles = np.arange(x.shape[1])[:, None] * base ** (-np.arange(half) / half)[None, :]
    first, second = x[:, :, :half], x[:, :, half:]
    turned = (first * np.cos(angles) - second * np.sin(angles), second * np.cos(angles) + first * np.sin(angles))
    return np.concatenate(turned, axis=2)


def bert(config: Mapping[str, Any], w: Weights, tokens: Sequence[int]) -> tuple[list[Seen], Array]:
    count, eps, L = config["num_attention_heads"], config["layer_norm_eps"], len(tokens)

    def linear(x: Array, name: str) -> Array:
        return x @ w[f"{name}.weight"].T + w[f"{name}.bias"]

    def norm(x: Array, name: str) -> Array:
        return layer_norm(x, w[f"{name}.weight"], w[f"{name}.bias"], eps)

    x = w["embeddings.word_embeddings.weight"][list(tokens)] + w["embeddings.position_embeddings.weight"][:L]
    x = norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
    found = []
    for layer in range(config["num_hidden_layers"]):
        name = f"encoder.layer.{layer}"
        Q, K, V = (heads(linear(x, f"{name}.attention.self.{part}"), count) for part in ("query", "key", "value"))
        found.append(Seen(Q, K, V, 1 / math.sqrt(Q.shape[2]), np.ones((L, L), dtype=bool)))
        mixed = linear(attend(found[-1]), f"{name}.attention.output.dense")
        x = norm(mixed + x, f"{name}.attention.output.LayerNorm")
        inner = linear(gelu(linear(x, f"{name}.intermediate.dense")), f"{name}.output.dense")
        x = norm(inner + x, f"{name}.output.LayerNorm")
    return found, x


def gpt2(config: Mapping[str, Any], w: Weights, tokens: Sequence[int]) -> tuple[list[Seen], Array]:
    count, eps, L = config["n_head"], config["layer_norm_epsilon"], len(tokens)

    def linear(x: Array, name: str) -> Array:
        return x @ w[f"{name}.weight"] + w[f"{name}.bias"]

    def norm(x: Array, name: str) -> Array:
        return layer_norm(x, w[f"{name}.weight"], w[f"{name}.bias"], eps)

    x = w["wte.weight"][list(tokens)] + w["wpe.weight"][:L]
    found = []
    for layer in range(config["n_layer"]):
        name = f"h.{layer}"
        Q, K, V = (
            heads(part, count) for part in np.split(linear(norm(x, f"{name}.ln_1"), f"{name}.attn.c_attn"), 3, 1)
        )
        found.append(Seen(Q, K, V, 1 / math.sqrt(Q.shape[2]), np.tri(L, dtype=bool)))
        x = x + linear(attend(found[-1]), f"{name}.attn.c_proj")
        inner = gelu_by_tanh(linear(norm(x, f"{name}.ln_2"), f"{name}.mlp.c_fc"))
        x = x + linear(inner, f"{name}.mlp.c_proj")
    return found, norm(x, "ln_f")


def llama(config: Mapping[str, Any], w: Weights, tokens: Sequence[int]) -> tuple[list[Seen], Array]:
    count, eps, L = config["num_attention_heads"], config["rms_norm_eps"], len(tokens)
    keys = config["num_key_value_heads"]
    base = (config.get("rope_parameters") or config)["rope_theta"]
    window = config.get("sliding_window")
    allowed = np.tri(L, dtype=bool)
    if window is not None:
        allowed &= ~np.tri(L, k=-window, dtype=bool)

    def linear(x: Array, name: str) -> Array:
        return x @ w[f"{name}.weight"].T + w.get(f"{name}.bias", 0.0)

    def normed(x: Array, name: str) -> Array:
        return rms_norm(x, w[f"{name}.weight"], eps) if f"{name}.weight" in w else x

    x = w["embed_tokens.weight"][list(tokens)]
    found = []
    for layer in range(config["num_hidden_layers"]):
        name = f"layers.{layer}"
        h = normed(x, f"{name}.input_layernorm")
        Q, K, V = (
            heads(linear(h, f"{name}.self_attn.{part}_proj"), size)
            for part, size in (("q", count), ("k", keys), ("v", keys))
        )
        Q, K = (normed(part, f"{name}.self_attn.{which}_norm") for part, which in ((Q, "q"), (K, "k")))
        found.append(Seen(rotated(Q, base), rotated(K, base), V, 1 / math.sqrt(Q.shape[2]), allowed))
        x = x + linear(attend(found[-1]), f"{name}.self_attn.o_proj")
        h = normed(x, f"{name}.post_attention_layernorm")
        gate = linear(h, f"{name}.mlp.gate_proj")
        x = x + linear(gate / (1 + np.exp(-gate)) * linear(h, f"{name}.mlp.up_proj"), f"{name}.mlp.down_proj")
    return found, normed(x, "norm")


PASSES = {"bert": bert, "gpt2": gpt2, "llama": llama, "mistral": llama, "qwen2": llama, "qwen3": llama}


def forward(kind: str, config: Mapping[str, Any], weights: Weights, tokens: Sequence[int]) -> tuple[list[Seen], Array]:
    """What the heads of every layer see, and the last hidden states, L x width, in double precision."""
    return PASSES[kind](config, weights, tokens)
