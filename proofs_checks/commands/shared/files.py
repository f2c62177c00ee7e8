"""Reading and writing the files that a command names."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from .exits import BadInput

if TYPE_CHECKING:
    from lora_symbolic.language.statement import Statement

MAX_BYTES = 10**6
REPORT = "lora-symbolic-report"  # the folder of a report outside of the repository
STREAM = "-"


def read_text(path: Path) -> str:
    """The text of a file.

    Raises BadInput when there is no such file, it is a directory, cannot be read, is too long, empty or not UTF-8.
    """
    try:
        if path.is_dir():
            raise BadInput(f"{path}: is a directory; expected a statement file")
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file; expected a statement file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"{path}: cannot be read ({reason}); expected a statement file") from None
    if len(data) > MAX_BYTES:
        raise BadInput(f"{path}: longer than {MAX_BYTES} bytes; expected a statement file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8; expected a statement file in UTF-8") from None
    if not text.strip():
        raise BadInput(f"{path}: the file is empty; expected a statement file with sizes, matrices and claims")
    return text


def read_statement(path: Path, patient: bool = False) -> Statement:
    """The statement that a file holds; patience goes on after a claim or a definition that cannot be read.

    Raises BadInput or LanguageError, each with one line that names the file.
    """
    from lora_symbolic.language.statement import statement_from_toml

    text = read_text(path)
    try:
        return statement_from_toml(text, str(path), patient=patient)
    except (RecursionError, MemoryError):
        raise BadInput(f"{path}: nested too deeply; expected expressions of moderate depth") from None


def write_text(path: Path, text: str) -> None:
    """Write a file, making the folders above it.

    Raises BadInput when it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"{path}: cannot be written ({reason}); expected a path to a file") from None


def report_base() -> Path:
    """Where reports go unless told otherwise: `build/report` of the repository, elsewhere where the user stands."""
    from proofs_checks.publishing.tools import repository

    root = repository()
    if root is None:
        return Path(REPORT)
    return (root / "build" / "report") if root != Path.cwd() else Path("build/report")


def report_folder(ledger: Path, usual: Path, base: Path) -> Path:
    """Where a run of a ledger leaves its report: that of the usual ledger in the base itself, others beside it.

    The ledgers beside the usual one have their names; a folder from elsewhere has digits of its whole path behind its
    name, so that no two share a place.

    >>> base, usual = Path("build/report"), Path("/ledgers/lora")
    >>> str(report_folder(usual, usual, base)), str(report_folder(Path("/ledgers/other"), usual, base))
    ('build/report', 'build/report/ledgers/other')
    >>> here, there = (report_folder(Path(f"/{place}/mine"), usual, base).name for place in ("a", "b"))
    >>> here.startswith("mine-"), here == there
    (True, False)
    """
    if ledger == usual:
        return base
    whole = ledger.resolve()
    if whole.parent == usual.resolve().parent:
        return base / "ledgers" / whole.name
    return base / "ledgers" / f"{whole.name}-{sha256(str(whole).encode()).hexdigest()[:8]}"


def write_json(target: str, data: object) -> None:
    """Write JSON to a file, or to the standard output for `-`."""
    text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    if target == STREAM:
        sys.stdout.write(text)
    else:
        write_text(Path(target), text)


def deliver(target: str | None, data: object, show: Callable[[], None]) -> None:
    """Write JSON where it is asked for, and show the result unless the standard output is taken by JSON."""
    if target is not None:
        write_json(target, data)
    if target != STREAM:
        show()


def check_writable(target: str | None) -> None:
    """Find out before a long computation whether its result can be written.

    Raises BadInput when the target is a directory or its folder cannot be made.
    """
    if target is None or target == STREAM:
        return
    path = Path(target)
    if not target or path.is_dir():
        raise BadInput(f"{target or '(empty)'}: is a directory; expected a file, or - for the standard output")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror}); expected a path to a file") from None


def check_one_of(latex: bool, markdown: bool) -> None:
    """Refuse two forms of output at once.

    Raises BadInput.
    """
    if latex and markdown:
        raise BadInput("--latex and --markdown exclude each other; expected one of them")
