r"""Pieces of documents made from the data of pages: printed forms, names, derivations, matrices.

Dictionary
    printed_lines       a printed form as the paper has it, in lines that fit
    names_chain         names with what they stand for, aligned
    derivation_chain    the steps of reverse mode: \overline{X} is the derivative of the scalar in X
    matrix              a matrix of a counterexample in parentheses
    plain               text for bookmarks and titles of PDF files
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lora_symbolic.language.latex import name_latex

from ..html.pages import formula_lines
from .atoms import rows_of
from .display import Row, chain, split_at_relation
from .escape import escape

Data = Mapping[str, Any]


def printed_lines(tex: str, width: float) -> str:
    """A printed form: a line for each of its parts."""
    rows = [Row("", piece) for line in formula_lines(tex) for piece in rows_of(line)]
    return chain(rows, width)


def names_chain(formulas: Sequence[str], width: float) -> str:
    """Formulas below each other, aligned at their first relations."""
    return chain([Row(*split_at_relation(tex)) for tex in formulas], width)


def derivation_rows(data: Data) -> Iterator[Row]:
    """The steps of a derivation: what each rule found, its name beside it; a part of a sum is marked by +=."""
    summed = {step["of"] for step in data["steps"] if step["rule"] == "collect"}
    for step in data["steps"]:
        note = (rf"\footnotesize {escape(step['rule'])}", step["rule"])
        if step["rule"] == "grad":
            yield Row(step["before"], f"= {step['after']}", *note)
            continue
        relation = r"\mathrel{+}=" if step["of"] in summed and step["rule"] != "collect" else "="
        yield Row(rf"\overline{{{step['of']}}}", f"{relation} {step['after']}", *note)


def derivation_chain(data: Data, width: float) -> str:
    """The steps of a derivation and its result."""
    rows = [*derivation_rows(data), Row(data["derivative"], f"= {data['gradient']}")]
    return chain(rows, width)


def named(names: Mapping[str, str]) -> list[str]:
    """Names as equations."""
    return [f"{name_latex(name)} = {tex}" for name, tex in names.items()]


def marked(tex: str, linked: bool) -> str:
    """A formula whose differences are marked for pages, marked for LaTeX, or not marked where no macro is defined."""
    return re.sub(r"\\htmlClass\{differs\}", r"\\differs" if linked else "", tex)


def matrix(tex: str) -> str:
    """A matrix in parentheses instead of brackets."""
    return tex.replace("{bmatrix}", "{pmatrix}")


def plain(text: str) -> str:
    """ASCII letters, digits and marks that mean nothing to LaTeX.

    >>> plain("W_Q & H\xf6lder: 50%")
    'W Q Holder: 50'
    """
    found = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^A-Za-z0-9 .,:;()/+=-]", " ", found).split())
