r"""How a formula is written: in plain text, in LaTeX.

Two different formulas have two different texts.

Dictionary
    text_of     |U1 @ V1^T - f|, K (log L)^-4, L^(2 - delta)
    latex_of    \lVert U_1 V_1^\top - f \rVert_{\max}, K (\log L)^{-4}, L^{2 - \delta}
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..writing import name_latex
from .formula import Formula

SUM, PRODUCT, PREFIX, POWER, ATOM = range(5)  # how strongly a text binds, weakest first
_SIGNS = {"add": "+", "subtract": "-"}


def text_of(formula: Formula) -> str:
    """The formula on a line.

    >>> from .formula import formula
    >>> [text_of(formula(text)) for text in ("K * log(L)**-4", "maxabs(U1 @ V1.T - f)", "L**(2 - delta)")]
    ['K (log L)^-4', '|U1 @ V1^T - f|', 'L^(2 - delta)']
    """
    return _text(formula)[1]


def latex_of(formula: Formula) -> str:
    r"""The formula in LaTeX.

    >>> from .formula import formula
    >>> latex_of(formula("sqrt(log(L)) / r"))
    '\\sqrt{\\log L} / r'
    """
    return _latex(formula)[1]


def _in_parentheses(part: tuple[int, str], least: int) -> str:
    strength, text = part
    return text if strength >= least else f"({text})"


@dataclass(frozen=True)
class Signs:
    """The signs in which the two ways of writing differ."""

    product: str
    over: str
    transposed: str
    log: str
    function: Callable[[str], str]


TEXT = Signs(" @ ", "/", "^T", "log", lambda name: name)


def _text(formula: Formula) -> tuple[int, str]:
    parts = [_text(one) for one in formula.args]
    match formula.op:
        case "name" | "number":
            return ATOM, formula.value
        case "multiply":
            return PRODUCT, f"{_in_parentheses(parts[0], _left(formula))} {_factor(formula.args[1], parts[1])}"
        case "power":
            exponent = formula.args[1]
            tight = parts[1][0] == ATOM or (exponent.op == "negate" and exponent.args[0].op in ("name", "number"))
            return POWER, f"{_in_parentheses(parts[0], ATOM)}^{parts[1][1] if tight else f'({parts[1][1]})'}"
        case "maxabs":
            return ATOM, f"|{parts[0][1]}|"
        case _:
            return _written(formula, parts, TEXT)


def _written(formula: Formula, parts: Sequence[tuple[int, str]], signs: Signs) -> tuple[int, str]:
    """What both ways of writing share, from the parts as they are written."""
    match formula.op:
        case "add" | "subtract":
            return SUM, f"{parts[0][1]} {_SIGNS[formula.op]} {_in_parentheses(parts[1], PRODUCT)}"
        case "product":
            left, right = _in_parentheses(parts[0], _left(formula)), _in_parentheses(parts[1], PREFIX)
            return PRODUCT, f"{left}{signs.product}{right}"
        case "divide":
            left, right = _in_parentheses(parts[0], _left(formula)), _in_parentheses(parts[1], POWER)
            return PRODUCT, f"{left}{signs.over}{right}"
        case "negate":
            return PREFIX, f"-{_in_parentheses(parts[0], POWER)}"
        case "transpose":
            return ATOM, f"{_in_parentheses(parts[0], ATOM)}{signs.transposed}"
        case "log":
            simple = formula.args[0].op in ("name", "number")
            return PREFIX, f"{signs.log} {parts[0][1]}" if simple else f"{signs.log}({parts[0][1]})"
        case "row":
            return ATOM, f"[{', '.join(text for _, text in parts)}]"
        case name:
            return ATOM, f"{signs.function(name)}({', '.join(text for _, text in parts)})"


def _left(formula: Formula) -> int:
    """A left factor that is a logarithm or negative, or that another sign makes, stands in parentheses."""
    other = {"multiply": ("product",), "product": ("multiply", "divide"), "divide": ("product",)}[formula.op]
    return ATOM if formula.args[0].op in ("log", "negate", *other) else PRODUCT


def _factor(right: Formula, part: tuple[int, str]) -> str:
    """A right factor; a number there stands in parentheses, as a negative one does."""
    if right.op in ("number", "negate"):
        return f"({part[1]})"
    return _in_parentheses(part, PREFIX)


def _latex(formula: Formula) -> tuple[int, str]:
    parts = [_latex(one) for one in formula.args]
    match formula.op:
        case "name":
            return ATOM, name_latex(formula.value)
        case "number":
            return ATOM, formula.value
        case "multiply":
            sign = r" \cdot " if formula.args[1].op == "number" else r"\, "
            right = _in_parentheses(parts[1], ATOM if formula.args[1].op == "negate" else PREFIX)
            return PRODUCT, f"{_in_parentheses(parts[0], _left(formula))}{sign}{right}"
        case "power":
            return POWER, f"{_in_parentheses(parts[0], ATOM)}^{{{parts[1][1]}}}"
        case "sqrt":
            return ATOM, rf"\sqrt{{{parts[0][1]}}}"
        case "maxabs":
            return ATOM, rf"\lVert {parts[0][1]} \rVert_{{\max}}"
        case _:
            return _written(formula, parts, LATEX)


def _function(name: str) -> str:
    if name in ("omega", "exp", "min", "max"):
        return f"\\{name}"
    return name if len(name) == 1 else rf"\operatorname{{{name}}}"


LATEX = Signs(" ", " / ", r"^\top", r"\log", _function)
