"""check --watch: judges again whenever one of the files has changed, until Ctrl-C.

Dictionary
    state       when files were last changed, and how long they are; None for one that is not there
    watched     judges, waits for a change, judges again
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lora_symbolic.errors import InputError

from ..shared.exits import BAD_INPUT
from ..shared.streams import note

PAUSE = 0.2  # seconds between two looks

State = tuple[tuple[int, int] | None, ...]


def state(files: Sequence[Path]) -> State:
    """What tells that a file has changed."""
    return tuple(_stamp(path) for path in files)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size


def watched(files: Sequence[Path], judge: Callable[[], int], wait: Callable[[float], None] = time.sleep) -> int:
    """Judge the files now and after each change; the exit code of the last time, when Ctrl-C ends it.

    Input that cannot be used is told, and may be mended.
    """
    code = 0
    try:
        while True:
            seen = state(files)
            try:
                code = judge()
            except InputError as error:
                note(f"lora-symbolic: {error}")
                code = BAD_INPUT
            while state(files) == seen:
                wait(PAUSE)
            note(f"changed at {time.strftime('%H:%M:%S')}")
    except KeyboardInterrupt:
        note("no longer watching")
    return code
