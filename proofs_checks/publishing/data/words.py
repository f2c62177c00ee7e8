"""Words and marks: how a verdict, a kind of item and a strength of evidence are called and drawn on every page.

Dictionary
    MARKS       a sign for each verdict, readable without colour
    KINDS       the kinds of items, with the word for many and the shape in graphs
    label       lemma-3.2 -> Lemma 3.2, or Lem 3.2 in graphs
"""

from __future__ import annotations

from collections.abc import Mapping

from proofs_checks.verdict.verdict import Verdict

MARKS: Mapping[str, str] = {
    Verdict.PROVED: "✓",
    Verdict.CONDITIONAL: "◇",
    Verdict.REFUTED: "✗",
    Verdict.ILL_TYPED: "⊘",
    Verdict.UNDECIDED: "?",
    Verdict.CITED: "❝",
    Verdict.CONVENTION: "≝",
    Verdict.CONDITIONALLY_REFUTED: "◈",
}
HOW_WORDS: Mapping[str, str] = {
    "statement": "in a statement",
    "argument": "in a judged argument",
    "derivation": "in a derivation",
    "coq": "in Coq",
}
MEANINGS: Mapping[str, str] = {
    Verdict.PROVED: "holds; an equality for all sizes and all real entries, or where a named condition holds",
    Verdict.CONDITIONAL: "holds under a theorem or hypothesis of others that is named with it",
    Verdict.REFUTED: "false: an instance is certified, or a family of instances or a value recorded",
    Verdict.ILL_TYPED: "shapes do not fit, so the formula says nothing",
    Verdict.UNDECIDED: "neither proof nor counterexample",
    Verdict.CITED: "a theorem or hypothesis of others, not judged",
    Verdict.CONVENTION: "a definition or a notation",
    Verdict.CONDITIONALLY_REFUTED: "fails under a hypothesis of others; if that is false, the claim may stand",
}
HEADLINE = (
    ("items_true", "stand", "items true as printed"),
    ("items_slip", "slips", "items true once a slip is mended"),
    ("items_false", "false", "items false as printed"),
)
STATEMENT_WORDS: Mapping[str, str] = {
    "sound": "stands as printed",
    "corrected": "printed form corrected",
    "faulty": "fails as printed",
    "open": "open or cited in part",
    "agreed": "convention",
}
KINDS: Mapping[str, tuple[str, str]] = {  # kind: (word for many, shape of graphviz)
    "definition": ("definitions", "box"),
    "equation": ("equations", "cds"),
    "fact": ("facts", "oval"),
    "lemma": ("lemmas", "ellipse"),
    "theorem": ("theorems", "octagon"),
    "remark": ("remarks", "note"),
    "problem": ("problems", "hexagon"),
    "hypothesis": ("hypotheses", "diamond"),
    "simplification": ("simplifications", "tab"),
    "table": ("tables", "box3d"),
    "text": ("passages of text", "component"),
}
OTHER_SHAPE = "box"
_SHORT = {"definition": "Def", "equation": "Eq", "lemma": "Lem", "theorem": "Thm", "remark": "Rem", "hypothesis": "Hyp"}
_SHORT |= {"simplification": "Simp", "problem": "Prob"}


def kind_of(ident: str) -> str:
    """The kind of an item.

    >>> kind_of("lemma-3.2")
    'lemma'
    """
    return ident.split("-")[0]


def label(ident: str) -> str:
    """An id as a person writes it.

    >>> label("lemma-3.2"), label("text-C.5"), label("simplification-S4")
    ('Lemma 3.2', 'Text C.5', 'Simplification S4')
    """
    kind, _, number = ident.partition("-")
    return f"{kind.capitalize()} {number}" if number else ident


def short_label(ident: str) -> str:
    """An id as briefly as a node of a graph needs it.

    >>> short_label("lemma-3.2")
    'Lem 3.2'
    """
    kind, _, number = ident.partition("-")
    return f"{_SHORT.get(kind, kind.capitalize())} {number}".strip()
