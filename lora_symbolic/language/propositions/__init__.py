"""Propositions: what is claimed beyond an equality, as data, with one sentence each that is made from the data."""

from .formula import Formula, formula
from .proposition import (
    Comparison,
    Equivalence,
    Problem,
    Proposition,
    Quantifier,
    Reduction,
    Solvable,
    compared,
    comparisons,
    every,
    negation,
    problem,
    some,
)
from .sentence import data, latex, naming, sentence

__all__ = [
    "Comparison",
    "Equivalence",
    "Formula",
    "Problem",
    "Proposition",
    "Quantifier",
    "Reduction",
    "Solvable",
    "compared",
    "comparisons",
    "data",
    "every",
    "formula",
    "latex",
    "naming",
    "negation",
    "problem",
    "sentence",
    "some",
]
