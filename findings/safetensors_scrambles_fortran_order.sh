#!/usr/bin/env bash
# Library:  safetensors 0.8.0 (0.7.0 is right) with NumPy 2.4.6
# Expected: `safetensors.numpy.save` wants tensors that are contiguous and dense (its docstring). An
#           array in Fortran order is both: NumPy flags it F_CONTIGUOUS, and it has no gaps. The
#           format stores row-major values with a shape.
# Happens:  Version 0.8.0 writes the memory as it lies under the shape of the array: entries change
#           places, with no error, and the loaded array has the right shape. 0.7.0 goes through
#           `tobytes`, which reorders. The transpose of an array that one made is in Fortran order,
#           and so are many results of LAPACK.
# Matters:  An adapter's factor is often kept transposed, B^T or A^T: it is saved and comes back
#           scrambled, of the right shape and norm, so that neither a check of shapes nor one of
#           magnitudes tells.
# Seen:
#   safetensors==0.7.0
#   safetensors: 0.7.0
#   flags of the array, F_CONTIGUOUS and OWNDATA: (True, True)
#   saved: [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
#   loaded: [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
#   safetensors==0.8.0
#   safetensors: 0.8.0
#   flags of the array, F_CONTIGUOUS and OWNDATA: (True, True)
#   saved: [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
#   loaded: [[0.0, 3.0, 1.0], [4.0, 2.0, 5.0]]
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check numpy==2.4.6 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
cat >example.py <<'PYTHON'
import sys

import numpy
import safetensors
from safetensors.numpy import load, save


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


version = sys.argv[1]
seen("safetensors", safetensors.__version__, version)
factor = numpy.asfortranarray([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]])
seen(
    "flags of the array, F_CONTIGUOUS and OWNDATA",
    (factor.flags.f_contiguous, factor.flags.owndata),
    (True, True),
)
back = load(save({"A": factor}))["A"]
scrambled, right = [[0.0, 3.0, 1.0], [4.0, 2.0, 5.0]], [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]
seen("saved", factor.tolist(), right)
seen("loaded", back.tolist(), scrambled if version == "0.8.0" else right)
PYTHON
for package in safetensors==0.7.0 safetensors==0.8.0; do
  venv/bin/python -m pip install --quiet --disable-pip-version-check "$package" ||
    { echo 'not run: the packages could not be installed' >&2; exit 2; }
  echo "$package"
  venv/bin/python example.py "${package##*==}"
done
