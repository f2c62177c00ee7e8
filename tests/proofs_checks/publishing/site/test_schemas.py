"""The schemas say what the files are: every file of ours fits, wrong ones do not."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from proofs_checks.ledger.load import item_files
from proofs_checks.ledger.shelf import LEDGERS, names
from tests.proofs_checks.publishing.site.conftest import SECOND
from tests.repository.files import ROOT

SCHEMAS = ROOT / "proofs_checks" / "publishing" / "schema"


def checker(name: str) -> jsonschema.Draft202012Validator:
    """A validator for one of the schemas."""
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def faults(name: str, paths: list[Path]) -> list[str]:
    """Where files do not fit a schema."""
    validator = checker(name)
    return [
        f"{path.name}: {error.message[:150]}"
        for path in paths
        for error in validator.iter_errors(tomllib.loads(path.read_text(encoding="utf-8")))
    ]


def test_every_ledger_file_fits_its_schema() -> None:
    files = [path for folder in (*(LEDGERS / name for name in names()), SECOND) for path in item_files(folder)]
    assert len(files) > len(item_files(SECOND)) > 0
    assert faults("ledger", files) == []


def test_every_statement_file_fits_its_schema() -> None:
    files = list((ROOT / "docs" / "examples").rglob("*.toml"))
    assert files
    assert faults("statement", files) == []


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("statement", {"sizes": ["m"], "claims": [{"name": "x"}]}),
        ("statement", {"sizes": ["m"], "matrices": {"X": ["m"]}}),
        ("statement", {"title": "no sizes"}),
        ("statement", {"sizes": ["m"], "latex": {"m": 1}}),
        ("statement", {"sizes": ["m"], "functions": {"phi": "rowwise"}}),
        ("ledger", {"id": "lemma-1", "title": "", "section": "1", "forms": [{"form": "stated"}]}),
        ("ledger", {"id": "lemma 1", "title": "", "section": "1"}),
        (
            "ledger",
            {
                "id": "lemma-1",
                "title": "",
                "section": "1",
                "forms": [{"form": "printed", "claims": [{"name": "a", "waits": "x", "cited": "y"}]}],
            },
        ),
    ],
)
def test_a_file_that_is_wrong_does_not_fit(name: str, table: dict[str, Any]) -> None:
    assert list(checker(name).iter_errors(table))
