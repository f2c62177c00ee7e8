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
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lora_symbolic.language.writing import NO_SYMBOLS, name_latex

from ...data.text import formula_lines
from .atoms import rows_of
from .display import Row, chain, split_at_relation
from .escape import escape

Data = Mapping[str, Any]
Setter = Callable[[Sequence[Row], float], str]  # chain, or aligned for Markdown


def printed_lines(tex: str, width: float, setter: Setter = chain) -> str:
    """A printed form: a line for each of its parts."""
    tex = re.sub(r"\\vec(?![a-zA-Z])|\\mathrm\{vec\}", r"\\operatorname{vec}", tex).replace(
        r"\mathrm{diag}", r"\operatorname{diag}"
    )
    rows = [Row("", piece) for line in formula_lines(tex) for piece in rows_of(line)]
    return setter(rows, width)


def names_chain(formulas: Sequence[str], width: float, setter: Setter = chain) -> str:
    """Formulas below each other, aligned at their first relations."""
    return setter([Row(*split_at_relation(typeset(tex))) for tex in formulas], width)


def derivation_rows(data: Data) -> Iterator[Row]:
    """The steps of a derivation: what each rule found, its name beside it; a part of a sum is marked by +=."""
    summed = {step["of"] for step in data["steps"] if step["rule"] == "collect"}
    for step in data["steps"]:
        note = (rf"\footnotesize {escape(step['rule'])}", step["rule"])
        of, before, after = (typeset(step[key]) for key in ("of", "before", "after"))
        if step["rule"] == "grad":
            yield Row(before, f"= {after}", *note)
            continue
        relation = r"\mathrel{+}=" if step["of"] in summed and step["rule"] != "collect" else "="
        yield Row(rf"\overline{{{of}}}", f"{relation} {after}", *note)


def derivation_chain(data: Data, width: float, setter: Setter = chain) -> str:
    """The steps of a derivation and its result; a last step that finds just that is printed as the result."""
    *rows, last = derivation_rows(data) if data["steps"] else [Row("", "")]
    result = Row(typeset(data["derivative"]), f"= {typeset(data['gradient'])}")
    if last.right == result.right:
        result = Row(result.left, result.right, last.note, last.words)
    elif data["steps"]:
        rows.append(last)
    return setter([*rows, result], width)


def named(names: Mapping[str, str], symbols: Mapping[str, str] = NO_SYMBOLS) -> list[str]:
    """Names as equations; `symbols` say how they are written."""
    return [f"{name_latex(name, symbols)} = {tex}" for name, tex in names.items()]


def typeset(tex: str) -> str:
    r"""A formula with high parentheses around fractions, and a thin space around words.

    >>> print(typeset(r"(\frac{1}{n}) \mathit{loss} B"))
    \left(\frac{1}{n}\right) \, \mathit{loss} \, B
    """
    tex = re.sub(
        r"\((\\frac\{[^(){}]*(?:\{[^(){}]*\}[^(){}]*)*\}\{[^(){}]*(?:\{[^(){}]*\}[^(){}]*)*\})\)",
        r"\\left(\1\\right)",
        tex,
    )
    tex = re.sub(r"(\\mathit\{[^{}]*\}(?:_\{[^{}]*\})?) (?=[A-Za-z(]|\\math|\\operatorname)", r"\1 \\, ", tex)
    return re.sub(r"(?<=[A-Za-z})]) (?=\\mathit)(?<!\\odot )", r" \\, ", tex)


def sizes(text: str, symbols: Mapping[str, str] | None = None) -> str:
    r"""Sizes with their values, the names as in formulas.

    >>> print(sizes("L = 2, beta = 1"))
    L = 2, \beta = 1
    """
    return re.sub(r"[A-Za-z_]\w*", lambda found: name_latex(found[0], symbols or {}), text)


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
