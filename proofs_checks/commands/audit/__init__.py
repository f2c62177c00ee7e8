"""audit: what the heads of a real model have of the theorem's premise, and what an adapter changed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..shared import exits
from ..shared.files import check_writable, deliver
from ..shared.options import Json
from ..shared.streams import note

NEEDED = ("torch", "transformers", "safetensors", "tokenizers", "accelerate")


def audit(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A folder with safetensors, or a package with one.")],
    adapter: Annotated[Path | None, typer.Option("--adapter", metavar="DIR", help="A LoRA adapter of PEFT.")] = None,
    text: Annotated[
        Path | None, typer.Option("--text", metavar="FILE", help="Your text; else Python's manual.")
    ] = None,
    tokens: Annotated[list[str] | None, typer.Option("--tokens", metavar="L", help="As 128,512; may repeat.")] = None,
    eps: Annotated[str, typer.Option("--eps", metavar="E", help="Error of f, relative to f, entry by entry.")] = "1e-3",
    plots: Annotated[Path | None, typer.Option("--plots", metavar="DIR", help="Draw SVG and PNG here.")] = None,
    json: Json = None,
) -> int:
    """Run the text through the model, measure every head, report, and return the exit code.

    Raises BadInput for a folder, an adapter, a text or a number that cannot be used.
    """
    from importlib.util import find_spec

    from proofs_checks.publishing.tools import extra

    from .reading.folder import find_model

    check_writable(json)
    folder = find_model(model)
    if missing := [name for name in NEEDED if find_spec(name) is None]:
        note(f"audit: {', '.join(missing)} missing; {extra('models')}")
        return exits.TOOL_MISSING
    from .numbers import Question, audit_data
    from .table import show

    data = audit_data(folder, Question(adapter, text, tuple(tokens or ()), eps))
    deliver(json, data, partial(show, data))
    if plots is None:
        return exits.AS_CLAIMED
    from .drawing import draw

    return draw(plots, data)
