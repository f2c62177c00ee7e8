"""What uses what, computed from what was judged: no edge here is typed.

Dictionary
    Use             one item uses another: in a statement, in a derivation, in an argument, or in a proof of Coq
    HOW             the ways, weakest first
    uses_of         every use in a ledger, from terms, derivations, the judges' steps and Coq's theories
    notions         terms that stand for a notion of the paper, and the item that introduces each

The ledger's own `uses` are something else: what the paper's argument leans on.
A proof by canonical form starts from the definitions, so it uses fewer items than the paper's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lora_symbolic.language import Term, subterms

from .model import Item, Ledger

HOW = ("statement", "argument", "derivation", "coq")
_NAMED = re.compile(
    r"\b(lemma|theorem|definition|equation|problem|remark|hypothesis)[ -]([A-F]\.\d+|\d(?:\.\d+)?)\b", re.IGNORECASE
)


@dataclass(frozen=True, order=True)
class Use:
    """`user` uses `used`; `how` is one of HOW, and `via` the name, the text or the theorem that shows it."""

    user: str
    used: str
    how: str
    via: str


def notions(item: Item) -> dict[Term, tuple[str, str]]:
    """Terms of the item's settings that stand for a notion, with its name and the item that introduces it."""
    found: dict[Term, tuple[str, str]] = {}
    for form in item.forms:
        for claim in form.claims:
            for name, ident in form.introduced.items():
                term = claim.definitions.get(name)
                if term is not None and term.args:
                    found.setdefault(term, (name, ident))
    return found


def _in_statements(item: Item) -> Iterator[Use]:
    known = notions(item)
    for claim in item.claims:
        for side in claim.terms:
            for term in _outermost(side, known):
                name, used = known[term]
                yield Use(item.id, used, "statement", name)


def _outermost(term: Term, known: Mapping[Term, object]) -> Iterator[Term]:
    """The known terms that are not inside another known one."""
    pending, seen = [term], set()
    while pending:
        node = pending.pop()
        if node in seen:
            continue
        seen.add(node)
        if node in known:
            yield node
        else:
            pending += node.args


def _in_derivations(item: Item) -> Iterator[Use]:
    """Notions that reverse mode meets on its way to a derivative that a claim names."""
    from lora_symbolic.calculus import derive_gradient

    known = notions(item)
    met: dict[tuple[Term, Term], None] = {}
    for claim in item.claims:
        for node in subterms(*claim.terms):
            if node.op == "grad":
                met[node.args[0], node.args[1]] = None
    for value, variable in met:
        derivation = derive_gradient(value, variable, {term: name for term, (name, _) in known.items()})
        for step in derivation.steps:
            for side in (step.before, step.after):
                for node in subterms(side):
                    if node in known:
                        name, used = known[node]
                        yield Use(item.id, used, "derivation", name)


def named_in(text: str, ledger: Ledger) -> Iterator[str]:
    """The items of the ledger that a text names, as `Lemma 3.3` or `lemma-3.3`.

    A number that no item of the ledger has, such as another paper's, is passed over.
    """
    for kind, number in _NAMED.findall(text):
        ident = f"{kind.lower()}-{number}"
        if ident in ledger.by_id:
            yield ident


def _in_arguments(entries: Iterable[Mapping[str, Any]], ledger: Ledger) -> Iterator[Use]:
    """Items that the recorded steps of a judged claim name."""
    for entry in entries:
        for step in entry.get("argument") or ():
            for used in named_in(" ".join(str(value) for value in step.values()), ledger):
                yield Use(entry["id"].split("/")[0], used, "argument", step["statement"])


def uses_of(
    ledger: Ledger, entries: Iterable[Mapping[str, Any]] = (), theorems: Iterable[tuple[str, str, str]] = ()
) -> tuple[Use, ...]:
    """Every use, each once, none of an item by itself.

    `entries` are the claims of a report of `verify`; `theorems` are triples (user, used, theorem) from Coq's theories.
    """
    found: set[Use] = set()
    for item in ledger.items:
        found.update(_in_statements(item))
        found.update(_in_derivations(item))
    found.update(_in_arguments(entries, ledger))
    found.update(Use(user, used, "coq", theorem) for user, used, theorem in theorems)
    return tuple(sorted(use for use in found if use.user != use.used and use.used in ledger.by_id))
