"""The log of a LaTeX run, read for what a careful author would not let pass.

Dictionary
    BuildLog    overfull boxes with the points by which they are too large, undefined references, warnings, pages
    read_log    takes a log apart
    clean       whether nothing is to be complained of: no box over by more than a point, nothing undefined, no warning
"""

from __future__ import annotations

import re
from dataclasses import dataclass

TOLERATED = 1.0  # points

_OVERFULL = re.compile(r"^(Overfull \\[hv]box \((\d+(?:\.\d+)?)pt too (?:wide|high)\).*)$", re.MULTILINE)
_WARNING = re.compile(
    r"^((?:LaTeX|Package|Class|pdfTeX|Module)(?!:)[^\n]{0,80}?[Ww]arning[^\n]*(?:\n\([\w.-]+\)[^\n]*)*)", re.MULTILINE
)
_MISSING = re.compile(r"^(Missing character:.*)$", re.MULTILINE)
_UNDEFINED = re.compile(r"\bundefined\b|\bmultiply[- ]defined\b|has been referenced but does not exist")
_PAGES = re.compile(r"Output written on .*? \((\d+) pages?", re.DOTALL)


@dataclass(frozen=True)
class BuildLog:
    """What a LaTeX run said."""

    overfull: tuple[tuple[float, str], ...]
    undefined: tuple[str, ...]
    warnings: tuple[str, ...]
    pages: int

    @property
    def complaints(self) -> tuple[str, ...]:
        """Everything that keeps a document from being clean, a line each."""
        boxes = tuple(line for points, line in self.overfull if points > TOLERATED)
        return (*boxes, *self.undefined, *self.warnings)

    @property
    def clean(self) -> bool:
        """Whether no box is over by more than a point, nothing is undefined and there is no warning."""
        return not self.complaints


def read_log(text: str) -> BuildLog:
    r"""What a log says; its lines must not be wrapped (`max_print_line` large).

    >>> found = read_log("Overfull \\hbox (3.5pt too wide) at lines 1--2\nOutput written on a.pdf (2 pages)")
    >>> found.pages, found.clean, found.complaints
    (2, False, ('Overfull \\hbox (3.5pt too wide) at lines 1--2',))
    """
    overfull = tuple((float(found[2]), found[1]) for found in _OVERFULL.finditer(text))
    lines = [found[1] for found in _WARNING.finditer(text)] + [found[1] for found in _MISSING.finditer(text)]
    undefined = tuple(line for line in lines if _UNDEFINED.search(line))
    warnings = tuple(line for line in lines if not _UNDEFINED.search(line))
    pages = _PAGES.search(text)
    return BuildLog(overfull, undefined, warnings, int(pages[1]) if pages else 0)
