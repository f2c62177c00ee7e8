"""A chapter: one Markdown file taken apart into blocks, which pages, notebooks and slides are made from.

Dictionary
    Prose       Markdown as it stands
    Cell        Python that is run, with its name and tags
    Command     a command to try, run in a folder where docs/ is
    Holder      exercise, solution, widget or slide: its argument, its options, the blocks within
    Chapter     the number and name from the file's name, the title, the blocks
    read        a chapter from its file; read_course all of them, in order
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from lora_symbolic.errors import InputError

from ..tools import DOCUMENTS

COURSE = DOCUMENTS / "course"
FILE_NAME = re.compile(r"(\d\d)-([a-z0-9-]+)\.md")
HOLDERS = ("exercise", "solution", "widget", "slide")
_OPENING = re.compile(r"(`{3,}|:{3,})\{([a-z-]+)\} ?(.*)")
_FENCE = re.compile(r"(`{3,})")
_OPTION = re.compile(r":([a-z]+): (.*)")


class ChapterError(InputError, ValueError):
    """A chapter that is not as docs/course/README.md says; the message says where and what was expected."""


@dataclass(frozen=True)
class Prose:
    """Markdown as it stands."""

    text: str


@dataclass(frozen=True)
class Cell:
    """Python that is run with the chapter's other cells, in order."""

    source: str
    name: str = ""
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Command:
    """A command line for the reader to try."""

    line: str


@dataclass(frozen=True)
class Holder:
    """An exercise, a solution, a widget or a slide, with what it holds."""

    kind: str
    argument: str
    inside: tuple[Block, ...]
    options: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """The Markdown within, cells left out."""
        return "\n\n".join(block.text for block in self.inside if isinstance(block, Prose))


Block: TypeAlias = Prose | Cell | Command | Holder


@dataclass(frozen=True)
class Chapter:
    """One chapter."""

    number: int
    name: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def page(self) -> str:
        """The name of its page, without a suffix."""
        return f"{self.number:02d}-{self.name}"

    def all_blocks(self) -> Iterator[Block]:
        """Every block, those within others after what holds them."""
        yield from _flat(self.blocks)

    def cells(self) -> list[Cell]:
        """The cells in the order in which they run."""
        return [block for block in self.all_blocks() if isinstance(block, Cell)]

    def commands(self) -> list[Command]:
        """The commands to try."""
        return [block for block in self.all_blocks() if isinstance(block, Command)]

    def holders(self, kind: str) -> list[Holder]:
        """The exercises, the solutions, the widgets or the slides."""
        return [block for block in self.blocks if isinstance(block, Holder) and block.kind == kind]

    def place(self, name: str) -> int:
        """The place among the cells of the one with a name. Raises ChapterError when there is none."""
        for place, cell in enumerate(self.cells()):
            if cell.name == name:
                return place
        raise ChapterError(f"{self.page}: no cell has :name: {name}")


def _flat(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Holder):
            yield from _flat(block.inside)


def _until(lines: Sequence[str], start: int, fence: str, where: str) -> int:
    """The line that closes what was opened with this fence."""
    for place in range(start, len(lines)):
        if lines[place].strip() == fence:
            return place
    raise ChapterError(f"{where}: the block opened in line {start} is not closed; expected {fence}")


def _options(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    found = {}
    while lines and (option := _OPTION.fullmatch(lines[0])):
        found[option[1]] = option[2].strip()
        lines = lines[1:]
    return found, lines


def _cell(lines: list[str]) -> Cell:
    options, source = _options(lines)
    tags = tuple(tag for tag in re.split(r"[\[\], ]+", options.get("tags", "")) if tag)
    return Cell("\n".join(source).strip("\n"), options.get("name", ""), tags)


def _block(kind: str, argument: str, lines: list[str], where: str) -> Block:
    if kind == "code-cell":
        return _cell(lines)
    if kind == "command":
        return Command(" ".join(line.strip().rstrip("\\").strip() for line in lines))
    if kind not in HOLDERS:
        raise ChapterError(f"{where}: no block is called {kind}; expected code-cell, command, {', '.join(HOLDERS)}")
    options, rest = _options(lines)
    return Holder(kind, argument.strip(), tuple(blocks_of("\n".join(rest), where)), options)


def blocks_of(text: str, where: str) -> list[Block]:
    """The blocks of a Markdown text.

    >>> [type(block).__name__ for block in blocks_of("Hello.\\n\\n:::{slide} Hi\\nThere.\\n:::", "here")]
    ['Prose', 'Holder']

    Raises ChapterError.
    """
    found: list[Block] = []
    prose: list[str] = []

    def close() -> None:
        if text := "\n".join(prose).strip("\n"):
            found.append(Prose(text))
        prose.clear()

    lines = text.split("\n")
    place = 0
    while place < len(lines):
        line = lines[place]
        if opening := _OPENING.fullmatch(line.rstrip()):
            end = _until(lines, place + 1, opening[1], where)
            close()
            found.append(_block(opening[2], opening[3], lines[place + 1 : end], where))
            place = end + 1
        elif fence := _FENCE.match(line):
            end = _until(lines, place + 1, fence[1], where)
            prose += lines[place : end + 1]
            place = end + 1
        else:
            prose.append(line)
            place += 1
    close()
    return found


def read_text(text: str, file_name: str) -> Chapter:
    """A chapter from its text. Raises ChapterError."""
    named = FILE_NAME.fullmatch(file_name)
    if named is None:
        raise ChapterError(f"{file_name}: expected a name like 01-attention.md")
    matter = re.match(r"---\n.*?\n---\n", text, flags=re.DOTALL)
    body = text[matter.end() :].strip("\n") if matter else ""
    title, _, rest = body.partition("\n")
    if not title.startswith("# "):
        raise ChapterError(f"{file_name}: expected front matter between lines of ---, then a title")
    return Chapter(int(named[1]), named[2], title[2:].strip(), tuple(blocks_of(rest, file_name)))


def read(path: Path) -> Chapter:
    """A chapter from its file. Raises ChapterError."""
    return read_text(path.read_text(encoding="utf-8"), path.name)


def read_course(folder: Path = COURSE) -> list[Chapter]:
    """All chapters, in order. Raises ChapterError."""
    return [read(path) for path in sorted(folder.glob("*.md")) if FILE_NAME.fullmatch(path.name)]
