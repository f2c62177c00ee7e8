"""Centred products: p = f .* q - diag(rowsum(f .* q)) f with f, f~ stochastic, the derivative of the loss in the
logits.

In one row p(f, q)_j = f_j (q_j - qbar), qbar = sum_j f_j q_j; its entries sum to 0, so its largest entry is at most
half of its row sum. Let |q| <= Q, and let f~ / f have entries whose quotients are at most exp(D), tau = tanh(D / 4), as
`softmax_constants` has them. Then
    (1)  sum_j |p(f, q)_j| <= Q, the mean absolute deviation of numbers in [-Q, Q];
    (2)  sum_j |p(f~, q)_j - p(f, q)_j| <= 2 tau Q, and this is sharp: four positions, f proportional to (1, k, k, 1)
         with k = exp(D / 2), f~ to (k, 1, 1, k), q = Q (1, 1, -1, -1): with s = (1, -1, 1, -1) the sum is <s, p~ - p>
         = 2 tau Q.
Bounding p1 and p2 apart would give 6 tau Q.

Proof of (2). The sum is the maximum over s in {-1, 1}^n of C~ - C, where C = Cov_f(q, s), C~ = Cov_f~(q, s). It is
linear in q, so Q = 1 and q in {-1, 1}^n will do. Let m be the share of s = 1, and phi, psi the shares of q = -1
inside s = 1 and of q = 1 inside s = -1; then C = 4 m (1 - m) (1 - phi - psi).
  (a) C <= 0 <= C~: as 4 m (1 - m) <= 1, C~ - C <= (phi - phi~) + (psi - psi~). Both shares are of conditional
      distributions, whose quotients are within exp(D) too, so either difference is at most tau.
  (b) 0 <= C, 0 <= C~: on the path f_t proportional to f^(1-t) f~^t the derivative of C is sum_j f_j l_j (g_j - C), with
      l = log(f~ / f) of range D and g = (q - qbar)(s - sbar), hence at most (D / 2) E|g - C|. The lemma below bounds
      it by (D / 2)(1 - C^2 / 4) wherever C >= 0, so artanh(C / 2) grows by at most D / 4; if C becomes negative on the
      way, start where it last was 0. Then C~ - C <= 2 tanh(D / 4 + x) - 2 tanh(x) <= 2 tau with x = artanh(C / 2) >= 0.
  (c) C <= 0, C~ <= 0: exchange f and f~ and change the sign of q: this is (b).  C~ <= 0 <= C: nothing to show.

Lemma. If C >= 0 then E|g - C| <= 1 - C^2 / 4. Write a, b, c, e for the masses of (q, s) = ++, +-, -+, --, and y = b +
c, alpha = a - e, beta = b - c, t = alpha^2 - beta^2. Then C = 1 - 2 y - t and 1 - y >= |alpha|, y >= |beta|. g <= 0
at +-, -+.
  (A) g >= C at ++ and at --: E|g - C| = 4 (y (y + C) - beta^2); since alpha^2 >= 0, 2 y <= 1 - C + beta^2, so it is
      at most (1 - beta^2)^2 - C^2 <= 1 - C^2.
  (B) g < C at ++ (so alpha >= 0, and t < alpha - y): E|g - C| = 2 (1 - y - alpha)(y + alpha + t) =: H - C^2 / 4. In
      t, H has the slope 4 e - C / 2. If that is negative, e < C / 8 and E|g - C| = 2 e (g - C) <= (C / 4)(4 - C), so
      H <= C <= 1. Else t may be raised to alpha - y, which is a limit of (A), or to alpha^2 <= alpha - y. There H' =
      1 - 2 y - 4 alpha - alpha^2 in y, 0 <= y <= alpha (1 - alpha). At the upper end (A) holds. At y = 0 the
      polynomial 1 - H = 1 - 2 alpha (1 - alpha^2) - (1 - alpha^2)^2 / 4 has no zero on [0, 1]. Where H' = 0, E|g - C|
      = (1 - alpha^2)^2 / 2 <= 1/2 and C^2 / 4 <= 1/4.
  The case of -- is (B) with the signs of q and s changed.
"""

from __future__ import annotations

from ..language.term import Term
from .bound import Bound
from .norms import NOTHING, Calculus, Expression, Norms, completed
from .products import better


def centred_parts(node: Term) -> tuple[Term, Term] | None:
    """f and q of f .* q - diag(rowsum(f .* q)) @ f; None for any other term.

    >>> from lora_symbolic.attention import partial_adaptation
    >>> problem = partial_adaptation()
    >>> centred_parts(problem.p) == (problem.f, problem.q)
    True
    """
    if node.op != "subtract" or node.args[0].op != "hadamard" or node.args[1].op != "matmul":
        return None
    product, scaled = node.args
    scale, f = scaled.args
    if scale.op != "diag" or scale.args[0].op != "rowsum" or f not in product.args:
        return None
    summed = scale.args[0].args[0]
    if summed.op != "hadamard" or set(summed.args) != set(product.args):
        return None
    return f, product.args[1] if product.args[0] is f else product.args[0]


def centred(node: Term, f: Bound, q: Bound, apart: Bound, calculus: Calculus) -> Bound:
    """The better of the bounds of the centred product and those of its two halves taken apart."""
    if f.variation is None or calculus is Calculus.ENTRIES:
        return apart
    rows, cols = node.shape

    def balanced(row: Expression, why: str) -> Norms:
        if row == 0:
            return NOTHING
        return completed(rows, cols, calculus, [(f"half of a row: {why}", row / 2)], row=[(why, row)])

    size = better(balanced(q.size.entry, "mean absolute deviation"), apart.size)
    moved = "2 tau times the entries of q"
    error = better(
        balanced(2 * f.variation * q.size.entry + q.error.entry, f"{moved} + error of q"),
        balanced(2 * f.variation * q.approximation.entry + q.error.entry, f"{moved}~ + error of q"),
    )
    approximation = balanced(q.approximation.entry, "mean absolute deviation")
    return Bound(size, better(approximation, apart.approximation), better(error, apart.error))
