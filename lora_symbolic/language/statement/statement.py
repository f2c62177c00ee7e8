"""Statements: sizes, matrices, definitions and claims, read from a TOML text or from its table.

Dictionary
    Claim           two expressions that shall be equal, one that shall have a shape, or a bound, a rank, a cost
    scalars         real unknowns with a range
    families        families of matrices and of definitions, with the ranges of their indices
    functions       unspecified functions of each entry, by the rows that stand for them
    symbols         how names are written in LaTeX, where the table [latex] says so
    where           equations that a claim takes for granted; those of a file go for each of its claims
    Statement       what one file says
    faults          of a statement read with patience: definitions that say nothing, and that no claim uses
    problem         of a claim: why its shapes do not fit, in one line; such a claim is ill-typed

A shape that does not fit is recorded in a claim and refused in a definition. Whatever else is not as the format asks
is a StatementError, one line that begins with where it was read, its table and its key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import cast

from ..errors import StatementError
from ..families import Families
from ..reading import shown
from ..reading.symbols import symbols_of
from ..term import Term
from .claim import Claim
from .comparison import ScalarRange
from .equation import Equation
from .reader import kind_of
from .readers.existence import ExistenceReader
from .readers.patient import PatientReader

STATEMENT_KEYS = ("title", "sizes", "scalars", "matrices", "functions", "definitions", "problems", "claims", "where",
                  "latex")  # fmt: skip
MAX_TEXT = 2_000_000
# tomllib takes memory quadratic in the number of parts of a dotted key
BASIC, LITERAL = r'"(?:[^"\\\n]|\\.)*+"', r"'[^'\n]*+'"
KEY_PART = rf"(?:[A-Za-z0-9_-]++|{BASIC}|{LITERAL})"
MANY_LINES = r'"""(?:[^"\\]|\\.|"(?!""))*+"""' + r"|'{3}(?:[^']|'(?!''))*+'{3}"
# comments and texts are passed over as wholes: what stands in them is no key
LONG_KEY = re.compile(
    rf"#[^\n]*+|{MANY_LINES}|(?P<key>(?:{KEY_PART}[ \t]*+\.[ \t]*+){{32}})|{BASIC}|{LITERAL}|[A-Za-z0-9_-]++",
    re.DOTALL,
)


@dataclass(frozen=True)
class Statement:
    """What one statement file says.

    >>> text = 'sizes = ["n"]; matrices.X = ["n", "n"]; definitions.S = "X + X.T"'
    >>> found = statement_from_toml(text.replace("; ", chr(10)), "notes.toml")
    >>> found.sizes, found.definitions["S"]
    (('n',), <X + X.T : n x n>)
    """

    title: str
    sizes: tuple[str, ...]
    matrices: Mapping[str, Term]
    definitions: Mapping[str, Term]
    claims: tuple[Claim, ...]
    where: tuple[Equation, ...] = ()
    scalars: Mapping[str, ScalarRange] = field(default_factory=dict)
    faults: tuple[str, ...] = ()
    functions: Mapping[str, Term] = field(default_factory=dict)
    symbols: Mapping[str, str] = field(default_factory=dict)
    families: Families = field(default_factory=Families, compare=False)

    @property
    def names(self) -> Mapping[str, Term]:
        """What each name of a matrix or definition stands for."""
        return {**self.matrices, **self.definitions}

    @property
    def printed_names(self) -> Mapping[Term, str]:
        """The definitions' names by term, for printing."""
        return printed_names(self.definitions)


def printed_names(definitions: Mapping[str, Term]) -> dict[Term, str]:
    """The names of definitions by their terms, for printing; a definition that only renames is left out.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "m", "n")
    >>> printed_names({"Y": X, "Z": X.T})
    {<X.T : n x m>: 'Z'}
    """
    return {term: name for name, term in definitions.items() if term.args}


def statement_from_toml(text: str, where: str, *, patient: bool = False) -> Statement:
    """The statement that a TOML text holds; `where` begins every message.

    A patient reader goes on after a definition or a claim that cannot be read: `faults` of the statement and `fault`
    of the claim say what is wrong, in one line each.

    >>> statement_from_toml('sizes = ["n"]', "notes.toml").sizes
    ('n',)
    >>> statement_from_toml('sizes = ["n", "n"]', "notes.toml")
    Traceback (most recent call last):
    ...
    lora_symbolic.language.errors.StatementError: notes.toml, sizes: 'n' is named twice; expected each name once

    Shapes: as the file declares them.
    Raises StatementError, a line that says where, for what is not as the format asks.
    Source: docs/reference/statement-files.md.
    """
    if len(text) > MAX_TEXT:
        raise StatementError(f"{where}: {len(text)} characters; expected at most {MAX_TEXT}")
    if key := next((found["key"] for found in LONG_KEY.finditer(text) if found["key"]), None):
        raise StatementError(f"{where}: {shown(key)} is a key of over 32 parts; expected plain keys")
    try:
        table = tomllib.loads(text)
    except RecursionError:
        raise StatementError(f"{where}: values nested too deeply; expected tables of texts") from None
    except tomllib.TOMLDecodeError as error:
        raise StatementError(f"{where}: not TOML: {_toml_problem(str(error), text)}") from None
    except ValueError:  # Python refuses to read an integer of over 4300 digits
        raise StatementError(f"{where}: not TOML: an integer of thousands of digits; expected shorter ones") from None
    return statement_from_table(table, where, patient=patient)


def statement_from_table(
    table: Mapping[str, object],
    where: str,
    *,
    base: Statement | None = None,
    extra_keys: Collection[str] = (),
    extra_claim_keys: Collection[str] = (),
    extra_kinds: Collection[str] = (),
    patient: bool = False,
) -> Statement:
    """The statement that a table holds.

    `base` lends its sizes, matrices and definitions. `extra_keys` may stand beside the statement's own, and are not
    read. `extra_claim_keys` may stand in a claim beside its kind, `extra_kinds` in the place of `equal` and `shape`;
    both are handed on in `Claim.extra`. When "given" is among them, `given = {W0 = "zeros(d, d)"}` puts expressions in
    the place of matrices on both sides of the claim.

    Raises StatementError.
    """
    given = base or Statement("", (), {}, {}, ())
    reader = (PatientReader if patient else ExistenceReader)(where, given.sizes, given.matrices, given.definitions)
    reader.functions.update(given.functions)
    reader.families = given.families.copy()
    if not isinstance(table, Mapping):
        reader.refuse("", f"{kind_of(table)}; expected a table")
    reader.check_keys("", table, (*STATEMENT_KEYS, *extra_keys))
    title = table.get("title", "")
    if not isinstance(title, str):
        reader.refuse("title", f"{kind_of(title)}; expected a text")
    reader.read_sizes(table.get("sizes", []))
    reader.read_scalars(table.get("scalars", {}))
    reader.read_matrices(table.get("matrices", {}))
    reader.read_functions(table.get("functions", {}))
    reader.read_definitions(table.get("definitions", {}))
    reader.read_problems(table.get("problems", {}))
    reader.read_where(table.get("where", []))
    known = (*reader.sizes, *reader.scalars, *reader.matrices, *reader.functions, *reader.definitions)
    known += tuple(cast(Mapping[str, object], table.get("definitions", {})))  # those that say nothing too
    symbols = reader.reading("latex", symbols_of, reader.table("latex", table.get("latex", {})), known)
    claims = reader.read_claims(table.get("claims", []), tuple(extra_claim_keys), tuple(extra_kinds))
    return Statement(
        title,
        tuple(reader.sizes),
        reader.matrices,
        reader.definitions,
        claims,
        reader.equations,
        reader.scalars,
        reader.faults(),
        reader.functions,
        symbols,
        reader.families,
    )


def _toml_problem(message: str, text: str) -> str:
    """What tomllib says, on one line, with a line number also at the end and plain words for a key given twice."""
    plain = message.replace("Cannot overwrite a value", "a key is given twice; expected each key once")
    last = text.count("\n", 0, len(text.rstrip())) + 1
    plain = plain.replace("(at end of document)", f"(at the end, line {last})")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in plain).split())
