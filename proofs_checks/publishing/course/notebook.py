"""Notebooks: a chapter as text that jupytext reads, and as notebooks that have run, its answers apart.

Dictionary
    notebook_text       a chapter in jupytext's format md:myst: cells, and Markdown that needs no Sphinx
    write_notebooks     two .ipynb files for every chapter: to work through, and with the answers; outputs are put in,
                        files that commands name are put beside them

The first cell says how to install what the others need, where it is missing; commands are cells, so that nobody has to
leave the notebook.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..tools import DOCUMENTS
from .cells import Outputs
from .chapter import Block, Cell, Chapter, Command, Holder, Prose
from .page import Verdicts, with_verdicts
from .slide_text import words_only

HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
"""
PICTURE = "*On the page of this chapter there is a picture to play with here.*"
APART = "*The answer is in the notebook `{page}-answers.ipynb`.*"
INSTALL = """from importlib.util import find_spec

if find_spec("lora_symbolic") is None:
    print("lora_symbolic is missing: run %pip install FOLDER in a cell, with the folder of a checkout of it")"""
COMMAND = "%%bash --no-raise-error\n"  # a pipe, where ! would be a terminal with colours


class _Notebook:
    """One chapter being written."""

    def __init__(self, chapter: Chapter, verdicts: Verdicts, answers: bool) -> None:
        self.chapter, self.verdicts, self.answers = chapter, verdicts, answers
        self.exercises = 0
        self.written = list[Cell | Command]()

    def text(self) -> str:
        title = f"# {self.chapter.number}. {self.chapter.title}"
        install = f"```{{code-cell}} python\n:tags: [install]\n\n{INSTALL}\n```"
        return HEADER + "\n" + "\n\n".join([title, install, *self.drawn(self.chapter.blocks)]) + "\n"

    def drawn(self, blocks: Sequence[Block]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Prose):
                yield words_only(with_verdicts(block.text, self.verdicts, self.chapter.page))
            elif isinstance(block, Cell):
                self.written.append(block)
                tags = f":tags: [{', '.join(block.tags)}]\n" if block.tags else ""
                yield f"```{{code-cell}} python\n{tags}\n{block.source}\n```"
            elif isinstance(block, Command):
                self.written.append(block)
                yield f"```{{code-cell}} python\n:tags: [command]\n\n{COMMAND}{block.line}\n```"
            elif block.kind != "slide":
                yield from self._held(block)

    def _held(self, holder: Holder) -> Iterator[str]:
        if holder.kind == "widget":
            yield PICTURE
            yield from self.drawn(holder.inside)
        elif holder.kind == "exercise":
            self.exercises += 1
            yield f"### Exercise {self.exercises}" + (f": {holder.argument}" if holder.argument else "")
            yield from self.drawn(holder.inside)
        elif not self.answers:
            yield APART.format(page=self.chapter.page)
        else:
            prose = [block for block in holder.inside if isinstance(block, Prose)]
            yield "<details><summary>Solution</summary>\n\n" + "\n\n".join(self.drawn(prose)) + "\n\n</details>"
            yield from self.drawn([block for block in holder.inside if not isinstance(block, Prose)])


def notebook_text(chapter: Chapter, verdicts: Verdicts, answers: bool = True) -> str:
    """A chapter in jupytext's format md:myst, with its answers or without. Raises ChapterError."""
    return _Notebook(chapter, verdicts, answers).text()


def write_notebooks(
    chapters: Sequence[Chapter], verdicts: Verdicts, folder: Path, outputs: Sequence[Outputs] = ()
) -> list[Path]:
    """Write the notebooks of every chapter, with what its cells printed where that is given.

    Raises ImportError without jupytext, ChapterError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    printed = {chapter.page: found for chapter, found in zip(chapters, outputs, strict=False)}
    written = []
    for chapter in chapters:
        for answers in (False, True):
            path = folder / f"{chapter.page}{'-answers' if answers else ''}.ipynb"
            _write(path, _Notebook(chapter, verdicts, answers), printed.get(chapter.page, Outputs((), ())))
            written.append(path)
        for name in (word for command in chapter.commands() for word in shlex.split(command.line)):
            if name.startswith("docs/"):
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(DOCUMENTS.parent / name, folder / name)
    return written


def _write(path: Path, notebook: _Notebook, printed: Outputs) -> None:
    import jupytext
    import nbformat

    found = jupytext.reads(notebook.text(), fmt="md:myst")
    chapter = notebook.chapter
    of_cell: Mapping[int, str] = {
        **dict(zip(map(id, chapter.cells()), printed.cells, strict=False)),
        **{id(one): f"{text}\n" for one, text in zip(chapter.commands(), printed.commands, strict=False)},
    }
    shown = ["", *(of_cell.get(id(cell), "") for cell in notebook.written)]  # the cell that installs prints nothing
    code: list[Any] = [cell for cell in found.cells if cell.cell_type == "code"]
    for cell, text in zip(code, shown, strict=True):
        stream: Any = nbformat.v4.new_output
        cell.outputs = [stream("stream", name="stdout", text=text)] if text else []
    for number, cell in enumerate(found.cells):
        cell.id = f"cell-{number}"
    path.write_text(jupytext.writes(found, fmt="ipynb"), encoding="utf-8")
