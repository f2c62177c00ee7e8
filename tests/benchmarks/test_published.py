"""The published forward pass, from its definition; it is no softmax, and its measure is about half a relative error."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from benchmarks.lowrank import peers, peers_published, peers_rank
from benchmarks.lowrank.peers_methods import taylor
from tests.lora_symbolic.fast_attention.dense import softmax


def setting() -> peers_published.Setting:
    return peers_published.Setting.drawn(2, 0)


def test_the_baseline_divides_a_key_by_the_sum_of_its_own_row() -> None:
    q, k, v = setting().wide()
    truth, sums = peers_published.row_softmax(q, k, v, rows=7)
    found = peers_published.by_own_key(q, k, v, sums, rows=7)
    count = len(q)
    weight = [[math.exp(q[i] @ k[j]) for j in range(count)] for i in range(count)]
    for i in (0, count - 1):
        expected = sum(weight[i][j] / sum(weight[j]) * v[j] for j in range(count))
        assert found[i] == pytest.approx(expected)
    assert truth == pytest.approx(softmax(q @ k.T) @ v)
    assert peers_published.distance(found, truth) > 0.1


def test_its_result_is_the_same_with_feature_weights() -> None:
    q, k, v = setting().wide()
    weights = 1 + q @ k.T + (q @ k.T) ** 2 / 2
    expected = (weights / weights.sum(axis=1)[None, :]) @ v
    assert peers_published.by_own_key_from_features(taylor(q, k), v) == pytest.approx(expected)
    assert np.abs(expected - weights / weights.sum(axis=1)[:, None] @ v).max() > 1e-3


def test_the_measure_is_half_a_relative_error_near_zero() -> None:
    one = np.ones((3, 2))
    assert peers_published.distance(1.02 * one, one) == pytest.approx(0.02)
    assert peers_published.published_measure(1.02 * one, one) == pytest.approx(0.02 / 2.02)


PROGRAM = """
import torch
def actual_attention_output(q, k, v):
    weights = torch.exp(q @ k.transpose(2, 3))
    return weights / weights.sum(dim=3, keepdim=True).transpose(2, 3) @ v
def approx_attention_output(q, k, v, order_list):
    return actual_attention_output(q, k, v) * 1.02
def relative_error(x, y, p, dim):
    return torch.norm(x - y) / torch.norm(x + y)
"""


def test_a_program_is_run_from_the_readers_path(tmp_path: Path) -> None:
    """A stand-in with the published names, whose result is 2 % too large."""
    pytest.importorskip("torch", reason="PyTorch, an optional extra, is not installed")
    (tmp_path / "program.py").write_text(PROGRAM)
    chosen = setting()
    q, k, v = chosen.wide()
    found = peers_published.run_peer(tmp_path / "program.py", chosen)
    assert found["measure"] == pytest.approx(0.02 / 2.02, rel=1e-3)
    _, sums = peers_published.row_softmax(q, k, v)
    assert peers_published.distance(found["actual"], peers_published.by_own_key(q, k, v, sums)) < 1e-5


def test_the_adapter_problem_has_the_published_logits() -> None:
    problem = setting().problem(0)
    assert pytest.approx(np.eye(2)) == problem.W0 + problem.B @ problem.A


def test_a_cell_keeps_its_certificates_and_a_smaller_one_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers_rank, "TOKENS", 256)
    monkeypatch.setattr(peers_rank, "DRAWS", 1)
    cell = {"study": "rank", "width": 2, "bound": 1.0, "delta": 1e-2, "seed": 0}
    record = {"cell": cell, "result": peers.work(cell)}
    assert peers.misses([record]) == (5, [])
    smaller = {name: bound / 1e4 for name, bound in record["result"]["certified"].items()}
    assert len(peers.misses([{"cell": cell, "result": {**record["result"], "certified": smaller}}])[1]) == 5
    for way in ("favor", "nystrom, means", "nystrom, tokens"):
        assert record["result"][way][0]["row l1"] > 0


def test_more_features_than_half_the_tokens_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers_rank, "TOKENS", 64)
    found = peers.work({"study": "rank", "width": 4, "bound": 2.0, "delta": 1e-4, "seed": 0})
    assert "features" in found["left out"]
