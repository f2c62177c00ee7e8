"""The loss seen through Kronecker products: every row at once, and one row on its own.

With vec by rows (Definition 2.1), vec(A X B^T) = (A (x) B) vec(X) (Lemma 2.1), so the scores C1 W C2^T are M vec(W)
with M = C1 (x) C2. Block j of M, here M_j = x (x) C2 for a row x of C1, gives row j of the scores.

Dictionary
    VectorisedLoss      u, alpha, f, c, and the gradient of Equation 3.5, all rows one below the other
    RowLoss             the same for one row: x stands for row j of C1, y for row j of Y
    AdapterJacobians    vec(W0 + B A) = vec(W0) + J_A vec(A) = vec(W0) + J_B vec(B), as it is and as Lemma C.1 prints it
"""

from __future__ import annotations

from dataclasses import dataclass

from lora_symbolic.language import (
    Term,
    colkron,
    diag,
    exp,
    eye,
    kron,
    matrix,
    ones,
    reciprocal,
    softmax,
    sum_entries,
    vec,
)

from .loss import AttentionLoss


@dataclass(frozen=True)
class VectorisedLoss:
    """All rows at once: every notion is vec of the one in `of`.

    >>> from lora_symbolic.attention import partial_adaptation
    >>> view = VectorisedLoss(partial_adaptation().attention)
    >>> view.M
    <kron(C1, C2) : L**2 x d**2>
    """

    of: AttentionLoss

    @property
    def M(self) -> Term:
        """C1 (x) C2, L^2 x d^2; Definition 3.2."""
        return kron(self.of.C1, self.of.C2)

    @property
    def u(self) -> Term:
        """exp(M vec(W)), L^2 x 1: the u_j one below the other; Definition 3.2."""
        return exp(self.M @ vec(self.of.W))

    @property
    def alpha(self) -> Term:
        """(I (x) 1^T) u, L x 1: the inner products of the u_j with 1; Definition 3.3."""
        tokens = self.of.Y.rows
        return kron(eye(tokens), ones(1, tokens)) @ self.u

    @property
    def D(self) -> Term:
        """diag(alpha) (x) I, L^2 x L^2: the normaliser of Equation 2.1 for all rows."""
        return kron(diag(self.alpha), eye(self.of.Y.rows))

    @property
    def f(self) -> Term:
        """D^-1 u, L^2 x 1: the f_j one below the other; Definition 3.4."""
        return kron(diag(reciprocal(self.alpha)), eye(self.of.Y.rows)) @ self.u

    @property
    def c(self) -> Term:
        """(I (x) C3^T) f - vec(Y), L d x 1: the c_ji in the order of vec; Definition 3.5."""
        return kron(eye(self.of.Y.rows), self.of.C3.T) @ self.f - vec(self.of.Y)

    @property
    def q(self) -> Term:
        """(I (x) C3) c, L^2 x 1: the q_j = C3 c_j one below the other; Equation 3.6."""
        return kron(eye(self.of.Y.rows), self.of.C3) @ self.c

    @property
    def jacobian_softmax(self) -> Term:
        """The L^2 x L^2 block-diagonal matrix with the blocks diag(f_j) - f_j f_j^T."""
        columns = colkron(eye(self.of.Y.rows), self.of.f.T)
        return diag(vec(self.of.f)) - columns @ columns.T

    @property
    def gradient(self) -> Term:
        """Equation 3.5: the sum over j of M_j^T (diag(f_j) - f_j f_j^T) C3 c_j, d^2 x 1."""
        return self.M.T @ self.jacobian_softmax @ vec(self.of.q)


@dataclass(frozen=True)
class RowLoss:
    """One row: x (1 x d) stands for row j of C1 and y (1 x d) for row j of Y.

    >>> print(row_loss().f)
    softmax(x @ W @ C2.T).T
    """

    x: Term
    C2: Term
    C3: Term
    y: Term
    W: Term

    @property
    def M(self) -> Term:
        """x (x) C2, L x d^2: block j of C1 (x) C2; Definition 2.4."""
        return kron(self.x, self.C2)

    @property
    def u(self) -> Term:
        """exp(M_j vec(W)), L x 1; Definition 3.2."""
        return exp(self.M @ vec(self.W))

    @property
    def alpha(self) -> Term:
        """<u_j, 1>; Definition 3.3."""
        return self.u.T @ ones(self.C2.rows, 1)

    @property
    def normalised_u(self) -> Term:
        """u_j / alpha_j, as Definition 3.4 writes f_j."""
        return self.u @ reciprocal(self.alpha)

    @property
    def f(self) -> Term:
        """f_j, L x 1; Definition 3.4."""
        return softmax(self.x @ self.W @ self.C2.T).T

    @property
    def c(self) -> Term:
        """c_j = C3^T f_j - y^T, d x 1; Definition 3.5."""
        return self.C3.T @ self.f - self.y.T

    @property
    def loss(self) -> Term:
        """The part of the loss that row j contributes; Equation 3.4."""
        return sum_entries(self.c * self.c) / 2

    @property
    def q(self) -> Term:
        """q_j = C3 c_j, L x 1; Equation 3.6."""
        return self.C3 @ self.c

    @property
    def p1(self) -> Term:
        """diag(f_j) q_j; Definition 3.6."""
        return diag(self.f) @ self.q

    @property
    def p2(self) -> Term:
        """f_j f_j^T q_j; Definition 3.6."""
        return self.f @ self.f.T @ self.q

    @property
    def p(self) -> Term:
        """(diag(f_j) - f_j f_j^T) q_j, L x 1; Equation 3.6."""
        return (diag(self.f) - self.f @ self.f.T) @ self.q

    @property
    def gradient(self) -> Term:
        """M_j^T (diag(f_j) - f_j f_j^T) C3 c_j, d^2 x 1: the term of index j in Equation 3.5."""
        return self.M.T @ (diag(self.f) - self.f @ self.f.T) @ self.C3 @ self.c


def row_loss(tokens: str = "L", width: str = "d") -> RowLoss:
    """One row of the loss with every matrix a variable."""
    C2, C3 = matrix("C2", tokens, width), matrix("C3", tokens, width)
    return RowLoss(matrix("x", 1, width), C2, C3, matrix("y", 1, width), matrix("W", width, width))


@dataclass(frozen=True)
class AdapterJacobians:
    """How vec(B A) depends on vec(A) and vec(B), with B d x r and A r x d.

    >>> from lora_symbolic.attention import partial_adaptation
    >>> problem = partial_adaptation()
    >>> AdapterJacobians(problem.B, problem.A).in_A
    <kron(B, eye(d)) : d**2 x d*r>
    """

    B: Term
    A: Term

    @property
    def in_A(self) -> Term:
        """B (x) I, d^2 x rd: vec(B A) = (B (x) I) vec(A)."""
        return kron(self.B, eye(self.A.cols))

    @property
    def in_B(self) -> Term:
        """I (x) A^T, d^2 x rd: vec(B A) = (I (x) A^T) vec(B)."""
        return kron(eye(self.B.rows), self.A.T)

    @property
    def printed_in_A(self) -> Term:
        """d copies of B down the diagonal, as Lemma C.1 prints it: right for vec by columns, not by rows."""
        return kron(eye(self.A.cols), self.B)

    @property
    def printed_in_B(self) -> Term:
        """A[s, t] I at block row t and block column s, as Lemma C.1 prints it: right for vec by columns."""
        return kron(self.A.T, eye(self.B.rows))
