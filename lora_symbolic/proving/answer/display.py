"""Display: a point with its matrices, and an answer, as text and as HTML for a notebook.

Dictionary
    point_text(p)       sizes and small matrices of a counterexample or an instance, line by line
    point_html(p)       the same as a table
    answer_text         the verdict, what it rests on, and the point that shows it
    answer_html         the same in HTML, everything escaped
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from lora_symbolic.evaluation import sizes_text

from ..proof import Proof
from ..search import Counterexample

NO_NUMBERS = "no numbers were found at which the sides certainly differ"
Rows = tuple[tuple[str, ...], ...]


def point_text(sizes: Mapping[str, int], matrices: Mapping[str, Rows]) -> str:
    """Sizes and matrices for a terminal.

    >>> print(point_text({"n": 2}, {"X": (("0", "-1"), ("1/2", "3"))}))
    n = 2
    X = [   0  -1 ]
        [ 1/2   3 ]
    """
    return "\n".join(filter(None, [sizes_text(sizes), *_matrix_lines(matrices)]))


def _matrix_lines(matrices: Mapping[str, Rows]) -> Iterator[str]:
    for name, rows in matrices.items():
        width = max((len(entry) for row in rows for entry in row), default=0)
        for number, row in enumerate(rows):
            before = f"{name} = " if number == 0 else " " * (len(name) + 3)
            yield before + "[ " + "  ".join(entry.rjust(width) for entry in row) + " ]"


def point_html(sizes: Mapping[str, int], matrices: Mapping[str, Rows]) -> str:
    """Sizes and matrices for a notebook."""
    tables = []
    for name, rows in matrices.items():
        cells = "".join(f"<tr>{''.join(f'<td>{escape(entry)}</td>' for entry in row)}</tr>" for row in rows)
        tables.append(f"<tr><th>{escape(name)}</th><td><table>{cells}</table></td></tr>")
    return f"<table><caption>{escape(sizes_text(sizes))}</caption>{''.join(tables)}</table>"


def _differ(found: Counterexample) -> str:
    row, col = found.entry
    return f"entry ({row + 1}, {col + 1}): left side {found.lhs}, right side {found.rhs}"


def answer_text(verdict: str, proof: Proof, found: Counterexample | None) -> str:
    """An answer for a terminal."""
    if found is not None:
        return f"refuted\n{point_text(found.sizes, found.matrices)}\n{_differ(found)}"
    lines = [f"{verdict}: {proof.reason}"]
    if proof.remainder is not None:
        lines += [proof.remainder.text, NO_NUMBERS]
    lines += [f"where {condition}" for condition in proof.conditions]
    if proof.conditions and proof.instance is not None:
        lines += ["for instance", point_text(proof.instance.sizes, proof.instance.matrices)]
    return "\n".join(lines)


def answer_html(verdict: str, proof: Proof, found: Counterexample | None) -> str:
    """An answer for a notebook."""
    if found is not None:
        return (
            f"<p><strong>refuted</strong></p>{point_html(found.sizes, found.matrices)}<p>{escape(_differ(found))}</p>"
        )
    parts = [f"<p><strong>{verdict}</strong>: {escape(proof.reason)}</p>"]
    if proof.remainder is not None:
        parts += [f"<p>$\\displaystyle {escape(proof.remainder.latex)}$</p>", f"<p>{NO_NUMBERS}</p>"]
    parts += [f"<p>where {escape(str(condition))}</p>" for condition in proof.conditions]
    if proof.conditions and proof.instance is not None:
        parts += ["<p>for instance</p>", point_html(proof.instance.sizes, proof.instance.matrices)]
    return "".join(parts)
