r"""Words with formulas: prose of the ledger, in which formulas are plain text, with the surest of them as mathematics.

    W_Q becomes $W_{Q}$, L^2 becomes $L^{2}$, Gamma becomes $\Gamma$, <= becomes $\le$; anything else stays as it is.

Only letters, digits and minus signs get into mathematics, so nothing in a text can do there what it should not.
"""

from __future__ import annotations

import re

from lora_symbolic.language.writing import GREEK

from .escape import code, escape

_GREEK = "|".join(sorted(GREEK - {"eta", "nu", "xi", "psi", "chi", "pi", "rho", "tau"}, key=len, reverse=True)) + "|eps"
_NAME = rf"(?:{_GREEK}|[A-Za-z])"
_POWER = r"-?[A-Za-z0-9]{1,6}|\(-?[A-Za-z0-9 +*/-]{1,24}\)"
_FORMULA = re.compile(
    rf"(?<=[\w)|])\^(?P<raised>{_POWER})(?![\w^'-])"
    rf"|(?<![\w^.'/-])(?P<name>{_NAME})(?P<digits>\d*)(?:_(?P<below>[A-Za-z0-9]{{1,8}}))?(?:\^(?P<above>{_POWER}))?(?![\w^'-])"
)
_SIGNS = {"<=": r"$\le$", ">=": r"$\ge$", "->": r"$\to$", "!=": r"$\ne$"}
LONG = 24  # letters and signs without a space between them
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))


def _symbol(name: str) -> str:
    if name == "eps":
        return r"\epsilon"
    return f"\\{name}" if name in GREEK else name


def _above(text: str) -> str:
    if text == "T":
        return r"\top"
    plain = text.strip("()").replace("*", r"\cdot ")
    return re.sub(
        r"(?<!\\)\b[a-zA-Z]{2,}",
        lambda word: _symbol(word[0]) if word[0] in (*GREEK, "eps") else rf"\mathrm{{{word[0]}}}",
        plain,
    )


def _formula(found: re.Match[str]) -> str:
    if found["raised"]:
        return f"$^{{{_above(found['raised'])}}}$"
    name, digits, below, above = found["name"], found["digits"], found["below"], found["above"]
    if not (below or above or digits or name in GREEK or name == "eps"):
        return escape(found[0])
    index = ",".join(part for part in (digits, below) if part)
    above = _above(above or "")
    below_tex = f"_{{{index}}}" if index.isdecimal() or len(index) < 3 else rf"_{{\mathrm{{{index}}}}}" if index else ""
    return f"${_symbol(name)}{below_tex if index else ''}{f'^{{{above}}}' if above else ''}$"


def maths(text: str) -> str:
    r"""A text, escaped, its surest formulas as mathematics.

    >>> print(maths("W_Q = 0, |C1 W| <= Gamma, L^(2 - delta) & a_very_long_name"))
    $W_{Q}$ = 0, \ensuremath{|}$C_{1}$ W\ensuremath{|} $\le$ $\Gamma$, $L^{2 - \delta}$ \& a\_very\_long\_name
    """
    long = [word.span() for word in re.finditer(rf"\S{{{LONG},}}", text)]

    def between(start: int, end: int) -> str:
        return _signs(text[start:end], any(first < end and start < last for first, last in long))

    pieces, place = list[str](), 0
    for found in _FORMULA.finditer(text):
        pieces += [between(place, found.start()), _formula(found)]
        place = found.end()
    return "".join([*pieces, between(place, len(text))])


def _signs(text: str, breaking: bool) -> str:
    """What stands between formulas; within a long word it may break after an operator or a parenthesis."""
    pieces, place = [], 0
    for found in _SIGN.finditer(text):
        pieces += [
            _escaped(text[place : found.start()], breaking),
            _SIGNS.get(found[0]) or f"$^{{{_above(found[1])}}}$",
        ]
        place = found.end()
    whole = "".join([*pieces, _escaped(text[place:], breaking)])
    return re.sub(r"(\{\*\}|[+/)=,])(?!\{)", r"\1\\allowbreak{}", whole) if breaking else whole


def _escaped(text: str, breaking: bool) -> str:
    """The text; letters without end may break after every twelve."""
    parts = re.findall(r"\w{12}(?=\w{12})|.", text, re.DOTALL) if breaking and re.search(r"\w{24}", text) else [text]
    return "".join(escape(part) + (r"\allowbreak{}" if len(part) == 12 and len(parts) > 1 else "") for part in parts)


def prose(text: str) -> str:
    r"""Prose whose code stands between backticks, its surest formulas as mathematics.

    >>> print(prose("Claim `dA` is\nfalse & that is all."))
    Claim \texttt{dA} is
    false \& that is all.
    """
    pieces = re.split(r"`([^`\n]+)`", text)
    return "".join(
        code(piece) if number % 2 else "\n".join(map(maths, piece.split("\n"))) for number, piece in enumerate(pieces)
    )
