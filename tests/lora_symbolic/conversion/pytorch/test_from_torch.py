"""Functions of tensors as terms: equal to the paper's, with the numbers of PyTorch, and refused by name and line."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from lora_symbolic.attention.partial import partial_adaptation
from lora_symbolic.conversion import ConversionError, from_torch, to_torch
from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import Term
from lora_symbolic.proving import prove_equal

torch = pytest.importorskip("torch", reason="PyTorch, an optional extra, is not installed")
F = torch.nn.functional

SHAPES = {"X": ("m", "n"), "Y": ("m", "n"), "S": ("n", "n"), "v": ("n",), "w": ("n",), "s": ()}
SIDES = {"m": 3, "n": 4}


def attention_loss(C1: Any, C2: Any, C3: Any, Y: Any, W0: Any, B: Any, A: Any, half: float = 0.5) -> Any:
    f = torch.softmax(C1 @ (W0 + B @ A) @ C2.T, dim=-1)
    return half * ((f @ C3 - Y) ** 2).sum()


OF_THE_LOSS = dict.fromkeys(("C1", "C2", "C3", "Y"), ("L", "d"))
OF_THE_LOSS |= {"W0": ("d", "d"), "B": ("d", "r"), "A": ("r", "d")}


def test_the_traced_loss_is_that_of_the_paper() -> None:
    loss, problem = from_torch(attention_loss, OF_THE_LOSS), partial_adaptation()
    assert prove_equal(loss, problem.loss).proved
    other = from_torch(lambda C1, C2, C3, Y, W0, B, A: attention_loss(C2, C1, C3, Y, W0, B, A), OF_THE_LOSS)
    assert not prove_equal(other, problem.loss).proved


def same_numbers(function: Callable[..., Any], seed: int = 0) -> Term:
    """The traced term, whose values were compared with the function's own."""
    names = list(inspect.signature(function).parameters)
    term = from_torch(function, {name: SHAPES[name] for name in names})
    random = np.random.default_rng(seed)
    arrays = {name: random.uniform(0.2, 1.2, [SIDES[side] for side in SHAPES[name]]) for name in names}
    matrices = {
        name: array.reshape(*(array.shape or (1,)), *[1] * (2 - max(array.ndim, 1))) for name, array in arrays.items()
    }
    expected = function(**{name: torch.tensor(array) for name, array in arrays.items()}).numpy()
    found = evaluate(term, matrices, SIDES)
    assert found.shape == (expected.reshape(*(expected.shape or (1,)), *[1] * (2 - max(expected.ndim, 1)))).shape
    np.testing.assert_allclose(found.ravel(), expected.ravel(), rtol=1e-10)
    return term


FUNCTIONS: list[Callable[..., Any]] = [
    lambda X, Y: X + Y - 2 * X * Y / (1 + Y),
    lambda X, v: X * v + v,
    lambda X, v: X - X.mean(dim=1, keepdim=True) * v,
    lambda X, v: X @ v,
    lambda X, Y, v: (v @ X.T) @ Y,
    lambda v, w: v @ w * torch.outer(v, w),
    lambda v, w: torch.dot(v, w) + v.sum() + w.mean(),
    lambda v, w: v[:, None] * w[None, :],
    lambda v, s: s * v.softmax(0) + v.unsqueeze(0).sum(0),
    lambda X: X.softmax(dim=-1) + F.softmax(X, dim=0) + torch.softmax(X, 1),
    lambda X: torch.log_softmax(X, dim=-1) - torch.logsumexp(X, -1, keepdim=True),
    lambda X: X.exp() + X.log() + X.sin() + torch.cos(X) + torch.erf(X) + X.sqrt(),
    lambda X: torch.sigmoid(X) + X.tanh() + torch.relu(X - 0.5) + F.silu(X) + F.softplus(X) + F.gelu(X),
    lambda X, Y: torch.maximum(X, Y) + torch.minimum(X, Y) + (X - 0.5).abs() - torch.neg(Y),
    lambda X: X**2 + X**0.5 + X ** (-1) + X.square() + torch.pow(X, 1.5) + X.reciprocal(),
    lambda X: X.sum(dim=0) / X.shape[0] + X.mean(0) + X.size(-1),
    lambda X: X.sum(1, keepdim=True) + X.sum((0, 1), keepdim=True),
    lambda X: X / math.sqrt(X.shape[-1]) + X / X.shape[1] ** 0.5,
    lambda X: (X.mT @ X).trace() + torch.diagonal(X.t() @ X).sum(),
    lambda X: X.transpose(0, 1) + X.permute(1, 0) + torch.transpose(X, -1, -2) + X.T,
    lambda S, v: torch.diag(v) @ S + torch.diag(S) + S.tril(-1) + torch.triu(S, 1),
    lambda S: torch.linalg.det(S) * torch.linalg.inv(S) + torch.inverse(S),
    lambda X, S: torch.kron(X, S),
    lambda X: X.flatten(),
    lambda X, Y: F.mse_loss(X, Y) + F.mse_loss(X, Y, reduction="sum"),
    lambda X, S, v: F.linear(X, S, v),
    lambda X: X + torch.ones_like(X) + torch.zeros_like(X),
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=range(len(FUNCTIONS)))
def test_traced_functions_have_the_numbers_of_pytorch(function: Callable[..., Any]) -> None:
    same_numbers(function)


def test_a_wrong_counterpart_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    from lora_symbolic.conversion.pytorch import reader

    monkeypatch.setitem(reader.CALLS, "exp", reader.CALLS["sin"])  # type: ignore[attr-defined]
    with pytest.raises(AssertionError):
        same_numbers(lambda X: X.exp())


def einsum(X: Any) -> Any:
    return torch.einsum("ij,kj->ik", X, X)


def branches(X: Any) -> Any:
    return X if X.sum() > 0 else -X


HELD = [torch.ones(2, 2)]


@pytest.mark.parametrize(
    "function, message",
    [
        (einsum, rf"einsum at line {einsum.__code__.co_firstlineno + 1} of test_from_torch.py: no counterpart"),
        (branches, "cannot be traced: TraceError: .*control flow"),
        (lambda X: X @ X, r"matmul at line \d+ of test_from_torch.py: @: X is m x n"),
        (lambda X: 0.1 * X, "mul at line .*: 0.1: expected an integer or an exact fraction"),
        (lambda X: X.softmax(dim=-1, dtype=torch.float32), "unexpected keyword argument 'dtype'"),
        (lambda X: X.softmax(2), "dim = 2 of a tensor with 2 axes"),
        (lambda X: F.mse_loss(X, X, reduction="none"), "reduction = 'none'"),
        (lambda X: F.softplus(X, beta=2), "unexpected keyword argument 'beta'"),
        (lambda X: X[0], "entries are taken out"),
        (lambda X: X.grad, "the attribute grad; expected T, mT or shape"),
        (lambda X: X.exp_(), "exp_ at line .*: no counterpart"),
        (lambda X: X + HELD[0], "a tensor that the function holds"),
        (lambda X: (X, X), "the function returns a tuple"),
        (lambda X: X.shape, "the function returns a tuple"),
        (lambda X: X**X, "a power whose exponent is a tensor"),
        (lambda X: F.gelu(X, approximate="tanh"), "approximate = 'tanh'"),
        (lambda X: torch.add(X, X, alpha=2), "unexpected keyword argument 'alpha'"),
        (lambda X, Z: X, "Z: a parameter without a shape"),
        (lambda: 1, "X: the function has no such parameter"),
    ],
)
def test_what_has_no_counterpart_is_named_with_its_line(function: Callable[..., Any], message: str) -> None:
    with pytest.raises(ConversionError, match=message) as refused:
        from_torch(function, {"X": ("m", "n")})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("sizes", ["m", ("m", "n", "k"), 3, ("m", 0), ("m", "a b")])
def test_shapes_that_are_none_are_refused(sizes: Any) -> None:
    with pytest.raises(ConversionError, match=r"^X: "):
        from_torch(lambda X: X, {"X": sizes})


def test_from_and_to_pytorch_again() -> None:
    loss = to_torch(from_torch(attention_loss, OF_THE_LOSS))
    random = np.random.default_rng(5)
    sides = {"L": 5, "d": 3, "r": 2}
    tensors = {
        name: torch.tensor(random.normal(size=[sides[side] for side in shape])) for name, shape in OF_THE_LOSS.items()
    }
    torch.testing.assert_close(loss(**tensors), attention_loss(**tensors))
