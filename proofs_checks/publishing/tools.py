"""What reports are made with: programs and the hand-written documents, where they are.

Dictionary
    program             the path of a program; ToolMissing says what to do when it is not here
    extra               how to get libraries that only some commands need
    repository          the root of the repository in which the reader stands
    kept                a folder for what can be made again: build/ in the repository, elsewhere the user's cache
    CARRIED             what a wheel carries of documents and KaTeX; the repository has no such folder
    DOCUMENTS           the folder of documents; it does not exist where neither is at hand
"""

from __future__ import annotations

import os
import re
import shutil
from importlib.metadata import version
from pathlib import Path

from lora_symbolic.errors import LoraSymbolicError

NAME = "lora-symbolic"
CARRIED = Path(__file__).parent / "carried"  # .ci/release.py puts it there


def _is_repository(root: Path) -> bool:
    project = root / "pyproject.toml"
    try:
        return bool(re.search(r'^name = "lora-symbolic"$', project.read_text("utf-8"), re.MULTILINE))
    except (OSError, UnicodeDecodeError):
        return False


def documents_beside(root: Path) -> Path | None:
    """The documents of the repository with this root; None for any other folder, such as that of installed packages."""
    return root / "docs" if _is_repository(root) else None


def repository(start: Path | None = None) -> Path | None:
    """The repository that a folder lies in, by default the working directory; None outside of it."""
    here = (start or Path.cwd()).resolve()
    return next((folder for folder in (here, *here.parents) if _is_repository(folder)), None)


def kept(name: str) -> Path:
    """The folder of this name for what can be made again; it may not exist yet."""
    if (root := repository()) is not None:
        return root / "build" / name
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "lora-symbolic" / name


def extra(name: str) -> str:
    """How to install what an extra of pyproject.toml names: in the repository, since no index has this project, or from
    the file of a wheel that carries its documents.

    >>> extra("site")
    "in the repository: pip install '.[site]'"
    """
    if CARRIED in DOCUMENTS.parents:
        wheel = f"{NAME.replace('-', '_')}-{version(NAME)}-py3-none-any.whl"
        return f"beside the wheel's file: pip install './{wheel}[{name}]'"
    return f"in the repository: pip install '.[{name}]'"


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
