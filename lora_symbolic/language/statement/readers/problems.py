"""Problems: the table [problems] of a statement file.

    [problems.attention]
    inputs   = { Q = ["L", "d"], K = ["L", "d"], V = ["L", "d"] }
    where    = ["maxabs(Q) <= Gamma", "maxabs(K) <= Gamma"]
    outputs  = { O = "softmax(Q @ K.T) @ V" }
    accuracy = "eps"
    bits     = "b"

Dictionary
    ProblemReader       a reader of statements that knows such tables
    limit_in            a number made of sizes and scalars
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Self

from ...families import Families
from ...operations import matrix
from ..comparison_reader import Scope, comparison_in, number_in
from ..headings import MAX_NAME, NAME
from ..kinds.reduction import Limit, Problem
from ..reader import StatementReader

PROBLEM_KEYS = ("inputs", "where", "definitions", "outputs", "accuracy", "bits")


class ProblemReader(StatementReader):
    """Reads problems too."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.problems: dict[str, Problem] = {}
        self.problem_tables: dict[str, Mapping[str, object]] = {}

    def read_problems(self, value: object) -> None:
        for name, table in self.table("problems", value).items():
            place = f"problems.{name[:MAX_NAME]}"
            if len(name) > MAX_NAME or not NAME.fullmatch(name):
                self.refuse("problems", f"{name[:MAX_NAME]!r} is no name; expected letters, digits and _")
            self.problem_tables[name] = self.table(place, table)
            self.problems[name] = self.alone().problem(place, name, self.problem_tables[name])

    def alone(self) -> Self:
        """A reader that knows the sizes, scalars and functions of the file, and nothing else."""
        other = copy.copy(self)
        other.matrices, other.definitions, other.families, other.free = {}, {}, Families(), None
        return other

    def problem(self, place: str, name: str, table: Mapping[str, object]) -> Problem:
        """The problem of one table."""
        self.check_keys(place, table, PROBLEM_KEYS)
        for key in ("inputs", "outputs"):
            if key not in table:
                self.refuse(place, f"no {key}; expected inputs with their shapes and outputs as terms")
        for key, sides in self.table(f"{place}.inputs", table["inputs"]).items():
            at = f"{place}.inputs.{key}"
            own = self.new_name(at, key)
            rows, cols = self.exactly(2, at, sides, 'two sides such as ["L", "d"]')
            self.matrices[own] = matrix(own, self.side(at, rows), self.side(at, cols))
        for key, text in self.table(f"{place}.definitions", table.get("definitions", {})).items():
            at = f"{place}.definitions.{key}"
            own = self.new_name(at, key)
            self.definitions[own] = self.reading(at, self.parse, self.text(at, text))
        where = self.entries(f"{place}.where", table.get("where", []), "a list of bounds")
        bounds = tuple(
            self.reading(f"{place}.where", comparison_in, self.text(f"{place}.where", text), self.scope)
            for text in where
        )
        outputs = {}
        for key, text in self.table(f"{place}.outputs", table["outputs"]).items():
            at = f"{place}.outputs.{key}"
            own = self.new_name(at, key) if key not in self.definitions else key
            outputs[own] = self.reading(at, self.parse, self.text(at, text))
        if not outputs or not self.matrices:
            self.refuse(place, "expected at least one input and one output")
        numbers = {
            key: limit_in(self, f"{place}.{key}", table[key], self.scope)
            for key in ("accuracy", "bits")
            if key in table
        }
        return Problem(
            name, self.matrices, bounds, outputs, self.definitions, numbers.get("accuracy"), numbers.get("bits")
        )


def limit_in(reader: StatementReader, place: str, value: object, scope: Scope) -> Limit:
    """The number that a text or an integer stands for."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else reader.text(place, value)
    return Limit(reader.reading(place, number_in, text, scope), " ".join(text.split()))
