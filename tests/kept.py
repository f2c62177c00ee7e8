"""What tests build once and share: with all workers of a run, and with later runs while nothing it is made of changed.

Dictionary
    CACHE       pieces that are looked up by their own content: formulas, outputs of the course, certified tables
    locked      one process at a time makes such a piece
    kept        a folder below build/tests, named after the content of the repository; deleting it is always safe
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.repository.files import ROOT, tracked

KEPT = ROOT / "build" / "tests"
CACHE = KEPT / "cache"
_MADE_OF = ("lora_symbolic/", "proofs_checks/", "docs/", "benchmarks/", "package-lock.json", "requirements/")


@cache
def content() -> str:
    """A digest of all that pages and documents are made of, and of the Python that makes them."""
    digest = hashlib.sha256(sys.version.encode())
    for name in tracked():
        if name.startswith(_MADE_OF):
            digest.update(name.encode() + b"\0" + hashlib.sha256((ROOT / name).read_bytes()).digest())
    return digest.hexdigest()[:16]


@contextmanager
def locked(name: str) -> Iterator[None]:
    """One process at a time."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def kept(name: str, fixture: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make` fills, filled once; what was made of other content, or by another fixture, is removed."""
    digest = hashlib.sha256((content() + Path(fixture).read_text(encoding="utf-8")).encode()).hexdigest()[:16]
    folder = KEPT / f"{name}-{digest}"
    with locked(name):
        if not (folder / "done").exists():
            for old in KEPT.glob(f"{name}-*"):
                shutil.rmtree(old)
            folder.mkdir()
            make(folder)
            (folder / "done").touch()
    return folder
