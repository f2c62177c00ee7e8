"""Differences: the bounds of x and of x~ - x for two terms of one form, found by walking both at once.

Dictionary
    Differences(knowledge, calculus, box)     remembers what it derived, and the steps
        size(term)          the bounds of one term
        between(new, old)   the bounds of old, new and new - old: hypotheses, rules on pairs of arguments, row sums
        norms(term)         the norms of a term, a sum of multiples with its terms paired off
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import sympy

from lora_symbolic.language.statement.comparison import Measure
from lora_symbolic.language.statement.comparison_reader import measure_symbol
from lora_symbolic.language.sympy_bridge import sides
from lora_symbolic.language.term import Term, same_shape

from ..bound import Bound, exactly, in_rows
from ..norms import NOTHING, ONE, ZERO, Calculus, Choice, Expression, Norms, completed, plus
from ..rules.centred import centred, centred_parts
from ..rules.operations import RULES, Context, NoRule
from ..rules.products import better
from .comparing.box import Box
from .comparing.order import at_most
from .knowledge import Combination, Knowledge, combination, up_to_sign
from .normalised import normalised

MAX_PAIRS = 400
SUMS = frozenset({"add", "subtract", "negate", "scale"})


@dataclass(frozen=True)
class PairStep:
    """One rule applied to two terms, or to one, when both are the same: the bounds that it gave, and why."""

    new: Term
    old: Term
    bound: Bound
    reason: str


@dataclass
class Differences:
    """Derives bounds under what is known; `steps` has every rule applied, in order."""

    knowledge: Knowledge
    calculus: Calculus
    box: Box
    by_terms: bool = False  # of a sum only what its terms give, of a term what is said of it
    steps: list[PairStep] = field(default_factory=list)
    _pairs: dict[tuple[Term, Term], Bound] = field(default_factory=dict)
    _asked: set[Term] = field(default_factory=set)  # variables whose size is being derived

    # --- one term

    def size(self, term: Term) -> Bound:
        """The bounds of one term."""
        return self.between(term, term)

    def _size(self, term: Term) -> Bound:
        said = self._known(combination(term), term)
        if term in self.knowledge.scalars:
            return self._scalar(self.knowledge.scalars[term])
        positive = term in self.knowledge.nonnegative
        if positive and term in self.knowledge.row_sums_one:
            one = in_rows(*sides(term), self.calculus)
            return exactly(one if said is None else better(one, said, self.calculus), True, True)
        if term.op == "var":
            return exactly(self._of_variable(term, said), positive or self._positive_by_closeness(term))
        try:
            if (term.op == "softmax" and len(term.args) == 1) or (
                (rows := normalised(term)) is not None and self.size(rows).nonnegative
            ):
                bound = RULES["softmax"](Context(self.calculus), term, exactly(NOTHING))
            else:
                bound = self._by_rule(term, [self.size(child) for child in term.args])
        except NoRule:
            bound = exactly(self._measured(term) if said is None else said, positive or term.op == "reciprocal")
        if said is not None:
            size = said if self.by_terms else better(bound.size, said, self.calculus)
            bound = replace(bound, size=size, approximation=size)
        if (parts := centred_parts(term)) is not None:
            bound = centred(term, _steady(self.size(parts[0])), self.size(parts[1]), bound, self.calculus)
        return replace(bound, nonnegative=bound.nonnegative or positive)

    def _of_variable(self, variable: Term, said: Norms | None) -> Norms:
        """What is said of a variable, or follows from what it is close to, by the triangle inequality; else itself."""
        near = None if variable in self._asked else self._near(variable)
        if near is None:
            return self._measured(variable) if said is None else said
        return near if said is None else better(said, near, self.calculus)

    def _near(self, variable: Term) -> Norms | None:
        """|V| <= |R| + |V - R| for a hypothesis about V - R."""
        self._asked.add(variable)
        found: list[Norms] = []
        for gap, base in self.knowledge.gaps(variable):
            rest = {node: factor for node, factor in gap.items() if node is not variable}
            whole = self.of(rest, variable)
            moved = self._known(dict(gap), variable) if base is None else self.size(base[1]).size.scaled(base[0])
            if moved is not None and (base is None or at_most(ZERO, base[0], self.box)):
                found.append(plus(whole, moved).scaled(1 / sympy.Abs(gap[variable])))
        self._asked.discard(variable)
        best = found[0] if found else None
        for one in found[1:]:
            best = one if best is None else better(best, one, self.calculus)
        return best

    def _positive_by_closeness(self, variable: Term) -> bool:
        """|V - R| <= c R with R >= 0 and c <= 1."""
        for close in self.knowledge.close:
            pair = {variable: sympy.Integer(1), close.base: sympy.Integer(-1)}
            differs = close.base is not variable and up_to_sign(close.difference, pair)
            if differs and at_most(close.factor, ONE, self.box) and self.size(close.base).nonnegative:
                return True
        return False

    def _by_rule(self, term: Term, bounds: list[Bound]) -> Bound:
        if term.op not in RULES or term.op == "softmax":
            raise NoRule(term.op)
        return RULES[term.op](Context(self.calculus), term, *bounds)

    def _scalar(self, symbol: sympy.Symbol) -> Bound:
        size = sympy.Abs(symbol)
        return exactly(Norms(size, size, size, size), bool(symbol.is_nonnegative))

    def _measured(self, term: Term) -> Norms:
        """The norms of a term of which nothing is known but its own measures."""
        symbol = measure_symbol(Measure("maxabs", term))
        return self._completed(term, [(str(symbol), "maxabs", symbol)])

    def _known(self, one: Combination, like: Term) -> Norms | None:
        found = self.knowledge.of(one)
        return self._completed(like, found) if found else None

    def _completed(self, term: Term, said: list[tuple[str, str, Expression]]) -> Norms:
        """All four norms from bounds on some measures, by Hölder and Cauchy-Schwarz."""
        m, n = sides(term)
        given: dict[str, list[Choice]] = {"entry": [], "row": [], "column": [], "total": []}
        for why, kind, bound in said:
            if kind in ("maxabs", "norm", "norm-2"):
                given["entry"].append((why, bound))
            if kind == "norm-inf":
                given["row"].append((why, bound))
            if kind == "norm-1":
                given["column"].append((why, bound))
            if kind in ("norm", "norm-2"):
                given["row"].append((f"{why}, Cauchy-Schwarz", sympy.sqrt(n) * bound))
                given["column"].append((f"{why}, Cauchy-Schwarz", sympy.sqrt(m) * bound))
            if kind == "norm":
                given["total"].append((f"{why}, Cauchy-Schwarz", sympy.sqrt(m * n) * bound))
        return completed(m, n, self.calculus, **given)

    # --- two terms

    def between(self, new: Term, old: Term) -> Bound:
        """The bounds of two terms and of their difference."""
        key = (new, old)
        if key not in self._pairs:
            if len(self._pairs) > MAX_PAIRS:
                raise NoRule("too many pairs of terms")
            bound = self._size(new) if new is old else self._between(new, old)
            self._pairs[key] = bound
            why = bound.size.why if bound.is_exact else bound.error.why
            self.steps.append(PairStep(new, old, bound, why[0]))
        return self._pairs[key]

    def _between(self, new: Term, old: Term) -> Bound:
        gap = combination(new)
        for node, factor in combination(old).items():
            gap[node] = sympy.expand(gap.get(node, ZERO) - factor)
        gap = {node: factor for node, factor in gap.items() if factor != 0}
        size, fresh = self.size(old), self.size(new)
        apart = Bound(size.size, fresh.size, plus(size.size, fresh.size), None, size.nonnegative, size.stochastic)
        found = [apart]
        if (close := self._close(gap, old)) is not None:
            found.append(replace(apart, error=size.size.scaled(close), relative=close))
        elif (close := self._close(gap, new)) is not None:
            found.append(replace(apart, error=fresh.size.scaled(close)))
        if (said := self._known(gap, old)) is not None:
            found.append(replace(apart, error=said))
        elif {new.op, old.op} & SUMS:
            found.append(replace(apart, error=self.of(gap, old)))
        for bound in (self._normalised(new, old), self._paired(new, old)):
            if bound is not None:
                found.append(bound)
        best = found[0]
        for bound in found[1:]:
            best = self._best(best, bound)
        return self._centred(new, old, best)

    def _centred(self, new: Term, old: Term, apart: Bound) -> Bound:
        """The rule of centred products, where both terms are one of them."""
        above, below = centred_parts(new), centred_parts(old)
        if above is None or below is None:
            return apart
        weights, values = (self.between(a, b) for a, b in zip(above, below, strict=True))
        return centred(old, weights, values, apart, self.calculus)

    def _best(self, one: Bound, other: Bound) -> Bound:
        relative = one.relative if other.relative is None else other.relative
        return replace(
            one,
            approximation=better(one.approximation, other.approximation, self.calculus),
            error=better(one.error, other.error, self.calculus),
            relative=relative,
            variation=one.variation if other.variation is None else other.variation,
        )

    def _close(self, gap: Combination, old: Term) -> Expression | None:
        for close in self.knowledge.close:
            if close.base is old and up_to_sign(gap, close.difference) and at_most(ZERO, close.factor, self.box):
                return close.factor
        return None

    def _paired(self, new: Term, old: Term) -> Bound | None:
        """The rule of the operation that both terms end with."""
        if new.op != old.op or new.data != old.data or len(new.args) != len(old.args) or not new.args:
            return None
        if not all(same_shape(a, b) for a, b in zip(new.args, old.args, strict=True)):
            return None
        if new.op in ("add", "subtract", "negate"):
            return None
        if new.op == "scale" and new.args[0] is not old.args[0]:
            return None
        try:
            bound = self._by_rule(old, [self.between(a, b) for a, b in zip(new.args, old.args, strict=True)])
        except NoRule:
            return None
        return bound

    def _normalised(self, new: Term, old: Term) -> Bound | None:
        """Rows divided by their sums: the sharp constants of softmax, from the ratios of the entries."""
        above, below = normalised(new), normalised(old)
        if above is None or below is None:
            return None
        if new.op == old.op == "softmax" and len(new.args) == len(old.args) == 1:
            logits = self.between(new.args[0], old.args[0])
            if logits.is_exact:
                return None
            bound = RULES["softmax"](Context(self.calculus), old, logits)
            why = "1/2 of the same norm of the logits, since 2 f_j (1 - f_j) <= 1/2"
            halved = completed(
                *sides(old),
                self.calculus,
                [(why, logits.error.entry / 2)],
                row=[(why, logits.error.row / 2)],
                total=[(why, logits.error.total / 2)],
            )
            return replace(bound, error=better(bound.error, halved, self.calculus))
        for over, under, turned in ((above, below, False), (below, above, True)):
            if not self.size(under).nonnegative:
                continue
            ratio = self.between(over, under).relative
            if ratio is not None and self._below_one(ratio):
                bound = RULES["softmax"](Context(self.calculus, ratio), old, exactly(NOTHING))
                return replace(bound, relative=None) if turned else bound
        return None

    def _below_one(self, factor: Expression) -> bool:
        return at_most(factor, ONE, self.box, strict=True) is not None

    # --- sums

    def norms(self, term: Term) -> Norms:
        """The norms of a term, as a sum whose terms are paired off or by the rule of its last operation."""
        apart = self.of(combination(term), term)
        if term.op == "subtract" and all(centred_parts(side) is not None for side in term.args):
            apart = better(apart, self.between(*term.args).error, self.calculus)
        if self.by_terms or term.op not in SUMS:
            return apart
        return better(apart, self.size(term).size, self.calculus)

    def of(self, terms: Mapping[Term, sympy.Expr], like: Term) -> Norms:
        """The norms of a sum of multiples: what is known of it, else its terms paired off, else each by itself."""
        said = self._known(dict(terms), like)
        left = dict(terms)
        total = NOTHING
        while left:
            node, factor = next(iter(left.items()))
            partner = self._partner(node, factor, left)
            if partner is None:
                total = plus(total, self.size(node).size.scaled(sympy.Abs(factor)))
                del left[node]
            else:
                new, old = (partner, node) if factor.is_negative else (node, partner)
                total = plus(total, self.between(new, old).error.scaled(sympy.Abs(factor)))
                del left[node], left[partner]
        return total if said is None else better(said, total, self.calculus)

    def _partner(self, node: Term, factor: sympy.Expr, left: Mapping[Term, sympy.Expr]) -> Term | None:
        """The term with the opposite factor that is of the same form."""
        for other, opposite in left.items():
            if other is node or sympy.expand(factor + opposite) != 0 or not same_shape(node, other):
                continue
            both_normalised = normalised(node) is not None and normalised(other) is not None
            known = self.knowledge.of({node: factor, other: opposite}) or self._close(
                {node: factor, other: opposite}, other
            )
            if both_normalised or known or (node.op == other.op and node.op != "var"):
                return other
        return None


def _steady(bound: Bound) -> Bound:
    """A stochastic matrix that is not approximated, as the rule of centred products asks for it."""
    return replace(bound, variation=ZERO) if bound.stochastic else bound
