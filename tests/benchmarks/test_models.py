"""What the page on real heads says is what was stored, and the forward pass in NumPy is one."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import numpy as np

from benchmarks.lowrank.models.forward import Seen, attend, rotated
from benchmarks.lowrank.models.study import ADAPTERS, ends_of, table_of
from tests.repository.files import ROOT

PAGE = ROOT / "docs" / "explanation" / "real-heads.md"
STORED = ROOT / "benchmarks" / "results" / "models" / "minilm.json"


def stored() -> Any:
    return json.loads(STORED.read_text())


def quoted(text: str) -> list[str]:
    return re.findall(r"^> (.*)$", text, flags=re.MULTILINE)


def test_the_page_quotes_the_stored_sentences() -> None:
    assert quoted(PAGE.read_text()) == stored()["words"]


def test_a_changed_number_on_the_page_is_found() -> None:
    assert quoted(PAGE.read_text().replace("72 heads", "71 heads")) != stored()["words"]


def test_the_stored_audit_keeps_its_bars() -> None:
    data = stored()
    assert data["missed"] == []
    assert max(row["gap"] for row in data["rows"]) == data["largest_gap"] < data["bars"]["gap"]
    assert len(data["rows"]) == 72


def test_what_the_page_says_of_heads_follows_from_the_rows() -> None:
    rows = stored()["rows"]
    by_size = sorted(rows, key=lambda row: row["half_range"])
    assert by_size[-1]["layer"] == 0
    assert by_size[-1]["half_range"] > 3 * by_size[-2]["half_range"]
    assert min(row["printed"] for row in rows) > 1
    assert min(row["repaired"] for row in rows) > 1
    assert max(row["directions"] for row in rows) < 32
    assert max(row["rank"] for row in rows if row["layer"] == 5) < 512 / 2.5
    assert min(row["monomials"] for row in rows) > 10**5 * 512


def test_rotation_keeps_products_of_positions_equally_far_apart() -> None:
    x = np.tile(np.random.default_rng(0).normal(size=(1, 1, 8)), (1, 6, 1))
    turned = rotated(x, 100.0)[0]
    products = turned @ turned.T
    np.testing.assert_allclose(np.diag(products, 2), products[0, 2], rtol=1e-12)
    assert abs(products[0, 2] - products[0, 0]) > 1e-3


def test_attention_over_one_allowed_key_returns_its_value() -> None:
    rng = np.random.default_rng(1)
    Q, K, V = (rng.normal(size=(heads, 4, 3)) for heads in (4, 2, 2))
    out = attend(Seen(Q, K, V, 1.0, np.eye(4, dtype=bool)))
    np.testing.assert_allclose(out[:, :3], V[0], rtol=1e-15)
    np.testing.assert_allclose(out[:, 9:], V[1], rtol=1e-15)


def study_rows() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((ROOT / "benchmarks" / "results" / "models" / "study.json").read_text())[
        "rows"
    ]
    return rows


def row_at(model: str, adapter: str | None, last: bool = True) -> dict[str, Any]:
    found = [row for row in study_rows() if (row["model"], row["adapter"]) == (model, adapter)]
    return found[-1 if last else 0]


def test_the_page_prints_the_table_of_the_study() -> None:
    printed = [line for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    table = [line for line in table_of(ends_of(study_rows())) if line.startswith("| ")]
    assert printed == table
    assert len(table) == 1 + 3 * (2 + len(ADAPTERS))


def test_what_the_page_says_of_training_follows_from_the_rows() -> None:
    limit = math.sqrt(math.log(256))
    for model in ("gpt2", "llama"):
        assert row_at(model, None, last=False)["gamma"][1] < 1
        before = row_at(model, "r=8", last=False)["half_range"][1]
        grown = {adapter: row_at(model, adapter)["half_range"][1] / before for adapter in ADAPTERS}
        assert max(grown, key=grown.__getitem__) == "rsLoRA r=16"
        assert min(grown, key=grown.__getitem__) == "DoRA r=8"
        assert all(factor > 1.4 for adapter, factor in grown.items() if adapter != "DoRA r=8")
    before = row_at("qwen3", "r=8", last=False)["half_range"][1]
    assert all(abs(row_at("qwen3", adapter)["half_range"][1] / before - 1) < 0.1 for adapter in ADAPTERS)
    assert all(row_at(model, None)["gamma"][0] > limit for model in ("gpt2", "llama", "qwen3"))
    assert row_at("gpt2", None)["directions"][1] <= 3
    assert row_at("gpt2", None)["rank"][0] > 150
