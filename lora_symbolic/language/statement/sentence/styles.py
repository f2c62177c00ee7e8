"""Styles: how terms, numbers, measures and words are written in English and in LaTeX; what is alike in both.

Dictionary
    Style           one language
    TEXT            plain text, and latex_style(symbols)
    Chains          chains of inequalities in a style, with names for terms
    range_text      the range of a scalar, as it is written in a file; range_latex in LaTeX, ranged in any style
    shaped          a matrix with its shape
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from lora_symbolic.language.later import sympy

from ...size import Size, size_text
from ...term import Term
from ...writing import NO_SYMBOLS, escaped_words, name_latex, size_latex, to_latex, to_text
from ..comparison import Comparison, Measure, Part, ScalarRange, Side

LATEX_RELATIONS: Mapping[str, str] = {"<": "<", "<=": r"\le", "=": "=", ">=": r"\ge", ">": ">"}
LATEX_NORMS: Mapping[str, str] = {"maxabs": r"\max", "norm": "F", "norm-1": "1", "norm-2": "2", "norm-inf": r"\infty"}


@dataclass(frozen=True)
class Style:
    """How terms, numbers, measures, words and terms as they are typed are written in one language."""

    term: Callable[[Term, Mapping[Term, str]], str]
    name: Callable[[str], str]
    size: Callable[[Size], str]
    number: Callable[[sympy.Expr, Mapping[sympy.Symbol, str]], str]
    measure: Callable[[Measure, str], str]
    absolute: str
    relation: Callable[[str], str]
    times: str
    word: Callable[[str], str]
    code: Callable[[str], str]


def _text_measure(measure: Measure, inside: str) -> str:
    name, _, which = measure.kind.partition("-")
    return inside if name == "value" else f"{name}({inside}{', ' + which if which else ''})"


def _latex_measure(measure: Measure, inside: str) -> str:
    if measure.kind == "value":
        return inside
    return rf"\lVert {inside} \rVert_{{{LATEX_NORMS[measure.kind]}}}"


def _text_number(number: sympy.Expr, measures: Mapping[sympy.Symbol, str]) -> str:
    return str(number.xreplace({symbol: sympy.Symbol(text) for symbol, text in measures.items()}))


TEXT = Style(
    lambda term, names: to_text(term, names),
    lambda name: name,
    lambda size: size_text(size),
    _text_number,
    _text_measure,
    "|{}|",
    lambda relation: relation,
    " x ",
    str,
    str,
)


def latex_style(symbols: Mapping[str, str]) -> Style:
    """LaTeX with the symbols that a reader asks for."""

    def number(value: sympy.Expr, measures: Mapping[sympy.Symbol, str]) -> str:
        names = {one: name_latex(one.name, symbols) for one in value.free_symbols if one not in measures}
        return str(sympy.latex(value, symbol_names={**names, **measures}, inv_trig_style="full"))

    return Style(
        lambda term, names: to_latex(term, names, symbols=symbols),
        lambda name: name_latex(name, symbols),
        lambda size: size_latex(size, symbols),
        number,
        _latex_measure,
        r"\lvert {} \rvert",
        lambda relation: LATEX_RELATIONS[relation],
        r" \times ",
        lambda word: rf"\text{{{escaped_words(word)}}}",
        lambda typed: rf"\text{{\texttt{{{escaped_words(typed)}}}}}",
    )


def range_text(one: ScalarRange) -> str:
    """A range as a statement file gives it.

    >>> range_text(ScalarRange("eps", Fraction(0), Fraction(1), False, True)), range_text(ScalarRange("x"))
    ('0 < eps <= 1', 'real')
    """
    return "real" if one.low is None and one.high is None else ranged(one, TEXT)


def range_latex(one: ScalarRange, symbols: Mapping[str, str] = NO_SYMBOLS) -> str:
    r"""A range in LaTeX.

    >>> print(range_latex(ScalarRange("tau", Fraction(0))), range_latex(ScalarRange("x")), sep=", ")
    0 < \tau, x \in \mathbb{R}
    """
    if one.low is None and one.high is None:
        return rf"{name_latex(one.name, symbols)} \in \mathbb{{R}}"
    return ranged(one, latex_style(symbols))


def ranged(one: ScalarRange, style: Style) -> str:
    """A range with its ends."""
    name = style.name(one.name)
    if one.low is None and one.high is None:
        return f"{name} {style.word('real')}"
    below, above = (style.relation("<=" if closed else "<") for closed in (one.low_closed, one.high_closed))
    left = "" if one.low is None else f"{_end(one.low)} {below} "
    return f"{left}{name}" + ("" if one.high is None else f" {above} {_end(one.high)}")


def _end(value: Fraction) -> str:
    return str(value)


def shaped(variable: Term, style: Style) -> str:
    """A matrix with its shape."""
    rows, cols = (style.size(side) for side in variable.shape)
    return f"{style.name(variable.name)} ({rows}{style.times}{cols})"


class Chains:
    """Writes chains in one style; `names` are those of terms."""

    def __init__(self, style: Style, names: Mapping[Term, str]) -> None:
        self.style, self.names = style, names

    def chain(self, chain: Comparison) -> str:
        words = [self.side(chain.sides[0])]
        for relation, side in zip(chain.relations, chain.sides[1:], strict=True):
            words += [self.style.relation(relation), self.side(side)]
        return " ".join(words)

    def side(self, side: Side) -> str:
        """A side, written from its parts."""
        measures = {symbol: self.style.measure(one, self.term(one.term)) for symbol, one in side.measures.items()}
        return " + ".join(self.part(part, measures) for part in side.parts)

    def part(self, part: Part, measures: Mapping[sympy.Symbol, str]) -> str:
        number = self.style.number(part.coefficient, measures)
        if part.term is None:
            return number
        inside = self.term(part.term)
        if part.absolute:
            inside = self.style.absolute.replace("{}", inside)
        elif part.coefficient != 1 and part.term not in self.names and part.term.op in ("add", "subtract", "negate"):
            inside = f"({inside})"
        if part.coefficient == 1:
            return inside
        number = f"({number})" if part.coefficient.is_Add else number
        return f"{number}{'*' if self.style is TEXT else ' '}{inside}"

    def term(self, term: Term, expand: bool = False) -> str:
        names = {other: name for other, name in self.names.items() if not (expand and other is term)}
        return self.style.term(term, names)
