#!/usr/bin/env bash
# Library:  PyTorch 2.13.0 (CPU)
# Expected: torch.kron takes tensors of any memory layout, or at the least every tensor for which
#           is_contiguous() is True: contiguous() is documented to return a tensor that is contiguous
#           in memory, and is what one calls before an operation that needs one.
# Happens:  The transpose of a row is a column for which is_contiguous() is True, so contiguous() gives
#           it back as it is, with the strides of the row; torch.kron of it raises, while the same
#           column made by clone() is accepted. NumPy's kron takes both.
# Matters:  vec(A X B^T) = (A kron B) vec(X) for rank 1, the smallest adapter: B is one column there. Code
#           that passes its tests at ranks 2 and 3, contiguous() called everywhere, raises at rank 1.
# Seen:
#   shape (3, 1), strides (1, 3), is_contiguous: True
#   torch.kron(eye, column): RuntimeError
#   torch.kron(eye, column.contiguous()): RuntimeError
#   torch.kron(eye, column.clone(memory_format=contiguous_format)): equals NumPy's
#   torch.kron(eye, two columns, contiguous()): equals NumPy's
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check numpy==2.4.6 torch==2.13.0 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import sys

import numpy
import torch


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        print(f"changed: {what} is {value}; described is {described}")
        sys.exit(1)


def kron(right):
    eye = torch.eye(3)
    try:
        found = torch.kron(eye, right)
    except RuntimeError:
        return "RuntimeError"
    same = numpy.array_equal(found.numpy(), numpy.kron(eye.numpy(), right.numpy()))
    return "equals NumPy's" if same else "differs from NumPy's"


row = torch.tensor([[1.0, 2.0, 3.0]])
column = row.T
shape, strides = tuple(column.shape), column.stride()
seen(f"shape {shape}, strides {strides}, is_contiguous", column.is_contiguous(), True)
seen("torch.kron(eye, column)", kron(column), "RuntimeError")
seen("torch.kron(eye, column.contiguous())", kron(column.contiguous()), "RuntimeError")
copied = column.clone(memory_format=torch.contiguous_format)
seen("torch.kron(eye, column.clone(memory_format=contiguous_format))", kron(copied), "equals NumPy's")
rows = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
seen("torch.kron(eye, two columns, contiguous())", kron(rows.T.contiguous()), "equals NumPy's")
PYTHON
