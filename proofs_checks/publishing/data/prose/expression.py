r"""An expression in plain letters, read by recursive descent and written in LaTeX.

Dictionary
    Parser      reads the longest expression that begins at a token: sums, products, powers, indices, bars, functions
    NoFormula   raised where no expression begins
    WORDS       what is a word in spite of its signs: k-SAT, A.1, p. 23
"""

from __future__ import annotations

import re

from lora_symbolic.errors import LoraSymbolicError
from lora_symbolic.language.writing import GREEK

from .pieces import commands

WORDS = re.compile(
    r"[A-Za-z][\w*]*(?:-[A-Za-z][\w*]*)+(?:-[\w^.]+)*|[A-Z]\.\d+|\bpp?\. \d+|\d+(?:\.\d+)+|\bS[1-4]\b|\w+'s\b"
)
_RELATIONS = {"=": "=", "<": "<", ">": ">", "<=": r"\le", ">=": r"\ge", "!=": r"\ne", "->": r"\to"}
_SUMS = {"+": "+", "-": "-"}
_PRODUCTS = {"*": r"\,", "/": "/", ".*": r"\odot", "@": r"\,"}
_FUNCTIONS = {"log": r"\log", "exp": r"\exp", "max": r"\max", "min": r"\min", "tan": r"\tan", "arcsin": r"\arcsin"}
_NAMED = commands("diag vec poly softmax tr rank")
_NAMED |= commands(
    "error calls loss losses entries sum kron grad reciprocal rowkron colkron colvec mat commutation inv det step"
)
# {0} is the argument, {1} the same in parentheses unless it is a name
_WRITTEN = {
    "rowsum": r"{1} \mathbf{{1}}",
    "colsum": r"\mathbf{{1}}^{{\top}} {1}",
    "eye": "I_{{{0}}}",
    "zeros": r"\mathbf{{0}}_{{{0}}}",
    "ones": r"\mathbf{{1}}_{{{0}}}",
    "maxabs": r"\lVert {0} \rVert_{{\max}}",
    "abs": r"\lvert {0} \rvert",
    "omega": r"\omega({0})",
    "sqrt": r"\sqrt{{{0}}}",
}
_SIZES = re.compile(r"\d|[Ldrmnk](?:_\{\d+\})?(?!\w|\^\{\\top)(?=\s|$)")  # a product that begins so is one of numbers
_LETTERS = GREEK | {"eps", "kappa", "omega", "theta", "sigma", "rho", "tau"}
_ADAPTED = re.compile(r"(?P<d>d?)(?P<base>[ABCWXM])(?P<of>[QKV])(?P<number>\d?)")
_UPRIGHT = re.compile(r"d(?P<base>[ABWX])")


class NoFormula(LoraSymbolicError):
    """Here no expression begins."""


class Parser:
    """One expression, from a place in a list of tokens on; `weight` counts what makes it more than a word.

    In a text with matrix products, `of_matrices`, a star between spaces is the Hadamard product.
    """

    def __init__(self, tokens: list[str], place: int, of_matrices: bool = False) -> None:
        self.tokens, self.place, self.of_matrices = tokens, place, of_matrices
        self.weight, self.bars = 0, 0

    def peek(self, ahead: int = 0) -> str:
        at = self.place + ahead
        return self.tokens[at] if at < len(self.tokens) else ""

    def after_space(self) -> str:
        return self.peek(1) if self.peek().isspace() else self.peek()

    def take(self) -> str:
        if self.peek().isspace():
            self.place += 1
        self.place += 1
        return self.tokens[self.place - 1]

    def optional(self, operators: dict[str, str]) -> str | None:
        """The operator that stands here, if an operand follows; nothing is consumed otherwise."""
        sign = self.after_space()
        return sign if sign in operators else None

    def chain(self, operators: dict[str, str], inner: str) -> str:
        """Operands of one rank with their operators, as far as they go."""
        parse = getattr(self, inner)
        found: str = parse()
        while (sign := self.optional(operators)) is not None:
            kept = self.place, self.weight, self.bars
            spaced = self.peek() == " "
            self.take()
            try:
                right = parse()
            except NoFormula:
                self.place, self.weight, self.bars = kept
                break
            self.weight += 1
            entrywise = sign == "*" and self.of_matrices and spaced and not _SIZES.match(found)
            found = f"{found} {_PRODUCTS['.*'] if entrywise else operators[sign]} {right}"
        return found

    def relation(self) -> str:
        return self.chain(_RELATIONS, "sum")

    def sum(self) -> str:
        return self.chain(_SUMS, "product")

    def product(self) -> str:
        found = self.chain(_PRODUCTS, "power")
        while (
            self.peek() == " " or (self.peek() and found.isdecimal() and not self.peek().isspace())
        ) and self.starts():
            kept = self.place, self.weight, self.bars
            spaced, times = self.peek() == " ", self.after_space() == "x" and self.peek(2) == " "
            try:
                if times:
                    self.take()
                right = self.chain(_PRODUCTS, "power")
            except NoFormula:
                self.place, self.weight, self.bars = kept
                if not times:
                    break
                try:
                    right = self.chain(_PRODUCTS, "power")
                except NoFormula:
                    self.place, self.weight, self.bars = kept
                    break
                times = False
            self.weight += 1
            space = r"\," if spaced else ""
            found = rf"{found} \times {right}" if times else f"{found}{space}{right}"
        return found

    def starts(self) -> bool:
        """Whether what stands after the space can be a factor."""
        word = self.after_space()
        if word == "|":
            return self.bars == 0
        if re.fullmatch(r"[A-Za-z]+\d*", word):
            return (_name(word) is not None and word not in "aI") or word == "exp" or self.function_follows()
        return word == "(" or (word.isdecimal() and self.weight > 0)

    def function_follows(self) -> bool:
        at = 1 if self.peek().isspace() else 0
        word, after = self.peek(at), self.peek(at + 1)
        known = word in _FUNCTIONS or word in _NAMED or word in _WRITTEN or word == "block"
        return known and (after == "(" or (word in ("log", "exp") and after == " "))

    def power(self) -> str:
        """An atom with its index, its exponent and its marks; two of a kind are no formula."""
        found, below, above = self.atom(), False, False
        while (sign := self.peek()) and (
            sign in ("^", "**", "_", ".T") or self.marked(sign, found) or self.called(sign, found)
        ):
            self.place += sign != "("
            if sign in ("^", "**", "'", "*"):
                if above:
                    raise NoFormula
                above = True
            if sign in ("^", "**"):
                found = f"{found}^{{{self.raised(found)}}}"
            elif sign == "_":
                if below or not re.fullmatch(r"[A-Za-z]{1,6}\d*|\d+", self.peek()):
                    raise NoFormula
                below = True
                self.place += 1
                found = f"{found}_{{{_index(self.peek(-1))}}}"
            elif sign == "~":
                found = rf"\tilde{{{found}}}"
            elif sign == "'":
                found = f"{found}'{self.bracketed('(', ')') if self.peek() == '(' else ''}"
            elif sign == "*":
                found = rf"{found}^{{\star}}"
            elif sign == "(":
                found += self.bracketed("(", ")")
            else:
                found = rf"{found}^{{\top}}"
            self.weight += 1
        return found

    def marked(self, sign: str, found: str) -> bool:
        """Whether a tilde, a prime or the star of a frozen weight stands here."""
        after = self.peek(1)
        if sign == "*":
            return bool(re.search(r"_\{[QKV]\}$", found)) and not re.match(r"[\w(]", after)
        return (sign == "~" or (sign == "'" and len(found) < 8)) and not re.match(r"\w", after)

    def called(self, sign: str, found: str) -> bool:
        """Whether a Greek name or an indexed one is applied to what follows."""
        return sign == "(" and bool(re.fullmatch(r"\\[a-z]+|\w_\{\\mathrm\{\w+\}\}", found))

    def raised(self, base: str) -> str:
        """An exponent: a number, a name, or what stands in parentheses."""
        if self.peek().isspace():
            raise NoFormula
        if self.peek() == "T":
            self.place += 1
            return r"\top"
        if self.peek() == "-":
            self.place += 1
            return f"-{self.atom()}"
        if self.peek() != "(":
            return self.atom()
        inside = self.bracketed("(", ")")[1:-1]
        return f"({inside})" if re.fullmatch(r"[QKVAB\d]", inside) and base[:1].isupper() else inside

    def bracketed(self, opening: str, closing: str) -> str:
        """What stands between brackets: expressions, with commas and semicolons between them."""
        parts = self.between(closing)
        return f"{opening}{' '.join(parts).replace(' ,', ',').replace(' ;', ';')}{closing}"

    def between(self, closing: str) -> list[str]:
        """The expressions and their separators."""
        self.place += 1
        kept, self.bars = self.bars, 0
        parts = [self.relation()]
        while self.after_space() in (",", ";"):
            parts.append(self.take())
            parts.append(self.dots() or self.relation())
        if self.after_space() != closing:
            raise NoFormula
        self.take()
        self.bars = kept
        return parts

    def block(self) -> str:
        """A matrix of matrices, `block([[A, B], [C, D]])`, from its first parenthesis on."""
        if self.peek(1) != "[" or self.peek(2) != "[":
            raise NoFormula
        rows = list[str]()
        while self.peek() != "]":
            self.place += 1 + (not rows)  # the comma, or both opening signs
            if self.after_space() != "[":
                raise NoFormula
            self.place += self.peek().isspace()
            rows.append(" & ".join(self.between("]")[::2]))
        self.take()
        if self.peek() != ")":
            raise NoFormula
        self.take()
        body = r" \\ ".join(rows)
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"

    def dots(self) -> str:
        if self.after_space() != "...":
            return ""
        self.take()
        return r"\cdots"

    def atom(self) -> str:
        if self.peek().isspace():
            self.place += 1
        sign = self.peek()
        if sign == "-":
            self.place += 1
            if self.peek().isspace():
                raise NoFormula
            return f"-{self.power()}"
        if sign in ("(", "[", "{"):
            closing = {"(": ")", "[": "]", "{": "}"}[sign]
            found = self.bracketed(sign, closing)
            return rf"\{found[:-1]}\}}" if sign == "{" else found
        if sign == "|" and not self.bars:
            self.place += 1
            self.bars += 1
            inside = self.relation()
            if self.after_space() != "|":
                raise NoFormula
            self.take()
            self.bars -= 1
            self.weight += 1
            return rf"\lvert {inside} \rvert"
        if sign[:1].isdigit():
            self.place += 1
            mantissa, _, power = sign.partition("e")
            return rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else sign
        return self.word()

    def argument(self) -> str:
        """The argument of a function, in parentheses or after a space; exp may stand alone, as the name it is."""
        if self.peek() == "(":
            self.weight += 1
            return self.bracketed("(", ")")
        kept, weight = self.place, self.weight
        try:
            found = f" {self.power()}"
        except NoFormula:
            if self.tokens[kept - 1] != "exp":
                raise
            self.place, self.weight = kept, weight
            return ""
        self.weight += 1
        return found

    def word(self) -> str:
        word, after = self.peek(), self.peek(1)
        if word in _FUNCTIONS and (after == "(" or (word in ("log", "exp") and after == " ")):
            self.place += 1
            return _FUNCTIONS[word] + self.argument()
        if word == "block" and after == "(":
            self.place += 1
            self.weight += 1
            return self.block()
        if (word in _NAMED or word in _WRITTEN) and after == "(":
            self.place += 1
            self.weight += 1
            inside = self.bracketed("(", ")")
            if word in _WRITTEN:
                bare = inside[1:-1]
                return _WRITTEN[word].format(bare, bare if re.fullmatch(r"\w(_\{\w+\})?", bare) else inside)
            return rf"\operatorname{{{word}}}{inside}"
        name = r"\exp" if word == "exp" else _name(word)
        if name is None or WORDS.fullmatch(word):
            raise NoFormula
        self.place += 1
        self.weight += name not in (word, r"\exp")
        if after == "(" and len(word) < 3:
            self.weight += 1
            return f"{name}{self.bracketed('(', ')')}"
        return name


def _name(word: str) -> str | None:
    """A name in LaTeX, None for a word that is none."""
    parts = re.fullmatch(r"([A-Za-z]+)(\d*)", word)
    if parts is None:
        return None
    letters, digits = parts.groups()
    if letters in _LETTERS:
        symbol = r"\varepsilon" if letters == "eps" else f"\\{letters}"
        return f"{symbol}_{{{digits}}}" if digits else symbol
    if len(letters) == 1:
        return f"{letters}_{{{digits}}}" if digits else letters
    if letters in ("Wbar", "Wstar"):
        return r"\overline{W}" if letters == "Wbar" else r"W^{\star}"
    if found := _ADAPTED.fullmatch(word):
        index = f"{found['of']},{found['number']}" if found["number"] else found["of"]
        upright = r"\mathrm{d}" if found["d"] else ""
        return f"{upright}{found['base']}_{{{index}}}"
    if found := _UPRIGHT.fullmatch(word):
        return rf"\mathrm{{d}}{found['base']}"
    if re.fullmatch(r"[a-z][A-Z]{1,2}", word):  # hE, the residual of E
        return rf"\mathit{{{word}}}"
    return None


def _index(word: str) -> str:
    return word if word.isdecimal() else _name(word) or rf"\mathrm{{{word}}}"
