"""What cannot be audited is refused in one line, exit code 2, before anything of it is loaded or run."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from proofs_checks.commands.audit.reading.text import lengths_of
from proofs_checks.commands.shared.exits import BadInput
from tests.proofs_checks.commands.command import Run


class Trap:
    """An object that leaves a mark when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Any, tuple[Path]]:
        return Path.touch, (self.mark,)


def folder_with(folder: Path, config: object, **files: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(config if isinstance(config, str) else json.dumps(config))
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"model_type": "mamba"}, "model_type mamba; expected one of bert, gpt2, llama"),
        ({}, "model_type none"),
        ([], "holds no JSON object"),
        ("{", "cannot be read"),
        ("[" * 10**5, "cannot be read"),
        ({"model_type": "bert", "quantization_config": {"bits": 4}}, "quantised weights"),
        ({"model_type": "bert"}, "no model.safetensors"),
    ],
)
def test_a_folder_that_holds_no_model_we_know(run: Run, tmp_path: Path, config: object, message: str) -> None:
    outcome = run("audit", folder_with(tmp_path / "m", config))
    assert outcome.is_one_line_of_bad_input
    assert message in outcome.err


def test_neither_a_folder_nor_a_package(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name, message in (
        (tmp_path / "none", "no such folder"),
        ("no-such-package-anywhere", "no package of this name"),
        ("numpy", "carries 0 models"),
        (tmp_path / "file", "is a file"),
        ("", "expected a folder"),
        (tmp_path, "config.json: no such file"),
    ):
        outcome = run("audit", name)
        assert outcome.is_one_line_of_bad_input, outcome
        assert message in outcome.err


def test_a_pickled_checkpoint_is_not_loaded(run: Run, tmp_path: Path) -> None:
    mark = tmp_path / "loaded"
    trap = pickle.dumps(Trap(mark))
    model = folder_with(tmp_path / "m", {"model_type": "bert"}, pytorch_model__bin=trap)
    outcome = run("audit", model)
    assert outcome.is_one_line_of_bad_input
    assert "pickled checkpoint" in outcome.err
    assert not mark.exists()
    pickle.loads(trap)  # noqa: S301
    assert mark.exists(), "the trap does not work"


def test_code_beside_a_model_is_not_run(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a package that carries a model nor a module that its configuration names."""
    mark, package = tmp_path / "ran", tmp_path / "a_model"
    trap = f"import pathlib; pathlib.Path({str(mark)!r}).touch()".encode()
    config = {"model_type": "strange", "auto_map": {"AutoModel": "code.Model"}}
    folder_with(package, config, code__py=trap, __init____py=b"", model__safetensors=b"")
    (package / "__init__.py").write_bytes(trap)
    info = tmp_path / "a_model-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: a-model\nVersion: 1\n")
    (info / "RECORD").write_text("a_model/__init__.py,,\na_model/config.json,,\na_model/model.safetensors,,\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    outcome = run("audit", "a-model")
    assert outcome.is_one_line_of_bad_input
    assert "model_type strange" in outcome.err
    assert not mark.exists()


def test_an_index_names_files_in_its_folder_alone(run: Run, tmp_path: Path) -> None:
    model = folder_with(tmp_path / "m", {"model_type": "bert"})
    (tmp_path / "secret.safetensors").touch()
    for name in ("../secret.safetensors", "missing.safetensors"):
        (model / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": name}}))
        outcome = run("audit", model)
        assert outcome.is_one_line_of_bad_input
        assert "expected files beside it" in outcome.err


@pytest.mark.parametrize("asked", [["1"], ["0"], ["x"], ["-4"], ["8,,9"], ["65"], ["1e3"]])
def test_numbers_of_tokens_out_of_reach(asked: list[str]) -> None:
    with pytest.raises(BadInput, match="expected"):
        lengths_of(asked, 100, 64)
