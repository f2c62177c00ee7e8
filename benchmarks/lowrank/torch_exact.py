"""The exact gradient in PyTorch, float64, in chunks of rows: the reference of the speed bars.

No automatic differentiation and nothing stored between chunks: for a chunk of rows, scores, softmax, residual, p, and
its product with C2, in place where PyTorch allows it. This is the fastest exact way in PyTorch that was found here;
`autograd_gradient` is what a user would write, on chunks too.
"""

from __future__ import annotations

import torch


def exact_gradient(
    C1: torch.Tensor,
    C2: torch.Tensor,
    C3: torch.Tensor,
    Y: torch.Tensor,
    W0: torch.Tensor,
    B: torch.Tensor,
    A: torch.Tensor,
    chunk: int,
) -> tuple[torch.Tensor, torch.Tensor]:
    """dA and dB, from the closed form."""
    W = W0 + B @ A
    D = torch.zeros_like(W)
    for start in range(0, len(C1), chunk):
        left = C1[start : start + chunk]
        f = torch.softmax((left @ W) @ C2.T, dim=1)
        mean = f @ C3
        c = mean - Y[start : start + chunk]
        q = c @ C3.T
        q -= (c * mean).sum(dim=1, keepdim=True)
        f *= q
        D += left.T @ (f @ C2)
    return B.T @ D, D @ A.T


def autograd_gradient(
    C1: torch.Tensor,
    C2: torch.Tensor,
    C3: torch.Tensor,
    Y: torch.Tensor,
    W0: torch.Tensor,
    B: torch.Tensor,
    A: torch.Tensor,
    chunk: int,
) -> tuple[torch.Tensor, torch.Tensor]:
    """dA and dB, by automatic differentiation of the loss of each chunk."""
    A, B = A.clone().requires_grad_(), B.clone().requires_grad_()
    for start in range(0, len(C1), chunk):
        f = torch.softmax((C1[start : start + chunk] @ (W0 + B @ A)) @ C2.T, dim=1)
        loss = ((f @ C3 - Y[start : start + chunk]) ** 2).sum() / 2
        loss.backward()
    assert A.grad is not None
    assert B.grad is not None
    return A.grad, B.grad
