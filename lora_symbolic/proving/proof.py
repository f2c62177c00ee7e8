"""Proof: whether two terms are equal for all shapes, decided by their canonical forms.

Dictionary
    Proof               the answer: proved or not, why not, under which conditions, how many monomials
    prove_equal(l, r)   derivatives by forward differentiation on the index form
    canonical_form(t)   the canonical form itself
    is_zero(c)          whether a condition asks for what is zero
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.operations import lift, substitute
from lora_symbolic.language.statement import Equation, InRange
from lora_symbolic.language.term import Term, same_shape, subterms
from lora_symbolic.language.writing import shortened

from .conditions import Condition, EntrySigns, conditions, in_logarithms
from .index_form import memory
from .index_form.algebra import scaled
from .index_form.atoms import Monomial, Polynomial
from .index_form.expand import Expander
from .index_form.functions.splitting import TWO_VALUED
from .index_form.index import Index, OutsideFragment, Ref, TooLarge, leaves
from .index_form.memory import Budget, Memory
from .index_form.nested import ask_positive
from .index_form.normalise import NormalForm, collected, normal_form
from .naming import size_order
from .reductions import (
    Residue,
    angles_aside,
    budget_of,
    choices,
    constants,
    follows_by_names,
    foresee,
    has_turns,
    in_entries,
    is_deep,
    needed_within,
    split,
    turned,
)
from .remainder import Remainder, remainder_of
from .rewriting import Goal, System, counted, decide_modulo, over_one_denominator
from .search.existence import NEVER, where_it_holds
from .search.instance import Instance

FIRST, NAMED = 100_000, 150_000  # factors of monomials before shared subterms are given names, and while they are
INVERTED = frozenset({"inverse", "det"})
FLOATS = "in floating point, which proves nothing, the sides look different at a point"


@dataclass(frozen=True)
class Proof:
    """What the canonical form says about an equality.

    `proved` is a proof for all shapes, where the `conditions` hold, and so is a Proof that is true; with conditions,
    `instance` satisfies them. Without a proof nothing is claimed and `reason` tells what was met; `vacuous` says that
    it is the lack of an instance: as far as is known, the statement means something for no sizes and matrices.
    `remainder` are the monomials that the difference keeps.
    """

    proved: bool
    reason: str
    conditions: tuple[Condition, ...]
    monomials: int
    instance: Instance | None = None
    vacuous: bool = False
    remainder: Remainder | None = None

    def __bool__(self) -> bool:
        return self.proved

    def __repr__(self) -> str:
        return f"<{'proved' if self.proved else 'not proved'}: {shortened(self.reason)}>"

    def __str__(self) -> str:
        where = f"; where {', '.join(str(condition) for condition in self.conditions)}" if self.conditions else ""
        return f"{'proved' if self.proved else 'not proved'}: {self.reason}{where}"


def prove_equal(left: Term, right: Term, where: Sequence[Equation] = ()) -> Proof:
    """Prove that two terms of one shape are equal for all sizes and all real entries for which they are defined.

    The proof begins with an empty memory, so it depends on the two terms alone, and on the equations of `where`: with
    these the two are equal wherever the equations hold.

    >>> from lora_symbolic.language import exp, log, matrix, trace
    >>> A, B = matrix("A", "m", "n"), matrix("B", "n", "m")
    >>> prove_equal(trace(A @ B), trace(B @ A)).proved
    True
    >>> prove_equal(trace(A @ B), trace(A @ A.T)).proved
    False
    >>> prove_equal(exp(log(-exp(A))), -exp(A)).reason
    'the condition never holds: every entry of -exp(A) is positive'

    >>> from lora_symbolic.language import Equation, eye
    >>> prove_equal(A @ B @ A, A, [Equation("A @ B = eye(m)", A @ B, eye("m"))]).conditions[0].text
    'A @ B = eye(m)'

    A number stands for a scalar; LanguageError for what is no term.
    """
    left, right = lift(left), lift(right)
    if any(isinstance(each, InRange) for each in where):
        return _prove_within(left, right, where)
    if not same_shape(left, right):
        return Proof(False, f"shapes differ: {left.rows} x {left.cols} and {right.rows} x {right.cols}", (), 0)
    terms = (left, right, *(side for equation in where for side in (equation.lhs, equation.rhs)))
    needed = (*(Condition("equation", str(equation)) for equation in where), *conditions(*terms))
    budget = budget_of(*terms)
    beside = None if needed else _beside_constants(left, right, budget)
    found = _decide(left, right, where, terms, needed, budget) if beside is None else beside
    instance, lack = where_it_holds(terms, needed, where, found.proved, is_zero)
    if lack is not None:
        return Proof(False, lack, needed, found.monomials, vacuous=True)
    return replace(found, conditions=needed, instance=instance)


def _beside_constants(left: Term, right: Term, budget: Budget) -> Proof | None:
    """A proof for whatever stands in both sides and changes with no variable of a derivative; None without one."""
    opaque = constants(left, right)
    if not opaque:
        return None
    begin(left, right, budget=budget)
    memory.current.allowed = FIRST
    try:
        found = _canonical(left, right, opaque)
    except TooLarge:
        return None
    return found if found.proved else None


def _decide(
    left: Term,
    right: Term,
    where: Sequence[Equation],
    terms: tuple[Term, ...],
    needed: tuple[Condition, ...],
    budget: Budget,
) -> Proof:
    """The canonical form in every way in which it may show that both sides are equal."""
    begin(*terms, needed=needed, budget=budget)
    memory.current.allowed = FIRST
    try:
        found = _canonical(left, right)
        memory.current.allowed = budget.allowed
    except TooLarge:
        named = None if where or is_deep(*terms) else _by_names(left, right, budget)
        if named is None:
            begin(*terms, needed=needed, budget=budget)
        found = _compare(left, right) if named is None else named
    if not found.proved and (where or any(not term.operations.isdisjoint(INVERTED) for term in terms)):
        found = _compare_modulo(left, right, where)
    if not found.proved and not where:
        found = next((again for again in _other_ways(left, right, terms, needed) if again.proved), found)
    return found


def _prove_within(left: Term, right: Term, where: Sequence[Equation]) -> Proof:
    """A proof for unknown numbers in their ranges: for all numbers, or for what runs through the ranges."""
    equations, ranges = split(where)
    found = prove_equal(left, right, equations)
    needed = needed_within(found.conditions, ranges)
    if not found.proved:
        try:
            for choice in choices(ranges, left, right):
                taken = [Equation(e.text, substitute(e.lhs, choice), substitute(e.rhs, choice)) for e in equations]
                again = prove_equal(substitute(left, choice), substitute(right, choice), taken)
                if not again.proved and not again.reason.startswith(NEVER):
                    return replace(again, conditions=needed, instance=None)
        except LanguageError:  # a derivative in an unknown number
            return found
        found = Proof(True, "both sides have one canonical form in the ranges of the numbers", (), found.monomials)
    terms = (left, right, *(side for equation in equations for side in (equation.lhs, equation.rhs)))
    instance, lack = where_it_holds(terms, needed, where, True, is_zero)
    if lack is not None:
        return Proof(False, lack, needed, found.monomials, vacuous=True)
    return replace(found, conditions=needed, instance=instance)


def _other_ways(left: Term, right: Term, terms: tuple[Term, ...], needed: tuple[Condition, ...]) -> Iterator[Proof]:
    """Comparisons of the two terms written in other ways."""
    for rewritten in (in_logarithms, in_entries):
        if (other := rewritten(left, right)) is not None:
            yield _compare(*other)
    if over_one_denominator(_goals(left, right)):
        yield Proof(True, "both sides have one canonical form over a common denominator", (), 0)
    aside = angles_aside(left, right)
    if aside is not None:
        yield _compare(*aside)
    if any(node.op in TWO_VALUED for node in subterms(left, right)):
        begin(*terms, needed=needed, splitting=True, budget=memory.current.budget)
        yield _compare(left, right)
        if aside is not None:
            yield _compare(*aside)


def _compare(left: Term, right: Term) -> Proof:
    """Whether the canonical form of the difference is empty, or why that is not known."""
    try:
        foresee(partial(_expander, left, right), left, right)
        return _canonical(left, right)
    except (OutsideFragment, RecursionError) as problem:
        if isinstance(problem, TooLarge):
            return Proof(False, f"the canonical form is too large: {problem}", (), 0)
        return _outside(problem)


def _by_names(left: Term, right: Term, budget: Budget) -> Proof | None:
    """Whether the sides are equal since their subterms are; None where that is not found."""
    counts: list[int] = []
    found = follows_by_names(left, right, _residues(counts, budget))
    if found is None:
        return Proof(False, f"the canonical form is too large, and {FLOATS}", (), 0)
    if found:
        return Proof(True, "both sides have one canonical form, subterm by subterm", (), sum(counts))
    return None


def _residues(counts: list[int], budget: Budget | None = None) -> Residue:
    """What remains of differences in canonical form, within the work that is allowed for all; counts monomials."""
    work = 0

    def residue(left: Term, right: Term) -> list[Monomial]:
        nonlocal work
        begin(left, right, budget=budget)
        memory.current.allowed = min(FIRST, NAMED - work)
        rest: list[Monomial] = []
        try:
            for entry, difference, monomials in _differences(left, right):
                rest.extend(monomial for _, monomial in collected(difference, _labels(*entry)))
                counts.append(monomials)
        finally:
            work += memory.current.work
        return rest

    return residue


def _canonical(left: Term, right: Term, opaque: Collection[Term] = ()) -> Proof:
    """The same, but TooLarge where the work that is allowed is done."""
    count = 0
    try:
        for (row, col), difference, monomials in _differences(left, right, opaque):
            form = collected(difference, _labels(row, col))
            if form:
                left_over = None if opaque else remainder_of(form, row, col)
                return Proof(False, f"the difference keeps {counted(len(form))}", (), len(form), remainder=left_over)
            count += monomials
    except (OutsideFragment, RecursionError) as problem:
        if isinstance(problem, TooLarge):
            raise
        return _outside(problem)
    return Proof(True, "both sides have one canonical form", (), count)


def _outside(problem: OutsideFragment | RecursionError) -> Proof:
    said = "nested too deeply" if isinstance(problem, RecursionError) else problem
    return Proof(False, f"outside the fragment of the canonical form: {said}", (), 0)


def _differences(
    left: Term, right: Term, opaque: Collection[Term] = ()
) -> Iterator[tuple[tuple[Ref, Ref], Polynomial, int]]:
    """Entries of one side minus the other, one for each part of the axes; the number of monomials of the first."""
    expander = _expander(left, right, opaque)
    for row, col in expander.cases(left):
        first = expander.entry(left, row, col)
        yield (row, col), first + scaled(-1, expander.entry(right, row, col)), len(first)


def _expander(left: Term, right: Term, opaque: Collection[Term] = ()) -> Expander:
    return Expander((left, right), lambda term: EntrySigns((left, right)).not_negative(term), opaque)


def _goals(left: Term, right: Term) -> list[Goal]:
    """What must be zero; nothing outside the fragment."""
    try:
        return [(difference, _labels(*entry)) for entry, difference, _ in _differences(left, right)]
    except (OutsideFragment, RecursionError):
        return []


def _compare_modulo(left: Term, right: Term, where: Sequence[Equation]) -> Proof:
    """Whether the difference is zero modulo the equations, or modulo what follows from them."""
    try:
        entries = list(_differences(left, right))
        goals = [(difference, _labels(*entry)) for entry, difference, _ in entries]
        system = System()
        taken: list[Polynomial] = []
        for equation in where:
            first, *more = turned(equation, (left, right))
            taken += [poly for _, poly, _ in _differences(*first)]
            taken += [poly for pair in more for poly, _ in _goals(*pair)]
        for poly in taken:
            system.add(poly)
        found = decide_modulo(system, goals, taken)
    except (OutsideFragment, RecursionError) as problem:
        return _outside(problem)
    left_over = remainder_of(found.rest, *entries[found.goal][0]) if found.rest else None
    return Proof(found.proved, found.reason, (), found.monomials, remainder=left_over)


def begin(
    *terms: Term, needed: Sequence[Condition] = (), splitting: bool = False, budget: Budget | None = None
) -> None:
    """Begin an attempt at a proof, with an empty memory but for what the conditions ask to be positive."""
    used = memory.use(Memory(budget))
    used.splitting = splitting
    used.turning = has_turns(*terms)
    # the order of sums of sizes must not depend on names; most statements have no sums of sizes
    if not all(term.plain_sides and "size" not in term.operations for term in terms):
        used.ranks = {name: rank for rank, name in enumerate(size_order(*terms))}
    for condition in needed:
        if condition.kind == "positive" and condition.term is not None:
            _ask_positive(condition.term)


def _ask_positive(term: Term) -> None:
    """Let the entries of a term count as positive, where they lie in the fragment."""
    try:
        expander = Expander((term,))
        for row, col in expander.cases(term):
            ask_positive(expander.entry(term, row, col))
    except (OutsideFragment, RecursionError):
        return


def is_zero(condition: Condition) -> bool:
    """Whether the canonical form shows that what must be positive, or not zero, is zero."""
    try:
        return condition.term is not None and not any(canonical_form(condition.term))
    except (OutsideFragment, RecursionError):
        return False


def canonical_form(term: Term) -> list[NormalForm]:
    """The canonical form of a term, one for each combination of the parts of its axes; may raise OutsideFragment."""
    begin(term)
    expander = Expander((term,))
    return [normal_form(expander.entry(term, *entry), _labels(*entry)) for entry in expander.cases(term)]


def _labels(row: Ref, col: Ref) -> dict[Index, int]:
    return {leaf: number for number, leaf in enumerate(dict.fromkeys((*leaves(row), *leaves(col))))}
