"""Formulas of numbers as SymPy's expressions; each name is a positive symbol unless a value is given.

A term o(...) is left out, so that the leading part remains.

Dictionary
    as_sympy    the expression, with values for names and for logarithms of names
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from lora_symbolic.language.later import sympy

from ..errors import SyntaxProblem
from .formula import Formula
from .formula_writing import text_of

Values: TypeAlias = "Mapping[str, sympy.Expr]"


def as_sympy(formula: Formula, values: Values | None = None, logarithms: Values | None = None) -> sympy.Expr:
    """The expression.

    >>> from .formula import formula as read
    >>> as_sympy(read("K * log(L)**-4"), logarithms={"L": sympy.Symbol("z", positive=True)})
    K/z**4

    Raises SyntaxProblem for a formula of matrices or of classes.
    """
    logs = logarithms or {}
    if formula.op == "name":
        return (values or {}).get(formula.value, sympy.Symbol(formula.value, positive=True))
    if formula.op == "number":
        return sympy.Integer(int(formula.value))
    if formula.op == "log" and formula.args[0].op == "name" and formula.args[0].value in logs:
        return logs[formula.args[0].value]
    parts = [as_sympy(one, values, logs) for one in formula.args]
    match formula.op:
        case "add":
            return parts[0] + parts[1]
        case "subtract":
            return parts[0] - parts[1]
        case "multiply":
            return parts[0] * parts[1]
        case "divide":
            return parts[0] / parts[1]
        case "power":
            return parts[0] ** parts[1]
        case "negate":
            return -parts[0]
        case "log":
            return sympy.log(parts[0])
        case "sqrt":
            return sympy.sqrt(parts[0])
        case "exp":
            return sympy.exp(parts[0])
        case "o":
            return sympy.Integer(0)
        case "C" | "binomial":
            return sympy.binomial(*parts)
    raise SyntaxProblem(f"{text_of(formula)}: expected numbers, names, + - * / **, log, sqrt, exp or C(n, k)")
