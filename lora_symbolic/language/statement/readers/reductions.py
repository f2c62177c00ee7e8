"""Reductions: a claim that calls of one problem solve another.

    reduces = "attention to self_attention"
    calls   = [{ with = { d = "3 * r" }, at = { X = "block([[Q, K, V]])", ... } }]
    answer  = { O = "O" }
    at_most = { calls = "1" }

A call with `each = "i in r"` is one for each i. Later calls and the answer use the answers of former ones, by the names
that `gives` has for the outputs, and without it by the names of the outputs.

Dictionary
    ReductionReader     a reader of statements that knows such claims
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Self

from lora_symbolic.language.later import sympy

from ...errors import LanguageError, SyntaxProblem
from ...families import Family
from ...operations import ShapeError, matrix, sum_entries
from ...reading import shown, size_in
from ...size import ONE, Size, product
from ...term import Term, has_shape, variables
from ..claim import Claim
from ..comparison import ScalarRange
from ..comparison_reader import number_in
from ..headings import NAME
from ..kinds.reduction import LIMITS, Call, Limit, Problem, Reduces
from ..stated import REDUCTION_KEYS
from .problems import ProblemReader, limit_in

CALL_KEYS = ("each", "with", "at", "gives")
EACH = re.compile(rf"\s*(?P<index>{NAME.pattern})\s+in\s+(?P<range>.+)")
MAX_CALLS = 20


class ReductionReader(ProblemReader):
    """Reads claims with `reduces` too."""

    def stated(self, place: str, name: str, table: Mapping[str, object]) -> Claim:
        if "reduces" not in table:
            return super().stated(place, name, table)
        claim = Claim(name)
        try:
            self.check_keys(place, table, ("name", "reduces", *REDUCTION_KEYS))
            return replace(claim, stated=self.reduction(place, table))
        except ShapeError as error:
            return replace(claim, problem=str(error), extra={"text": f"reduces {table['reduces']}"})
        except LanguageError as error:
            return replace(claim, fault=self.told(place, str(error)))

    def told(self, place: str, message: str) -> str:
        """A message with its place, once."""
        return message if message.startswith(self.where) else f"{self.where}, {place}: {message}"

    def reduction(self, place: str, table: Mapping[str, object]) -> Reduces:
        """The reduction of one claim.

        Raises ShapeError where an instance has not the shapes that the called problem wants.
        """
        solved, called = self.named_problems(table["reduces"])
        inside = self.inside(solved)
        entries = self.entries(f"{place}.calls", table.get("calls", []), "[[claims.calls]] tables")
        if not 0 < len(entries) <= MAX_CALLS:
            self.refuse(f"{place}.calls", f"{len(entries)} of them; expected 1 to {MAX_CALLS} tables with at")
        calls = tuple(
            inside.call(f"{place}.calls[{number}]", self.table(f"{place}.calls[{number}]", entry), called)
            for number, entry in enumerate(entries, start=1)
        )
        texts = self.table(f"{place}.answer", table.get("answer", {}))
        self.same_names(f"{place}.answer", texts, solved.outputs, "the outputs of " + solved.name)
        answer: dict[str, Term] = {}
        for key, output in solved.outputs.items():
            answer[key] = inside.parsed(f"{place}.answer.{key}", texts[key])
            _fits(f"{place}.answer.{key}", answer[key], output.rows, output.cols)
        limits = {}
        for key, value in self.table(f"{place}.at_most", table.get("at_most", {})).items():
            self.check_keys(f"{place}.at_most", {key: value}, LIMITS)
            limits[key] = limit_in(self, f"{place}.at_most.{key}", value, self.scope)
        source = {
            "sizes": list(self.sizes),
            "problems": {one.name: self.problem_tables[one.name] for one in (solved, called)},
            "claim": dict(table),
        }
        flat = {key: _flat(text) for key, text in texts.items()}
        used = self.scalars_used((solved, called), calls, answer, list(limits.values()))
        return Reduces(solved, called, calls, answer, flat, limits, used, inside.families, source)

    def named_problems(self, value: object) -> tuple[Problem, Problem]:
        words = value.split(" to ") if isinstance(value, str) else []
        if len(words) != 2:
            raise SyntaxProblem('reduces: expected two problems such as "attention to self_attention"')
        for word in words:
            if word.strip() not in self.problems:
                known = ", ".join(self.problems) or "none"
                raise SyntaxProblem(
                    f"reduces: {shown(word.strip())} is no problem; expected one of [problems]: {known}"
                )
        return self.problems[words[0].strip()], self.problems[words[1].strip()]

    def inside(self, solved: Problem) -> Self:
        """A reader that knows the inputs of the problem to be solved."""
        other = self.alone()
        other.matrices, other.definitions = dict(solved.inputs), dict(solved.definitions)
        return other

    def parsed(self, place: str, value: object, is_open: bool = False) -> Term:
        """The term of a text; a shape that does not fit goes through."""
        text = self.text(place, value)
        try:
            return self.parse(text, is_open)
        except ShapeError:
            raise
        except LanguageError as error:
            self.refuse(place, str(error))

    def same_names(self, place: str, found: Mapping[str, object], wanted: Mapping[str, object], what: str) -> None:
        if set(found) != set(wanted):
            self.refuse(place, f"{', '.join(found) or 'nothing'}; expected {what}: {', '.join(wanted)}")

    def call(self, place: str, table: Mapping[str, object], called: Problem) -> Call:
        """One call; what it gives is known afterwards."""
        self.check_keys(place, table, CALL_KEYS)
        index, count = self.each(f"{place}.each", table["each"]) if "each" in table else ("", ONE)
        sizes, numbers, terms = self.put(f"{place}.with", table.get("with", {}), called)
        texts = self.table(f"{place}.at", table.get("at", {}))
        self.same_names(f"{place}.at", texts, called.inputs, "the inputs of " + called.name)
        at: dict[str, Term] = {}
        for key, one in called.inputs.items():
            at[key] = self.parsed(f"{place}.at.{key}", texts[key], is_open=bool(index))
            if other := next((free for free in self.families.free(at[key]) if free != index), None):
                self.refuse(f"{place}.at.{key}", f"the index {other} stands free; expected {index} alone")
            _fits(f"{place}.at.{key}", at[key], one.rows.at(sizes), one.cols.at(sizes))
        stacks = {key: self.families.stacked(term, index) if index else term for key, term in at.items()}
        gives = self.gives(f"{place}.gives", table.get("gives"), called, sizes, index, count)
        flat = {key: _flat(text) for key, text in texts.items()}
        return Call(sizes, numbers, terms, at, stacks, gives, flat, index, count)

    def each(self, place: str, value: object) -> tuple[str, Size]:
        found = EACH.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self.refuse(place, 'expected an index with its range such as "i in r"')
        index, count = found["index"], self.reading(place, size_in, found["range"].strip(), self.sizes)
        if index not in self.families.ranges:
            self.new_name(place, index)
        self.reading(place, self.families.declare, index, count)
        return index, count

    def put(
        self, place: str, value: object, called: Problem
    ) -> tuple[dict[str, Size], dict[str, sympy.Expr], dict[Term, Term]]:
        """Sizes and scalars of the called problem by those of this one."""
        sizes: dict[str, Size] = {}
        numbers: dict[str, sympy.Expr] = {}
        terms: dict[Term, Term] = {}
        for key, entry in self.table(place, value).items():
            if key in self.sizes:
                sizes[key] = self.side(f"{place}.{key}", entry)
            elif key in self.scalars:
                text = str(entry) if isinstance(entry, int) else self.text(f"{place}.{key}", entry)
                numbers[key] = self.reading(f"{place}.{key}", number_in, text, self.scope)
                terms[self.scalars[key].term] = self.parsed(f"{place}.{key}", text)
            else:
                self.refuse(place, f"{shown(str(key))}: expected a size or a scalar of {called.name}")
        return sizes, numbers, terms

    def gives(
        self, place: str, value: object, called: Problem, sizes: Mapping[str, Size], index: str, count: Size
    ) -> dict[str, Term]:
        """A variable for each answer, a family where there is an index."""
        names = {key: key for key in called.outputs} if value is None else self.table(place, value)
        self.same_names(place, names, called.outputs, "the outputs of " + called.name)
        given: dict[str, Term] = {}
        for key, output in called.outputs.items():
            name = self.new_name(f"{place}.{key}", names[key])
            rows, cols = output.rows.at(sizes), output.cols.at(sizes)
            variable = matrix(name, product(count, rows) if index else rows, cols)
            given[key] = variable if index or not output.is_scalar else sum_entries(variable)
            self.matrices[name] = given[key]
            if index:
                self.families.named[name] = Family(name, count, rows, variable, output.is_scalar)
        return given

    def scalars_used(
        self, problems: Sequence[Problem], calls: Sequence[Call], answer: Mapping[str, Term], limits: Sequence[Limit]
    ) -> dict[str, ScalarRange]:
        """The scalars that occur; an empty range is refused."""
        terms = [term for one in problems for term in one.terms] + [term for call in calls for term in call.at.values()]
        names = {one.name for one in variables(*terms, *answer.values())}
        numbers = [part.coefficient for one in problems for bound in one.bounds for side in bound.sides
                   for part in side.parts]  # fmt: skip
        numbers += [limit.value for one in problems for limit in (one.accuracy, one.bits) if limit is not None]
        numbers += [limit.value for limit in limits] + [value for call in calls for value in call.numbers.values()]
        names |= {symbol.name for number in numbers for symbol in number.free_symbols}
        names |= {name for call in calls for name in call.numbers}
        used = {name: scalar for name, scalar in self.scalars.items() if name in names}
        for scalar in used.values():
            if scalar.is_empty:
                raise SyntaxProblem(f"scalars.{scalar.name}: an empty range; expected a range with a number in it")
        return used


def _flat(value: object) -> str:
    return " ".join(str(value).split())


def _fits(place: str, term: Term, rows: Size, cols: Size) -> None:
    if not has_shape(term, rows, cols):
        at = place.split(".", 2)[-1]
        raise ShapeError(f"{at}: {term.rows} x {term.cols}", "reduces", (), f"expected {rows} x {cols}")
