"""Proof: whether two terms are equal for all shapes, decided by their canonical forms.

Dictionary
    Proof               the answer: proved or not, why not, under which conditions, how many monomials
    prove_equal(l, r)   derivatives by forward differentiation on the index form
    conditions(t)       what must be positive for a term to mean something
    clear_caches()      forget every memoised template: for measurements from a cold start
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ..language.operations import lift
from ..language.term import Term, _interned, same_shape, subterms
from ..language.writing import shortened
from .index_form.algebra import scaled
from .index_form.atoms import clear_heads
from .index_form.expand import Expander
from .index_form.index import Index, OutsideFragment, leaves
from .index_form.normalise import NormalForm, normal_form
from .positive_entries import in_logarithms

CACHES: list[dict[Any, Any]] = []  # memos of other routes, cleared with the rest


@dataclass(frozen=True)
class Proof:
    """What the canonical form says about an equality.

    `proved` is a proof for all shapes, and so is a Proof that is true; without it nothing is claimed, `reason` tells
    what was met.
    """

    proved: bool
    reason: str
    conditions: tuple[str, ...]
    monomials: int

    def __bool__(self) -> bool:
        return self.proved

    def __repr__(self) -> str:
        return f"<{'proved' if self.proved else 'not proved'}: {shortened(self.reason)}>"

    def __str__(self) -> str:
        where = f"; where {', '.join(self.conditions)}" if self.conditions else ""
        return f"{'proved' if self.proved else 'not proved'}: {self.reason}{where}"


def prove_equal(left: Term, right: Term) -> Proof:
    """Prove that two terms of one shape are equal for all sizes and all real entries.

    >>> from lora_symbolic.language import matrix, trace
    >>> A, B = matrix("A", "m", "n"), matrix("B", "n", "m")
    >>> prove_equal(trace(A @ B), trace(B @ A)).proved
    True
    >>> prove_equal(trace(A @ B), trace(A @ A.T)).proved
    False

    A number stands for a scalar; LanguageError for what is no term.
    """
    left, right = lift(left), lift(right)
    if not same_shape(left, right):
        return Proof(False, f"shapes differ: {left.rows} x {left.cols} and {right.rows} x {right.cols}", (), 0)
    needed = conditions(left, right)
    found = _compare(left, right)
    if not found.proved and (other := in_logarithms(left, right)) is not None:
        again = _compare(*other)
        found = again if again.proved else found
    return replace(found, conditions=needed)


def _compare(left: Term, right: Term) -> Proof:
    """Whether the canonical form of the difference is empty."""
    try:
        count = 0
        expander = Expander((left, right))
        for row, col in expander.cases(left):
            labels: dict[Index, int] = {}
            for leaf in (*leaves(row), *leaves(col)):
                labels[leaf] = len(labels)
            form = normal_form(expander.entry(left, row, col) + scaled(-1, expander.entry(right, row, col)), labels)
            if form:
                return Proof(False, f"the difference keeps {len(form)} monomials", (), len(form))
            count += len(expander.entry(left, row, col))
    except OutsideFragment as problem:
        return Proof(False, f"outside the fragment of the canonical form: {problem}", (), 0)
    except RecursionError:
        return Proof(False, "outside the fragment of the canonical form: nested too deeply", (), 0)
    return Proof(True, "both sides have one canonical form", (), count)


def canonical_form(term: Term) -> list[NormalForm]:
    """The canonical form of a term, one for each combination of the parts of its axes; may raise OutsideFragment."""
    expander = Expander((term,))
    out = []
    for row, col in expander.cases(term):
        labels: dict[Index, int] = {}
        for leaf in (*leaves(row), *leaves(col)):
            labels[leaf] = len(labels)
        out.append(normal_form(expander.entry(term, row, col), labels))
    return out


def conditions(*terms: Term) -> tuple[str, ...]:
    """The conditions under which some terms are defined, as sentences; none where they hold by themselves."""
    out: dict[str, None] = {}
    for node in subterms(*terms):
        if node.op in ("log", "reciprocal") and not _positive(node.args[0]):
            out[f"every entry of {node.args[0]} is positive"] = None
        elif node.op == "softmax" and len(node.args) == 2 and not _positive(node.args[1]):
            out[f"each row of {node.args[1]}, weighted by the exponentials, has a sum that is not zero"] = None
    return tuple(out)


def _positive(term: Term) -> bool:
    """Whether every entry is positive whatever the variables are."""
    op, args = term.op, term.args
    if op in ("exp", "ones", "size"):
        return True
    if op == "number":
        return bool(term.data[0] > 0)  # type: ignore[operator]
    if op == "softmax":
        return len(args) == 1 or _positive(args[1])
    if op in ("add", "hadamard", "scale", "matmul", "sum", "rowsum", "colsum", "transpose", "kron", "rowkron",
              "colkron", "vec", "colvec", "block", "reciprocal", "trace", "diagonal"):  # fmt: skip
        return all(_positive(child) for child in args)
    return False


def clear_caches() -> None:
    """Forget every memoised template and every head."""
    for term in list(_interned.values()):
        term._memo.clear()
    for memo in CACHES:
        memo.clear()
    clear_heads()
