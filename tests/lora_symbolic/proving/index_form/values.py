"""The value of an index form, summed by brute force: an oracle that shares nothing with the rewriting.

Dictionary
    form_matrix(t, values, sizes)   the canonical form of a term evaluated at every row and column, in floats
"""

from __future__ import annotations

from cmath import exp, log
from collections.abc import Mapping
from itertools import product
from math import erf, pi, prod
from typing import Any

import numpy as np

from lora_symbolic.evaluation.sizes import shape_at, size_at
from lora_symbolic.language import Term
from lora_symbolic.proving.index_form.atoms import Head, Monomial, Polynomial, indices
from lora_symbolic.proving.index_form.expand import Expander
from lora_symbolic.proving.index_form.index import Digits, Index, Part, Ref, leaves, ref_size
from lora_symbolic.proving.index_form.normalise import normal_form

MAX_CHOICES = 600

Places = Mapping[Index, int]


class TooLarge(Exception):
    """A sum with too many terms for brute force."""


class Values:
    """Matrices and sizes at which index forms are summed."""

    def __init__(self, values: Mapping[str, Any], sizes: Mapping[str, int]) -> None:
        self.values = values
        self.sizes = sizes

    def range(self, index: Index) -> range:
        return range(size_at(index.size, self.sizes))

    def place(self, ref: Ref, at: Places) -> int:
        if isinstance(ref, Index):
            return at[ref]
        if isinstance(ref, Digits):
            total = 0
            for digit in ref.refs:
                total = total * size_at(ref_size(digit), self.sizes) + self.place(digit, at)
            return total
        if isinstance(ref, Part):
            before = sum(size_at(size, self.sizes) for size in ref.sizes[: ref.position])
            return before + self.place(ref.ref, at)
        return 0

    def factor(self, head: Head, args: tuple[Ref, ...], power: float, at: Places) -> complex:
        places = [self.place(ref, at) for ref in args]
        if head.kind == "var":
            return float(self.values[head.key[-1]][places[0], places[1]]) ** power
        if head.kind == "size":
            return float(self.sizes[head.key[0]]) ** power
        if head.kind == "pi":
            return pi**power
        if head.kind == "delta":
            return float(places[0] == places[1])
        if head.kind == "triangle":
            return float(places[1] <= places[0] + head.key[0])
        if head.kind == "i":
            return 1j**power
        body = self.polynomial(head.body, dict(zip(head.params, places, strict=True)))
        functions = {
            "function": lambda: self.function(head, body.real) ** power,
            "erf": lambda: erf(body.real) ** power,
            "exp": lambda: exp(power * body),
            "poly": lambda: body**power,
            "log": lambda: log(body) ** power,
            "step": lambda: float(body.real > 0),
        }
        return functions[head.kind]()

    def function(self, head: Head, x: float) -> float:
        row = np.asarray(self.values[head.key[0]], dtype=float)[0]
        return float(np.polynomial.Polynomial(row).deriv(head.key[1])(x))

    def monomial(self, monomial: Monomial, at: Places) -> complex:
        bound = [index for index in indices(monomial) if index not in at]
        if prod(len(self.range(index)) for index in bound) > MAX_CHOICES:
            raise TooLarge
        total = 0j
        for choice in product(*(self.range(index) for index in bound)):
            here = {**at, **dict(zip(bound, choice, strict=True))}
            value = 1 + 0j
            for (head, args), power in monomial.items():
                value *= self.factor(head, args, float(power), here)
            total += value
        return total

    def polynomial(self, poly: Polynomial, at: Places) -> complex:
        return sum(float(coefficient) * self.monomial(monomial, at) for coefficient, monomial in poly)


def form_matrix(term: Term, values: Mapping[str, Any], sizes: Mapping[str, int]) -> np.ndarray:
    """The canonical form of a term at every row and column."""
    here = Values(values, sizes)
    out = np.full(shape_at(term, sizes), np.nan)
    expander = Expander((term,))
    for row, col in expander.cases(term):
        free = list(dict.fromkeys((*leaves(row), *leaves(col))))
        form = normal_form(expander.entry(term, row, col), {index: k for k, index in enumerate(free)})
        poly = list(form.values())
        for choice in product(*(here.range(index) for index in free)):
            at = dict(zip(free, choice, strict=True))
            out[here.place(row, at), here.place(col, at)] = here.polynomial(poly, at).real
    return out
