"""What the tests of LaTeX need: the tools, documents compiled from text, the words of a PDF."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from proofs_checks.publishing.document.build import compile_tex
from proofs_checks.publishing.document.log import BuildLog

TOOLS = ("latexmk", "pdflatex", "pdftotext")


def missing() -> list[str]:
    """What is not here of all that compiling and reading documents takes."""
    return [name for name in TOOLS if shutil.which(name) is None]


def require_latex() -> None:
    """Skip, with the reason, where tools are missing (tests/conftest.py makes it a failure where none may be)."""
    if found := missing():
        reason = f"documents cannot be compiled or read: {', '.join(found)} missing"
        pytest.skip(reason)


def compiled(text: str, folder: Path, name: str = "main") -> BuildLog:
    """A document, compiled to `name`.pdf in this folder."""
    source = folder / f"{name}-source"
    source.mkdir()
    (source / f"{name}.tex").write_text(text, encoding="utf-8")
    return compile_tex(source, f"{name}.tex", folder / f"{name}.pdf", seconds=60)


def words_of(pdf: Path) -> str:
    """The text of a PDF, its white space evened out."""
    done = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, text=True, check=True)
    return re.sub(r"\s+", " ", done.stdout)
