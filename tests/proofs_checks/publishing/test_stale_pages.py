"""A second site in one folder: the pages of the first are gone, and nothing that no site wrote is touched."""

from __future__ import annotations

import json
from pathlib import Path

from proofs_checks.publishing.site.build import PAGES, forget_pages, pages_in


def site(folder: Path, source: str, **pages: str) -> None:
    """Write pages as a site would, and let those be forgotten that it does not have."""
    for name, text in pages.items():
        (folder / f"items/{name}.html").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"items/{name}.html").write_text(text)
    forget_pages(folder, source, [f"items/{name}.html" for name in pages])


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.html"))


def test_pages_of_an_earlier_site_are_removed(tmp_path: Path) -> None:
    site(tmp_path, "first", one="1", two="2")
    site(tmp_path, "second", two="other")
    assert left(tmp_path) == ["two.html"]
    assert pages_in(tmp_path)[0] == "second"


def test_a_page_that_no_site_wrote_stays(tmp_path: Path) -> None:
    site(tmp_path, "first", one="1")
    (tmp_path / "items" / "mine.html").write_text("mine")
    site(tmp_path, "second", two="2")
    assert left(tmp_path) == ["mine.html", "two.html"]


def test_a_page_that_somebody_changed_stays(tmp_path: Path) -> None:
    site(tmp_path, "first", one="1")
    (tmp_path / "items" / "one.html").write_text("1, and a remark of mine")
    site(tmp_path, "second", two="2")
    assert left(tmp_path) == ["one.html", "two.html"]


def test_a_list_that_names_a_file_outside_removes_nothing(tmp_path: Path) -> None:
    outside = tmp_path / "outside.html"
    outside.write_text("1")
    folder = tmp_path / "site"
    site(folder, "first", one="1")
    found = json.loads((folder / PAGES).read_text())
    found["pages"]["../outside.html"] = found["pages"]["items/one.html"]
    (folder / PAGES).write_text(json.dumps(found))
    site(folder, "second", two="2")
    assert outside.exists()
    assert left(folder) == ["two.html"]


def test_a_list_that_is_broken_is_no_list(tmp_path: Path) -> None:
    site(tmp_path, "first", one="1")
    for text in ("", "[]", '{"source": "x"}', '{"source": "x", "pages": 3}'):
        (tmp_path / PAGES).write_text(text)
        assert pages_in(tmp_path) == ("", {})
