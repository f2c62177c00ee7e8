r"""Formulas in a terminal: the LaTeX of notes as signs that any terminal shows.

Dictionary
    plain_formula   one formula, \Gamma = o(\sqrt{\log L}) as Γ = o(√(log L))
    plain_note      a note as lines of plain text, formulas and code as they are read
"""

from __future__ import annotations

import re
import unicodedata

from lora_symbolic.language.writing import GREEK

from .pieces import Piece, blocks_of, commands

_SIGNS = {
    r"\le": "≤", r"\ge": "≥", r"\ne": "≠", r"\in": "∈", r"\to": "→", r"\longrightarrow": "→", r"\Longrightarrow": "⇒",
    r"\times": "×", r"\odot": "⊙", r"\otimes": "⊗", r"\cdot": "·", r"\cdots": "⋯", r"\sum": "∑", r"\int": "∫",
    r"\nabla": "∇", r"\partial": "∂", r"\infty": "∞", r"\star": "*", r"\lVert": "‖", r"\rVert": "‖", r"\lvert": "|",
    r"\rvert": "|", r"\langle": "⟨", r"\rangle": "⟩", r"\quad": "  ", r"\qquad": "   ", r"\,": " ", r"\;": " ",
    r"\{": "{", r"\}": "}", r"\ell": "ℓ", r"\varepsilon": "ε",
}  # fmt: skip
_SPACED = commands(r"\le \ge \ne \in \to \longrightarrow \Longrightarrow \times \odot \otimes \rVert \rvert \star")
_STYLES = re.compile(r"\\(?:mathrm|mathbf|mathbb|mathcal|operatorname|text)\s*(?:\{([^{}]*)\}|(\w))")
_COMMAND = re.compile(r"\\(?:[a-zA-Z]+ ?|.)")


def _sign(found: re.Match[str]) -> str:
    command = found[0].strip()
    name, space = command[1:], found[0][len(command) :]
    if command in _SIGNS:
        return _SIGNS[command] + (space if command in _SPACED else "")
    if name == "lambda":  # Unicode spells it otherwise
        return "λ" + space
    if name in GREEK:
        sign = unicodedata.lookup(f"GREEK {'CAPITAL' if name[0].isupper() else 'SMALL'} LETTER {name.upper()}")
        return sign + space
    return "" if name.startswith("big") else name + space


def plain_formula(tex: str) -> str:
    r"""A formula in plain signs.

    >>> plain_formula(r"\Gamma = o(\sqrt{\log L / d})"), plain_formula(r"\frac{1}{2} B_Q^\top C_1^{2}")
    ('Γ = o(√(log L / d))', '1/2 B_Qᵀ C_1^2')
    """
    found = _STYLES.sub(lambda hit: "{}" + (hit[1] or hit[2]), tex)
    found = re.sub(r"\^\{?\\top\}?", "ᵀ", found)
    found = re.sub(r"\\t?frac\s*(?:\{([^{}]*)\}|(\d))\s*(?:\{([^{}]*)\}|(\w))", _fraction, found)
    found = re.sub(r"\\sqrt\{([^{}]*)\}", r"√(\1)", found)
    found = re.sub(r"\\(?:wide)?tilde\s*(?:\{(\w+)\}|(\w))", lambda hit: f"{hit[1] or hit[2]}~", found)
    found = re.sub(r"\\overline\s*\{([^{}]*)\}", r"\1-bar", found)
    found = re.sub(r"([\^_])\{([^{}]*)\}", lambda hit: hit[1] + (hit[2] if len(hit[2]) < 2 else f"({hit[2]})"), found)
    found = _COMMAND.sub(_sign, found)
    return " ".join(re.sub(r"(?<!\\)[{}]", "", found).split())


def _fraction(hit: re.Match[str]) -> str:
    above, below = hit[1] or hit[2], hit[3] or hit[4]
    return "/".join(part if re.fullmatch(r"\\?\w+", part) else f"({part})" for part in (above, below))


def _plain(piece: Piece) -> str:
    return plain_formula(piece.text) if piece.kind == "formula" else piece.text


def plain_note(note: str) -> str:
    r"""A note as plain text, a line for each of its blocks.

    >>> print(plain_note("It holds.\n\n1. First, $d \\le L$.\n2. Then `rank`."))
    It holds.
    1. First, d ≤ L.
    2. Then rank.
    """
    lines, number = list[str](), 0
    for block in blocks_of(note):
        number = number + 1 if block.shape == "step" else 0
        mark = {"step": f"{number}. ", "item": "- ", "formula": "    "}.get(block.shape, "")
        lines.append(mark + "".join(map(_plain, block.pieces)))
    return "\n".join(lines)
