"""The attention loss at a weight W, with every notion of Definitions 3.2-3.6 (and D.1-D.8) by name.

Dictionary (C1, C2, C3, Y are L x d, W is d x d; row j of f, q, p1, p2, p is the paper's f_j, q_j, ...)
    scores   C1 W C2^T                        u       exp of the scores            Definitions 3.2, D.1
    alpha    the row sums of u                                                     Definitions 3.3, D.2
    f        softmax of the scores, by rows                                        Definitions 3.4, D.3
    c        f C3 - Y                                                              Definitions 3.5, D.4
    loss     half the sum of the squares of c                                      Equation 3.4, Definition D.5
    q        c C3^T, with rows q_j = C3 c_j                                        Equation 3.6, Definition D.6
    p1, p2   f .* q and diag(rowsum(f .* q)) f,    p = p1 - p2                     Definitions 3.6, D.7, D.8
"""

from __future__ import annotations

from dataclasses import dataclass

from lora_symbolic.language import Term, diag, exp, reciprocal, rowsum, softmax, sum_entries


@dataclass(frozen=True)
class AttentionLoss:
    """Half the squared Frobenius norm of softmax(C1 W C2^T) C3 - Y.

    >>> from lora_symbolic.language import matrix
    >>> C1, C2, C3, Y = (matrix(name, "L", "d") for name in ("C1", "C2", "C3", "Y"))
    >>> print(AttentionLoss(C1, C2, C3, Y, matrix("W", "d", "d")).f)
    softmax(C1 @ W @ C2.T)
    """

    C1: Term
    C2: Term
    C3: Term
    Y: Term
    W: Term

    @property
    def scores(self) -> Term:
        """The logits C1 W C2^T, L x L."""
        return self.C1 @ self.W @ self.C2.T

    @property
    def u(self) -> Term:
        """exp(C1 W C2^T), L x L; row j is u_j of Definition 3.2."""
        return exp(self.scores)

    @property
    def alpha(self) -> Term:
        """The row sums of u, L x 1; Definition 3.3."""
        return rowsum(self.u)

    @property
    def f(self) -> Term:
        """The attention weights, L x L; row j is f_j of Definition 3.4."""
        return softmax(self.scores)

    @property
    def normalised_u(self) -> Term:
        """D^-1 u with D = diag(alpha), as Equation 3.3 writes the attention weights; equal to f."""
        return diag(reciprocal(self.alpha)) @ self.u

    @property
    def c(self) -> Term:
        """The residual f C3 - Y, L x d; Definition 3.5."""
        return self.f @ self.C3 - self.Y

    @property
    def loss(self) -> Term:
        """Half the sum of the squares of c; Equation 3.4."""
        return sum_entries(self.c * self.c) / 2

    @property
    def q(self) -> Term:
        """c C3^T, L x L, with row j the vector q_j = C3 c_j; the derivative of the loss in f."""
        return self.c @ self.C3.T

    @property
    def printed_q(self) -> Term:
        """C3 c^T, as Equation 3.6 and Definition D.6 print it: its columns are the vectors q_j."""
        return self.C3 @ self.c.T

    @property
    def p1(self) -> Term:
        """f .* q, with row j the vector diag(f_j) q_j; Definition 3.6."""
        return self.f * self.q

    @property
    def p2(self) -> Term:
        """diag(rowsum(f .* q)) f, with row j the vector f_j f_j^T q_j; Definition 3.6."""
        return diag(rowsum(self.f * self.q)) @ self.f

    @property
    def p(self) -> Term:
        """p1 - p2, with row j the vector (diag(f_j) - f_j f_j^T) q_j; the derivative of the loss in the scores."""
        return self.p1 - self.p2

    @property
    def printed_p(self) -> Term:
        """The same with row j of the printed q in place of q_j: the reading that makes Lemma 3.2 false."""
        q = self.printed_q
        return self.f * q - diag(rowsum(self.f * q)) @ self.f

    @property
    def gradient_W(self) -> Term:
        """C1^T p C2, the derivative of the loss in W, d x d."""
        return self.C1.T @ self.p @ self.C2

    @property
    def names(self) -> dict[Term, str]:
        """The letters of the paper for these terms, for printing."""
        return {self.f: "f", self.c: "c", self.q: "q", self.p1: "p1", self.p2: "p2", self.p: "p"}
