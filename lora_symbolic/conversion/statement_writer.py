"""Statement writer: equations and claims as the text of a statement file.

Dictionary
    to_statement(claims)    the text; it is read back before it is given, and says what it was given
    Claims                  equations, claims, equations by their names, or what a statement file said

Claims of a reader's own kinds, and claims that are ill-typed, have no text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.operations import spread
from lora_symbolic.language.reading import MAX_LENGTH
from lora_symbolic.language.size import Size, size_text
from lora_symbolic.language.statement import (
    Claim,
    Cost,
    Equation,
    Exists,
    Grows,
    Holds,
    Rank,
    Reduces,
    ScalarRange,
    Statement,
    statement_from_toml,
)
from lora_symbolic.language.term import Term, same_shape, subterms, variables
from lora_symbolic.language.writing import to_text
from lora_symbolic.proving import prove_equal

from .errors import ConversionError

Claims: TypeAlias = Equation | Statement | Mapping[str, Equation] | Iterable[Equation | Claim]


def to_statement(claims: Claims, title: str = "", definitions: Mapping[str, Term] | None = None) -> str:
    """The text of a statement file that makes these claims.

    `definitions` names terms that stand in the claims; they are written once, in this order.

    >>> from lora_symbolic.language import matrix
    >>> X, Y = matrix("X", "m", "n"), matrix("Y", "n", "m")
    >>> print(to_statement([Equation("", (X @ Y).T, Y.T @ X.T)], "Transposes"))
    title = "Transposes"
    sizes = ["m", "n"]
    <BLANKLINE>
    [matrices]
    X = ["m", "n"]
    Y = ["n", "m"]
    <BLANKLINE>
    [[claims]]
    name = "claim-1"
    equal = ["(X @ Y).T", "Y.T @ X.T"]
    <BLANKLINE>

    Raises ConversionError for a claim that has no text, for a name that a statement file cannot have, and for a text
    beyond 20,000 characters, for which definitions are asked.

    Shapes: both sides of an equation have one.
    Source: docs/reference/statement-files.md.
    """
    if isinstance(claims, Statement):
        title = title or claims.title
        definitions = {**claims.definitions, **(definitions or {})}
    listed = _listed(claims)
    text = _Writer(listed, title, definitions or {}).text()
    _read_back(text, listed)
    return text


def _listed(claims: Claims) -> tuple[Claim, ...]:
    """All of them as claims with a name."""
    if isinstance(claims, Statement):
        return claims.claims
    if isinstance(claims, Equation):
        claims = [claims]
    named: Iterable[tuple[str, object]]
    if isinstance(claims, Mapping):
        named = claims.items()
    else:
        named = ((f"claim-{number}", claim) for number, claim in enumerate(claims, start=1))
    return tuple(_claim(name, claim) for name, claim in named)


def _claim(name: str, claim: object) -> Claim:
    if isinstance(claim, Equation):
        claim = Claim(name, equal=("", ""), lhs=claim.lhs, rhs=claim.rhs)
    if not isinstance(claim, Claim):
        raise ConversionError(f"{name}: {claim!r} is no claim; expected an equation such as X.T @ X == Y")
    if claim.problem or claim.fault or claim.extra:
        why = claim.problem or claim.fault or f"keys of its own, {', '.join(claim.extra)}"
        raise ConversionError(f"{claim.name}: {why}; expected a claim that a statement file can make")
    return claim


def _sides(claim: Claim) -> tuple[Term, ...]:
    """The terms of a claim; a scalar beside a matrix stands for the matrix with this entry everywhere."""
    left, right = claim.lhs, claim.rhs
    if left is not None and right is not None and not same_shape(left, right):
        if left.is_scalar:
            left = spread(left, *right.shape)
        elif right.is_scalar:
            right = spread(right, *left.shape)
    return tuple(term for term in (left, right) if term is not None)


class _Writer:
    """Writes the tables of one file."""

    def __init__(self, claims: Sequence[Claim], title: str, definitions: Mapping[str, Term]) -> None:
        self.claims = claims
        self.title = title
        self.definitions = definitions
        self.names = {term: name for name, term in definitions.items() if term.args}
        self.scalars: dict[str, ScalarRange] = {}
        self.chosen = {variable for claim in claims if claim.exists is not None for variable in claim.exists.chosen}
        for claim in claims:
            if isinstance(claim.stated, Holds | Reduces):
                self.scalars |= claim.stated.scalars

    def text(self) -> str:
        terms = tuple(self.definitions.values()) + tuple(term for claim in self.claims for term in _terms(claim))
        matrices = self.matrices(terms)
        parts = [f"title = {_quoted(self.title)}"] if self.title else []
        sizes = dict.fromkeys((*_size_names(terms), *(name for one in self.reductions for name in one.source["sizes"])))
        parts += [f"sizes = {_list(sizes)}"]
        parts += self.table("matrices", {name: f"[{_side(v.rows)}, {_side(v.cols)}]" for name, v in matrices.items()})
        parts += self.table("scalars", {name: _quoted(_range(one)) for name, one in self.scalars.items()})
        above: dict[Term, str] = {}
        texts = {}
        for name, term in self.definitions.items():
            texts[name] = _quoted(self.term(term, above))
            if term.args:
                above[term] = name
        parts += self.table("definitions", texts)
        for name, table in self.problems().items():
            parts += self.table(f"problems.{name}", {key: _value(value) for key, value in table.items()})
        for claim in self.claims:
            parts += ["", "[[claims]]", f"name = {_quoted(claim.name)}", *self.claim(claim)]
        return "\n".join(parts) + "\n"

    @property
    def reductions(self) -> list[Reduces]:
        return [claim.stated for claim in self.claims if isinstance(claim.stated, Reduces)]

    def problems(self) -> dict[str, Mapping[str, object]]:
        """The problems of reductions, as they were read, each once."""
        found: dict[str, Mapping[str, object]] = {}
        for one in self.reductions:
            for name, table in one.source["problems"].items():
                if found.setdefault(name, table) != table:
                    raise ConversionError(f"{name}: two problems of this name; expected one")
        return found

    def matrices(self, terms: Sequence[Term]) -> dict[str, Term]:
        found: dict[str, Term] = {}
        for variable in (one for one in variables(*terms) if one not in self.chosen):
            other = found.setdefault(variable.name, variable)
            if other is not variable:
                shapes = " and ".join(f"{v.rows} x {v.cols}" for v in (other, variable))
                raise ConversionError(f"{variable.name}: two matrices, {shapes}; expected one of each name")
        return {name: variable for name, variable in found.items() if name not in self.scalars}

    @staticmethod
    def table(name: str, entries: Mapping[str, str]) -> list[str]:
        return ["", f"[{name}]", *(f"{key} = {value}" for key, value in entries.items())] if entries else []

    def term(self, term: Term, names: Mapping[Term, str] | None = None) -> str:
        text = to_text(term, self.names if names is None else names, expand=names is not None, limit=MAX_LENGTH + 4)
        if len(text) > MAX_LENGTH:
            raise ConversionError(f"a term of over {MAX_LENGTH} characters: expected definitions for what stands in it")
        return text

    def claim(self, claim: Claim) -> list[str]:
        where = [f"{self.term(one.lhs)} = {self.term(one.rhs)}" for one in claim.where]
        lines: list[str]
        if claim.exists is not None:
            lines = self.existence(claim.exists)
            where += [one.text for one in claim.exists.body.hypotheses]
        elif claim.stated is not None:
            lines, more = self.stated(claim)
            where += more
        elif claim.shape is not None:
            (term,) = _sides(claim)
            lines = [f"shape = {_list([self.term(term), *claim.shape[1:]])}"]
        else:
            lines = [f"equal = {_list([self.term(side) for side in _sides(claim)])}"]
        return lines + ([f"where = {_list(where)}"] if where else [])

    def existence(self, exists: Exists) -> list[str]:
        """What is chosen, the witness, and the body with the names of what is chosen."""
        chosen = [f"{v.name} = [{_side(v.rows)}, {_side(v.cols)}]" for v in exists.chosen]
        witness = [f"{name} = {_quoted(self.term(term))}" for name, term in exists.witness.items()]
        lines = [f"exists = {{ {', '.join(chosen)} }}"]
        lines += [f"witness = {{ {', '.join(witness)} }}"] if witness else []
        if exists.equal:
            return [*lines, f"equal = {_list(self.term(term) for term in _body(exists))}"]
        return [*lines, f"holds = {_quoted(exists.body.comparison.text)}"]

    def stated(self, claim: Claim) -> tuple[list[str], list[str]]:
        """A claim that is no equality, as its reader wrote it."""
        stated = claim.stated
        if isinstance(stated, Holds):
            chain = stated.comparison if stated.named is None else stated.named
            lines = [f"holds = {_quoted(chain.text)}"]
            if stated.least is not None:
                lines.append(f"least = {_list([stated.least.name, stated.least.text])}")
            return lines, [one.text for one in stated.hypotheses]
        if isinstance(stated, Grows):
            raise ConversionError("a claim about growth: expected equalities, shapes, bounds, ranks, costs, reductions")
        if isinstance(stated, Reduces):
            table = stated.source["claim"]
            return [f"{key} = {_value(value)}" for key, value in table.items() if key != "name"], []
        assert stated is not None  # noqa: S101
        if isinstance(stated, Cost):
            table = stated.table()
            order = [" <= ".join(stated.ascending)] if stated.ascending else []
            return [f"{key} = {_value(value)}" for key, value in table.items() if key != "where"], order
        return [f"rank = {_list([stated.text, stated.relation, stated.bound_text])}"], []


def _terms(claim: Claim) -> tuple[Term, ...]:
    """Every term that a claim mentions."""
    where = tuple(side for one in claim.where for side in (one.lhs, one.rhs))
    if claim.exists is not None:
        given = tuple(term for chain in claim.exists.body.hypotheses for term in chain.terms)
        return (*where, *given, *_body(claim.exists), *claim.exists.witness.values())
    found = _sides(claim) + where
    if isinstance(claim.stated, Holds):
        chains = (claim.stated.comparison, *claim.stated.hypotheses)
        return found + tuple(term for chain in chains for term in chain.terms)
    if isinstance(claim.stated, Cost):
        return (*found, *claim.stated.mentioned)
    return (*found, claim.stated.term) if isinstance(claim.stated, Rank) else found


def _body(exists: Exists) -> tuple[Term, ...]:
    """The terms of both sides, as often as they occur."""
    return tuple(term for side in exists.body.comparison.sides for term in side.terms)


def _size_names(terms: Sequence[Term]) -> tuple[str, ...]:
    """The names of all sizes, in order of first use."""
    found: dict[str, None] = {}
    for node in subterms(*terms):
        for value in (*node.shape, *node.data):
            if isinstance(value, Size):
                found |= dict.fromkeys(value.names)
    return tuple(found)


def _quoted(text: str) -> str:
    """A text as a string of TOML."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _value(value: object) -> str:
    """A text, a whole number, a list or an inline table of TOML."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_value(entry)}' for key, entry in value.items())} }}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_value, value))}]"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _side(side: Size) -> str:
    return str(side) if side.integer is not None else _quoted(size_text(side))


def _range(one: ScalarRange) -> str:
    """The range of a scalar, as range_in reads it."""
    low = "" if one.low is None else f"{one.low} {'<=' if one.low_closed else '<'} "
    high = "" if one.high is None else f" {'<=' if one.high_closed else '<'} {one.high}"
    return f"{low}{one.name}{high}" if low or high else "real"


# --- the text, read back


def _read_back(text: str, claims: Sequence[Claim]) -> None:
    """ConversionError unless the text says what was to be said."""
    try:
        found = statement_from_toml(text, "the statement").claims
    except LanguageError as error:
        raise ConversionError(str(error)) from None
    for given, read in zip(claims, found, strict=True):
        if read.problem or read.fault:
            raise ConversionError(f"{given.name}: {read.problem or read.fault}")
        if not _says(given, read):
            raise ConversionError(f"{given.name}: its text reads back as another claim; expected terms of the syntax")


def _says(given: Claim, read: Claim) -> bool:
    """Whether two claims say the same."""
    sides, others = (
        [*_sides(claim), *(side for one in claim.where for side in (one.lhs, one.rhs))] for claim in (given, read)
    )
    shapes = [claim.shape and claim.shape[1:] for claim in (given, read)]
    same = len(sides) == len(others) and shapes[0] == shapes[1] and given.stated == read.stated
    return same and all(map(_same, sides, others)) and _same_existence(given.exists, read.exists)


def _same_existence(given: Exists | None, read: Exists | None) -> bool:
    if given is None or read is None:
        return given is read
    same = (given.chosen, given.equal, [*given.witness]) == (read.chosen, read.equal, [*read.witness])
    terms, others = ((*_body(one), *one.witness.values()) for one in (given, read))
    return same and (given.equal or given.body == read.body) and all(map(_same, terms, others))


def _same(left: Term, right: Term) -> bool:
    return left is right or prove_equal(left, right).proved
