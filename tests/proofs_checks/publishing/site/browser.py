"""A headless browser for the tests of pages: Debian's chromium, driven by Playwright, with everything it says kept.

Dictionary
    CHROMIUM        where Debian puts it
    missing         what the tests of pages need and do not find
    Visit           a page that was opened: what it asked for, what went wrong
    said            what a widget of the page shows
    visited         opens a file in a browser and watches it
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.repository.files import ROOT

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def missing() -> list[str]:
    """What is not here of all that building and looking at pages takes."""
    found = [name for name in ("dot", "node") if shutil.which(name) is None]
    found += [name for name in ("sphinx", "furo", "playwright", "matplotlib") if find_spec(name) is None]
    found += [str(path) for path in (Path(CHROMIUM), AXE, ROOT / "node_modules" / "katex") if not path.exists()]
    return found


def require_tools() -> None:
    """Skip, with the reason, where tools are missing (tests/conftest.py makes it a failure where none may be)."""
    if found := missing():
        reason = f"pages cannot be built or looked at: {', '.join(found)} missing"
        pytest.skip(reason)


@dataclass
class Visit:
    """What a page did while it was open."""

    page: Any
    folder: Path
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """The requests that leave the folder of the site."""
        inside = self.folder.resolve().as_uri()
        return [url for url in self.requests if not url.startswith((inside, "data:", "about:blank"))]

    def open(self, name: str) -> None:
        """Go to a file of the folder, perhaps to a place in it."""
        path, mark, place = name.partition("#")
        self.page.goto((self.folder / path).resolve().as_uri() + mark + place)


def said(visit: Visit, name: str) -> str:
    """What the page's widget shows at a place."""
    return str(visit.page.inner_text(f'figure.widget [data-at="{name}"]'))


@contextmanager
def visited(browser: Any, folder: Path, width: int = 1280, height: int = 900, dark: bool = False) -> Iterator[Visit]:
    """A page of its own that keeps its requests and errors."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.set_default_timeout(20_000)
    visit = Visit(page, folder)
    page.on("request", lambda request: visit.requests.append(request.url))
    page.on("requestfailed", lambda request: visit.errors.append(f"failed: {request.url}"))
    page.on("console", lambda said: visit.errors.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: visit.errors.append(str(error)))
    try:
        yield visit
    finally:
        context.close()
