"""Statements: sizes, matrices, definitions and claims, read from a TOML text or from its table.

Dictionary
    Claim           two expressions that shall be equal, or one that shall have a shape
    Statement       what one file says
    problem         of a claim: why its shapes do not fit, in one line; such a claim is ill-typed

A shape that does not fit is recorded in a claim and refused in a definition. Whatever else is not as the format asks
is a StatementError, one line that begins with where it was read, its table and its key.
"""

from __future__ import annotations

import keyword
import re
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn, TypeVar

from .errors import LanguageError, ShapeError, StatementError
from .operations import matrix
from .parse import FUNCTION_NAMES, did_you_mean, names_in, parse, shown, size_in
from .size import Size, same_size, size
from .term import Term, substitute

MAX_TEXT = 2_000_000
MAX_NAME = 40
MAX_ENTRIES = 1000
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# tomllib takes memory quadratic in the number of parts of a dotted key
KEY_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')"""
LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:{KEY_PART}[ \t]*+\.[ \t]*+){{32}}")
CLAIM_NAME = re.compile(r"[A-Za-z0-9_.-]{1,80}")
STATEMENT_KEYS = ("title", "sizes", "matrices", "definitions", "claims")
CLAIM_KINDS = ("equal", "shape")

Result = TypeVar("Result")
Entries = TypeVar("Entries", bound=Collection[object])


@dataclass(frozen=True)
class Claim:
    """What one claim says: its texts, its terms, and the problem when its shapes do not fit."""

    name: str
    equal: tuple[str, str] | None = None
    shape: tuple[str, str, str] | None = None
    lhs: Term | None = None
    rhs: Term | None = None
    problem: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    """What one statement file says."""

    title: str
    sizes: tuple[str, ...]
    matrices: Mapping[str, Term]
    definitions: Mapping[str, Term]
    claims: tuple[Claim, ...]

    @property
    def names(self) -> Mapping[str, Term]:
        """What each name of a matrix or definition stands for."""
        return {**self.matrices, **self.definitions}

    @property
    def printed_names(self) -> Mapping[Term, str]:
        """The definitions' names by term, for printing; a definition that only renames is left out."""
        return {term: name for name, term in self.definitions.items() if term.args}


def statement_from_toml(text: str, where: str) -> Statement:
    """The statement that a TOML text holds; `where` begins every message.

    >>> statement_from_toml('sizes = ["n"]', "notes.toml").sizes
    ('n',)
    >>> statement_from_toml('sizes = ["n", "n"]', "notes.toml")
    Traceback (most recent call last):
    ...
    lora_symbolic.language.errors.StatementError: notes.toml, sizes: 'n' is named twice; expected each name once
    """
    if len(text) > MAX_TEXT:
        raise StatementError(f"{where}: {len(text)} characters; expected at most {MAX_TEXT}")
    if found := LONG_KEY.search(text):
        raise StatementError(f"{where}: {shown(found[0])} is a key of over 32 parts; expected plain keys")
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise StatementError(f"{where}: values nested too deeply; expected tables of texts") from None
    except tomllib.TOMLDecodeError as error:
        raise StatementError(f"{where}: not TOML: {_toml_problem(str(error), text)}") from None
    except ValueError:  # Python refuses to read an integer of over 4300 digits
        raise StatementError(f"{where}: not TOML: an integer of thousands of digits; expected shorter ones") from None
    return statement_from_table(table, where)


def statement_from_table(
    table: Mapping[str, object],
    where: str,
    *,
    base: Statement | None = None,
    extra_keys: Collection[str] = (),
    extra_claim_keys: Collection[str] = (),
    extra_kinds: Collection[str] = (),
) -> Statement:
    """The statement that a table holds.

    `base` lends its sizes, matrices and definitions. `extra_keys` may stand beside the statement's own, and are not
    read. `extra_claim_keys` may stand in a claim beside its kind, `extra_kinds` in the place of `equal` and `shape`;
    both are handed on in `Claim.extra`. When "given" is among them, `given = {W0 = "zeros(d, d)"}` puts expressions in
    the place of matrices on both sides of the claim.

    Raises StatementError.
    """
    reader = _Reader(where, base)
    if not isinstance(table, Mapping):
        reader.refuse("", f"{_kind(table)}; expected a table")
    reader.check_keys("", table, (*STATEMENT_KEYS, *extra_keys))
    title = table.get("title", "")
    if not isinstance(title, str):
        reader.refuse("title", f"{_kind(title)}; expected a text")
    reader.read_sizes(table.get("sizes", []))
    reader.read_matrices(table.get("matrices", {}))
    reader.read_definitions(table.get("definitions", {}))
    claims = reader.read_claims(table.get("claims", []), tuple(extra_claim_keys), tuple(extra_kinds))
    return Statement(title, tuple(reader.sizes), reader.matrices, reader.definitions, claims)


def _toml_problem(message: str, text: str) -> str:
    """What tomllib says, on one line, with a line number also at the end and plain words for a key given twice."""
    plain = message.replace("Cannot overwrite a value", "a key is given twice; expected each key once")
    last = text.count("\n", 0, len(text.rstrip())) + 1
    plain = plain.replace("(at end of document)", f"(at the end, line {last})")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in plain).split())


def _kind(value: object) -> str:
    kinds = {bool: "true or false", int: "an integer", float: "a float", str: "a text", list: "a list", dict: "a table"}
    return kinds.get(type(value), f"a {type(value).__name__}")


def _listed(names: Collection[str]) -> str:
    return ", ".join(names)


class _Reader:
    """Reads the parts of one table in order and knows the names read so far."""

    def __init__(self, where: str, base: Statement | None) -> None:
        self.where = where
        self.sizes: list[str] = list(base.sizes) if base else []
        self.matrices: dict[str, Term] = dict(base.matrices) if base else {}
        self.definitions: dict[str, Term] = dict(base.definitions) if base else {}

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
            self.refuse(place, f"{_kind(value)}; expected a table")
        return self.few(place, value)

    def list(self, place: str, value: object, expected: str) -> Sequence[object]:
        if not isinstance(value, (list, tuple)):
            self.refuse(place, f"{_kind(value)}; expected {expected}")
        return self.few(place, value)

    def exactly(self, count: int, place: str, value: object, expected: str) -> Sequence[object]:
        entries = self.list(place, value, expected)
        if len(entries) != count:
            self.refuse(place, f"{len(entries)} entries; expected {expected}")
        return entries

    def few(self, place: str, value: Entries) -> Entries:
        if len(value) > MAX_ENTRIES:
            self.refuse(place, f"{len(value)} entries; expected at most {MAX_ENTRIES}")
        return value

    def new_name(self, place: str, name: object) -> str:
        if not isinstance(name, str):
            self.refuse(place, f"{_kind(name)}; expected a name in quotes")
        if len(name) > MAX_NAME or not NAME.fullmatch(name) or keyword.iskeyword(name):
            self.refuse(place, f"{shown(name)} is no name; expected letters, digits and _, such as C1")
        if name in FUNCTION_NAMES:
            self.refuse(place, f"{name!r} is a function of the syntax; expected another name")
        if name in self.sizes or name in self.matrices or name in self.definitions:
            self.refuse(place, f"{name!r} is named twice; expected each name once")
        return name

    # --- tables

    def read_sizes(self, value: object) -> None:
        for name in self.list("sizes", value, 'a list of names such as ["L", "d"]'):
            self.sizes.append(self.new_name("sizes", name))

    def read_matrices(self, value: object) -> None:
        for name, sides in self.table("matrices", value).items():
            place = f"matrices.{shown_key(name)}"
            self.new_name(place, name)
            pair = self.exactly(2, place, sides, 'two sides such as ["L", "d"]')
            rows, cols = (self.side(place, side) for side in pair)
            self.matrices[name] = matrix(name, rows, cols)

    def side(self, place: str, side: object) -> Size:
        if isinstance(side, int) and not isinstance(side, bool):
            return self.reading(place, size, side)
        if not isinstance(side, str):
            self.refuse(place, f"{_kind(side)} as a side; expected a size, a positive integer or a polynomial in sizes")
        return self.reading(place, size_in, side, self.sizes)

    def read_definitions(self, value: object) -> None:
        table = self.table("definitions", value)
        for name, text in table.items():
            place = f"definitions.{shown_key(name)}"
            self.new_name(place, name)
            expression = self.text(place, text)
            self.check_order(place, name, self.reading(place, names_in, expression), table)
            self.definitions[name] = self.reading(place, self.parse, expression)

    def check_order(self, place: str, name: str, used: Collection[str], table: Collection[str]) -> None:
        if name in used:
            self.refuse(place, f"definition {name} uses itself; expected names defined above it")
        for other in used:
            if other in table and other not in self.definitions:
                self.refuse(place, f"definition {name} uses {other}, which is defined below; expected it above")

    def text(self, place: str, value: object) -> str:
        if not isinstance(value, str):
            self.refuse(place, f"{_kind(value)}; expected an expression in quotes")
        return value

    def parse(self, text: str) -> Term:
        return parse(text, {**self.matrices, **self.definitions}, self.sizes)

    # --- claims

    def read_claims(self, value: object, keys: tuple[str, ...], kinds: tuple[str, ...]) -> tuple[Claim, ...]:
        claims: dict[str, Claim] = {}
        for position, item in enumerate(self.list("claims", value, "[[claims]] tables"), start=1):
            claim = self.read_claim(f"claims[{position}]", item, keys, kinds)
            if claim.name in claims:
                self.refuse(f"claims.{claim.name}", "a second claim of this name; expected each name once")
            claims[claim.name] = claim
        return tuple(claims.values())

    def read_claim(self, place: str, value: object, keys: tuple[str, ...], kinds: tuple[str, ...]) -> Claim:
        table = self.table(place, value)
        all_kinds = (*CLAIM_KINDS, *kinds)
        self.check_keys(place, table, ("name", *all_kinds, *keys))
        name = table.get("name")
        if not isinstance(name, str) or not CLAIM_NAME.fullmatch(name):
            what = "no name" if name is None else shown(name) if isinstance(name, str) else _kind(name)
            self.refuse(place, f"{what}; expected name = up to 80 letters, digits, _, . and -")
        place = f"claims.{name}"
        present = [kind for kind in all_kinds if kind in table]
        if len(present) != 1:
            self.refuse(place, f"{_listed(present) or 'no kind'}; expected exactly one of {_listed(all_kinds)}")
        extra = {key: entry for key, entry in table.items() if key not in ("name", *CLAIM_KINDS)}
        given = self.read_given(f"{place}.given", table["given"]) if "given" in table else {}
        if "equal" in table:
            return self.equality(f"{place}.equal", name, table["equal"], given, extra)
        if "shape" in table:
            return self.shape(f"{place}.shape", name, table["shape"], given, extra)
        return Claim(name, extra=extra)

    def read_given(self, place: str, value: object) -> dict[Term, Term]:
        given: dict[Term, Term] = {}
        for name, text in self.table(place, value).items():
            if name not in self.matrices:
                self.refuse(place, f"{shown(name)} is no matrix; expected one of {_listed(list(self.matrices))}")
            old, expression = self.matrices[name], self.text(f"{place}.{name}", text)
            new = self.reading(f"{place}.{name}", self.parse, expression)
            if not _same_shape(old, new):
                self.refuse(f"{place}.{name}", f"{_dims(new)}; expected {_dims(old)}, the shape of {name}")
            given[old] = new
        return given

    def side_of_claim(self, place: str, text: str, given: Mapping[Term, Term]) -> Term | str:
        """A side's term, or the problem with its shapes."""
        try:
            return substitute(self.parse(text), given)
        except ShapeError as error:
            return str(error)
        except LanguageError as error:
            self.refuse(place, str(error))

    def equality(
        self, place: str, name: str, value: object, given: Mapping[Term, Term], extra: Mapping[str, object]
    ) -> Claim:
        first, second = self.exactly(2, place, value, "two expressions in quotes")
        texts = (self.text(place, first), self.text(place, second))
        left, right = (self.side_of_claim(place, text, given) for text in texts)
        problems = [
            f"{side} side: {problem}"
            for side, problem in (("left", left), ("right", right))
            if isinstance(problem, str)
        ]
        if isinstance(left, Term) and isinstance(right, Term) and not _same_shape(left, right):
            problems = [f"left side is {_dims(left)}, right side is {_dims(right)}"]
        return Claim(
            name,
            equal=texts,
            lhs=left if isinstance(left, Term) else None,
            rhs=right if isinstance(right, Term) else None,
            problem="; ".join(problems) or None,
            extra=extra,
        )

    def shape(
        self, place: str, name: str, value: object, given: Mapping[Term, Term], extra: Mapping[str, object]
    ) -> Claim:
        first, *sides = self.exactly(3, place, value, "an expression, its rows and its columns")
        text = self.text(place, first)
        rows, cols = (self.side(place, side) for side in sides)
        term = self.side_of_claim(place, text, given)
        problem = term if isinstance(term, str) else None
        if isinstance(term, Term) and not (same_size(term.rows, rows) and same_size(term.cols, cols)):
            problem = f"{shown(text)} is {_dims(term)}; expected {rows} x {cols}"
        lhs = term if isinstance(term, Term) else None
        return Claim(name, shape=(text, str(sides[0]), str(sides[1])), lhs=lhs, problem=problem, extra=extra)


def shown_key(key: object) -> str:
    """A key as it stands in a message: plain when it is a short name, quoted when it is not."""
    text = str(key)
    return text if len(text) <= MAX_NAME and NAME.fullmatch(text) else shown(text)


def _dims(term: Term) -> str:
    return f"{term.rows} x {term.cols}"


def _same_shape(left: Term, right: Term) -> bool:
    return same_size(left.rows, right.rows) and same_size(left.cols, right.cols)
