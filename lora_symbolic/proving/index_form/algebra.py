"""Algebra of the index form: products, sums over an index, renaming, and Kronecker's delta.

Dictionary
    product(p, q)          the product of polynomials whose summed indices are already distinct
    contract(p, index)     the sum over an index: a delta is used up, an index that is not there gives its size
    substitute(m, map)     a monomial with indices replaced by references
    delta(r, s)            Kronecker's delta of two references
    size_polynomial(n)     a size, or a rational expression in sizes, as a polynomial of the index form
    Template               a polynomial with parameters, instantiated with fresh summed indices at every use
    body_at(head, args)    the body of a head at these references; body_to_power is a positive power of it

An index lost on the way (x_k times 1/x_k) still counts: the monomial is multiplied by the size of its range.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain
from typing import TypeAlias, cast

from lora_symbolic.language.size import Size, same_size

from . import memory
from .atoms import DELTA, Factor, Head, Monomial, Number, Polynomial, SizeSymbol, indices, simple_head
from .index import Digits, Index, OutsideFragment, Part, Ref, TooLarge, leaves, map_ref, ref_size

MAX_MONOMIALS = 20_000
SizeTerm: TypeAlias = tuple[Number, tuple[tuple[str, int], ...]]  # a coefficient, and names with exponents


def times(left: Monomial, right: Monomial) -> Monomial:
    """The product of two monomials."""
    if not left:
        return right
    if not right:
        return left
    out = dict(left)
    for factor, exponent in right.items():
        found = out.get(factor)
        if found is None:
            out[factor] = exponent
        elif factor[0] is not DELTA:  # the square of a delta is the delta
            total = found + exponent
            if total:
                out[factor] = total
            else:
                del out[factor]
    return out


def product(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product of two polynomials that share no summed index."""
    if len(left) * len(right) > MAX_MONOMIALS:
        raise TooLarge(f"more than {MAX_MONOMIALS} monomials")
    return [(a * b, times(m, n)) for a, m in left for b, n in right]


def scaled(factor: Number, poly: Polynomial) -> Polynomial:
    """A rational multiple."""
    return [(factor * a, m) for a, m in poly]


@lru_cache(maxsize=4096)
def size_terms(value: Size) -> tuple[SizeTerm, ...]:
    """The monomials of a size: coefficients, and names with exponents."""
    try:
        terms = value.terms
    except ValueError:
        raise OutsideFragment(f"a size {value} that is not a polynomial") from None
    return tuple((number, powers) for powers, number in terms)


def size_polynomial(value: Size) -> Polynomial:
    """A polynomial in sizes (negative powers allowed) in index form."""
    return [
        (number, {(simple_head(SizeSymbol, (name,)), ()): power for name, power in powers})
        for number, powers in _ranked(size_terms(value))
    ]


def _ranked(terms: tuple[SizeTerm, ...]) -> Iterable[SizeTerm]:
    """The monomials of a size in the order of the ranks of its symbols: SymPy's order is that of their names."""
    ranks = memory.current.ranks
    if len(ranks) < 2 or (len(terms) == 1 and len(terms[0][1]) < 2):
        return terms
    ordered = [(number, tuple(sorted(powers, key=lambda power: ranks[power[0]]))) for number, powers in terms]
    return sorted(ordered, key=lambda term: [(ranks[name], power) for name, power in term[1]])


def delta(left: Ref, right: Ref) -> Polynomial:
    """Kronecker's delta: 1 where the references agree, split into digits where both have them."""
    if left == right:
        return [(1, {})]
    if type(left) is Part and type(right) is Part and left.sizes == right.sizes:
        return delta(left.ref, right.ref) if left.position == right.position else []
    if type(left) is Digits and type(right) is Digits:
        pairs = list(zip(left.refs, right.refs, strict=False))
        if len(left.refs) == len(right.refs) and all(same_size(ref_size(a), ref_size(b)) for a, b in pairs):
            out: Polynomial = [(1, {})]
            for a, b in pairs:
                out = product(out, delta(a, b))
            return out
    return [(1, {delta_factor(left, right): 1})]


def delta_factor(left: Ref, right: Ref) -> Factor:
    """The delta as an atom, its references in one order."""
    if type(left) is Index:
        if type(right) is Index and right.serial < left.serial:
            return (DELTA, (right, left))
        return (DELTA, (left, right))
    return (DELTA, (right, left)) if type(right) is Index else (DELTA, (left, right))


def occurs(index: Index, monomial: Monomial) -> bool:
    """Whether an index is in a monomial."""
    for _, args in monomial:
        for ref in args:
            if ref is index or (type(ref) is not Index and ref is not None and index in leaves(ref)):
                return True
    return False


def delta_side(index: Index, monomial: Monomial) -> tuple[Factor, Ref] | None:
    """A delta with this index alone on one side and not on the other: the factor and the other side."""
    for factor in monomial:
        if factor[0] is DELTA:
            left, right = factor[1]
            if left is index and index not in leaves(right):
                return factor, right
            if right is index and index not in leaves(left):
                return factor, left
    return None


def eliminate(monomial: Monomial, index: Index, factor: Factor, other: Ref) -> Polynomial:
    """The sum over an index that a delta ties to another reference."""
    rest = {f: e for f, e in monomial.items() if f is not factor}
    summed = [i for i in indices(monomial) if not i.free and i is not index]
    return substitute(rest, {index: other}, summed)


def contract(poly: Polynomial, index: Index) -> Polynomial:
    """The sum over an index."""
    out: Polynomial = []
    for coefficient, monomial in poly:
        tied = delta_side(index, monomial)
        if tied is not None:
            out.extend((coefficient * c, m) for c, m in eliminate(monomial, index, *tied))
        elif occurs(index, monomial):
            out.append((coefficient, monomial))
        else:
            out.extend((coefficient * c, times(monomial, m)) for c, m in size_polynomial(index.size))
    index.free = False
    return out


def substitute(monomial: Monomial, mapping: Mapping[Index, Ref], summed: list[Index]) -> Polynomial:
    """A monomial with indices replaced by any references; `summed` lists the indices that stay summed over."""
    get = mapping.get
    out: Polynomial = [(1, {})]  # monomials that no one else has seen: a factor is put in without a copy
    for (head, args), exponent in monomial.items():
        new = tuple([get(ref, ref) if type(ref) is Index else map_ref(ref, mapping) for ref in args])
        if head is DELTA:
            value = delta(*new)
        elif new != args and head.params and (len(set(new)) < len(new) or any(type(r) is not Index for r in new)):
            value = head.at(new, exponent)
        else:
            for _, made in out:
                _put(made, (head, new), exponent)
            continue
        out = [(c, dict(m)) for c, m in product(out, value)]
    return restore_lost(out, summed)


def _put(monomial: Monomial, factor: Factor, exponent: Number) -> None:
    """Multiply a monomial by a factor, in place."""
    total = monomial.get(factor, 0) + exponent
    if total:
        monomial[factor] = total
    else:
        del monomial[factor]


def restore_lost(poly: Polynomial, summed: list[Index]) -> Polynomial:
    """Multiply each monomial by the sizes of the summed indices that cancelled out of it."""
    if not summed:
        return poly
    out: Polynomial = []
    for coefficient, monomial in poly:
        present = indices(monomial)
        partial: Polynomial = [(coefficient, monomial)]
        for index in summed:
            if index not in present:
                partial = product(partial, size_polynomial(index.size))
        out.extend(partial)
    return out


class Template:
    """A polynomial in parameters; each use gets summed indices of its own, which its monomials share."""

    __slots__ = ("_written", "bound", "factors", "params", "parts")

    def __init__(self, params: tuple[Index, ...], poly: Polynomial) -> None:
        self.params = params
        self.factors = sum(len(m) for _, m in poly)
        self.parts = list(poly)
        self.bound = {i: None for i in indices(chain.from_iterable([m for _, m in poly])) if not i.free}
        self._written: tuple[list[Factor], list[tuple[Number, list[tuple[int, Number]]]]] | None = None

    def __call__(self, args: tuple[Ref, ...]) -> Polynomial:
        """The polynomial at these references."""
        memory.spend(self.factors)
        mapping: dict[Index, Ref] = dict(zip(self.params, args, strict=True))
        for index in self.bound:
            mapping[index] = Index(index.size, free=False)
        if len(set(args)) == len(args) and all(type(ref) is Index for ref in args):
            return self._renamed(mapping)
        out: Polynomial = []
        for coefficient, monomial in self.parts:
            summed = [cast(Index, mapping[i]) for i in indices(monomial) if i in self.bound]
            out.extend([(coefficient * c, m) for c, m in substitute(monomial, mapping, summed)])
        return out

    def _renamed(self, mapping: dict[Index, Ref]) -> Polynomial:
        """The polynomial with indices renamed one to one, each of its factors once: no two factors meet."""
        if self._written is None:
            place: dict[Factor, int] = {}
            monomials = [(c, [(place.setdefault(f, len(place)), e) for f, e in m.items()]) for c, m in self.parts]
            self._written = (list(place), monomials)
        factors, monomials = self._written
        new = [_renamed_factor(head, args, mapping) for head, args in factors]
        return [(c, {new[k]: e for k, e in monomial}) for c, monomial in monomials]


def _renamed_factor(head: Head, args: tuple[Ref, ...], mapping: dict[Index, Ref]) -> Factor:
    get = mapping.get
    new = tuple([get(ref, ref) if type(ref) is Index else map_ref(ref, mapping) for ref in args])
    return delta_factor(*new) if head is DELTA else (head, new)


def constant(poly: Polynomial) -> Number | None:
    """The value of a polynomial without atoms, or None."""
    if any(monomial for _, monomial in poly):
        return None
    return cast(Number, sum(coefficient for coefficient, _ in poly))


def body_at(head: Head, args: tuple[Ref, ...]) -> Polynomial:
    """The body of a head at these references."""
    return Template(head.params, head.body)(args)


def body_to_power(head: Head, args: tuple[Ref, ...], power: int) -> Polynomial:
    """A positive power of the body of a head; each factor is made anew, so that their summed indices differ."""
    out: Polynomial = [(1, {})]
    for _ in range(power):
        out = product(out, body_at(head, args))
    return out
