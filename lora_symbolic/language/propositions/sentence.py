r"""Sentences: a proposition in English, in LaTeX and as data, from its fields alone.

Every field is said, so that two different propositions have two different sentences.

Dictionary
    sentence(proposition)   one line of English
    latex(proposition)      the same as LaTeX
    data(proposition)       the same as data, each field by its name
    naming(proposition)     the sentence with the inputs and outputs of its problems left out, for a title
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import groupby
from typing import Any

from ..writing import escaped_words, name_latex
from .formula import Formula
from .formula_writing import latex_of, text_of
from .proposition import Comparison, Equivalence, Fact, Problem, Proposition, Quantifier, Reduction, Solvable

_LATEX_RELATIONS = {"<=": r"\le", ">=": r"\ge"}


@dataclass(frozen=True)
class _Style:
    """How formulas, names, terms and words are written."""

    formula: Callable[[Formula], str]
    name: Callable[[str], str]
    term: Callable[[str], str]
    word: Callable[[str], str]
    relation: Callable[[str], str]
    times: str


TEXT = _Style(text_of, str, str, str, str, " x ")
LATEX = _Style(
    latex_of,
    name_latex,
    lambda term: name_latex(term) if term.isidentifier() else rf"\text{{\texttt{{{escaped_words(term)}}}}}",
    lambda word: rf"\text{{{escaped_words(word)}}}",
    lambda relation: _LATEX_RELATIONS.get(relation, relation),
    r" \times ",
)


def sentence(proposition: Proposition) -> str:
    """The proposition on one line of English.

    >>> from .proposition import comparisons, every, some
    >>> sentence(Proposition((*every("c > 0"), *some("k1")), then=comparisons("k1 = L**o(1)")))
    'for every c > 0 there is k1 with k1 = L^o(1)'
    """
    writer = _Writer(TEXT)
    return writer.whole(proposition) + writer.explained(proposition)


def naming(proposition: Proposition) -> str:
    """The sentence without what its problems compute from what."""
    return _Writer(TEXT).whole(proposition)


def latex(proposition: Proposition) -> str:
    """The proposition as LaTeX, for mathematics mode."""
    writer = _Writer(LATEX)
    return writer.whole(proposition) + writer.explained(proposition)


def data(value: object) -> Any:
    """The proposition as data: tables by their fields, formulas as texts."""
    if isinstance(value, Formula):
        return text_of(value)
    if is_dataclass(value) and not isinstance(value, type):
        table = {field.name: data(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__.lower(), **table}
    return [data(entry) for entry in value] if isinstance(value, tuple) else value


def _problems(fact: Fact) -> Iterator[Problem]:
    if isinstance(fact, Proposition):
        for one in (*fact.given, *fact.then):
            yield from _problems(one)
    elif isinstance(fact, Equivalence):
        yield from (*_problems(fact.left), *_problems(fact.right))
    elif isinstance(fact, Solvable):
        yield fact.problem
    elif isinstance(fact, Reduction):
        yield from (fact.solved, fact.by)


class _Writer:
    """Writes propositions in one style."""

    def __init__(self, style: _Style) -> None:
        self.style = style

    def whole(self, one: Proposition) -> str:
        style = self.style
        under = style.word("under ") + style.word(" and ").join(map(style.word, one.cited)) + style.word(", ")
        text = under if one.cited else ""
        facts = self.facts(one)
        groups = [(kind, list(group)) for kind, group in groupby(one.quantifiers, key=lambda each: each.every)]
        for position, (kind, group) in enumerate(groups):
            text += style.word(" such that " if kind else " ") if position else ""
            text += self.group(kind, group)
        if one.given:
            text += style.word(" with " if groups else "if ") + ", ".join(map(self.part, one.given))
            return text + style.word(": ") + facts
        if not groups:
            return text + facts
        is_plain = all(isinstance(fact, Comparison) for fact in one.then) and not one.negated
        then = ": " if groups[-1][0] else (" with " if is_plain else " such that ")
        return text + style.word(then) + facts

    def group(self, is_every: bool, group: list[Quantifier]) -> str:
        head = "for every " if is_every else ("there is " if len(group) == 1 else "there are ")
        return self.style.word(head) + ", ".join(map(self.quantified, group))

    def quantified(self, one: Quantifier) -> str:
        style, name = self.style, self.style.name(one.name)
        if one.shape is not None:
            return f"{name} ({style.term(one.shape[0])}{style.times}{style.term(one.shape[1])})"
        if one.bound is None:
            return name
        return f"{name} {style.relation(one.relation)} {style.formula(one.bound)}"

    def facts(self, one: Proposition) -> str:
        text = self.fact(one.then[0]) if len(one.then) == 1 else self.style.word(" and ").join(map(self.part, one.then))
        return self.style.word("not all of: " if len(one.then) > 1 else "not: ") + text if one.negated else text

    def part(self, fact: Fact) -> str:
        """A fact among others."""
        return f"({self.whole(fact)})" if isinstance(fact, Proposition) else self.fact(fact)

    def fact(self, fact: Fact) -> str:
        style = self.style
        if isinstance(fact, Comparison):
            return self.compared(fact)
        if isinstance(fact, Proposition):
            return self.whole(fact)
        if isinstance(fact, Equivalence):
            sides = (self.fact(side) for side in (fact.left, fact.right))
            return style.word(" if and only if ").join(f"({side})" for side in sides)
        if isinstance(fact, Solvable):
            head = style.word("an algorithm solves " if fact.possible else "no algorithm solves ")
            return head + self.problem(fact.problem) + style.word(" in time ") + style.formula(fact.time)
        return self.reduction(fact)

    def compared(self, one: Comparison) -> str:
        style = self.style
        return f"{style.formula(one.left)} {style.relation(one.relation)} {style.formula(one.right)}"

    def all_of(self, comparisons: tuple[Comparison, ...]) -> str:
        return ", ".join(map(self.compared, comparisons))

    def problem(self, one: Problem) -> str:
        style = self.style
        text = style.word(one.name)
        if one.bounds:
            text += style.word(" with ") + self.all_of(one.bounds)
        return text + style.word(" to within ") + style.formula(one.accuracy) if one.accuracy else text

    def reduction(self, one: Reduction) -> str:
        style = self.style
        text = self.all_of(one.sizes) + style.word(": ") if one.sizes else ""
        text += self.problem(one.by) + style.word(" solves ") + self.problem(one.solved) + style.word(" in ")
        text += style.formula(one.calls) + style.word(" call: at " if one.calls.value == "1" else " calls: at ")
        text += self.pairs(one.instance) + style.word("; then ") + self.pairs(one.reads)
        return text

    def pairs(self, pairs: tuple[tuple[str, str], ...]) -> str:
        style = self.style
        return ", ".join(
            f"{style.name(name) if name.isidentifier() else style.term(name)} = {style.term(term)}"
            for name, term in pairs
        )

    def explained(self, one: Proposition) -> str:
        """What the problems compute from what, each once."""
        style, told = self.style, []
        for each in dict.fromkeys(_problems(one)):
            given = ", ".join(
                f"{style.name(name)} ({style.term(rows)}{style.times}{style.term(cols)})"
                for name, (rows, cols) in each.inputs
            )
            if given or each.output:
                words = style.word("; ") + style.word(each.name) + style.word(" gives ") + self.pairs(each.output)
                told.append(words + (style.word(" from ") + given if given else ""))
        return "".join(told)
