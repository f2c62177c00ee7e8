"""Fields: the table of a claim with one field altered by rule, for claims that are no equality.

A number times 0.9 or plus 1, a name exchanged for another that occurs, a relation made strict, weak or turned, a
hypothesis dropped: each alteration is one that a slip of the pen could make.

Dictionary
    Altered             the kind of alteration, the field, and the claim with it
    alterations         all alterations of a claim that can be read again
    texts_of            the texts that differ from one in one number, one exponent or one relation
    table_of            the fields of a stated claim
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, TypeAlias

from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.statement import Cost, Grows, Holds, Rank, Reduces, Statement, statement_from_table
from lora_symbolic.language.statement.kinds.cost import COUNTS, ORDERS
from lora_symbolic.language.statement.sentence import range_text
from proofs_checks import decisions
from proofs_checks.ledger.model import LedgerClaim

NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])")
POWER = re.compile(r"\*\*(\d+)")
RELATIONS: Mapping[str, tuple[str, ...]] = {
    "<=": ("<", ">="),
    ">=": (">", "<="),
    "<": ("<=", ">"),
    ">": (">=", "<"),
    "=": ("<=", ">=", "<", ">"),
}
RELATION = re.compile(r"<=|>=|<|>")
NAME = re.compile(r"\b[A-Za-z_]\w*\b")
WORDS: Mapping[str, tuple[str, ...]] = {"order": ORDERS, "counts": COUNTS}
SCALED = "constant times 0.9"  # of a number that is a lower bound, divided by 0.9
CLASS = re.compile(r"\b[oO](?=\()")
EXCHANGED = {"every": ("quantifier exchanged", "some"), "some": ("every for some", "every")}
Place: TypeAlias = tuple[int | str, ...]


@dataclass(frozen=True)
class Altered:
    """One alteration: its kind, the field that it touches, the claim that it makes."""

    kind: str
    field: str
    claim: LedgerClaim


def texts_of(text: str) -> Iterator[tuple[str, str]]:
    """The texts that differ from one in one number, one exponent or one relation, with the kind of slip.

    >>> [other for _, other in texts_of("2 * L**2 * d")]
    ['(9/10)*(2 * L**2 * d)', '3 * L**2 * d', '2 * L**3 * d', '2 * L**1 * d']
    """
    relation = RELATION.search(text)
    if relation is None and text.strip() not in ("0", "="):
        yield SCALED, f"(9/10)*({text})"
    if relation is not None:
        for kind, other in _relations(relation[0]):
            yield kind, text[: relation.start()] + other + text[relation.end() :]
        left, right = text[: relation.start()], text[relation.end() :]
        if RELATION.search(right) is None:
            factor = "(9/10)" if relation[0] in ("<", "<=") else "(10/9)"
            yield SCALED, f"{left}{relation[0]} {factor}*({right.strip()})"
    for found in NUMBER.finditer(text):
        if text[max(0, found.start() - 2) : found.start()] != "**":
            yield "constant off by one", text[: found.start()] + str(int(found[0]) + 1) + text[found.end() :]
    for found in POWER.finditer(text):
        for power in (int(found[1]) + 1, int(found[1]) - 1):
            yield "exponent off by one", text[: found.start()] + f"**{power}" + text[found.end() :]


def alterations(claim: LedgerClaim) -> Iterator[Altered]:
    """The alterations of a judged claim, each of its parameters, or of a stated one, each field of its table."""
    if claim.kind == "judged":
        yield from _of_parameters(claim)
    elif isinstance(claim.stated, Grows):
        yield from _of_growth(claim, claim.stated)
    elif isinstance(claim.stated, Reduces):
        yield from _of_reduction(claim, claim.stated)
    elif claim.stated is not None:
        yield from _of_table(claim, table_of(claim))


def _of_parameters(claim: LedgerClaim) -> Iterator[Altered]:
    """Each parameter altered as a text, or replaced by a value that a control of the procedure gives it."""
    procedure = decisions.named(claim.judge)
    for name, value in claim.parameters.items():
        others = list(texts_of(value)) if any(letter.isdigit() for letter in value) else []
        others += [("another value", control[name]) for control in procedure.controls]
        for other, kind in {text: kind for kind, text in reversed(others)}.items():
            parameters = {**claim.parameters, name: other}
            if other != value and procedure.problem_with(parameters) is None:
                yield Altered(
                    kind, name, replace(claim, parameters=parameters, texts=(procedure.sentence(parameters),))
                )


def _of_growth(claim: LedgerClaim, stated: Grows) -> Iterator[Altered]:
    """Each formula altered, a hypothesis dropped, `o` and `O` exchanged; of factors the quantifier of the accuracy."""
    own: Any = stated.table()["grows"]
    for place in range(len(own["under"])):
        under = [*own["under"][:place], *own["under"][place + 1 :]]
        yield from _read_growth(claim, "hypothesis dropped", "under", {**own, "under": under})
    for key in ("of", "under", "within"):
        for at, text in _leaves(own[key]):
            for kind, other in (*texts_of(text), *_classes(text)):
                if kind == SCALED and key != "under":  # a constant changes no order
                    continue
                yield from _read_growth(claim, kind, key, {**own, key: _put(own[key], at, other)})
    for at, text in _leaves(own.get("algorithm", {})):
        for kind, other in texts_of(text):
            if kind != SCALED:
                algorithm = _put(own["algorithm"], at, other)
                yield from _read_growth(claim, kind, "algorithm", {**own, "algorithm": algorithm})
    if own.get("negated"):
        yield from _read_growth(claim, "another value", "negated", {**own, "negated": False})
    if "accuracy" in own:
        kind, other = EXCHANGED[own["accuracy"]]
        yield from _read_growth(claim, kind, "accuracy", {**own, "accuracy": other})


def _classes(text: str) -> Iterator[tuple[str, str]]:
    """The texts in which one class is another: `O` for `o`, `o` for `O`."""
    for found in CLASS.finditer(text):
        kind, other = ("weak for strict", "O") if found[0] == "o" else ("strict for weak", "o")
        yield kind, text[: found.start()] + other + text[found.end() :]


def _read_growth(claim: LedgerClaim, kind: str, field: str, table: Mapping[str, Any]) -> Iterator[Altered]:
    """The claim with this table; nothing where it cannot be read or is the same."""
    for altered in _read(claim, kind, field, {"name": claim.name, "grows": table}):
        if altered.claim.stated != claim.stated:
            yield altered


def _of_reduction(claim: LedgerClaim, stated: Reduces) -> Iterator[Altered]:
    """Each text of the reduction's own fields and of its problems altered, each bound of the solved problem dropped."""
    own = stated.source["claim"]
    paths: list[tuple[str | int, ...]] = [
        ("claims", 0, key, name) for key in ("answer", "at_most") for name in own.get(key, {})
    ]
    for number, call in enumerate(own["calls"]):
        paths += [("claims", 0, "calls", number, key, name) for key in ("with", "at") for name in call.get(key, {})]
    for name, problem in stated.source["problems"].items():
        bounds = range(len(problem.get("where", ())))
        paths += [("problems", name, "where", place) for place in bounds]
        paths += [("problems", name, key) for key in ("accuracy", "bits") if key in problem]
        if name == stated.solved.name:
            for place in bounds:
                rest = [bound for other, bound in enumerate(problem["where"]) if other != place]
                yield from _reduction_with(claim, stated, "hypothesis dropped", ("problems", name, "where"), rest)
    for path in paths:
        for kind, other in texts_of(str(_at(_whole(stated), path))):
            yield from _reduction_with(claim, stated, kind, path, other)


def _whole(stated: Reduces) -> dict[str, Any]:
    """The tables of a file that makes this claim alone."""
    source = stated.source
    ranges = {name: range_text(one) for name, one in stated.scalars.items()}
    tables = {"sizes": source["sizes"], "scalars": ranges, "problems": source["problems"], "claims": [source["claim"]]}
    return deepcopy(tables)


def _at(table: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        table = table[key]
    return table


def _reduction_with(
    claim: LedgerClaim, stated: Reduces, kind: str, path: tuple[str | int, ...], value: object
) -> Iterator[Altered]:
    whole = _whole(stated)
    _at(whole, path[:-1])[path[-1]] = value
    try:
        [one] = statement_from_table(whole, claim.id).claims
    except LanguageError:
        return
    if one.stated is not None and one.fault is None:
        yield Altered(kind, str(path[2] if path[0] == "claims" else path[-1]), replace(claim, stated=one.stated))


def table_of(claim: LedgerClaim) -> dict[str, Any]:
    """The fields of a stated claim, as its table has them."""
    stated = claim.stated
    table: dict[str, Any] = {"name": claim.name, "where": [equation.text for equation in claim.where]}
    if isinstance(stated, Holds):
        chain = stated.comparison if stated.named is None else stated.named
        table |= {"holds": chain.text, "where": [*table["where"], *(one.text for one in stated.hypotheses)]}
        if stated.least is not None:
            table["least"] = [stated.least.name, stated.least.text]
    if isinstance(stated, Rank):
        table["rank"] = [stated.text, stated.relation, stated.bound_text]
    if isinstance(stated, Cost):
        table |= {"order": stated.order, "counts": stated.counts, **stated.table()}
    return table


def _of_table(claim: LedgerClaim, own: Mapping[str, Any]) -> Iterator[Altered]:
    """Each text of the claim's own fields altered, each hypothesis dropped, a matrix exchanged for another."""
    for number in range(len(own.get("where", []))):
        where = [*own["where"][:number], *own["where"][number + 1 :]]
        yield from _read(claim, "hypothesis dropped", "where", {**own, "where": where})
    for key, value in own.items():
        if key == "name":
            continue
        for place, text in _leaves(value):
            scaled = key == "features" or (key in ("rank", "cost") and not _is_number(value, place))
            for kind, other in _slips(key, text):
                if scaled and kind == SCALED:  # a multiple of a term has the same rank
                    continue
                below = key == "cost" and _is_below(value, place)
                changed = other.replace("(9/10)*", "(10/9)*", 1) if below and kind == SCALED else other
                yield from _read(claim, kind, key, {**own, key: _put(value, place, changed)})
    if "<=" in own.get("holds", ""):
        left, _, right = own["holds"].rpartition("<=")
        for name, other in permutations(sorted({name for name in NAME.findall(right) if name in claim.matrices}), 2):
            swapped = re.sub(rf"\b{name}\b", other, right)
            yield from _read(claim, "another matrix", "holds", {**own, "holds": f"{left}<={swapped}"})


def _leaves(value: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """The texts in a field, each with where it stands."""
    if isinstance(value, str):
        yield place, value
    else:
        entries = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, entry in entries:
            yield from _leaves(entry, (*place, key))


def _put(value: Any, place: Place, text: str) -> Any:
    """The field with another text at a place."""
    if not place:
        return text
    if isinstance(value, Mapping):
        return {key: _put(entry, place[1:], text) if key == place[0] else entry for key, entry in value.items()}
    return [_put(entry, place[1:], text) if key == place[0] else entry for key, entry in enumerate(value)]


def _is_number(value: Any, place: Place) -> bool:
    """Whether a text of a rank or a cost is a number that a count is compared with."""
    return len(place) == 1 and (place[0] == len(value) - 1 or (place[0] == 0 and len(value) == 5))


def _is_below(value: Any, place: Place) -> bool:
    """Whether a number of a cost is one that the count is at least."""
    return (len(value) == 5 and place == (0,)) or (len(value) == 3 and place == (2,) and value[1] in (">", ">="))


def _slips(key: str, text: str) -> Iterator[tuple[str, str]]:
    """What a slip makes of a text: another word of the few that a field may have, another relation, another number."""
    if key in WORDS:
        yield from (("another value", other) for other in WORDS[key] if other != text)
    else:
        yield from _relations(text) if text in RELATIONS else texts_of(text)


def _relations(text: str) -> Iterator[tuple[str, str]]:
    """The relations that a slip makes of one, each with its kind."""
    for other in RELATIONS[text]:
        if text == "=":
            yield "relation for equality", other
        elif other in text:
            yield "strict for weak", other
        else:
            yield "weak for strict" if text in other else "direction exchanged", other


def _read(claim: LedgerClaim, kind: str, field: str, own: Mapping[str, Any]) -> Iterator[Altered]:
    """The claim with this table of its own; nothing where it cannot be read."""
    base = Statement("", claim.sizes, claim.matrices, claim.definitions, ())
    scalars = claim.stated.scalars if isinstance(claim.stated, Holds) else {}
    ranges = {name: range_text(one) for name, one in scalars.items()}
    try:
        [one] = statement_from_table({"scalars": ranges, "claims": [own]}, claim.id, base=base).claims
    except LanguageError:
        return
    if one.stated is not None and one.fault is None:
        yield Altered(kind, field, replace(claim, stated=one.stated, where=one.where))
