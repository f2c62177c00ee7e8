"""gradient: the almost linear gradient of a reader's arrays, with its certified error."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from ..shared import exits
from ..shared.files import check_writable, deliver
from ..shared.options import Json


def gradient(
    file: Annotated[
        Path, typer.Argument(metavar="IN", help="npz or safetensors: C1, C2, C3, Y, W0, B, A, or XQ ... AV.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="OUT", help="Where dA and dB go: npz or safetensors.")],
    eps: Annotated[
        str | None, typer.Option("--eps", metavar="E", help="Largest error of an entry: 1e-6, or 1% of the largest.")
    ] = None,
    causal: Annotated[bool, typer.Option("--causal", help="A token attends to itself and those before it.")] = False,
    method: Annotated[str, typer.Option("--method", metavar="M", help="auto, fast or exact.")] = "auto",
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="As many as cores by default.")] = None,
    json: Json = None,
) -> int:
    """Compute the gradient, write it, report, and return the exit code.

    Raises BadInput when a file, an array or a number cannot be used, or the error asked for cannot be reached.
    """
    from lora_symbolic.fast_attention import METHODS, FastAttentionError

    from .arrays import check_output, write_arrays
    from .certified import compute, heads_data, show, target_of
    from .problems import problems_of, stacked

    if method not in METHODS:
        raise exits.BadInput(f"--method {method[:40]}; expected one of {', '.join(METHODS)}")
    target = target_of(eps)
    check_writable(json)
    problems, heads = problems_of(file, causal)
    check_output(out)
    start = perf_counter()
    try:
        found = compute(problems, target, method, threads)
    except FastAttentionError as refused:
        raise exits.BadInput(f"{file}: {refused}") from None
    data = heads_data(found, perf_counter() - start, out)
    write_arrays(out, stacked([one.outputs for one in found], heads))
    deliver(json, data, partial(show, data))
    return exits.AS_CLAIMED
