"""Forward differentiation on the index form: Kronecker deltas, the product rule, the chain rule.

Dictionary
    derivative(p, X, r, c)   the derivative of a polynomial in the entry X[r, c], r and c free
"""

from __future__ import annotations

from .algebra import Template, contract, delta, product, restore_lost
from .atoms import Head, Monomial, Polynomial, indices
from .functions.invertible import inverse_entry
from .index import Index, OutsideFragment, Ref, fresh, leaves, skeleton
from .normalise import settle_deltas


def derivative(poly: Polynomial, name: str, row: Ref, col: Ref) -> Polynomial:
    """d poly / d X[row, col].

    Each factor in turn is replaced by its derivative: an entry by two deltas, exp(m)^c by c exp(m)^c dm,
    P^-n by -n P^-(n+1) dP, (log P)^n by n (log P)^(n-1) P^-1 dP, an inverse by -M^-1 dM M^-1, a determinant by
    det M tr(M^-1 dM).
    """
    out: Polynomial = []
    for coefficient, monomial in poly:
        summed = [i for i in indices(monomial) if not i.free]
        for (head, args), exponent in monomial.items():
            inner = _factor(head, args, name, row, col)
            if not inner:
                continue
            rest: Monomial = dict(monomial)
            if head.kind != "exp":
                if exponent == 1:
                    del rest[head, args]
                else:
                    rest[head, args] = exponent - 1
            term = product([(coefficient * exponent, rest)], inner)
            out.extend(_close(term, summed))
    return out


def _close(poly: Polynomial, summed: list[Index]) -> Polynomial:
    """Use up the deltas that tie summed indices; a delta counts as an occurrence until then."""
    return settle_deltas(restore_lost(poly, summed))


def _factor(head: Head, args: tuple[Ref, ...], name: str, row: Ref, col: Ref) -> Polynomial:
    """The derivative of a factor, apart from its own power: d X, dm, dP, or dP / P."""
    if head.kind == "var":
        if head.key != (name,):
            return []
        return product(delta(args[0], row), delta(args[1], col))
    if head.kind in ("inverse", "det"):
        return _of_matrix(head, args, name, row, col)
    if head.kind not in ("exp", "poly") and head.slope() is None:  # a size, a delta, a step: constant where defined
        return []
    key = (name, skeleton(row), skeleton(col))
    template: Template | None = head.memo.get(key)
    if template is None:
        r, c = fresh(row), fresh(col)
        inner = derivative(head.body, name, r, c)
        slope = head.slope() if inner else None
        if slope is not None:
            inner = product(inner, slope)
        template = head.memo[key] = Template((*head.params, *leaves(r), *leaves(c)), inner)
    if not template.parts:
        return []
    return template((*args, *leaves(row), *leaves(col)))


def _of_matrix(head: Head, args: tuple[Ref, ...], name: str, row: Ref, col: Ref) -> Polynomial:
    """The derivative of an entry of an inverse, or of a determinant."""
    key = (name, skeleton(row), skeleton(col))
    template: Template | None = head.memo.get(key)
    if template is None:
        r, c = fresh(row), fresh(col)
        if len(head.params) != 2:
            raise OutsideFragment("the derivative of a determinant whose rows or columns are all alike")
        k, l = (Index(param.size) for param in head.params)
        places = tuple(Index(ref.size) for ref in args if type(ref) is Index)
        changed = derivative(Template(head.params, head.body)((k, l)), name, r, c)
        if head.kind == "inverse":
            around: Polynomial = [(-1, {(head, (places[0], k)): 1, (head, (l, places[1])): 1})]
        else:
            around = product([(1, {(head, ()): 1})], inverse_entry(head.body, *head.params, l, k))
        inner = product(around, changed)
        for index in (k, l):
            inner = contract(inner, index)
        template = head.memo[key] = Template((*places, *leaves(r), *leaves(c)), inner)
    if not template.parts:
        return []
    return template((*args, *leaves(row), *leaves(col)))
