"""Formulas: LaTeX to HTML by KaTeX, all of a site in one call of node, kept from one build to the next.

Dictionary
    katex_folder    KaTeX as npm put it, or as the wheel carries it, in the version that sphinxcontrib-katex bundles
    Formulas        collects formulas, then renders them together; strict, so a formula that KaTeX rejects is an error
                    (pages are drawn twice: once to collect what they need, once with it)
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path

from lora_symbolic.errors import LoraSymbolicError

from ..tools import CARRIED, ToolMissing, program

__all__ = ["FormulaError", "Formulas", "ToolMissing", "katex_folder", "program"]

VERSION = "0.16.22"
FOLDER_VARIABLE = "LORA_SYMBOLIC_KATEX"
SCRIPT = Path(__file__).parent / "render_formulas.js"
UNDERLINE = "\u0332"  # under each letter that KaTeX points at; terminals show it badly


class FormulaError(LoraSymbolicError, ValueError):
    """A formula that KaTeX rejects; `tex` is empty where KaTeX itself failed."""

    def __init__(self, message: str, tex: str = "") -> None:
        super().__init__(message)
        self.tex = tex

    @classmethod
    def told(cls, stderr: str) -> FormulaError:
        """The error of which the program's last line speaks.

        >>> print(FormulaError.told('{"tex": "x^", "message": "KaTeX parse error: Expected group"}'))
        KaTeX rejects 'x^': Expected group
        """
        last = stderr.strip().splitlines()[-1] if stderr.strip() else "KaTeX failed"
        try:
            found = json.loads(last)
            tex, message = found["tex"], found["message"]
        except (ValueError, TypeError, KeyError):
            return cls(last)
        plain = message.removeprefix("KaTeX parse error: ").replace(UNDERLINE, "")
        return cls(f"KaTeX rejects {tex!r}: {plain}", tex)


def katex_folder() -> Path:
    """The folder of the npm package.

    Raises ToolMissing when it is not here, or is of another version.
    """
    places = [Path(value)] if (value := os.environ.get(FOLDER_VARIABLE)) else []
    places += [base / "node_modules" / "katex" for base in (Path(__file__).parents[3], Path.cwd())]
    places.append(CARRIED / "katex")
    for place in places:
        if (place / "package.json").is_file():
            found = json.loads((place / "package.json").read_text(encoding="utf-8"))["version"]
            if found != VERSION:
                raise ToolMissing(
                    f"katex {found} in {place}; expected {VERSION}: npm install --no-save katex@{VERSION}"
                )
            return place
    raise ToolMissing(f"katex is missing; npm install --no-save katex@{VERSION} puts it into node_modules")


Wanted = tuple[str, bool, bool]  # LaTeX, on a line of its own, without MathML


def _key(tex: str, display: bool, compact: bool) -> str:
    return hashlib.sha256(f"{VERSION} {display:d}{compact:d} {tex}".encode()).hexdigest()[:24]


class Formulas:
    """Rendered formulas by their LaTeX."""

    def __init__(self, cache: Path | None = None) -> None:
        self._cache = cache
        self._rendered: dict[str, str] = {}
        self._used: set[str] = set()
        self._wanted: dict[str, Wanted] | None = None
        if cache is not None and cache.is_file():
            try:
                self._rendered = json.loads(cache.read_text(encoding="utf-8"))
            except ValueError:
                self._rendered = {}

    def prepare(self, wanted: Iterable[Wanted]) -> None:
        """Render what is not known yet."""
        missing = {}
        for tex, display, compact in wanted:
            key = _key(tex, display, compact)
            self._used.add(key)
            if key not in self._rendered:
                missing[key] = {"tex": tex, "display": display, "compact": compact}
        if missing:
            self._rendered |= dict(zip(missing, self._render(list(missing.values())), strict=True))

    def collect(self, draw: Callable[[], object]) -> None:
        """Draw once to learn which formulas are needed, and render them all."""
        self._wanted = {}
        draw()
        wanted, self._wanted = self._wanted, None
        self.prepare(wanted.values())

    def html(self, tex: str, display: bool = False, compact: bool = False) -> str:
        """The HTML of a formula; nothing yet while formulas are being collected.

        A compact one, half as long, has no MathML; its LaTeX is its label.

        Raises FormulaError when KaTeX rejects it.
        """
        if self._wanted is not None:
            self._wanted[_key(tex, display, compact)] = (tex, display, compact)
            return ""
        self.prepare([(tex, display, compact)])
        found = self._rendered[_key(tex, display, compact)]
        return f'<span role="img" aria-label="{escape(tex)}">{found}</span>' if compact else found

    def save(self) -> None:
        """Keep what this build used for the next one."""
        if self._cache is not None:
            self._cache.parent.mkdir(parents=True, exist_ok=True)
            kept = {key: self._rendered[key] for key in sorted(self._used)}
            self._cache.write_text(json.dumps(kept), encoding="utf-8")

    @staticmethod
    def _render(batch: list[dict[str, object]]) -> list[str]:
        node = program("node", "nodejs")
        done = subprocess.run(
            [node, str(SCRIPT), str(katex_folder())],
            input=json.dumps(batch),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise FormulaError.told(done.stderr)
        rendered: list[str] = json.loads(done.stdout)
        return rendered
