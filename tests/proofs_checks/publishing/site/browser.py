"""A headless browser for the tests of pages: Debian's chromium, driven by Playwright, with everything it says kept.

Dictionary
    CHROMIUM        where Debian puts it
    missing         what the tests of pages need and do not find
    Visit           a page that was opened: what it asked for, what went wrong
    said            what a widget of the page shows
    visited         opens a file in a browser and watches it
    faults          what goes wrong when a page is opened
    violations      what axe finds on the page that is open
    examined        all that is asked of every page, in one visit: it stays in its folder, is no wider than the window,
                    axe finds nothing, by light and in the dark
    tab_to          the keyboard alone, until the focus is where it should be
    walked          the keyboard alone, from the top of a page to its end
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
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
WIDTHS = (360, 768, 1280, 1920)
DARK = 64  # of 255, the most that a background may have in the dark
STOPS = "a, button, input, select, summary, textarea, [tabindex]"
SHOWN = "at.checkVisibility({ visibilityProperty: true })"
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


def faults(visit: Visit, name: str) -> list[str]:
    """What goes wrong when a page is opened."""
    visit.requests.clear()
    visit.errors.clear()
    visit.open(name)
    return [f"{name}: {fault}" for fault in (*visit.outside, *visit.errors)]


def violations(visit: Visit, name: str, rules: Sequence[str] = ("wcag2a", "wcag2aa")) -> list[str]:
    """The serious violations of these rules on the page that is open."""
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = visit.page.evaluate(
        "(rules) => axe.run(document, {resultTypes: ['violations'], runOnly: rules})", list(rules)
    )
    return [
        f"{name}: {violation['id']}: {violation['nodes'][0]['html'][:160]}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


def too_wide(visit: Visit, name: str, width: int) -> list[str]:
    """Whether the page that is open is wider than a window of this width."""
    visit.page.set_viewport_size({"width": width, "height": 900})
    wide = visit.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{name}: {wide} pixels wider than {width}"] if wide > 0 else []


def not_dark(visit: Visit, name: str) -> list[str]:
    """Whether the background of the page that is open is light."""
    shown = visit.page.evaluate("getComputedStyle(document.body).backgroundColor")
    return [f"{name}: {shown} in the dark"] if max(map(int, re.findall(r"\d+", shown)[:3])) >= DARK else []


def examined(visit: Visit, name: str) -> list[str]:
    """What is wrong with a page, all that is folded opened; in the dark nothing but colours differs."""
    found = faults(visit, name)
    visit.page.evaluate("document.querySelectorAll('details').forEach((at) => { at.open = true; })")
    found += violations(visit, name)
    visit.page.emulate_media(color_scheme="dark")
    found += not_dark(visit, name) + violations(visit, name, ["color-contrast"])
    visit.page.emulate_media(color_scheme="light")
    return found + [fault for width in WIDTHS for fault in too_wide(visit, name, width)]


def tab_to(visit: Visit, condition: str, before: int = 3) -> None:
    """Press Tab until the focus is on what is asked for, from a few stops before it."""
    visit.page.evaluate(
        f"""(before) => {{
            const stops = [...document.querySelectorAll("{STOPS}")].filter((at) => {SHOWN});
            document.activeElement.blur();
            for (let at = stops.findIndex((at) => {condition}) - 1; at >= 0 && before; at--) {{
                stops[at].focus();
                if (document.activeElement === stops[at]) before--;
            }}
        }}""",
        before,
    )
    for _ in range(4 * before):
        visit.page.keyboard.press("Tab")
        if visit.page.evaluate(f"(() => {{ const at = document.activeElement; return Boolean({condition}); }})()"):
            return
    pytest.fail(f"the focus never reached {condition}")


def walked(visit: Visit) -> tuple[int, int]:
    """How many stops Tab makes from the top of the page that is open to its end, and how many there should be."""
    count = "[...document.querySelectorAll('[data-stop]')].length"
    visit.page.evaluate(
        f"""() => {{
            for (const at of document.querySelectorAll("{STOPS}"))
                if ({SHOWN} && at.tabIndex >= 0 && !at.disabled) at.dataset.stop = "";
            document.activeElement.blur();
        }}"""
    )
    expected = int(visit.page.evaluate(count))
    for _ in range(expected + 5):
        visit.page.keyboard.press("Tab")
        visit.page.evaluate("document.activeElement.removeAttribute('data-stop')")
    return expected - int(visit.page.evaluate(count)), expected
