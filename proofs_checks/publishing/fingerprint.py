"""The fingerprint of a run: what its results depend on, so that a report is made from results that still hold.

Dictionary
    source_files    the programs of both packages (what only draws pages left out) and the files of a ledger
    fingerprint     a digest of all of them, with the versions of the libraries that compute
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = Path(__file__).parents[2]
LIBRARIES = ("sympy", "numpy", "mpmath", "python-flint")
_ONLY_DRAWS = ("proofs_checks/publishing/", "proofs_checks/commands/", "proofs_checks/cli.py")


def source_files(ledger: Path) -> Iterator[tuple[str, Path]]:
    """Each file with the name that it has in the digest."""
    for package in ("lora_symbolic", "proofs_checks"):
        for path in sorted((PACKAGES / package).rglob("*")):
            name = path.relative_to(PACKAGES).as_posix()
            if path.suffix in {".py", ".v"} and not name.startswith(_ONLY_DRAWS):
                yield name, path
    for path in sorted(ledger.rglob("*.toml")):
        yield f"ledger/{path.relative_to(ledger).as_posix()}", path


def fingerprint(ledger: Path) -> str:
    """The digest, as 64 hexadecimal digits."""
    digest = hashlib.sha256()
    for library in LIBRARIES:
        try:
            digest.update(f"{library} {version(library)}\n".encode())
        except PackageNotFoundError:
            digest.update(f"{library}\n".encode())
    for name, path in source_files(ledger):
        content = path.read_bytes()
        digest.update(f"{name} {len(content)}\n".encode() + content)
    return digest.hexdigest()
