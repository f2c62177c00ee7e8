"""approx: a polynomial for exp on [-B, B], exact coefficients, its error enclosed from both sides."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from ..shared import exits
from ..shared.files import check_writable, deliver
from ..shared.options import Approximation, Json
from ..shared.streams import note


def approx(
    bound: Annotated[str, typer.Option("--bound", metavar="B", help="exp on [-B, B].")],
    eps: Annotated[str | None, typer.Option("--eps", metavar="E", help="The least degree with this error.")] = None,
    degree: Annotated[int | None, typer.Option("--degree", metavar="N", help="This degree.")] = None,
    error: Annotated[str, typer.Option("--error", metavar="KIND", help="relative or absolute.")] = "relative",
    method: Approximation = "minimax",
    width: Annotated[str, typer.Option("--width", metavar="W", help="Relative width of the enclosure.")] = "1e-3",
    precision: Annotated[int | None, typer.Option("--precision", metavar="BITS", help="Start with these bits.")] = None,
    json: Json = None,
) -> int:
    """Compute the polynomial, report, and return the exit code.

    Raises BadInput for a number out of range.
    """
    from lora_symbolic.approximation import ApproximationError, NotCertified

    from .polynomial import Question, answer_data, answer_to, show

    check_writable(json)
    question = Question(bound, error, method, width, eps=eps, degree=degree, precision=precision)
    try:
        answer = answer_to(question)
    except NotCertified as problem:
        note(f"undecided: {problem}")
        return exits.UNDECIDED
    except ApproximationError as problem:
        raise exits.BadInput(str(problem)) from None
    deliver(json, answer_data(question, answer), partial(show, question, answer))
    return exits.AS_CLAIMED
