r"""LaTeX: a term as a person writes it, for KaTeX and for papers.

Dictionary (x, y matrices)
    x @ y       x y                     x * y       x \odot y            s * x      s x, s a fraction before it
    x.T         x^{\top}                rowsum(x)   x \mathbf{1}         sum(x * x) \lVert x \rVert_F^2
    kron        x \otimes y             colsum(x)   \mathbf{1}^{\top} x  sum(x * y) \langle x, y \rangle
    rowkron     x \bullet y             sum(x)      \mathbf{1}^{\top} x \mathbf{1}
    colkron     x \ast y                block       pmatrix              reciprocal x^{\circ -1}, entry by entry
    x / y       x \oslash y, \frac{x}{s}  sqrt, x**q  \sqrt{s}, x^{\circ q}
    names       W0 is W_{0}, C_K1 is C_{K1}, alpha is \alpha, loss is \mathit{loss}

Sums and products are written without the parentheses that associativity makes idle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias, cast

import sympy

from ..registry import OPERATIONS, Call, Form, Infix
from ..size import ONE, Size, same_size
from ..term import Term
from .pieces import Operand, Pieces, listed, write
from .shorthand import applied, function, power, quotient, triangle

Rule: TypeAlias = Callable[[Term, Mapping[Term, str]], Pieces]

# How strongly a piece binds, weakest first. A circled product is put in parentheses inside any other product.
SUM, CIRCLED, PRODUCT, POWER, ATOM = range(5)

GREEK_LOWER = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi
chi psi omega"""
GREEK_UPPER = "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
GREEK = frozenset(f"{GREEK_LOWER} {GREEK_UPPER}".split())
FUNCTIONS = {"sigmoid": r"\sigma", "tanh": r"\tanh", "maximum": r"\max", "minimum": r"\min"}
ALL_ONES = r"\mathbf{1}"
ALL_ONES_ROW = r"\mathbf{1}^{\top}"


def to_latex(
    term: Term, names: Mapping[Term, str] | None = None, *, expand: bool = False, limit: int | None = None
) -> str:
    r"""A term in LaTeX; `names`, `expand` and `limit` as in `to_text`.

    >>> from lora_symbolic.language import matrix, sum_entries
    >>> C1, B, A = matrix("C1", "L", "d"), matrix("B", "d", "r"), matrix("A", "r", "d")
    >>> print(to_latex(sum_entries((C1 @ B @ A) * (C1 @ B @ A)) / 2))
    \tfrac{1}{2} \lVert C_{1} B A \rVert_F^2
    >>> print(to_latex((C1 @ B).T - A @ C1.T / 2))
    (C_{1} B)^{\top} - \tfrac{1}{2} A C_{1}^{\top}
    """
    known = names or {}
    return write(
        term,
        lambda node: _shorthand(node) or RULES[node.op](node, known),
        name_latex,
        known,
        expand=expand,
        limit=limit,
    )


def name_latex(name: str) -> str:
    r"""A name in LaTeX: trailing digits and what follows an underscore are subscripts.

    >>> print(name_latex("W0"), name_latex("C_K1"), name_latex("alpha"), name_latex("loss"), name_latex("f_mu"))
    W_{0} C_{K1} \alpha \mathit{loss} f_{\mu}
    """
    base, *marks = name.split("_")
    letters, digits = cast(re.Match[str], re.fullmatch(r"(.*?)(\d*)", base)).groups()
    if not letters or "" in marks:
        return r"\mathit{" + name.replace("_", r"\_") + "}"
    marks = [digits, *marks] if digits else marks
    subscript = "_{" + ",".join(_mark(mark) for mark in marks) + "}" if marks else ""
    return _word(letters, r"\mathit") + subscript


def _word(letters: str, style: str) -> str:
    if letters in GREEK:
        return "\\" + letters
    return letters if len(letters) == 1 else f"{style}{{{letters}}}"


def _mark(mark: str) -> str:
    return _word(mark, r"\mathrm") if mark.isalpha() else mark


def size_latex(value: Size) -> str:
    r"""A size, or a ratio of sizes, in LaTeX.

    >>> print(size_latex(sympy.Integer(1) / (sympy.Symbol("d1") - 2)))
    \frac{1}{d_{1} - 2}
    """
    symbols = {symbol: name_latex(str(symbol)) for symbol in value.free_symbols}
    return str(sympy.latex(value, symbol_names=symbols))


def _side(value: Size) -> str:
    return f"({size_latex(value)})" if value.is_Add else size_latex(value)


def number_latex(value: Fraction) -> str:
    r"""A rational number in LaTeX: 2, -2, \tfrac{1}{2}."""
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return f"{sign}\\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"


# --- the forms of the registry


def rule_of(form: Form) -> Rule:
    """How a node is written in a form of the registry."""
    if isinstance(form, Call):
        return lambda node, names: (ATOM, [form.sign, "(", Operand(node.args[0]), ")"])
    if isinstance(form, Infix):
        return _circled(form.sign)
    return lambda node, names: (POWER, [Operand(node.args[0], ATOM), form.sign])


def _circled(sign: str) -> Rule:
    def rule(node: Term, names: Mapping[Term, str]) -> Pieces:
        left, right = node.args
        same = left.op == node.op and left not in names
        return CIRCLED, [Operand(left, CIRCLED if same else POWER), f" {sign} ", Operand(right, POWER)]

    return rule


# --- rules of their own


def _shorthand(node: Term) -> Pieces | None:
    """Functions, quotients and powers; one over a scalar is a fraction."""
    if (called := function(node)) is not None:
        name, arguments = called
        if name == "abs":
            return ATOM, [r"\lvert ", Operand(arguments[0]), r" \rvert"]
        word = FUNCTIONS.get(name, rf"\operatorname{{{name}}}")
        return ATOM, [f"{word}(", *listed(arguments), ")"]
    if node.op == "reciprocal" and node.is_scalar:
        return PRODUCT, [r"\frac{1}{", Operand(node.args[0]), "}"]
    if (sides := quotient(node)) is not None:
        above, below = sides
        if below.is_scalar:
            return PRODUCT, [r"\frac{", Operand(above), "}{", Operand(below), "}"]
        return CIRCLED, [Operand(above, POWER), r" \oslash ", Operand(below, POWER)]
    if (raised := power(node)) is None:
        return None
    base, exponent = raised
    if base.is_scalar and exponent == Fraction(1, 2):
        return ATOM, [r"\sqrt{", Operand(base), "}"]
    return POWER, [Operand(base, ATOM), f"^{{{'' if base.is_scalar else chr(92) + 'circ '}{exponent}}}"]


def _gradient(node: Term, names: Mapping[Term, str]) -> Pieces:
    value, variable = node.args
    below = name_latex(names.get(variable, variable.name))
    if value in names:
        return PRODUCT, [rf"\frac{{\partial {name_latex(names[value])}}}{{\partial {below}}}"]
    return PRODUCT, [rf"\frac{{\partial}}{{\partial {below}}}(", Operand(value), ")"]


def _size(node: Term, names: Mapping[Term, str]) -> Pieces:
    value = cast(Size, node.data[0])
    return (SUM if value.is_Add else PRODUCT), [size_latex(value)]


def _applied(node: Term, names: Mapping[Term, str]) -> Pieces:
    name, primes = applied(node)
    letter = name_latex(name).replace(r"\phi", r"\varphi")
    return ATOM, [f"{letter}{primes}(", Operand(node.args[1]), ")"]


def _sum_of_two(node: Term, names: Mapping[Term, str]) -> Pieces:
    left, right = node.args
    if node.op == "add":
        return SUM, [Operand(left), " + ", Operand(right, SUM, on_the_right=True)]
    return SUM, [Operand(left), " - ", Operand(right, CIRCLED, on_the_right=True)]


def _on_the_right(term: Term) -> Operand:
    """A factor after another: a product goes on without parentheses, a scaled term needs them, as in A (2 B)."""
    return Operand(term, PRODUCT if term.op in ("matmul", "rowsum", "colsum") else POWER)


def _product(node: Term, names: Mapping[Term, str]) -> Pieces:
    left, right = node.args
    return PRODUCT, [Operand(left, PRODUCT), " ", _on_the_right(right)]


def _scaled(node: Term, names: Mapping[Term, str]) -> Pieces:
    factor, term = node.args
    if term.op in ("number", "size"):
        return PRODUCT, [Operand(factor, PRODUCT), r" \cdot ", Operand(term, PRODUCT, on_the_right=True)]
    # a sum of entries before a matrix would read as a product of matrices
    return PRODUCT, [Operand(factor, ATOM if factor.op == "sum" else PRODUCT), " ", _on_the_right(term)]


def _sum_of_entries(node: Term, names: Mapping[Term, str]) -> Pieces:
    (term,) = node.args
    if term.op == "hadamard" and term not in names:
        left, right = term.args
        if left is right:
            return ATOM, [r"\lVert ", Operand(left), r" \rVert_F^2"]
        return ATOM, [r"\langle ", Operand(left), ", ", Operand(right), r" \rangle"]
    return PRODUCT, [ALL_ONES_ROW, " ", _on_the_right(term), " ", ALL_ONES]


def _ones(node: Term, names: Mapping[Term, str]) -> Pieces:
    rows, cols = cast(tuple[Size, Size], node.data)
    if same_size(cols, ONE):
        return ATOM, [f"{ALL_ONES}_{{{size_latex(rows)}}}"]
    if same_size(rows, ONE):
        return POWER, [rf"{ALL_ONES}_{{{size_latex(cols)}}}^{{\top}}"]
    return ATOM, [rf"{ALL_ONES}_{{{_side(rows)} \times {_side(cols)}}}"]


def _zeros(node: Term, names: Mapping[Term, str]) -> Pieces:
    rows, cols = cast(tuple[Size, Size], node.data)
    return ATOM, [rf"\mathbf{{0}}_{{{_side(rows)} \times {_side(cols)}}}"]


def _commutation(node: Term, names: Mapping[Term, str]) -> Pieces:
    rows, cols = cast(tuple[Size, Size], node.data)
    return ATOM, [f"K_{{{size_latex(rows)}, {size_latex(cols)}}}"]


def _softmax(node: Term, names: Mapping[Term, str]) -> Pieces:
    if len(node.args) == 1:
        return ATOM, [r"\operatorname{softmax}(", Operand(node.args[0]), ")"]
    return ATOM, [r"\operatorname{softmax}_{", Operand(node.args[1]), "}(", Operand(node.args[0]), ")"]


def _block(node: Term, names: Mapping[Term, str]) -> Pieces:
    width = cast(int, node.data[1])
    parts: list[str | Operand] = [r"\begin{pmatrix} "]
    for position, child in enumerate(node.args):
        if position:
            parts.append(" & " if position % width else r" \\ ")
        parts.append(Operand(child))
    return ATOM, [*parts, r" \end{pmatrix}"]


RULES: dict[str, Rule] = {
    **{name: rule_of(row.latex) for name, row in OPERATIONS.items() if row.latex},
    "var": lambda node, names: (ATOM, [name_latex(node.name)]),
    "number": lambda node, names: (PRODUCT, [number_latex(cast(Fraction, node.data[0]))]),
    "pi": lambda node, names: (ATOM, [r"\pi"]),
    "size": _size,
    "ones": _ones,
    "zeros": _zeros,
    "eye": lambda node, names: (ATOM, [f"I_{{{size_latex(cast(Size, node.data[0]))}}}"]),
    "commutation": _commutation,
    "apply": _applied,
    "lower": lambda node, names: (ATOM, [r"\operatorname{tril}(", *listed(triangle(node)), ")"]),
    "add": _sum_of_two,
    "subtract": _sum_of_two,
    "negate": lambda node, names: (SUM, ["-", Operand(node.args[0], CIRCLED, on_the_right=True)]),
    "matmul": _product,
    "scale": _scaled,
    "softmax": _softmax,
    "sum": _sum_of_entries,
    "rowsum": lambda node, names: (PRODUCT, [Operand(node.args[0], PRODUCT), " ", ALL_ONES]),
    "colsum": lambda node, names: (PRODUCT, [ALL_ONES_ROW, " ", _on_the_right(node.args[0])]),
    "block": _block,
    "grad": _gradient,
}
