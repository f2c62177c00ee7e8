"""The streams that a command speaks on: a console for results, lines on the standard error stream for remarks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


def console(stderr: bool = False) -> Console:
    """A console that leaves the text alone: no automatic highlighting, no emoji; NO_COLOR is respected."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, emoji=False, soft_wrap=False)


def note(text: str) -> None:
    """One line on the standard error stream, never wrapped."""
    sys.stderr.write(text + "\n")
