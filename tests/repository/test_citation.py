"""CITATION.cff is of the format's version 1.2.0, and names the version that pyproject.toml states."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from tests.repository.files import ROOT

yaml = pytest.importorskip("yaml", reason="PyYAML, of the extra site, is missing")

REQUIRED = {"cff-version", "message", "title", "authors"}
ALLOWED = REQUIRED | {"abstract", "type", "version", "date-released", "license", "keywords", "preferred-citation"}
OF_A_REFERENCE = {"type", "title", "authors", "collection-title", "year"}


def faults(citation: Mapping[str, Any]) -> list[str]:
    """What is not as the format's schema asks, for the keys that we use."""
    found = [f"lacks {key}" for key in sorted(REQUIRED - set(citation))]
    found += [f"unknown {key}" for key in sorted(set(citation) - ALLOWED)]
    if citation.get("cff-version") != "1.2.0":
        found.append("cff-version is another")
    if not re.fullmatch(r"\d+\.\d+\.\d+", str(citation.get("version"))):
        found.append("version is no version")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(citation.get("date-released"))):
        found.append("date-released is no day")
    reference = citation.get("preferred-citation", {})
    found += [f"reference lacks {key}" for key in sorted(OF_A_REFERENCE - set(reference))]
    for author in [*citation.get("authors", []), *reference.get("authors", [])]:
        if set(author) not in ({"name"}, {"family-names", "given-names"}):
            found.append(f"author {author}")
    return found


def stored() -> dict[str, Any]:
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_file_is_of_the_format() -> None:
    assert faults(stored()) == []


def test_its_version_and_license_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (stored()["version"], stored()["license"]) == (project["version"], project["license"])


def test_the_paper_is_the_one_that_the_ledger_judges() -> None:
    paper = tomllib.loads((ROOT / "proofs_checks/ledgers/lora/paper/paper.toml").read_text(encoding="utf-8"))
    reference = stored()["preferred-citation"]
    assert reference["title"] == paper["title"]
    names = [f"{author['given-names']} {author['family-names']}" for author in reference["authors"]]
    assert names == paper["authors"]


@pytest.mark.parametrize(
    "change",
    [{"message": None}, {"version": "two"}, {"authors": [{"nick": "x"}]}, {"colour": "red"}, {"cff-version": 1}],
)
def test_what_is_wrong_is_found(change: dict[str, Any]) -> None:
    changed = {key: value for key, value in {**stored(), **change}.items() if value is not None}
    assert faults(changed)
