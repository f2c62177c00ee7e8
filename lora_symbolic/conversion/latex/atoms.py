r"""Atoms: what stands in a LaTeX text without an operator: symbols, numbers, functions, constants, norms, derivatives.

Each method reads one kind from its first piece on, and leaves the cursor after it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from fractions import Fraction

from lora_symbolic.language.operations import (
    absolute,
    block,
    commutation,
    constant,
    eye,
    grad,
    multiply,
    ones,
    pi,
    scalar,
    sqrt,
    sum_entries,
    zeros,
)
from lora_symbolic.language.size import ONE, Size, same_size, size, size_text
from lora_symbolic.language.term import Term, same_shape

from .cursor import Cursor
from .functions import COMMANDS, FUNCTIONS, REFUSED, takes
from .products import Unsized, as_scalar, is_number, over
from .tokens import FRACTIONS, Token

MAX_INTEGER = 10**9
WORD_FONTS = frozenset({r"\operatorname", r"\mathrm", r"\text", r"\textrm", r"\mathsf"})
NUMBER_FONTS = frozenset({r"\mathbf", r"\mathbb", r"\boldsymbol", r"\bm"})
BRACKETS = {"(": ")", "[": "]", "{": "}"}
MATRICES = frozenset({"pmatrix", "bmatrix"})


class Atoms(Cursor):
    """Reads atoms; what stands inside them is read by the rules of sums."""

    @abstractmethod
    def sum(self) -> Term:
        """A sum."""

    @abstractmethod
    def begins_a_factor(self) -> bool:
        """Whether the next piece begins a factor."""

    def atom(self) -> Term | Unsized:
        """Whatever stands here without an operator."""
        token, text = self.token, self.next
        if (found := self.symbols.match(self.pieces, self.place, self.only_sizes)) is not None:
            term, self.place = found
            return term
        if text in BRACKETS:
            return self.in_brackets()
        if text.isdecimal():
            return self.number()
        if text in FRACTIONS:
            return self.fraction(token)
        if self.only_sizes:
            raise self.symbols.unknown(self.pieces, self.place)
        if text in NUMBER_FONTS and self.texts(4)[-3:] in ("{1}", "{0}"):
            self.place += 4
            return self.all_ones() if self.pieces[self.place - 2].text == "1" else self.all_zeros()
        if (word := self.function_word()) is not None:
            return self.function(token, word)
        rule = RULES.get(text)
        if rule is not None and not (text in ("I", "K") and self.pieces[self.place + 1].text != "_"):
            self.place += 1
            return rule(self, token)
        if text in REFUSED or not text.removeprefix("\\").isalpha():
            self.refuse("expected a symbol, a number, a function or an opening parenthesis")
        raise self.symbols.unknown(self.pieces, self.place)

    # --- groups and numbers

    def in_brackets(self) -> Term:
        opening = self.next
        self.place += 1
        term = self.inside(self.sum)
        self.expect(BRACKETS[opening])
        return term

    def in_braces(self) -> Term:
        self.expect("{")
        term = self.inside(self.sum)
        self.expect("}")
        return term

    def number(self) -> Term | Unsized:
        token, digits = self.token, ""
        while (self.next.isdecimal() or (self.next == "." and "." not in digits)) and self.next.isascii():
            if self.token.at != token.at + len(digits):
                self.refuse(r"a number after a number; expected \cdot between them")
            digits += self.next
            self.place += 1
        if self.next == "_" and digits in ("0", "1"):
            return self.all_ones() if digits == "1" else self.all_zeros()
        if not digits or digits.endswith("."):
            self.refuse("expected a number such as 2 or 0.5", token)
        value = Fraction(digits)
        if max(value.numerator, value.denominator) > MAX_INTEGER:
            self.refuse(f"expected integers up to {MAX_INTEGER}", token)
        return scalar(value)

    def fraction(self, token: Token) -> Term:
        self.place += 1
        if self.pieces[self.place + 1].text == r"\partial":
            return self.derivative(token)
        above = self.in_braces()
        return self.built(token, over, above, self.in_braces())

    def derivative(self, token: Token) -> Term:
        r"""\frac{\partial s}{\partial X}, or \frac{\partial}{\partial X} s."""
        self.expect("{", r"\partial")
        value = None if self.next == "}" else self.inside(self.sum)
        self.expect("}", "{", r"\partial")
        variable = self.inside(self.sum)
        self.expect("}")
        if value is None:
            value = self.operand()
        return self.built(token, grad, value, variable)

    # --- functions

    def function_word(self) -> str | None:
        """The word of a function at this place, None where there is none."""
        if self.next in COMMANDS:
            return self.next[1:]
        if self.next not in WORD_FONTS:
            return None
        end = self.place + 2
        while self.pieces[end].text.isalpha():
            end += 1
        word = "".join(piece.text for piece in self.pieces[self.place + 2 : end])
        return word if self.pieces[end].text == "}" and word in FUNCTIONS else None

    def function(self, token: Token, word: str) -> Term:
        self.place += 1 if self.next in COMMANDS else len(word) + 3
        weights = []
        if self.next == "_" and word == "softmax":
            self.expect("_")
            weights = [self.in_braces()]
        if self.next not in BRACKETS:
            self.refuse(f"expected {word}(...), its argument in parentheses", self.token)
        closing = BRACKETS[self.next]
        self.place += 1
        arguments = [self.inside(self.sum)]
        while self.next == ",":
            self.place += 1
            arguments.append(self.inside(self.sum))
        self.expect(closing)
        if len(arguments) not in takes(word):
            counts = " or ".join(map(str, takes(word)))
            self.refuse(f"{word} of {len(arguments)}; expected {counts} in the parentheses", token)
        return self.built(token, FUNCTIONS[word], *arguments, *weights)

    def root(self, token: Token) -> Term:
        inner = self.in_braces()
        if not is_number(inner):
            self.refuse(r"the root of a matrix; expected \circ 1/2 above it, entry by entry", token)
        return self.built(token, sqrt, as_scalar(inner))

    # --- norms and products of entries

    def norm(self, token: Token) -> Term:
        closing = r"\rVert" if token.text == r"\lVert" else token.text
        inner = self.inside(self.sum, closing)
        self.expect(closing)
        kind = ""
        if self.next == "_":
            kind = "".join(piece.text for piece in self.pieces[self.place + 2 : self.place + 3])
            self.expect("_", "{", kind if kind in ("F", "2") else "F", "}")
        if kind != "F" and not (same_size(inner.cols, ONE) or same_size(inner.rows, ONE)):
            self.refuse(r"a norm of a matrix; expected its Frobenius norm \lVert X \rVert_F", token)
        squares = sum_entries(multiply(inner, inner))
        if self.texts(4) == "^{2}":
            self.place += 4
            return squares
        return sqrt(squares)

    def inner_product(self, token: Token) -> Term:
        left = self.inside(self.sum)
        self.expect(",")
        right = self.inside(self.sum)
        self.expect(r"\rangle")
        if not same_shape(left, right):
            self.refuse("two matrices of different shapes; expected one shape", token)
        return self.built(token, lambda: sum_entries(multiply(left, right)))

    def absolute_value(self, token: Token) -> Term:
        closing = r"\rvert" if token.text == r"\lvert" else token.text
        inner = self.inside(self.sum, closing)
        self.expect(closing)
        return self.built(token, absolute, inner)

    def nabla(self, token: Token) -> Term:
        self.expect("_")
        variable = self.in_braces()
        return self.built(token, grad, self.operand(), variable)

    def operand(self) -> Term:
        """What a derivative is taken of: one factor, in parentheses where another one follows."""
        token = self.token
        value = self.atom()
        if isinstance(value, Unsized) or (token.text not in BRACKETS and self.begins_a_factor()):
            self.refuse("expected parentheses around what is differentiated", token)
        return value

    # --- constants with sizes

    def sizes(self) -> list[Size]:
        r"""The sizes of a subscript, with a comma or \times between them."""
        self.expect("_", "{")
        found = [self.size()]
        while self.next in (",", r"\times"):
            self.place += 1
            found.append(self.size())
        self.expect("}")
        return found

    def size(self) -> Size:
        token, before, self.only_sizes = self.token, self.only_sizes, True
        value = constant(self.inside(self.sum))
        self.only_sizes = before
        if value is None or not value.is_polynomial:
            self.refuse("expected a size such as n or d - r", token)
        return self.built(token, size, size_text(value))

    def exactly(self, token: Token, count: int) -> list[Size]:
        found = self.sizes()
        if len(found) != count:
            self.refuse(f"{len(found)} sizes below; expected {count}", token)
        return found

    def all_ones(self) -> Term | Unsized:
        if self.next != "_":
            return Unsized.COLUMN
        token, found = self.token, self.sizes()
        if len(found) > 2:
            self.refuse(f"{len(found)} sizes below; expected one or two", token)
        return ones(*found) if len(found) == 2 else ones(found[0], 1)

    def all_zeros(self) -> Term:
        token = self.token
        if self.next != "_":
            self.refuse(r"expected the size of \mathbf{0}, as in \mathbf 0_{m \times n}")
        found = self.sizes()
        if len(found) > 2:
            self.refuse(f"{len(found)} sizes below; expected one or two", token)
        return zeros(*found) if len(found) == 2 else zeros(found[0], 1)

    def blocks(self, token: Token) -> Term:
        end = next(place for place in range(self.place, len(self.pieces)) if self.pieces[place].text == "}")
        kind = "".join(piece.text for piece in self.pieces[self.place + 1 : end])
        if kind not in MATRICES:
            self.refuse(f"expected {' or '.join(sorted(MATRICES))}")
        self.place = end + 1
        rows = [[self.inside(self.sum)]]
        while self.next in ("&", "\\\\"):
            new_row = self.next != "&"
            self.place += 1
            if self.next == r"\end":
                break
            if new_row:
                rows.append([])
            rows[-1].append(self.inside(self.sum))
        self.expect(r"\end", "{", *kind, "}")
        return self.built(token, block, rows)


RULES: Mapping[str, Callable[[Atoms, Token], Term]] = {
    r"\sqrt": Atoms.root,
    r"\lVert": Atoms.norm,
    r"\|": Atoms.norm,
    r"\lvert": Atoms.absolute_value,
    "|": Atoms.absolute_value,
    r"\langle": Atoms.inner_product,
    r"\nabla": Atoms.nabla,
    r"\begin": Atoms.blocks,
    r"\pi": lambda reader, token: pi(),
    "I": lambda reader, token: eye(*reader.exactly(token, 1)),
    "K": lambda reader, token: commutation(*reader.exactly(token, 2)),
}
