"""Operators: what Python's +, -, *, /, **, @, .T, str(), repr() mean for terms; numbers and sizes stand for scalars."""

from __future__ import annotations

from collections.abc import Callable

from ..term import OPERATORS, WRITERS, Scalarlike, Term
from ..writing.latex import to_latex
from ..writing.pieces import MAX_SUMMARY
from ..writing.text import to_text
from .arithmetic import add, divide, multiply, negate, subtract
from .derived import power
from .leaves import lift
from .products import matmul
from .rearrangements import transpose

MAX_PRINTED = 100_000  # a term shared many times over has a text of exponential length


def _of_two(build: Callable[[Term, Term], Term]) -> Callable[[Scalarlike, Scalarlike], Term]:
    def operator(left: Scalarlike, right: Scalarlike) -> Term:
        return build(lift(left), lift(right))

    return operator


def _text(term: Term) -> str:
    return to_text(term, limit=MAX_PRINTED)


def _summary(term: Term) -> str:
    return f"<{to_text(term, limit=MAX_SUMMARY)} : {term.rows} x {term.cols}>"


OPERATORS.update(
    {
        "+": _of_two(add),
        "-": _of_two(subtract),
        "*": _of_two(multiply),
        "@": _of_two(matmul),
        "/": _of_two(divide),
        "**": lambda base, exponent: power(lift(base), exponent),
        "negative": negate,
        "lift": lift,
        ".T": transpose,
    }
)
WRITERS.update({"str": _text, "repr": _summary, "latex": to_latex})
