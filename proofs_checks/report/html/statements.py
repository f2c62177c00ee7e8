"""Statements for reading: claims in LaTeX, printed and corrected with the difference marked, derivations, matrices.

Dictionary
    statement_tex       a claim in LaTeX, None where it has no terms (shapes that do not fit, prose)
    pair_tex            the same for two forms of a claim, the subterms in which they differ marked
    text_difference     two texts as pieces, each said to be in both or in one only
    definitions_of      the names that claims use, in LaTeX
    matrix_tex          a small matrix of a counterexample
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Any

from lora_symbolic.language import Term, subterms
from lora_symbolic.language.latex import name_latex, number_latex, size_latex, to_latex

from ...ledger.model import LedgerClaim
from ...methods.derivations import derivations_of, writer

LONGEST = 1500  # characters of LaTeX; a longer statement is shown as text
_MARK = "differenceQ"  # a name that no ledger uses; it ends in the number of the marked subterm
_SUMS = ("add", "sub", "neg")


def statement_tex(claim: LedgerClaim, marked: Iterable[Term] = ()) -> str | None:
    """The claim as a line of LaTeX; these subterms stand out."""
    if claim.lhs is None or claim.problem is not None:
        return None
    marks = {term: f"{_MARK}{number}" for number, term in enumerate(marked)}
    left = _side(claim, claim.lhs, claim.texts[0], marks)
    if claim.kind == "shape":
        rows, cols = size_latex(claim.lhs.rows), size_latex(claim.lhs.cols)
        tex = rf"{left} \in \mathbb{{R}}^{{{rows} \times {cols}}}"
    elif claim.rhs is not None:
        tex = f"{left} = {_side(claim, claim.rhs, claim.texts[1], marks)}"
    else:
        return None
    return tex if len(tex) <= LONGEST else None


def _side(claim: LedgerClaim, term: Term, text: str, marks: Mapping[Term, str]) -> str:
    names = {**claim.term_names, **marks}
    named = text.strip() in claim.definitions or term in marks
    tex = to_latex(term, names, expand=not named)
    for marked, name in reversed(marks.items()):
        inside = {**claim.term_names}
        shown = to_latex(marked, inside)
        wrapped = rf"\left({shown}\right)" if marked.op in _SUMS and marked not in inside else shown
        tex = tex.replace(name_latex(name), rf"\htmlClass{{differs}}{{{wrapped}}}")
    return tex


def differing(left: Term, right: Term, named: Collection[Term]) -> Iterator[tuple[Term, Term]]:
    """The smallest pairs of subterms, at the same place, in which two terms differ; no look below a name."""
    if left is right:
        return
    alike = left.op == right.op and len(left.args) == len(right.args) and left.data == right.data
    if not alike or not left.args or left in named or right in named:
        yield left, right
        return
    for one, other in zip(left.args, right.args, strict=True):
        yield from differing(one, other, named)


def pair_tex(printed: LedgerClaim, corrected: LedgerClaim) -> tuple[str | None, str | None]:
    """Both forms in LaTeX with what differs marked, where both have terms."""
    plain = statement_tex(printed), statement_tex(corrected)
    if None in plain or printed.rhs is None or corrected.rhs is None or printed.lhs is None or corrected.lhs is None:
        return plain
    named = {**printed.term_names, **corrected.term_names}
    sides = ((printed.lhs, corrected.lhs), (printed.rhs, corrected.rhs))
    pairs = [pair for one, other in sides for pair in differing(one, other, named)]
    left = _visible(printed, (one for one, _ in pairs))
    right = _visible(corrected, (other for _, other in pairs))
    return statement_tex(printed, left), statement_tex(corrected, right)


def _visible(claim: LedgerClaim, terms: Iterable[Term]) -> list[Term]:
    """The terms that are written out in the claim, not hidden below a name; inner ones once only."""
    shown: list[Term] = []
    names = claim.term_names
    stack = [term for term in (claim.lhs, claim.rhs) if term is not None]
    open_terms: set[Term] = set()
    first = set(stack)
    while stack:
        term = stack.pop()
        if term not in open_terms:
            open_terms.add(term)
            if term in first or term not in names:
                stack += term.args
    for term in dict.fromkeys(terms):
        if term in open_terms and not any(term in subterms(other) for other in shown if other is not term):
            shown.append(term)
    return shown


_TOKEN = re.compile(r"\s+|\w+|\.T\b|[^\w\s]")


def text_difference(left: str, right: str) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    """Two texts in pieces; a piece that the other lacks is marked True.

    >>> text_difference("p @ A @ C2", "p @ C2 @ A.T")[0]
    [(False, 'p @ '), (True, 'A @ '), (False, 'C2')]
    """
    one, other = _TOKEN.findall(left), _TOKEN.findall(right)
    pieces: tuple[list[tuple[bool, str]], list[tuple[bool, str]]] = ([], [])
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for side, tokens in zip(pieces, (one[a:b], other[c:d]), strict=True):
            if tokens:
                side.append((tag != "equal", "".join(tokens)))
    return pieces


def definitions_of(claims: Sequence[LedgerClaim]) -> list[tuple[str, str]]:
    """The definitions that these claims of one form use, each an equation in LaTeX, in the order of the file."""
    inside = {
        node for claim in claims for side in (claim.lhs, claim.rhs) if side is not None for node in subterms(side)
    }
    found = {}
    for claim in claims:
        names = claim.term_names
        for name, term in claim.definitions.items():
            if name not in found and term in inside and names.get(term) == name:
                tex = to_latex(term, names, expand=True)
                found[name] = f"{name_latex(name)} = {tex}" if len(tex) <= LONGEST else ""
    return [(name, tex) for name, tex in found.items() if tex]


def shapes_of(claims: Sequence[LedgerClaim]) -> list[str]:
    """The matrices that these claims use, with their shapes, in LaTeX."""
    inside = {
        node for claim in claims for side in (claim.lhs, claim.rhs) if side is not None for node in subterms(side)
    }
    matrices = {name: term for claim in claims for name, term in claim.matrices.items() if term in inside}
    by_shape: dict[str, list[str]] = {}
    for name, term in matrices.items():
        shape = rf"{size_latex(term.rows)} \times {size_latex(term.cols)}"
        by_shape.setdefault(shape, []).append(name_latex(name))
    return [rf"{', '.join(names)} \in \mathbb{{R}}^{{{shape}}}" for shape, names in by_shape.items()]


def derivations_tex(claim: LedgerClaim) -> list[dict[str, Any]]:
    """The derivations of the claim's derivatives, step by step, in LaTeX."""
    return derivations_of(claim, writer(latex=True))


def number_tex(text: str) -> str:
    """A number of a counterexample: a fraction as a fraction, a power of ten as such.

    >>> number_tex("-1/2"), number_tex("2.5e-7")
    ('-\\\\tfrac{1}{2}', '2.5 \\\\cdot 10^{-7}')
    """
    if re.fullmatch(r"-?\d+/\d+", text):
        return number_latex(Fraction(text))
    if found := re.fullmatch(r"(-?[\d.]+)e([+-]?\d+)", text):
        return rf"{found[1]} \cdot 10^{{{int(found[2])}}}"
    return text if re.fullmatch(r"-?[\d.]+", text) else r"\text{" + re.sub(r"[^\w .,+*/()^-]", " ", text) + "}"


def matrix_tex(name: str, rows: Sequence[Sequence[object]]) -> str:
    """A matrix of a counterexample.

    >>> print(matrix_tex("B", [["1", "0"], ["0", "-1/2"]]))
    B = \\begin{bmatrix} 1 & 0 \\\\ 0 & -\\tfrac{1}{2} \\end{bmatrix}
    """
    body = r" \\ ".join(" & ".join(number_tex(str(entry)) for entry in row) for row in rows)
    return rf"{name_latex(name)} = \begin{{bmatrix}} {body} \end{{bmatrix}}"
