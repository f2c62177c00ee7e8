#!/usr/bin/env bash
# Library:  SymPy 1.14.0
# Expected: `expr.diff(X)` carries out differentiation with respect to X (docstring of `Expr.diff`
#           and `Derivative`), for a MatrixSymbol too: `Trace(X).diff(X)` is I. What it cannot do it
#           should refuse or leave unevaluated.
# Happens:  As soon as the trace, or an entry, stands inside a sum, a function or a quotient, `diff`
#           treats it as a constant, and says nothing. `(Trace(X) + 1).diff(X)` and
#           `exp(Trace(X)).diff(X)` are 0; unevaluated, `Derivative(Trace(X) + 1, X).doit()` is I.
#           In a softmax written as exp.(x) over its sum, the sum counts as constant: half of the
#           Jacobian, diag(f) in place of diag(f) - f f^T, of the right shape.
# Matters:  The second half of the softmax Jacobian is the reason that gradients of attention have a
#           term with row sums; without it every gradient with respect to the logits is wrong, and
#           nothing tells.
# Seen:
#   Trace(X).diff(X): I
#   (Trace(X) + 1).diff(X): 0
#   Derivative(Trace(X) + 1, X).doit(): I
#   exp(Trace(X)).diff(X): 0
#   softmax at 0, differentiated entry by entry: [[1/4, -1/4], [-1/4, 1/4]]
#   softmax at 0, .diff(x): [[1/2, 0], [0, 1/2]]
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

from sympy import (
    Derivative,
    Identity,
    Matrix,
    MatrixSymbol,
    OneMatrix,
    Rational,
    Trace,
    ZeroMatrix,
    exp,
    symbols,
)


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


n = symbols("n", integer=True, positive=True)
X = MatrixSymbol("X", n, n)
seen("Trace(X).diff(X)", Trace(X).diff(X), Identity(n))
seen("(Trace(X) + 1).diff(X)", (Trace(X) + 1).diff(X), ZeroMatrix(n, n))
seen("Derivative(Trace(X) + 1, X).doit()", Derivative(Trace(X) + 1, X).doit(), Identity(n))
seen("exp(Trace(X)).diff(X)", exp(Trace(X)).diff(X), ZeroMatrix(n, n))

x = MatrixSymbol("x", 2, 1)
softmax = x.applyfunc(exp) / (OneMatrix(1, 2) * x.applyfunc(exp))[0, 0]
zero = {x[0, 0]: 0, x[1, 0]: 0}
entries = softmax.as_explicit()
by_entries = Matrix(2, 2, lambda i, j: entries[j].diff(x[i, 0])).subs(zero)
seen(
    "softmax at 0, differentiated entry by entry",
    by_entries.tolist(),
    [[Rational(1, 4), -Rational(1, 4)], [-Rational(1, 4), Rational(1, 4)]],
)
seen(
    "softmax at 0, .diff(x)",
    softmax.diff(x).as_explicit().subs(zero).tolist(),
    [[Rational(1, 2), 0], [0, Rational(1, 2)]],
)
PYTHON
