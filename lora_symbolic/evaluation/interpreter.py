"""The interpreter: one walk over a term, for every kind of numbers.

Dictionary
    evaluate(term, values, sizes, numbers)      the array a term stands for
    evaluate_all(terms, values, sizes, numbers) several terms at once, common subterms once;
                                                values may carry batch axes in front

A derivative is computed by forward differentiation in dual numbers over the same numbers, without the calculus.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import factorial
from typing import Any, TypeAlias, cast

import numpy as np

from lora_symbolic.language.operations import COEFFICIENTS
from lora_symbolic.language.registry import DERIVATIVES
from lora_symbolic.language.term import Term, subterms

from . import layout
from .dual import Dual, DualNumbers
from .errors import EvaluationError
from .inverses import determinant, inverse
from .numbers import FLOAT, Array, Numbers, sum_of_rows
from .sizes import rational_at, shape_at, size_at, told_sizes

NAMES = "evaluation.names"


def evaluate(
    term: Term, values: Mapping[str, Any], sizes: Mapping[str, int] | None = None, numbers: Numbers = FLOAT
) -> Array:
    """The matrix that a term stands for, when its variables and sizes have these values.

    >>> from lora_symbolic.language import matrix
    >>> X = matrix("X", "m", "n")
    >>> evaluate(X @ X.T, {"X": [[1, 2]]}, {"m": 1, "n": 2})
    array([[5.]])
    >>> evaluate(X @ X.T / X.cols, {"X": [[1, 2]]})
    array([[2.5]])

    Sizes that are not given are read off the shapes of the arrays, where these tell them.

    Raises EvaluationError for a missing value, a shape other than the declared one or a size below 1,
    DomainError for a logarithm or reciprocal where the argument is not positive.
    """
    variables = declared(term)
    for variable in variables:
        _look(variable, values.get(variable.name, ((),)))
    return evaluate_all((term,), values, told_sizes(variables, values, sizes or {}), numbers)[0]


def _look(variable: Term, given: Any) -> None:
    """EvaluationError unless what is given has two axes; rows of different lengths have none."""
    try:
        axes = np.ndim(given)
    except ValueError:
        axes = 1
    if axes != 2:
        raise EvaluationError(f"{variable.name}: expected a matrix of {variable.rows} x {variable.cols}")


def evaluate_all(
    terms: Sequence[Term], values: Mapping[str, Any], sizes: Mapping[str, int], numbers: Numbers = FLOAT
) -> tuple[Array, ...]:
    """The matrices that several terms stand for; a batch of values gives a batch of results.

    >>> from lora_symbolic.language import matrix, trace
    >>> X = matrix("X", 2, 2)
    >>> evaluate_all((trace(X),), {"X": [[[1, 2], [3, 4]], [[1, 0], [0, 0]]]}, {})[0].ravel().tolist()
    [5.0, 1.0]
    """
    for term in terms:
        _note_names(term)
    with numbers.activated():
        environment: dict[str, Any] = {}
        batch_axes = 0
        for variable in declared(*terms):
            array = _checked(variable, values, sizes, numbers)
            if variable.name in environment and environment[variable.name].shape != array.shape:
                raise EvaluationError(f"{variable.name} is declared twice, with different shapes")
            environment[variable.name] = array
            batch_axes = max(batch_axes, array.ndim - 2)
        frame = _Frame(numbers, environment, sizes, batch_axes)
        return tuple(_full(frame.value(term), term, sizes) for term in terms)


def declared(*terms: Term) -> tuple[Term, ...]:
    """The variables of some terms, those of gradients included, each once."""
    for term in terms:
        _note_names(term)
    found = [cast(tuple[Term, ...], term._memo[NAMES]) for term in terms]
    return found[0] if len(found) == 1 else tuple(dict.fromkeys(variable for each in found for variable in each))


def _note_names(term: Term) -> None:
    if NAMES not in term._memo:
        for node in subterms(term):
            if NAMES not in node._memo:
                found: dict[Term, None] = {} if node.args or node.op != "var" else {node: None}
                for child in node.args:
                    found.update(dict.fromkeys(child._memo[NAMES]))
                node._memo[NAMES] = tuple(found)


def _checked(variable: Term, values: Mapping[str, Any], sizes: Mapping[str, int], numbers: Numbers) -> Array:
    if variable.name not in values:
        raise EvaluationError(f"{variable.name} has no value; expected a {variable.rows} x {variable.cols} matrix")
    array = cast(Array, numbers.array(values[variable.name]))
    expected = shape_at(variable, sizes)
    if array.shape[-2:] != expected:
        given = " x ".join(map(str, array.shape[-2:]))
        raise EvaluationError(
            f"{variable.name} is {given}; expected {variable.rows} x {variable.cols} = {expected[0]} x {expected[1]}"
        )
    return array


def _full(value: Array, term: Term, sizes: Mapping[str, int]) -> Array:
    expected = shape_at(term, sizes)
    if value.shape[-2:] != expected:
        raise EvaluationError(f"{term.op} came out as {value.shape[-2:]}; expected {expected}")
    return value


class _Frame:
    """The values of terms under one choice of variables that carry derivatives."""

    def __init__(
        self,
        numbers: Numbers,
        environment: Mapping[str, Any],
        sizes: Mapping[str, int],
        leading_axes: int,
        parent: _Frame | None = None,
        moving: Term | None = None,
    ) -> None:
        self.numbers = numbers
        self.environment = environment
        self.sizes = sizes
        self.leading_axes = leading_axes
        self.parent = parent
        self.moving = moving
        self.memo: dict[Term, Any] = {}
        self.inner: dict[Term, _Frame] = {}

    def value(self, root: Term) -> Any:
        """The value of a term, without recursion along its depth."""
        memo, stack = self.memo, [root]
        while stack:
            node = stack[-1]
            if node not in memo:
                if self.parent is not None and self.moving not in node._memo[NAMES]:
                    memo[node] = Dual(self.parent.value(node))
                elif node.op in DERIVATIVES:
                    memo[node] = self.derivative(node)
                else:
                    missing = [child for child in node.args if child not in memo]
                    if missing:
                        stack.extend(missing)
                        continue
                    memo[node] = RULES[node.op](self, node, *[memo[child] for child in node.args])
            stack.pop()
        return memo[root]

    def size(self, expression: Any) -> int:
        """A number of rows or columns."""
        return size_at(expression, self.sizes)

    def derivative(self, node: Term) -> Any:
        """The derivatives of a value in every entry of the variable: a gradient in its shape, or a Jacobian."""
        value, variable = node.args
        rows, cols = self.size(variable.rows), self.size(variable.cols)
        tangent = None
        if variable in value._memo[NAMES]:
            if variable not in self.inner:
                self.inner[variable] = self._inside(variable, rows, cols)
            tangent = self.inner[variable].value(value).tangent
        if tangent is None:
            return self.numbers.array(np.zeros([self.size(side) for side in node.shape], dtype=np.int64))
        return self.numbers.linear(tangent, layout.unstacked(rows, cols) if node.op == "grad" else layout.side_by_side)

    def _inside(self, variable: Term, rows: int, cols: int) -> _Frame:
        seeds = np.eye(rows * cols, dtype=np.int64).reshape(-1, *([1] * self.leading_axes), rows, cols)
        moved = Dual(self.value(variable), self.numbers.array(seeds))
        environment = {**self.environment, variable.name: moved}
        return _Frame(DualNumbers(self.numbers), environment, self.sizes, self.leading_axes + 1, self, variable)


# --- one rule an operation

Rule: TypeAlias = Callable[..., Any]


def _var(frame: _Frame, node: Term) -> Any:
    return frame.environment[node.name]


def _number(frame: _Frame, node: Term) -> Any:
    return frame.numbers.number(cast(Any, node.data[0]))


def _size(frame: _Frame, node: Term) -> Any:
    return frame.numbers.number(rational_at(cast(Any, node.data[0]), frame.sizes))


def _constant(entries: Callable[..., Array]) -> Rule:
    def rule(frame: _Frame, node: Term) -> Any:
        return frame.numbers.array(entries(*[frame.size(expression) for expression in node.data]))

    return rule


def _lower(frame: _Frame, node: Term) -> Any:
    rows, cols, diagonal = node.data
    return frame.numbers.array(np.tri(frame.size(rows), frame.size(cols), cast(int, diagonal), dtype=np.int64))


def _apply(frame: _Frame, node: Term, row: Any, value: Any) -> Any:
    """The polynomial with these coefficients, or a derivative of it, by Horner's rule."""
    numbers, order = frame.numbers, cast(int, node.data[0])
    total = numbers.multiply(numbers.number(Fraction(0)), value)
    for power in range(COEFFICIENTS - 1, order - 1, -1):
        factor = numbers.number(Fraction(factorial(power), factorial(power - order)))
        coefficient = numbers.multiply(factor, numbers.linear(row, layout.column(power)))
        total = numbers.add(numbers.multiply(total, value), coefficient)
    return total


def _rearranged(rearrange: Callable[[Array], Array]) -> Rule:
    return lambda frame, node, value: frame.numbers.linear(value, rearrange)


def _by(method: str, *first: str) -> Rule:
    return lambda frame, node, *values: getattr(frame.numbers, method)(*first, *values)


def _kron_like(left: Rule, right: Rule, joined: Rule) -> Rule:
    def rule(frame: _Frame, node: Term, first: Any, second: Any) -> Any:
        linear = frame.numbers.linear
        return linear(frame.numbers.multiply(linear(first, left), linear(second, right)), joined)

    return rule


def _colkron(frame: _Frame, node: Term, first: Any, second: Any) -> Any:
    linear = frame.numbers.linear
    return linear(
        RULES["rowkron"](frame, node, linear(first, layout.transposed), linear(second, layout.transposed)),
        layout.transposed,
    )


def _softmax(frame: _Frame, node: Term, logits: Any, weights: Any | None = None) -> Any:
    ratio = frame.numbers.normalised_exp(logits, weights)
    return ratio if weights is None else frame.numbers.multiply(weights, ratio)


def _diag(frame: _Frame, node: Term, value: Any) -> Any:
    identity = frame.numbers.array(np.eye(frame.size(node.rows), dtype=np.int64))
    return frame.numbers.multiply(identity, value)


def _block(frame: _Frame, node: Term, *values: Any) -> Any:
    height, width = cast(tuple[int, int], node.data)
    rows, cols = frame.size(node.rows), frame.size(node.cols)
    zero = _plain(frame.numbers.array([[0]]))[0, 0]
    total, top = None, 0
    for i in range(height):
        left = 0
        for j in range(width):
            part = frame.numbers.linear(values[i * width + j], layout.placed(top, left, rows, cols, zero))
            total = part if total is None else frame.numbers.add(total, part)
            left += frame.size(node.args[j].cols)
        top += frame.size(node.args[i * width].rows)
    return total


def _plain(value: Any) -> Array:
    while isinstance(value, Dual):
        value = value.value
    return cast(Array, value)


def _integers(shape: Callable[..., Array]) -> Callable[..., Array]:
    return lambda *dimensions: shape(dimensions, dtype=np.int64)


RULES: dict[str, Rule] = {
    "var": _var,
    "number": _number,
    "pi": lambda frame, node: frame.numbers.pi(),
    "size": _size,
    "ones": _constant(_integers(np.ones)),
    "zeros": _constant(_integers(np.zeros)),
    "eye": _constant(lambda n: np.eye(n, dtype=np.int64)),
    "commutation": _constant(layout.commutation_entries),
    "lower": _lower,
    "add": _by("add"),
    "subtract": _by("subtract"),
    "negate": _by("negate"),
    "hadamard": _by("multiply"),
    "scale": _by("multiply"),
    "exp": _by("exp"),
    "log": _by("log"),
    "reciprocal": _by("reciprocal"),
    "step": _by("step"),
    "cos": _by("function", "cos"),
    "sin": _by("function", "sin"),
    "erf": _by("function", "erf"),
    "apply": _apply,
    "matmul": _by("matmul"),
    "transpose": _rearranged(layout.transposed),
    "inverse": lambda frame, node, value: inverse(frame.numbers, value, frame.size(node.rows)),
    "det": lambda frame, node, value: determinant(frame.numbers, value, frame.size(node.args[0].rows)),
    "kron": _kron_like(layout.left_factor, layout.right_factor, layout.product_of_factors),
    "rowkron": _kron_like(layout.left_in_rows, layout.right_in_rows, layout.product_in_rows),
    "colkron": _colkron,
    "softmax": _softmax,
    "sum": _rearranged(layout.total),
    "rowsum": _rearranged(sum_of_rows),
    "colsum": _rearranged(layout.sum_of_columns),
    "trace": _rearranged(layout.trace),
    "diag": _diag,
    "diagonal": _rearranged(layout.diagonal),
    "vec": _rearranged(layout.stacked_rows),
    "colvec": _rearranged(layout.stacked_columns),
    "block": _block,
}
