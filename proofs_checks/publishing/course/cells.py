"""Running chapters: their cells in one process, their commands one by one, the outputs kept while nothing changed.

Dictionary
    Outputs         what each cell and each command of a chapter printed
    script          the cells of a chapter as one Python file
    outputs_of      the outputs of all chapters, from the cache when their cells and our programs are the same
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from proofs_checks.ledger import FOLDER

from ..fingerprint import fingerprint
from ..tools import DOCUMENTS
from .chapter import Chapter, ChapterError, Command

HERE = Path(__file__).parent
PACKAGES = HERE.parents[2]
_TIMES = re.compile(r"\s+(\d+\.\d\d|seconds)$")  # the last column of a table of claims


@dataclass(frozen=True)
class Outputs:
    """What a chapter's cells and commands printed, in order."""

    cells: tuple[str, ...]
    commands: tuple[str, ...]


def shown(source: str) -> str:
    """A cell's source with its last expression, if it ends in one, given to `_show`.

    >>> shown("x = 2\\nx + 1")
    'x = 2\\n_show((x + 1))'
    """
    body = ast.parse(source).body
    if not body or not isinstance(body[-1], ast.Expr) or source.rstrip().endswith(";"):
        return source
    last = body[-1]
    lines = source.split("\n")
    head = lines[last.lineno - 1].encode()[: last.col_offset].decode()
    expression = ast.get_source_segment(source, last)
    return "\n".join([*lines[: last.lineno - 1], f"{head}_show(({expression}))"])


def script(chapter: Chapter) -> str:
    """A chapter's cells as one file for run_files. Raises ChapterError when one of them is no Python."""
    try:
        return "".join(f"{shown(cell.source)}\n_end()\n" for cell in chapter.cells())
    except SyntaxError as error:
        raise ChapterError(f"{chapter.page}: {error.msg} in the cell with {error.text!r}") from None


def _run(module: str, arguments: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """A module of ours as a process of its own in this folder."""
    paths = os.pathsep.join(filter(None, [str(PACKAGES), os.environ.get("PYTHONPATH", "")]))
    quiet = {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONHASHSEED": "0", "PYTHONPATH": paths}
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=folder,
        env={**os.environ, **quiet},
        capture_output=True,
        text=True,
        check=False,
    )


def _run_cells(chapters: Sequence[Chapter], folder: Path) -> list[tuple[str, ...]]:
    paths = []
    for chapter in chapters:
        path = folder / f"{chapter.page}.py"
        path.write_text(script(chapter), encoding="utf-8")
        paths.append(str(path))
    done = _run("proofs_checks.publishing.course.run_files", paths, folder)
    if done.returncode:
        raise ChapterError(f"the cells of the course did not run: {done.stderr.strip()[-500:]}")
    found = []
    for chapter, result in zip(chapters, json.loads(done.stdout), strict=True):
        if result["error"] is not None:
            cell = chapter.cells()[len(result["outputs"])]
            raise ChapterError(f"{chapter.page}: {result['error']}, in the cell\n{cell.source}")
        found.append(tuple(result["outputs"]))
    return found


def run_command(command: Command, folder: Path) -> str:
    """What a command prints in this folder. Raises ChapterError unless it ends as claimed (0) or refuted (1)."""
    program, *arguments = shlex.split(command.line)
    if program != "lora-symbolic":
        raise ChapterError(f"{command.line}: expected a command of lora-symbolic")
    done = _run("proofs_checks.cli", arguments, folder)
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:
        raise ChapterError(f"{command.line}: exit code {done.returncode}: {done.stderr.strip()[-500:]}")
    return "\n".join(_TIMES.sub("", line).rstrip() for line in done.stdout.splitlines())


def run_chapters(chapters: Sequence[Chapter]) -> list[Outputs]:
    """Run everything. Raises ChapterError when a cell or a command fails."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "docs").symlink_to(DOCUMENTS)
        commands = [command for chapter in chapters for command in chapter.commands()]
        with ThreadPoolExecutor(2) as pool:
            printed = pool.map(lambda command: run_command(command, folder), commands)
            cells = _run_cells(chapters, folder)
            outputs = iter(list(printed))
    return [
        Outputs(found, tuple(next(outputs) for _ in chapter.commands()))
        for chapter, found in zip(chapters, cells, strict=True)
    ]


def _key(chapters: Sequence[Chapter]) -> str:
    digest = hashlib.sha256(fingerprint(FOLDER).encode())
    for chapter in chapters:
        digest.update(script(chapter).encode())
        digest.update("\n".join(command.line for command in chapter.commands()).encode())
    for name in ("run_files.py", "cells.py"):
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


def outputs_of(chapters: Sequence[Chapter], cache: Path) -> list[Outputs]:
    """The outputs of all chapters; run again only when a cell, a command or a program has changed.

    Raises ChapterError.
    """
    key = _key(chapters)
    path = cache / "course.json"
    if path.is_file():
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept["key"] == key:
            return [Outputs(tuple(one["cells"]), tuple(one["commands"])) for one in kept["outputs"]]
    found = run_chapters(chapters)
    cache.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}")  # put in its place at once, so that nobody reads half of it
    new.write_text(json.dumps({"key": key, "outputs": [asdict(one) for one in found]}), encoding="utf-8")
    new.replace(path)
    return found
