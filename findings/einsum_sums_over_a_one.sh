#!/usr/bin/env bash
# Library:  NumPy 2.4.6, opt_einsum 3.4.0, einops 0.8.2
# Expected: A label stands for one length: a product of shapes (2, 1) and (3, 4) does not exist, and
#           @ raises. Broadcasting in einsum is documented for the ellipsis (NumPy); einops exists
#           to check shapes, and its other functions refuse a length that does not fit.
# Happens:  A summed label whose length is 1 in one operand and 3 in the other is broadcast,
#           silently: the (2, 1) array counts as three equal columns, in all three libraries. With
#           lengths 2 and 3 all three raise.
# Matters:  Rank 1 is the smallest adapter and L = 1 the smallest sequence, the very cases with
#           which formulas are tested: an ill-typed formula passes at r = 1, gives numbers and fails
#           only later, or is a wrong sum for good.
# Seen:
#   a @ b: ValueError
#   numpy.einsum('ij,jk->ik', a, b): [[12.0, 15.0, 18.0, 21.0], [12.0, 15.0, 18.0, 21.0]]
#   the same with optimize: [[12.0, 15.0, 18.0, 21.0], [12.0, 15.0, 18.0, 21.0]]
#   opt_einsum.contract: [[12.0, 15.0, 18.0, 21.0], [12.0, 15.0, 18.0, 21.0]]
#   einops.einsum: [[12.0, 15.0, 18.0, 21.0], [12.0, 15.0, 18.0, 21.0]]
#   numpy with lengths 2 and 3: ValueError
#   opt_einsum with 2 and 3: ValueError
#   einops with 2 and 3: ValueError
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check numpy==2.4.6 opt_einsum==3.4.0 einops==0.8.2 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import sys

import numpy
from einops import einsum
from opt_einsum import contract


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


a, b = numpy.ones((2, 1)), numpy.arange(12.0).reshape(3, 4)
wrong = [[12.0, 15.0, 18.0, 21.0]] * 2


def outcome(call):
    try:
        return call().tolist()
    except Exception as error:
        return type(error).__name__


seen("a @ b", outcome(lambda: a @ b), "ValueError")
seen("numpy.einsum('ij,jk->ik', a, b)", outcome(lambda: numpy.einsum("ij,jk->ik", a, b)), wrong)
seen(
    "the same with optimize", outcome(lambda: numpy.einsum("ij,jk->ik", a, b, optimize=True)), wrong
)
seen("opt_einsum.contract", outcome(lambda: contract("ij,jk->ik", a, b)), wrong)
seen("einops.einsum", outcome(lambda: einsum(a, b, "i j, j k -> i k")), wrong)
two = numpy.ones((2, 2))
seen("numpy with lengths 2 and 3", outcome(lambda: numpy.einsum("ij,jk->ik", two, b)), "ValueError")
seen("opt_einsum with 2 and 3", outcome(lambda: contract("ij,jk->ik", two, b)), "ValueError")
seen("einops with 2 and 3", outcome(lambda: einsum(two, b, "i j, j k -> i k")), "ValueError")
PYTHON
