"""The slides of a lecture, from the frames of the chapters: LaTeX beamer, compiled by latexmk.

Dictionary
    frames          the frames of a chapter as LaTeX
    slides_source   the whole document
    make_slides     compiled into a PDF; what the log says comes back
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from unicodedata import digit

import jinja2

from ..document.build import compile_tex
from ..document.log import BuildLog
from ..document.typesetting.escape import escape
from .cells import Outputs
from .chapter import COURSE, Chapter, ChapterError
from .page import Verdicts, with_verdicts
from .slide_text import SlideError, body, inline, typewriter

TEMPLATES = Path(__file__).parent / "templates"
MAIN = "slides.tex"
_INSERTED = re.compile(r"^\{\{ (code|output|figure) ([a-z0-9-]+) \}\}$", flags=re.MULTILINE)


def _inserted(kind: str, name: str, chapter: Chapter, outputs: Outputs) -> str:
    if kind == "figure":
        return rf"\begin{{center}}\input{{{name}.tex}}\end{{center}}"
    place = chapter.place(name)
    if kind == "code":
        return typewriter(chapter.cells()[place].source, "listed")
    return typewriter(outputs.cells[place], "printed")


def _frame(text: str, chapter: Chapter, outputs: Outputs) -> str:
    parts = _INSERTED.split(text)
    found = [body(parts[0])]
    for kind, name, after in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        found += [_inserted(kind, name, chapter, outputs), body(after)]
    return "\n".join(part for part in found if part)


def _title(text: str) -> str:
    """A chapter's title; digits below the line, which it may have, are no signs of LaTeX's fonts."""
    pieces = re.split("([₀-₉])", text)
    return "".join(f"$_{digit(piece)}$" if number % 2 else escape(piece) for number, piece in enumerate(pieces))


def frames(chapter: Chapter, outputs: Outputs, verdicts: Verdicts) -> Iterator[dict[str, str]]:
    """The frames of a chapter: title and body. Raises ChapterError."""
    for slide in chapter.holders("slide"):
        text = with_verdicts(slide.text(), verdicts, chapter.page)
        try:
            yield {"title": inline(slide.argument), "body": _frame(text, chapter, outputs)}
        except SlideError as error:
            raise ChapterError(f"{chapter.page}, slide {slide.argument!r}: {error}") from None


def slides_source(chapters: Sequence[Chapter], outputs: Sequence[Outputs], verdicts: Verdicts) -> str:
    """The document. Raises ChapterError."""
    environment = jinja2.Environment(  # noqa: S701  LaTeX, escaped where it is made
        loader=jinja2.FileSystemLoader(TEMPLATES),
        variable_start_string="<<",
        variable_end_string=">>",
        block_start_string="<%",
        block_end_string="%>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    parts = [
        {"number": chapter.number, "title": _title(chapter.title), "frames": list(frames(chapter, found, verdicts))}
        for chapter, found in zip(chapters, outputs, strict=True)
    ]
    return environment.get_template("slides.tex.jinja").render(chapters=[part for part in parts if part["frames"]])


def make_slides(source: str, out: Path, folder: Path = COURSE) -> BuildLog:
    """Compile the slides, and keep their source and its figures beside them.

    Raises ToolMissing without LaTeX, LatexFailed when it stops.
    """
    figures = sorted((folder / "static").rglob("*.tex"))
    with tempfile.TemporaryDirectory() as place:
        for figure in figures:
            shutil.copy(figure, place)
        (Path(place) / MAIN).write_text(source, encoding="utf-8")
        log = compile_tex(Path(place), MAIN, out)
    for figure in figures:
        shutil.copy(figure, out.parent)
    out.with_suffix(".tex").write_text(source, encoding="utf-8")
    return log
