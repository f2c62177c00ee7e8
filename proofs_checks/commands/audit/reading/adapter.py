"""An adapter of PEFT from its folder: its options, its factors, and the weight that a module has with it.

With W the weight of a linear layer (outputs x inputs), A of r rows, B of r columns, and s = alpha / r, or
alpha / sqrt(r) where it is rank-stabilised:

    LoRA            W + s B A
    DoRA            diag(m / |rows of W + s B A|) (W + s B A), m the learned magnitudes
    fan_in_fan_out  the layer holds W^T, and what it holds becomes the transpose

docs/examples/adapters/ proves how these fit together.

Dictionary
    Pair            B, A, s, the magnitudes, and whether the layer holds the transpose
    Adapter         the pairs by the module they change
    read_adapter    reads a folder
    adapted         the weight of a module with its adapter
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...shared.exits import BadInput
from .folder import ModelFolder, read_json, refuse_pickled
from .weights import Weights

CONFIG, FILE = "adapter_config.json", "adapter_model.safetensors"
KEY = re.compile(r"base_model\.model\.(?P<module>.+)\.lora_(?P<part>A|B|magnitude_vector)(?:\.weight)?")
PARTS = {"A", "B"}
UNREAD = ("modules_to_save", "trainable_token_indices", "lora_bias", "alora_invocation_tokens", "target_parameters")


@dataclass(frozen=True)
class Pair:
    """The factors of one module in double precision."""

    B: Any
    A: Any
    scaling: float
    magnitude: Any | None
    transposed: bool

    @property
    def rank(self) -> int:
        """r, the rows of A."""
        return int(self.A.shape[0])

    def delta(self) -> Any:
        """s B A, transposed where the layer holds its weight so; PEFT's get_delta_weight."""
        product = self.scaling * (self.B @ self.A)
        return product.T if self.transposed else product


@dataclass(frozen=True)
class Adapter:
    """Pairs by the name of the module, without the prefix of a model with a head; the base that it names."""

    pairs: Mapping[str, Pair]
    base: str


def adapted(weight: Any, pair: Pair) -> Any:
    """What the layer holds with the adapter merged."""
    merged = weight + pair.delta()
    if pair.magnitude is None:
        return merged
    rows = merged.T if pair.transposed else merged
    scaled = (pair.magnitude / (rows * rows).sum(dim=1).sqrt())[:, None] * rows
    return scaled.T if pair.transposed else scaled


def read_adapter(path: Path, model: ModelFolder, held: Mapping[str, tuple[int, ...]]) -> Adapter:
    """The adapter of a folder for a model that holds weights of these names and shapes.

    Raises BadInput when the folder holds no LoRA adapter, or one for another base.
    """
    if not path.is_dir():
        raise BadInput(f"{path}: no such folder; expected {CONFIG} and {FILE}")
    config = read_json(path / CONFIG)
    _check_options(path, config)
    if not (path / FILE).is_file():
        refuse_pickled(path)
        if (path / "adapter_model.bin").is_file():
            raise BadInput(f"{path / 'adapter_model.bin'}: a pickled adapter, which is not loaded; expected {FILE}")
    weights = Weights([path / FILE])
    modules: dict[str, dict[str, str]] = {}
    for name in weights.shapes:
        match = KEY.fullmatch(name)
        if match is None:
            raise BadInput(
                f"{path / FILE}: {name[:120]} is not understood; expected lora_A and lora_B of linear layers"
            )
        modules.setdefault(match["module"], {})[match["part"]] = name
    if not modules:
        raise BadInput(f"{path / FILE}: holds no factors; expected lora_A and lora_B")
    pairs = {}
    for module, parts in sorted(modules.items()):
        name = module.removeprefix(model.family.prefix)
        pair = _pair(path, config, module, {part: weights.load(key) for part, key in parts.items()})
        _check_fits(path, name, pair, held)
        pairs[name] = pair
    return Adapter(pairs, str(config.get("base_model_name_or_path") or "none"))


def _check_options(path: Path, config: Mapping[str, Any]) -> None:
    if config.get("peft_type") != "LORA":
        raise BadInput(f"{path / CONFIG}: peft_type {str(config.get('peft_type'))[:40]}; expected LORA")
    for option in UNREAD:
        if config.get(option):
            raise BadInput(f"{path / CONFIG}: {option} is set, which is not read; expected factors alone")
    if config.get("bias", "none") != "none":
        raise BadInput(f"{path / CONFIG}: bias {str(config['bias'])[:20]}; expected none")
    for name, default in (("r", None), ("lora_alpha", 8)):
        value = config.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not (math.isfinite(value) and value > 0):
            raise BadInput(f"{path / CONFIG}: {name} is {str(value)[:40]}; expected a positive number")


def by_pattern(patterns: Any, module: str, default: float) -> float:
    """The value of the first pattern that the end of the module's name matches, whole components, as PEFT reads them.

    >>> by_pattern({"layers.1.q_proj": 4}, "model.layers.1.q_proj", 8), by_pattern({"proj": 4}, "a.q_proj", 8)
    (4.0, 8)
    """
    for pattern, value in (patterns or {}).items():
        if re.match(rf"(.*\.)?({pattern})$", module):
            return float(value)
    return default


def _pair(path: Path, config: Mapping[str, Any], module: str, parts: Mapping[str, Any]) -> Pair:
    if PARTS - parts.keys():
        raise BadInput(f"{path / FILE}: {module} has no lora_{min(PARTS - parts.keys())}; expected both factors")
    A, B = parts["A"], parts["B"]
    try:
        rank = by_pattern(config.get("rank_pattern"), module, float(config["r"]))
        alpha = by_pattern(config.get("alpha_pattern"), module, float(config.get("lora_alpha", 8)))
    except (re.error, TypeError, ValueError, AttributeError) as error:
        raise BadInput(f"{path / CONFIG}: rank_pattern or alpha_pattern cannot be used ({error})") from None
    if A.ndim != 2 or B.ndim != 2 or A.shape[0] != rank or B.shape[1] != rank:
        shapes = f"B {tuple(B.shape)}, A {tuple(A.shape)}"
        raise BadInput(f"{path / FILE}: {module}: {shapes}; expected matrices that meet in r = {rank:g}")
    scaling = alpha / math.sqrt(rank) if config.get("use_rslora") else alpha / rank
    magnitude = parts.get("magnitude_vector")
    if (magnitude is not None) != bool(config.get("use_dora")):
        raise BadInput(f"{path / FILE}: {module}: magnitudes and use_dora disagree; expected both or neither")
    return Pair(B, A, scaling, magnitude, bool(config.get("fan_in_fan_out")))


def _check_fits(path: Path, module: str, pair: Pair, held: Mapping[str, tuple[int, ...]]) -> None:
    shape = held.get(f"{module}.weight")
    if shape is None:
        raise BadInput(f"{path / FILE}: the model has no module {module[:120]}; expected an adapter for this base")
    found = (int(pair.B.shape[0]), int(pair.A.shape[1]))
    found = (found[1], found[0]) if pair.transposed else found
    if found != shape:
        raise BadInput(
            f"{path / FILE}: {module} adapts a weight {found[0]} x {found[1]}, the model's is "
            f"{' x '.join(map(str, shape))}; expected an adapter for this base"
        )
    rows = found[1] if pair.transposed else found[0]
    if pair.magnitude is not None and tuple(pair.magnitude.shape) != (rows,):
        raise BadInput(f"{path / FILE}: {module}: {tuple(pair.magnitude.shape)} magnitudes; expected {rows}")
