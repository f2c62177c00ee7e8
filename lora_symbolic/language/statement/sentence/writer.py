r"""Sentences: what a claim that is no equality says, in English, in LaTeX and as JSON, from its data alone.

Two claims that differ in a field have two sentences: ranges, shapes, hypotheses and definitions are all said.

Dictionary
    sentence(stated, ...)    one line of English
    latex_of(stated, ...)    the same as LaTeX
    latex_pieces(stated, ...)  what is assumed, what is claimed, what the names in it are, each a formula of LaTeX
    latex_parts(stated, ...)   the sentence in LaTeX in three parts: for what, the claim, what the names in it are
    data_of(stated, ...)     the same as data, each field by its name
                             all three take an existence as well, whose witness is said too
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ... import propositions
from ...size import size_text
from ...term import Term, subterms, variables
from ...writing import NO_SYMBOLS, to_text
from ..equation import Equation
from ..kinds.cost import TURNED, Cost
from ..kinds.cost_words import cost_data, cost_said
from ..kinds.growth import Algorithm, Grows
from ..kinds.reduction import Reduces
from ..stated import Exists, Holds, Rank, Stated
from .reductions import reduction_data, reduction_said
from .styles import TEXT, Chains, Style, latex_style, ranged, shaped

Names = Mapping[str, Term]


def sentence(stated: Stated | Exists, definitions: Names | None = None, where: Sequence[Equation] = ()) -> str:
    """The claim on one line of English."""
    if isinstance(stated, Grows):
        return _joined(propositions.sentence(stated.proposition), _algorithm(TEXT, stated, definitions or {}))
    if isinstance(stated, Reduces):
        return reduction_said(stated, TEXT)
    return _writer(TEXT, stated, definitions or {}, where).whole()


def latex_of(
    stated: Stated | Exists,
    definitions: Names | None = None,
    where: Sequence[Equation] = (),
    symbols: Mapping[str, str] = NO_SYMBOLS,
) -> str:
    """The claim as LaTeX; `symbols` say how names are written."""
    if isinstance(stated, Grows):
        made = _algorithm(latex_style(symbols), stated, definitions or {})
        return _joined(propositions.latex(stated.proposition), made)
    if isinstance(stated, Reduces):
        return reduction_said(stated, latex_style(symbols))
    return _writer(latex_style(symbols), stated, definitions or {}, where).whole()


def latex_pieces(
    stated: Stated,
    definitions: Names | None = None,
    where: Sequence[Equation] = (),
    symbols: Mapping[str, str] = NO_SYMBOLS,
) -> tuple[list[str], str, list[str]]:
    """The hypotheses, ranges of scalars first, the claim, and the definitions that it uses, in LaTeX."""
    if isinstance(stated, Reduces):
        return [], reduction_said(stated, latex_style(symbols)), []
    if isinstance(stated, Grows):
        return [], latex_of(stated, definitions, where, symbols), []
    writer = _Writer(latex_style(symbols), stated, definitions or {}, where)
    return [*writer.ranges(), *writer.hypotheses()], writer.claim(), writer.definitions()


def latex_parts(
    stated: Stated | Exists,
    definitions: Names | None = None,
    where: Sequence[Equation] = (),
    symbols: Mapping[str, str] = NO_SYMBOLS,
) -> tuple[str, str, str]:
    """For what it is claimed, the claim, and what the names in it are; some may be empty, words are in `\\text`."""
    style = latex_style(symbols)
    if isinstance(stated, Grows):
        return "", propositions.latex(stated.proposition), _algorithm(style, stated, definitions or {})
    if isinstance(stated, Reduces):
        return "", reduction_said(stated, style), ""
    writer = _writer(style, stated, definitions or {}, where)
    return writer.quantified(), writer.claim(), writer.explained()


def data_of(
    stated: Stated | Exists, definitions: Names | None = None, where: Sequence[Equation] = ()
) -> dict[str, Any]:
    """The claim as data: its kind and every field, as texts."""
    if isinstance(stated, Grows):
        made = {} if stated.algorithm is None else {"algorithm": _algorithm_data(stated.algorithm)}
        return {"kind": "grows", "claim": propositions.data(stated.proposition), **made}
    if isinstance(stated, Reduces):
        return reduction_data(stated)
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
        data["scalars"] = {name: ranged(one, TEXT) for name, one in stated.scalars.items()}
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


def _joined(claim: str, named: str) -> str:
    return f"{claim}; {named}" if named else claim


def _algorithm(style: Style, stated: Grows, definitions: Names) -> str:
    """What the algorithm of a claim evaluates, and its two factors; nothing where there is none."""
    if (made := stated.algorithm) is None:
        return ""
    writer = _Writer(style, made.cost, definitions, ())
    left, right = (writer.term(term) for term in made.factors)
    factors = f"{style.name('U1')} = {left}{style.word(' and ')}{style.name('V1')} = {right}"
    return f"{style.word('with ')}{factors}{style.word(', where the algorithm takes, ')}{writer.whole()}"


def _algorithm_data(made: Algorithm) -> dict[str, Any]:
    return {"factors": list(made.texts), **cost_data(made.cost, to_text)}


class _Writer(Chains):
    """Writes one claim in one style."""

    def __init__(
        self, style: Style, stated: Holds | Rank | Cost, definitions: Names, where: Sequence[Equation]
    ) -> None:
        self.stated, self.where = stated, where
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
        super().__init__(style, {**{term: name for name, term in self.used.items()}, **self.scalars})
        self.variables = sorted((v for v in variables(*terms) if v.name not in scalars), key=lambda v: v.name)

    def whole(self) -> str:
        return _joined(f"{self.quantified()}: {self.claim()}", self.explained())

    def quantified(self) -> str:
        """For what it is claimed: matrices, scalars, hypotheses."""
        style = self.style
        subjects = [shaped(v, style) for v in self.variables]
        text = f"{style.word('for all ')}{', '.join([*subjects, *self.ranges()]) or style.word('sizes')}"
        if hypotheses := self.hypotheses():
            text += f"{style.word(' with ')}{style.word(' and ').join(hypotheses)}"
        return text

    def explained(self) -> str:
        """What the names in use stand for, in words; empty where none is."""
        return f"{self.style.word('where ')}{', '.join(self.definitions())}" if self.used else ""

    def ranges(self) -> list[str]:
        """The range of each scalar."""
        scalars = self.stated.scalars.values() if isinstance(self.stated, Holds) else ()
        return [ranged(one, self.style) for one in scalars]

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
            return self.compared(
                cost_said(stated, lambda term: style.code(to_text(term, self.names)), style.word), stated
            )
        if stated.least is None or stated.named is None:
            return self.chain(stated.comparison)
        value = f"{style.name(stated.least.name)} = {style.number(stated.least.value, {})}"
        return f"{self.chain(stated.named)}{style.word(' with ')}{value}{style.word(', and with no smaller constant')}"

    def compared(self, count: str, stated: Cost) -> str:
        """What is counted between the numbers that it is compared with."""
        if not stated.bounds:
            return count
        count += self.style.word(",")
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


class _ExistsWriter(_Writer):
    """Writes an existence: the others first, then what is chosen, the body, and the witness."""

    def __init__(self, style: Style, exists: Exists, definitions: Names, where: Sequence[Equation]) -> None:
        super().__init__(style, exists.body, definitions, where)
        self.exists = exists
        witness = list(exists.witness.values())
        inside = {name: term for name, term in definitions.items() if term in set(subterms(*witness)) and term.args}
        self.used |= inside
        self.names = {**self.names, **{term: name for name, term in inside.items()}}
        free = {v for v in variables(*witness) if v.name not in exists.body.scalars} | set(self.variables)
        self.variables = sorted(free - set(exists.chosen), key=lambda v: v.name)

    def claim(self) -> str:
        style = self.style
        chosen = [shaped(v, style) for v in self.exists.chosen]
        said = f"{style.word('there are ')}{', '.join(chosen)}{style.word(' with ')}{super().claim()}"
        if not self.exists.witness:
            return said
        terms = [f"{style.name(name)} = {self.term(term)}" for name, term in self.exists.witness.items()]
        return f"{said}{style.word(', namely ')}{', '.join(terms)}"


def _writer(
    style: Style, stated: Holds | Rank | Cost | Exists, definitions: Names, where: Sequence[Equation]
) -> _Writer:
    if isinstance(stated, Exists):
        return _ExistsWriter(style, stated, definitions, where)
    return _Writer(style, stated, definitions, where)
