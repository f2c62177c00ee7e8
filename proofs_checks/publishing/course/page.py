"""Pages of the course: each chapter as Markdown for Sphinx, with outputs of cells, widgets, folded solutions.

Dictionary
    chapter_page    a chapter's Markdown for the site; slides are left out
    course_pages    path -> text, for every chapter of a folder of documents
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from .cells import Outputs, outputs_of
from .chapter import Block, Cell, Chapter, ChapterError, Command, Holder, Prose, read_course

ENGINE = "engine.js"
FOLDERS = {".html": "widgets", ".js": "scripts"}  # of the course's static files
HIDDEN = "data"  # a cell with this tag serves a widget and is not shown
FOLDED = "check"  # a cell with this tag checks the numbers of the text, and is folded
VERDICT = re.compile(r"\{\{ verdict (\S+/\S+) (printed|corrected|added|stated) \}\}")
Verdicts = Mapping[str, str]


def with_verdicts(text: str, verdicts: Verdicts, where: str) -> str:
    """Markdown with `{{ verdict lemma-3.2/dA printed }}` replaced by the word. Raises ChapterError for no claim."""

    def word(found: re.Match[str]) -> str:
        key = f"{found[1]}|{found[2]}"
        if key not in verdicts:
            raise ChapterError(f"{where}: no claim {found[1]} in the form {found[2]}")
        return f"*{verdicts[key]}*"

    return VERDICT.sub(word, text)


def _fenced(language: str, text: str) -> str:
    return f"````{language}\n{text.rstrip()}\n````"


def _folded(title: str, text: str, kind: str) -> str:
    return f"::::{{dropdown}} {title}\n:class-container: {kind}\n\n{text}\n::::"


class _Page:
    """One chapter being written."""

    def __init__(self, chapter: Chapter, outputs: Outputs, verdicts: Verdicts, folder: Path) -> None:
        self.chapter, self.verdicts, self.folder = chapter, verdicts, folder
        self.outputs = outputs
        self.cells = iter(outputs.cells)
        self.commands = iter(outputs.commands)
        self.exercises = 0
        self.has_engine = False

    def text(self) -> str:
        """The whole page."""
        lines = [f"# {self.chapter.number}. {self.chapter.title}"]
        return "\n\n".join([*lines, *self._drawn(self.chapter.blocks)]) + "\n"

    def _drawn(self, blocks: Sequence[Block]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Prose):
                yield with_verdicts(block.text, self.verdicts, self.chapter.page)
            elif isinstance(block, Cell):
                yield self._cell(block, next(self.cells))
            elif isinstance(block, Command):
                yield self._command(block, next(self.commands))
            else:
                yield self._holder(block)

    def _holder(self, holder: Holder) -> str:
        inside = "\n\n".join(part for part in self._drawn(holder.inside) if part)
        if holder.kind == "slide":
            return ""
        if holder.kind == "widget":
            return self._widget(holder, inside)
        if holder.kind == "exercise":
            self.exercises += 1
            title = f"Exercise {self.exercises}" + (f": {holder.argument}" if holder.argument else "")
            return f"::::{{admonition}} {title}\n:class: exercise\n\n{inside}\n::::"
        return _folded(f"Solution of exercise {self.exercises}", inside, "solution")

    def _cell(self, cell: Cell, output: str) -> str:
        if HIDDEN in cell.tags:
            return ""
        parts = [_fenced("python", cell.source)]
        if output.strip():
            parts.append(f":::{{div}} output\n{_fenced('text', output)}\n:::")
        text = "\n\n".join(parts)
        return _folded("The numbers above, computed", text, "check") if FOLDED in cell.tags else text

    def _command(self, command: Command, output: str) -> str:
        return f":::{{div}} command\n{_fenced('console', f'$ {command.line}{chr(10)}{output}')}\n:::"

    def _widget(self, holder: Holder, caption: str) -> str:
        name = holder.argument
        data = "null"
        if source := holder.options.get("data"):
            printed = self.outputs.cells[self.chapter.place(source)]
            data = json.dumps(json.loads(printed), ensure_ascii=True).replace("</", "<\\/")
        pieces = [
            f'<figure class="widget" id="widget-{name}" data-widget="{escape(name)}">',
            "<noscript><p>This picture moves with JavaScript; what it shows is said below it.</p></noscript>",
            self._file(f"{name}.html"),
            f'<script type="application/json" class="widget-data">{data}</script>',
            "</figure>",
            "" if self.has_engine else f"<script>{self._file(ENGINE)}</script>",
            f"<script>{self._file(f'{name}.js')}</script>",
        ]
        self.has_engine = True
        html = re.sub(r"\n\s*\n", "\n", "\n".join(pieces))
        return f"````````{{raw}} html\n{html}\n````````\n\n:::{{div}} widget-caption\n{caption}\n:::"

    def _file(self, name: str) -> str:
        path = self.folder / "static" / FOLDERS[Path(name).suffix] / name
        if not path.is_file():
            raise ChapterError(f"{self.chapter.page}: the file {FOLDERS[path.suffix]}/{name} of its widget is missing")
        return path.read_text(encoding="utf-8").strip()


def chapter_page(chapter: Chapter, outputs: Outputs, verdicts: Verdicts, folder: Path) -> str:
    """A chapter's Markdown for the site. Raises ChapterError."""
    return _Page(chapter, outputs, verdicts, folder).text()


def course_pages(documents: Path, verdicts: Verdicts, cache: Path) -> dict[str, str]:
    """The pages of all chapters in the folder `course` of the documents. Raises ChapterError."""
    folder = documents / "course"
    chapters = read_course(folder)
    found = zip(chapters, outputs_of(chapters, cache), strict=True) if chapters else ()
    return {f"course/{one.page}.md": chapter_page(one, outputs, verdicts, folder) for one, outputs in found}


__all__ = ["chapter_page", "course_pages", "with_verdicts"]
