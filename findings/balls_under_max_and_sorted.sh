#!/usr/bin/env bash
# Library:  python-flint 0.9.0 and mpmath 1.3.0
# Expected: Comparisons of balls hold when they hold for all points (python-flint), or are
#           undecided, None (mpmath's intervals). Python's `max` and `sorted` are defined for a
#           total order.
# Happens:  Python takes "not certainly less" for an order. `max(a, b)` is the one that comes first
#           when the balls overlap, and is no upper bound of the other: max of [1.19, 1.21] and
#           [0.5, 1.5] is [1.19, 1.21], or [0.5, 1.5] the other way round. `sorted` leaves exact
#           numbers in the wrong order if a wide ball lies between them: 3, [0, 4], 1. python-flint
#           has a.max(b) beside it, which is right.
# Matters:  The largest of several certified errors is taken with max in every certificate; the
#           result is then too small by as much as the widths are, and depends on the order of the
#           arguments.
# Seen:
#   max(narrow, wide): [1.2 +/- 0.0101]
#   max(wide, narrow): [1e+0 +/- 0.501]
#   1.45 may be in the second: True
#   and is above max(narrow, wide): True
#   narrow.max(wide) contains 1.45: True
#   sorted([3, [0, 4], 1]): ['3.00000000000000', '[+/- 4.01]', '1.00000000000000']
#   mpmath: [1, 2] < [1.5, 3]: None
#   mpmath: max([1, 2], [1.5, 3]): [1.0, 2.0]
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check python-flint==0.9.0 mpmath==1.3.0 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import sys

from flint import arb
from mpmath import iv


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


narrow, wide = arb(1.2, 0.01), arb(1, 0.5)
seen("max(narrow, wide)", str(max(narrow, wide)), str(narrow))
seen("max(wide, narrow)", str(max(wide, narrow)), str(wide))
seen("1.45 may be in the second", wide.contains(arb(1.45)), True)
seen("and is above max(narrow, wide)", arb(1.45) > max(narrow, wide), True)
seen("narrow.max(wide) contains 1.45", narrow.max(wide).contains(arb(1.45)), True)
seen(
    "sorted([3, [0, 4], 1])",
    [str(b) for b in sorted([arb(3), arb(2, 2), arb(1)])],
    [str(b) for b in (arb(3), arb(2, 2), arb(1))],
)

a, b = iv.mpf([1, 2]), iv.mpf([1.5, 3])
seen("mpmath: [1, 2] < [1.5, 3]", a < b, None)
seen("mpmath: max([1, 2], [1.5, 3])", str(max(a, b)), "[1.0, 2.0]")
PYTHON
