"""The process in which the cells of all chapters run: plain Python files, one after the other, what they print kept.

    python -m proofs_checks.publishing.course.run_files FILE...   prints a JSON list, for each file
    {"outputs": [text, ...], "error": null | text}

A file calls `_show(value)` where a notebook would show a cell's last value, and `_end()` after every cell.
"""

from __future__ import annotations

import contextlib
import io
import json
import runpy
import sys
import traceback
from typing import Any


class Recorder:
    """Collects what a file prints, cell by cell."""

    def __init__(self) -> None:
        self.outputs: list[str] = []
        self._stream = io.StringIO()

    def show(self, value: object) -> None:
        """As a notebook does: nothing for None, else the value's representation."""
        if value is not None:
            self._stream.write(repr(value) + "\n")

    def end(self) -> None:
        """A cell has ended."""
        self.outputs.append(self._stream.getvalue())
        self._stream.seek(0)
        self._stream.truncate()

    def run(self, path: str) -> dict[str, Any]:
        """Run a file to its end or to its first error."""
        error = None
        with contextlib.redirect_stdout(self._stream):
            try:
                runpy.run_path(path, {"_show": self.show, "_end": self.end}, "__main__")
            except Exception as problem:
                error = "".join(traceback.format_exception_only(problem)).strip()
        return {"outputs": self.outputs, "error": error}


def main(paths: list[str]) -> None:
    """Run every file in a namespace of its own."""
    sys.stdout.write(json.dumps([Recorder().run(path) for path in paths]))


if __name__ == "__main__":
    main(sys.argv[1:])
