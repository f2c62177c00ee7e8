#!/usr/bin/env bash
# Library:  python-flint 0.9.0 beside Python's fractions and SymPy 1.14.0
# Expected: Python's numbers compare by value across types, and equal numbers have equal hashes
#           (language reference, numeric types): Fraction(1, 2) == 0.5. python-flint takes care that
#           hash(fmpq(1, 2)) is that of Fraction(1, 2).
# Happens:  `fmpq(1, 2) == Fraction(1, 2)` is False, in both directions and without an error; < and
#           + raise a TypeError. Both are equal to SymPy's Rational(1, 2), so == is not transitive.
#           fmpz(3) == 3 holds and fmpz(3) == Fraction(3) does not.
# Matters:  Exact coefficients travel between the three. A test that two exact results differ
#           succeeds, a look-up in a table of Fractions finds nothing, and a set holds one half
#           twice.
# Seen:
#   fmpq == Fraction, Fraction == fmpq: (False, False)
#   their hashes are equal: True
#   fmpq == Rational, Rational == Fraction: (True, True)
#   elements of {fmpq, Fraction}: 2
#   fmpz(3) == 3, fmpz(3) == Fraction(3): (True, False)
#   fmpq < Fraction: TypeError
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check python-flint==0.9.0 sympy==1.14.0 mpmath==1.3.0 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import sys
from fractions import Fraction

from flint import fmpq, fmpz
from sympy import Rational


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


half = fmpq(1, 2)
seen(
    "fmpq == Fraction, Fraction == fmpq",
    (half == Fraction(1, 2), Fraction(1, 2) == half),
    (False, False),
)
seen("their hashes are equal", hash(half) == hash(Fraction(1, 2)), True)
seen(
    "fmpq == Rational, Rational == Fraction",
    (half == Rational(1, 2), Rational(1, 2) == Fraction(1, 2)),
    (True, True),
)
seen("elements of {fmpq, Fraction}", len({half, Fraction(1, 2)}), 2)
seen("fmpz(3) == 3, fmpz(3) == Fraction(3)", (fmpz(3) == 3, fmpz(3) == Fraction(3)), (True, False))
try:
    compared = half < Fraction(1, 3)
except TypeError:
    compared = "TypeError"
seen("fmpq < Fraction", compared, "TypeError")
PYTHON
