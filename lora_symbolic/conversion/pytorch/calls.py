"""Calls: what PyTorch's functions and methods are as terms, with the parameters that PyTorch gives them.

A parameter that is not here, such as dtype or out, is refused by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from lora_symbolic.language import operations as of
from lora_symbolic.language.size import ONE, product
from lora_symbolic.language.term import Term

from ..errors import ConversionError
from .traced import Traced, axis, exact, together, traced

Call = Callable[..., Any]


def _each(build: Callable[[Term], Term]) -> Call:
    """A function of each entry."""

    def call(input: object) -> Traced:  # noqa: A002
        one = traced(input)
        return Traced(build(one.term), one.axes)

    return call


def _pair(build: Callable[[Term, Term], Term]) -> Call:
    """An operation on two tensors, entry by entry."""

    def call(input: object, other: object) -> Traced:  # noqa: A002
        left, right, axes = together(input, other)
        return Traced(build(left, right), axes)

    return call


def _square(build: Callable[[Term], Term], axes: int) -> Call:
    """An operation on a square matrix."""

    def call(input: Traced) -> Traced:  # noqa: A002
        return Traced(build(_matrix(input)), axes)

    return call


def _matrix(value: object) -> Term:
    if isinstance(value, Traced) and value.axes == 2:
        return value.term
    raise ConversionError("a tensor that is no matrix; expected one with two axes")


def _matmul(input: Traced, other: Traced) -> Traced:  # noqa: A002
    left, right = traced(input), traced(other)
    if (left.axes, right.axes) == (1, 1):
        return Traced(of.sum_entries(of.multiply(left.term, right.term)), 0)
    if 0 in (left.axes, right.axes):
        raise ConversionError("a product with a scalar; expected vectors or matrices")
    found = of.matmul(left.as_matrix, right.term)
    return Traced(found.T if left.axes == 1 else found, left.axes + right.axes - 2)


def _outer(input: Traced, vec2: Traced) -> Traced:  # noqa: A002
    return Traced(of.matmul(input.term, vec2.as_matrix), 2)


def _linear(input: Traced, weight: Traced, bias: Traced | None = None) -> Traced:  # noqa: A002
    found = _matmul(input, Traced(_matrix(weight).T, 2))
    if bias is None:
        return found
    left, right, axes = together(found, bias)
    return Traced(of.add(left, right), axes)


def _transpose(input: Traced, dim0: int, dim1: int) -> Traced:  # noqa: A002
    first, second = axis(dim0, input.axes), axis(dim1, input.axes)
    return input if first == second else Traced(_matrix(input).T, 2)


def _permute(input: Traced, *dims: Any) -> Traced:  # noqa: A002
    order = [axis(dim, input.axes) for dim in (dims[0] if len(dims) == 1 else dims)]
    if sorted(order) != list(range(input.axes)):
        raise ConversionError(f"dims = {order}; expected every axis once")
    return input if order == sorted(order) else Traced(_matrix(input).T, 2)


def transposed(input: Traced) -> Traced:  # noqa: A002
    """x.T, x.mT, x.t(): a vector stays as it is."""
    return Traced(input.term.T, 2) if input.axes == 2 else input


def _dims(dim: Any, axes: int) -> list[int]:
    if dim is None:
        return list(range(axes))
    return sorted({axis(one, axes) for one in (dim if isinstance(dim, Sequence) else (dim,))})


def _sum(input: Traced, dim: Any = None, keepdim: bool = False) -> Traced:  # noqa: A002
    dims = _dims(dim, input.axes)
    if len(dims) == input.axes:
        if keepdim and input.axes:
            return Traced(of.rowsum(of.colsum(input.term)), input.axes)
        return Traced(of.sum_entries(input.term), 0)
    sums = of.rowsum(input.term) if dims == [1] else of.colsum(input.term)
    if keepdim:
        return Traced(sums, 2)
    return Traced(sums if dims == [1] else sums.T, 1)


def _mean(input: Traced, dim: Any = None, keepdim: bool = False) -> Traced:  # noqa: A002
    total = _sum(input, dim, keepdim)
    count = reduce(product, [input.shape[one] for one in _dims(dim, input.axes)], ONE)
    return Traced(of.divide(total.term, count), total.axes)


def _along(build: Callable[[Term], Term], input: Traced, dim: Any) -> Term:  # noqa: A002
    """An operation on rows, along this axis."""
    if axis(dim, input.axes) == 0:
        return build(input.term.T).T
    return build(input.term)


def _softmax(input: Traced, dim: Any = None) -> Traced:  # noqa: A002
    return Traced(_along(of.softmax, input, dim), input.axes)


def _log_softmax(input: Traced, dim: Any = None) -> Traced:  # noqa: A002
    return Traced(of.log(_softmax(input, dim).term), input.axes)


def _logsumexp(input: Traced, dim: Any, keepdim: bool = False) -> Traced:  # noqa: A002
    found = _sum(_each(of.exp)(input), dim, keepdim)
    return Traced(of.log(found.term), found.axes)


def _power(input: object, exponent: object) -> Traced:  # noqa: A002
    base = traced(input)
    if isinstance(exponent, Traced):
        raise ConversionError("a power whose exponent is a tensor; expected a number such as 2 or 0.5")
    return Traced(of.power(base.term, exact(exponent)), base.axes)


def _gelu(input: Traced, approximate: str = "none") -> Traced:  # noqa: A002
    if approximate != "none":
        raise ConversionError(f"approximate = {approximate!r}; expected 'none', the exact function")
    return Traced(of.gelu(input.term), input.axes)


def _triangle(build: Callable[[Term, int], Term]) -> Call:
    def call(input: Traced, diagonal: int = 0) -> Traced:  # noqa: A002
        return Traced(build(_matrix(input), diagonal), 2)

    return call


def _diag(input: Traced, diagonal: int = 0) -> Traced:  # noqa: A002
    if diagonal or input.axes == 0:
        raise ConversionError("expected a vector or a square matrix, and its main diagonal")
    return Traced(of.diag(input.term), 3 - input.axes)


def _mse_loss(input: Traced, target: Traced, reduction: str = "mean") -> Traced:  # noqa: A002
    left, right, axes = together(input, target)
    squares = Traced(of.power(of.subtract(left, right), 2), axes)
    if reduction not in ("mean", "sum"):
        raise ConversionError(f"reduction = {reduction!r}; expected 'mean' or 'sum'")
    return _mean(squares) if reduction == "mean" else _sum(squares)


def _size(input: Traced, dim: Any = None) -> Any:  # noqa: A002
    return input.shape if dim is None else input.shape[axis(dim, input.axes)]


def _getitem(value: Any, place: Any) -> Any:
    if isinstance(value, tuple) and type(place) is int and -len(value) <= place < len(value):
        return value[place]
    if isinstance(value, Traced) and value.axes == 1 and place in ((slice(None), None), (None, slice(None))):
        return Traced(value.term if place[1] is None else value.term.T, 2)
    raise ConversionError("entries are taken out; expected whole tensors")


def _getattr(value: Any, name: str) -> Any:
    if isinstance(value, Traced) and name in ("T", "mT"):
        return transposed(value)
    if isinstance(value, Traced) and name == "shape":
        return value.shape
    raise ConversionError(f"the attribute {name}; expected T, mT or shape")


def _unsqueeze(input: Traced, dim: int) -> Traced:  # noqa: A002
    if input.axes != 1 or type(dim) is not int or not -2 <= dim < 2:
        raise ConversionError("expected a vector, which becomes a row or a column")
    return Traced(input.term if dim % 2 else input.term.T, 2)


def _same(input: Traced) -> Traced:  # noqa: A002
    return input


CALLS: Mapping[str, Call] = {
    **{build.__name__: _each(build) for build in (of.exp, of.log, of.cos, of.sin, of.erf, of.sqrt, of.reciprocal)},
    **{build.__name__: _each(build) for build in (of.sigmoid, of.tanh, of.relu, of.silu, of.softplus, of.sign)},
    **dict.fromkeys(("abs", "absolute"), _each(of.absolute)),
    **dict.fromkeys(("neg", "negative"), _each(of.negate)),
    "square": lambda value: _power(value, 2),
    "add": _pair(of.add),
    **dict.fromkeys(("sub", "subtract"), _pair(of.subtract)),
    **dict.fromkeys(("mul", "multiply"), _pair(of.multiply)),
    **dict.fromkeys(("div", "divide", "true_divide", "truediv"), _pair(of.divide)),
    "maximum": _pair(of.maximum),
    "minimum": _pair(of.minimum),
    "pow": _power,
    **dict.fromkeys(("matmul", "mm", "mv", "dot"), _matmul),
    "outer": _outer,
    "linear": _linear,
    **dict.fromkeys(("transpose", "swapaxes", "swapdims"), _transpose),
    "permute": _permute,
    "t": transposed,
    "sum": _sum,
    "mean": _mean,
    "softmax": _softmax,
    "log_softmax": _log_softmax,
    "logsumexp": _logsumexp,
    "gelu": _gelu,
    "tril": _triangle(of.tril),
    "triu": _triangle(of.triu),
    "trace": _square(of.trace, 0),
    "det": _square(of.det, 0),
    "inv": _square(of.inv, 2),
    "inverse": _square(of.inv, 2),
    "diag": _diag,
    "diagonal": _square(of.diag, 1),
    "kron": lambda value, other: Traced(of.kron(_matrix(value), _matrix(other)), 2),
    "flatten": lambda value: Traced(of.vec(_matrix(value)), 1),
    "ones_like": lambda value: Traced(of.ones(*value.term.shape), value.axes),
    "zeros_like": lambda value: Traced(of.zeros(*value.term.shape), value.axes),
    "mse_loss": _mse_loss,
    "size": _size,
    "getitem": _getitem,
    "getattr": _getattr,
    "unsqueeze": _unsqueeze,
    **dict.fromkeys(("clone", "contiguous"), _same),
}
