"""Notebooks: a chapter as text that jupytext reads, and as a notebook.

Dictionary
    notebook_text       a chapter in jupytext's format md:myst: cells, and Markdown that needs no Sphinx
    write_notebooks     every chapter as an .ipynb file; cells are not run
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

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


class _Notebook:
    """One chapter being written."""

    def __init__(self, chapter: Chapter, verdicts: Verdicts) -> None:
        self.chapter, self.verdicts, self.exercises = chapter, verdicts, 0

    def text(self) -> str:
        title = f"# {self.chapter.number}. {self.chapter.title}"
        return HEADER + "\n" + "\n\n".join([title, *self.drawn(self.chapter.blocks)]) + "\n"

    def drawn(self, blocks: Sequence[Block]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Prose):
                yield words_only(with_verdicts(block.text, self.verdicts, self.chapter.page))
            elif isinstance(block, Cell):
                tags = f":tags: [{', '.join(block.tags)}]\n" if block.tags else ""
                yield f"```{{code-cell}} python\n{tags}\n{block.source}\n```"
            elif isinstance(block, Command):
                yield f"```console\n$ {block.line}\n```"
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
        else:
            prose = [block for block in holder.inside if isinstance(block, Prose)]
            yield "<details><summary>Solution</summary>\n\n" + "\n\n".join(self.drawn(prose)) + "\n\n</details>"
            yield from self.drawn([block for block in holder.inside if not isinstance(block, Prose)])


def notebook_text(chapter: Chapter, verdicts: Verdicts) -> str:
    """A chapter in jupytext's format md:myst. Raises ChapterError."""
    return _Notebook(chapter, verdicts).text()


def write_notebooks(chapters: Sequence[Chapter], verdicts: Verdicts, folder: Path) -> list[Path]:
    """Write a notebook for every chapter. Raises ImportError without jupytext, ChapterError."""
    import jupytext

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for chapter in chapters:
        path = folder / f"{chapter.page}.ipynb"
        found = jupytext.reads(notebook_text(chapter, verdicts), fmt="md:myst")
        for number, cell in enumerate(found.cells):
            cell.id = f"cell-{number}"
        path.write_text(jupytext.writes(found, fmt="ipynb"), encoding="utf-8")
        written.append(path)
    return written
