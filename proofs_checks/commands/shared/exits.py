"""Exit codes, and the errors that a reader's input may cause."""

from __future__ import annotations

from lora_symbolic.errors import InputError

AS_CLAIMED = 0
REFUTED = 1
BAD_INPUT = 2
UNDECIDED = 3
TOOL_MISSING = 4


class BadInput(InputError):
    """Input that cannot be used: one line that says what, where and what was expected."""
