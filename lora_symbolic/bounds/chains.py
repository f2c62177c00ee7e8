"""Chains: the error budget of every lemma between the exponential and the gradients, on two roads side by side.

Dictionary
    Chain               the terms of a problem by the paper's letters, and a derivation for each
    paper_chain         the largest entry alone, from |f~ - f| <= eps on: the road of Lemmas 3.4-3.7 and Section C.7
    entrywise_chain     the same start, but rows of f sum to 1 and all four norms are remembered
    stochastic_chain    |P - exp| <= delta exp on the logits, hence rows of f~ sum to 1 as well
    relative_chain      |f~ - f| <= delta f, where rows of f~ need not sum to 1
    partial_terms       f, c, q, p1, p2, p, dA, dB of Section 3
    full_terms          the same for Appendix A, with the gradients in A_Q, B_Q, A_K, B_K, A_V, B_V
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sympy

from lora_symbolic.attention import (
    AttentionLoss,
    FullAdaptation,
    PartialAdaptation,
    full_adaptation,
    partial_adaptation,
)
from lora_symbolic.language import Term, matrix

from .bound import Given, absolute, exact, magnitude, stochastic
from .derive import ErrorDerivation, derive
from .norms import ENTRIES, ONE, ROWS, ZERO, Calculus, Expression, factored
from .rules.softmax_constants import DELTA, TAU, total_variation

EPS = sympy.Symbol("eps", positive=True)
PAPER_SIZES = {"L": 4096, "d": 16, "r": 4}  # many tokens, few columns: where valid bounds are compared


@dataclass(frozen=True, eq=False)
class Chain:
    """Derivations of every term of a problem from one assumption about f.

    >>> chain = stochastic_chain(partial_terms())
    >>> chain.error("c")
    2*tau*|C3|
    >>> chain.error("dA")
    2*L*d**2*tau*|B|*|C1|*|C2|*|C3|*(2*|C3| + |Y|)
    """

    title: str
    terms: Mapping[str, Term]
    given: Mapping[Term, Given]
    exp_error: Expression
    calculus: Calculus
    small: sympy.Symbol
    _made: dict[str, ErrorDerivation] = field(default_factory=dict, repr=False)
    _bounds: dict[tuple[str, str], Expression] = field(default_factory=dict, repr=False)

    def derivation(self, letter: str) -> ErrorDerivation:
        """The derivation for a letter, made when it is first asked for."""
        if letter not in self._made:
            names = {term: name for name, term in self.terms.items()}
            self._made[letter] = derive(self.terms[letter], self.given, self.exp_error, self.calculus, names)
        return self._made[letter]

    def error(self, letter: str, norm: str = "entry") -> Expression:
        """The bound on a norm of the error, factored."""
        return factored(self.derivation(letter).bound.error[norm])

    def bound(self, letter: str, norm: str = "entry") -> Expression:
        """The same as it is evaluated, with what tau stands for put in."""
        key = (letter, norm)
        if key not in self._bounds:
            self._bounds[key] = self.error(letter, norm).xreplace(dict(self.definitions))
        return self._bounds[key]

    def size(self, letter: str, norm: str = "entry") -> Expression:
        """The bound on a norm of the exact term, factored."""
        return factored(self.derivation(letter).bound.size[norm])

    def first_order(self, letter: str, norm: str = "entry") -> Expression:
        """The part of the bound that is linear in the input error."""
        return self.derivation(letter).first_order(self.small, norm)

    @property
    def definitions(self) -> Mapping[sympy.Symbol, Expression]:
        """What tau stands for, where it occurs."""
        return {TAU: total_variation(self.exp_error)} if self.exp_error != 0 else {}


def paper_chain(terms: Mapping[str, Term]) -> Chain:
    """Max norms alone: every matrix product costs its inner size."""
    given = {terms["f"]: absolute(EPS, ONE), **_products(terms)}
    return Chain("largest entries alone", terms, given, ZERO, ENTRIES.at(PAPER_SIZES), EPS)


def entrywise_chain(terms: Mapping[str, Term]) -> Chain:
    """The same assumption on f, in a calculus that knows that rows of f sum to 1."""
    given = {terms["f"]: absolute(EPS, rows_sum_to_one=True), **_products(terms)}
    return Chain("largest entries of the error, stochastic f", terms, given, ZERO, ROWS.at(PAPER_SIZES), EPS)


def stochastic_chain(terms: Mapping[str, Term]) -> Chain:
    """A relative error delta of the exponential inside softmax: rows of f~ sum to 1 too."""
    return Chain("relative error of exp", terms, _products(terms), DELTA, ROWS.at(PAPER_SIZES), DELTA)


def relative_chain(terms: Mapping[str, Term]) -> Chain:
    """|f~ - f| <= delta f, rows of f sum to 1 and those of f~ need not."""
    given = {terms["f"]: stochastic(DELTA), **_products(terms)}
    return Chain("error relative to a stochastic matrix", terms, given, ZERO, ROWS.at(PAPER_SIZES), DELTA)


CHAINS = (paper_chain, entrywise_chain, relative_chain, stochastic_chain)


def _products(terms: Mapping[str, Term]) -> dict[Term, Given]:
    """Products of inputs that the paper gives a letter: their size is that letter's, they are exact."""
    letters = ("C3", "CK1", "CQ2")
    return {terms[letter]: exact(magnitude(letter)) for letter in letters if letter in terms and terms[letter].args}


def partial_terms(problem: PartialAdaptation | None = None) -> dict[str, Term]:
    """The letters of Section 3; r is the column of the f_j^T q_j (Equation C.1)."""
    case = problem or partial_adaptation()
    return {
        "f": case.f,
        "c": case.c,
        "q": case.q,
        "p1": case.p1,
        "p2": case.p2,
        "p": case.p,
        "dA": case.gradient_A,
        "dB": case.gradient_B,
    }


def full_terms(problem: FullAdaptation | None = None) -> dict[str, Term]:
    """The letters of Appendix A and the gradients in all six adapters; W_V = W_V* + B_V A_V enters linearly.

    The gradients in A_V and B_V, B_V^T X_V^T f^T c and X_V^T f^T c A_V^T, are those at B_V A_V = 0 absorbed in C3.
    """
    case = problem or full_adaptation()
    side = AttentionLoss(case.XQ @ case.WQ, case.XK, case.C3, case.Y, case.WK.T)
    CQ2, CK1 = case.XK @ case.WK, side.C1
    d, r = case.BQ.shape
    BV, AV = matrix("BV", d, r), matrix("AV", r, d)
    return {
        "C3": case.C3,
        "CK1": CK1,
        "CQ2": CQ2,
        "f": side.f,
        "c": side.c,
        "q": side.q,
        "p1": side.p1,
        "p2": side.p2,
        "p": side.p,
        "dAQ": case.BQ.T @ case.XQ.T @ side.p @ CQ2,
        "dBQ": case.XQ.T @ side.p @ CQ2 @ case.AQ.T,
        "dAK": case.BK.T @ case.XK.T @ side.p.T @ CK1,
        "dBK": case.XK.T @ side.p.T @ CK1 @ case.AK.T,
        "dAV": BV.T @ case.XV.T @ side.f.T @ side.c,
        "dBV": case.XV.T @ side.f.T @ side.c @ AV.T,
    }
