"""The rules of translation, one for each operation of the language: which dimensions the result has.

Dictionary
    RULES           the rule of each operation: a translator, a node and the terms that have names, to a Written
    Translator      what a rule asks of a translation
    as_shape        a matrix with its dimensions written as they are expected
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Protocol, TypeAlias, cast

import sympy

from lora_symbolic.language import Size, Term
from lora_symbolic.language.size import in_sympy

from ..errors import NotTranslatable
from .dimensions import ONE, Dimension, Sizes, product, total
from .expression import Written
from .names import coq_name
from .spelling import Spelling

Known: TypeAlias = dict[Term, Written]


class Translator(Protocol):
    """What a rule asks of a translation: how sizes and numbers are written, and the arguments of an operation."""

    sizes: Sizes
    spelling: Spelling
    logarithms: list[str]
    variables: Known | None

    def write(self, term: Term, known: Known) -> Written:
        """A term as Coq writes it."""

    def number(self, value: Size) -> str:
        """A rational expression in sizes as a real number."""


Rule: TypeAlias = Callable[[Translator, Term, Known], Written]


def as_shape(translator: Translator, value: Written, rows: Dimension, cols: Dimension) -> Written:
    """The matrix with its dimensions written in this way."""
    if (value.rows, value.cols) == (rows, cols):
        return value
    return Written(translator.spelling.resized(value, rows, cols), rows, cols)


def variable(translator: Translator, term: Term, known: Known) -> Written:
    """A matrix by its name."""
    return Written(coq_name(term.name), translator.sizes(term.rows), translator.sizes(term.cols))


def _number(translator: Translator, term: Term, known: Known) -> Written:
    value = cast(Fraction, term.data[0])
    return Written(translator.number(sympy.Rational(value.numerator, value.denominator)))


def _size(translator: Translator, term: Term, known: Known) -> Written:
    return Written(translator.number(in_sympy(cast(Size, term.data[0]))))


def _entry_by_entry(translator: Translator, term: Term, known: Known) -> Written:
    left, right = (translator.write(child, known) for child in term.args)
    if left.rows is not None and left.cols is not None and right.rows is not None:
        right = as_shape(translator, right, left.rows, left.cols)
    return Written(translator.spelling.operation(term.op, [left, right], left.rows, left.cols), left.rows, left.cols)


def _scale(translator: Translator, term: Term, known: Known) -> Written:
    factor, scaled = term.args
    value = translator.write(scaled, known)
    name, by = "scale", translator.write(factor, known)
    if factor.op == "number" and cast(Fraction, factor.data[0]).numerator == 1:
        name, by = "divide", Written(translator.spelling.integer(cast(Fraction, factor.data[0]).denominator))
    return Written(translator.spelling.operation(name, [by, value], value.rows, value.cols), value.rows, value.cols)


def _unary(translator: Translator, term: Term, known: Known) -> Written:
    value = translator.write(term.args[0], known)
    return Written(translator.spelling.operation(term.op, [value], value.rows, value.cols), value.rows, value.cols)


def _logarithm(translator: Translator, term: Term, known: Known) -> Written:
    value = translator.write(term.args[0], known if translator.variables is None else translator.variables)
    condition = f"(Rlt 0 {value.atom})" if value.rows is None else f"(forall i j, Rlt 0 ({value.atom} i j))"
    translator.logarithms.append(condition)
    return _unary(translator, term, known)


def _reciprocal(translator: Translator, term: Term, known: Known) -> Written:
    """Entry by entry; where conditions are asked for, no entry that is divided by may be 0."""
    if translator.variables is not None and term.args[0].op != "exp":
        value = translator.write(term.args[0], translator.variables)
        condition = f"({value.atom} <> 0)" if value.rows is None else f"(forall i j, {value.atom} i j <> 0)"
        translator.logarithms.append(condition)
    return _unary(translator, term, known)


def _softmax(translator: Translator, term: Term, known: Known) -> Written:
    if len(term.args) != 1:
        raise NotTranslatable("softmax with weights")
    return _unary(translator, term, known)


def _matmul(translator: Translator, term: Term, known: Known) -> Written:
    left, right = (translator.write(child, known) for child in term.args)
    (rows, inner), (_, cols) = left.shape, right.shape
    right = as_shape(translator, right, inner, cols)
    return Written(translator.spelling.operation("matmul", [left, right], rows, cols), rows, cols)


def _transpose(translator: Translator, term: Term, known: Known) -> Written:
    value = translator.write(term.args[0], known)
    rows, cols = value.shape
    return Written(translator.spelling.operation("transpose", [value], cols, rows), cols, rows)


def _products(shape: Callable[..., tuple[Dimension, Dimension]]) -> Rule:
    def rule(translator: Translator, term: Term, known: Known) -> Written:
        values = [translator.write(child, known) for child in term.args]
        rows, cols = shape(*(side for value in values for side in value.shape))
        return Written(translator.spelling.operation(term.op, values, rows, cols), rows, cols)

    return rule


def _to_number(translator: Translator, term: Term, known: Known) -> Written:
    value = translator.write(term.args[0], known)
    return Written(translator.spelling.operation(term.op, [value], None, None))


def _constant(translator: Translator, term: Term, known: Known) -> Written:
    sides = [translator.sizes(cast(Size, side)) for side in term.data]
    rows, cols = sides[0], sides[-1]
    if term.op == "commutation":
        rows, cols = product(sides[1], sides[0]), product(sides[0], sides[1])
    return Written(translator.spelling.constant(term.op, sides, rows, cols), rows, cols)


def _block(translator: Translator, term: Term, known: Known) -> Written:
    height, width = cast(tuple[int, int], term.data)
    values = [translator.write(child, known) for child in term.args]
    lines = [values[row * width : (row + 1) * width] for row in range(height)]
    rows = [line[0].shape[0] for line in lines]
    cols = [value.shape[1] for value in lines[0]]
    fitted = [
        [as_shape(translator, value, rows[i], cols[j]) for j, value in enumerate(line)] for i, line in enumerate(lines)
    ]
    return Written(translator.spelling.block(fitted), total(rows), total(cols))


RULES: Mapping[str, Rule] = {
    "var": variable,
    "number": _number,
    "size": _size,
    "add": _entry_by_entry,
    "subtract": _entry_by_entry,
    "hadamard": _entry_by_entry,
    "negate": _unary,
    "scale": _scale,
    "matmul": _matmul,
    "transpose": _transpose,
    "exp": _unary,
    "log": _logarithm,
    "reciprocal": _reciprocal,
    "softmax": _softmax,
    "kron": _products(lambda m, n, p, q: (product(m, p), product(n, q))),
    "rowkron": _products(lambda m, n, _, q: (m, product(n, q))),
    "colkron": _products(lambda m, n, p, _: (product(m, p), n)),
    "rowsum": _products(lambda m, n: (m, ONE)),
    "colsum": _products(lambda m, n: (ONE, n)),
    "diag": _products(lambda m, n: (m, m)),
    "diagonal": _products(lambda m, n: (m, ONE)),
    "vec": _products(lambda m, n: (product(m, n), ONE)),
    "colvec": _products(lambda m, n: (product(n, m), ONE)),
    "sum": _to_number,
    "trace": _to_number,
    "ones": _constant,
    "zeros": _constant,
    "commutation": _constant,
    "eye": _constant,
    "block": _block,
}
