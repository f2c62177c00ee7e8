"""Terms: frozen matrix expressions with symbolic sizes and NumPy's operators.

Dictionary
    Term            a node (op, args, data) with its shape; interned, so equal terms are one object
    Derived         what derive() of a gradient gives, with its DerivedSteps, as types
    Equation        two terms of one shape that are said to be equal; what x == y gives
    make            the only way to a node; used by `operations`, where the shape rules are
    subterms        every node below some terms, each once, children first
    same_shape      whether two terms have one shape for all sizes; has_shape compares with sizes
    OPERATORS       what Python's operators do with terms, WRITERS what str() and repr() do, METHODS what derive() does

A scalar is a term with shape (1, 1) and `is_scalar` set: it scales whatever it multiplies.
Terms know no operation: `operations.operators` builds on them and fills in both tables.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import attrgetter
from typing import Any, Protocol, TypeAlias
from weakref import WeakValueDictionary

from lora_symbolic.errors import InputError

from .size import Size, same_size
from .truth import NeitherTrueNorFalse

Scalarlike: TypeAlias = "Term | int | Fraction | Size"
OPERATORS: dict[str, Callable[..., Term]] = {}
METHODS: dict[str, Callable[[Term], Derived]] = {}
WRITERS: dict[str, Callable[[Term], str]] = {}


class Term(NeitherTrueNorFalse):
    """One node of a matrix expression.

    `x == y` is an Equation, a statement to prove; as a bool it says whether both are one object.

    >>> from lora_symbolic.language import matrix
    >>> C, W = matrix("C", "L", "d"), matrix("W", "d", "d")
    >>> (C @ W @ C.T).shape
    (L, L)
    >>> C @ W is C @ W
    True
    """

    __slots__ = (
        "__weakref__",
        "_memo",
        "args",
        "data",
        "depth",
        "is_scalar",
        "op",
        "operations",
        "plain_sides",
        "shape",
    )
    ask = "write `is None` for a missing term, prove(x == y) for equality"
    __array_ufunc__ = None  # NumPy leaves the operators to us

    op: str
    args: tuple[Term, ...]
    data: tuple[Hashable, ...]
    shape: tuple[Size, Size]
    is_scalar: bool
    depth: int
    operations: frozenset[str]  # those in the term
    plain_sides: bool  # whether every side in the term is one name or one integer
    _memo: dict[Any, Any]

    def __init__(self) -> None:
        raise TypeError("terms are built by matrix(), scalar() and the operators")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"terms are frozen: cannot set {name}")

    def __reduce__(self) -> tuple[Callable[..., Term], tuple[Any, ...]]:
        return make, (self.op, self.args, self.data, self.shape, self.is_scalar)

    @property
    def rows(self) -> Size:
        """The number of rows."""
        return self.shape[0]

    @property
    def cols(self) -> Size:
        """The number of columns."""
        return self.shape[1]

    @property
    def name(self) -> str:
        """The name of a variable; an error on any other node."""
        if self.op != "var":
            raise AttributeError(f"only a variable has a name, this is {self.op}")
        return str(self.data[0])

    @property
    def T(self) -> Term:
        """The transpose."""
        return OPERATORS[".T"](self)

    def __add__(self, other: Scalarlike) -> Term:
        return OPERATORS["+"](self, other)

    def __radd__(self, other: Scalarlike) -> Term:
        return OPERATORS["+"](other, self)

    def __sub__(self, other: Scalarlike) -> Term:
        return OPERATORS["-"](self, other)

    def __rsub__(self, other: Scalarlike) -> Term:
        return OPERATORS["-"](other, self)

    def __mul__(self, other: Scalarlike) -> Term:
        return OPERATORS["*"](self, other)

    def __rmul__(self, other: Scalarlike) -> Term:
        return OPERATORS["*"](other, self)

    def __truediv__(self, other: Scalarlike) -> Term:
        return OPERATORS["/"](self, other)

    def __rtruediv__(self, other: Scalarlike) -> Term:
        return OPERATORS["/"](other, self)

    def __pow__(self, exponent: int | Fraction) -> Term:
        return OPERATORS["**"](self, exponent)

    def __rpow__(self, base: object) -> Term:  # refused in words
        return OPERATORS["**"](base, self)

    def __matmul__(self, other: Term) -> Term:
        return OPERATORS["@"](self, other)

    def __rmatmul__(self, other: object) -> Term:  # no Python object but a term is a matrix: it is refused in words
        return OPERATORS["@"](other, self)

    def __neg__(self) -> Term:
        return OPERATORS["negative"](self)

    def __eq__(self, other: object) -> Equation:  # type: ignore[override]
        if isinstance(other, Term):
            return Equation("", self, other)
        try:
            return Equation("", self, OPERATORS["lift"](other))
        except InputError:
            return NotImplemented

    __hash__ = object.__hash__

    def derive(self) -> Derived:
        """The derivation of a gradient, its steps and the names it uses: calculus.derive_gradient(loss, X)."""
        return METHODS["derive"](self)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {WRITERS['latex'](self)}$"

    def __str__(self) -> str:
        return WRITERS["str"](self)

    def __repr__(self) -> str:
        return WRITERS["repr"](self)


class DerivedStep(Protocol):
    """One step of a derivation: the adjoint before and after, the rule, and why."""

    @property
    def rule(self) -> str:
        """The name of the rule."""

    @property
    def before(self) -> Term:
        """The adjoint of the result of an operation."""

    @property
    def after(self) -> Term:
        """The adjoint of its argument."""

    @property
    def explanation(self) -> str:
        """Why the one gives the other."""


class Derived(Protocol):
    """What `derive()` gives, as types see it: a `calculus.Derivation`, of which terms know nothing else."""

    @property
    def stated(self) -> Term:
        """grad(loss, X)."""

    @property
    def gradient(self) -> Term:
        """What it is."""

    @property
    def steps(self) -> Sequence[DerivedStep]:
        """The steps to it, the first one first."""

    @property
    def names(self) -> Mapping[Term, str]:
        """The terms met on the way, by their names."""

    @property
    def definitions(self) -> tuple[tuple[str, str], ...]:
        """Each name below the gradient with the text of what it stands for."""

    def __getitem__(self, name: str) -> Term:
        """The term of this name."""

    def __eq__(self, other: object) -> Equation:  # type: ignore[override]
        """The equation grad(loss, X) = other."""


@dataclass(frozen=True)
class Equation:
    """Two terms that are said to be equal; `text` says it as the reader wrote it.

    As a bool it says whether both sides are one term; whether they are equal is for `prove`.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "n", "n")
    >>> X.T.T == X, bool(X.T.T == X), bool(X @ X.T == X.T @ X)
    (<X = X>, True, False)
    """

    text: str
    lhs: Term
    rhs: Term

    def __bool__(self) -> bool:
        return self.lhs is self.rhs

    def __str__(self) -> str:
        return self.text or f"{self.lhs} = {self.rhs}"

    def __repr__(self) -> str:
        return f"<{self}>"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {WRITERS['latex'](self.lhs)} = {WRITERS['latex'](self.rhs)}$"


_interned: WeakValueDictionary[tuple[Any, ...], Term] = WeakValueDictionary()


def make(
    op: str, args: tuple[Term, ...], data: tuple[Hashable, ...], shape: tuple[Size, Size], is_scalar: bool = False
) -> Term:
    """The one term with this operation, these arguments and this data."""
    key = (op, args, data)
    found = _interned.get(key)
    if found is not None:
        return found
    term = object.__new__(Term)
    put = object.__setattr__
    put(term, "op", op)
    put(term, "args", args)
    put(term, "data", data)
    put(term, "shape", shape)
    put(term, "is_scalar", is_scalar)
    put(term, "depth", 1 + max([child.depth for child in args], default=0))
    put(term, "operations", frozenset((op,)).union(*[child.operations for child in args]))
    plain = shape[0].is_plain and shape[1].is_plain and all(child.plain_sides for child in args)
    put(term, "plain_sides", plain)
    put(term, "_memo", {})
    _interned[key] = term
    return term


def subterms(
    *terms: Term, known: Iterable[Term] = (), below: Callable[[Term], tuple[Term, ...]] = attrgetter("args")
) -> Iterator[Term]:
    """Every node of some terms, each once, those below a node before it; known nodes are left out with all below them.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "n", "n")
    >>> list(map(str, subterms(X.T @ X, X.T)))
    ['X', 'X.T', 'X.T @ X']
    """
    seen: set[Term] = set(known)
    stack: list[tuple[Term, bool]] = [(term, False) for term in reversed(terms)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(below(node)) if child not in seen)


def has_shape(term: Term, rows: Size, cols: Size) -> bool:
    """Whether a term has this shape for all sizes."""
    return same_size(term.rows, rows) and same_size(term.cols, cols)


def same_shape(left: Term, right: Term) -> bool:
    """Whether two terms have one shape for all sizes."""
    return has_shape(left, *right.shape)


def variables(*terms: Term) -> tuple[Term, ...]:
    """The variables of some terms, in order of first use."""
    return tuple(node for node in subterms(*terms) if node.op == "var")
