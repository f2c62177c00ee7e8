"""Statement reader: the tables of a statement file, each entry checked as the format asks, in the order of the file."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import NoReturn, TypeVar

from ..errors import LanguageError, StatementError, SyntaxProblem
from ..families import Families, Family
from ..operations import ShapeError, coefficients, matrix, substitute
from ..reading import FUNCTION_NAMES, did_you_mean, names_in, parse, shown, size_in
from ..size import Size, product, size
from ..term import Term, has_shape, same_shape
from .claim import Claim
from .comparison import ScalarRange
from .comparison_reader import Scope, range_in
from .equation import Equation, one_shape, sides_of
from .headings import MAX_NAME, NAME, Headings, shown_key
from .in_range import ranges_in
from .stated import STATED_KEYS, STATED_KINDS, as_chain, read_stated

MAX_ENTRIES = 1000
CLAIM_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")
CLAIM_KINDS = ("equal", "shape", *STATED_KINDS)

Result = TypeVar("Result")
Entries = TypeVar("Entries", bound=Collection[object])


def kind_of(value: object) -> str:
    """What a value of a table is, in words."""
    kinds = {bool: "true or false", int: "an integer", float: "a float", str: "a text", list: "a list", dict: "a table"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def _listed(names: Collection[str]) -> str:
    return ", ".join(names)


class StatementReader(Headings):
    """Reads the parts of one table in order and knows the names read so far."""

    def __init__(
        self, where: str, sizes: Collection[str], matrices: Mapping[str, Term], definitions: Mapping[str, Term]
    ) -> None:
        self.where = where
        self.sizes: list[str] = list(sizes)
        self.matrices: dict[str, Term] = dict(matrices)
        self.definitions: dict[str, Term] = dict(definitions)
        self.functions: dict[str, Term] = {}
        self.scalars: dict[str, ScalarRange] = {}
        self.equations: tuple[Equation, ...] = ()
        self.free: dict[Term, Term] | None = None
        self.families = Families()

    def faults(self) -> tuple[str, ...]:
        """What was wrong and passed over: nothing, since this reader stops at what is wrong."""
        return ()

    # --- messages

    def refuse(self, place: str, message: str) -> NoReturn:
        raise StatementError(f"{self.where}, {place}: {message}" if place else f"{self.where}: {message}")

    def reading(self, place: str, read: Callable[..., Result], *arguments: object) -> Result:
        """A step whose errors are told with their place."""
        try:
            return read(*arguments)
        except LanguageError as error:
            self.refuse(place, str(error))

    def check_keys(self, place: str, table: Mapping[str, object], allowed: Collection[str]) -> None:
        for key in table:
            if key not in allowed:
                hint = did_you_mean(key, allowed) if isinstance(key, str) else ""
                self.refuse(place, f"unknown key {shown(str(key))}; expected {_listed(allowed)}{hint}")

    def table(self, place: str, value: object) -> Mapping[str, object]:
        if not isinstance(value, Mapping):
            self.refuse(place, f"{kind_of(value)}; expected a table")
        return self.few(place, value)

    def entries(self, place: str, value: object, expected: str) -> Sequence[object]:
        if not isinstance(value, (list, tuple)):
            self.refuse(place, f"{kind_of(value)}; expected {expected}")
        return self.few(place, value)

    def exactly(self, count: int, place: str, value: object, expected: str) -> Sequence[object]:
        entries = self.entries(place, value, expected)
        if len(entries) != count:
            self.refuse(place, f"{len(entries)} of them; expected {expected}")
        return entries

    def few(self, place: str, value: Entries) -> Entries:
        if len(value) > MAX_ENTRIES:
            self.refuse(place, f"{len(value)} entries; expected at most {MAX_ENTRIES}")
        return value

    def new_name(self, place: str, name: object) -> str:
        if not isinstance(name, str):
            self.refuse(place, f"{kind_of(name)}; expected a name in quotes")
        if len(name) > MAX_NAME or not NAME.fullmatch(name) or keyword.iskeyword(name):
            self.refuse(place, f"{shown(name)} is no name; expected letters, digits and _, such as C1")
        if name in FUNCTION_NAMES:
            self.refuse(place, f"{name!r} is a function of the syntax; expected another name")
        if name in self.scope.names or name in self.sizes or name in self.scalars or name in self.families.ranges:
            self.refuse(place, f"{name!r} is named twice; expected each name once")
        return name

    @property
    def scope(self) -> Scope:
        """What the names read so far stand for."""
        return Scope({**self.matrices, **self.functions, **self.definitions}, tuple(self.sizes), self.scalars, {})

    # --- tables

    def read_sizes(self, value: object) -> None:
        for name in self.entries("sizes", value, 'a list of names such as ["L", "d"]'):
            self.sizes.append(self.new_name("sizes", name))

    def read_functions(self, value: object) -> None:
        for name, kind in self.table("functions", value).items():
            place = f"functions.{shown_key(name)}"
            row = coefficients(self.new_name(place, name))
            self.new_name(place, row.name)
            if kind != "entrywise":
                self.refuse(place, f'{shown(str(kind))}; expected "entrywise", any smooth function of each entry')
            self.functions[name] = row

    def read_matrices(self, value: object) -> None:
        for key, sides in self.table("matrices", value).items():
            place = f"matrices.{shown_key(key)}"
            name, index, count = self.heading(place, key)
            pair = self.exactly(2, place, sides, 'two sides such as ["L", "d"]')
            rows, cols = (self.side(place, side) for side in pair)
            self.matrices[name] = matrix(name, self.reading(place, product, count, rows) if index else rows, cols)
            if index:
                self.families.named[name] = Family(name, count, rows, self.matrices[name])

    def side(self, place: str, side: object) -> Size:
        if isinstance(side, int) and not isinstance(side, bool):
            return self.reading(place, size, side)
        if not isinstance(side, str):
            self.refuse(
                place, f"{kind_of(side)} as a side; expected a size, a positive integer or a polynomial in sizes"
            )
        return self.reading(place, size_in, side, self.sizes)

    def read_scalars(self, value: object) -> None:
        for name, text in self.table("scalars", value).items():
            place = f"scalars.{shown_key(name)}"
            self.new_name(place, name)
            self.scalars[name] = self.reading(place, range_in, name, self.text(place, text))

    def read_definitions(self, value: object) -> None:
        table: dict[str, object] = {}
        headings: dict[str, tuple[str, str]] = {}
        for key, text in self.table("definitions", value).items():
            place = f"definitions.{shown_key(key)}"
            name, index, _ = self.heading(place, key, table)
            table[name], headings[name] = text, (place, index)
        for name, (place, self.index) in headings.items():
            self.read_definition(place, name, table)

    def read_definition(self, place: str, name: str, table: Mapping[str, object]) -> None:
        expression = self.text(place, table[name])
        self.check_order(place, name, self.reading(place, names_in, expression), table)
        term = self.reading(place, self.parse, expression, bool(self.index))
        self.definitions[name] = self.reading(place, self.defined, name, term, expression)

    def check_order(self, place: str, name: str, used: Collection[str], table: Collection[str]) -> None:
        if name in used:
            self.refuse(place, f"definition {name} uses itself; expected names defined above it")
        for other in used:
            if other in table and other not in self.definitions:
                self.refuse(place, f"definition {name} uses {other}, which is defined below; expected it above")

    def text(self, place: str, value: object) -> str:
        if not isinstance(value, str):
            self.refuse(place, f"{kind_of(value)}; expected an expression in quotes")
        return value

    def parse(self, text: str, is_open: bool = False) -> Term:
        """The term of a text, in which an index may stand free where `is_open` says so."""
        term = parse(text, self.scope.in_terms, self.sizes, self.free, self.families)
        if not is_open and (indices := self.families.free(term)):
            raise SyntaxProblem(f"the index {indices[0]} stands free; expected it in a sum, or in a family's name")
        return term

    # --- what is taken for granted

    def read_where(self, value: object) -> None:
        self.equations, problems = self.where_of("where", value, {})
        for problem in problems:
            self.refuse("where", problem)

    def where_of(
        self, place: str, value: object, given: Mapping[Term, Term]
    ) -> tuple[tuple[Equation, ...], tuple[str, ...]]:
        """The equations of a list of texts, and the problems with their shapes."""
        equations: list[Equation] = []
        problems: list[str] = []
        expected = 'a list of equations such as ["P.T @ P = eye(r)"]'
        for position, entry in enumerate(self.entries(place, value, expected), start=1):
            text = self.text(f"{place}[{position}]", entry)
            texts = self.reading(f"{place}[{position}]", sides_of, text)
            left, right, problem = self.two_sides(f"{place}[{position}]", texts, given)
            if problem is None and left is not None and right is not None:
                equations.append(Equation(text.strip(), left, right))
            else:
                problems.append(f"where {shown(text)}: {problem}")
        return tuple(equations), tuple(problems)

    # --- claims

    def read_claims(self, value: object, keys: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[Claim, ...]:
        claims: dict[str, Claim] = {}
        for position, item in enumerate(self.entries("claims", value, "[[claims]] tables"), start=1):
            claim = self.read_claim(f"claims[{position}]", item, keys, kinds)
            if claim.name in claims:
                self.refuse(f"claims.{claim.name}", "a second claim of this name; expected each name once")
            claims[claim.name] = claim
        return tuple(claims.values())

    def read_claim(self, place: str, value: object, keys: tuple[str, ...], kinds: tuple[str, ...]) -> Claim:
        table = as_chain(self.table(place, value))
        all_kinds = (*CLAIM_KINDS, *kinds)
        self.check_keys(place, table, ("name", *all_kinds, *keys, "where", *STATED_KEYS))
        name = table.get("name")
        if not isinstance(name, str) or not CLAIM_NAME.fullmatch(name):
            what = "no name" if name is None else shown(name) if isinstance(name, str) else kind_of(name)
            self.refuse(place, f"{what}; expected name = up to 80 letters, digits, _, . and -")
        place = f"claims.{name}"
        if set(table) & {*STATED_KINDS, *STATED_KEYS}:
            return self.stated(place, name, table)
        present = [kind for kind in all_kinds if kind in table]
        if len(present) != 1:
            self.refuse(place, f"{_listed(present) or 'no kind'}; expected exactly one of {_listed(all_kinds)}")
        extra = {key: entry for key, entry in table.items() if key not in ("name", "where", *CLAIM_KINDS)}
        given = self.read_given(f"{place}.given", table["given"]) if "given" in table else {}
        claim = Claim(name, extra=extra)
        if "equal" in table:
            claim = self.equality(f"{place}.equal", name, table["equal"], given, extra)
        if "shape" in table:
            claim = self.shape(f"{place}.shape", name, table["shape"], given, extra)
        ranged = self.reading(place, ranges_in, self.scalars, claim.lhs, claim.rhs)
        own, problems = self.where_of(f"{place}.where", table.get("where", []), given)
        problem = "; ".join([claim.problem, *problems] if claim.problem else problems) or None
        return replace(claim, where=(*self.equations, *own, *ranged), problem=problem)

    def stated(self, place: str, name: str, table: Mapping[str, object]) -> Claim:
        """A claim that is no equality; what is wrong with it is its fault, and the other claims are read."""
        where = [
            self.text(f"{place}.where[{position}]", entry)
            for position, entry in enumerate(self.entries(f"{place}.where", table.get("where", []), "a list"), start=1)
        ]
        where += [equation.text for equation in self.equations]
        claim = Claim(name)
        kinds = [kind for kind in CLAIM_KINDS if kind in table]
        try:
            if len(kinds) != 1 or kinds[0] not in STATED_KINDS:
                lonely = next((key for key in STATED_KEYS if key in table), "")
                needed = {"least": "holds", "order": "cost"}.get(lonely, "reduces")
                message = f"{lonely} without {needed}: expected {needed} beside it"
                if not lonely or len(kinds) > 1:
                    message = f"{_listed(kinds)}; expected exactly one of {_listed(CLAIM_KINDS)}"
                raise SyntaxProblem(message)
            return replace(claim, stated=read_stated(table, where, self.scope))
        except ShapeError as error:
            return replace(claim, problem=str(error), extra={"text": str(table[kinds[0]])})
        except LanguageError as error:
            return replace(claim, fault=f"{self.where}, {place}: {error}")

    def read_given(self, place: str, value: object) -> dict[Term, Term]:
        given: dict[Term, Term] = {}
        for name, text in self.table(place, value).items():
            if name not in self.matrices:
                self.refuse(place, f"{shown(name)} is no matrix; expected one of {_listed(list(self.matrices))}")
            old, expression = self.matrices[name], self.text(f"{place}.{name}", text)
            new = self.reading(f"{place}.{name}", self.parse, expression)
            if not same_shape(old, new):
                self.refuse(f"{place}.{name}", f"{_dims(new)}; expected {_dims(old)}, the shape of {name}")
            given[old] = new
        return given

    def side_of_claim(self, place: str, text: str, given: Mapping[Term, Term]) -> Term | str:
        """A side's term, or the problem with its shapes."""
        try:
            term = self.parse(text, not given)
            return substitute(term, given)
        except ShapeError as error:
            return str(error)
        except LanguageError as error:
            self.refuse(place, str(error))

    def equality(
        self, place: str, name: str, value: object, given: Mapping[Term, Term], extra: Mapping[str, object]
    ) -> Claim:
        first, second = self.exactly(2, place, value, "two expressions in quotes")
        texts = (self.text(place, first), self.text(place, second))
        self.free = {}
        left, right, problem = self.two_sides(place, texts, given)
        free, self.free = self.free, None
        return Claim(name, equal=texts, lhs=left, rhs=right, problem=problem, extra=extra, free=free)

    def two_sides(
        self, place: str, texts: tuple[str, str], given: Mapping[Term, Term]
    ) -> tuple[Term | None, Term | None, str | None]:
        """The two sides of an equality, and the problem with their shapes."""
        left, right = (self.side_of_claim(place, text, given) for text in texts)
        problems = [
            f"{side} side: {problem}"
            for side, problem in (("left", left), ("right", right))
            if isinstance(problem, str)
        ]
        if isinstance(left, Term) and isinstance(right, Term):
            left, right = one_shape(left, right)
        if isinstance(left, Term) and isinstance(right, Term) and not same_shape(left, right):
            problems = [f"left side is {_dims(left)}, right side is {_dims(right)}"]
        elif isinstance(left, Term) and isinstance(right, Term):
            left, right = self.reading(place, self.families.closed, left, right)
        return (
            left if isinstance(left, Term) else None,
            right if isinstance(right, Term) else None,
            "; ".join(problems) or None,
        )

    def shape(
        self, place: str, name: str, value: object, given: Mapping[Term, Term], extra: Mapping[str, object]
    ) -> Claim:
        first, *sides = self.exactly(3, place, value, "an expression, its rows and its columns")
        text = self.text(place, first)
        rows, cols = (self.side(place, side) for side in sides)
        term = self.side_of_claim(place, text, given)
        problem = term if isinstance(term, str) else None
        if isinstance(term, Term) and not has_shape(term, rows, cols):
            problem = f"{shown(text)} is {_dims(term)}; expected {rows} x {cols}"
        lhs = term if isinstance(term, Term) else None
        return Claim(name, shape=(text, str(sides[0]), str(sides[1])), lhs=lhs, problem=problem, extra=extra)


def _dims(term: Term) -> str:
    return f"{term.rows} x {term.cols}"
