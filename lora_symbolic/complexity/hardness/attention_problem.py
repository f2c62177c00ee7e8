"""The two gradient problems of Appendix E with exact entries, their gradients in balls, and the passages between them.

    AAttLGC     L(X) = |softmax(A1 X A2^T / r) A3 - E|^2 / 2,   X r x r
    ALoRAGC     L(A, B) = |softmax(C1 (W0 + B A) C2^T) C3 - Y|^2 / 2,   B d x r, A r x d   (equation 3.3, beta = 1)

Dictionary
    AttentionProblem, LoraProblem   the instances
    to_lora         AAttLGC -> ALoRAGC of width d > r, with W0 = 0: the reduction of Appendix E
    from_lora       ALoRAGC -> AAttLGC of width d: the other direction
    attention_gradient, lora_gradients, attention_loss      in balls, at the working precision
    even_scale      a power of two s with sqrt(r) <= s < 2 sqrt(r): C1 = A1/s, C2 = s A2/r splits 1/r evenly
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb, arb_mat, fmpq_mat

from lora_symbolic.evaluation.rationals import fraction, rational

Matrix = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class AttentionProblem:
    """A1, A2, A3, E, all L x r; X is given at each call."""

    A1: Matrix
    A2: Matrix
    A3: Matrix
    E: Matrix

    @property
    def tokens(self) -> int:
        """L."""
        return len(self.A1)

    @property
    def width(self) -> int:
        """r."""
        return len(self.A1[0])


@dataclass(frozen=True)
class LoraProblem:
    """C1, C2, C3, Y (L x d), W0 (d x d), B (d x r), A (r x d)."""

    C1: Matrix
    C2: Matrix
    C3: Matrix
    Y: Matrix
    W0: Matrix
    B: Matrix
    A: Matrix


def identity(size: int, factor: Fraction = Fraction(1)) -> Matrix:
    """factor I."""
    return tuple(tuple(factor if i == j else Fraction(0) for j in range(size)) for i in range(size))


def zeros(rows: int, cols: int) -> Matrix:
    """The zero matrix."""
    return tuple((Fraction(0),) * cols for _ in range(rows))


def times(factor: Fraction, matrix: Matrix) -> Matrix:
    """factor M."""
    return tuple(tuple(factor * entry for entry in row) for row in matrix)


def largest(matrix: Matrix) -> Fraction:
    """The largest absolute entry."""
    return max((abs(entry) for row in matrix for entry in row), default=Fraction(0))


def exact(matrix: Matrix) -> fmpq_mat:
    """As FLINT's matrix of rationals."""
    return fmpq_mat([[rational(entry) for entry in row] for row in matrix])


def product(left: Matrix, right: Matrix) -> Matrix:
    """The exact product."""
    found = (exact(left) * exact(right)).tolist()
    return tuple(tuple(fraction(entry) for entry in row) for row in found)


def transposed(matrix: Matrix) -> Matrix:
    """The transpose."""
    return tuple(zip(*matrix, strict=True))


def _padded(matrix: Matrix, cols: int) -> Matrix:
    return tuple((*row, *((Fraction(0),) * (cols - len(row)))) for row in matrix)


def even_scale(rank: int) -> int:
    """The least power of two s with s^2 >= r; then s^2 < 4 r.

    >>> [even_scale(rank) for rank in (1, 2, 4, 5, 16, 17)]
    [1, 2, 2, 4, 4, 8]
    """
    scale = 1
    while scale * scale < rank:
        scale *= 2
    return scale


def to_lora(
    problem: AttentionProblem, x: Matrix, width: int, frozen: Matrix | None = None, scale: int = 1
) -> LoraProblem:
    """C1 = [A1, 0]/s, C2 = s [A2, 0]/r, C3 = [A3, 0], Y = [E, 0], B = [I; 0], A = [X, 0], W0 = 0.

    s = 1 is the printed reduction; s = even_scale(r) shares 1/r between the two sides.
    Raises ValueError unless d > r. `frozen` puts in another W0, which the reduction does not allow.
    """
    rank = problem.width
    if width <= rank:
        raise ValueError(f"width {width} with rank {rank}; expected a larger width")
    return LoraProblem(
        C1=_padded(times(Fraction(1, scale), problem.A1), width),
        C2=_padded(times(Fraction(scale, rank), problem.A2), width),
        C3=_padded(problem.A3, width),
        Y=_padded(problem.E, width),
        W0=frozen if frozen is not None else zeros(width, width),
        B=(*identity(rank), *zeros(width - rank, rank)),
        A=_padded(x, width),
    )


def from_lora(problem: LoraProblem) -> tuple[AttentionProblem, Matrix]:
    """A1 = C1, A2 = d C2, A3 = C3, E = Y at X = W0 + B A: then dA = B^T dX and dB = dX A^T."""
    width = len(problem.C1[0])
    update = product(problem.B, problem.A)
    x = tuple(
        tuple(w + u for w, u in zip(row, other, strict=True)) for row, other in zip(problem.W0, update, strict=True)
    )
    return AttentionProblem(problem.C1, times(Fraction(width), problem.C2), problem.C3, problem.Y), x


def balls(matrix: Matrix) -> arb_mat:
    """As balls."""
    return arb_mat(exact(matrix))


def _softmax(logits: arb_mat) -> arb_mat:
    rows = []
    for row in logits.tolist():
        powers = [entry.exp() for entry in row]
        inverse = 1 / sum(powers, arb(0))
        rows.append([power * inverse for power in powers])
    return arb_mat(rows)


def _middle(logits: arb_mat, values: arb_mat, target: arb_mat) -> arb_mat:
    """p = f .* (c V^T) - diag(rowsum(f .* (c V^T))) f, with c = f V - T."""
    f = _softmax(logits)
    q = (f * values - target) * values.transpose()
    rows = []
    for shares, weights in zip(f.tolist(), q.tolist(), strict=True):
        mean = sum((s * w for s, w in zip(shares, weights, strict=True)), arb(0))
        rows.append([s * (w - mean) for s, w in zip(shares, weights, strict=True)])
    return arb_mat(rows)


def attention_gradient(problem: AttentionProblem, x: Matrix) -> arb_mat:
    """dL/dX = A1^T p A2 / r."""
    a1, a2, a3 = balls(problem.A1), balls(problem.A2), balls(problem.A3)
    logits = balls(product(product(problem.A1, x), transposed(problem.A2))) * (arb(1) / problem.width)
    return a1.transpose() * _middle(logits, a3, balls(problem.E)) * a2 * (arb(1) / problem.width)


def attention_loss(problem: AttentionProblem, x: Matrix) -> arb:
    """L(X)."""
    logits = balls(product(product(problem.A1, x), transposed(problem.A2))) * (arb(1) / problem.width)
    residual = _softmax(logits) * balls(problem.A3) - balls(problem.E)
    return sum((entry * entry for row in residual.tolist() for entry in row), arb(0)) / 2


def logits_of(problem: LoraProblem) -> Matrix:
    """C1 (W0 + B A) C2^T, exactly."""
    update = product(product(problem.C1, problem.B), problem.A)
    frozen = product(problem.C1, problem.W0)
    whole = tuple(
        tuple(w + u for w, u in zip(row, other, strict=True)) for row, other in zip(frozen, update, strict=True)
    )
    return product(whole, transposed(problem.C2))


def lora_gradients(problem: LoraProblem) -> tuple[arb_mat, arb_mat]:
    """dA = B^T C1^T p C2 (r x d) and dB = C1^T p C2 A^T (d x r): the corrected Lemma 3.2."""
    c1, c2, c3 = balls(problem.C1), balls(problem.C2), balls(problem.C3)
    core = c1.transpose() * _middle(balls(logits_of(problem)), c3, balls(problem.Y)) * c2
    return balls(problem.B).transpose() * core, core * balls(problem.A).transpose()
