#!/usr/bin/env bash
# Library:  SymPy 1.14.0
# Expected: `ask` evaluates to True or False only if the truth value can be determined, else to None
#           (its docstring). `Q.symmetric(x)` is true iff x is square and equal to its transpose;
#           `Q.positive_definite` asks for a symmetric matrix with positive z^T M z (docstrings of
#           the predicates).
# Happens:  The product of two symmetric matrices is said to be symmetric (the docstring even prints
#           this as an example), that of two positive definite ones to be positive definite. Both
#           hold only where the factors commute.
# Matters:  Curvature and Gram matrices are products of positive definite factors (a preconditioner
#           times a Hessian); from True one concludes to a Cholesky factorisation or a descent
#           direction that is not there.
# Seen:
#   symmetric times symmetric is symmetric: True
#   positive definite times the same is it too: True
#   P, D positive definite: (True, True)
#   P*D: [[10, 900], [9, 1000]]
#   P*D equals its transpose: False
#   z^T P D z for z = (2, -1): -778
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

from sympy import Matrix, MatrixSymbol, Q, ask


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


X, Y = MatrixSymbol("X", 2, 2), MatrixSymbol("Y", 2, 2)
seen(
    "symmetric times symmetric is symmetric",
    ask(Q.symmetric(X * Y), Q.symmetric(X) & Q.symmetric(Y)),
    True,
)
both = Q.positive_definite(X) & Q.positive_definite(Y)
seen("positive definite times the same is it too", ask(Q.positive_definite(X * Y), both), True)

P, D = Matrix([[10, 9], [9, 10]]), Matrix([[1, 0], [0, 100]])
seen("P, D positive definite", (P.is_positive_definite, D.is_positive_definite), (True, True))
seen("P*D", (P * D).tolist(), [[10, 900], [9, 1000]])
seen("P*D equals its transpose", P * D == (P * D).T, False)
z = Matrix([2, -1])
seen("z^T P D z for z = (2, -1)", (z.T * P * D * z)[0], -778)
PYTHON
