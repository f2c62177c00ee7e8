"""Partial adaptation: the loss of Equation 3.3, in which only the query projection carries an adapter.

Dictionary
    PartialAdaptation         C1, C2, C3, Y, the frozen W0, the adapter B A, and the loss at W = W0 + B A
    partial_adaptation()      all of them variables, of sizes L, d, r
    partial_from_attention()  C1, C2, C3, W0 made of tokens and frozen weights as Equation 3.2 makes them
"""

from __future__ import annotations

from dataclasses import dataclass

from lora_symbolic.language import Size, Term, matrix, scalar, size

from .loss import AttentionLoss


@dataclass(frozen=True)
class PartialAdaptation:
    """The loss of Equation 3.3 in the adapter matrices B (d x r) and A (r x d), with its closed-form gradients.

    >>> problem = partial_adaptation()
    >>> from lora_symbolic.language import to_text
    >>> to_text(problem.gradient_A, problem.names)
    'B.T @ C1.T @ p @ C2'
    >>> to_text(problem.gradient_B, problem.names)
    'C1.T @ p @ C2 @ A.T'
    """

    C1: Term
    C2: Term
    C3: Term
    Y: Term
    W0: Term
    B: Term
    A: Term

    @property
    def W(self) -> Term:
        """The adapted weight W0 + B A; Definition 1.1 with its factor alpha / r in C1."""
        return self.W0 + self.B @ self.A

    @property
    def attention(self) -> AttentionLoss:
        """The notions of Definitions 3.2-3.6 at W = W0 + B A."""
        return AttentionLoss(self.C1, self.C2, self.C3, self.Y, self.W)

    @property
    def u(self) -> Term:
        """Definition 3.2."""
        return self.attention.u

    @property
    def alpha(self) -> Term:
        """Definition 3.3."""
        return self.attention.alpha

    @property
    def f(self) -> Term:
        """Definition 3.4."""
        return self.attention.f

    @property
    def c(self) -> Term:
        """Definition 3.5."""
        return self.attention.c

    @property
    def loss(self) -> Term:
        """Equation 3.3."""
        return self.attention.loss

    @property
    def q(self) -> Term:
        """Equation 3.6, transposed so that its rows are the q_j."""
        return self.attention.q

    @property
    def p1(self) -> Term:
        """Definition 3.6."""
        return self.attention.p1

    @property
    def p2(self) -> Term:
        """Definition 3.6."""
        return self.attention.p2

    @property
    def p(self) -> Term:
        """Equation 3.6."""
        return self.attention.p

    @property
    def gradient_A(self) -> Term:
        """B^T C1^T p C2, r x d: Lemma 3.2 with q_j the columns of C3 c^T."""
        return self.B.T @ self.C1.T @ self.p @ self.C2

    @property
    def gradient_B(self) -> Term:
        """C1^T p C2 A^T, d x r: Lemma 3.2 with the adapter on the right."""
        return self.C1.T @ self.p @ self.C2 @ self.A.T

    @property
    def printed_gradient_A(self) -> Term:
        """B^T C1^T p C2 with q_j the rows of C3 c^T, as Lemma 3.2 prints q; it is not the gradient."""
        return self.B.T @ self.C1.T @ self.attention.printed_p @ self.C2

    def printed_gradient_B(self) -> Term:
        """C1^T p A C2, as Lemma 3.2 prints it. Raises ShapeError: A is r x d and p has L columns."""
        return self.C1.T @ self.p @ self.A @ self.C2

    @property
    def names(self) -> dict[Term, str]:
        """The letters of the paper for these terms, for printing."""
        return self.attention.names


def partial_adaptation(tokens: str = "L", width: str = "d", rank: str = "r") -> PartialAdaptation:
    """Equation 3.3 as its reader meets it: every matrix a variable.

    >>> print(partial_adaptation().loss)
    sum((softmax(C1 @ (W0 + B @ A) @ C2.T) @ C3 - Y) * (softmax(C1 @ (W0 + B @ A) @ C2.T) @ C3 - Y)) / 2
    """
    C1, C2, C3, Y = (matrix(name, tokens, width) for name in ("C1", "C2", "C3", "Y"))
    W0, B, A = matrix("W0", width, width), matrix("B", width, rank), matrix("A", rank, width)
    return PartialAdaptation(C1, C2, C3, Y, W0, B, A)


def partial_from_attention(scaling: str = "alpha") -> PartialAdaptation:
    """Equations 3.1 and 3.2: C1 = (alpha/r) X_Q, C2 = X_K W_K*, C3 = X_V W_V*, W0 = (r/alpha) W_Q*.

    >>> problem = partial_from_attention()
    >>> print(problem.C1, problem.C2, problem.W0, sep=" | ")
    alpha/r * XQ | XK @ WK | r/alpha * WQ
    """
    XQ, XK, XV, Y = (matrix(name, "L", "d") for name in ("XQ", "XK", "XV", "Y"))
    WQ, WK, WV = (matrix(name, "d", "d") for name in ("WQ", "WK", "WV"))
    factor: Size = size(scaling) / size("r")
    B, A = matrix("B", "d", "r"), matrix("A", "r", "d")
    return PartialAdaptation(scalar(factor) * XQ, XK @ WK, XV @ WV, Y, scalar(1 / factor) * WQ, B, A)
