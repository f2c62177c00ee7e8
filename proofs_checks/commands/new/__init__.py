"""new: a commented statement file to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..shared import exits
from ..shared.streams import note

TEMPLATE = Path(__file__).parent / "statement.toml"


def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that there is not yet.")],
) -> int:
    """Write the file, say what to do with it, and return the exit code.

    Raises BadInput when there is such a file, or it cannot be written.
    """
    text = TEMPLATE.read_text(encoding="utf-8").replace(" FILE", f" {file.name}")
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise exits.BadInput(f"{file}: there is such a file; expected a name that is free") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise exits.BadInput(f"{file}: cannot be written ({reason}); expected a path to a new file") from None
    note(f"written: {file}; lora-symbolic check {file} judges its claims")
    return exits.AS_CLAIMED
