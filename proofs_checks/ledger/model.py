"""The ledger as data: items of the paper, their forms, and the claims of each form.

Dictionary
    LedgerClaim         one statement that can be judged, with its terms built
    used_definitions    the definitions that the terms of some claims use
    Form                the printed, the corrected or the added form of an item, with the names that its claims use
    Item                one numbered item of the paper
    Ledger              all items, in the order of the paper
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from lora_symbolic.language import Equation, Term, subterms
from lora_symbolic.language.families import Families
from lora_symbolic.language.statement import CLAIM_KINDS, Exists, ScalarRange, Stated, printed_names
from lora_symbolic.language.statement.sentence import data_of, latex_of, latex_parts, sentence

from .paper import Paper

if TYPE_CHECKING:
    import networkx

KINDS: tuple[str, ...] = (*CLAIM_KINDS, "rounds", "judged", "waits", "cited", "convention")
_EMPTY: Mapping[str, Any] = MappingProxyType({})


def key_of(ident: str, form: str) -> str:
    """A claim's id with its form, unique in a ledger.

    >>> key_of("lemma-3.2/dA", "printed")
    'lemma-3.2/dA|printed'
    """
    return f"{ident}|{form}"


@dataclass(frozen=True, eq=False)
class LedgerClaim:
    """A claim: what it states, as texts and as terms.

    `lhs` and `rhs` are the terms that are judged (the hypothesis already put in); for a shape claim `lhs` is the
    expression. `problem` is the message of a shape error, and then there are no terms. A judged claim has no terms:
    `judge` names the file of `decisions` that decides it, for these `parameters`. The equations of `where` are taken
    for granted. Derivatives by a defined name are already derived in `lhs` and `rhs`; `taken` are these derivatives, in
    variables of that name. Where `exists` is given, terms and bound are those of its witness. `slip` (in a sentence,
    `slip_says`), `reading`, `judged_in` are its marks; `symbols` say how names are written in LaTeX, `altered` what
    became of altered versions of the claim when it was last recorded.
    """

    item: str
    name: str
    form: str
    kind: str
    texts: tuple[str, ...]
    lhs: Term | None = None
    rhs: Term | None = None
    problem: str | None = None
    hypothesis: str | None = None
    given: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    sizes: tuple[str, ...] = ()
    matrices: Mapping[str, Term] = field(default_factory=lambda: _EMPTY)
    definitions: Mapping[str, Term] = field(default_factory=lambda: _EMPTY)
    judge: str = ""
    parameters: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    where: tuple[Equation, ...] = ()
    stated: Stated | None = None
    exists: Exists | None = None
    taken: tuple[Term, ...] = ()
    slip: str = ""
    slip_says: str = ""
    reading: str = ""
    judged_in: str = ""
    symbols: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    families: Families = field(default_factory=Families, compare=False)
    scalars: Mapping[str, ScalarRange] = field(default_factory=lambda: _EMPTY)
    altered: Mapping[str, Any] = field(default_factory=lambda: _EMPTY)

    @property
    def id(self) -> str:
        """The claim's id in reports: `lemma-3.2/dA`, or the name alone in a reader's own file."""
        return f"{self.item}/{self.name}" if self.item else self.name

    @property
    def key(self) -> str:
        """The id with the form, unique in a ledger."""
        return key_of(self.id, self.form)

    @property
    def outside(self) -> str | None:
        """The theorem or hypothesis of others that the claim names; what is put in (`given`) belongs to the claim."""
        return None if self.given else self.hypothesis

    @property
    def proposition(self) -> Stated | Exists | None:
        """What is said where it is no plain equality: an existence, or a stated bound."""
        return self.stated if self.exists is None else self.exists

    @property
    def text(self) -> str:
        """The claim on one line: an equality in the syntax of statement files, a stated bound as a sentence."""
        if (said := self.proposition) is not None:
            return sentence(said, self.definitions, self.where)
        if self.kind == "equal":
            where = f" where {' and '.join(map(str, self.where))}" if self.where else ""
            return " = ".join(self.texts) + where + (f" if {self.hypothesis}" if self.given else "")
        if self.kind == "shape":
            return "{} is {} x {}".format(*self.texts)
        if self.kind == "rounds":
            return "{} rounds to {}".format(*self.texts)
        return self.texts[0]

    @property
    def said(self) -> dict[str, Any]:
        """A stated bound as data, and its sentence in LaTeX; empty for other claims."""
        if (said := self.proposition) is None:
            return {}
        parts = (said, self.definitions, self.where)
        return {"said": data_of(*parts), "latex": latex_of(*parts, self.symbols)}

    @property
    def parts(self) -> tuple[str, ...]:
        """The sentence of a stated bound in LaTeX: for what, the claim, what its names are; empty for other claims."""
        said = self.proposition
        return () if said is None else latex_parts(said, self.definitions, self.where, self.symbols)

    @property
    def mutants(self) -> Mapping[str, Any]:
        """What became of altered versions of this claim; nothing if what was recorded is about another sentence."""
        return self.altered if self.altered and self.altered["statement"] == self.text else _EMPTY

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that are judged, as many as there are."""
        return tuple(side for side in (self.lhs, self.rhs) if side is not None)

    @property
    def term_names(self) -> dict[Term, str]:
        """The names of the definitions by their terms, for printing."""
        return printed_names(self.definitions)

    @property
    def scalar_terms(self) -> dict[str, Term]:
        """The scalars by their names: each is read as the one entry of a matrix."""
        return {name: one.term for name, one in self.scalars.items()}

    @property
    def shown_names(self) -> dict[Term, str]:
        """The names of definitions and of scalars by their terms, for people."""
        return {**self.term_names, **{term: name for name, term in self.scalar_terms.items()}}


def used_definitions(*claims: LedgerClaim) -> dict[str, Term]:
    """The definitions that the terms of some claims of one form use, by their names, in the order of the file."""
    inside = set(subterms(*(term for claim in claims for term in claim.terms)))
    definitions = {name: term for claim in claims for name, term in claim.definitions.items()}
    names = printed_names(definitions)
    return {name: term for name, term in definitions.items() if term in inside and names.get(term) == name}


@dataclass(frozen=True, eq=False)
class Form:
    """One form of an item: its claims and the names they use; `introduced` says which item introduces a name.

    `printed` is what the paper says, `corrected` what holds instead, `added` what is ours beside it.
    """

    form: str
    setting: str | None
    claims: tuple[LedgerClaim, ...]
    introduced: Mapping[str, str] = field(default_factory=lambda: _EMPTY)


@dataclass(frozen=True, eq=False)
class Item:
    """One item of the paper: `page` and `place` say where it stands in print, `option` what means its ledger.

    `takes` are items of other ledgers that the paper says it takes them from, "alman-song/lemma-D.2".
    """

    id: str
    title: str
    section: str
    uses: tuple[str, ...]
    printed: str
    note: str
    forms: tuple[Form, ...]
    page: int = 0
    place: str = ""
    option: str = ""
    takes: tuple[str, ...] = ()

    @property
    def locator(self) -> str:
        """Where the item stands: `p. 26, display after (C.1)`; empty if the ledger does not say."""
        return ", ".join(part for part in (f"p. {self.page}" if self.page else "", self.place) if part)

    @property
    def claims(self) -> tuple[LedgerClaim, ...]:
        """The claims of all forms, as they stand in the file."""
        return tuple(claim for form in self.forms for claim in form.claims)


@dataclass(frozen=True, eq=False)
class Ledger:
    """All items, in the order of the paper, with the slips that their claims name.

    `option` is what a command needs to mean this ledger, `remarks` are what its author should know of its files.
    """

    items: tuple[Item, ...]
    slips: Mapping[str, str] = field(default_factory=lambda: _EMPTY)
    paper: Paper | None = None
    option: str = ""
    remarks: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """The items by their ids."""
        return MappingProxyType({item.id: item for item in self.items})

    @property
    def claims(self) -> tuple[LedgerClaim, ...]:
        """Every claim, in the order of the paper."""
        return tuple(claim for item in self.items for claim in item.claims)

    @cached_property
    def graph(self) -> networkx.DiGraph[str]:
        """The graph with an edge from each item to every item that uses it."""
        import networkx

        graph: networkx.DiGraph[str] = networkx.DiGraph()
        graph.add_nodes_from(item.id for item in self.items)
        graph.add_edges_from((used, item.id) for item in self.items for used in item.uses)
        return graph

    def select(self, ident: str) -> tuple[LedgerClaim, ...]:
        """The claims that an item's or a claim's id names; none if there is no such id."""
        if ident in self.by_id:
            return self.by_id[ident].claims
        return tuple(claim for claim in self.claims if claim.id == ident)

    def ids(self) -> Iterator[str]:
        """The ids of all items, then those of all claims."""
        yield from self.by_id
        yield from dict.fromkeys(claim.id for claim in self.claims)
