"""The chain of factors: what U1 V1^T, ..., U4 V4^T approximate, each as a product of thin matrices.

From U1 V1^T for f (Lemma 3.3) and U2 V2^T for q (Lemma 3.5) come factors of p1 (Lemma 3.6) and p2 (Lemma 3.7), and the
gradient (Theorem 3.1), without an L x L matrix anywhere.

Dictionary (U1, V1 are L x k1, U2, V2 are L x k2; o is the face-splitting product, rowkron)
    f1, q1     U1 V1^T, U2 V2^T               stand for f and q
    U3, V3     U1 o U2, V1 o V2               U3 V3^T = (U1 V1^T) .* (U2 V2^T) stands for p1; width k1 k2
    r          rowsum((U1 V1^T V2) .* U2)     stands for the f_j^T q_j, in time L k1 k2
    U4, V4     diag(r) U1, V1                 U4 V4^T = diag(r) U1 V1^T stands for p2; width k1
    U, V       U1 o [U2, -r], V1 o [V2, 1]    U V^T = U3 V3^T - U4 V4^T stands for p; width k1 (k2 + 1)
"""

from __future__ import annotations

from dataclasses import dataclass

from lora_symbolic.language import Term, block, diag, matrix, ones, rowkron, rowsum

from .partial import PartialAdaptation


@dataclass(frozen=True)
class FactorChain:
    """The factors of Lemmas 3.3-3.7 made of U1, V1 for f and U2, V2 for q.

    >>> factor_chain().U
    <rowkron(U1, block([[U2, -rowsum(U1 @ (V1.T @ V2) * U2)]])) : L x k1*k2 + k1>
    """

    U1: Term
    V1: Term
    U2: Term
    V2: Term

    @property
    def f(self) -> Term:
        """U1 V1^T, which stands for f; Lemma 3.3."""
        return self.U1 @ self.V1.T

    @property
    def q(self) -> Term:
        """U2 V2^T, which stands for q; Lemma 3.5."""
        return self.U2 @ self.V2.T

    @property
    def U3(self) -> Term:
        """U1 o U2, L x k1 k2; Lemma 3.6 with the face-splitting product."""
        return rowkron(self.U1, self.U2)

    @property
    def V3(self) -> Term:
        """V1 o V2, L x k1 k2; Lemma 3.6."""
        return rowkron(self.V1, self.V2)

    @property
    def p1(self) -> Term:
        """U3 V3^T, which equals (U1 V1^T) .* (U2 V2^T); Lemma 3.6."""
        return self.U3 @ self.V3.T

    @property
    def r(self) -> Term:
        """The row sums of (U1 V1^T V2) .* U2, L x 1, which stand for f_j^T q_j; Equation C.1."""
        return rowsum((self.U1 @ (self.V1.T @ self.V2)) * self.U2)

    @property
    def U4(self) -> Term:
        """diag(r) U1, L x k1; Lemma 3.7 by rows."""
        return diag(self.r) @ self.U1

    @property
    def V4(self) -> Term:
        """V1, L x k1; Lemma 3.7 by rows."""
        return self.V1

    @property
    def p2(self) -> Term:
        """U4 V4^T = diag(r) U1 V1^T; Lemma 3.7 by rows."""
        return self.U4 @ self.V4.T

    @property
    def printed_p2(self) -> Term:
        """U1 (diag(r) V1)^T = f diag(r), as Section C.6 prints it: f_j f_j^T q_j neither by rows nor by columns."""
        return self.U1 @ (diag(self.r) @ self.V1).T

    @property
    def U(self) -> Term:
        """U1 o [U2, -r], L x k1 (k2 + 1)."""
        return rowkron(self.U1, block([[self.U2, -self.r]]))

    @property
    def V(self) -> Term:
        """V1 o [V2, 1], L x k1 (k2 + 1)."""
        return rowkron(self.V1, block([[self.V2, ones(self.V2.rows, 1)]]))

    @property
    def p(self) -> Term:
        """U V^T, which equals U3 V3^T - U4 V4^T."""
        return self.U @ self.V.T

    def gradient_A(self, problem: PartialAdaptation) -> Term:
        """(B^T C1^T U)(V^T C2), r x d: thin products only; Theorem 3.1."""
        return (problem.B.T @ problem.C1.T @ self.U) @ (self.V.T @ problem.C2)

    def gradient_B(self, problem: PartialAdaptation) -> Term:
        """(C1^T U)(V^T C2 A^T), d x r: thin products only; Theorem 3.1."""
        return (problem.C1.T @ self.U) @ (self.V.T @ problem.C2 @ problem.A.T)


def factor_chain(tokens: str = "L", first: str = "k1", second: str = "k2") -> FactorChain:
    """The chain for variables U1, V1 of width k1 and U2, V2 of width k2."""
    U1, V1 = matrix("U1", tokens, first), matrix("V1", tokens, first)
    return FactorChain(U1, V1, matrix("U2", tokens, second), matrix("V2", tokens, second))


def residual_chain(C3: Term, Y: Term, width: str = "k1") -> FactorChain:
    """The chain whose second factors come from the first: U2 = U1 V1^T C3 - Y and V2 = C3, so k2 = d.

    >>> C3, Y = matrix("C3", "L", "d"), matrix("Y", "L", "d")
    >>> print(residual_chain(C3, Y).q)
    (U1 @ (V1.T @ C3) - Y) @ C3.T
    """
    U1, V1 = matrix("U1", C3.rows, width), matrix("V1", C3.rows, width)
    return FactorChain(U1, V1, U1 @ (V1.T @ C3) - Y, C3)


def printed_residual_chain(C3: Term, Y: Term, width: str = "k1") -> FactorChain:
    """The second factors as Section C.4 prints them, for the transpose of q: [C3, -C3] and [U1 V1^T C3, Y], k2 = 2d."""
    U1, V1 = matrix("U1", C3.rows, width), matrix("V1", C3.rows, width)
    return FactorChain(U1, V1, block([[C3, -C3]]), block([[U1 @ (V1.T @ C3), Y]]))
