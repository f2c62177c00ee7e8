"""The attention loss as a PyTorch function with our gradient, so that it can stand in a training loop.

PyTorch is optional: it is imported when attention_loss is first called, and ImportError says what to install.

Dictionary
    autograd_function   the class AttentionLoss, a torch.autograd.Function: C1, C2, C3, Y, W0, B, A -> loss
    attention_loss      its application, with the options of partial_gradient
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lora_symbolic.conversion.pytorch.library import pytorch

from .gradient import Gradient, partial_gradient
from .planning.target import DEFAULT_DELTA
from .problem import PartialArrays


def _array(tensor: Any) -> Any:
    """The tensor's numbers; float64 and float32 are kept, bfloat16 and float16 become float32."""
    tensor = tensor.detach().cpu()
    return tensor.numpy() if tensor.element_size() >= 4 else tensor.float().numpy()


@lru_cache(maxsize=1)
def autograd_function() -> Any:
    """The class AttentionLoss, made when PyTorch is there.

    Raises ImportError when it is not.
    """
    torch = pytorch()

    class AttentionLoss(torch.autograd.Function):  # type: ignore[name-defined,misc]
        """Half the squared norm of softmax(C1 (W0 + B A) C2^T) C3 - Y, with gradients in B and A alone.

        The gradient is computed with the loss, once; backward only scales it. Other inputs that ask for a gradient are
        refused, rather than given a silent zero.
        """

        @staticmethod
        def forward(
            ctx: Any, C1: Any, C2: Any, C3: Any, Y: Any, W0: Any, B: Any, A: Any, options: dict[str, Any]
        ) -> Any:
            """The loss of the computed attention, a scalar."""
            if any(ctx.needs_input_grad[:5]):
                raise ValueError("only B and A have gradients here; detach C1, C2, C3, Y and W0")
            tensors = (C1, C2, C3, Y, W0, B, A)
            arrays = dict(zip(PartialArrays.SIDES, map(_array, tensors), strict=True))
            problem = PartialArrays(**arrays, causal=options["causal"])
            keep = options.get("keep")
            chosen = {name: value for name, value in options.items() if name not in ("keep", "causal")}
            found: Gradient = partial_gradient(problem, **{"dtype": np.float64, **chosen})
            if keep is not None:
                keep.append(found)
            ctx.save_for_backward(
                torch.from_numpy(found["dB"]).to(dtype=B.dtype, device=B.device),
                torch.from_numpy(found["dA"]).to(dtype=A.dtype, device=A.device),
            )
            return torch.as_tensor(found.loss, dtype=A.dtype, device=A.device)

        @staticmethod
        def backward(ctx: Any, *outputs: Any) -> Any:
            """The gradients in B and A, times the gradient of what follows."""
            dB, dA = ctx.saved_tensors
            (scale,) = outputs
            needs = ctx.needs_input_grad
            found = scale * dB if needs[5] else None, scale * dA if needs[6] else None
            return None, None, None, None, None, *found, None

    return AttentionLoss


def attention_loss(
    C1: Any,
    C2: Any,
    C3: Any,
    Y: Any,
    W0: Any,
    B: Any,
    A: Any,
    *,
    eps: float | None = None,
    relative: float | None = None,
    delta: float = DEFAULT_DELTA,
    method: str = "auto",
    threads: int | None = None,
    keep: list[Gradient] | None = None,
    causal: bool = False,
) -> Any:
    """The loss as a tensor with one entry; `keep` collects the certified gradients, one for each call.

    Raises FastAttentionError for arrays that do not fit, ValueError when C1, C2, C3, Y or W0 ask for a gradient.
    """
    options = {"eps": eps, "relative": relative, "delta": delta, "method": method, "threads": threads, "keep": keep}
    options["causal"] = causal
    return autograd_function().apply(C1, C2, C3, Y, W0, B, A, options)
