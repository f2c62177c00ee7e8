#!/usr/bin/env bash
# Library:  SymPy 1.14.0
# Expected: `ask` gives True or False only if the truth value can be determined, else None (its
#           docstring).
# Happens:  With B of size d x r and A of size r x d, both of full rank, `ask(Q.fullrank(B*A))` is
#           True although the product has rank r < d. The other way round, `ask(Q.invertible(A*B))`
#           is False although A B may be invertible, without any assumption; A A^T included. Full
#           rank and square is invertible by the docstring of Q.invertible, so the two answers about
#           B A also contradict each other. `ask(Q.positive_definite(A.T*A))` is True for a wide A,
#           too.
# Matters:  B A is a low-rank adapter: that its rank is r and not d is the whole point. Small Gram
#           matrices A A^T are what one inverts.
# Seen:
#   B*A (2 x 1 times 1 x 2) has full rank: True
#   B*A is invertible: False
#   A*B (1 x 1) is invertible: False
#   A*A.T (1 x 1) is invertible: False
#   A.T*A (2 x 2) is positive definite: True
#   ranks of b, a, b*a: (1, 1, 1)
#   determinants of a*b, a*a.T, a.T*a: (3, 5, 0)
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


B, A = MatrixSymbol("B", 2, 1), MatrixSymbol("A", 1, 2)
full = Q.fullrank(A) & Q.fullrank(B)
seen("B*A (2 x 1 times 1 x 2) has full rank", ask(Q.fullrank(B * A), full), True)
seen("B*A is invertible", ask(Q.invertible(B * A), full), False)
seen("A*B (1 x 1) is invertible", ask(Q.invertible(A * B), full), False)
seen("A*A.T (1 x 1) is invertible", ask(Q.invertible(A * A.T), Q.fullrank(A)), False)
seen("A.T*A (2 x 2) is positive definite", ask(Q.positive_definite(A.T * A), Q.fullrank(A)), True)

b, a = Matrix([1, 1]), Matrix([[1, 2]])
seen("ranks of b, a, b*a", (b.rank(), a.rank(), (b * a).rank()), (1, 1, 1))
seen(
    "determinants of a*b, a*a.T, a.T*a",
    ((a * b).det(), (a * a.T).det(), (a.T * a).det()),
    (3, 5, 0),
)
PYTHON
