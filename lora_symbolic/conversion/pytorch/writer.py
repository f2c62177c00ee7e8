"""PyTorch writer: a term as a function of tensors, differentiable by autograd.

Dictionary
    to_torch(term)      the function of tensors by the names of the matrices
    RULES               what each operation does with tensors; a gradient is taken by autograd

Numbers are those of the tensors: log and reciprocal outside of positive arguments, and the step at 0, are PyTorch's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import perm
from typing import Any, cast

from lora_symbolic.evaluation import EvaluationError, rational_at, shape_at, size_at
from lora_symbolic.evaluation.interpreter import declared
from lora_symbolic.evaluation.layout import commutation_entries
from lora_symbolic.evaluation.sizes import told_sizes
from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.term import Term, subterms

from .library import pytorch

LARGEST = 700.0  # exp(709) is the last finite double


def to_torch(term: Term, sizes: Mapping[str, int] | None = None) -> Callable[..., Any]:
    """The function of tensors, by the names of the matrices, that a term is.

    Tensors are matrices of the declared shapes, of one floating type; sizes are read off them, or given. A scalar comes
    out without axes, as a loss in PyTorch does.

    >>> from lora_symbolic.language import matrix, sum_entries
    >>> X = matrix("X", "m", "n")
    >>> loss = to_torch(sum_entries(X * X) / 2)  # doctest: +SKIP
    >>> loss(X=torch.ones(2, 3))  # doctest: +SKIP
    tensor(3.)

    Raises ImportError without PyTorch. The function raises EvaluationError for a missing or unknown tensor, a shape
    other than the declared one, and a size that nothing tells.

    Shapes: as the matrices are declared; sizes are read off the tensors.
    Source: PyTorch; docs/how-to/use-it-from-python.md.
    """
    torch = pytorch()
    variables = declared(term)

    def function(**tensors: Any) -> Any:
        known = _checked(torch, variables, tensors, sizes or {})
        frame = _Frame(torch, known[0], known[1])
        value = frame.value(term)
        if not any(tensor.requires_grad for tensor in known[0].values()):
            value = value.detach()
        return value.reshape(()) if term.is_scalar else value

    shapes = ", ".join(f"{one.name}: {one.rows} x {one.cols}" for one in variables)
    function.__doc__ = f"{term}, from {shapes}"
    return function


def _checked(
    torch: Any, variables: tuple[Term, ...], given: Mapping[str, Any], sizes: Mapping[str, int]
) -> tuple[dict[str, Any], Mapping[str, int]]:
    """The tensors in one floating type, and the sizes that they tell."""
    names = [variable.name for variable in variables]
    for name in given:
        if name not in names:
            raise EvaluationError(f"{name}: the term has no such matrix; expected {', '.join(names) or 'none'}")
    tensors = {name: torch.as_tensor(value) for name, value in given.items()}
    for variable in variables:
        shape = f"{variable.rows} x {variable.cols}"
        if variable.name not in tensors:
            raise EvaluationError(f"{variable.name} has no value; expected a {shape} matrix")
        if tensors[variable.name].ndim != 2:
            raise EvaluationError(f"{variable.name}: {tensors[variable.name].ndim} axes; expected a {shape} matrix")
    told = told_sizes(variables, tensors, sizes)
    for variable in variables:
        found, expected = tuple(tensors[variable.name].shape), shape_at(variable, told)
        if found != expected:
            said = f"{variable.rows} x {variable.cols} = {expected[0]} x {expected[1]}"
            raise EvaluationError(f"{variable.name} is {found[0]} x {found[1]}; expected {said}")
    dtype = torch.get_default_dtype()
    for place, tensor in enumerate(one for one in tensors.values() if one.is_floating_point()):
        dtype = torch.promote_types(dtype, tensor.dtype) if place else tensor.dtype
    return {name: tensor.to(dtype) for name, tensor in tensors.items()}, told


class _Frame:
    """The values of terms at some tensors."""

    def __init__(self, torch: Any, environment: Mapping[str, Any], sizes: Mapping[str, int]) -> None:
        self.torch = torch
        self.environment = environment
        self.sizes = sizes
        some = next(iter(environment.values()), torch.zeros(()))
        self.like: dict[str, Any] = {"dtype": some.dtype, "device": some.device}

    def value(self, root: Term) -> Any:
        """The value of a term, common subterms once."""
        memo: dict[Term, Any] = {}
        for node in subterms(root, below=lambda node: () if node.op == "grad" else node.args):
            if node.op == "jacobian":
                raise LanguageError("jacobian: expected the gradient of a scalar; PyTorch's writer takes no other")
            if node.op == "grad":
                memo[node] = self.gradient(*node.args)
            else:
                memo[node] = RULES[node.op](self, node, *[memo[child] for child in node.args])
        return memo[root]

    def gradient(self, value: Term, variable: Term) -> Any:
        """The derivative of a value in a variable of its own, by autograd; it can be differentiated again."""
        torch, given = self.torch, self.environment.get(variable.name)
        if given is None or variable not in declared(value):
            return torch.zeros(shape_at(variable, self.sizes), **self.like)
        with torch.enable_grad():
            moved = given.view_as(given) if given.requires_grad else given.detach().clone().requires_grad_(True)
            found = _Frame(torch, {**self.environment, variable.name: moved}, self.sizes).value(value)
            if not found.requires_grad:
                return torch.zeros_like(given)
            (derivative,) = torch.autograd.grad(found.sum(), moved, create_graph=True, allow_unused=True)
        return torch.zeros_like(given) if derivative is None else derivative

    def sizes_of(self, node: Term) -> tuple[int, ...]:
        """The sizes that a constant is made of."""
        return tuple(size_at(cast(Any, side), self.sizes) for side in node.data)

    def scalar(self, value: float) -> Any:
        """A number as a 1 x 1 matrix."""
        return self.torch.full((1, 1), value, **self.like)

    def entries(self, array: Any) -> Any:
        """An array of constants."""
        return self.torch.as_tensor(array).to(**self.like)


# --- one rule an operation

Rule = Callable[..., Any]


def _function(name: str) -> Rule:
    return lambda frame, node, value: getattr(frame.torch, name)(value)


def _lower(frame: _Frame, node: Term) -> Any:
    rows, cols = shape_at(node, frame.sizes)
    return frame.torch.ones((rows, cols), **frame.like).tril(cast(int, node.data[2]))


def _apply(frame: _Frame, node: Term, row: Any, value: Any) -> Any:
    """The polynomial that stands for an unspecified function, or a derivative of it, as evaluation has it."""
    order, total = cast(int, node.data[0]), value * 0
    for power in range(row.shape[1] - 1, order - 1, -1):
        total = total * value + perm(power, order) * row[:, power : power + 1]
    return total


def _softmax(frame: _Frame, node: Term, logits: Any, weights: Any = None) -> Any:
    torch = frame.torch
    if weights is None:
        return torch.softmax(logits, -1)
    carries = torch.where(weights != 0, logits, -torch.inf).amax(-1, keepdim=True).detach()
    shift = torch.where(carries.isfinite(), carries, 0.0)
    powers = weights * (logits - shift).clamp(max=LARGEST).exp()
    return powers / powers.sum(-1, keepdim=True)


def _block(frame: _Frame, node: Term, *values: Any) -> Any:
    height, width = cast(tuple[int, int], node.data)
    rows = [frame.torch.cat(values[row * width : (row + 1) * width], 1) for row in range(height)]
    return frame.torch.cat(rows, 0)


RULES: dict[str, Rule] = {
    "var": lambda frame, node: frame.environment[node.name],
    "number": lambda frame, node: frame.scalar(float(node.data[0])),
    "pi": lambda frame, node: frame.scalar(frame.torch.pi),
    "size": lambda frame, node: frame.scalar(float(rational_at(node.data[0], frame.sizes))),
    "ones": lambda frame, node: frame.torch.ones(frame.sizes_of(node), **frame.like),
    "zeros": lambda frame, node: frame.torch.zeros(frame.sizes_of(node), **frame.like),
    "eye": lambda frame, node: frame.torch.eye(*frame.sizes_of(node), **frame.like),
    "commutation": lambda frame, node: frame.entries(commutation_entries(*frame.sizes_of(node))),
    "lower": _lower,
    "add": lambda frame, node, left, right: left + right,
    "subtract": lambda frame, node, left, right: left - right,
    "negate": lambda frame, node, value: -value,
    "hadamard": lambda frame, node, left, right: left * right,
    "scale": lambda frame, node, factor, value: factor * value,
    "matmul": lambda frame, node, left, right: left @ right,
    "transpose": lambda frame, node, value: value.mT,
    "exp": _function("exp"),
    "log": _function("log"),
    "reciprocal": _function("reciprocal"),
    "step": lambda frame, node, value: (value > 0).to(value.dtype),
    "cos": _function("cos"),
    "sin": _function("sin"),
    "erf": _function("erf"),
    "apply": _apply,
    "inverse": lambda frame, node, value: frame.torch.linalg.inv(value),
    "det": lambda frame, node, value: frame.torch.linalg.det(value).reshape(1, 1),
    "softmax": _softmax,
    "sum": lambda frame, node, value: value.sum().reshape(1, 1),
    "rowsum": lambda frame, node, value: value.sum(1, keepdim=True),
    "colsum": lambda frame, node, value: value.sum(0, keepdim=True),
    "trace": lambda frame, node, value: value.trace().reshape(1, 1),
    "diag": lambda frame, node, value: frame.torch.diag(value[:, 0]),
    "diagonal": lambda frame, node, value: value.diagonal()[:, None],
    "vec": lambda frame, node, value: value.reshape(-1, 1),
    "colvec": lambda frame, node, value: value.mT.reshape(-1, 1),
    "kron": lambda frame, node, left, right: (  # torch.kron refuses views
        (left[:, None, :, None] * right[None, :, None, :]).reshape(len(left) * len(right), -1)
    ),
    "rowkron": lambda frame, node, left, right: (left[:, :, None] * right[:, None, :]).flatten(1),
    "colkron": lambda frame, node, left, right: (left[:, None, :] * right[None, :, :]).flatten(0, 1),
    "block": _block,
}
