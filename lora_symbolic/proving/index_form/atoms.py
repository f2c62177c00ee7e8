"""Atoms: what a monomial of the index form is a product of.

Dictionary
    Head        the kind of an atom without its indices, interned, so that equal heads are one object
      var         the entry X[r, c] of a matrix          size     a size as a number
      opaque      the entry of a term that is not looked into
      delta       Kronecker's delta of two references    exp      the exponential of one monomial
      triangle    1 where one position is not beyond another
      poly        a polynomial, kept only with negative exponents: the inverse of a sum
      pi, i       the number pi, the imaginary unit     erf      the error function of a polynomial
      function    an unspecified function of a polynomial
      log         the logarithm of a polynomial       step     its step, 1 or 0 as it is positive or negative
    Monomial    {(head, references): exponent}; an index that is not free is summed over
    Polynomial  a list of (rational, monomial)

The body of exp, poly and log is a polynomial in the head's own parameters, one parameter for each reference;
`symmetries` lists the orders of the parameters that leave the body as it is.
Each kind of head is a class, which says what becomes of it at other references and how a monomial with it is
rewritten; those with a body are in `nested`.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, ClassVar, TypeAlias

from lora_symbolic.language.size import Size

from . import memory
from .index import Index, Ref, leaves

Number: TypeAlias = int | Fraction
Factor: TypeAlias = "tuple[Head, tuple[Ref, ...]]"
Monomial: TypeAlias = "dict[Factor, Number]"
Polynomial: TypeAlias = "list[tuple[Number, Monomial]]"


class Head:
    """The kind of an atom, with the polynomial inside it where there is one."""

    __slots__ = ("body", "id", "key", "memo", "params", "symmetries")
    kind: ClassVar[str]
    rewrites: ClassVar[bool] = False  # whether `step` may do anything
    binary: ClassVar[bool] = False  # whether the atom is 0 or 1

    def __init__(
        self,
        key: tuple[Any, ...],
        number: int,
        params: tuple[Index, ...] = (),
        body: Polynomial | None = None,
        symmetries: tuple[tuple[int, ...], ...] = (),
    ) -> None:
        self.key = key
        self.id = number
        self.params = params
        self.body: Polynomial = body if body is not None else []
        self.symmetries = symmetries
        self.memo: dict[Any, Any] = {}

    def __repr__(self) -> str:
        return f"{self.kind}#{self.id}{self.key if not self.params else ''}"

    @property
    def positive(self) -> bool:
        """Whether the atom is positive whatever the matrices are."""
        return False

    @property
    def real(self) -> bool:
        """Whether the atom is a real number whatever the matrices are."""
        found = self.memo.get("real")
        if found is None:
            found = self.memo["real"] = all(head.real for _, monomial in self.body for head, _ in monomial)
        return bool(found)

    def slope(self) -> Polynomial | None:
        """The derivative of a function of one number at the body, in the parameters; None where it is no function."""
        return None

    def at(self, args: tuple[Ref, ...], exponent: Number) -> Polynomial:
        """The atom to a power at these references, which may coincide or be more than an index."""
        return [(1, {(self, args): exponent})]

    def step(self, monomial: Monomial, args: tuple[Ref, ...], exponent: Number) -> Polynomial | None:
        """What a monomial with this atom to this power is rewritten to, or None where no rule fits."""
        return None


class Entry(Head):
    """The entries of a matrix."""

    __slots__ = ()
    kind = "var"


class Opaque(Head):
    """The entries of a term that is not looked into."""

    __slots__ = ()
    kind = "opaque"


class SizeSymbol(Head):
    """A size as a number."""

    __slots__ = ()
    kind = "size"

    @property
    def positive(self) -> bool:
        """A size is at least 1."""
        return True


class Pi(Head):
    """The number pi."""

    __slots__ = ()
    kind = "pi"

    @property
    def positive(self) -> bool:
        """Pi is positive."""
        return True


class Delta(Head):
    """Kronecker's delta of two references."""

    __slots__ = ()
    kind = "delta"
    binary = True


def find_head(kind: type[Head], key: tuple[Any, ...]) -> Head | None:
    """The head with this kind and key, if it has been made."""
    found: Head | None = memory.current.heads.get((kind, key))
    return found


def new_head(
    kind: type[Head],
    key: tuple[Any, ...],
    params: tuple[Index, ...] = (),
    body: Polynomial | None = None,
    symmetries: tuple[tuple[int, ...], ...] = (),
) -> Head:
    """Make and intern a head."""
    head = kind(key, memory.new_number(), params, body, symmetries)
    memory.current.heads[kind, key] = head
    return head


def simple_head(kind: type[Head], key: tuple[Any, ...]) -> Head:
    """The head of a variable or of a size."""
    return find_head(kind, key) or new_head(kind, key)


DELTA = Delta((), memory.new_number(), symmetries=((0, 1), (1, 0)))


def size_number(value: Size) -> int:
    """A number for a size, the same for equal sizes throughout a proof."""
    sizes = memory.current.sizes
    found = sizes.get(value)
    if found is None:
        found = sizes[value] = memory.new_number()
    return found


def indices(monomial: Iterable[Factor]) -> dict[Index, None]:
    """The indices of a monomial, in order of first use."""
    found: dict[Index, None] = {}
    for _, args in monomial:
        for ref in args:
            if type(ref) is Index:
                found[ref] = None
            elif ref is not None:
                for leaf in leaves(ref):
                    found[leaf] = None
    return found
