"""Every chapter runs as a notebook, in Jupyter's own kernel, and prints there what its page shows.

The page's outputs come from plain Python files run by run_files; the notebook's from ipykernel through nbclient.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from proofs_checks.publishing.course.cells import _TIMES as TIMES
from proofs_checks.publishing.course.cells import Outputs
from proofs_checks.publishing.course.chapter import Chapter, read_course, read_text
from proofs_checks.publishing.course.notebook import COMMAND, notebook_text, write_notebooks
from tests.repository.files import ROOT

CHAPTERS = read_course()
IDS = [chapter.page for chapter in CHAPTERS]
VERDICTS = {"lemma-3.2/dA|printed": "refuted"}


@pytest.fixture(autouse=True)
def jupyter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Skip where Jupyter is not installed (tests/conftest.py makes it a failure where it must be)."""
    for name in ("jupytext", "nbclient", "ipykernel"):
        pytest.importorskip(name, reason=f"notebooks are not run: {name} missing; pip install -e .[course]")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")


def executed(path: Path, folder: Path, without: Sequence[str] = ("install", "command")) -> list[str]:
    """What each cell of a notebook prints, and its last value, when it runs in this folder; some tags are left out."""
    import nbformat
    from nbclient import NotebookClient

    notebook: Any = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=100, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code" and not set(without) & set(cell.metadata.get("tags", ())):
            outputs = [out for out in cell.outputs if out.get("name") != "stderr"]
            texts = [out.text if out.output_type == "stream" else out.data["text/plain"] + "\n" for out in outputs]
            found.append(without_times("".join(texts)) if cell.source.startswith(COMMAND) else "".join(texts))
    return found


def without_times(text: str) -> str:
    """What a command prints, without the seconds it took, as pages show it; a notebook has bold words and colours."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return "".join(f"{TIMES.sub('', line).rstrip()}\n" for line in plain.splitlines())


KERNELS = pytest.mark.slow(reason="every cell of the course is run, and a kernel of its own for each chapter")


OTHERS = pytest.mark.exhaustive(reason="the cells of each chapter, which the site runs too, in a kernel of its own")


@pytest.mark.filterwarnings("ignore")  # Jupyter's own deprecations
@pytest.mark.parametrize(
    "chapter",
    [pytest.param(one, marks=KERNELS if number < 3 else OTHERS) for number, one in enumerate(CHAPTERS)],
    ids=IDS,
)
def test_a_notebook_prints_what_the_page_shows(chapter: Chapter, outputs: dict[str, Outputs], tmp_path: Path) -> None:
    from proofs_checks.publishing.course.__main__ import recorded_verdicts

    _, path = write_notebooks([chapter], recorded_verdicts(), tmp_path / "notebooks")
    assert executed(path, tmp_path) == list(outputs[chapter.page].cells)


AGAIN = pytest.mark.exhaustive(reason="the cells of each chapter are run a second time, its answers left out")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    "chapter",
    [pytest.param(one, marks=AGAIN if number else KERNELS) for number, one in enumerate(CHAPTERS)],
    ids=IDS,
)
def test_a_notebook_without_its_answers_runs_and_says_what_it_has_stored(
    chapter: Chapter, outputs: dict[str, Outputs], tmp_path: Path
) -> None:
    from proofs_checks.publishing.course.__main__ import recorded_verdicts

    path, _ = write_notebooks([chapter], recorded_verdicts(), tmp_path / "notebooks", [outputs[chapter.page]])
    assert executed(path, tmp_path / "notebooks", without=["install"]) == stored(path)


def stored(path: Path) -> list[str]:
    """The outputs that a notebook comes with, that of its first cell left out."""
    import nbformat

    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return ["".join(out.text for out in cell.outputs) for cell in code[1:]]


def sources(path: Path) -> list[str]:
    """The code of a notebook's cells."""
    import nbformat

    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


EXERCISE = (
    "---\nx: 1\n---\n# T\n\n```{code-cell} python\nprint(1)\n```\n\n:::{exercise}\nHow?\n:::\n\n"
    "```{command}\nlora-symbolic check docs/examples/matrices/face-splitting.toml\n```\n\n"
    ":::{solution}\nSo.\n\n```{code-cell} python\nprint(2)\n```\n:::\n\n```{code-cell} python\nprint(3)\n```\n"
)


def test_answers_are_apart_and_each_notebook_has_its_outputs(tmp_path: Path) -> None:
    chapter = read_text(EXERCISE, "01-t.md")
    given = [Outputs(("1\n", "2\n", "3\n"), ("1 claim",))]
    question, answers = write_notebooks([chapter], {}, tmp_path, given)
    assert [path.name for path in (question, answers)] == ["01-t.ipynb", "01-t-answers.ipynb"]
    assert stored(question) == ["1\n", "1 claim\n", "3\n"]
    assert stored(answers) == ["1\n", "1 claim\n", "2\n", "3\n"]
    assert (tmp_path / "docs/examples/matrices/face-splitting.toml").is_file()
    assert "So." not in question.read_text()
    assert "01-t-answers.ipynb" in question.read_text()
    assert "%pip install" in question.read_text()
    assert f"{COMMAND}lora-symbolic check docs/examples/matrices/face-splitting.toml" in sources(question)


def test_without_outputs_a_notebook_has_none(tmp_path: Path) -> None:
    question, _ = write_notebooks([read_text(EXERCISE, "01-t.md")], {}, tmp_path)
    assert stored(question) == ["", "", ""]


HEAD = "---\nx: 1\n---\n# T\n\n"


@pytest.mark.filterwarnings("ignore")
def test_a_cell_that_fails_fails_the_notebook(tmp_path: Path) -> None:
    from nbclient.exceptions import CellExecutionError

    chapter = read_text(HEAD + "```{code-cell} python\nassert 1 + 1 == 3\n```\n", "01-t.md")
    path, _ = write_notebooks([chapter], {}, tmp_path / "notebooks")
    with pytest.raises(CellExecutionError, match="AssertionError"):
        executed(path, tmp_path)


def test_a_notebook_reads_without_sphinx() -> None:
    text = (
        HEAD
        + "See {doc}`Lemma 3.2 </items/lemma-3.2>`: {{ verdict lemma-3.2/dA printed }}.\n\n"
        + ":::{widget} w\nCaption.\n:::\n\n:::{exercise} one\nHow?\n:::\n\n:::{solution}\nSo.\n\n"
        + "```{code-cell} python\n1\n```\n:::\n\n:::{slide} Title\nNot here.\n:::\n"
    )
    found = notebook_text(read_text(text, "03-t.md"), VERDICTS)
    assert "See Lemma 3.2: *refuted*." in found
    assert "# 3. T" in found
    assert "### Exercise 1: one" in found
    assert "<summary>Solution</summary>\n\nSo." in found
    assert "Not here" not in found
    assert ":::" not in found


def test_a_chapter_itself_opens_in_jupytext() -> None:
    """The file as it stands is a notebook too, with the same cells."""
    import jupytext

    for chapter in CHAPTERS:
        notebook = jupytext.read(ROOT / "docs" / "course" / f"{chapter.page}.md")
        found = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        assert found == [cell.source for cell in chapter.cells()], chapter.page
