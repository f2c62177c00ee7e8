"""The PyTorch function beside PyTorch's own derivatives; without PyTorch, it says what to install."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np
import pytest

from lora_symbolic.fast_attention import FastAttentionError, oracle_gradient
from lora_symbolic.fast_attention.gradient import Gradient
from lora_symbolic.fast_attention.torch_function import attention_loss
from tests.lora_symbolic.fast_attention.dense import random_partial

HERE = importlib.util.find_spec("torch") is not None
needs_torch = pytest.mark.skipif(not HERE, reason="PyTorch, an optional extra, is not installed")


def tensors(seed: int, L: int, d: int) -> list[Any]:
    import torch

    problem = random_partial(seed, L, d)
    return [torch.tensor(getattr(problem, name)) for name in problem.SIDES]


def torch_loss(C1: Any, C2: Any, C3: Any, Y: Any, W0: Any, B: Any, A: Any) -> Any:
    """What one would write in PyTorch."""
    import torch

    return ((torch.softmax(C1 @ (W0 + B @ A) @ C2.T, dim=1) @ C3 - Y) ** 2).sum() / 2


@pytest.mark.skipif(HERE, reason="PyTorch is installed")
def test_without_pytorch_the_message_says_what_to_install() -> None:
    with pytest.raises(ImportError, match=r"pip install torch, or in the repository pip install '\.\[torch\]'"):
        attention_loss(*[np.ones((1, 1))] * 7)


@needs_torch
@pytest.mark.parametrize("method", ["fast", "exact"])
def test_gradients_are_those_of_automatic_differentiation(method: str) -> None:
    *fixed, B, A = tensors(1, 200, 3)
    results = []
    keep: list[Gradient] = []
    for loss in (torch_loss, lambda *x: attention_loss(*x, method=method, delta=1e-9, keep=keep)):
        b, a = B.clone().requires_grad_(), A.clone().requires_grad_()
        value = loss(*fixed, b, a)
        (3 * value).backward()
        results.append((float(value.detach()), b.grad.numpy(), a.grad.numpy()))
    (value, dB, dA), (ours, our_dB, our_dA) = results
    assert ours == pytest.approx(value, rel=1e-7)
    bounds = keep[0].error_bound
    assert np.abs(our_dB - dB).max() <= 3 * bounds["dB"] + 1e-12
    assert np.abs(our_dA - dA).max() <= 3 * bounds["dA"] + 1e-12


@needs_torch
def test_the_oracle_form_equals_automatic_differentiation() -> None:
    *fixed, B, A = tensors(2, 150, 4)
    b, a = B.clone().requires_grad_(), A.clone().requires_grad_()
    torch_loss(*fixed, b, a).backward()
    dA, dB = oracle_gradient(random_partial(2, 150, 4))
    assert np.abs(dA - a.grad.numpy()).max() <= 1e-12
    assert np.abs(dB - b.grad.numpy()).max() <= 1e-12


@needs_torch
def test_training_steps_follow_the_exact_ones() -> None:
    import torch

    *fixed, B, A = tensors(3, 300, 2)
    losses = []
    for loss in (torch_loss, lambda *x: attention_loss(*x, method="fast", delta=1e-6)):
        b, a = B.clone().requires_grad_(), A.clone().requires_grad_()
        optimiser, seen = torch.optim.SGD([b, a], lr=1e-3), []
        for _ in range(5):
            optimiser.zero_grad()
            value = loss(*fixed, b, a)
            value.backward()
            optimiser.step()
            seen.append(float(value.detach()))
        losses.append(seen)
    assert losses[0] == pytest.approx(losses[1], rel=1e-5)
    assert losses[0][-1] < losses[0][0]


@needs_torch
def test_inputs_that_would_get_a_silent_zero_are_refused() -> None:
    *fixed, B, A = tensors(4, 20, 2)
    with pytest.raises(ValueError, match="only B and A"):
        attention_loss(fixed[0].requires_grad_(), *fixed[1:], B, A)
    with pytest.raises(FastAttentionError, match="C3: shape"):
        attention_loss(fixed[0].detach(), fixed[1][:5], *fixed[2:], B, A)
