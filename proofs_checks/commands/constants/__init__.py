"""constants: the numbers behind "there is k1 = L^o(1)" for a given L, d, bound on the logits and error."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..shared import exits
from ..shared.files import check_writable, deliver
from ..shared.options import Approximation, Json
from ..shared.streams import note


def constants(
    tokens: Annotated[int, typer.Option("--tokens", metavar="L", help="Number of tokens.")],
    width: Annotated[int, typer.Option("--width", metavar="D", help="Width of the heads.")],
    eps: Annotated[str, typer.Option("--eps", metavar="E", help="Error of f, relative to f, entry by entry.")],
    bound: Annotated[str | None, typer.Option("--bound", metavar="B", help="Largest |logit|.")] = None,
    gamma: Annotated[str | None, typer.Option("--gamma", metavar="G", help="Instead: |C1 W|, |C2| <= G.")] = None,
    beta: Annotated[str, typer.Option("--beta", metavar="T", help="With --gamma: a number, or 1/d.")] = "1",
    rank: Annotated[int | None, typer.Option("--rank", metavar="R", help="Rank of W, if below the width.")] = None,
    method: Approximation = "minimax",
    plots: Annotated[Path | None, typer.Option("--plots", metavar="DIR", help="Draw SVG and PNG here.")] = None,
    json: Json = None,
) -> int:
    """Compute the numbers, report, draw where asked, and return the exit code.

    Raises BadInput for a number out of range.
    """
    from lora_symbolic.approximation import ApproximationError, NotCertified

    from .numbers import Logits, constants_data, draw, settings_of, show

    check_writable(json)
    try:
        logits = Logits(bound, gamma, beta)
        data = constants_data(settings_of(tokens, width, logits, rank=rank, eps=eps, method=method))
    except NotCertified as problem:
        note(f"undecided: {problem}")
        return exits.UNDECIDED
    except ApproximationError as problem:
        raise exits.BadInput(str(problem)) from None
    deliver(json, data, partial(show, data))
    return exits.AS_CLAIMED if plots is None else draw(plots)
