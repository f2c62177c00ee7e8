"""The chapters and what they print, once for all tests."""

from __future__ import annotations

import pytest

from proofs_checks.publishing.course.cells import Outputs, outputs_of
from proofs_checks.publishing.course.chapter import Chapter, read_course
from tests.kept import CACHE, locked

CHAPTERS = read_course()


@pytest.fixture(scope="session")
def chapters() -> list[Chapter]:
    """All chapters."""
    return CHAPTERS


@pytest.fixture(scope="session")
def outputs() -> dict[str, Outputs]:
    """What each chapter's cells and commands print, by its page; run once for all workers, and kept for the site."""
    with locked("course"):
        found = outputs_of(CHAPTERS, CACHE)
    return {chapter.page: printed for chapter, printed in zip(CHAPTERS, found, strict=True)}
