"""Runs a model of transformers with one layer's weights in memory, and shows each head's arrays to an observer.

Its modules are made without weights; a module's weights are read when it is called and forgotten when it returns. All
is computed in double precision. The attention is ours: it is given Q, K and V as they enter the softmax, after bias,
rotary positions and norms, with the mask and the scale.

Dictionary
    Layer           one layer's Q, K, V as arrays, heads first, with scale and mask
    Tapped          a model without weights, its weights, its adapter
    open_model      makes the model; no weight is read yet
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lora_symbolic.rank.heads import HeadArrays

from ...shared.exits import BadInput
from .adapter import Adapter, adapted
from .folder import ModelFolder
from .weights import Weights, names_for

NAME = "lora_symbolic_audit"
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


@dataclass(frozen=True)
class Layer:
    """Q is heads x L x d, K and V key heads x L x d, heads share keys in groups; allowed is L x L or None."""

    index: int
    Q: NDArray[np.float64]
    K: NDArray[np.float64]
    V: NDArray[np.float64]
    scale: float
    allowed: NDArray[np.bool_] | None

    @property
    def groups(self) -> int:
        """How many heads share a head of keys."""
        return len(self.Q) // len(self.K)

    def head(self, index: int) -> HeadArrays:
        """The arrays of one head."""
        return HeadArrays(self.Q[index], self.K[index // self.groups], self.scale, self.allowed)


Observer = Callable[[Layer], object]


@dataclass
class Tapped:
    """A model without weights; `run` goes once through a text."""

    folder: ModelFolder
    model: Any
    weights: Weights
    names: Mapping[str, str]
    observers: list[Observer] = field(default_factory=list)

    @property
    def layers(self) -> int:
        """How many layers the model has."""
        return int(self.model.config.num_hidden_layers)

    @property
    def heads(self) -> int:
        """How many heads a layer has."""
        return int(self.model.config.num_attention_heads)

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each parameter."""
        return {name: tuple(part.shape) for name, part in self.model.named_parameters()}

    def run(self, tokens: Sequence[int], observe: Observer, adapter: Adapter | None = None) -> Any:
        """The last hidden states, tokens x width, in double precision; `observe` sees every layer in turn.

        Raises BadInput when a weight cannot be used or something overflows.
        """
        import torch

        with _loaded_when_called(self, adapter), _observed(self.model, observe), torch.no_grad():
            found = self.model(input_ids=torch.tensor([list(tokens)]), use_cache=False, return_dict=True)
        states = found.last_hidden_state[0]
        if not bool(states.isfinite().all()):
            raise BadInput(
                f"{self.folder.path}: the model's states are not finite; expected weights that do not overflow"
            )
        return states.numpy()


def open_model(folder: ModelFolder) -> Tapped:
    """The modules of a model and the names of their weights.

    Raises BadInput when the configuration and the weights do not fit.
    """
    os.environ.update(OFFLINE)
    import transformers
    from accelerate import init_empty_weights
    from transformers.masking_utils import AttentionMaskInterface, eager_mask
    from transformers.modeling_utils import AttentionInterface

    AttentionInterface.register(NAME, _attend)
    AttentionMaskInterface.register(NAME, eager_mask)
    settings = {
        name: value for name, value in folder.config.items() if name not in ("auto_map", "dtype", "torch_dtype")
    }
    try:
        config = getattr(transformers, folder.family.config).from_dict(settings)
        config._attn_implementation = NAME
        with init_empty_weights(include_buffers=False):
            model = getattr(transformers, folder.family.model)(config, **folder.family.options)
    except Exception as error:  # whatever the library finds wrong with a configuration
        line = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{folder.path}/config.json: cannot be used ({line[:160]}); expected a valid one") from None
    weights = Weights(folder.weights)
    shapes = {name: tuple(part.shape) for name, part in model.named_parameters()}
    names = names_for(shapes, weights, folder.family.prefix, folder.path)
    return Tapped(folder, model.eval(), weights, names)


@contextmanager
def _observed(model: Any, observe: Observer) -> Iterator[None]:
    """The attention modules of the model know who watches."""
    watched = [module for module in model.modules() if hasattr(module, "layer_idx") and hasattr(module, "scaling")]
    for module in watched:
        module.audit_observer = observe
    try:
        yield
    finally:
        for module in watched:
            del module.audit_observer


def _attend(
    module: Any, query: Any, key: Any, value: Any, mask: Any, scaling: float, **others: Any
) -> tuple[Any, None]:
    """Attention in double precision, head by head, that shows its arrays first; query is 1 x heads x L x d."""
    import torch

    refused = [name for name in ("softcap", "s_aux", "sinks") if others.get(name) is not None]
    if refused:
        raise BadInput(f"layer {module.layer_idx}: {refused[0]} in the attention is not read; expected plain softmax")
    allowed = None if mask is None else mask[0, 0, :, : key.shape[2]] == 0
    Q, K, V = (part[0].double().numpy() for part in (query, key, value))
    seen = None if allowed is None else allowed.numpy()
    module.audit_observer(Layer(module.layer_idx, Q, K, V, float(scaling), seen))
    groups = query.shape[1] // key.shape[1]
    out = torch.empty_like(query)
    for head in range(query.shape[1]):
        logits = scaling * (query[0, head] @ key[0, head // groups].T)
        if allowed is not None:
            logits = logits.masked_fill(~allowed, float("-inf"))
        out[0, head] = torch.softmax(logits, dim=-1) @ value[0, head // groups]
    return out.transpose(1, 2).contiguous(), None


@contextmanager
def _loaded_when_called(tapped: Tapped, adapter: Adapter | None) -> Iterator[None]:
    """Weights are there while their module runs, merged with the adapter."""
    import torch

    pairs = {} if adapter is None else adapter.pairs
    handles = []

    def hooks(prefix: str, module: Any) -> None:
        empty = dict(module.named_parameters(recurse=False))

        def load(*_: Any) -> None:
            for name in empty:
                tensor = tapped.weights.load(tapped.names[f"{prefix}.{name}"])
                if name == "weight" and prefix in pairs:
                    tensor = adapted(tensor, pairs[prefix])
                module._parameters[name] = torch.nn.Parameter(tensor, requires_grad=False)

        def forget(*_: Any) -> None:
            module._parameters.update(empty)

        handles.append(module.register_forward_pre_hook(load))
        handles.append(module.register_forward_hook(forget, always_call=True))

    for prefix, module in tapped.model.named_modules():
        if prefix and any(True for _ in module.parameters(recurse=False)):
            hooks(prefix, module)
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
