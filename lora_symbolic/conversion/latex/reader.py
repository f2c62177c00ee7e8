r"""LaTeX reader: terms and equations from a documented subset of the usual notation, by recursive descent.

Dictionary (loosest first)
    equation    sum = sum
    sum         a + b, a - b, of terms of one shape
    circled     a \odot b, \circ, \otimes, \bullet, \ast, \oslash, from left to right; different products
                of which one is not entry by entry need parentheses
    product     a b, a \cdot b, a / s; products are taken before circled ones
    power       X^\top, X^T, s^{1/2}, X^{2} = X X, X^{-1}, X^{\circ -1} entry by entry
    atom        symbols, numbers, \frac{a}{s}, \sqrt{s}, f(x), \pi, I_{n}, K_{m, n}, \mathbf 1_{n},
                \mathbf 0_{m \times n}, \lVert X \rVert_F, \langle X, Y \rangle, \lvert X \rvert, pmatrix,
                \frac{\partial s}{\partial X}, \nabla_X s

Nothing of the text is evaluated; whatever is not in this list is refused with its position.
"""

from __future__ import annotations

from lora_symbolic.language.operations import (
    ShapeError,
    add,
    constant,
    negate,
    power,
    scalar,
    subtract,
    transpose,
    zeros,
)
from lora_symbolic.language.statement import Equation
from lora_symbolic.language.term import Term, same_shape
from lora_symbolic.language.writing import to_text

from ..errors import LatexProblem
from .atoms import Atoms
from .functions import CIRCLED, REFUSED, TRANSPOSES
from .products import Product, Unsized, is_number, matrix_power
from .symbols import Names, Symbols
from .tokens import Token, tokens

MAX_DEPTH = 200  # of the term
ENDS = frozenset({"", "+", "-", "=", ")", "]", "}", ",", "&", "/", "_", "^", "'", "\\\\", r"\end", r"\cdot", r"\times"})
CLOSING = frozenset({r"\rVert", r"\rvert", r"\rangle"})
ENTRYWISE = frozenset({r"\odot", r"\circ", r"\oslash"})
BARS = frozenset({r"\|", "|"})


def from_latex(text: str, names: Names) -> Term | Equation:
    r"""The term, or the equation, that a LaTeX text stands for.

    `names` maps symbols as LaTeX writes them to terms, or lists variables, whose symbols are then those that `to_latex`
    writes. The sizes of their shapes are known by their own letters. All shapes are checked.

    >>> from lora_symbolic.language import matrix
    >>> W, X = matrix("W", "d", "d"), matrix("X", "L", "d")
    >>> from_latex(r"\mathrm{softmax}(X W_Q X^\top / d)", {"X": X, "W_Q": W})
    <softmax(X @ W @ X.T / d) : L x L>
    >>> str(from_latex(r"\mathbf 1_L^\top X = \mathbf 1^\top X", [X]))
    'ones(L, 1).T @ X = colsum(X)'

    Raises LatexProblem outside the subset and ShapeError where shapes do not fit, each with the position; LanguageError
    for a name that is no term.

    Shapes: those of the symbols.
    Source: docs/how-to/use-it-from-python.md.
    """
    return Reader(tokens(text), Symbols(names)).whole()


class Reader(Atoms):
    """Reads one text, from left to right."""

    def whole(self) -> Term | Equation:
        left = self.sum()
        result: Term | Equation = left
        if self.next == "=":
            token = self.token
            self.expect("=")
            result = self.equation(token, left, self.sum())
        if self.next:
            what = "one equation" if self.next == "=" else "an operator or the end of the text"
            self.refuse(f"expected {what}")
        for term in (result.lhs, result.rhs) if isinstance(result, Equation) else (result,):
            if term.depth > MAX_DEPTH:
                raise LatexProblem(f"a term {term.depth} operations deep: expected at most {MAX_DEPTH}")
        return result

    def equation(self, token: Token, left: Term, right: Term) -> Equation:
        zero = scalar(0)
        if right is zero and not is_number(left):
            right = zeros(*left.shape)
        if left is zero and not is_number(right):
            left = zeros(*right.shape)
        if not same_shape(left, right):
            sides = " and ".join(f"{term.rows} x {term.cols}" for term in (left, right))
            raise ShapeError(
                f"= at position {token.at}: sides of {sides}; expected one shape", "=", (left, right), "one shape"
            )
        return Equation(f"{to_text(left)} = {to_text(right)}", left, right)

    def sum(self) -> Term:
        term = self.signed()
        while self.next in ("+", "-"):
            token, build = self.token, add if self.next == "+" else subtract
            self.expect(token.text)
            right = self.signed()
            if not same_shape(term, right):
                message = f"{token.text} at position {token.at}: {_shapes(term, right)}; expected terms of one shape"
                raise ShapeError(message, token.text, (term, right), "terms of one shape")
            term = build(term, right)
        return term

    def signed(self) -> Term:
        minus = False
        while self.next in ("+", "-"):
            minus ^= self.next == "-"
            self.place += 1
        term = self.circled()
        return negate(term) if minus else term

    def circled(self) -> Term:
        term, first = self.product(), ""
        while self.next in CIRCLED:
            token = self.token
            if first and token.text != first and not {token.text, first} <= ENTRYWISE:
                self.refuse(f"after {first}; expected parentheses that say which comes first", token)
            first = token.text
            self.expect(first)
            right = self.product()
            if first in ENTRYWISE and not same_shape(term, right):
                message = f"{first} at position {token.at}: {_shapes(term, right)}; expected matrices of one shape"
                raise ShapeError(message, first, (term, right), "matrices of one shape")
            term = self.built(token, CIRCLED[first], term, right)
        return term

    def product(self) -> Term:
        product, token = Product(), self.token
        self.built(token, product.take, self.power())
        while self.begins_a_factor() or self.next in (r"\cdot", r"\times", "/"):
            token = self.token
            if token.text == r"\times" and self.only_sizes:
                break
            if token.text == "/":
                self.divide(product)
                continue
            if token.text in (r"\cdot", r"\times"):
                self.expect(token.text)
            self.built(token, product.take, self.power())
        return self.built(token, product.done)

    def begins_a_factor(self) -> bool:
        closes = self.next in BARS and self.next == self.bar
        return not (self.next in ENDS or self.next in CLOSING or self.next in CIRCLED or closes) and (
            self.next not in REFUSED
        )

    def divide(self, product: Product) -> None:
        token = self.token
        self.expect("/")
        below = self.term_of(self.power(), token)
        if self.begins_a_factor() and below.op != "number":
            self.refuse("after a divisor; expected parentheses that say what is divided by what")
        self.built(token, product.divide, below)

    def term_of(self, factor: Term | Unsized, token: Token) -> Term:
        if isinstance(factor, Unsized):
            self.refuse(r"an all-ones vector beside no matrix; expected its size, as in \mathbf 1_{n}", token)
        return factor

    def power(self) -> Term | Unsized:
        base = self.atom()
        if self.next == "'":
            self.refuse(r"expected X^\top for a transpose")
        if self.next != "^":
            return base
        token = self.token
        self.expect("^", "{")
        raised: Term | Unsized
        if (end := self.transpose_mark()) is not None:
            self.place = end
            raised = Unsized.ROW if isinstance(base, Unsized) else transpose(base)
        else:
            raised = self.to_a_power(self.term_of(base, token), token)
        self.expect("}")
        if self.next in ("^", "'"):
            self.refuse("a second superscript; expected parentheses")
        return raised

    def transpose_mark(self) -> int | None:
        """The place after the mark of a transpose, where it is all that stands in the braces."""
        for count in (1, 4):
            if self.texts(count) in TRANSPOSES and self.pieces[self.place + count].text == "}":
                return self.place + count
        return None

    def to_a_power(self, base: Term, token: Token) -> Term:
        entrywise = self.next in (r"\circ", r"\odot")
        if entrywise:
            self.place += 1
        value = constant(self.inside(self.sum))
        if value is None or value.number is None:
            self.refuse(r"expected \top or a rational number above, such as 2 or \circ -1", token)
        exponent = value.number
        if entrywise or base.is_scalar or (is_number(base) and exponent.denominator != 1):
            return self.built(token, power, base, exponent)
        if exponent.denominator != 1:
            self.refuse(rf"the power {exponent} of a matrix; expected \circ {exponent}, entry by entry", token)
        return self.built(token, matrix_power, base, int(exponent))


def _shapes(left: Term, right: Term) -> str:
    said = [f"{to_text(term, limit=60)} is {term.rows} x {term.cols}" for term in (left, right)]
    return ", ".join(said)
