r"""LaTeX: a term as a person writes it, for KaTeX and for papers.

Dictionary (x, y matrices)
    x @ y       x y                     x * y       x \odot y            s * x      s x, s a fraction before it
    x.T         x^{\top}                rowsum(x)   x \mathbf{1}         sum(x * x) \lVert x \rVert_F^2
    kron        x \otimes y             colsum(x)   \mathbf{1}^{\top} x  sum(x * y) \langle x, y \rangle
    rowkron     x \bullet y             sum(x)      \mathbf{1}^{\top} x \mathbf{1}
    colkron     x \ast y                block       pmatrix              reciprocal x^{\circ -1}, entry by entry
    x[a:b]      x[a{:}b]                norm(x)     \lVert x \rVert_F
    x / y       x \oslash y, \frac{x}{s}  sqrt, x**q  \sqrt{s}, x^{\circ q}
    names       as in `names`

Sums and products are written without the parentheses that associativity makes idle.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeAlias, cast

from ..registry import OPERATIONS, Call, Form, Infix
from ..size import ONE, Size, same_size
from ..term import Term
from .names import NO_SYMBOLS, Notation, number_latex
from .pieces import Operand, Pieces, listed, write
from .scalars import SUMS, without_minus
from .shorthand import applied, function, power, quotient, sliced, triangle

Rule: TypeAlias = Callable[[Term, Notation], Pieces]

# How strongly a piece binds, weakest first. A circled product is put in parentheses inside any other product.
SUM, CIRCLED, PRODUCT, POWER, ATOM = range(5)

FUNCTIONS = {"sigmoid": r"\sigma", "tanh": r"\tanh", "maximum": r"\max", "minimum": r"\min"}
ALL_ONES = r"\mathbf{1}"
ALL_ONES_ROW = r"\mathbf{1}^{\top}"


def to_latex(
    term: Term,
    names: Mapping[Term, str] | None = None,
    *,
    expand: bool = False,
    limit: int | None = None,
    symbols: Mapping[str, str] = NO_SYMBOLS,
) -> str:
    r"""A term in LaTeX; `names`, `expand` and `limit` as in `to_text`; `symbols` say how names are written.

    >>> from lora_symbolic.language import matrix, sum_entries
    >>> C1, B, A = matrix("C1", "L", "d"), matrix("B", "d", "r"), matrix("A", "r", "d")
    >>> print(to_latex(sum_entries((C1 @ B @ A) * (C1 @ B @ A)) / 2))
    \tfrac{1}{2} \lVert C_{1} B A \rVert_F^2
    >>> print(to_latex((C1 @ B).T - A @ C1.T / 2))
    (C_{1} B)^{\top} - \tfrac{1}{2} A C_{1}^{\top}

    Shapes: any.
    Raises LanguageError for what is no term.
    Source: the notation of the paper, with braces closed and no double script.
    """
    notation = Notation(names or {}, symbols)
    return write(
        term,
        lambda node: _shorthand(node) or RULES[node.op](node, notation),
        notation.of,
        notation.names,
        expand=expand,
        limit=limit,
    )


# --- the forms of the registry


def rule_of(form: Form) -> Rule:
    """How a node is written in a form of the registry."""
    if isinstance(form, Call):
        return lambda node, notation: (ATOM, [form.sign, "(", Operand(node.args[0]), ")"])
    if isinstance(form, Infix):
        return _circled(form.sign)
    return lambda node, notation: (POWER, [Operand(node.args[0], ATOM), form.sign])


def _circled(sign: str) -> Rule:
    def rule(node: Term, notation: Notation) -> Pieces:
        left, right = node.args
        same = left.op == node.op and left not in notation
        return CIRCLED, [Operand(left, CIRCLED if same else POWER), f" {sign} ", Operand(right, POWER)]

    return rule


# --- rules of their own


def _shorthand(node: Term) -> Pieces | None:
    """Functions, quotients and powers; one over a scalar is a fraction."""
    if (called := function(node)) is not None:
        name, arguments = called
        if name == "abs":
            return ATOM, [r"\lvert ", Operand(arguments[0]), r" \rvert"]
        if name == "norm":
            return ATOM, [r"\lVert ", Operand(arguments[0]), r" \rVert_F"]
        if name == "hessian":
            return None
        word = FUNCTIONS.get(name, rf"\operatorname{{{name}}}")
        return ATOM, [f"{word}(", *listed(arguments), ")"]
    if (found := sliced(node)) is not None:
        places = found[1].replace(" * ", " ").replace("**", "^").replace(":", "{:}")
        return ATOM, [Operand(found[0], ATOM), f"[{places}]"]
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


def _gradient(node: Term, notation: Notation) -> Pieces:
    value, variable = node.args
    below = notation.of(notation.names.get(variable, variable.name))
    if value in notation:
        return PRODUCT, [rf"\frac{{\partial {notation.of(notation.names[value])}}}{{\partial {below}}}"]
    return PRODUCT, [rf"\frac{{\partial}}{{\partial {below}}}(", Operand(value), ")"]


def _jacobian(node: Term, notation: Notation) -> Pieces:
    value, variable = node.args
    below = notation.of(notation.names.get(variable, variable.name))
    if value.op == "grad" and value.args[1] is variable:
        below = rf"\operatorname{{vec}}({below})"
        below = rf"{below}\, \partial {below}^{{\top}}"
        return PRODUCT, [rf"\frac{{\partial^2}}{{\partial {below}}}(", Operand(value.args[0]), ")"]
    top = r"\partial\, \operatorname{vec}"
    return PRODUCT, [rf"\frac{{{top}}}{{{top}({below})^{{\top}}}}(", Operand(value), ")"]


def _size(node: Term, notation: Notation) -> Pieces:
    value = cast(Size, node.data[0])
    return (SUM if value.is_sum else PRODUCT), [notation.size(value)]


def _applied(node: Term, notation: Notation) -> Pieces:
    name, primes = applied(node)
    letter = r"\varphi" if name == "phi" and name not in notation.symbols else notation.of(name)
    return ATOM, [f"{letter}{primes}(", Operand(node.args[1]), ")"]


def _sum_of_two(node: Term, notation: Notation) -> Pieces:
    left, right = node.args
    positive = without_minus(right, notation.names)
    if node.op == "subtract":
        strength = CIRCLED if positive is None else ATOM
        return SUM, [Operand(left), " - ", Operand(right, strength, on_the_right=True)]
    if positive is None:
        first = right
        while first.op in SUMS and first not in notation:
            first = first.args[0]
        return SUM, [Operand(left), " + ", Operand(right, CIRCLED if first.op == "negate" else SUM, True)]
    strength = SUM if positive.op in SUMS and right.op in SUMS else CIRCLED
    return SUM, [Operand(left), " - ", Operand(positive, strength, on_the_right=True)]


def _negative(node: Term, notation: Notation) -> Pieces:
    (term,) = node.args
    return SUM, ["-", Operand(term, CIRCLED if without_minus(term, notation.names) is None else ATOM, True)]


def _on_the_right(term: Term, notation: Notation) -> Operand:
    """A factor after another: a product goes on without parentheses, a scaled term needs them, as in A (2 B)."""
    first = term
    while first.op in ("matmul", "rowsum") and (first is term or first not in notation):
        first = first.args[0]
    goes_on = term.op in ("matmul", "rowsum", "colsum") and (first.op != "scale" or first in notation)
    return Operand(term, PRODUCT if goes_on else POWER)


def _product(node: Term, notation: Notation) -> Pieces:
    left, right = node.args
    return PRODUCT, [Operand(left, PRODUCT), " ", _on_the_right(right, notation)]


def _scaled(node: Term, notation: Notation) -> Pieces:
    factor, term = node.args
    if term.op in ("number", "size"):
        return PRODUCT, [Operand(factor, PRODUCT), r" \cdot ", Operand(term, PRODUCT, on_the_right=True)]
    sign: list[str | Operand] = []
    if factor.op == "negate" and factor not in notation:
        sign, factor = ["-"], factor.args[0]
    # a sum of entries before a matrix would read as a product of matrices
    strength = POWER if factor.op == "sum" else PRODUCT
    return PRODUCT, [*sign, Operand(factor, strength, bool(sign)), " ", _on_the_right(term, notation)]


def _sum_of_entries(node: Term, notation: Notation) -> Pieces:
    (term,) = node.args
    if term.is_scalar or term.shape == (ONE, ONE):
        return ATOM, [Operand(term, ATOM)]
    if term.op == "hadamard" and term not in notation:
        left, right = term.args
        if left is right:
            return POWER, [r"\lVert ", Operand(left), r" \rVert_F^2"]
        return ATOM, [r"\langle ", Operand(left), ", ", Operand(right), r" \rangle"]
    return PRODUCT, [ALL_ONES_ROW, " ", _on_the_right(term, notation), " ", ALL_ONES]


def _ones(node: Term, notation: Notation) -> Pieces:
    rows, cols = cast(tuple[Size, Size], node.data)
    if same_size(cols, ONE):
        return ATOM, [f"{ALL_ONES}_{{{notation.size(rows)}}}"]
    if same_size(rows, ONE):
        return POWER, [rf"{ALL_ONES}_{{{notation.size(cols)}}}^{{\top}}"]
    return ATOM, [rf"{ALL_ONES}_{{{notation.side(rows)} \times {notation.side(cols)}}}"]


def _zeros(node: Term, notation: Notation) -> Pieces:
    rows, cols = cast(tuple[Size, Size], node.data)
    return ATOM, [rf"\mathbf{{0}}_{{{notation.side(rows)} \times {notation.side(cols)}}}"]


def _commutation(node: Term, notation: Notation) -> Pieces:
    rows, cols = cast(tuple[Size, Size], node.data)
    return ATOM, [f"K_{{{notation.size(rows)}, {notation.size(cols)}}}"]


def _softmax(node: Term, notation: Notation) -> Pieces:
    if len(node.args) == 1:
        return ATOM, [r"\operatorname{softmax}(", Operand(node.args[0]), ")"]
    return ATOM, [r"\operatorname{softmax}_{", Operand(node.args[1]), "}(", Operand(node.args[0]), ")"]


def _block(node: Term, notation: Notation) -> Pieces:
    width = cast(int, node.data[1])
    parts: list[str | Operand] = [r"\begin{pmatrix} "]
    for position, child in enumerate(node.args):
        if position:
            parts.append(" & " if position % width else r" \\ ")
        parts.append(Operand(child))
    return ATOM, [*parts, r" \end{pmatrix}"]


RULES: dict[str, Rule] = {
    **{name: rule_of(row.latex) for name, row in OPERATIONS.items() if row.latex},
    "var": lambda node, notation: (ATOM, [notation.of(node.name)]),
    "number": lambda node, notation: (PRODUCT, [number_latex(cast(Fraction, node.data[0]))]),
    "pi": lambda node, notation: (ATOM, [r"\pi"]),
    "size": _size,
    "ones": _ones,
    "zeros": _zeros,
    "eye": lambda node, notation: (ATOM, [f"I_{{{notation.size(cast(Size, node.data[0]))}}}"]),
    "commutation": _commutation,
    "apply": _applied,
    "lower": lambda node, notation: (ATOM, [r"\operatorname{tril}(", *listed(triangle(node)), ")"]),
    "add": _sum_of_two,
    "subtract": _sum_of_two,
    "negate": _negative,
    "matmul": _product,
    "scale": _scaled,
    "softmax": _softmax,
    "sum": _sum_of_entries,
    "rowsum": lambda node, notation: (PRODUCT, [Operand(node.args[0], PRODUCT), " ", ALL_ONES]),
    "colsum": lambda node, notation: (PRODUCT, [ALL_ONES_ROW, " ", _on_the_right(node.args[0], notation)]),
    "block": _block,
    "grad": _gradient,
    "jacobian": _jacobian,
}
