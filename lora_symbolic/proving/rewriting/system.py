"""System: the rules of some equations, what they make of a polynomial, and their completion.

Dictionary
    System(labels)          equations as rules, in the order in which they are added
      .add(p)               takes p = 0 for granted
      .reduce(p, labels)    the normal form of a polynomial modulo the rules
      .complete(goal)       adds what follows from overlaps of rules, until a goal is met or a bound is reached
      .contradiction        whether a number that is not zero was found to be zero

An equation X_ij = X_ji makes the matrix symmetric: its entries get a head that does not tell rows from columns.
Two monomials of an equation that are equally great, and all that it has, are exchanged for each other: of all monomials
that are reached so the one with the least key stands for all.
Completion is a semi-decision: rules follow from the equations, so whatever is proved is true; what is not may be true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from ..index_form.algebra import Template, product, scaled, times
from ..index_form.atoms import DELTA, Entry, Head, Monomial, Number, Polynomial, find_head, indices, new_head
from ..index_form.functions.invertible import Det, Inverse, determinant, equations, inverse_entry
from ..index_form.index import Index, OutsideFragment, Ref
from ..index_form.labelling import monomial_key
from ..index_form.nested import Nested, inverse, power_of, replaced
from ..index_form.normalise import NormalForm, normal_form
from .matching import applied, matches, used_at
from .overlaps import critical_pairs
from .rule import Order, Rule, inverse_sizes, oriented, settled, turned_over, units

MAX_STEPS = 4_000
MAX_RULES = 40
MAX_LEAD = 8  # units in the lead of a rule that completion adds
MAX_PAIRS = 150  # pairs of rules whose overlaps are looked at
MAX_POLYNOMIALS = 400  # of overlaps, all pairs together
MAX_WORK = 3_000  # monomials that completion looks at
MAX_SHORT = 40  # monomials of an equation that completion takes up
MAX_ORBIT = 120


class SymmetricEntry(Entry):
    """The entries of a matrix that equals its transpose."""

    __slots__ = ()


class System:
    """Rules, and what was taken for granted but could not be made a rule."""

    def __init__(self, most_pairs: int = MAX_PAIRS) -> None:
        self.most_pairs = most_pairs
        self.order = Order()
        self.rules: list[Rule] = []
        self.exchanges: list[Rule] = []
        self.unused: list[Polynomial] = []
        self.contradiction = False
        self.pairs: list[tuple[Rule, Rule]] = []
        self.looked_at = 0
        self.polys_left = MAX_POLYNOMIALS
        self.work = 0  # monomials looked at
        self.bodies: dict[tuple[Head, Number], Template | None] = {}
        self.inverses: dict[Head, Rule] = {}
        self.matrices: set[Head] = set()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to rewrite by."""
        return not self.rules and not self.exchanges

    # --- equations

    def add(self, poly: Polynomial) -> bool:
        """Take p = 0 for granted; whether that is new."""
        poly = settled(self.made_anew(poly))
        if not poly:
            return False
        if not any(monomial and any(head is not DELTA for head, _ in monomial) for _, monomial in poly):
            self.contradiction = True
            return False
        taken = [self._take(each) for each in (poly, turned_over(poly)) if each]
        return any(taken)

    def _take(self, poly: Polynomial) -> bool:
        """Make a rule, or an exchange, of an equation in normal form; whether that is new."""
        if self._made_symmetric(poly):
            return True
        rule = oriented(poly, self.order)
        if rule is None:
            exchange = self._exchange(poly)
            if not exchange:
                self.unused.append(poly)
            return exchange
        self._insert(rule)
        return True

    def add_matrix(self, head: Head) -> bool:
        """Let an inverse matrix be one; whether that is new."""
        if head in self.matrices:
            return False
        self.matrices.add(head)
        for poly in equations(head):
            self.add(poly)
        return True

    def add_inverse(self, head: Head, args: tuple[Ref, ...]) -> None:
        """Let completion see that a sum, or an entry, times its inverse is 1, which the normal form knows."""
        if head in self.inverses:
            return
        if not head.body and not all(ref is None or type(ref) is Index for ref in args):
            return
        # of the entries of a matrix those alone are known not to be zero of which the inverse is taken: A[i, i] perhaps
        own = {ref: Index(ref.size) for ref in args if type(ref) is Index}
        params = head.params if head.body else tuple(own.values())
        refs: tuple[Ref, ...] = (
            head.params if head.body else tuple(own[ref] if type(ref) is Index else ref for ref in args)
        )
        whole: Polynomial = head.body or [(1, {(head, refs): 1})]
        scale, lead = whole[0]
        others: Polynomial = [(1, {})] + [(-c, {**m, (head, refs): -1}) for c, m in whole[1:]]
        rest = [(_quotient(c, scale), times(m, inverse_sizes(lead))) for c, m in others]
        rule = Rule((*units(lead).elements(), (head, -1, refs)), params, Template(params, rest))
        self.inverses[head] = rule
        self._insert(rule)

    def _insert(self, rule: Rule) -> None:
        self.bodies.clear()
        kept = set(self.inverses.values())
        old = [other for other in self.rules if other not in kept and applied(rule, other.monomial) is not None]
        self.rules = [other for other in self.rules if other not in old]
        self.rules.append(rule)
        self.pairs = [pair for pair in self.pairs if pair[0] not in old and pair[1] not in old]
        self.pairs += [(rule, other) for other in self.rules]
        mine = self._variants(rule)
        self.pairs += [(other, variant) for other in self.rules for variant in mine]
        self.pairs += [(rule, variant) for other in self.rules for variant in self._variants(other)]
        for other in old:
            self.add(_equation(other))

    def _variants(self, rule: Rule) -> list[Rule]:
        """The rule with its lead as one exchange leaves it, for overlaps that only then are seen."""
        found = []
        for exchange in self.exchanges:
            for places, used in matches(exchange, rule.monomial):
                changed = used_at(exchange, rule.monomial, places, used)
                if len(changed) == 1 and (lead := units(changed[0][1])):
                    over = [(_quotient(1, changed[0][0]), inverse_sizes(changed[0][1]))]
                    rest = product(over, rule.rest(rule.params))
                    found.append(Rule(tuple(lead.elements()), rule.params, Template(rule.params, rest)))
        return found

    def _made_symmetric(self, poly: Polynomial) -> bool:
        """Whether an equation says that a matrix is its own transpose; then its entries get another head."""
        if len(poly) != 2 or poly[0][0] + poly[1][0]:
            return False
        (one, e), (other, f) = (next(iter(m.items())) if len(m) == 1 else ((DELTA, ()), 0) for _, m in poly)
        if type(one[0]) is not Entry or one[0] is not other[0] or e != 1 or f != 1 or one[1] != other[1][::-1]:
            return False
        left, right = one[1]
        if type(left) is not Index or type(right) is not Index or not (left.free and right.free):
            return False
        key = ("symmetric", *one[0].key)
        head = find_head(SymmetricEntry, key) or new_head(SymmetricEntry, key, symmetries=((0, 1), (1, 0)))
        self._insert(Rule(((one[0], 1, one[1]),), (left, right), Template((left, right), [(1, {(head, one[1]): 1})])))
        return True

    def _exchange(self, poly: Polynomial) -> bool:
        """Two equally great monomials become an exchange, in both directions."""
        if len(poly) != 2:
            return False
        (c, m), (d, n) = poly
        free = [{i for i in indices(each) if i.free} for each in (m, n)]
        if free[0] != free[1] or not units(m) or any(head is DELTA for each in (m, n) for head, _ in each):
            return False
        self.bodies.clear()
        for (a, lead), (b, rest) in (((c, m), (d, n)), ((d, n), (c, m))):
            params = tuple(i for i in indices(lead) if i.free)
            value = Template(params, [(_quotient(-b, a), times(rest, inverse_sizes(lead)))])
            self.exchanges.append(Rule(tuple(units(lead).elements()), params, value))
        return True

    # --- polynomials

    def reduce(self, poly: Polynomial, labels: dict[Index, int], exchanging: bool = True) -> NormalForm:
        """The normal form modulo the rules, and modulo the exchanges unless told otherwise."""
        out: NormalForm = {}
        stack = list(normal_form(poly, labels).values())
        steps = 0
        while stack:
            coefficient, monomial = stack.pop()
            steps += 1
            self.work += 1
            if steps > MAX_STEPS:
                raise OutsideFragment(f"more than {MAX_STEPS} uses of equations")
            simpler = self.step(monomial)
            if simpler is None and self.exchanges and exchanging:
                simpler = self._least(monomial, labels)
            if simpler is not None:
                stack.extend(normal_form(scaled(coefficient, simpler), labels).values())
                continue
            key = monomial_key(monomial, labels)
            total = coefficient + (out[key][0] if key in out else 0)
            if total:
                out[key] = (total, monomial)
            else:
                out.pop(key, None)
        return out

    def made_anew(self, poly: Polynomial) -> Polynomial:
        """A polynomial, reduced."""
        free = dict.fromkeys(i for _, m in poly for i in indices(m) if i.free)
        return list(self.reduce(poly, {index: number for number, index in enumerate(free)}).values())

    def step(self, monomial: Monomial) -> Polynomial | None:
        """One use of a rule, inside a nested polynomial or on the monomial itself."""
        for (head, args), exponent in monomial.items():
            if isinstance(head, (Nested, Inverse, Det)):
                body = self._body(head, exponent)
                if body is not None:
                    return replaced(monomial, (head, args), body(args))
        for rule in self.rules:
            simpler = applied(rule, monomial)
            if simpler is not None:
                return simpler
        return None

    def _body(self, head: Head, exponent: Number) -> Template | None:
        """A head with a body to a power, made anew from its reduced body; None where nothing changes."""
        key = (head, exponent)
        if key not in self.bodies:
            made = self._rewritten(head, exponent, exchanging=False)
            if made is None and self.exchanges:
                made = self._rewritten(head, exponent, exchanging=True)
            self.bodies[key] = made
        return self.bodies[key]

    def _rewritten(self, head: Head, exponent: Number, exchanging: bool) -> Template | None:
        """The same by rules alone, or by exchanges too; these must lead to a lesser head, or they would never end."""
        labels = {index: number for number, index in enumerate(head.params)}
        before = normal_form(head.body, labels)
        after = self.reduce(head.body, labels, exchanging)
        body = list(after.values())
        unchanged = {k: c for k, (c, _) in before.items()} == {k: c for k, (c, _) in after.items()}
        if unchanged or head in heads_in([body]):  # X = inv(X) would never end either
            return None
        made = _anew(head, body, exponent)
        alike = [other for _, monomial in made.parts for other, _ in monomial if type(other) is type(head)]
        if exchanging and not all(other.key < head.key for other in alike):
            return None
        return made

    def _least(self, monomial: Monomial, labels: dict[Index, int]) -> Polynomial | None:
        """The monomial with the least key among those that exchanges lead to; None where it is this one."""
        start = monomial_key(monomial, labels)
        seen: dict[object, tuple[Number, Monomial]] = {start: (1, monomial)}
        queue = [start]
        while queue:
            self.work += 1
            factor, here = seen[queue.pop()]
            for exchange in self.exchanges:
                for places, used in matches(exchange, here):
                    form = normal_form(scaled(factor, used_at(exchange, here, places, used)), labels)
                    if len(form) != 1:
                        return list(form.values())
                    (key, (value, there)), *_ = form.items()
                    if key in seen:
                        if seen[key][0] != value:  # the monomial equals a multiple of itself, other than once
                            return []
                        continue
                    if self.step(there) is not None:
                        return [(value, there)]
                    if len(seen) >= MAX_ORBIT:
                        raise OutsideFragment("too many monomials that equations exchange for each other")
                    seen[key] = (value, there)
                    queue.append(key)
        least = min(seen)  # type: ignore[type-var]
        return None if least == start else [seen[least]]

    # --- completion

    def complete(self, met: Callable[[], bool]) -> bool:
        """Add what follows from overlaps, the shortest leads first, until the goal is met; whether it is."""
        while self.pairs and self.looked_at < self.most_pairs and len(self.rules) < MAX_RULES:
            pair = min(self.pairs, key=lambda rules: len(rules[0].lead) + len(rules[1].lead))
            self.pairs.remove(pair)
            self.looked_at += 1
            new = False
            for poly in critical_pairs(*pair):
                self.polys_left -= 1
                if self.polys_left < 0 or self.work > MAX_WORK:
                    return False
                if len(poly) > MAX_SHORT:
                    continue
                reduced = settled(self.made_anew(poly))
                if reduced and max(sum(units(m).values()) for _, m in reduced) <= MAX_LEAD:
                    new = self.add(reduced) or new
            if new and met():
                return True
        return False


def heads_in(polys: Iterable[Polynomial]) -> list[Head]:
    """The heads that occur in some polynomials, and in their bodies, each once."""
    found: dict[Head, None] = {}
    waiting = [head for poly in polys for _, monomial in poly for head, _ in monomial]
    while waiting:
        head = waiting.pop()
        if head not in found:
            found[head] = None
            waiting.extend(inner for _, monomial in head.body for inner, _ in monomial)
    return list(found)


def _anew(head: Head, body: Polynomial, exponent: Number) -> Template:
    """A head with another body, to a power, as a function of the head's references."""
    if type(head) not in (Inverse, Det):
        return Template(head.params, head.power(body, exponent))  # type: ignore[attr-defined]
    if len(head.params) != 2 or exponent != int(exponent):
        raise OutsideFragment("a power of an inverse or of a determinant")
    places = tuple(Index(param.size) for param in head.params) if type(head) is Inverse else ()
    if type(head) is Inverse:
        value = inverse_entry(body, *head.params, *places)
    else:
        value = determinant(body, *head.params)
    power = int(exponent)
    return Template(places, power_of(value, power) if power > 0 else inverse(value, -power))


def _quotient(above: Number, below: Number) -> Number:
    value = Fraction(above) / Fraction(below)
    return value.numerator if value.denominator == 1 else value


def _equation(rule: Rule) -> Polynomial:
    """A rule as an equation p = 0."""
    return [(1, rule.monomial), *scaled(-1, rule.rest(rule.params))]
