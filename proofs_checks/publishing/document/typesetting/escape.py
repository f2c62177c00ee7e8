r"""Escaping: any text as LaTeX that prints just that text and does nothing else.

Dictionary
    escape      prose: every character with a meaning of its own is replaced, no two characters join to a ligature
    code        the same in typewriter type, with places where a long line may break

The results are ASCII and need no package; what has no sign in the fonts of every LaTeX is written by its code point.
"""

from __future__ import annotations

import re
import unicodedata

SPECIAL = {
    "\\": r"\ensuremath{\backslash}",
    "{": r"\ensuremath{\lbrace}",
    "}": r"\ensuremath{\rbrace}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\^{}",
    "~": r"\~{}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}",
    '"': r"\textquotedblright{}",
    "`": r"\`{}",
    "'": "'{}",
    "-": "-{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    ",": ",{}",
    "\N{LEFT SINGLE QUOTATION MARK}": r"\textquoteleft{}",
    "\N{RIGHT SINGLE QUOTATION MARK}": r"\textquoteright{}",
    "\N{LEFT DOUBLE QUOTATION MARK}": r"\textquotedblleft{}",
    "\N{RIGHT DOUBLE QUOTATION MARK}": r"\textquotedblright{}",
    "\N{EN DASH}": r"\textendash{}",
    "\N{EM DASH}": r"\textemdash{}",
    "\N{HORIZONTAL ELLIPSIS}": r"\textellipsis{}",
    "\N{NO-BREAK SPACE}": "~",
    "\N{LATIN SMALL LETTER SHARP S}": r"\ss{}",
    "\N{LATIN SMALL LETTER O WITH STROKE}": r"\o{}",
    "\N{LATIN CAPITAL LETTER O WITH STROKE}": r"\O{}",
    "\N{LATIN SMALL LETTER AE}": r"\ae{}",
    "\N{LATIN CAPITAL LETTER AE}": r"\AE{}",
    "\N{LATIN SMALL LETTER DOTLESS I}": r"\i{}",
    "\N{SECTION SIGN}": r"\S{}",
    "\N{MULTIPLICATION SIGN}": r"\ensuremath{\times}",
    "\N{MINUS SIGN}": r"\ensuremath{-}",
    "\N{PLUS-MINUS SIGN}": r"\ensuremath{\pm}",
    "\N{MIDDLE DOT}": r"\ensuremath{\cdot}",
    "\N{LESS-THAN OR EQUAL TO}": r"\ensuremath{\le}",
    "\N{GREATER-THAN OR EQUAL TO}": r"\ensuremath{\ge}",
    "\N{NOT EQUAL TO}": r"\ensuremath{\ne}",
    "\N{ALMOST EQUAL TO}": r"\ensuremath{\approx}",
    "\N{ELEMENT OF}": r"\ensuremath{\in}",
    "\N{INFINITY}": r"\ensuremath{\infty}",
    "\N{SQUARE ROOT}": r"\ensuremath{\surd}",
    "\N{N-ARY SUMMATION}": r"\ensuremath{\sum}",
    "\N{RIGHTWARDS ARROW}": r"\ensuremath{\to}",
    "\N{FOR ALL}": r"\ensuremath{\forall}",
    "\N{THERE EXISTS}": r"\ensuremath{\exists}",
    "\N{CIRCLED TIMES}": r"\ensuremath{\otimes}",
    "\N{SUPERSCRIPT TWO}": r"\ensuremath{^{2}}",
    "\N{DOUBLE-STRUCK CAPITAL R}": r"\ensuremath{\mathrm{R}}",
}
GREEK = {
    chr(code): rf"\ensuremath{{\{name}}}"
    for code, name in (
        (0x3B1, "alpha"), (0x3B2, "beta"), (0x3B3, "gamma"), (0x3B4, "delta"), (0x3B5, "varepsilon"), (0x3B6, "zeta"),
        (0x3B7, "eta"), (0x3B8, "theta"), (0x3B9, "iota"), (0x3BA, "kappa"), (0x3BB, "lambda"), (0x3BC, "mu"),
        (0x3BD, "nu"), (0x3BE, "xi"), (0x3C0, "pi"), (0x3C1, "rho"), (0x3C3, "sigma"), (0x3C4, "tau"),
        (0x3C5, "upsilon"), (0x3C6, "varphi"), (0x3C7, "chi"), (0x3C8, "psi"), (0x3C9, "omega"), (0x393, "Gamma"),
        (0x394, "Delta"), (0x398, "Theta"), (0x39B, "Lambda"), (0x39E, "Xi"), (0x3A0, "Pi"), (0x3A3, "Sigma"),
        (0x3A6, "Phi"), (0x3A8, "Psi"), (0x3A9, "Omega"),
    )
}  # fmt: skip
ACCENTS = {"\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u"}
ACCENTS |= {"\u0307": ".", "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0327": "c", "\u0328": "k"}
_TABLE = SPECIAL | GREEK
# typewriter type has every sign of ASCII at its place, whatever the encoding of fonts
_TYPEWRITER = {sign: rf"{{}}\char{ord(sign)}{{}}" for sign in "\\{}^~_<>|\"`'"}
_BREAKS_AFTER = frozenset("/.,;:=@*+)]-_")


def escape(text: str) -> str:
    r"""Text as LaTeX that prints it; blanks of every kind are one space each, control characters are left out.

    >>> print(escape("50% of $x_1 & {y}"))
    50\% of \$x\_1 \& \ensuremath{\lbrace}y\ensuremath{\rbrace}
    >>> print(escape("H\xf6lder --- \u2264 \u2603"))
    H\"{o}lder -{}-{}-{} \ensuremath{\le} {[}U+2603{]}
    """
    found = "".join(map(_sign, unicodedata.normalize("NFC", text)))
    return re.sub(r"(?<=\w)([-'])\{\}(?=\w)|(,)\{\}(?!,)", r"\1\2", found)  # these join with nothing here


def _sign(sign: str) -> str:
    if sign in _TABLE:
        return _TABLE[sign]
    if " " <= sign <= "~":
        return sign
    if sign.isspace():
        return " "
    if unicodedata.category(sign)[0] == "C":
        return ""
    parts = unicodedata.normalize("NFD", sign)
    if len(parts) == 2 and parts[0].isascii() and parts[0].isalpha() and parts[1] in ACCENTS:
        base = "\\" + parts[0] if parts[0] in "ij" and ACCENTS[parts[1]] not in "ck" else parts[0]
        return f"\\{ACCENTS[parts[1]]}{{{base}}}"
    return f"{{[}}U+{ord(sign):04X}{{]}}"


def code(text: str) -> str:
    r"""Text in typewriter type that may break after signs, and at its spaces.

    >>> print(code("lemma-3.2/dA"))
    \texttt{lemma-\allowbreak{}3.\allowbreak{}2/\allowbreak{}dA}
    """
    pieces = []
    for sign in unicodedata.normalize("NFC", text):
        shown = _TYPEWRITER.get(sign) or _sign(sign).replace("-{}", "-")
        pieces.append(shown + r"\allowbreak{}" if sign in _BREAKS_AFTER else shown)
    return r"\texttt{" + "".join(pieces).removesuffix(r"\allowbreak{}") + "}"
