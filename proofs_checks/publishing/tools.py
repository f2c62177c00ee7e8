"""Programs that reports are drawn with: where they are, and what to do when one is not here."""

from __future__ import annotations

import shutil

from lora_symbolic.errors import LoraSymbolicError


class ToolMissing(LoraSymbolicError):
    """A program or library that a report needs is not here: one line with what to do."""


def program(name: str, package: str) -> str:
    """The path of a program.

    Raises ToolMissing, with the package of Debian that holds it.
    """
    if (path := shutil.which(name)) is None:
        raise ToolMissing(f"{name} is missing; on Debian and Ubuntu: apt-get install {package}")
    return path
