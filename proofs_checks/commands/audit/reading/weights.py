"""Weights by name, one at a time, from files of safetensors; a file is mapped into memory, never copied whole.

Dictionary
    Weights         the tensors of some files; `load` gives one as float64
    open_weights    the weights of a model, by the names that its modules have
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ...shared.exits import BadInput

LEGACY = {"LayerNorm.gamma": "LayerNorm.weight", "LayerNorm.beta": "LayerNorm.bias"}  # of the first BERT files
FLOATS = {"F64", "F32", "F16", "BF16"}


class Weights:
    """Tensors by name: which file holds each, and its shape; nothing is read before it is asked for."""

    def __init__(self, files: Iterable[Path]) -> None:
        self._open: dict[str, Any] = {}
        self.shapes: dict[str, tuple[int, ...]] = {}
        for path in files:
            opened = _opened(path)
            for name in opened.keys():  # noqa: SIM118 - not a mapping
                part = opened.get_slice(name)
                if part.get_dtype() in FLOATS:
                    self.shapes[name] = tuple(part.get_shape())
                    self._open[name] = opened

    def load(self, name: str) -> Any:
        """One tensor in double precision.

        Raises BadInput when it holds an infinite entry or none.
        """
        tensor = self._open[name].get_tensor(name).double()
        if not bool(tensor.isfinite().all()):
            raise BadInput(f"{name}: holds an entry that is no finite number; expected finite weights")
        return tensor


def _opened(path: Path) -> Any:
    from safetensors import SafetensorError, safe_open

    try:
        return safe_open(str(path), framework="pt", device="cpu")
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file; expected safetensors") from None
    except (SafetensorError, OSError, ValueError) as error:
        raise BadInput(f"{path}: no safetensors ({str(error).splitlines()[0][:120]}); expected a whole file") from None


def names_for(wanted: Mapping[str, tuple[int, ...]], weights: Weights, prefix: str, where: Path) -> dict[str, str]:
    """For each parameter of a model the name of its tensor: the same, with the prefix, or with an older ending.

    Raises BadInput that names the first one that is missing or has another shape.
    """
    by_name = {_modern(name).removeprefix(prefix): name for name in weights.shapes}
    found = {}
    for name, shape in wanted.items():
        if name not in by_name:
            raise BadInput(f"{where}: no tensor {name}; expected the weights that config.json describes")
        if weights.shapes[by_name[name]] != shape:
            seen = " x ".join(map(str, weights.shapes[by_name[name]]))
            raise BadInput(f"{where}: {name} is {seen}; expected {' x '.join(map(str, shape))} by config.json")
        found[name] = by_name[name]
    return found


def _modern(name: str) -> str:
    for old, new in LEGACY.items():
        if name.endswith(old):
            return name.removesuffix(old) + new
    return name
