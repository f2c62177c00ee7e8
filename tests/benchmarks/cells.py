"""What the cells of the tests' sweeps do, in the worker."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def square(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A number's square; a note that it ran, where the cell names a folder for it."""
    if "notes" in cell:
        with (Path(cell["notes"]) / str(cell["number"])).open("a") as stream:
            stream.write("ran\n")
    if cell.get("raises"):
        raise ValueError(f"no square of {cell['number']} today")
    if cell.get("no_json"):
        return {"square": {1, 2}}
    return {"square": cell["number"] ** 2, "process": os.getpid()}


def waits(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Says in which process it runs, and waits until it may finish: every process in a file of its own."""
    if "folder" not in cell:
        return square(cell)
    folder = Path(cell["folder"])
    (folder / f"{cell['number']}.{os.getpid()}").touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    return {"square": cell["number"] ** 2, "process": os.getpid()}


def dies(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Kills its process where the cell says so; takes the seconds that the cell says."""
    if cell.get("dies"):
        time.sleep(0.1)
        os.kill(os.getpid(), 9)
    time.sleep(cell.get("seconds", 0))
    return square(cell)


def environment(cell: Mapping[str, Any]) -> dict[str, Any]:
    """What the worker's process has been told, by the names that the cell asks for."""
    return {name: os.environ.get(name) for name in cell["names"]}
