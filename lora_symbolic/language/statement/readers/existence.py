"""Existence: a claim that matrices exist with which an equality or a bound holds, and the terms that shall do.

    exists  = { U = ["m", "k"], V = ["n", "k"] }
    witness = { U = "X @ W", V = "Y" }
    equal   = ["U @ V.T", "X @ W @ Y.T"]

What is judged is the equality or the bound with the witness put in; without a witness nothing is put in.

Dictionary
    ExistenceReader     a reader of statements that knows such claims
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import replace

from lora_symbolic.language.later import sympy

from ...operations import matrix
from ...term import Term, same_shape, variables
from ..claim import Claim
from ..comparison import Comparison, Part, Side
from ..reader import StatementReader
from ..stated import EXISTS_KEYS, Exists, Holds
from .reductions import ReductionReader

BODIES = ("equal", "holds")


class ExistenceReader(ReductionReader):
    """Reads claims with `exists` too."""

    def read_claim(self, place: str, value: object, keys: tuple[str, ...], kinds: tuple[str, ...]) -> Claim:
        table = self.table(place, value)
        if not set(table) & {*EXISTS_KEYS}:
            return super().read_claim(place, value, keys, kinds)
        place = f"claims.{table.get('name', '')}"
        if "exists" not in table:
            self.refuse(place, "witness without exists: expected exists beside it")
        rest = {key: entry for key, entry in table.items() if key not in EXISTS_KEYS}
        if len([kind for kind in BODIES if kind in rest]) != 1 or "least" in rest:
            self.refuse(place, "exists goes with one of equal and holds, and with no least")
        chosen = self.chosen(f"{place}.exists", table["exists"])
        witness, texts = self.witness(f"{place}.witness", table["witness"], chosen) if "witness" in table else ({}, {})
        said = self.knowing(chosen).read_body(place, rest, keys, kinds)
        for term in hypotheses_of(said):
            if mentioned := {one.name for one in variables(term)} & set(chosen):
                self.refuse(f"{place}.where", f"{min(mentioned)} is chosen by exists; expected hypotheses without it")
        body, equal = body_of(said), said.equal is not None
        exists = None if body is None else Exists(tuple(chosen.values()), body, equal, witness, texts)
        judged = self.knowing(witness).read_body(place, rest, keys, kinds) if witness else replace(said, stated=None)
        return replace(judged, exists=exists)

    def read_body(
        self, place: str, table: Mapping[str, object], keys: tuple[str, ...], kinds: tuple[str, ...]
    ) -> Claim:
        """The equality or the bound alone; one that cannot be read is refused here."""
        claim = StatementReader.read_claim(self, place, table, keys, kinds)
        if claim.fault is not None:
            self.refuse("", claim.fault.removeprefix(f"{self.where}, ").removeprefix(f"{self.where}: "))
        return claim

    def knowing(self, names: Mapping[str, Term]) -> ExistenceReader:
        """A reader for one claim, in which these names stand for these terms."""
        other = copy.copy(self)
        other.definitions = {**self.definitions, **names}
        return other

    def chosen(self, place: str, value: object) -> dict[str, Term]:
        """The matrices that shall exist."""
        found: dict[str, Term] = {}
        for name, sides in self.table(place, value).items():
            self.new_name(f"{place}.{name}", name)
            rows, cols = self.exactly(2, f"{place}.{name}", sides, 'two sides such as ["L", "k"]')
            found[name] = matrix(name, self.side(f"{place}.{name}", rows), self.side(f"{place}.{name}", cols))
        if not found:
            self.refuse(place, 'no matrix; expected some such as { U = ["L", "k"] }')
        return found

    def witness(self, place: str, value: object, chosen: Mapping[str, Term]) -> tuple[dict[str, Term], dict[str, str]]:
        """A term for each of them, of its shape."""
        table = self.table(place, value)
        if set(table) != set(chosen):
            self.refuse(place, f"{', '.join(table) or 'nothing'}; expected a term for each of {', '.join(chosen)}")
        terms: dict[str, Term] = {}
        for name, text in table.items():
            at = f"{place}.{name}"
            terms[name] = term = self.reading(at, self.parse, self.text(at, text))
            if not same_shape(term, chosen[name]):
                shapes = [f"{one.rows} x {one.cols}" for one in (term, chosen[name])]
                self.refuse(at, f"{shapes[0]}; expected {shapes[1]}, the shape of {name}")
        return terms, {name: " ".join(str(text).split()) for name, text in table.items()}


def hypotheses_of(claim: Claim) -> list[Term]:
    """The terms of the hypotheses of a claim."""
    chains = claim.stated.hypotheses if isinstance(claim.stated, Holds) else ()
    equations = [side for one in claim.where for side in (one.lhs, one.rhs)]
    return [*equations, *(term for chain in chains for term in chain.terms)]


def body_of(claim: Claim) -> Holds | None:
    """An equality as a chain of one link, a bound as it is; None where shapes do not fit."""
    if isinstance(claim.stated, Holds):
        return claim.stated
    if claim.equal is None or claim.lhs is None or claim.rhs is None or claim.problem is not None:
        return None
    sides = [
        Side((Part(sympy.Integer(1), term),), {}, text)
        for term, text in zip((claim.lhs, claim.rhs), claim.equal, strict=True)
    ]
    return Holds(Comparison(tuple(sides), ("=",)))
