#!/usr/bin/env bash
# Library:  SymPy 1.14.0 with NumPy 2.4.6
# Expected: `exp` of a matrix is the matrix exponential in SymPy: `exp(X)` turns into `Matrix.exp`
#           once X is an explicit matrix. `lambdify` converts an expression to an equivalent numeric
#           function (its docstring); for `X**2` it does: `matrix_power`.
# Happens:  `lambdify(X, exp(X), "numpy")` calls NumPy's entrywise exp. The zero matrix goes to the
#           matrix of ones, not to the identity.
# Matters:  In attention both exponentials occur, entrywise in the softmax, as a matrix in flows and
#           rotations, and both have one name. The result has the right shape, is finite and
#           positive.
# Seen:
#   exp(X) at the zero matrix, by SymPy: [[1, 0], [0, 1]]
#   the same, by lambdify: [[1.0, 1.0], [1.0, 1.0]]
#   X**2 at [[0, 1], [0, 0]], by lambdify: [[0, 0], [0, 0]]
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check sympy==1.14.0 mpmath==1.3.0 numpy==2.4.6 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import sys

import numpy
from sympy import MatrixSymbol, exp, lambdify, zeros


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


X = MatrixSymbol("X", 2, 2)
seen("exp(X) at the zero matrix, by SymPy", exp(X).subs(X, zeros(2, 2)).tolist(), [[1, 0], [0, 1]])
function = lambdify(X, exp(X), "numpy")
seen("the same, by lambdify", function(numpy.zeros((2, 2))).tolist(), [[1.0, 1.0], [1.0, 1.0]])
power = lambdify(X, X**2, "numpy")
seen(
    "X**2 at [[0, 1], [0, 0]], by lambdify",
    power(numpy.array([[0, 1], [0, 0]])).tolist(),
    [[0, 0], [0, 0]],
)
PYTHON
