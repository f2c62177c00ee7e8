"""Symbols with their places: a formula in LaTeX, or a page of a PDF, as rows of symbols with what is set at each.

A page's text layer has the size and the position of every run of letters, so that an index is told from a factor: what
is small belongs to the letter before it, above or below. Fractions, braces and rows of a display cut the row, since a
layer does not say how they hang together; accents and underlines are no letters, and are read by eye (`seen.toml`).

Dictionary
    Symbol          a letter, digit or sign, with what stands above and below it
    of_latex        rows of symbols of a formula
    of_page         rows of symbols of a page, from the XML of pdftohtml
    rows_of         those of every page of a PDF
    lacking         symbols and pairs of neighbours of a formula that pages do not have so often
"""

from __future__ import annotations

import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

SMALL = 8  # points: letters below this size are indices
BUILT = "CMEX"  # the font of what is put together: brackets, braces, accents
TURNED = {(")", "⊤"), ("]", "⊤"), (")", "-1"), (")", "2")}  # indices of brackets that a page builds from pieces
NEAR = 10  # pixels between the feet of a letter and of its index
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ϵ", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "omega": "ω", "Gamma": "Γ", "infty": "∞", "partial": "∂", "otimes": "⊗", "top": "⊤",
    "odot": "⊙", "le": "≤", "leq": "≤", "ge": "≥", "in": "∈", "star": "⋆", "oslash": "⊘", "cdot": "·", "times": "×",
    "mathcal": "", "mathbb": "", "mathrm": "", "mathsf": "", "underline": "", "widetilde": "", "tilde": "", "bar": "",
    "overline": "", "left": "", "right": "", "big": "", "Big": "", "bigl": "", "bigr": "", "Bigl": "", "Bigr": "",
    "exp": "exp", "log": "log", "ell": "ℓ", "boldsymbol": "", "operatorname": "",
}  # fmt: skip
SAME = {"ε": "ϵ", "µ": "μ", "−": "-"}
KEPT = re.compile(r"[A-Za-zα-ωΓℓϵ∞∂⊗⊙≤≥∈⋆⊘⊤0-9()\[\]+=-]")
CUTS = (
    "quad",
    "qquad",
    "text",
    "frac",
    "tfrac",
    "dfrac",
    "underbrace",
    "overbrace",
    "begin",
    "end",
    "sum",
    "sqrt",
    "max",
    "min",
)
TOKEN = re.compile(r"\\([A-Za-z]+)|\\(.)|(\S)", re.DOTALL)


class Symbol(NamedTuple):
    """A letter, digit or sign, with what stands above and below it."""

    sign: str
    above: str = ""
    below: str = ""

    def __str__(self) -> str:
        return self.sign + (f"^{self.above}" if self.above else "") + (f"_{self.below}" if self.below else "")


def with_index(symbol: Symbol, signs: str, above: bool) -> Symbol:
    """The symbol with more above or below it; T and the sign of the transpose are one."""
    if above:
        return symbol._replace(above=symbol.above + ("⊤" if signs == "T" else signs))
    return symbol._replace(below=symbol.below + signs)


def plain(text: str) -> str:
    """The signs of a text that are compared, one form of each."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(KEPT.findall("".join(SAME.get(sign, sign) for sign in normal)))


def tokens(latex: str) -> list[str]:
    """A formula's braces, scripts, commands and letters."""
    return [
        f"\\{found[1]}" if found[1] else f"\\{found[2]}" if found[2] else found[3] for found in TOKEN.finditer(latex)
    ]


def of_latex(latex: str) -> list[list[Symbol]]:
    r"""Rows of symbols of a formula.

    >>> [" ".join(map(str, row)) for row in of_latex(r"B_Q^\top C^{(1)} \quad f_j")]
    ['B^⊤_Q C^(1)', 'f_j']
    """
    parts, rows = tokens(re.sub(r"\\(?:text|begin|end)\{[^{}]*\}", r"\\quad ", latex)), [list[Symbol]()]
    place, open_to_index = 0, True
    while place < len(parts):
        part = parts[place]
        if part in ("^", "_"):
            script, place = _argument(parts, place + 1)
            signs = "".join("".join(symbol) for row in of_latex(script) for symbol in row)
            if open_to_index and rows[-1] and signs and signs != "∞":
                rows[-1][-1] = with_index(rows[-1][-1], signs, part == "^")
            continue
        place += 1
        open_to_index = part not in ("|", "\\|", "\\}")
        name = part[1:] if part.startswith("\\") else ""
        if name in CUTS or part in ("&", "\\\\", "\\,", "\\;", "\\:", ",", ";", ":"):
            rows.append([])
        elif name:
            rows[-1] += [Symbol(sign) for sign in plain(GREEK.get(name, ""))]
        elif part not in "{}":
            rows[-1] += [Symbol(sign) for sign in plain(part)]
        elif part == "}" and place < len(parts) and parts[place] == "{":
            rows.append([])  # the other argument of a fraction
    return [row for row in rows if row]


def _argument(parts: list[str], place: int) -> tuple[str, int]:
    """The argument of a script as text, and what comes after it."""
    if place >= len(parts) or parts[place] != "{":
        return (parts[place] if place < len(parts) else ""), place + 1
    depth, end = 0, place
    while end < len(parts):
        depth += {"{": 1, "}": -1}.get(parts[end], 0)
        if depth == 0:
            break
        end += 1
    return " ".join(parts[place + 1 : end]), end + 1


class Run(NamedTuple):
    """Letters of one font: where they begin and end, where their feet stand, their size."""

    left: int
    right: int
    foot: int
    size: int
    text: str


def runs(page: str) -> Iterator[Run]:
    """The runs of a page's XML."""
    root = ElementTree.fromstring(page)  # noqa: S314 - written by pdftohtml here
    sizes = {
        font.get("id"): int(font.get("size", 10))
        for font in root.iter("fontspec")
        if BUILT not in font.get("family", "")
    }
    for node in root.iter("text"):
        top, left, height = (int(node.get(name, 0)) for name in ("top", "left", "height"))
        width = int(node.get("width", 0))
        if node.get("font") in sizes:
            yield Run(left, left + width, top + height, sizes[node.get("font")], plain("".join(node.itertext())))


def rows_of(paper: Path) -> list[list[list[Symbol]]]:
    """The rows of symbols of every page of a PDF."""
    command = ["pdftohtml", "-xml", "-i", "-stdout", "-zoom", "1", str(paper)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    text = re.sub(r"</?[abi]\b[^>]*>", "", text)  # links and styles, which are not always nested
    fonts = "".join(re.findall(r"<fontspec [^>]*/>", text))
    bodies = re.findall(r"<page [^>]*>(.*?)</page>", text, re.DOTALL)
    return [of_page(f"<page>{fonts}{re.sub('<fontspec [^>]*/>', '', body)}</page>") for body in bodies]


def of_page(page: str) -> list[list[Symbol]]:
    """Rows of symbols of a page: letters by lines, each with the small ones that follow it."""
    found = [run for run in runs(page) if run.text]
    large = sorted((run for run in found if run.size > SMALL), key=lambda run: run.foot)
    lines: list[list[Run]] = []
    for run in large:
        if lines and run.foot - lines[-1][0].foot <= 3:
            lines[-1].append(run)
        else:
            lines.append([run])
    rows = [
        [(run, [Symbol(sign) for sign in run.text]) for run in sorted(line, key=lambda run: run.left)] for line in lines
    ]
    for index in sorted((run for run in found if run.size <= SMALL and run.text != "∞"), key=lambda run: run.left):
        host = _host(index, rows)
        if host is None:
            continue
        foot, symbols = host
        symbols[-1] = with_index(symbols[-1], index.text, index.foot < foot - 2)
    return [[symbol for _, symbols in row for symbol in symbols] for row in rows]


def _host(index: Run, rows: list[list[tuple[Run, list[Symbol]]]]) -> tuple[int, list[Symbol]] | None:
    """The letters to which an index belongs, with their foot: the last before it, on the nearest line."""
    best: tuple[int, int, list[Symbol]] | None = None
    for row in rows:
        if abs(row[0][0].foot - index.foot) > 2 * NEAR:
            continue
        before = [(run, symbols) for run, symbols in row if run.left < index.left]
        if before:
            run, symbols = before[-1]
            gap, away = abs(run.foot - index.foot), abs(run.right - index.left)
            if gap <= NEAR and (best is None or gap + away < best[0]):
                best = gap + away, run.foot, symbols
    return best[1:] if best else None


def lacking(formula: Iterable[list[Symbol]], pages: Iterable[list[Symbol]]) -> list[str]:
    """Symbols with an index, and pairs of neighbours, that the formula has oftener than the pages.

    >>> lacking(of_latex("A_Q B"), of_latex("A_K B"))
    ['A_Q']
    >>> lacking(of_latex("A B"), of_latex("B A"))
    ['A B']
    """
    ours, theirs = list(formula), list(pages)
    left = [symbol for row in theirs for symbol in row]
    told = []
    for symbol in (one for row in ours for one in row if (one.above or one.below) and one[:2] not in TURNED):
        found = next((one for one in left if fits(symbol, one)), None)
        if found is None:
            told.append(str(symbol))
        else:
            left.remove(found)
    pairs = [Counter((one.sign, other.sign) for row in rows for one, other in pairwise(row)) for rows in (ours, theirs)]
    told += [" ".join(pair) for pair in pairs[0] - pairs[1] if all(sign.isalpha() for sign in pair)]
    return sorted(told)


def fits(symbol: Symbol, other: Symbol) -> bool:
    """Whether a symbol of a page can be this one: what follows its index may be another's, of a bar or a brace."""
    same = symbol.sign == other.sign
    return same and other.above.startswith(symbol.above) and other.below.startswith(symbol.below)
