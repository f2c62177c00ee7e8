#!/usr/bin/env bash
# Library:  python-flint 0.9.0
# Expected: FLINT's documentation of arb_pow: binary exponentiation if the exponent is a small exact
#           integer. So x**2 of the ball [-1, 1] is an enclosure of [0, 1], as x*x is.
# Happens:  `arb(0, 1)**2` is nan, and so are **1 and **3: for a ball whose midpoint is exactly 0
#           the power is exp(y log x). Move the midpoint to 0.25, or multiply, or evaluate the
#           polynomial x^2: all fine.
# Matters:  Symmetric ranges [-B, B] are what a bound on logits gives. nan is sound, since it
#           contains everything, so a certificate fails without saying where; only this one midpoint
#           is concerned, and tests with other ranges pass.
# Seen:
#   [-1, 1]**2: nan
#   [-1, 1]**1: nan
#   [-1, 1]**3: nan
#   [-1, 1]*[-1, 1]: [+/- 1.01]
#   the polynomial x^2 at [-1, 1]: [+/- 1.01]
#   [-0.75, 1.25]**2: [+/- 1.57]
#   exactly 0, squared: 0
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check python-flint==0.9.0 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import sys

from flint import arb, fmpz_poly


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


x = arb(0, 1)
seen("[-1, 1]**2", str(x**2), "nan")
seen("[-1, 1]**1", str(x**1), "nan")
seen("[-1, 1]**3", str(x**3), "nan")
seen("[-1, 1]*[-1, 1]", str(x * x), "[+/- 1.01]")
seen("the polynomial x^2 at [-1, 1]", str(fmpz_poly([0, 0, 1])(x)), "[+/- 1.01]")
seen("[-0.75, 1.25]**2", str(arb(0.25, 1) ** 2), "[+/- 1.57]")
seen("exactly 0, squared", str(arb(0) ** 2), "0")
PYTHON
