#!/usr/bin/env bash
# Library:  SymPy 1.14.0
# Expected: `limit` treats other symbols as constants (its docstring), so its answer must hold for
#           all of their values, or it should refuse, as it does for 1/(1 + exp((b - a) L)):
#           NotImplementedError, the result depends on a sign.
# Happens:  `limit(exp(a*L)/(exp(a*L) + exp(b*L)), L, oo)` for positive symbols a and b is 0, and
#           with the numerator exp(b*L) it is 1: the alphabet decides. For a = 2, b = 1 the same
#           function gives 1. The log of the sum over L has the limit b instead of the maximum, and
#           log(L**a + L**b)/log(L) too.
# Matters:  This is a softmax of two logits at low temperature, and the exponent of a sum of two
#           costs. The larger of two exponents is the answer that one asks for; a proof that cites
#           this limit is wrong for half of all cases.
# Seen:
#   limit of softmax(a L, b L): 0
#   limit with the other numerator: 1
#   with a = 2, b = 1 put in before: 1
#   limit of log(exp(a L) + exp(b L))/L: b
#   limit of log(L**a + L**b)/log(L): b
#   with a = 2, b = 1 put in before: 2
#   limit of 1/(1 + exp((b - a) L)): NotImplementedError: Result depends on the sign of sign(-a + b)
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

from sympy import exp, limit, log, oo, symbols


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


L, a, b = symbols("L a b", positive=True)
softmax = exp(a * L) / (exp(a * L) + exp(b * L))
seen("limit of softmax(a L, b L)", limit(softmax, L, oo), 0)
seen("limit with the other numerator", limit(exp(b * L) / (exp(a * L) + exp(b * L)), L, oo), 1)
seen("with a = 2, b = 1 put in before", limit(softmax.subs({a: 2, b: 1}), L, oo), 1)
seen("limit of log(exp(a L) + exp(b L))/L", limit(log(exp(a * L) + exp(b * L)) / L, L, oo), b)
seen("limit of log(L**a + L**b)/log(L)", limit(log(L**a + L**b) / log(L), L, oo), b)
seen("with a = 2, b = 1 put in before", limit(log(L**2 + L) / log(L), L, oo), 2)
try:
    refused = limit(1 / (1 + exp((b - a) * L)), L, oo)
except NotImplementedError as error:
    refused = f"NotImplementedError: {error}"
seen(
    "limit of 1/(1 + exp((b - a) L))",
    refused,
    "NotImplementedError: Result depends on the sign of sign(-a + b)",
)
PYTHON
