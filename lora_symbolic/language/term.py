"""Terms: frozen matrix expressions with symbolic sizes and NumPy's operators.

Dictionary
    Term            a node (op, args, data) with its shape; interned, so equal terms are one object
    make            the only way to a node; used by `operations`, where the shape rules are
    subterms        every node below some terms, each once, children first
    same_shape      whether two terms have one shape for all sizes; has_shape compares with sizes
    substitute      a term with some nodes replaced by others of the same shape

A scalar is a term with shape (1, 1) and `is_scalar` set: it scales whatever it multiplies.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from fractions import Fraction
from operator import attrgetter
from typing import Any, TypeAlias
from weakref import WeakValueDictionary

from .errors import LanguageError
from .size import Size, same_size

MAX_PRINTED = 100_000  # a term shared many times over has a text of exponential length

Scalarlike: TypeAlias = "Term | int | Fraction | Size"


class Term:
    """One node of a matrix expression.

    >>> from lora_symbolic.language import matrix
    >>> C, W = matrix("C", "L", "d"), matrix("W", "d", "d")
    >>> (C @ W @ C.T).shape
    (L, L)
    >>> C @ W is C @ W
    True
    """

    __slots__ = ("__weakref__", "_memo", "args", "data", "depth", "is_scalar", "op", "shape")
    __array_ufunc__ = None  # NumPy leaves the operators to us

    op: str
    args: tuple[Term, ...]
    data: tuple[Hashable, ...]
    shape: tuple[Size, Size]
    is_scalar: bool
    depth: int
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
        from . import operations

        return operations.transpose(self)

    def __add__(self, other: Scalarlike) -> Term:
        from . import operations

        return operations.add(self, operations.lift(other))

    def __radd__(self, other: Scalarlike) -> Term:
        from . import operations

        return operations.add(operations.lift(other), self)

    def __sub__(self, other: Scalarlike) -> Term:
        from . import operations

        return operations.subtract(self, operations.lift(other))

    def __rsub__(self, other: Scalarlike) -> Term:
        from . import operations

        return operations.subtract(operations.lift(other), self)

    def __mul__(self, other: Scalarlike) -> Term:
        from . import operations

        return operations.multiply(self, operations.lift(other))

    def __rmul__(self, other: Scalarlike) -> Term:
        from . import operations

        return operations.multiply(operations.lift(other), self)

    def __truediv__(self, other: Scalarlike) -> Term:
        from . import operations

        return operations.divide(self, other)

    def __matmul__(self, other: Term) -> Term:
        from . import operations

        return operations.matmul(self, other)

    def __neg__(self) -> Term:
        from . import operations

        return operations.negate(self)

    def __str__(self) -> str:
        from .text import to_text

        return to_text(self, limit=MAX_PRINTED)

    def __repr__(self) -> str:
        return f"<{self} : {self.rows} x {self.cols}>"


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
    put(term, "depth", 1 + max((child.depth for child in args), default=0))
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


def substitute(term: Term, replacement: Mapping[Term, Term]) -> Term:
    """The term with nodes replaced by others of the same shape, from the leaves up.

    grad(s, A) is a derivative taken at A, so A can be renamed there but not given a value, and no other variable can be
    given a value that moves with A: LanguageError.

    >>> from lora_symbolic.language import grad, matrix, sum_entries, zeros
    >>> A, W = matrix("A", "r", "d"), matrix("W", "r", "d")
    >>> substitute(grad(sum_entries((W + A) * A), A), {W: zeros("r", "d")})
    <grad(sum((zeros(r, d) + A) * A), A) : r x d>
    """
    from .operations import rebuild

    done: dict[Term, Term] = dict(replacement)
    for node in subterms(term, known=replacement):
        if node.op == "grad":
            _check_gradient(node, replacement)
        done[node] = rebuild(node, tuple(done[child] for child in node.args))
    return done[term]


def _check_gradient(node: Term, replacement: Mapping[Term, Term]) -> None:
    value, variable = node.args
    below = set(subterms(value))
    renamed = replacement.get(variable, variable)
    if renamed.op != "var" or (renamed is not variable and renamed in below):
        raise LanguageError(f"grad(..., {variable.name}): {variable.name} cannot be given a value where it varies")
    for old, new in replacement.items():
        if old is not variable and old.op == "var" and old in below and renamed in variables(new):
            raise LanguageError(f"grad(..., {variable.name}): {old.name} cannot be given a value that uses it")
