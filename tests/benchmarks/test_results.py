"""Stored results say on what they were measured, as their schema asks, and lie in files that can be read."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from benchmarks.facts import head, readable, write
from tests.repository.files import ROOT, relative

RESULTS = ROOT / "benchmarks" / "results"
SCHEMA = json.loads((RESULTS / "schema.json").read_text(encoding="utf-8"))
STORED = sorted(path for path in RESULTS.rglob("*.json") if path.name != "schema.json")
LINES = 2000


def faults(value: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(SCHEMA).iter_errors(value)]


def stored(name: str) -> Any:
    return json.loads((RESULTS / name).read_text(encoding="utf-8"))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", STORED, ids=relative)
def test_a_stored_result_keeps_the_schema_and_is_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert faults(json.loads(text)) == []
    assert text.count("\n") < LINES


def test_finished_cells_keep_the_schema() -> None:
    cells = {"$ref": "#/$defs/cell", "$defs": SCHEMA["$defs"]}
    lines = (RESULTS / "lowrank-study.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines
    assert [line for line in lines if not Draft202012Validator(cells).is_valid(json.loads(line))] == []


@pytest.mark.parametrize("lost", ["command", "machine"])
def test_a_measurement_without_its_head_is_refused(lost: str) -> None:
    report = stored("lowrank-peers.json")
    del report[lost]
    assert faults(report)


def test_a_record_without_result_and_a_dated_file_without_versions_are_refused() -> None:
    report = stored("lowrank-peers.json")
    broken = copy.deepcopy(report)
    del broken["records"][0]["result"]
    assert faults(broken)
    dated = {**report, "date": "2026-01-31"}
    assert faults(dated) == []
    del dated["versions"]
    assert faults(dated)


def test_what_a_benchmark_writes_keeps_the_schema_and_can_be_read_back(tmp_path: Path) -> None:
    report = {**head("numpy"), "command": "python -m benchmarks.none", "rows": [{"seconds": 0.1, "name": "§"}]}
    write(tmp_path / "new" / "report.json", report)
    text = (tmp_path / "new" / "report.json").read_text(encoding="utf-8")
    assert json.loads(text) == report
    assert faults(json.loads(text)) == []


@pytest.mark.parametrize("name", ["lowrank-training.json", "degrees.json", "bounds/instances.json"])
def test_readable_keeps_contents_and_order(name: str) -> None:
    value = stored(name)
    again = json.loads(readable(value))
    assert json.dumps(again) == json.dumps(value)
    assert readable(again) + "\n" == (RESULTS / name).read_text(encoding="utf-8")
