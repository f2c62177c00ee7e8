#!/usr/bin/env bash
# Library:  SymPy 1.14.0
# Expected: `X**k` of a square MatrixSymbol is the matrix power (docs, matrix expressions: MatPow);
#           for k = 3, `Trace(X**3).diff(X)` is 3 (X^2)^T, as it should be.
# Happens:  With a symbolic exponent `diff` uses the rule of the entrywise power:
#           `Trace(X**k).diff(X)` is the diagonal of k times the Hadamard power, a vector of length
#           n. The number 3 put for k afterwards gives another answer than 3 put for k before.
#           `(X**k).diff(X)` has the right shape (n, n, n, n) and the entrywise power too.
# Matters:  Powers of a weight matrix with a symbolic exponent are what one gives to a symbolic tool
#           rather than to automatic differentiation; the result has no trace of the mistake but its
#           shape.
# Seen:
#   d trace(X^3) at [[1, 2], [3, 4]], entry by entry: [[21, 45], [30, 66]]
#   Trace(X**3).diff(X): [[21, 45], [30, 66]]
#   Trace(X**k).diff(X): ArrayDiagonal(k*HadamardPower(X, k - 1), (0, 1))
#   its shape: (2,)
#   (X**k).diff(X): ArrayDiagonal(ArrayTensorProduct(I, I, k*HadamardPower(X, k - 1)), (1, 4), (3, 5))
#   its shape: (2, 2, 2, 2)
#   the first with k = 3: [3, 48]
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check sympy==1.14.0 mpmath==1.3.0 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import sys

from sympy import Matrix, MatrixSymbol, Trace, symbols


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


k = symbols("k", integer=True, positive=True)
X = MatrixSymbol("X", 2, 2)
values = {X[i, j]: 1 + 2 * i + j for i in range(2) for j in range(2)}

before = Trace(X**3).diff(X).as_explicit().subs(values)
after = Trace(X**k).diff(X).subs(k, 3)
entries = (X.as_explicit() ** 3).trace()
truth = Matrix(2, 2, lambda i, j: entries.diff(X[i, j])).subs(values)
seen("d trace(X^3) at [[1, 2], [3, 4]], entry by entry", truth.tolist(), [[21, 45], [30, 66]])
seen("Trace(X**3).diff(X)", before.tolist(), [[21, 45], [30, 66]])
seen(
    "Trace(X**k).diff(X)",
    str(Trace(X**k).diff(X)),
    "ArrayDiagonal(k*HadamardPower(X, k - 1), (0, 1))",
)
seen("its shape", after.shape, (2,))
seen(
    "(X**k).diff(X)",
    str((X**k).diff(X)),
    "ArrayDiagonal(ArrayTensorProduct(I, I, k*HadamardPower(X, k - 1)), (1, 4), (3, 5))",
)
seen("its shape", (X**k).diff(X).shape, (2, 2, 2, 2))
seen("the first with k = 3", after.as_explicit().subs(values).tolist(), [3, 48])
PYTHON
