"""An audit on the terminal: a line for each head, then plain words.

Dictionary
    COLUMNS     heading, and how a head's cell is made
    show        prints the run with the most tokens; with an adapter, the heads with it, and what they were before
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from ..shared.streams import console

Data: TypeAlias = dict[str, Any]
Column: TypeAlias = tuple[str, Callable[[Data], str]]


def whole(number: int | None) -> str:
    """A whole number, short when it is long, a dash when there is none.

    >>> whole(318), whole(1471442973), whole(None)
    ('318', '1.5e+09', '-')
    """
    if number is None:
        return "-"
    return str(number) if number < 10**7 else f"{number:.1e}"


COLUMNS: tuple[Column, ...] = (
    ("head", lambda head: f"{head['layer']}.{head['head']}"),
    ("|Q|", lambda head: f"{head['gamma_q']:.3g}"),
    ("|K|", lambda head: f"{head['gamma_k']:.3g}"),
    ("printed", lambda head: f"{head['premise']['printed']:.2f}"),
    ("repaired", lambda head: f"{head['premise']['repaired']:.2f}"),
    ("logits", lambda head: f"{head['half_range']:.3g}"),
    ("90%", lambda head: f"{head['quantiles']['0.9']:.3g}"),
    ("/log L", lambda head: f"{head['premise']['logits']:.2f}"),
    ("width", lambda head: f"{head['directions']}/{head['width']}"),
    ("degree", lambda head: whole(head["degree"])),
    ("rank", lambda head: whole(head["monomials"])),
    ("of f", lambda head: whole(head["rank"])),
    ("wins from", lambda head: whole(head["crossover"])),
)
MEANING = (
    "|Q|, |K|: largest entries. printed, repaired: by which factor the premise is exceeded.",
    "logits: half-range, a constant taken from each row; their 90% quantile; half-range / log L.",
    "width: directions with 99% of the squared logits / all. degree, rank: one polynomial for f within eps f.",
    "of f: singular values above eps of the largest. wins from: tokens, as predicted within memory.",
)
BEFORE = "before: the half-range without the adapter."


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines with every column set to the right.

    >>> aligned([["a", "bb"], ["ccc", "d"]])
    ['  a  bb', 'ccc   d']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]


def show(data: Data) -> None:
    """Print the table, what its columns mean, and the words."""
    runs = [run for run in data["runs"] if run["tokens"] == data["runs"][-1]["tokens"]]
    model, out = data["model"], console()
    heading = (
        f"{model['path']}: {model['family']}, {model['layers']} layers of {model['heads']} heads, width "
        f"{model['head_width']}; {runs[-1]['tokens']} tokens of {data['text']['source']}; eps {data['eps']:g}"
    )
    rows = [[name for name, _ in COLUMNS], *([cell(head) for _, cell in COLUMNS] for head in runs[-1]["heads"])]
    if adapted := data["adapter"] is not None:
        before = ["before", *(f"{head['half_range']:.3g}" for head in runs[0]["heads"])]
        rows = [[*row, cell] for row, cell in zip(rows, before, strict=True)]
    names, *lines = aligned(rows)
    out.print(heading, markup=False, style="bold", soft_wrap=True)
    out.print(names, markup=False, style="bold", soft_wrap=True)
    for line in lines:
        out.print(line, markup=False, soft_wrap=True)
    for line in (*MEANING, *([BEFORE] if adapted else [])):
        out.print(line, markup=False, style="dim", soft_wrap=True)
    for line in data["words"]:
        out.print(line, markup=False, soft_wrap=True)
