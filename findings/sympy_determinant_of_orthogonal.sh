#!/usr/bin/env bash
# Library:  SymPy 1.14.0
# Expected: `refine` transforms an expression into a form that is valid under the assumptions (its
#           docstring). An orthogonal matrix has the determinant 1 or -1.
# Happens:  `refine(Determinant(X), Q.orthogonal(X))` is 1, and so printed in the docstring of the
#           rule. A reflection has -1.
# Matters:  Householder reflections and signed permutations are orthogonal; an argument on the gauge
#           freedom of factors B A = (B P)(P^-1 A), or on changes of variables, loses a sign.
# Seen:
#   refine(det X) for orthogonal X: 1
#   swap*swap.T is the identity: True
#   det of swap: -1
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

from sympy import Determinant, Matrix, MatrixSymbol, Q, eye, refine


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


X = MatrixSymbol("X", 2, 2)
seen("refine(det X) for orthogonal X", refine(Determinant(X), Q.orthogonal(X)), 1)
swap = Matrix([[0, 1], [1, 0]])
seen("swap*swap.T is the identity", swap * swap.T == eye(2), True)
seen("det of swap", swap.det(), -1)
PYTHON
