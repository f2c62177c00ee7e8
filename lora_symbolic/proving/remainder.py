r"""Remainder: the monomials that a difference keeps in canonical form, written as a formula.

Dictionary
    Remainder           left side minus right side at an entry, in text and in LaTeX, with the number of its monomials
    remainder_of(...)   the remainder of a normal form at two references; None where it is too long to be read
    Notation, TEXT, LATEX   how sums, products, powers and entries are written

An index that is summed over stands under its sum; i and j are the row and the column of the entry.
A digit of a position is written with the others in parentheses, a position in a part of an axis with the part before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lora_symbolic.language.size import Size, size_text
from lora_symbolic.language.writing.names import name_latex, size_latex

from .index_form.atoms import Factor, Head, Monomial, Number, Polynomial, indices
from .index_form.index import Digits, Index, OutsideFragment, Part, Ref, leaves

MOST_MONOMIALS = 8
MOST_CHARACTERS = 1200
MOST_NESTED = 12
LETTERS = "ijklpqstuvwxyzabcdefgmn"
FUNCTIONS = frozenset({"exp", "log", "step", "erf"})
CALLED = {
    **{name: rf"\{name}" for name in ("exp", "log", "det")},
    **{name: rf"\operatorname{{{name}}}" for name in ("step", "erf", "inv")},
}


@dataclass(frozen=True)
class Remainder:
    """What remains of left side minus right side, as an equation in two notations."""

    text: str
    latex: str
    monomials: int

    def to_dict(self) -> dict[str, str | int]:
        """The fields as data."""
        return {"text": self.text, "latex": self.latex, "monomials": self.monomials}


@dataclass(frozen=True)
class Notation:
    """How a formula is written."""

    name: Callable[[str], str]
    size: Callable[[Size], str]
    at: Callable[[str, str], str]  # an entry: what, at which references
    call: Callable[[str, str], str]
    power: Callable[[str, str], str]
    over: Callable[[str, list[str]], str]  # above the line, and the factors below it
    total: Callable[[list[tuple[str, str]], str], str]  # letters with their ranges, and what is summed
    words: Mapping[str, str]
    times: str
    between: str


TEXT = Notation(
    name=str,
    size=size_text,
    at=lambda what, places: f"{what}[{places}]",
    call=lambda name, inside: f"{name}({inside})",
    power=lambda base, exponent: f"{base}**{exponent}" if exponent.isalnum() else f"{base}**({exponent})",
    over=lambda above, below: f"{above} / {below[0]}" if len(below) == 1 else f"{above} / ({' * '.join(below)})",
    total=lambda letters, inside: f"sum({', '.join(f'{name} in {size}' for name, size in letters)}: {inside})",
    words={"pi": "pi", "i": "i", "delta": "delta", "tril": "tril", "...": "...", "left": "left", "right": "right"},
    times=" * ",
    between=", ",
)
LATEX = Notation(
    name=name_latex,
    size=size_latex,
    at=lambda what, places: f"({what})_{{{places}}}" if what.endswith(("}", ")")) else f"{what}_{{{places}}}",
    call=lambda name, inside: f"{CALLED.get(name, name)}({inside})",
    power=lambda base, exponent: f"{base}^{{{exponent}}}",
    over=lambda above, below: rf"\frac{{{above}}}{{{_bare(below[0]) if len(below) == 1 else ' '.join(below)}}}",
    total=lambda letters, inside: rf"\sum_{{{', '.join(name for name, _ in letters)}}} {inside}",
    words={
        "pi": r"\pi",
        "i": r"\mathrm{i}",
        "delta": r"\delta",
        "tril": r"\operatorname{tril}",
        "...": r"\cdots",
        "left": r"\text{left}",
        "right": r"\text{right}",
    },
    times=r" ",
    between=r",",
)


def _bare(text: str) -> str:
    """A factor without the parentheses of a sum."""
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


def remainder_of(form: Iterable[tuple[Number, Monomial]], row: Ref, col: Ref) -> Remainder | None:
    """What remains at an entry, the shortest monomials first; None where it is too long to be read.

    >>> from lora_symbolic.language import matrix
    >>> from lora_symbolic.proving import prove_equal
    >>> X = matrix("X", "n", "n")
    >>> print(prove_equal(X @ X.T, X.T @ X).remainder.text)
    (left - right)[i, j] = sum(k in n: X[i, k] * X[j, k]) - sum(k in n: X[k, i] * X[k, j])
    """
    kept = list(form)
    try:
        text, latex = (_Writer(kept, row, col, notation).equation() for notation in (TEXT, LATEX))
    except (OutsideFragment, RecursionError):
        return None
    return Remainder(text, latex, len(kept))


class _Writer:
    """One formula in one notation."""

    def __init__(self, form: list[tuple[Number, Monomial]], row: Ref, col: Ref, notation: Notation) -> None:
        self.form = form
        self.write = notation
        taken = set().union(*(_names(monomial) for _, monomial in form))
        self.letters = [letter for letter in LETTERS if letter not in taken]
        self.row, self.col = row, col
        self.used: list[str] = []  # the letters of the entry, and of the sums around what is being written
        self.depth = 0

    def equation(self) -> str:
        """The entry, and the monomials that it keeps."""
        places: dict[Index, str] = {}
        for leaf in (*leaves(self.row), *leaves(self.col)):
            if leaf not in places:
                places[leaf] = self.letter()
        words = self.write.words
        left = f"{words['left']} - {words['right']}"
        if self.row is not None or self.col is not None:
            refs = self.write.between.join(self.place(ref, places) for ref in (self.row, self.col))
            left = self.write.at(f"({left})", refs) if self.write is TEXT else f"({left})_{{{refs}}}"
        parts = sorted(((c, self.monomial(max(c, -c), m, places)) for c, m in self.form), key=_short_first)
        shown: list[tuple[Number, str]] = []
        for part in parts[:MOST_MONOMIALS]:
            if sum(len(text) for _, text in shown) + len(part[1]) <= MOST_CHARACTERS:
                shown.append(part)
        if not shown:
            raise OutsideFragment("a formula that nobody would read")
        rest = f" + {words['...']}" if len(shown) < len(parts) else ""
        return f"{left} = {_signed(shown)}{rest}"

    def letter(self) -> str:
        """A letter that is not in use, and is from now on."""
        free = (letter for letter in self.letters if letter not in self.used)
        self.used.append(next(free, None) or self.write.name(f"i{len(self.used)}"))
        return self.used[-1]

    def polynomial(self, poly: Polynomial, places: Mapping[Index, str]) -> str:
        """A sum of monomials."""
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise OutsideFragment("a formula that nobody would read")
        text = _signed([(c, self.monomial(max(c, -c), m, places)) for c, m in poly])
        self.depth -= 1
        return text

    def monomial(self, coefficient: Number, monomial: Monomial, places: Mapping[Index, str]) -> str:
        """A positive coefficient and its atoms, under the sums over their indices."""
        named = dict(places)
        summed = [index for index in indices(monomial) if not index.free and index not in named]
        around = len(self.used)
        for index in summed:
            named[index] = self.letter()
        above, below = [], []
        for factor, exponent in monomial.items():
            if exponent > 0 or factor[0].kind == "exp":
                above.append(self.raised(factor, exponent, named))
            else:
                below.append(self.raised(factor, -exponent, named))
        number = Fraction(coefficient)
        if number.numerator != 1 or not above:
            above.insert(0, str(number.numerator))
        if number.denominator != 1:
            below.insert(0, str(number.denominator))
        text = self.write.times.join(above)
        if below:
            text = self.write.over(text, below)
        del self.used[around:]
        ranges = [(named[index], self.write.size(index.size)) for index in summed]
        return self.write.total(ranges, text) if ranges else text

    def raised(self, factor: Factor, exponent: Number, places: Mapping[Index, str]) -> str:
        """An atom to a power, a positive one but for exponentials."""
        head, args = factor
        refs = [self.place(ref, places) for ref in args]
        if head.kind == "exp":  # exp(c p) is kept as exp(p) to the power c
            return self.exponential(head, refs, exponent)
        if head.kind == "root":
            return self.write.power("e", f"2{self.write.times}{self.write.words['pi']} i {exponent}")
        text = self.atom(head, refs)
        return text if exponent == 1 else self.write.power(text, str(exponent))

    def atom(self, head: Head, refs: list[str]) -> str:
        """An atom at its references."""
        write, listed = self.write, self.write.between.join(refs)
        if head.kind == "var":
            return write.at(write.name(head.key[0]), listed)
        if head.kind == "size":
            return write.name(head.key[0])
        if head.kind in ("pi", "i"):
            return write.words[head.kind]
        if head.kind == "delta":
            return write.at(write.words["delta"], listed)
        if head.kind == "triangle":
            shift = f"{head.key[0]:+d}" if head.key[0] else ""
            return write.at(write.words["tril"] + shift, listed)
        if head.kind == "poly":
            return f"({self.polynomial(head.body, self.of(head, refs))})"
        if head.kind in ("inverse", "det"):
            return self.of_matrix(head, refs)
        name = head.kind if head.kind in FUNCTIONS else self.write.name(head.key[0]) + "'" * head.key[1]
        return self.inside(name, head, refs, 1)

    def exponential(self, head: Head, refs: list[str], factor: Number) -> str:
        """exp of a body, times a number; of a number times a logarithm, the power."""
        ((coefficient, monomial), *_) = head.body
        (((inner, args), power), *others) = monomial.items() or [((head, ()), 0)]
        if inner.kind != "log" or power != 1 or others:
            return self.inside("exp", head, refs, factor)
        places = self.of(head, refs)
        base = self.polynomial(inner.body, self.of(inner, [self.place(ref, places) for ref in args]))
        return self.write.power(f"({base})", str(coefficient * factor))

    def inside(self, name: str, head: Head, refs: list[str], factor: Number) -> str:
        """A function of a body, times a number."""
        poly = [(c * factor, m) for c, m in head.body]
        return self.write.call(name, self.polynomial(poly, self.of(head, refs)))

    def of_matrix(self, head: Head, refs: list[str]) -> str:
        """An inverse or a determinant of the matrix with the entries of a body, its rows and columns in letters."""
        around = len(self.used)
        letters = [self.letter() for _ in head.params]
        name, turned = _matrix(head)
        if name is not None:
            del self.used[around:]
            return self.whole(head, self.write.name(name), refs[::-1] if turned else refs)
        body = self.polynomial(head.body, self.of(head, letters))
        del self.used[around:]
        return self.whole(head, f"{self.write.between.join(letters)}: {body}", refs)

    def whole(self, head: Head, matrix: str, refs: list[str]) -> str:
        """A determinant, or an entry of an inverse, of a matrix that is written."""
        if head.kind == "det":
            return self.write.call("det", matrix)
        return self.write.at(self.write.call("inv", matrix), self.write.between.join(refs))

    def of(self, head: Head, refs: list[str]) -> dict[Index, str]:
        """The parameters of a head as they are written."""
        return dict(zip(head.params, refs, strict=True))

    def place(self, ref: Ref, places: Mapping[Index, str]) -> str:
        """A reference."""
        if isinstance(ref, Index):
            return places[ref]
        if isinstance(ref, Digits):
            return f"({self.write.between.join(self.place(digit, places) for digit in ref.refs)})"
        if isinstance(ref, Part):
            return f"{ref.position + 1}:{self.place(ref.ref, places)}"
        return "1"


def _names(monomial: Monomial) -> Iterator[str]:
    """The names in a monomial, those of sizes and those inside its atoms too."""
    for head, args in monomial:
        if head.kind in ("var", "size"):
            yield head.key[0]
        for leaf in (leaf for ref in args for leaf in leaves(ref)):
            yield from re.findall(r"\w+", size_text(leaf.size))
        for _, inner in head.body:
            yield from _names(inner)


def _matrix(head: Head) -> tuple[str | None, bool]:
    """The matrix whose entries a body is, if it is one, and whether it is transposed there."""
    ((coefficient, monomial), *others) = head.body
    if others or coefficient != 1 or len(monomial) != 1:
        return None, False
    (((inner, args), exponent),) = monomial.items()
    if inner.kind != "var" or exponent != 1 or set(args) != set(head.params):
        return None, False
    return inner.key[0], args != head.params


def _short_first(part: tuple[Number, str]) -> tuple[bool, int, str]:
    return (part[0] < 0, len(part[1]), part[1])


def _signed(parts: list[tuple[Number, str]]) -> str:
    """Texts with their signs."""
    text = " ".join(f"{'-' if c < 0 else '+'} {written}" for c, written in parts)
    return text.removeprefix("+ ").replace("- ", "-", 1) if text.startswith("- ") else text.removeprefix("+ ")
