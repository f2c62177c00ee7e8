"""From terms to SymPy: one function for each operation; `sympy_bridge` says what becomes what."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, cast

import sympy
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalOf
from sympy.matrices.expressions.hadamard import HadamardPower

from ..errors import LanguageError
from ..registry import ENTRYWISE
from ..term import Term, subterms


def written(term: Term) -> sympy.Basic:
    """The term as an expression of SymPy's; `to_sympy` says which."""
    done: dict[Term, Any] = {}
    for node in subterms(term):
        rule = RULES.get(node.op)
        if rule is None:
            advice = "; take the gradient first" if node.op == "grad" else ""
            raise LanguageError(f"{node.op}: SymPy has no sound matrix expression for it{advice}")
        arguments = [done[child] for child in node.args]
        if not node.is_scalar and node.op != "scale":
            arguments = [
                _one_by_one(value) if child.is_scalar else value
                for child, value in zip(node.args, arguments, strict=True)
            ]
        done[node] = rule(node, *arguments)
    return cast(sympy.Basic, done[term])


def _one_by_one(value: Any) -> Any:
    return sympy.MatMul(value, sympy.OneMatrix(1, 1), evaluate=False)


# --- to SymPy: one function for each operation, from the node and its translated arguments


def _sides(node: Term) -> list[Any]:
    return [sympy.sympify(side, strict=True) for side in node.shape]


def _number(node: Term) -> Any:
    value = cast(Fraction, node.data[0])
    return sympy.Rational(value.numerator, value.denominator)


def _times(*factors: Any) -> Any:
    return sympy.MatMul(*factors, evaluate=False)


def _add(node: Term, left: Any, right: Any) -> Any:
    return left + right if node.is_scalar else sympy.MatAdd(left, right, evaluate=False)


def _subtract(node: Term, left: Any, right: Any) -> Any:
    return left - right if node.is_scalar else sympy.MatAdd(left, _times(sympy.S.NegativeOne, right), evaluate=False)


def _scale(node: Term, factor: Any, value: Any) -> Any:
    return factor * value if node.is_scalar else _times(factor, value)


def entrywise(function: Any) -> Callable[..., Any]:
    def rule(node: Term, value: Any) -> Any:
        return function(value) if node.is_scalar else ElementwiseApplyFunction(function, value)

    return rule


def _reciprocal(node: Term, value: Any) -> Any:
    if node.is_scalar and value == 0:
        raise LanguageError("reciprocal of 0: expected a scalar that is not zero")
    return 1 / value if node.is_scalar else HadamardPower(value, sympy.S.NegativeOne)


def row_totals(value: Any) -> Any:
    """The row sums of a SymPy matrix, as a product with ones."""
    return _times(value, sympy.OneMatrix(value.cols, 1))


def _sum(node: Term, value: Any) -> Any:
    if node.args[0].is_scalar:
        return value
    return sympy.Trace(_times(sympy.OneMatrix(1, value.rows), value, sympy.OneMatrix(value.cols, 1)))


def _softmax(node: Term, logits: Any, weights: Any = None) -> Any:
    powers = ElementwiseApplyFunction(sympy.exp, logits)
    if weights is not None:
        powers = sympy.HadamardProduct(weights, powers)
    return _times(DiagMatrix(HadamardPower(row_totals(powers), sympy.S.NegativeOne)), powers)


def _rowkron(node: Term, left: Any, right: Any) -> Any:
    one = sympy.OneMatrix
    kron = sympy.KroneckerProduct
    return sympy.HadamardProduct(kron(left, one(1, right.cols)), kron(one(1, left.cols), right))


def _colkron(node: Term, left: Any, right: Any) -> Any:
    one = sympy.OneMatrix
    kron = sympy.KroneckerProduct
    return sympy.HadamardProduct(kron(left, one(right.rows, 1)), kron(one(left.rows, 1), right))


def _block(node: Term, *blocks: Any) -> Any:
    width = cast(int, node.data[1])
    return sympy.BlockMatrix([list(blocks[start : start + width]) for start in range(0, len(blocks), width)])


RULES: dict[str, Callable[..., Any]] = {
    **{name: entrywise(row.function) for name, row in ENTRYWISE.items()},
    "var": lambda node: sympy.MatrixSymbol(node.name, *_sides(node)),
    "number": _number,
    "pi": lambda node: sympy.pi,
    "size": lambda node: sympy.sympify(node.data[0], strict=True),
    "ones": lambda node: sympy.OneMatrix(*_sides(node)),
    "zeros": lambda node: sympy.ZeroMatrix(*_sides(node)),
    "eye": lambda node: sympy.Identity(_sides(node)[0]),
    "add": _add,
    "subtract": _subtract,
    "negate": lambda node, value: -value if node.is_scalar else _times(sympy.S.NegativeOne, value),
    "hadamard": lambda node, left, right: sympy.HadamardProduct(left, right),
    "scale": _scale,
    "reciprocal": _reciprocal,
    "matmul": lambda node, left, right: _times(left, right),
    "transpose": lambda node, value: sympy.Transpose(value),
    "inverse": lambda node, value: 1 / value if node.is_scalar else sympy.Inverse(value),
    "det": lambda node, value: value if node.args[0].is_scalar else sympy.Determinant(value),
    "kron": lambda node, left, right: sympy.KroneckerProduct(left, right),
    "rowkron": _rowkron,
    "colkron": _colkron,
    "softmax": _softmax,
    "sum": _sum,
    "rowsum": lambda node, value: row_totals(value),
    "colsum": lambda node, value: _times(sympy.OneMatrix(1, value.rows), value),
    "trace": lambda node, value: value if node.args[0].is_scalar else sympy.Trace(value),
    "diag": lambda node, value: DiagMatrix(value),
    "diagonal": lambda node, value: DiagonalOf(value),
    "block": _block,
}
