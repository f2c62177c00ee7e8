"""Pages are read once: something to look at within 120 words, and mathematics only in formulas and in code."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.proofs_checks.publishing.site.reading import raw_mathematics, read

MOST = 120
PAGE = "<html><body><nav>{words}</nav><article>{body}</article></body></html>"


def slow_starts(folder: Path) -> list[str]:
    """The pages that need more words before there is a formula, a picture or a result."""
    found = []
    for path in sorted(folder.rglob("*.html")):
        seen = read(path.read_text(encoding="utf-8"))
        if (count := len(seen.words) if seen.before is None else seen.before) > MOST:
            found.append(f"{path.relative_to(folder)}: {count} words")
    return found


def raw(folder: Path) -> list[str]:
    """The pages with mathematics in running text, and what it is."""
    found = {path: raw_mathematics(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html"))}
    return [f"{path.relative_to(folder)}: {signs[:3]}" for path, signs in found.items() if signs]


def test_every_page_shows_something_within_120_words(paper: Path, second: Path) -> None:
    assert slow_starts(paper) + slow_starts(second) == []


def test_mathematics_is_set_on_every_page(paper: Path, second: Path) -> None:
    assert raw(paper) + raw(second) == []


@pytest.mark.parametrize("shown", ['<span class="katex">x</span>', "<table></table>", "<pre>x</pre>", "<svg></svg>"])
def test_words_are_counted_up_to_what_there_is_to_look_at(tmp_path: Path, shown: str) -> None:
    for name, count in (("short", MOST), ("long", MOST + 1)):
        body = "<p>" + "word " * count + "<code>not.a.word</code></p>" + shown
        (tmp_path / f"{name}.html").write_text(PAGE.format(words="menu " * 500, body=body))
    assert slow_starts(tmp_path) == [f"long.html: {MOST + 1} words"]


def test_mathematics_in_running_text_is_found(tmp_path: Path) -> None:
    for number, body in enumerate(("the weight W_Q", "C3 c^T", "L^(2 - delta)", "sum e^-x")):
        (tmp_path / f"{number}.html").write_text(PAGE.format(words="", body=body))
    fine = "<code>W_Q</code> a_long_name <pre>x^2</pre> file_1.py <span class='katex'>x^2</span> see C1"
    (tmp_path / "fine.html").write_text(PAGE.format(words="x^2", body=fine))
    assert [line.split(":")[0] for line in raw(tmp_path)] == ["0.html", "1.html", "2.html", "3.html"]
