r"""Names in LaTeX: letters with subscripts, the field's names of several letters, sizes and numbers.

Dictionary
    name_latex      W0 is W_{0}, C_K1 is C_{K1}, WQ is W_{Q}, Wstar is {W^{\star}}, alpha is \alpha, loss \mathit{loss}
    size_latex      a size or a ratio of sizes
    number_latex    a rational number
    Notation        the names of a text: those of subterms, and the symbols that a reader asks for instead

A capital letter followed by Q, K, V or O is a weight of queries, keys, values or outputs, and `s` behind it or `star`
its star; J before an adapter of one is the gradient in it; lambda_ is what Python lets one call \lambda.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import cast

from ..size import Size
from ..term import Term
from .scalars import numerator_and_denominator

GREEK_LOWER = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi
chi psi omega"""
GREEK_UPPER = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
GREEK = frozenset(f"{GREEK_LOWER} {GREEK_UPPER}".split())
NO_SYMBOLS: Mapping[str, str] = MappingProxyType({})
_OF_THE_FIELD = re.compile(r"(?P<base>[A-Z])(?:(?P<below>[QKVO])(?P<star>s?)|star)|J(?P<adapter>[AB])(?P<of>[QKV])")


def name_latex(name: str, symbols: Mapping[str, str] = NO_SYMBOLS) -> str:
    r"""A name in LaTeX: trailing digits and what follows an underscore are subscripts; `symbols` come first.

    >>> print(name_latex("W0"), name_latex("C_K1"), name_latex("alpha"), name_latex("loss"), name_latex("f_mu"))
    W_{0} C_{K1} \alpha \mathit{loss} f_{\mu}
    >>> print(name_latex("WV"), name_latex("WQ1"), name_latex("Wstar"), name_latex("w", {"w": r"\omega^{*}"}))
    W_{V} W_{Q,1} {W^{\star}} {\omega^{*}}
    """
    if (symbol := symbols.get(name)) is not None:
        return f"{{{symbol}}}" if "^" in symbol or "'" in symbol else symbol
    base, *marks = ("lambda" if name == "lambda_" else name).split("_")
    letters, digits = cast(re.Match[str], re.fullmatch(r"(.*?)(\d*)", base)).groups()
    if not letters or "" in marks:
        return r"\mathit{" + name.replace("_", r"\_") + "}"
    below = [*([digits] if digits else []), *(_mark(mark) for mark in marks)]
    if (found := _OF_THE_FIELD.fullmatch(letters)) is None:
        return _word(letters, r"\mathit") + _subscript(below)
    if found["of"]:
        return "J" + _subscript([f"{found['adapter']}_{found['of']}", *below])
    letter = found["base"] + _subscript([*([found["below"]] if found["below"] else []), *below])
    return letter if found["below"] and not found["star"] else f"{{{letter}^{{\\star}}}}"


def _subscript(marks: list[str]) -> str:
    return "_{" + ",".join(marks) + "}" if marks else ""


def _word(letters: str, style: str) -> str:
    if letters in GREEK:
        return "\\" + letters
    if letters == "eps":
        return r"\varepsilon"
    return letters if len(letters) == 1 else f"{style}{{{letters}}}"


def _mark(mark: str) -> str:
    return _word(mark, r"\mathrm") if mark.isalpha() else mark


def size_latex(value: Size, symbols: Mapping[str, str] = NO_SYMBOLS) -> str:
    r"""A size, or a ratio of sizes, in LaTeX.

    >>> print(size_latex(1 / (Size.named("d1") - 2)))
    \frac{1}{d_{1} - 2}
    """
    top, bottom = (part.latex(lambda name: name_latex(name, symbols)) for part in numerator_and_denominator(value))
    if bottom == "1":
        return top
    sign, above = ("- ", top[1:].lstrip()) if re.fullmatch(r"-[^+-]*", top) else ("", top)
    return rf"{sign}\frac{{{above}}}{{{bottom}}}"


def number_latex(value: Fraction) -> str:
    r"""A rational number in LaTeX: 2, -2, \tfrac{1}{2}."""
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return f"{sign}\\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"


@dataclass(frozen=True)
class Notation:
    """The names that subterms are written by, and the symbols that stand for names."""

    names: Mapping[Term, str]
    symbols: Mapping[str, str]

    def __contains__(self, term: Term) -> bool:
        return term in self.names

    def of(self, name: str) -> str:
        """A name in LaTeX."""
        return name_latex(name, self.symbols)

    def size(self, value: Size) -> str:
        """A size in LaTeX."""
        return size_latex(value, self.symbols)

    def side(self, value: Size) -> str:
        """A size beside another one: a sum in parentheses."""
        return f"({self.size(value)})" if value.is_sum else self.size(value)
