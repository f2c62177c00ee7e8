"""Exit codes, and the errors that a reader's input may cause."""

from __future__ import annotations

AS_CLAIMED = 0
REFUTED = 1
BAD_INPUT = 2
UNDECIDED = 3
TOOL_MISSING = 4


class BadInput(Exception):
    """Input that cannot be used: one line that says what, where and what was expected."""
