"""Statements for reading: claims in LaTeX, printed and corrected with the difference marked, derivations, matrices.

Dictionary
    statement_tex       a claim in LaTeX, None where it has no terms (shapes that do not fit, prose)
    pair_tex            the same for two forms of a claim, the subterms in which they differ marked
    text_difference     two texts as pieces, each said to be in both or in one only
    definitions_of      the names that claims use, in LaTeX; plain_names, as plain text
    matrix_tex          a small matrix of a counterexample
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Any

from lora_symbolic.language import LanguageError, Term, subterms
from lora_symbolic.language.families import ShownFamilies, bare, member_latex
from lora_symbolic.language.reading import parse
from lora_symbolic.language.size import size_text
from lora_symbolic.language.statement.sentence import range_latex, range_text
from lora_symbolic.language.term import make
from lora_symbolic.language.writing import NO_SYMBOLS, name_latex, number_latex, size_latex, to_latex, to_text
from proofs_checks.judging.derivations import derivations_of, writer
from proofs_checks.ledger.model import LedgerClaim, used_definitions

LONGEST = 1500  # characters of LaTeX; a longer statement is shown as text
_MARK = "differenceQ"  # a name that no ledger uses; it ends in the number of the marked subterm
# what stands in parentheses when it is marked, whatever stands around it
_COMPOUND = frozenset({"add", "subtract", "negate", "scale", "matmul", "hadamard", "kron", "rowkron", "colkron"})


def statement_tex(claim: LedgerClaim, marked: Iterable[Term] = ()) -> str | None:
    """The claim as a line of LaTeX, in the names that its text uses; these subterms stand out."""
    found = _shown(claim)
    if found is None:
        return None
    sides, symbols = found
    marks = {term: f"{_MARK}{number}" for number, term in enumerate(marked)}
    left = _side(sides[0], marks, symbols)
    if claim.kind == "shape":
        rows, cols = (size_latex(side, claim.symbols) for side in sides[0].shape)
        tex = rf"{left} \in \mathbb{{R}}^{{{rows} \times {cols}}}"
    else:
        tex = f"{left} = {_side(sides[1], marks, symbols)}"
    return tex if len(tex) <= LONGEST else None


def _shown(claim: LedgerClaim) -> tuple[tuple[Term, ...], Mapping[str, str]] | None:
    """The terms of a claim with every name a variable, so that they are what the text says and nothing more."""
    if claim.lhs is None or claim.problem is not None or claim.kind not in ("equal", "shape"):
        return None
    if claim.exists is not None:  # its sentence says more than the equality
        return None
    return _read_for_display(claim, claim.texts if claim.kind == "equal" else claim.texts[:1])


def _read_for_display(claim: LedgerClaim, texts: Sequence[str]) -> tuple[tuple[Term, ...], Mapping[str, str]] | None:
    """Terms with every name a variable, and how the names are written."""
    named = {**claim.matrices, **claim.scalar_terms, **claim.definitions}
    opaque = {name: _opaque(name, term) for name, term in named.items()}
    families = ShownFamilies(claim.families)
    try:
        terms = tuple(parse(text, opaque, claim.sizes, families=families) for text in texts)
    except LanguageError:
        return None
    return terms, families.symbols_of(claim.symbols)


def _sides(claim: LedgerClaim) -> tuple[Term, ...] | None:
    """The same terms alone."""
    found = _shown(claim)
    return None if found is None else found[0]


def _opaque(name: str, term: Term) -> Term:
    """A variable in place of a term, a scalar if that is one."""
    kind = "scalar" if term.is_scalar else "matrix"
    return make("var", (), (name, term.rows, term.cols, kind), term.shape, term.is_scalar)


def _side(term: Term, marks: Mapping[Term, str], symbols: Mapping[str, str]) -> str:
    variables = {node: node.name for node in subterms(term) if node.op == "var"}
    tex = bare(to_latex(term, {**variables, **marks}, symbols=symbols))
    for marked, name in reversed(list(marks.items())):
        shown = to_latex(marked, variables, symbols=symbols)
        wrapped = rf"\left({shown}\right)" if marked.op in _COMPOUND else shown
        tex = tex.replace(name_latex(name), rf"\htmlClass{{differs}}{{{wrapped}}}")
    return tex


def differing(left: Term, right: Term) -> Iterator[tuple[Term, Term]]:
    """The smallest pairs of subterms, at the same place, in which two terms differ."""
    if left is right:
        return
    if left.op != right.op or len(left.args) != len(right.args) or not left.args or left.data != right.data:
        yield left, right
        return
    for one, other in zip(left.args, right.args, strict=True):
        yield from differing(one, other)


def pair_tex(printed: LedgerClaim, corrected: LedgerClaim) -> tuple[str | None, str | None]:
    """Both forms in LaTeX with what differs marked, where both have terms."""
    left, right = _sides(printed), _sides(corrected)
    if left is None or right is None or len(left) != len(right):
        return statement_tex(printed), statement_tex(corrected)
    pairs = [pair for one, other in zip(left, right, strict=True) for pair in differing(one, other)]
    whole = {*left, *right}
    if any(one in whole or other in whole for one, other in pairs):
        return statement_tex(printed), statement_tex(corrected)  # everything differs: a mark would say nothing
    return (
        statement_tex(printed, _once(left, (one for one, _ in pairs))),
        statement_tex(corrected, _once(right, (other for _, other in pairs))),
    )


def _once(sides: Iterable[Term], terms: Iterable[Term]) -> list[Term]:
    """The terms that stand at one place only: equal terms are one object, so a mark would be on every place."""
    places: Counter[Term] = Counter()
    stack = list(sides)
    while stack:
        term = stack.pop()
        places[term] += 1
        stack += term.args
    return [term for term in dict.fromkeys(terms) if places[term] == 1]


_TOKEN = re.compile(r"\s+|\w+|\.T\b|[^\w\s]")


def text_difference(left: str, right: str) -> tuple[list[tuple[bool, str]], list[tuple[bool, str]]]:
    """Two texts in pieces; a piece that the other lacks is marked True.

    >>> text_difference("p @ A @ C2", "p @ C2 @ A.T")[0]
    [(False, 'p @ '), (True, 'A'), (False, ' @ '), (True, 'C2')]
    """
    one, other = _TOKEN.findall(left), _TOKEN.findall(right)
    pieces: tuple[list[tuple[bool, str]], list[tuple[bool, str]]] = ([], [])
    for tag, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for side, tokens in zip(pieces, (one[a:b], other[c:d]), strict=True):
            if tokens:
                side.append((tag != "equal", "".join(tokens)))
    return pieces


def own_definitions(claim: LedgerClaim, other: LedgerClaim) -> list[str]:
    """The definitions that a claim uses and that the other form lacks or words otherwise."""
    there = other.definitions
    return [tex for name, tex in definitions_of([claim]) if there.get(name) is not claim.definitions[name]]


def definitions_of(claims: Sequence[LedgerClaim]) -> list[tuple[str, str]]:
    """The definitions that these claims of one form use, each an equation in LaTeX, in the order of the file."""
    names = {term: name for claim in claims for term, name in claim.shown_names.items()}
    symbols = claims[0].symbols if claims else {}
    used = used_definitions(*claims)
    indexed = {name: claim for claim in claims for name in claim.families.texts}
    found = []
    for name, term in used.items():
        if name in indexed:
            said = _indexed_definition(indexed[name], name)
        else:
            said = f"{name_latex(name, symbols)} = {to_latex(term, names, expand=True, symbols=symbols)}"
        if said is not None and len(said) <= LONGEST:
            found.append((name, said))
    return found


def _indexed_definition(claim: LedgerClaim, name: str) -> str | None:
    """A definition with indices in it, as it is written."""
    heading, text = claim.families.texts[name]
    found = _read_for_display(claim, (heading, text))
    if found is None:
        return None
    (left, right), symbols = found
    return f"{_side(left, {}, symbols)} = {_side(right, {}, symbols)}"


def shapes_of(claims: Sequence[LedgerClaim]) -> list[str]:
    """The matrices that these claims use with their shapes, families by a member, and scalars, in LaTeX."""
    symbols = claims[0].symbols if claims else {}
    inside = set(subterms(*(term for claim in claims for term in claim.terms)))
    matrices = {name: (term, claim) for claim in claims for name, term in claim.matrices.items() if term in inside}
    by_shape: dict[str, list[str]] = {}
    for name, (term, claim) in matrices.items():
        family = claim.families.named.get(name)
        sides = term.shape if family is None else (family.rows, term.cols)
        dimensions = r" \times ".join(size_latex(side, symbols) for side in sides)
        shape = rf"\in \mathbb{{R}}^{{{dimensions}}}"
        shown = name_latex(name, symbols)
        if family is not None:
            index = claim.families.index_of(family)
            shown, last = member_latex(family, index, symbols), size_latex(family.count, symbols)
            shape += rf",\ {name_latex(index, symbols)} = 1, \dots, {last}"
        by_shape.setdefault(shape, []).append(shown)
    scalars = {name: one for claim in claims for name, one in claim.scalars.items() if one.variable in inside}
    return [
        *(f"{', '.join(names)} {shape}" for shape, names in by_shape.items()),
        *(range_latex(one, symbols) for one in scalars.values()),
    ]


def plain_names(claim: LedgerClaim) -> list[str]:
    """What the names in a claim stand for, and the names in these, each on a line of plain text.

    The claim may be one whose shapes do not fit: its words alone are read.
    """
    names, written, found = claim.shown_names, claim.families.texts, dict[str, str]()
    waiting = [name for text in claim.texts for name in _words(text)]
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        if name in claim.definitions:
            heading, text = written.get(name) or (name, to_text(claim.definitions[name], names, expand=True))
            found[name] = f"{heading} = {text}"
            waiting += _words(text)
        elif name in claim.scalars:
            found[name] = range_text(claim.scalars[name]).replace("real", f"{name} is a real number")
        elif name in claim.matrices:
            found[name] = f"{name} is " + " x ".join(map(size_text, claim.matrices[name].shape))
    return list(found.values())


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z_]\w*", text)


def derivations_tex(claim: LedgerClaim) -> list[dict[str, Any]]:
    """The derivations of the claim's derivatives, step by step, in LaTeX."""
    return derivations_of(claim, writer(True, claim.symbols))


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


def matrix_tex(name: str, rows: Sequence[Sequence[object]], symbols: Mapping[str, str] = NO_SYMBOLS) -> str:
    """A matrix of a counterexample.

    >>> print(matrix_tex("B", [["1", "0"], ["0", "-1/2"]]))
    B = \\begin{bmatrix} 1 & 0 \\\\ 0 & -\\tfrac{1}{2} \\end{bmatrix}
    """
    body = r" \\ ".join(" & ".join(number_tex(str(entry)) for entry in row) for row in rows)
    return rf"{name_latex(name, symbols)} = \begin{{bmatrix}} {body} \end{{bmatrix}}"
