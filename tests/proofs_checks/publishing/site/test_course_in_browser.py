"""Chapters in a browser: light and dark, on any width, by keyboard; solutions hidden until they are asked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from proofs_checks.publishing.course.chapter import Chapter, read_course
from tests.proofs_checks.publishing.site.browser import visited
from tests.proofs_checks.publishing.site.test_in_browser import faults, tab_to, violations

pytestmark = pytest.mark.timeout(400)  # the first of them builds two sites

CHAPTERS = read_course()
PAGES = ["course/index.html", *(f"course/{chapter.page}.html" for chapter in CHAPTERS)]


def test_every_chapter_opens_without_a_fault(paper: Path, browser: Any) -> None:
    with visited(browser, paper) as visit:
        assert [fault for name in PAGES for fault in faults(visit, name)] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_no_serious_violation_in_the_course(paper: Path, browser: Any, dark: bool) -> None:
    rules = "['color-contrast']" if dark else "['wcag2a', 'wcag2aa']"  # in the dark nothing but colours differs
    with visited(browser, paper, dark=dark) as visit:
        found = [fault for name in PAGES for fault in violations(visit, name, rules)]
    assert found == []


@pytest.mark.parametrize("width", [360, 768, 1920])
def test_no_chapter_is_wider_than_the_window(paper: Path, browser: Any, width: int) -> None:
    found = []
    with visited(browser, paper, width=width) as visit:
        for name in PAGES:
            visit.open(name)
            visit.page.evaluate("document.querySelectorAll('details').forEach((at) => { at.open = true; })")
            wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{name}: {wide} pixels too wide"] if wide > 0 else []
    assert found == []


@pytest.mark.parametrize("chapter", CHAPTERS, ids=[chapter.page for chapter in CHAPTERS])
def test_solutions_are_hidden_and_open_by_keyboard(paper: Path, browser: Any, chapter: Chapter) -> None:
    with visited(browser, paper) as visit:
        visit.open(f"course/{chapter.page}.html")
        solutions = visit.page.locator("details.solution")
        assert solutions.count() == len(chapter.holders("solution"))
        assert not any(solution.get_attribute("open") is not None for solution in solutions.all())
        tab_to(visit, "at.tagName === 'SUMMARY' && at.closest('details.solution')")
        visit.page.keyboard.press("Enter")
        assert solutions.first.get_attribute("open") is not None


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
