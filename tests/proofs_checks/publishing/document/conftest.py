"""The command line inside the tests' process, and LaTeX for the tests that ask for it."""

from __future__ import annotations

import pytest

from tests.proofs_checks.commands.command import Run, runner
from tests.proofs_checks.publishing.document.tools import require_latex


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `lora-symbolic` with these arguments."""
    return runner(monkeypatch, capsys)


@pytest.fixture
def latex() -> None:
    """The tools, or a skip that says what is missing."""
    require_latex()
