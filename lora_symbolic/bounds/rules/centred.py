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

Proof of (2), the one that Coq checks (coq/theories/perturbation/centred_product.v and what it requires). The sum is
linear in q and in its weights s in {-1, 1}^n, so Q = 1 and q in {-1, 1}^n will do. Write a, b, c, e for the masses of
(q, s) = ++, +-, -+, --, of any sum T; then <s, p> = 4 (a e - b c) / T^2 =: 4 C, and 4 C~ - 4 C <= 2 tau is to be shown
when each mass is moved by a factor of [1 - delta, 1 + delta], delta = tanh(D / 2), so that delta (1 + tau^2) = 2 tau.
  Ends. As functions of a or of e, C takes no smaller value inside of an interval than at both ends, since a e - b c - x
      T^2 is concave in a for x >= 0, and increasing for x < 0. With the signs of q changed, C~ takes no larger value
      inside of an interval of b~ or c~. So move a and e, for given a~ and e~, and b~ and c~, for given b and c, until
      each factor is 1 - delta or 1 + delta. Divide by the sums: masses of sum 1, some raised by rho >= 1, the others
      lowered by sigma <= 1, where rho / sigma = (1 + delta) / (1 - delta).
  Shares. The share t of those raised becomes t' = rho t. With w = (t + t')(2 - t - t') <= 1 the condition on the odds
      of t and t' is 2 (t' - t) <= delta (w + (t' - t)^2), and t' - t <= w, so t' - t <= tau w: of the two roots the
      larger one is above w. Hence t' - t <= tau, and |t'(1 - t') - t (1 - t)| = (t' - t) |1 - t - t'| <= tau / 2, since
      (1 - y^2) |y| <= 1/2.
  Cases of C~ - C <= tau / 2, up to the symmetries of the four masses:
      none or all, or b, c raised: C~ <= C.
      a, e raised: by 4 a e <= t^2 and 4 b c <= (1 - t)^2 at most ((t'^2 - t^2) - ((1 - t')^2 - (1 - t)^2)) / 4 =
      (t' - t) / 2.
      a, b raised: C~ - C = (a e - b c)(rho sigma - 1), and |a e - b c| <= t (1 - t).
      b raised: at most b c (1 - rho sigma), and c <= 1 - t. e lowered: at most a e (rho sigma - 1), and a <= t.
      a raised: by 4 b c <= (b + c)(1 - t) at most the mean, with weights e and b + c, of t'(1 - t') - t (1 - t) and
      ((1 - t)^2 - (1 - t')^2) / 4 <= (t' - t) / 2. c lowered: the same with the parts exchanged.
"""

from __future__ import annotations

from lora_symbolic.language.sympy_bridge import sides
from lora_symbolic.language.term import Term

from ..bound import Bound
from ..norms import NOTHING, Calculus, Expression, Norms, completed
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
    if f.variation is None or calculus.entries_only:
        return apart
    rows, cols = sides(node)

    def balanced(row: Expression, why: str) -> Norms:
        if row == 0:
            return NOTHING
        return completed(rows, cols, calculus, [(f"half of a row: {why}", row / 2)], row=[(why, row)])

    size = better(balanced(q.size.entry, "mean absolute deviation"), apart.size, calculus)
    moved = "2 tau times the entries of q"
    error = better(
        balanced(2 * f.variation * q.size.entry + q.error.entry, f"{moved} + error of q"),
        balanced(2 * f.variation * q.approximation.entry + q.error.entry, f"{moved}~ + error of q"),
        calculus,
    )
    approximation = balanced(q.approximation.entry, "mean absolute deviation")
    return Bound(size, better(approximation, apart.approximation, calculus), better(error, apart.error, calculus))
