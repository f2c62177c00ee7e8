#!/usr/bin/env bash
# Library:  SymPy 1.14.0
# Expected: In `Sum(f, (i, 1, m))` the index i is bound (`Sum(...).bound_symbols` is [i]): renaming
#           it changes nothing, and a free i elsewhere is another variable.
# Happens:  Differentiation with respect to y[i] does not tell the free i from the bound one:
#           `Sum(exp(y[i]), (i, 1, m)).diff(y[i])` differentiates the summand under the sum, as if
#           every term had the index in question. The log of a sum of exponentials gets the
#           derivative 1 and the softmax exp(y[i]) / Sum(exp(y[i]), (i, 1, m)) the derivative 0.
#           With the bound index called j both are right.
# Matters:  The indexed form is the one in which SymPy can differentiate a softmax at all; whether
#           the gradient is right depends on the name of a bound variable. Code that writes one
#           letter for both, as papers do, gets a softmax that does not depend on its logits.
# Seen:
#   the two sums differ only in the bound index: True
#   bound symbols of the first: [i]
#   log(Sum over i).diff(y[i]): 1
#   softmax with Sum over i, .diff(y[i]): 0
#   softmax with Sum over j, minus the truth at i = 1, m = 2: 0
#   Sum(2*y[i], (i, 1, m)).diff(y[i]): 2*m
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

from sympy import IndexedBase, Sum, exp, log, simplify, symbols


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


i, j, m = symbols("i j m", integer=True, positive=True)
y = IndexedBase("y")
bound_i = Sum(exp(y[i]), (i, 1, m))
bound_j = Sum(exp(y[j]), (j, 1, m))
seen("the two sums differ only in the bound index", bound_i.dummy_eq(bound_j), True)
seen("bound symbols of the first", bound_i.bound_symbols, [i])
seen("log(Sum over i).diff(y[i])", log(bound_i).diff(y[i]), 1)
seen("softmax with Sum over i, .diff(y[i])", (exp(y[i]) / bound_i).diff(y[i]), 0)
right = (exp(y[i]) / bound_j).diff(y[i]).subs(m, 2).doit().subs(i, 1)
truth = (exp(y[1]) / (exp(y[1]) + exp(y[2]))).diff(y[1])
seen("softmax with Sum over j, minus the truth at i = 1, m = 2", simplify(right - truth), 0)
seen("Sum(2*y[i], (i, 1, m)).diff(y[i])", str(Sum(2 * y[i], (i, 1, m)).diff(y[i]).doit()), "2*m")
PYTHON
