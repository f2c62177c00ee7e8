"""Cells run in order, print what a notebook would, and stop at the first that fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs_checks.publishing.course import cells
from proofs_checks.publishing.course.cells import Outputs, outputs_of, run_chapters, run_command, shown
from proofs_checks.publishing.course.chapter import Chapter, ChapterError, Command, read_text

HEAD = "---\nx: 1\n---\n# T\n\n"


def chapter_of(*sources: str, command: str = "") -> Chapter:
    """A chapter of these cells, and perhaps a command."""
    text = "\n\n".join(f"```{{code-cell}} python\n{source}\n```" for source in sources)
    tail = f"\n\n```{{command}}\n{command}\n```\n" if command else ""
    return read_text(HEAD + text + tail, "01-t.md")


def test_a_cell_prints_and_shows_its_last_expression() -> None:
    found = run_chapters([chapter_of("x = 2", "print('a')\nx + 1", "None", "'text'", "x;", "y = [\n  x,\n]; y")])
    assert found == [Outputs(("", "a\n3\n", "", "'text'\n", "", "[2]\n"), ())]


def test_chapters_share_no_names() -> None:
    with pytest.raises(ChapterError, match="name 'x' is not defined"):
        run_chapters([chapter_of("x = 2"), chapter_of("x")])


def test_a_cell_that_fails_is_named() -> None:
    with pytest.raises(ChapterError, match=r"ZeroDivisionError: division by zero, in the cell\n1 / 0"):
        run_chapters([chapter_of("1", "1 / 0", "2")])
    with pytest.raises(ChapterError, match="AssertionError"):
        run_chapters([chapter_of("assert 1 + 1 == 3")])


def test_a_cell_that_is_no_python_is_named() -> None:
    with pytest.raises(ChapterError, match="in the cell with '1 "):
        run_chapters([chapter_of("1 +")])


def test_wide_letters_before_an_expression_do_not_shift_it() -> None:
    assert shown("x = 'äöü∑'; x") == "x = 'äöü∑'; _show((x))"
    assert shown("for x in y:\n    x") == "for x in y:\n    x"


def test_a_command_runs_and_its_times_are_left_out() -> None:
    found = run_chapters(
        [chapter_of("1", command="lora-symbolic check docs/examples/attention/softmax-identities.toml")]
    )
    (printed,) = found[0].commands
    lines = printed.splitlines()
    assert lines[0].split() == ["claim", "verdict", "evidence"]
    assert any(line.endswith("canonical-form +2") for line in lines)


@pytest.mark.parametrize(
    ("line", "said"),
    [("lora-symbolic check no-such-file.toml", "exit code 2"), ("rm -r x", "expected a command of lora-symbolic")],
)
def test_a_command_that_fails_is_named(line: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(ChapterError, match=said):
        run_command(Command(line), tmp_path)


def test_what_did_not_change_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = []

    def run(chapters: list[Chapter]) -> list[Outputs]:
        ran.append([cell.source for chapter in chapters for cell in chapter.cells()])
        return [Outputs(("1\n",), ())]

    monkeypatch.setattr(cells, "run_chapters", run)
    first, second = [chapter_of("1")], [chapter_of("2")]
    assert outputs_of(first, tmp_path) == outputs_of(first, tmp_path) == [Outputs(("1\n",), ())]
    outputs_of(second, tmp_path)
    monkeypatch.setattr(cells, "fingerprint", lambda folder: "other programs")
    outputs_of(second, tmp_path)
    assert ran == [["1"], ["2"], ["2"]]
