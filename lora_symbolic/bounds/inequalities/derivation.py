"""Derivation of an inequality: the best bound that the rules reach for the left side, compared with the right side.

Dictionary
    Setting         what a claim may assume: hypotheses and the ranges of scalars
    Derived         a link, the bound reached for its left side, and how it was found to be at most the right side
    derived         the bound of one link
    Bounded         all links of a chain
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product

import sympy

from lora_symbolic.language.operations import negate, transpose
from lora_symbolic.language.statement.comparison import Comparison, Link, Measure, Part, ScalarRange, Side
from lora_symbolic.language.term import Term
from lora_symbolic.language.truth import NeitherTrueNorFalse
from lora_symbolic.proving import prove_equal

from ..norms import ROWS, ZERO, Expression, factored, smallest
from ..rules.operations import NoRule
from .comparing.box import Box, box_of
from .comparing.defined import undefined
from .comparing.norm_relations import norm_relations
from .comparing.order import at_most
from .differences import Differences, PairStep
from .euclidean import frobenius, spectral
from .knowledge import KINDS, Knowledge, combination, knowledge_of, up_to_sign

ONE_FORM = "one canonical form of both sides, for all sizes"


@dataclass(frozen=True)
class Setting(NeitherTrueNorFalse):
    """What a claim may assume."""

    hypotheses: tuple[Comparison, ...] = ()
    scalars: Mapping[str, ScalarRange] = field(default_factory=dict)

    @property
    def links(self) -> tuple[Link, ...]:
        """The hypotheses, two sides at a time."""
        return tuple(link for hypothesis in self.hypotheses for link in hypothesis.links)

    @cached_property
    def box(self) -> Box:
        """Where the scalars lie."""
        return box_of(self.scalars)

    @cached_property
    def knowledge(self) -> Knowledge:
        """What the hypotheses say of terms."""
        return knowledge_of(self.links, {scalar.term: scalar.symbol for scalar in self.scalars.values()})


@dataclass(frozen=True)
class Derived(NeitherTrueNorFalse):
    """A link with the bound that the rules reached; `how` it was found to be at most the right side, None if not."""

    link: Link
    bound: Expression | None
    claimed: Expression | None
    how: str | None
    steps: tuple[PairStep, ...] = ()
    reason: str = ""

    @property
    def text(self) -> str:
        """Derived against claimed, on one line, with the relation where it was decided."""
        if self.how is not None and self.link.relation == "=":
            return f"{self.link.left.text} = {self.link.right.text}"
        if self.bound is None:
            return f"no bound was derived for {self.link.left.text}: {self.reason}" if self.reason else self.reason
        claimed = self.link.right.text if self.claimed is None else self.claimed
        relation = "," if self.how is None else f" {self.link.relation}"
        return f"derived {factored(self.bound)}{relation} claimed {claimed}"


@dataclass(frozen=True)
class Bounded(NeitherTrueNorFalse):
    """Every link of a chain, derived."""

    links: tuple[Derived, ...]

    @property
    def proved(self) -> bool:
        """Whether every link was decided."""
        return all(link.how is not None for link in self.links)


def bounded(claim: Comparison, setting: Setting) -> Bounded:
    """The bounds of a chain."""
    return Bounded(tuple(derived(link, setting) for link in claim.links))


def derived(link: Link, setting: Setting) -> Derived:
    """The bound of one link: the first attempt that is decided, else the first that reached a bound."""
    for part in (*link.left.parts, *link.right.parts):
        if (open_part := undefined(part.coefficient, setting.box)) is not None:
            return Derived(link, None, None, None, (), f"{open_part} may be undefined in the range")
    best: Derived | None = None
    for by_terms, knowledge in product((False, True), _attempts(link, setting)):
        try:
            found = _derived(link, setting, Differences(knowledge, ROWS, setting.box, by_terms))
        except NoRule as reason:
            found = Derived(link, None, link.right.number, None, (), str(reason))
        if found.how is not None:
            return found
        if best is None or (best.bound is None and found.bound is not None):
            best = found
    return Derived(link, None, link.right.number, None) if best is None else best


def _attempts(link: Link, setting: Setting) -> Iterator[Knowledge]:
    """What may be used: all that is known and measured on the right, then parts of it."""
    known = setting.knowledge
    spoken = [
        (str(symbol), combination(measure.term), measure.kind, symbol)
        for symbol, measure in link.right.measures.items()
        if measure.kind in KINDS
    ]
    yield replace(known, norms=(*known.norms, *spoken))
    if spoken and known.norms:
        yield replace(known, norms=tuple(spoken))
        yield known
    kinds = dict.fromkeys(kind for _, _, kind, _ in spoken)
    if len(kinds) > 1:
        for one in kinds:
            yield replace(known, norms=tuple(said for said in spoken if said[2] == one))


def _derived(link: Link, setting: Setting, differences: Differences) -> Derived:
    if link.relation == "=":
        return _equal(link)
    strict = link.relation == "<"
    left, right = link.left.number, link.right.number
    if left is not None and right is not None:
        bound = _upper(left, link.left.measures, differences)
        return _compared(link, bound, right, strict, differences)
    if right is not None:
        return _compared(link, _entries(link.left, differences), right, strict, differences)
    if left == 0:
        return _nonnegative(link, strict, differences)
    return _relative(link, strict, differences)


def _compared(
    link: Link, bound: Expression | None, claimed: Expression, strict: bool, differences: Differences
) -> Derived:
    if bound is None:
        return Derived(link, None, claimed, None, (), "the left side does not grow with its norms")
    how = None
    for put, note in norm_relations(link.measures):
        one = at_most(bound.subs(put), claimed.subs(put), differences.box, strict)
        if one is not None:
            how = one + note
            break
    return Derived(link, bound, claimed, how, tuple(differences.steps))


# --- numbers


def _upper(left: Expression, measures: Mapping[sympy.Symbol, Measure], differences: Differences) -> Expression | None:
    """A bound on a number that grows with its measures, each bounded by rule."""
    values = [symbol for symbol, measure in measures.items() if measure.kind == "value"]
    left = left.xreplace({sympy.Abs(symbol): symbol for symbol in values})  # both are bounded by the entry
    used = [symbol for symbol in measures if left.has(symbol)]
    if not used:
        return left
    if not left.is_polynomial(*used):
        return None
    polynomial = sympy.Poly(left, *used)
    for powers, coefficient in polynomial.terms():
        signed = [power for symbol, power in zip(used, powers, strict=True) if measures[symbol].kind == "value"]
        if not any(powers):
            continue
        if any(signed) and (sum(signed) > 1 or len(used) > 1):
            return None
        if not any(signed) and at_most(ZERO, coefficient, differences.box) is None:
            return None
    put = {symbol: _measured(measures[symbol], differences) for symbol in used}
    total = ZERO
    for powers, coefficient in polynomial.terms():
        value = measures[used[0]].kind == "value" and any(powers)
        factor = sympy.Abs(coefficient) if value else coefficient
        for symbol, power in zip(used, powers, strict=True):
            factor = factor * put[symbol] ** power
        total = total + factor
    return total


def _measured(measure: Measure, differences: Differences) -> Expression:
    """A bound on one measure."""
    if measure.kind == "norm":
        return frobenius(measure.term, differences)
    if measure.kind == "norm-2":
        return spectral(measure.term, differences)
    norms = differences.norms(measure.term)
    if measure.kind == "norm-inf":
        return norms.row
    if measure.kind == "norm-1":
        return norms.column
    euclidean = any(kind in ("norm", "norm-2") for _, _, kind, _ in differences.knowledge.norms)
    if not euclidean:
        return norms.entry
    return smallest([("", norms.entry), ("", spectral(measure.term, differences))])[1]


# --- matrices, entry by entry


def _entries(side: Side, differences: Differences) -> Expression:
    """A bound on every entry of a side."""
    total: Expression = ZERO
    for part in side.parts:
        if part.term is None:
            total = total + part.coefficient
        else:
            total = total + sympy.Abs(part.coefficient) * differences.norms(part.term).entry
    return total


def _nonnegative(link: Link, strict: bool, differences: Differences) -> Derived:
    """0 <= a sum of nonnegative multiples of matrices that are nonnegative by rule."""
    reason = "no rule says that the right side is nonnegative"
    for part in link.right.parts:
        known = part.term is None or part.absolute or differences.size(part.term).nonnegative
        if not known or at_most(ZERO, part.coefficient, differences.box) is None:
            return Derived(link, None, None, None, (), reason)
    positive = any(
        part.term is None and at_most(ZERO, part.coefficient, differences.box, True) for part in link.right.parts
    )
    if strict and not positive:
        return Derived(link, None, None, None, (), "no rule says that the right side is positive")
    return Derived(link, ZERO, None, "each part of the right side is nonnegative by rule", tuple(differences.steps))


def _relative(link: Link, strict: bool, differences: Differences) -> Derived:
    """|x~ - x| <= c |x|, or a constant on the right that bounds every entry."""
    right = [part for part in link.right.parts if part.term is not None]
    rest = sum((part.coefficient for part in link.right.parts if part.term is None), ZERO)
    left = link.left.parts
    no_rule = Derived(link, None, None, None, (), "no rule for matrices on both sides of this form")
    if len(left) != 1 or left[0].term is None or at_most(ZERO, rest, differences.box) is None:
        return no_rule
    for part in right:
        if not _grows(part, differences):
            return no_rule
    found: Derived = no_rule
    for part in right:
        factor = _relative_factor(left[0], part, differences)
        if factor is not None:
            compared = _compared(link, factor, part.coefficient, strict, differences)
            found = replace(compared, claimed=part.coefficient)
            if found.how is not None and not strict:
                return found
    return replace(found, how=None) if strict else found


def _grows(part: Part, differences: Differences) -> bool:
    """Whether a part of the right side is certainly nonnegative."""
    if at_most(ZERO, part.coefficient, differences.box) is None or part.term is None:
        return False
    return part.absolute or differences.size(part.term).nonnegative


def _relative_factor(left: Part, right: Part, differences: Differences) -> Expression | None:
    """c with |left| <= c |right|, where left is a multiple of right, or a difference from it."""
    if left.term is None or right.term is None:
        return None
    scale = sympy.Abs(left.coefficient)
    gap = combination(left.term)
    if len(gap) == 1 and left.term.op == "hadamard" and right.term in left.term.args:
        other = left.term.args[1 if left.term.args[0] is right.term else 0]
        return scale * differences.norms(other).entry
    if gap.keys() == {right.term}:
        return scale * sympy.Abs(gap[right.term])
    factor = gap.get(right.term)
    others = [node for node in gap if node is not right.term]
    if factor is not None and len(others) == 1 and sympy.expand(factor + gap[others[0]]) == 0:
        relative = differences.between(others[0], right.term).relative
        if relative is not None:
            return scale * sympy.Abs(factor) * relative
    for close in differences.knowledge.close:
        same = close.base is right.term and up_to_sign(gap, close.difference)
        if same and at_most(ZERO, close.factor, differences.box) is not None:
            return scale * close.factor
    return None


def _equal(link: Link) -> Derived:
    """An equation between terms, by the prover."""
    sides = [_term_of(side) for side in (link.left, link.right)]
    if (how := _same_measure(link)) is not None:
        return Derived(link, link.right.number, link.right.number, how)
    if sides[0] is None or sides[1] is None:
        return Derived(link, None, None, None, (), "an equation of norms; only terms are compared")
    proof = prove_equal(sides[0], sides[1])
    if proof.conditions:
        reason = f"holds only where {' and '.join(map(str, proof.conditions))}"
        return Derived(link, None, None, None, (), reason)
    if not proof.proved:
        return Derived(link, None, None, None, (), proof.reason)
    return Derived(link, link.right.number, link.right.number, ONE_FORM)


TURNED = {"maxabs": "maxabs", "norm": "norm", "norm-2": "norm-2", "norm-1": "norm-inf", "norm-inf": "norm-1"}


def _same_measure(link: Link) -> str | None:
    """How two norms are seen to be equal: of terms that are equal, up to a sign or transposed; None where not."""
    sides = (link.left, link.right)
    found = [one for side in sides if len(side.parts) == 1 and (one := side.measures.get(side.parts[0].coefficient))]
    if len(found) != 2:
        return None
    left, right = found
    pairs = [(right.term, "")] if left.kind == right.kind else []
    pairs += [(transpose(right.term), " transposed")] if left.kind == TURNED.get(right.kind) else []
    for term, how in pairs:
        for other, sign in ((term, ""), (negate(term), " negated")):
            proof = prove_equal(left.term, other)
            if proof.proved and not proof.conditions:
                return f"norms of one matrix{how}{sign}"
    return None


def _term_of(side: Side) -> Term | None:
    if len(side.parts) != 1:
        return None
    part = side.parts[0]
    if part.term is not None:
        return part.term if part.coefficient == 1 and not part.absolute else None
    measure = side.measures.get(part.coefficient) if part.coefficient.is_Symbol else None
    return measure.term if measure is not None and measure.kind == "value" else None


def links_of(claims: Iterable[Comparison]) -> tuple[Link, ...]:
    """The links of several chains."""
    return tuple(link for claim in claims for link in claim.links)
