"""A tiny evaluator on NumPy, written from the definitions, independent of lora_symbolic.evaluation."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy

from lora_symbolic.language import Size, Term, size, subterms
from lora_symbolic.language.size import in_sympy
from tests.strategies import VARIABLES

SIZES = {"L": 3, "d": 4, "r": 2}  # so d - r is 2


def side(value: Size) -> int:
    """A size as a number."""
    return int(in_sympy(value).subs({size(name): number for name, number in SIZES.items()}))


def arrays(seed: int = 0) -> dict[str, np.ndarray]:
    """A random array for each variable of the strategies."""
    random = np.random.default_rng(seed)
    return {name: random.uniform(-1, 1, [side(s) for s in term.shape]) for name, term in sorted(VARIABLES.items())}


def number(term: Term, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """The array that a term without gradients stands for."""
    done: dict[Term, Any] = {}
    for node in subterms(term):
        done[node] = _RULES[node.op](node, values, *(done[child] for child in node.args))
    return np.asarray(done[term], dtype=float)


def _ratio(node: Term, values: object) -> np.ndarray:
    value = sympy.sympify(node.data[0], strict=True).subs({size(name): number for name, number in SIZES.items()})
    return np.array([[float(value)]])


def _softmax(node: Term, values: object, logits: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    rows = []
    for i in range(logits.shape[0]):
        powers = [np.exp(x) * (1 if weights is None else weights[i, j]) for j, x in enumerate(logits[i])]
        rows.append([power / sum(powers) for power in powers])
    return np.array(rows)


def _rowkron(node: Term, values: object, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.array([np.kron(a, b) for a, b in zip(left, right, strict=True)])


def _commutation(node: Term, values: object) -> np.ndarray:
    m, n = (side(value) for value in node.data)
    result = np.zeros((m * n, m * n))
    for i in range(m):
        for j in range(n):
            result[j * m + i, i * n + j] = 1
    return result


def _lower(node: Term, values: object) -> np.ndarray:
    rows, cols = side(node.rows), side(node.cols)
    return np.array([[float(j <= i + node.data[2]) for j in range(cols)] for i in range(rows)])


def _block(node: Term, values: object, *blocks: np.ndarray) -> np.ndarray:
    width = node.data[1]
    return np.block([list(blocks[start : start + width]) for start in range(0, len(blocks), width)])


def _constant(build: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    return lambda node, values: build([side(value) for value in node.shape])


def _of(build: Callable[..., np.ndarray]) -> Callable[..., np.ndarray]:
    return lambda node, values, *arguments: build(*arguments)


_RULES: dict[str, Callable[..., np.ndarray]] = {
    "var": lambda node, values: values[node.name],
    "number": _ratio,
    "size": _ratio,
    "pi": lambda node, values: np.array([[math.pi]]),
    "ones": _constant(np.ones),
    "zeros": _constant(np.zeros),
    "eye": lambda node, values: np.eye(side(node.rows)),
    "commutation": _commutation,
    "lower": _lower,
    "add": _of(np.add),
    "subtract": _of(np.subtract),
    "negate": _of(np.negative),
    "hadamard": _of(np.multiply),
    "scale": _of(np.multiply),
    "exp": _of(np.exp),
    "log": _of(np.log),
    "reciprocal": _of(np.reciprocal),
    "cos": _of(np.cos),
    "sin": _of(np.sin),
    "erf": _of(np.vectorize(math.erf)),
    "apply": lambda node, values, row, x: np.polynomial.Polynomial(row[0]).deriv(node.data[0])(x),
    "step": _of(lambda x: np.heaviside(x, np.nan)),
    "matmul": _of(np.matmul),
    "transpose": _of(np.transpose),
    "inverse": _of(np.linalg.inv),
    "det": _of(lambda x: np.array([[np.linalg.det(x)]])),
    "kron": _of(np.kron),
    "rowkron": _rowkron,
    "colkron": lambda node, values, left, right: _rowkron(node, values, left.T, right.T).T,
    "softmax": _softmax,
    "sum": _of(lambda x: np.array([[x.sum()]])),
    "rowsum": _of(lambda x: x.sum(axis=1, keepdims=True)),
    "colsum": _of(lambda x: x.sum(axis=0, keepdims=True)),
    "trace": _of(lambda x: np.array([[np.trace(x)]])),
    "diag": _of(lambda x: np.diag(x[:, 0])),
    "diagonal": _of(lambda x: np.diag(x)[:, None]),
    "vec": _of(lambda x: x.reshape(-1, 1)),
    "colvec": _of(lambda x: x.T.reshape(-1, 1)),
    "block": _block,
}
