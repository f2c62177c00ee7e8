r"""Sentences: what a claim that is no equality says, in English, in LaTeX and as JSON, from its data alone.

Two claims that differ in a field have two sentences: ranges, shapes, hypotheses and definitions are all said.

Dictionary
    sentence(stated, ...)    one line of English
    latex_of(stated, ...)    the same as LaTeX
    latex_pieces(stated, ...)  what is assumed, what is claimed, what the names in it are, each a formula of LaTeX
    data_of(stated, ...)     the same as data, each field by its name
                             all three take an existence as well, whose witness is said too
    range_text(scalar)       the range of a scalar, as it is written in a file; range_latex(scalar) in LaTeX
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from lora_symbolic.language.later import sympy

from .. import propositions
from ..size import Size, size_text
from ..term import Term, subterms, variables
from ..writing import NO_SYMBOLS, name_latex, size_latex, to_latex, to_text
from .comparison import Comparison, Measure, Part, ScalarRange, Side
from .equation import Equation
from .kinds.cost import TURNED, Cost
from .kinds.cost_words import cost_data, cost_said
from .kinds.growth import Algorithm, Grows
from .stated import Exists, Holds, Rank, Stated

LATEX_RELATIONS: Mapping[str, str] = {"<": "<", "<=": r"\le", "=": "=", ">=": r"\ge", ">": ">"}
LATEX_NORMS: Mapping[str, str] = {"maxabs": r"\max", "norm": "F", "norm-1": "1", "norm-2": "2", "norm-inf": r"\infty"}
Names = Mapping[str, Term]


@dataclass(frozen=True)
class _Style:
    """How terms, numbers, measures and words are written in one language."""

    term: Callable[[Term, Mapping[Term, str]], str]
    name: Callable[[str], str]
    size: Callable[[Size], str]
    number: Callable[[sympy.Expr, Mapping[sympy.Symbol, str]], str]
    measure: Callable[[Measure, str], str]
    absolute: str
    relation: Callable[[str], str]
    times: str
    word: Callable[[str], str]


def _text_measure(measure: Measure, inside: str) -> str:
    name, _, which = measure.kind.partition("-")
    return inside if name == "value" else f"{name}({inside}{', ' + which if which else ''})"


def _latex_measure(measure: Measure, inside: str) -> str:
    if measure.kind == "value":
        return inside
    return rf"\lVert {inside} \rVert_{{{LATEX_NORMS[measure.kind]}}}"


def _text_number(number: sympy.Expr, measures: Mapping[sympy.Symbol, str]) -> str:
    return str(number.xreplace({symbol: sympy.Symbol(text) for symbol, text in measures.items()}))


TEXT = _Style(
    lambda term, names: to_text(term, names),
    lambda name: name,
    lambda size: size_text(size),
    _text_number,
    _text_measure,
    "|{}|",
    lambda relation: relation,
    " x ",
    lambda word: word,
)


def _latex_style(symbols: Mapping[str, str]) -> _Style:
    """LaTeX with the symbols that a reader asks for."""

    def number(value: sympy.Expr, measures: Mapping[sympy.Symbol, str]) -> str:
        names = {one: name_latex(one.name, symbols) for one in value.free_symbols if one not in measures}
        return str(sympy.latex(value, symbol_names={**names, **measures}))

    return _Style(
        lambda term, names: to_latex(term, names, symbols=symbols),
        lambda name: name_latex(name, symbols),
        lambda size: size_latex(size, symbols),
        number,
        _latex_measure,
        r"\lvert {} \rvert",
        lambda relation: LATEX_RELATIONS[relation],
        r" \times ",
        lambda word: rf"\text{{{word}}}",
    )


def sentence(stated: Stated | Exists, definitions: Names | None = None, where: Sequence[Equation] = ()) -> str:
    """The claim on one line of English."""
    if isinstance(stated, Grows):
        return f"{propositions.sentence(stated.proposition)}{_algorithm(TEXT, stated, definitions or {})}"
    return _writer(TEXT, stated, definitions or {}, where).whole()


def latex_of(
    stated: Stated | Exists,
    definitions: Names | None = None,
    where: Sequence[Equation] = (),
    symbols: Mapping[str, str] = NO_SYMBOLS,
) -> str:
    """The claim as LaTeX; `symbols` say how names are written."""
    if isinstance(stated, Grows):
        style = _latex_style(symbols)
        return f"{propositions.latex(stated.proposition)}{_algorithm(style, stated, definitions or {})}"
    return _writer(_latex_style(symbols), stated, definitions or {}, where).whole()


def latex_pieces(
    stated: Stated,
    definitions: Names | None = None,
    where: Sequence[Equation] = (),
    symbols: Mapping[str, str] = NO_SYMBOLS,
) -> tuple[list[str], str, list[str]]:
    """The hypotheses, ranges of scalars first, the claim, and the definitions that it uses, in LaTeX."""
    if isinstance(stated, Grows):
        return [], latex_of(stated, definitions, where, symbols), []
    writer = _Writer(_latex_style(symbols), stated, definitions or {}, where)
    return [*writer.ranges(), *writer.hypotheses()], writer.claim(), writer.definitions()


def data_of(
    stated: Stated | Exists, definitions: Names | None = None, where: Sequence[Equation] = ()
) -> dict[str, Any]:
    """The claim as data: its kind and every field, as texts."""
    if isinstance(stated, Grows):
        made = {} if stated.algorithm is None else {"algorithm": _algorithm_data(stated.algorithm)}
        return {"kind": "grows", "claim": propositions.data(stated.proposition), **made}
    if isinstance(stated, Exists):
        chosen = {v.name: [size_text(side) for side in v.shape] for v in stated.chosen}
        body = data_of(stated.body, definitions, where)
        return {"kind": "exists", "chosen": chosen, "witness": dict(stated.texts), "body": body}
    writer = _Writer(TEXT, stated, definitions or {}, where)
    data: dict[str, Any] = {"kind": type(stated).__name__.lower()}
    data["matrices"] = {v.name: [size_text(side) for side in v.shape] for v in writer.variables}
    data["where"] = writer.hypotheses()
    data["definitions"] = {name: to_text(term) for name, term in writer.used.items()}
    if isinstance(stated, Holds):
        data["scalars"] = {name: _range(one, TEXT) for name, one in stated.scalars.items()}
        data["chain"] = [writer.side(side) for side in stated.comparison.sides]
        data["relations"] = list(stated.comparison.relations)
        if stated.least is not None and stated.named is not None:
            data["least"] = [stated.least.name, str(stated.least.value)]
            data["named"] = [writer.side(side) for side in stated.named.sides]
    elif isinstance(stated, Cost):
        data |= cost_data(stated, writer.term)
    else:
        data["term"], data["relation"], data["bound"] = writer.term(stated.term), stated.relation, str(stated.bound)
    return data


def _algorithm(style: _Style, stated: Grows, definitions: Names) -> str:
    """What the algorithm of a claim evaluates, and its two factors; nothing where there is none."""
    if (made := stated.algorithm) is None:
        return ""
    writer = _Writer(style, made.cost, definitions, ())
    left, right = (writer.term(term) for term in made.factors)
    factors = f"{style.name('U1')} = {left}{style.word(' and ')}{style.name('V1')} = {right}"
    return f"; {style.word('with ')}{factors}{style.word(', where the algorithm takes, ')}{writer.whole()}"


def _algorithm_data(made: Algorithm) -> dict[str, Any]:
    return {"factors": list(made.texts), **cost_data(made.cost, to_text)}


def range_text(one: ScalarRange) -> str:
    """A range as a statement file gives it.

    >>> range_text(ScalarRange("eps", Fraction(0), Fraction(1), False, True)), range_text(ScalarRange("x"))
    ('0 < eps <= 1', 'real')
    """
    return "real" if one.low is None and one.high is None else _range(one, TEXT)


def range_latex(one: ScalarRange, symbols: Mapping[str, str] = NO_SYMBOLS) -> str:
    r"""A range in LaTeX.

    >>> print(range_latex(ScalarRange("tau", Fraction(0))), range_latex(ScalarRange("x")), sep=", ")
    0 < \tau, x \in \mathbb{R}
    """
    if one.low is None and one.high is None:
        return rf"{name_latex(one.name, symbols)} \in \mathbb{{R}}"
    return _range(one, _latex_style(symbols))


def _range(one: ScalarRange, style: _Style) -> str:
    """A range with its ends."""
    name = style.name(one.name)
    if one.low is None and one.high is None:
        return f"{name} {style.word('real')}"
    below, above = (style.relation("<=" if closed else "<") for closed in (one.low_closed, one.high_closed))
    left = "" if one.low is None else f"{_end(one.low)} {below} "
    return f"{left}{name}" + ("" if one.high is None else f" {above} {_end(one.high)}")


def _end(value: Fraction) -> str:
    return str(value)


class _Writer:
    """Writes one claim in one style."""

    def __init__(
        self, style: _Style, stated: Holds | Rank | Cost, definitions: Names, where: Sequence[Equation]
    ) -> None:
        self.style, self.stated, self.where = style, stated, where
        scalars = stated.scalars if isinstance(stated, Holds) else {}
        chains = (stated.comparison, *stated.hypotheses) if isinstance(stated, Holds) else ()
        terms = [term for chain in chains for term in chain.terms] + [t for one in where for t in (one.lhs, one.rhs)]
        if isinstance(stated, Rank):
            terms.append(stated.term)
        if isinstance(stated, Cost):
            terms += stated.mentioned
        inside = set(subterms(*terms))
        self.scalars = {scalar.term: scalar.name for scalar in scalars.values()}
        self.used = {name: term for name, term in definitions.items() if term in inside and term.args}
        self.names = {**{term: name for name, term in self.used.items()}, **self.scalars}
        self.variables = sorted((v for v in variables(*terms) if v.name not in scalars), key=lambda v: v.name)

    def whole(self) -> str:
        style = self.style
        subjects = [
            f"{style.name(v.name)} ({style.size(v.rows)}{style.times}{style.size(v.cols)})" for v in self.variables
        ]
        text = f"{style.word('for all ')}{', '.join([*subjects, *self.ranges()]) or style.word('sizes')}"
        if hypotheses := self.hypotheses():
            text += f"{style.word(' with ')}{style.word(' and ').join(hypotheses)}"
        text += f": {self.claim()}"
        if self.used:
            text += f"; {style.word('where ')}{', '.join(self.definitions())}"
        return text

    def ranges(self) -> list[str]:
        """The range of each scalar."""
        scalars = self.stated.scalars.values() if isinstance(self.stated, Holds) else ()
        return [_range(one, self.style) for one in scalars]

    def definitions(self) -> list[str]:
        """What the names in use stand for."""
        return [f"{self.style.name(name)} = {self.term(term, expand=True)}" for name, term in self.used.items()]

    def claim(self) -> str:
        style, stated = self.style, self.stated
        if isinstance(stated, Rank):
            head = style.word("largest rank" if stated.relation == "=" else "rank") + f"({self.term(stated.term)})"
            return f"{head} {style.relation(stated.relation)} {style.number(stated.bound, {})}"
        if isinstance(stated, Cost):
            # a product is counted as it is bracketed, which only the text says
            words = cost_said(stated, self.names).replace("_", "_" if style is TEXT else r"\_")
            return self.compared(style.word(words), stated)
        if stated.least is None or stated.named is None:
            return self.chain(stated.comparison)
        value = f"{style.name(stated.least.name)} = {style.number(stated.least.value, {})}"
        return f"{self.chain(stated.named)}{style.word(' with ')}{value}{style.word(', and with no smaller constant')}"

    def compared(self, count: str, stated: Cost) -> str:
        """What is counted between the numbers that it is compared with."""
        if not stated.bounds:
            return count.removesuffix(",")
        numbers = [self.style.number(one.number, {}) for one in stated.bounds]
        if stated.up_to_a_factor:
            return f"{count} {self.style.relation('<=')} K ({numbers[0]}){self.style.word(' for some constant K')}"
        last = f"{count} {self.style.relation(stated.bounds[-1].relation)} {numbers[-1]}"
        below = self.style.relation(TURNED[stated.bounds[0].relation]) if len(numbers) == 2 else ""
        return f"{numbers[0]} {below} {last}" if below else last

    def hypotheses(self) -> list[str]:
        """The hypotheses, equations first."""
        if isinstance(self.stated, Cost):
            names = [self.style.name(name) for name in self.stated.ascending]
            return [f" {self.style.relation('<=')} ".join(names)] if names else []
        equations = [f"{self.term(one.lhs)} = {self.term(one.rhs)}" for one in self.where]
        chains = self.stated.hypotheses if isinstance(self.stated, Holds) else ()
        return equations + [self.chain(chain) for chain in chains]

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


class _ExistsWriter(_Writer):
    """Writes an existence: the others first, then what is chosen, the body, and the witness."""

    def __init__(self, style: _Style, exists: Exists, definitions: Names, where: Sequence[Equation]) -> None:
        super().__init__(style, exists.body, definitions, where)
        self.exists = exists
        witness = list(exists.witness.values())
        inside = {name: term for name, term in definitions.items() if term in set(subterms(*witness)) and term.args}
        self.used |= inside
        self.names |= {term: name for name, term in inside.items()}
        free = {v for v in variables(*witness) if v.name not in exists.body.scalars} | set(self.variables)
        self.variables = sorted(free - set(exists.chosen), key=lambda v: v.name)

    def claim(self) -> str:
        style = self.style
        chosen = [
            f"{style.name(v.name)} ({style.size(v.rows)}{style.times}{style.size(v.cols)})" for v in self.exists.chosen
        ]
        said = f"{style.word('there are ')}{', '.join(chosen)}{style.word(' with ')}{super().claim()}"
        if not self.exists.witness:
            return said
        terms = [f"{style.name(name)} = {self.term(term)}" for name, term in self.exists.witness.items()]
        return f"{said}{style.word(', namely ')}{', '.join(terms)}"


def _writer(
    style: _Style, stated: Holds | Rank | Cost | Exists, definitions: Names, where: Sequence[Equation]
) -> _Writer:
    if isinstance(stated, Exists):
        return _ExistsWriter(style, stated, definitions, where)
    return _Writer(style, stated, definitions, where)
