"""A small attention model of text: what follows a context is the attention-weighted mean of what followed the others.

A context becomes d features, x = tanh(one-hot embed); f = softmax(x W_Q W_K^T z^T) over M remembered contexts z; the
prediction is f C3 with C3 the one-hot kinds that followed them. The loss is half the squared error, Equation 3.1's.

Dictionary
    Model           embed, W_Q, W_K: what pre-training finds and fine-tuning leaves alone
    pretrain        by PyTorch's automatic differentiation on prose; `cap` penalises logits above it
    Batch           queries, keys, values, targets of one step, as features
    exact_loss      the loss in PyTorch, L x M
    fast_loss       the same with our gradient; adapters of W_Q, or of W_Q and W_K
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from benchmarks.lowrank.training.data import ALPHABET, WINDOW, Text
from lora_symbolic.fast_attention import FullArrays, full_gradient
from lora_symbolic.fast_attention.gradient import Gradient
from lora_symbolic.fast_attention.torch_function import attention_loss

WIDTH = 4
RANK = 2
THREADS = 2
PRETRAINING = (0.0, 0.9)
Tensor = torch.Tensor
Adapters = dict[str, Tensor]


@dataclass(frozen=True)
class Model:
    """What is frozen when adapters are trained."""

    embed: Tensor
    WQ: Tensor
    WK: Tensor

    def features(self, contexts: Any) -> Tensor:
        """L x d, entries within (-1, 1)."""
        return torch.tanh(torch.as_tensor(contexts) @ self.embed)


@dataclass(frozen=True)
class Batch:
    """Features of the contexts asked about and of those remembered, what followed the latter and the former."""

    queries: Tensor
    keys: Tensor
    values: Tensor
    targets: Tensor

    @classmethod
    def drawn(cls, model: Model, text: Text, tokens: int, part: tuple[float, float], seed: list[int]) -> Batch:
        """Half of the part's positions at most: contexts asked about and remembered are different ones."""
        contexts, kinds = text.draw(2 * tokens, part, np.random.default_rng(seed))
        seen = model.features(contexts).detach()
        kinds = torch.as_tensor(kinds)
        return cls(seen[:tokens], seen[tokens:], kinds[tokens:], kinds[:tokens])


def logits(batch: Batch, WQ: Tensor, WK: Tensor) -> Tensor:
    """x W_Q W_K^T z^T."""
    return (batch.queries @ WQ) @ (batch.keys @ WK).T


def pretrain(text: Text, cap: float | None, seed: int, steps: int = 400, tokens: int = 384) -> Model:
    """Adam on random batches of prose; every number is drawn from the seed."""
    rng = np.random.default_rng([seed, 1])
    shapes = {"embed": (WINDOW * len(ALPHABET), WIDTH), "WQ": (WIDTH, WIDTH), "WK": (WIDTH, WIDTH)}
    start = {name: torch.as_tensor(rng.standard_normal(shape) * 0.5).requires_grad_() for name, shape in shapes.items()}
    optimiser = torch.optim.Adam(start.values(), lr=0.02)
    for _ in range(steps):
        contexts, kinds = text.draw(2 * tokens, PRETRAINING, rng)
        model = Model(**start)
        seen, follows = model.features(contexts), torch.as_tensor(kinds)
        batch = Batch(seen[:tokens], seen[tokens:], follows[tokens:], follows[:tokens])
        scores = logits(batch, model.WQ, model.WK)
        loss = ((torch.softmax(scores, dim=1) @ batch.values - batch.targets) ** 2).sum() / tokens / 2
        if cap is not None:
            loss = loss + torch.relu(scores.abs() - cap).square().mean() * 20
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return Model(**{name: tensor.detach() for name, tensor in start.items()})


def adapters(which: str, seed: int) -> Adapters:
    """B = 0 and A random, as LoRA starts; for each letter of `which`, "Q" or "QK"."""
    rng = np.random.default_rng([seed, 2])
    found: Adapters = {}
    for side in which:
        found[f"B{side}"] = torch.zeros((WIDTH, RANK), dtype=torch.float64, requires_grad=True)
        found[f"A{side}"] = torch.as_tensor(rng.standard_normal((RANK, WIDTH)) / WIDTH**0.5).requires_grad_()
    return found


def weight(frozen: Tensor, side: str, chosen: Adapters) -> Tensor:
    """W + B A, or W where this side has no adapters."""
    return frozen + chosen[f"B{side}"] @ chosen[f"A{side}"] if f"B{side}" in chosen else frozen


def predictions(model: Model, batch: Batch, chosen: Adapters) -> Tensor:
    """f C3."""
    scores = logits(batch, weight(model.WQ, "Q", chosen), weight(model.WK, "K", chosen))
    return torch.softmax(scores, dim=1) @ batch.values


def exact_loss(model: Model, batch: Batch, chosen: Adapters) -> Tensor:
    """Half the squared error, by PyTorch."""
    return ((predictions(model, batch, chosen) - batch.targets) ** 2).sum() / 2


class FullLoss(torch.autograd.Function):
    """The loss with our gradient in the adapters of W_Q and W_K; computed forward, scaled backward."""

    @staticmethod
    def forward(ctx: Any, BQ: Tensor, AQ: Tensor, BK: Tensor, AK: Tensor, model: Model, batch: Batch, how: Any) -> Any:
        """The loss."""
        frozen = (batch.queries, batch.keys, batch.values, batch.targets, model.WQ, model.WK)
        count = batch.values.shape[1]
        linear = (np.eye(count), *(a.detach().numpy() for a in (BQ, AQ, BK, AK)))
        problem = FullArrays(*(array.numpy() for array in frozen), *linear, np.zeros((count, 1)), np.zeros((1, count)))
        keep, chosen = how["keep"], {name: value for name, value in how.items() if name != "keep"}
        found: Gradient = full_gradient(problem, **chosen)
        keep.append(found)
        ctx.save_for_backward(*(torch.from_numpy(found[name]) for name in ("dBQ", "dAQ", "dBK", "dAK")))
        return torch.as_tensor(found.loss, dtype=torch.float64)

    @staticmethod
    def backward(ctx: Any, *outputs: Any) -> Any:
        """Scaled."""
        (scale,) = outputs
        return (*(scale * array for array in ctx.saved_tensors), None, None, None)


def fast_loss(model: Model, batch: Batch, chosen: Adapters, keep: list[Gradient], **how: Any) -> Tensor:
    """The loss with the certified gradient; `keep` collects it. Names in it are dB, dA for W_Q alone."""
    if "BK" in chosen:
        sides = (chosen[name] for name in ("BQ", "AQ", "BK", "AK"))
        loss: Tensor = FullLoss.apply(*sides, model, batch, {**how, "threads": THREADS, "keep": keep})
        return loss
    keys = batch.keys @ model.WK
    arrays = (batch.queries, keys, batch.values, batch.targets, model.WQ, chosen["BQ"], chosen["AQ"])
    alone: Tensor = attention_loss(*arrays, **how, threads=THREADS, keep=keep)
    return alone
