"""From SymPy to terms: one function for each kind of expression; `sympy_bridge` says what becomes what."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import sympy
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.diagonal import DiagMatrix, DiagonalMatrix, DiagonalOf
from sympy.matrices.expressions.hadamard import HadamardPower

from .. import operations
from ..errors import LanguageError, SyntaxProblem
from ..registry import ENTRYWISE
from ..size import ONE, Size, same_size, size
from ..term import Term
from .writer import row_totals

MAX_POWER = 8


def read(expression: sympy.Basic) -> Term:
    """The term that an expression of SymPy's stands for; `from_sympy` says which."""
    try:
        return _from(expression)
    except RecursionError:
        raise LanguageError("a SymPy expression nested too deeply: expected at most some hundred levels") from None


def _from(expression: Any) -> Term:
    for kind, rule in _FROM:
        if isinstance(expression, kind):
            return rule(expression)
    if isinstance(expression, sympy.Expr) and not getattr(expression, "is_Matrix", False):
        return _scalar_from(expression)
    raise _unknown(expression)


def _unknown(expression: Any) -> LanguageError:
    text = str(expression)
    text = text if len(text) <= operations.MAX_QUOTED else text[: operations.MAX_QUOTED - 3] + "..."
    text = " ".join(text.split())
    return LanguageError(f"{text}: the language has nothing for SymPy's {type(expression).__name__}")


def _size_from(value: Any) -> Size:
    """A dimension, its symbols renamed to the language's positive integers of the same names."""
    value = sympy.sympify(value, strict=True)  # strict: of numbers and expressions; a text is refused, not evaluated
    symbols = value.free_symbols
    polynomial = value.is_polynomial(*symbols)
    coefficients = sympy.expand(value).as_coefficients_dict().values() if polynomial else ()
    if not polynomial or not all(coefficient.is_Integer for coefficient in coefficients):
        raise LanguageError(f"dimension {value}: expected a positive integer or a polynomial in sizes")
    if value.is_Integer:
        return size(int(value))
    try:
        return size(value)
    except SyntaxProblem as error:
        raise LanguageError(f"dimension {value}: {error}") from None


def _fold(build: Callable[[Term, Term], Term]) -> Callable[[Any], Term]:
    return lambda expression: reduce(build, [_from(argument) for argument in expression.args])


def _sum_from(expression: Any) -> Term:
    def step(total: Term, argument: Any) -> Term:
        negated = _negated(argument)
        return operations.add(total, _from(argument)) if negated is None else operations.subtract(total, _from(negated))

    first, *rest = expression.args
    return reduce(step, rest, _from(first))


def _negated(expression: Any) -> Any:
    """What is negated in -1 * x, else None."""
    if isinstance(expression, (sympy.MatMul, sympy.Mul)) and expression.args[0] == -1:
        rest = expression.args[1:]
        return rest[0] if len(rest) == 1 else expression.func(*rest, evaluate=False)
    return None


def _product_from(expression: Any) -> Term:
    scalars = [argument for argument in expression.args if not argument.is_Matrix]
    matrices = [argument for argument in expression.args if argument.is_Matrix]
    term = _softmax_from(matrices)
    term = _matrices_from(matrices) if term is None else term
    if scalars == [sympy.S.NegativeOne]:
        return operations.negate(term)
    if scalars:
        return operations.multiply(_from(scalars[0] if len(scalars) == 1 else sympy.Mul(*scalars)), term)
    return term


def _matrices_from(matrices: list[Any]) -> Term:
    """A product from left to right; ones at either end sum the columns or the rows."""
    first, *rest = matrices
    if rest and isinstance(first, sympy.OneMatrix) and first.rows == 1:
        return operations.colsum(_matrices_from(rest))
    term = _from(first)
    for factor in rest:
        ones_column = isinstance(factor, sympy.OneMatrix) and factor.cols == 1
        term = operations.rowsum(term) if ones_column else operations.matmul(term, _from(factor))
    return term


def _softmax_from(matrices: list[Any]) -> Term | None:
    """The softmax in a product DiagMatrix(totals^-1) * powers, where powers are exp(x) or weights * exp(x)."""
    if len(matrices) != 2 or not isinstance(matrices[0], DiagMatrix):
        return None
    inverse, powers = matrices[0].args[0], matrices[1]
    if inverse != HadamardPower(row_totals(powers), sympy.S.NegativeOne):
        return None
    weights = None
    if isinstance(powers, sympy.HadamardProduct) and len(powers.args) == 2:
        weights, powers = powers.args
    if not isinstance(powers, ElementwiseApplyFunction):
        return None
    term = _applied_from(powers)
    if term.op != "exp":
        return None
    return operations.softmax(term.args[0], None if weights is None else _from(weights))


def _applied_from(expression: Any) -> Term:
    body, variable = expression.function.expr, expression.function.variables[0]
    for name, row in ENTRYWISE.items():
        if body == row.function(variable):
            return operations.CONSTRUCTORS[name](_from(expression.expr))
    raise _unknown(expression)


def _trace_from(expression: Any) -> Term:
    factors: tuple[Any, ...] = expression.arg.args if isinstance(expression.arg, sympy.MatMul) else ()
    if len(factors) == 3 and all(isinstance(factors[end], sympy.OneMatrix) for end in (0, 2)):
        inner = _from(factors[1])
        if factors[0].rows == 1 and factors[2].cols == 1:
            return operations.sum_entries(inner)
    return operations.trace(_from(expression.arg))


def _diagonal_matrix_from(expression: Any) -> Term:
    term = _from(expression.arg)
    if not same_size(term.rows, term.cols):
        raise _unknown(expression)
    return operations.multiply(operations.eye(term.rows), term)


def _diagonal_of(expression: Any) -> Term:
    term = _from(expression.arg)
    if same_size(term.rows, ONE):  # one entry, which is its own diagonal
        return term
    return operations.diag(term)


def _power_from(expression: Any) -> Term:
    base, exponent = expression.base, expression.exp
    build = operations.matmul if isinstance(expression, sympy.MatPow) else operations.multiply
    if exponent == -1 and isinstance(expression, HadamardPower):
        return operations.reciprocal(_from(base))
    if not (exponent.is_Integer and 1 <= exponent <= MAX_POWER):
        raise _unknown(expression)
    return reduce(build, [_from(base)] * int(exponent))


def _block_from(expression: Any) -> Term:
    blocks = expression.blocks
    return operations.block([[_from(blocks[i, j]) for j in range(blocks.cols)] for i in range(blocks.rows)])


def _scalar_from(expression: Any) -> Term:
    symbols = expression.free_symbols
    if all(_makes_a_ratio(node) for node in sympy.preorder_traversal(expression)):
        if not all(symbol.is_integer and symbol.is_positive for symbol in symbols):
            raise LanguageError(f"{_unknown_symbols(symbols)}: expected symbols of positive integers, which are sizes")
        return operations.scalar(expression)
    if isinstance(expression, sympy.Add):
        return _sum_from(expression)
    if isinstance(expression, sympy.Mul):
        negated = _negated(expression)
        return _fold(operations.multiply)(expression) if negated is None else operations.negate(_from(negated))
    if expression is sympy.pi:
        return operations.pi()
    if expression is sympy.E:
        return operations.exp(operations.scalar(1))
    for name, row in ENTRYWISE.items():
        if expression.func is row.function:
            return operations.CONSTRUCTORS[name](_from(expression.args[0]))
    if isinstance(expression, sympy.Pow):
        return _scalar_power_from(expression)
    raise _unknown(expression)


def _makes_a_ratio(node: Any) -> bool:
    """Whether ratios of polynomials are made of such nodes; SymPy's is_rational_function lets e and exp(-1) pass."""
    return bool(
        node.is_Symbol or node.is_Rational or node.is_Add or node.is_Mul or (node.is_Pow and node.exp.is_Integer)
    )


def _unknown_symbols(symbols: set[Any]) -> str:
    return ", ".join(sorted(symbol.name for symbol in symbols if not (symbol.is_integer and symbol.is_positive)))


def _scalar_power_from(expression: Any) -> Term:
    base, exponent = expression.base, expression.exp
    if exponent.is_Integer and abs(exponent) <= MAX_POWER:
        power = reduce(operations.multiply, [_from(base)] * abs(int(exponent)))
        return power if exponent > 0 else operations.reciprocal(power)
    return operations.exp(operations.multiply(_from(exponent), operations.log(_from(base))))


_FROM: tuple[tuple[Any, Callable[[Any], Term]], ...] = (
    (sympy.MatrixSymbol, lambda x: operations.matrix(x.name, _size_from(x.rows), _size_from(x.cols))),
    (sympy.Identity, lambda x: operations.eye(_size_from(x.rows))),
    (sympy.OneMatrix, lambda x: operations.ones(_size_from(x.rows), _size_from(x.cols))),
    (sympy.ZeroMatrix, lambda x: operations.zeros(_size_from(x.rows), _size_from(x.cols))),
    (sympy.MatAdd, _sum_from),
    (sympy.MatMul, _product_from),
    (sympy.Transpose, lambda x: operations.transpose(_from(x.arg))),
    (sympy.HadamardProduct, _fold(operations.multiply)),
    (sympy.KroneckerProduct, _fold(operations.kron)),
    (ElementwiseApplyFunction, _applied_from),
    (sympy.Inverse, lambda x: operations.inv(_from(x.arg))),
    (sympy.Determinant, lambda x: operations.det(_from(x.arg))),
    ((HadamardPower, sympy.MatPow), _power_from),
    (sympy.Trace, _trace_from),
    (DiagMatrix, lambda x: operations.diag(_from(x.args[0]))),
    (DiagonalMatrix, _diagonal_matrix_from),
    (DiagonalOf, _diagonal_of),
    (sympy.BlockMatrix, _block_from),
)
