"""Mutants: wrong versions of a claim, which the court must reject - the negative control of every method.

Dictionary
    Mutant          a claim with one slip in it: the kind of slip, the text of the altered side, its term
    mutants_of      the mutants of a claim, slips near the top of the expression first
    judge_mutants   what the court makes of each: ill-typed, refuted, equivalent, survives, or conflict

A slip may change nothing (the transpose of a symmetric matrix): then the altered claim is proved and the mutant is
`equivalent`. A mutant that is both refuted and proved is a `conflict`: a method is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from lora_symbolic import proving
from lora_symbolic.language import (
    LanguageError,
    ShapeError,
    Term,
    add,
    matmul,
    negate,
    same_shape,
    scalar,
    substitute,
    subterms,
    transpose,
    variables,
)
from lora_symbolic.language.operations import multiply, subtract
from lora_symbolic.language.writing import to_text
from proofs_checks.ledger.equality import is_equality, sides
from proofs_checks.ledger.model import LedgerClaim
from proofs_checks.recheck import confirm

PER_KIND = 3
SECONDS = 2.0
SIZES_TRIED = 40
Slip: TypeAlias = tuple[Term, Callable[[], Term]]


@dataclass(frozen=True)
class Mutant:
    """One slip: its kind, the altered side as text and as a term (None when its shapes do not fit), the outcome."""

    kind: str
    text: str
    term: Term | None
    outcome: str = ""


def _sign(side: Term) -> Iterator[Slip]:
    yield side, partial(negate, side)
    for node in _from_top(side, "add", "subtract"):
        yield node, partial(subtract if node.op == "add" else add, *node.args)


def _missing_transpose(side: Term) -> Iterator[Slip]:
    for node in _from_top(side, "transpose"):
        yield node, partial(transpose, node)


def _extra_transpose(side: Term) -> Iterator[Slip]:
    for node in _from_top(side, "matmul"):
        left, right = node.args
        yield node, partial(matmul, left.T, right)
        yield node, partial(matmul, left, right.T)
    for node in _from_top(side, "hadamard"):
        left, right = node.args
        yield node, partial(multiply, left, right.T)


def _swapped_factors(side: Term) -> Iterator[Slip]:
    for node in _from_top(side, "matmul"):
        left, right = node.args
        yield node, partial(matmul, right, left)


def _factor_two(side: Term) -> Iterator[Slip]:
    yield side, partial(multiply, side, scalar(2))
    for node in _from_top(side, "add", "subtract"):
        yield node.args[1], partial(multiply, node.args[1], scalar(2))


def _dropped_summand(side: Term) -> Iterator[Slip]:
    for node in _from_top(side, "add", "subtract"):
        left, right = node.args
        yield node, partial(_itself, left)
        yield node, partial(negate if node.op == "subtract" else _itself, right)


def _hadamard_for_product(side: Term) -> Iterator[Slip]:
    for node in _from_top(side, "matmul"):
        yield node, partial(multiply, *node.args)
    for node in _from_top(side, "hadamard"):
        yield node, partial(matmul, *node.args)


def _other_variable(side: Term, others: Sequence[Term]) -> Iterator[Slip]:
    for variable in variables(side):
        for other in others:
            if same_shape(variable, other) and other is not variable:
                yield variable, partial(_itself, other)


def _itself(term: Term) -> Term:
    return term


def _from_top(side: Term, *operations: str) -> list[Term]:
    return [node for node in reversed(list(subterms(side))) if node.op in operations]


def mutants_of(claim: LedgerClaim, per_kind: int = PER_KIND) -> tuple[Mutant, ...]:
    """The mutants of an equality, at most so many of each kind.

    The right side is altered, or the left one when the right one is a name or a constant.
    """
    lhs, rhs = sides(claim)
    side = rhs if rhs.args and rhs.op != "grad" else lhs
    others = list(dict.fromkeys((*variables(lhs), *variables(rhs))))
    kinds: dict[str, Iterable[Slip]] = {
        "wrong sign": _sign(side),
        "missing transpose": _missing_transpose(side),
        "extra transpose": _extra_transpose(side),
        "swapped factors": _swapped_factors(side),
        "factor 2": _factor_two(side),
        "dropped summand": _dropped_summand(side),
        "Hadamard for product": _hadamard_for_product(side),
        "other variable": _other_variable(side, others),
    }
    found = []
    for kind, slips in kinds.items():
        alike = _distinct(_mutant(kind, side, node, slip, claim) for node, slip in slips)
        found += [mutant for mutant, _ in zip(alike, range(per_kind), strict=False) if mutant.term is not side]
    return tuple(found)


def _distinct(mutants: Iterable[Mutant | None]) -> Iterator[Mutant]:
    seen: set[str] = set()
    for mutant in mutants:
        if mutant is not None and mutant.text not in seen:
            seen.add(mutant.text)
            yield mutant


def _mutant(kind: str, side: Term, node: Term, slip: Callable[[], Term], claim: LedgerClaim) -> Mutant | None:
    """The mutant of one slip; None where the language has no such term, as for what a derivative varies."""
    names = claim.term_names
    try:
        altered = slip()
        term = altered if node is side else substitute(side, {node: altered})
    except ShapeError as error:
        return Mutant(kind, str(error), None)
    except LanguageError:
        return None
    if not same_shape(term, side):
        return Mutant(kind, f"{to_text(term, names)} is {term.rows} x {term.cols}", None)
    return Mutant(kind, to_text(term, names), term)


def judge_mutants(claim: LedgerClaim, per_kind: int = PER_KIND, seconds: float = SECONDS) -> list[Mutant]:
    """The mutants of an equality with their outcomes; no mutants for any other claim."""
    if not is_equality(claim):
        return []
    return [_judged(mutant, claim, seconds) for mutant in mutants_of(claim, per_kind)]


def _judged(mutant: Mutant, claim: LedgerClaim, seconds: float) -> Mutant:
    if mutant.term is None:
        return Mutant(mutant.kind, mutant.text, None, "ill-typed")
    lhs, rhs = sides(claim)
    altered_right = bool(rhs.args) and rhs.op != "grad"
    kept, original = (lhs, rhs) if altered_right else (rhs, lhs)
    found = proving.find_counterexample(kept, mutant.term, seconds, tuples=SIZES_TRIED)
    if found is not None and confirm.problem_with(found.to_dict(), kept, mutant.term) is None:
        proved = proving.prove_equal(kept, mutant.term).proved
        return Mutant(mutant.kind, mutant.text, mutant.term, "conflict" if proved else "refuted")
    equivalent = any(proving.prove_equal(side, mutant.term).proved for side in (kept, original))
    return Mutant(mutant.kind, mutant.text, mutant.term, "equivalent" if equivalent else "survives")


def counts_of(mutants: Iterable[Mutant]) -> dict[str, Counter[str]]:
    """How many mutants of each kind had each outcome."""
    counts: dict[str, Counter[str]] = {}
    for mutant in mutants:
        counts.setdefault(mutant.kind, Counter())[mutant.outcome] += 1
    return counts
