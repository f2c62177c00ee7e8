"""The chapters and what they print, once for all tests."""

from __future__ import annotations

import fcntl

import pytest

from proofs_checks.publishing.course.cells import Outputs, outputs_of
from proofs_checks.publishing.course.chapter import Chapter, read_course

CHAPTERS = read_course()


@pytest.fixture(scope="session")
def chapters() -> list[Chapter]:
    """All chapters."""
    return CHAPTERS


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outputs]:
    """What each chapter's cells and commands print, by its page; run once for all workers, and kept for the site."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if base.name.startswith("popen-") else base) / "sites" / "work-paper" / "cache"
    shared.mkdir(parents=True, exist_ok=True)
    with (shared / "course.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        found = outputs_of(CHAPTERS, shared)
    return {chapter.page: printed for chapter, printed in zip(CHAPTERS, found, strict=True)}
