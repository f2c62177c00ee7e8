"""What reports are made with: programs and the hand-written documents, where they are.

Dictionary
    program             the path of a program; ToolMissing says what to do when it is not here
    CARRIED             what a wheel carries of documents and KaTeX; the repository has no such folder
    DOCUMENTS           the folder of documents; it does not exist where neither is at hand
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from lora_symbolic.errors import LoraSymbolicError

CARRIED = Path(__file__).parent / "carried"  # .ci/release.py puts it there


def documents_beside(root: Path) -> Path | None:
    """The documents of the repository with this root; None for any other folder, such as that of installed packages."""
    project = root / "pyproject.toml"
    ours = project.is_file() and re.search(r'^name = "lora-symbolic"$', project.read_text("utf-8"), re.MULTILINE)
    return root / "docs" if ours else None


DOCUMENTS = documents_beside(Path(__file__).parents[2]) or CARRIED / "docs"


class ToolMissing(LoraSymbolicError):
    """A program or library that a report needs is not here: one line with what to do."""


def program(name: str, package: str) -> str:
    """The path of a program.

    Raises ToolMissing, with the package of Debian that holds it.
    """
    if (path := shutil.which(name)) is None:
        raise ToolMissing(f"{name} is missing; on Debian and Ubuntu: apt-get install {package}")
    return path
