"""Sizes as they are written in Coq: products and sums that are not multiplied out.

Dictionary
    Dimension       an expression in natural numbers: name, number, product or sum
    Sizes           how a claim's sizes are written: d - r becomes s and d becomes r + s
    simplified      1 * n and n * 1 become n

Coq's types L * d and d * L differ, so a dimension keeps the order in which an operation makes it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

import sympy

from lora_symbolic.language import Size
from lora_symbolic.language.size import in_sympy

from ..errors import NotTranslatable
from .names import coq_name, unused


@dataclass(frozen=True)
class Dimension:
    """A size as Coq writes it; `kind` is name, number, product or sum."""

    kind: str
    value: str = ""
    parts: tuple[Dimension, ...] = ()

    def __str__(self) -> str:
        if not self.parts:
            return self.value
        sign = " * " if self.kind == "product" else " + "
        return "(" + sign.join(str(part) for part in self.parts) + ")"


ONE = Dimension("number", "1")


def named(name: str) -> Dimension:
    """The dimension that is a size's name."""
    return Dimension("name", name)


def product(left: Dimension, right: Dimension) -> Dimension:
    """The product of two dimensions, as an operation makes it."""
    return Dimension("product", parts=(left, right))


def total(parts: Iterable[Dimension]) -> Dimension:
    """The sum of dimensions, bracketed to the right as row_mx and col_mx do."""
    head, *rest = parts
    return Dimension("sum", parts=(head, total(rest))) if rest else head


def simplified(dimension: Dimension) -> Dimension:
    """The dimension without factors 1.

    >>> str(simplified(product(ONE, named("L"))))
    'L'
    """
    if dimension.kind != "product":
        return dimension
    left, right = (simplified(part) for part in dimension.parts)
    if left == ONE:
        return right
    return left if right == ONE else product(left, right)


@dataclass(frozen=True)
class Sizes:
    """How sizes are written: the names that are replaced, and the differences that are names."""

    replaced: dict[sympy.Expr, Dimension] = field(default_factory=dict)
    differences: dict[sympy.Expr, str] = field(default_factory=dict)

    def __call__(self, size: Size) -> Dimension:
        """The dimension that a size is written as.

        >>> from lora_symbolic.language import size
        >>> str(Sizes()(size("d * d")))
        '(d * d)'

        Raises NotTranslatable for a size that is no product or sum of names and numbers.
        """
        return self.of(in_sympy(size))

    def of(self, size: sympy.Expr) -> Dimension:
        """The same for SymPy's expression."""
        if size in self.differences:
            return named(self.differences[size])
        if size in self.replaced:
            return self.replaced[size]
        if size.is_Symbol:
            return named(coq_name(str(size)))
        if size.is_Integer and size > 0:
            return Dimension("number", str(size))
        if size.is_Mul or size.is_Pow:
            factors: list[Dimension] = []
            for base, power in size.as_powers_dict().items():
                if not (power.is_Integer and power > 0):
                    raise NotTranslatable(f"the size {size}")
                factors += [self.of(base)] * int(power)
            result = factors[-1]
            for factor in reversed(factors[:-1]):
                result = product(factor, result)
            return result
        if size.is_Add and all(term.as_coeff_Mul()[0] > 0 for term in size.args):
            terms = sorted(size.args, key=lambda term: (bool(term.is_number), str(term)))
            return total([self.of(term) for term in terms])
        raise NotTranslatable(f"the size {size}")


def sizes_with_differences(sizes: Iterable[Size], taken: Container[str] = ()) -> Sizes:
    """The way to write these sizes: for each difference d - r a new name s that is not taken, and r + s for d.

    >>> from lora_symbolic.language import size
    >>> sizes = sizes_with_differences([size("d - r"), size("d")])
    >>> str(sizes(size("d"))), str(sizes(size("d - r")))
    ('(r + s)', 's')
    """
    replaced: dict[sympy.Expr, Dimension] = {}
    differences: dict[sympy.Expr, str] = {}
    new = unused("s", taken)
    for size in map(in_sympy, sizes):
        if not (size.is_Add and any(term.as_coeff_Mul()[0] < 0 for term in size.args)):
            continue
        greater = [term for term in size.args if term.is_Symbol]
        less = [-term for term in size.args if (-term).is_Symbol]
        if len(size.args) != 2 or len(greater) != 1 or len(less) != 1:
            raise NotTranslatable(f"the size {size}")
        if greater[0] in replaced and size not in differences:
            raise NotTranslatable(f"two differences with {greater[0]}")
        differences[size] = new
        replaced[greater[0]] = total([named(coq_name(str(less[0]))), named(new)])
    return Sizes(replaced, differences)
