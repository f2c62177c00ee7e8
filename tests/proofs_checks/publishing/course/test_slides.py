"""Slides are LaTeX that compiles without a complaint, long enough for 45 minutes, and nothing on them overflows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from proofs_checks.publishing.course.__main__ import recorded_verdicts
from proofs_checks.publishing.course.cells import Outputs
from proofs_checks.publishing.course.chapter import Chapter, ChapterError, read_text
from proofs_checks.publishing.course.slide_text import SlideError, body, inline, typewriter
from proofs_checks.publishing.course.slides import frames, make_slides, slides_source
from proofs_checks.publishing.document.typesetting.escape import code, escape

HEAD = "---\nx: 1\n---\n# T\n\n"
CELL = "```{code-cell} python\n:name: one\n\nx = {'a_b': 1}\nprint(x)\n```\n\n"


def require_latex() -> None:
    """Skip, with the reason, where LaTeX is missing (tests/conftest.py makes it a failure where it may not be)."""
    missing = [name for name in ("latexmk", "pdflatex", "kpsewhich") if shutil.which(name) is None]
    if missing:
        reason = f"slides cannot be compiled: {', '.join(missing)} missing"
        pytest.skip(reason)


def sample(slide: str) -> tuple[Chapter, Outputs]:
    """A chapter with one cell and one slide."""
    return read_text(f"{HEAD}{CELL}:::{{slide}} A & B\n{slide}\n:::\n", "01-t.md"), Outputs(("{'a_b': 1}\n",), ())


@pytest.mark.slow(reason="a lecture of many frames is compiled")
def test_the_lecture_compiles_without_a_complaint(
    chapters: list[Chapter], outputs: dict[str, Outputs], tmp_path: Path
) -> None:
    require_latex()
    source = slides_source(chapters, [outputs[chapter.page] for chapter in chapters], recorded_verdicts())
    log = make_slides(source, tmp_path / "slides.pdf")
    assert log.complaints == ()
    assert 28 <= log.pages <= 38
    assert (tmp_path / "slides.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "slide",
    ["$$\n" + "+".join(["x_{10}"] * 40) + "\n$$", "\n\n".join(["A paragraph."] * 30)],
    ids=["too wide", "too high"],
)
def test_a_frame_that_overflows_is_found(slide: str, tmp_path: Path) -> None:
    require_latex()
    chapter, printed = sample(slide)
    log = make_slides(slides_source([chapter], [printed], {}), tmp_path / "slides.pdf")
    assert any("Overfull" in complaint for complaint in log.complaints)


def test_a_frame_shows_code_output_and_verdicts() -> None:
    chapter, printed = sample("Is {{ verdict lemma-3.2/dA printed }}:\n\n{{ code one }}\n\n{{ output one }}")
    (frame,) = frames(chapter, printed, {"lemma-3.2/dA|printed": "refuted"})
    assert frame["title"] == r"A \& B"
    assert r"Is \emph{refuted}:" in frame["body"]
    assert r"\begin{listed}" in frame["body"]
    assert r"\begin{printed}" in frame["body"]
    assert code("a_b").replace(r"\allowbreak{}", "")[8:-1] in frame["body"]


def test_a_frame_that_names_nothing_is_refused() -> None:
    for slide, said in (("{{ output two }}", "no cell"), ("{{ verdict lemma-9.9/x printed }}", "no claim")):
        with pytest.raises(ChapterError, match=said):
            list(frames(*sample(slide), {}))


def test_text_of_slides_does_nothing_but_print() -> None:
    found = inline(r"\input{x} 100% `a` $a_b$ *c*")
    assert found == escape(r"\input{x} 100% ") + r"\texttt{a} $a_b$ \emph{c}"
    assert r"\input" not in found
    assert body("- one\n- two\n  more") == "\\begin{itemize}\n\\item one\n\\item two more\n\\end{itemize}"
    assert body("$$\nx\n$$") == "\\[\nx\n\\]"


@pytest.mark.parametrize("text", ["x" * 71, "x\n" * 13])
def test_code_that_does_not_fit_is_refused(text: str) -> None:
    with pytest.raises(SlideError, match="room for 12 of 70"):
        typewriter(text, "listed")
