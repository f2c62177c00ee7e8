#!/usr/bin/env bash
# Library:  SymPy 1.14.0
# Expected: `refine` transforms an expression into a form that is valid under the assumptions. X
#           unitary means X X^* = I, so the inverse is the adjoint X^*, conjugate and transpose.
# Happens:  `refine(X.I, Q.unitary(X))` is `Adjoint(X.T)`, the entrywise conjugate without the
#           transpose.
# Matters:  Fourier features and rotary embeddings in complex form are unitary. For real orthogonal
#           matrices the corresponding rule is right, so tests on real matrices do not find it.
# Seen:
#   refine(X**-1) for unitary X: Adjoint(X.T)
#   refine(X**-1) for orthogonal X: X.T
#   U*U.H is the identity: True
#   U**-1: [[0, 1], [-I, 0]]
#   the refined form at U: [[0, -I], [1, 0]]
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

from sympy import I, Matrix, MatrixSymbol, Q, eye, refine


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


X = MatrixSymbol("X", 2, 2)
found = refine(X.I, Q.unitary(X))
seen("refine(X**-1) for unitary X", str(found), "Adjoint(X.T)")
seen("refine(X**-1) for orthogonal X", str(refine(X.I, Q.orthogonal(X))), "X.T")
U = Matrix([[0, I], [1, 0]])
seen("U*U.H is the identity", U * U.H == eye(2), True)
seen("U**-1", U.inv().tolist(), [[0, 1], [-I, 0]])
seen("the refined form at U", found.subs(X, U).doit().tolist(), [[0, -I], [1, 0]])
PYTHON
