"""The example notebook runs in Jupyter's kernel, and its cells print what is stored with them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.repository.files import ROOT

nbformat = pytest.importorskip("nbformat", reason="nbformat, of the extra course, is missing")
pytest.importorskip("ipykernel", reason="ipykernel, of the extra course, is missing")
PATH = ROOT / "docs" / "examples" / "in-a-notebook.ipynb"


def outputs(notebook: Any) -> list[tuple[str, str]]:
    """What the cells print and show, as text."""
    found = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    return [(one.output_type, one.get("text") or one.data["text/plain"]) for one in found]


def run(notebook: Any, folder: Path) -> Any:
    """The notebook with the outputs of this run."""
    nbclient = pytest.importorskip("nbclient", reason="nbclient, of the extra course, is missing")
    fresh = copy.deepcopy(notebook)
    nbclient.NotebookClient(fresh, timeout=100, resources={"metadata": {"path": str(folder)}}).execute()
    return fresh


@pytest.mark.slow(reason="a kernel of Jupyter starts and runs all cells")
def test_the_notebook_prints_what_is_stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    stored = nbformat.read(PATH, as_version=4)
    nbformat.validate(stored)
    assert len(outputs(stored)) == 4
    assert outputs(run(stored, tmp_path)) == outputs(stored)


def test_a_cell_that_fails_would_be_found() -> None:
    stored = nbformat.read(PATH, as_version=4)
    changed = copy.deepcopy(stored)
    changed.cells[3].outputs[0].text = "another"
    assert outputs(changed) != outputs(stored)
