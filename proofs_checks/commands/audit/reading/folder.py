"""The folder of a model: found by its path or by the package that carries it, looked at before anything is imported.

Dictionary
    Family          what is known of an architecture: its class in transformers, and the name before its weights
    FAMILIES        the architectures that are read, by the name in config.json
    ModelFolder     a folder with its configuration and its files of weights
    find_model      the folder of a path or of an installed package
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from ...shared.exits import BadInput

CONFIG, TOKENIZER, INDEX, WEIGHTS = "config.json", "tokenizer.json", "model.safetensors.index.json", "model.safetensors"
PICKLED = ("pytorch_model*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
MAX_BYTES = 10**7
EXPECTED = f"expected a folder with {CONFIG}, {TOKENIZER} and {WEIGHTS}, or a package that carries one"


@dataclass(frozen=True)
class Family:
    """An architecture: its classes, the prefix of its weights in a model with a head, options of the class."""

    model: str
    config: str
    prefix: str
    options: Mapping[str, Any]


FAMILIES: Mapping[str, Family] = {
    "bert": Family("BertModel", "BertConfig", "bert.", {"add_pooling_layer": False}),
    "gpt2": Family("GPT2Model", "GPT2Config", "transformer.", {}),
    "llama": Family("LlamaModel", "LlamaConfig", "model.", {}),
    "mistral": Family("MistralModel", "MistralConfig", "model.", {}),
    "qwen2": Family("Qwen2Model", "Qwen2Config", "model.", {}),
    "qwen3": Family("Qwen3Model", "Qwen3Config", "model.", {}),
}


@dataclass(frozen=True)
class ModelFolder:
    """A folder whose files are there and whose architecture is known; nothing of it has been loaded."""

    path: Path
    config: Mapping[str, Any]
    family: Family
    weights: tuple[Path, ...]

    @property
    def kind(self) -> str:
        """The name of the architecture in config.json."""
        return str(self.config["model_type"])

    @property
    def tokenizer(self) -> Path:
        """The file of the tokenizer."""
        return self.path / TOKENIZER

    @property
    def most_tokens(self) -> int | None:
        """The largest number of positions, where the configuration tells it."""
        most = self.config.get("max_position_embeddings", self.config.get("n_positions"))
        return most if isinstance(most, int) and most > 0 else None


def find_model(name: str) -> ModelFolder:
    """The folder of a model, by its path or by the name of an installed package, which is not imported.

    Raises BadInput with one line when it is neither, its architecture is not known, or its weights are pickled.
    """
    path = Path(name)
    folder = path if path.is_dir() else _carried_by(name)
    config = read_json(folder / CONFIG)
    kind = config.get("model_type")
    if kind not in FAMILIES:
        shown = str(kind)[:40] if kind is not None else "none"
        raise BadInput(f"{folder / CONFIG}: model_type {shown}; expected one of {', '.join(FAMILIES)}")
    if config.get("quantization_config"):
        raise BadInput(f"{folder / CONFIG}: quantised weights; expected float32, float16 or bfloat16")
    return ModelFolder(folder, config, FAMILIES[str(kind)], _weights_in(folder))


def _carried_by(name: str) -> Path:
    if Path(name).exists():
        raise BadInput(f"{name[:200]}: is a file; {EXPECTED}")
    try:
        files = metadata.files(name) or []
    except (metadata.PackageNotFoundError, ValueError):
        raise BadInput(f"{name[:200]}: no such folder, and no package of this name is installed; {EXPECTED}") from None
    beside = {Path(str(file.locate())).parent for file in files if file.name in (WEIGHTS, INDEX)}
    folders = sorted(folder for folder in beside if (folder / CONFIG).is_file())
    if len(folders) != 1:
        raise BadInput(f"{name[:200]}: the package carries {len(folders)} models in safetensors; expected one")
    return folders[0]


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object from a file of moderate size.

    Raises BadInput when there is none.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path}: longer than {MAX_BYTES} bytes; expected a JSON object")
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file; {EXPECTED}") from None
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0][:120]
        raise BadInput(f"{path}: cannot be read ({reason}); expected a JSON object") from None
    if not isinstance(data, dict):
        raise BadInput(f"{path}: holds no JSON object; expected one")
    return data


def _weights_in(folder: Path) -> tuple[Path, ...]:
    """The files of weights: one, or those that the index names, each in the folder itself."""
    if (folder / WEIGHTS).is_file():
        return (folder / WEIGHTS,)
    if (folder / INDEX).is_file():
        named = read_json(folder / INDEX).get("weight_map")
        names = sorted({str(value) for value in named.values()}) if isinstance(named, dict) else []
        strange = [name for name in names if Path(name).name != name or not (folder / name).is_file()]
        if names and not strange:
            return tuple(folder / name for name in names)
        raise BadInput(f"{folder / INDEX}: names {(strange or ['no file'])[0][:80]}; expected files beside it")
    refuse_pickled(folder)
    raise BadInput(f"{folder}: no {WEIGHTS}; {EXPECTED}")


def refuse_pickled(folder: Path) -> None:
    """Raises BadInput when the only weights are pickled: loading them would run what they say."""
    if found := sorted(path.name for pattern in PICKLED for path in folder.glob(pattern)):
        raise BadInput(f"{folder / found[0]}: a pickled checkpoint, which is not loaded; expected safetensors")
