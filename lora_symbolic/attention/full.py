"""Full adaptation: the loss of Equation A.2, with adapters in W_Q and W_K and the linear projection W_V frozen.

The factor 1/2 of Definition D.5 is kept and beta = alpha/r = 1, so that the gradients are those of Lemma D.4.

Dictionary
    FullAdaptation      tokens XQ, XK, XV, target Y, frozen WQ0, WK0, WV0, adapters BQ AQ and BK AK
    side_Q, side_K      the notions of Definitions D.1-D.8 for mu = Q and mu = K, at W_Q and at W_K^T
    full_adaptation()   all matrices variables, of sizes L, d, r
"""

from __future__ import annotations

from dataclasses import dataclass

from lora_symbolic.language import Term, commutation, matrix, softmax, sum_entries, vec

from .loss import AttentionLoss


@dataclass(frozen=True)
class FullAdaptation:
    """The loss of Equation A.2 (with Definition D.5's factor 1/2) and its four closed-form gradients.

    >>> problem = full_adaptation()
    >>> from lora_symbolic.language import to_text
    >>> to_text(problem.gradient_AK, problem.names)
    'BK.T @ XK.T @ p.T @ XQ @ WQ'
    """

    XQ: Term
    XK: Term
    XV: Term
    Y: Term
    WQ0: Term
    WK0: Term
    WV0: Term
    BQ: Term
    AQ: Term
    BK: Term
    AK: Term

    @property
    def WQ(self) -> Term:
        """W_Q* + B_Q A_Q."""
        return self.WQ0 + self.BQ @ self.AQ

    @property
    def WK(self) -> Term:
        """W_K* + B_K A_K."""
        return self.WK0 + self.BK @ self.AK

    @property
    def C3(self) -> Term:
        """X_V W_V*; Equation A.1."""
        return self.XV @ self.WV0

    @property
    def side_Q(self) -> AttentionLoss:
        """mu = Q: C_Q1 = X_Q, C_Q2 = X_K W_K, at W = W_Q; Equation A.1, Definitions D.1-D.8."""
        return AttentionLoss(self.XQ, self.XK @ self.WK, self.C3, self.Y, self.WQ)

    @property
    def side_K(self) -> AttentionLoss:
        """mu = K: C_K1 = X_Q W_Q, C_K2 = X_K, at W = W_K^T; Equation A.1, Definitions D.1-D.8."""
        return AttentionLoss(self.XQ @ self.WQ, self.XK, self.C3, self.Y, self.WK.T)

    @property
    def scores(self) -> Term:
        """X_Q W_Q W_K^T X_K^T, L x L."""
        return self.XQ @ self.WQ @ self.WK.T @ self.XK.T

    @property
    def f(self) -> Term:
        """The attention weights; equal to f of either side."""
        return softmax(self.scores)

    @property
    def c(self) -> Term:
        """The residual f C3 - Y."""
        return self.f @ self.C3 - self.Y

    @property
    def loss(self) -> Term:
        """Half the squared Frobenius norm of the residual; half of what Equation A.2 prints."""
        return sum_entries(self.c * self.c) / 2

    @property
    def q(self) -> Term:
        """c C3^T, with rows q_j; Definition D.6 prints its transpose."""
        return self.side_K.q

    @property
    def p(self) -> Term:
        """Definition D.7, with rows p_j; the same for both sides."""
        return self.side_K.p

    @property
    def gradient_AQ(self) -> Term:
        """B_Q^T C_Q1^T p C_Q2, r x d; Lemma D.4."""
        return self.BQ.T @ self.XQ.T @ self.p @ self.XK @ self.WK

    @property
    def gradient_BQ(self) -> Term:
        """C_Q1^T p C_Q2 A_Q^T, d x r; Lemma D.4 with A_Q on the other side."""
        return self.XQ.T @ self.p @ self.XK @ self.WK @ self.AQ.T

    @property
    def gradient_AK(self) -> Term:
        """B_K^T C_K2^T p^T C_K1, r x d; Lemma D.4 with W_K transposed where it enters."""
        return self.BK.T @ self.XK.T @ self.p.T @ self.XQ @ self.WQ

    @property
    def gradient_BK(self) -> Term:
        """C_K2^T p^T C_K1 A_K^T, d x r; Lemma D.4 with W_K transposed where it enters."""
        return self.XK.T @ self.p.T @ self.XQ @ self.WQ @ self.AK.T

    @property
    def vec_gradient_AK(self) -> Term:
        """T vec(C_K1^T p C_K2 B_K), rd x 1: the gradient in A_K through the permutation of Lemma D.2."""
        d, r = self.BK.shape
        return commutation(d, r) @ vec(self.side_K.C1.T @ self.p @ self.side_K.C2 @ self.BK)

    @property
    def printed_gradient_AK(self) -> Term:
        """T(r, d)^T vec(B_K^T C_K1^T p C_K2): Lemma D.4's form with a permutation that fits; not the gradient."""
        r, d = self.AK.shape
        return commutation(r, d).T @ vec(self.BK.T @ self.side_K.C1.T @ self.p @ self.side_K.C2)

    @property
    def names(self) -> dict[Term, str]:
        """Letters for these terms, for printing."""
        return {**self.side_K.names, self.WQ: "WQ", self.WK: "WK", self.C3: "C3"}


def full_adaptation(tokens: str = "L", width: str = "d", rank: str = "r") -> FullAdaptation:
    """Equation A.2 as its reader meets it: every matrix a variable.

    >>> print(full_adaptation().scores)
    XQ @ (WQ0 + BQ @ AQ) @ (WK0 + BK @ AK).T @ XK.T
    """
    XQ, XK, XV, Y = (matrix(name, tokens, width) for name in ("XQ", "XK", "XV", "Y"))
    WQ0, WK0, WV0 = (matrix(name, width, width) for name in ("WQ0", "WK0", "WV0"))
    BQ, BK = (matrix(name, width, rank) for name in ("BQ", "BK"))
    AQ, AK = (matrix(name, rank, width) for name in ("AQ", "AK"))
    return FullAdaptation(XQ, XK, XV, Y, WQ0, WK0, WV0, BQ, AQ, BK, AK)
