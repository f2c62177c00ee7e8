"""Every chapter has what docs/course/README.md says, and is as long as a quarter of an hour allows."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from proofs_checks.publishing.course.chapter import (
    COURSE,
    Block,
    Cell,
    Chapter,
    ChapterError,
    Holder,
    Prose,
    read_course,
    read_text,
)
from proofs_checks.publishing.course.page import FOLDED
from tests.repository.test_ledger_coverage import ledger_ids

CHAPTERS = read_course()
IDS = [chapter.page for chapter in CHAPTERS]
SAMPLE = """---
jupytext: {}
---
# A title

Text, and {doc}`Lemma 3.2 </items/lemma-3.2>`.

```{code-cell} python
:name: one
:tags: [check]

1 + 1
```

```text
:::{slide} not a slide
```

:::{exercise} first
How much?
:::

:::{solution}
This much:

```{code-cell} python
2 + 2
```
:::
"""


def words(chapter: Chapter) -> int:
    """The words that a reader reads: prose, captions and exercises; no code, no formulas on lines of their own."""
    read: list[str] = []

    def collect(blocks: Sequence[Block]) -> None:
        for block in blocks:
            if isinstance(block, Prose):
                read.append(re.sub(r"\$\$.*?\$\$|```.*?```", "", block.text, flags=re.DOTALL))
            elif isinstance(block, Holder) and block.kind in ("exercise", "widget"):
                collect(block.inside)

    collect(chapter.blocks)
    return len(re.findall(r"\S*\w\S*", " ".join(read)))


def faults(chapter: Chapter) -> list[str]:
    """What a chapter lacks."""
    found = []
    exercises, solutions = chapter.holders("exercise"), chapter.holders("solution")
    kinds = [block.kind for block in chapter.blocks if isinstance(block, Holder)]
    prose = "\n".join(block.text for block in chapter.all_blocks() if isinstance(block, Prose))
    if not 700 <= words(chapter) <= 2200:
        found.append(f"{words(chapter)} words; expected 700 to 2200")
    if not 3 <= len(exercises) <= 5 or len(solutions) != len(exercises):
        found.append(f"{len(exercises)} exercises, {len(solutions)} solutions")
    if any(kind == "exercise" and after != "solution" for kind, after in zip(kinds, [*kinds[1:], ""], strict=True)):
        found.append("an exercise without a solution after it")
    if not chapter.holders("widget"):
        found.append("no widget")
    if not 2 <= len(chapter.holders("slide")) <= 4:
        found.append(f"{len(chapter.holders('slide'))} slides")
    if len(chapter.commands()) != 1 or "## The command to try" not in prose:
        found.append("not one command to try")
    if not any(FOLDED in cell.tags and "assert" in cell.source for cell in chapter.cells()):
        found.append("no cell checks the numbers of the text")
    linked = set(re.findall(r"</items/([\w.-]+)>", prose))
    if not linked or linked - ledger_ids():
        found.append(f"links to items: {sorted(linked - ledger_ids()) or 'none'}")
    return found


def test_a_chapter_has_all_that_it_must_have() -> None:
    assert {chapter.page: found for chapter in CHAPTERS if (found := faults(chapter))} == {}


def test_a_chapter_that_lacks_everything_is_found() -> None:
    found = faults(read_text(SAMPLE.replace("lemma-3.2", "lemma-9.9"), "01-sample.md"))
    assert [fault.split()[0] for fault in found] == ["7", "1", "no", "0", "not", "no", "links"]


def test_chapters_are_numbered_without_a_gap() -> None:
    assert [chapter.number for chapter in CHAPTERS] == list(range(1, len(CHAPTERS) + 1))
    assert len(CHAPTERS) >= 8


@pytest.mark.parametrize("chapter", CHAPTERS, ids=IDS)
def test_names_of_cells_are_different_and_slides_and_widgets_name_what_exists(chapter: Chapter) -> None:
    names = [cell.name for cell in chapter.cells() if cell.name]
    assert len(set(names)) == len(names)
    for slide in chapter.holders("slide"):
        for kind, name in re.findall(r"\{\{ (code|output|figure) ([\w-]+) \}\}", slide.text()):
            assert (COURSE / "static" / "figures" / f"{name}.tex").is_file() if kind == "figure" else name in names
    for widget in chapter.holders("widget"):
        assert (COURSE / "static" / "widgets" / f"{widget.argument}.html").is_file()
        assert "data" not in widget.options or widget.options["data"] in names


def test_no_verdict_is_typed() -> None:
    """A verdict in italics, as the pages print computed ones, is computed in the chapters."""
    typed = re.compile(r"\*(?:refuted|ill-typed|conditional|undecided)\*")
    for chapter in CHAPTERS:
        prose = "\n".join(block.text for block in chapter.all_blocks() if isinstance(block, Prose))
        assert typed.findall(prose) == [], chapter.page


def test_no_cell_depends_on_time_or_place() -> None:
    for chapter in CHAPTERS:
        source = "\n".join(cell.source for cell in chapter.cells())
        assert re.findall(r"\b(?:import time|perf_counter|datetime|getcwd|Path\()", source) == [], chapter.page
        assert "default_rng()" not in source, chapter.page


def test_a_file_is_taken_apart() -> None:
    chapter = read_text(SAMPLE, "07-sample.md")
    assert (chapter.number, chapter.name, chapter.title) == (7, "sample", "A title")
    assert chapter.cells() == [Cell("1 + 1", "one", ("check",)), Cell("2 + 2")]
    assert chapter.place("one") == 0
    assert chapter.holders("slide") == []  # what stands in a block of code is no block
    assert [holder.argument for holder in chapter.holders("exercise")] == ["first"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (":::{exercise} first", ":::{exercises} first", "no block is called exercises"),
        ("# A title", "A title", "expected front matter"),
        ("```text", "````text", "is not closed"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_refused(before: str, after: str, said: str) -> None:
    with pytest.raises(ChapterError, match=said):
        read_text(SAMPLE.replace(before, after), "01-a.md")


def test_a_name_of_another_kind_is_refused() -> None:
    with pytest.raises(ChapterError, match=r"expected a name like 01-attention\.md"):
        read_text(SAMPLE, "sample.md")
    with pytest.raises(ChapterError, match="no cell has :name: two"):
        read_text(SAMPLE, "01-sample.md").place("two")
