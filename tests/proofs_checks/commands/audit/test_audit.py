"""The command as a reader uses it: table, JSON, words, drawings, an adapter, no network."""

from __future__ import annotations

import math
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.proofs_checks.commands.audit.tiny import TEXT, edited, made, saved, trained, transformers
from tests.proofs_checks.commands.command import Run

transformers()


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny model and a text, on a machine that has no network."""

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    (tmp_path / "text.txt").write_text(TEXT)
    return saved(made("gpt2"), tmp_path / "model")


def test_every_head_has_its_numbers(run: Run, model: Path, tmp_path: Path) -> None:
    outcome = run("audit", model, "--text", tmp_path / "text.txt", "--tokens", "8,30", "--json", "-")
    assert outcome.code == 0, outcome.err
    data = outcome.json
    assert (data["model"]["family"], data["model"]["layers"], data["model"]["heads"]) == ("gpt2", 2, 3)
    assert [run["tokens"] for run in data["runs"]] == [8, 30]
    for one in data["runs"]:
        assert [(head["layer"], head["head"]) for head in one["heads"]] == [(a, b) for a in range(2) for b in range(3)]
        for head in one["heads"]:
            log = math.log(one["tokens"])
            assert head["premise"]["logits"] == pytest.approx(head["half_range"] / log)
            assert head["premise"]["printed"] == pytest.approx(max(head["gamma_q"], head["gamma_k"]) / math.sqrt(log))
            assert head["quantiles"]["0.99"] <= head["half_range"] + 1e-12
            assert 1 <= head["directions"] <= head["width"] <= head["head_width"] == 8
            assert 1 <= head["rank"] <= one["tokens"]
    kept = sum(head["premise"]["printed"] <= 1 for head in data["runs"][-1]["heads"])
    assert f"is kept by {kept} of 6 heads" in data["words"][1]


def test_the_table_has_a_line_for_each_head_and_fits_its_words(run: Run, model: Path, tmp_path: Path) -> None:
    outcome = run("audit", model, "--text", tmp_path / "text.txt")
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert [line.split()[0] for line in lines[2:8]] == ["0.0", "0.1", "0.2", "1.0", "1.1", "1.2"]
    assert len({len(line) for line in lines[1:8]}) == 1
    assert "…" not in outcome.out
    assert "At 30 tokens" in outcome.out


def test_an_adapter_is_told_beside_what_was_before(run: Run, tmp_path: Path) -> None:
    _, place, adapter = trained("llama", {"target_modules": ["q_proj"]}, tmp_path)
    (tmp_path / "text.txt").write_text(TEXT)
    arguments = ("--text", tmp_path / "text.txt", "--tokens", "12", "--adapter", adapter)
    data = run("audit", place, *arguments, "--json", "-").json
    assert [one["adapter"] for one in data["runs"]] == [False, True]
    before, after = (one["heads"] for one in data["runs"])
    assert before[0]["gamma_q"] != after[0]["gamma_q"]
    assert before[0]["gamma_k"] == after[0]["gamma_k"], "the first layer's keys have no adapter"
    modules = data["adapter"]["modules"]
    assert [(one["module"], one["r"], one["rank"]) for one in modules] == [
        (f"layers.{layer}.self_attn.q_proj", 3, 3) for layer in range(2)
    ]
    assert all(one["scaling"] == pytest.approx(7 / 3) for one in modules)
    assert "The adapter changes 2 weights, with rank 3" in data["words"][-2]
    assert "before" in run("audit", place, *arguments).out


def test_drawings_are_written(run: Run, model: Path, tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib, of the extra report, is not installed")
    outcome = run("audit", model, "--text", tmp_path / "text.txt", "--tokens", "8,16", "--plots", tmp_path / "drawn")
    assert outcome.code == 0
    assert sorted(path.name for path in (tmp_path / "drawn").iterdir()) == [
        "growth.png",
        "growth.svg",
        "heads.png",
        "heads.svg",
    ]
    assert "half-range of the logits, L = 16" in (tmp_path / "drawn" / "heads.svg").read_text()


def test_what_is_wrong_is_one_line(run: Run, model: Path, tmp_path: Path) -> None:
    text = ("--text", tmp_path / "text.txt")
    for arguments, message in (
        (("--text", tmp_path / "none"), "cannot be read"),
        ((*text, "--tokens", "31"), "the text ends; expected at most 30"),
        ((*text, "--eps", "2"), "--eps 2; expected a number"),
        ((*text, "--adapter", tmp_path / "none"), "no such folder"),
    ):
        outcome = run("audit", model, *arguments)
        assert outcome.is_one_line_of_bad_input, outcome
        assert message in outcome.err
    (model / "tokenizer.json").write_text("{}")
    assert "expected a tokenizer" in run("audit", model, *text).err
    edited(model / "config.json", n_embd=48)
    outcome = run("audit", model, *text)
    assert outcome.is_one_line_of_bad_input
    assert "expected 40 x 48 by config.json" in outcome.err
    edited(model / "config.json", n_embd=-3)
    assert run("audit", model, *text).is_one_line_of_bad_input
