"""The exact gradient in chunks of rows, with a certificate of its own: time L^2, memory a few chunks x L.

For a chunk of rows: scores, softmax, residual, p = f .* (q - r), and p right; with a causal mask the keys that some row
of the chunk attends to. Only floating point errs; what it does is bounded in exact_errors. The kind of the numbers is
that of the core's middle, float64 or wider.

Dictionary
    ExactSums       how a chunk is computed
    exact_core      the outputs with their bounds
"""

from __future__ import annotations

import numpy as np

from ..arrays.parallel import Progress, chunk_rows
from ..arrays.types import Float64
from ..core import Core
from ..result import Result
from .chunks import Before, Sums, before, over_chunks, residuals
from .exact_errors import units_of


class ExactSums(Sums):
    """The sums of one thread, and its two buffers of a chunk x M."""

    def __init__(self, known_before: Before) -> None:
        core = known_before.core
        self.kind = core.middle.dtype
        super().__init__(known_before, self.kind)
        # Used again by every chunk: fresh memory of this size costs as much as the arithmetic in it.
        self._buffers = np.empty((2, min(chunk_rows(core.keys), core.queries), core.keys), dtype=self.kind)

    def add(self, block: slice) -> None:
        """One chunk of queries: softmax, residual, p right."""
        core, known_before = self.before.core, self.before
        left, v = core.left[block].astype(self.kind), core.values_width
        keys = slice(core.keys if core.seen is None else int(core.seen[block].max()))
        right, values = known_before.right[keys], known_before.values[keys]
        f, q = self._buffers[:, : len(left), keys]
        np.matmul(left @ core.middle, right.T, out=f)
        self._hide(f, block)
        f -= f.max(axis=1, keepdims=True)
        np.exp(f, out=f)
        sums = f @ known_before.columns[keys]
        alpha = sums[:, :1].copy()
        sums /= alpha
        f_values, target = sums[:, 1 : 1 + v], core.target[block].astype(self.kind)
        rows = residuals(known_before, f_values, target)
        e = rows.e.T
        r = np.einsum("ij,ij->i", e, f_values)[:, None]
        np.matmul(e / alpha, values.T, out=q)
        q -= r / alpha
        f *= q
        products = f @ right
        self._note(left, known_before.moments(sums), rows, products)

    def _hide(self, scores: Float64, block: slice) -> None:
        """The scores of keys that a query does not attend to become minus infinity, their weights exactly 0."""
        seen = self.before.core.seen
        if seen is not None:
            least = int(seen[block].min())
            hidden = np.arange(least, scores.shape[1]) >= seen[block][:, None]
            scores[:, least:][hidden] = -np.inf


def exact_core(core: Core, threads: int, progress: Progress | None = None) -> Result:
    """The outputs, with bounds on their errors."""
    known_before = before(core, units_of(core))
    return over_chunks(core, lambda: ExactSums(known_before), chunk_rows(core.keys), threads, progress)
