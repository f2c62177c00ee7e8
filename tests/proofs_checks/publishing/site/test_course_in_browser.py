"""Chapters in a browser: one after the other, solutions hidden until they are asked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from proofs_checks.publishing.course.chapter import read_course
from tests.proofs_checks.publishing.site.browser import tab_to, visited

pytestmark = pytest.mark.timeout(400)  # the first of them builds two sites

CHAPTERS = read_course()
PAGES = ["course/index.html", *(f"course/{chapter.page}.html" for chapter in CHAPTERS)]


def test_solutions_are_hidden_and_open_by_keyboard(paper: Path, browser: Any) -> None:
    with visited(browser, paper) as visit:
        for chapter in CHAPTERS:
            visit.open(f"course/{chapter.page}.html")
            solutions = visit.page.locator("details.solution")
            assert solutions.count() == len(chapter.holders("solution")), chapter.page
            assert visit.page.locator("details.solution[open]").count() == 0, chapter.page
            tab_to(visit, "at.tagName === 'SUMMARY' && at.closest('details.solution')")
            visit.page.keyboard.press("Enter")
            assert solutions.first.get_attribute("open") is not None, chapter.page


def test_chapters_follow_one_another(paper: Path, browser: Any) -> None:
    with visited(browser, paper) as visit:
        visit.open(PAGES[0])
        titles = []
        for _ in CHAPTERS:
            visit.page.click("a.next-page")
            titles.append(visit.page.inner_text("h1").removesuffix("\n#"))
        expected = [f"{chapter.number}. {chapter.title}" for chapter in CHAPTERS]
        assert [re.sub(r"\s*[#¶]?$", "", title) for title in titles] == expected


def test_pages_hold_outputs_and_no_marks_of_the_format(paper: Path) -> None:
    for chapter in CHAPTERS:
        html = (paper / "course" / f"{chapter.page}.html").read_text(encoding="utf-8")
        assert html.count('class="output ') + html.count('class="sd-container-fluid output') + html.count("output") > 2
        text = re.sub(r"<script.*?</script>", "", html, flags=re.DOTALL)
        assert ":::" not in text
        assert "{{" not in text
        assert "code-cell" not in text
        assert len(html) < 1_500_000


def test_the_format_of_chapters_is_no_page(paper: Path) -> None:
    assert not (paper / "course" / "README.html").exists()
