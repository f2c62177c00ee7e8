#!/usr/bin/env bash
# Library:  SymPy 1.14.0
# Expected: For numbers `(x**2)**(1/2)` stays as it is, since it need not be x (tutorial,
#           simplification: identities hold only where they are valid). Matrices have the same
#           trouble, and more: X^2 = I has infinitely many roots.
# Happens:  `(X**2)**Rational(1, 2)` of a MatrixSymbol becomes X at once, with no assumption asked.
#           The same expression of explicit matrices is the principal root.
# Matters:  Whitening and preconditioning use (X^T X)^(1/2) and its inverse. Put the matrix in
#           before or after: the answers differ, by SymPy itself.
# Seen:
#   of a number: sqrt(x**2)
#   of a matrix: X
#   swap put in afterwards: [[0, 1], [1, 0]]
#   swap put in before: [[1, 0], [0, 1]]
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

from sympy import Matrix, MatrixSymbol, Rational, sqrt, symbols


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


x = symbols("x")
X = MatrixSymbol("X", 2, 2)
half = Rational(1, 2)
seen("of a number", (x**2) ** half, sqrt(x**2))
seen("of a matrix", (X**2) ** half, X)
swap = Matrix([[0, 1], [1, 0]])
seen("swap put in afterwards", ((X**2) ** half).subs(X, swap).tolist(), [[0, 1], [1, 0]])
seen("swap put in before", ((swap**2) ** half).tolist(), [[1, 0], [0, 1]])
PYTHON
