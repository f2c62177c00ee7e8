r"""Formulas taken apart: the pieces of a line of LaTeX that belong together, with their widths.

Dictionary
    Atom        what is never divided: a letter with its indices, a fraction, a bracket, a relation
    atoms_of    a formula as its atoms, from left to right

Kinds of atoms: ord, op (a name before its argument), rel, bin, open, close, punct, space, word (of a text).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .widths import command_width, sign_width, text_width

SMALL = 0.74  # indices beside the signs that they belong to
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\s+|[^\s\\]", re.DOTALL)


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_RELATIONS = _set(r"= < > : \le \leq \ge \geq \in \to \subset \ne \neq \approx \sim \equiv \ll \gg")
_RELATIONS |= _set(r"\mapsto \longmapsto \Longrightarrow \Rightarrow \rightarrow \iff \notin \subseteq")
_BINARY = _set(r"+ - \cdot \times \odot \otimes \bullet \ast \oslash \oplus \pm")
_OPEN = _set(r"( [ \{ \langle \lVert \lvert \lfloor \lceil")
_CLOSE = _set(r") ] \} \rangle \rVert \rvert \rfloor \rceil")
_SPACES = _set(r"\quad \qquad \, \; \: \!") | {"\\ ", "~"}
_TEXTS = _set(r"\text \operatorname \mathrm \mathit \mathbf \mathsf \textbf \textit")
_STYLED = _set(r"\mathbb \mathcal \tilde \widetilde \bar \overline \vec \hat \widehat \dot \differs")
_FRACTIONS = _set(r"\frac \tfrac \dfrac")
_NAMES = _set(r"\exp \log \ln \max \min \sup \inf \lim \sum \prod \int \forall \exists \partial")
_LARGE = _set(r"\big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr")
_STRETCHED = 74


@dataclass(frozen=True)
class Atom:
    """A piece of a formula; `inside` is what it can be divided into when it is too wide for a line."""

    text: str
    width: float
    kind: str = "ord"
    gap: bool = False  # a space of the source stands before it
    below: float = 0.0
    above: float = 0.0
    inside: tuple[str, str, str] | None = None  # before, between, after

    @property
    def total(self) -> float:
        """The width with indices."""
        indices = max(self.below, self.above)
        if self.text.startswith((r"\sum", r"\prod", r"\max", r"\min", r"\lim", r"\sup")):
            return max(self.width, indices)
        return self.width + indices


class _Reader:
    def __init__(self, tex: str) -> None:
        self.tokens: list[str] = _TOKEN.findall(tex)
        self.place = 0

    def next(self) -> str:
        sign = self.tokens[self.place]
        self.place += 1
        return sign

    def more(self) -> bool:
        return self.place < len(self.tokens)

    def peek(self) -> str:
        return self.tokens[self.place] if self.more() else ""

    def skip_space(self) -> bool:
        found = False
        while self.more() and self.peek().isspace():
            self.place += 1
            found = True
        return found

    def until(self, opening: str, closing: str) -> str:
        """What stands before the closing sign that belongs to an opening one already read."""
        depth, start = 1, self.place
        while self.more():
            sign = self.next()
            depth += (sign == opening) - (sign == closing)
            if depth == 0:
                return "".join(self.tokens[start : self.place - 1])
        raise ValueError(f"{opening} is not closed")

    def argument(self) -> str:
        """The argument of a command, without braces."""
        self.skip_space()
        sign = self.next() if self.more() else ""
        if sign == "{":
            return self.until("{", "}")
        if sign in _TEXTS | _STYLED:
            return f"{sign}{{{self.argument()}}}"
        return sign


def atoms_of(tex: str) -> list[Atom]:
    r"""A formula as its atoms.

    >>> [(atom.text, atom.kind) for atom in atoms_of(r"C_{1}^{\top} x = \left(a\right)")]
    [('C_{1}^{\\top}', 'ord'), ('x', 'ord'), ('=', 'rel'), ('\\left(a\\right)', 'ord')]
    """
    reader, found = _Reader(tex), list[Atom]()
    while True:
        gap = reader.skip_space()
        if not reader.more():
            return found
        sign = reader.next()
        if sign in ("_", "^", "'") and found:
            found[-1] = _with_index(found[-1], sign, "" if sign == "'" else reader.argument())
            continue
        for atom in _atoms(sign, reader):
            unary = atom.text in ("+", "-") and (not found or found[-1].kind in ("rel", "bin", "open", "punct", "op"))
            found.append(replace(atom, gap=gap, kind="op" if unary else atom.kind))


def width_of(tex: str) -> float:
    r"""The width of a formula on one line.

    >>> 100 < width_of(r"C_{1} x") < 190
    True
    """
    return sum(map(spaced, atoms_of(tex)))


def spaced(atom: Atom) -> float:
    """The width of an atom with the space that its kind brings."""
    extra = {"rel": 56, "bin": 45, "punct": 17, "op": 17, "word": 0}.get(atom.kind, 0)
    return atom.total + extra


def rows_of(tex: str) -> list[str]:
    r"""A formula divided where it has a double backslash outside of braces and environments.

    >>> rows_of(r"a = b \\ \begin{matrix} 1 \\ 2 \end{matrix}")[1].strip()
    '\\begin{matrix} 1 \\\\ 2 \\end{matrix}'
    """
    rows, depth = [""], 0
    for sign in re.findall(r"\\[a-zA-Z]+|\\.|[^\\]", tex, re.DOTALL):
        depth += (sign in ("{", r"\begin", r"\left")) - (sign in ("}", r"\end", r"\right"))
        if sign == "\\\\" and depth == 0:
            rows.append("")
        else:
            rows[-1] += sign
    return [row for row in rows if row.strip()]


def _with_index(atom: Atom, sign: str, index: str) -> Atom:
    width = SMALL * (width_of(index) if index else 28) + 5
    added = f"{sign}{{{index}}}" if index else sign
    inside = (atom.inside[0], atom.inside[1], atom.inside[2] + added) if atom.inside and atom.inside[2] else None
    found = replace(atom, text=atom.text + added, inside=inside)
    if sign == "_":
        return replace(found, below=atom.below + width)
    return replace(found, above=atom.above + width)


def _atoms(sign: str, reader: _Reader) -> list[Atom]:
    if sign == "{":
        inner = reader.until("{", "}")
        return [Atom(f"{{{inner}}}", width_of(inner), inside=("", inner, ""))]
    if sign in _TEXTS:
        return _words(sign, reader.argument())
    if sign in _STYLED:
        inner = reader.argument()
        return [
            Atom(f"{sign}{{{inner}}}", width_of(inner) + 8, inside=("", inner, "") if sign == r"\differs" else None)
        ]
    if sign in _FRACTIONS:
        top, bottom = reader.argument(), reader.argument()
        factor = SMALL if sign == r"\tfrac" else 1.0
        width = factor * max(width_of(top), width_of(bottom)) + 24
        return [Atom(f"{sign}{{{top}}}{{{bottom}}}", width, inside=("[", f"({top}) / ({bottom})", "]"))]
    if sign == r"\mathrel":
        return [Atom(f"{sign}{{{reader.argument()}}}", 78, "rel")]
    if sign == r"\sqrt":
        inner = reader.argument()
        return [Atom(f"{sign}{{{inner}}}", width_of(inner) + 100)]
    if sign == r"\left":
        return [_stretched(reader)]
    if sign == r"\begin":
        return [_environment(reader)]
    if sign in _LARGE:
        reader.skip_space()
        mark = reader.next()
        kind = "open" if mark in _OPEN else "close" if mark in _CLOSE else "ord"
        return [Atom(f"{sign}{mark}", 70, kind)]
    return [_sign(sign)]


def _sign(sign: str) -> Atom:
    width = command_width(sign[1:]) if sign.startswith("\\") else sign_width(sign)
    text = sign + " " if re.fullmatch(r"\\[a-zA-Z]+", sign) else sign
    for kind, tokens in (("rel", _RELATIONS), ("bin", _BINARY), ("open", _OPEN), ("close", _CLOSE), ("op", _NAMES)):
        if sign in tokens:
            return Atom(text, width, kind)
    if sign in _SPACES:
        return Atom(text, width, "space")
    return Atom(text, width, "punct" if sign in (",", ";") else "ord")


def _words(command: str, text: str) -> list[Atom]:
    width = text_width(re.sub(r"\\.|\$", "x", text)) * (1.16 if command in (r"\mathit", r"\mathbf", r"\textbf") else 1)
    if command != r"\text" or " " not in text.strip() or re.search(r"[${}\\]", text):
        kind = "op" if command == r"\operatorname" else "ord"
        return [Atom(f"{command}{{{text}}}", width, kind)]
    words = re.findall(r"\s*\S+(?:\s+$)?", text)
    return [Atom(rf"\text{{{word}}}", text_width(word), "word") for word in words]


def _stretched(reader: _Reader) -> Atom:
    reader.skip_space()
    opening = reader.next()
    body = reader.until(r"\left", r"\right")
    reader.skip_space()
    closing = reader.next()
    marks = sum(0 if mark == "." else _STRETCHED for mark in (opening, closing))
    large = [("" if mark == "." else f"{size}{mark}") for size, mark in ((r"\Bigl", opening), (r"\Bigr", closing))]
    text = rf"\left{opening}{body}\right{closing}"
    return Atom(text, width_of(body) + marks, inside=(large[0], body, large[1]))


def _environment(reader: _Reader) -> Atom:
    name = reader.argument()
    depth, start = 1, reader.place
    while depth:
        sign = reader.next()
        depth += (sign == r"\begin") - (sign == r"\end")
    body = "".join(reader.tokens[start : reader.place - 1])
    reader.argument()
    rows = [[width_of(cell) for cell in row.split("&")] for row in body.split(r"\\") if row.strip()]
    columns = max(map(len, rows), default=0)
    widths = [max((row[column] for row in rows if column < len(row)), default=0) for column in range(columns)]
    return Atom(rf"\begin{{{name}}}{body}\end{{{name}}}", sum(widths) + 100 * max(0, columns - 1) + 2 * _STRETCHED)
