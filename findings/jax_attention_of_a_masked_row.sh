#!/usr/bin/env bash
# Library:  JAX 0.10.2, on the CPU
# Expected: In `jax.nn.dot_product_attention`, True in `mask` means that the element takes part in
#           attention (its docstring). A query for which every key is masked takes part in nothing:
#           zero, or nan, as an additive mask of -inf gives.
# Happens:  Such a row gets the plain mean of ALL values: masked logits are replaced by one large
#           negative number, and a row of equal logits is uniform. The masked values get gradients,
#           1/L each.
# Matters:  Padding makes such rows. The numbers look healthy, the gradient of a loss over all rows
#           flows into values that the mask excludes, and a proof about masked attention is about
#           another function.
# Seen:
#   the row is the mean of all values: True
#   gradient with respect to the four masked values: [0.25, 0.25, 0.25, 0.25]
#   with the bias -inf in place of the mask, the row is nan: True
#   and the other rows are the same: True
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
export JAX_PLATFORMS=cpu
venv/bin/python - <<'PYTHON'
import sys

import jax
import jax.numpy as jnp
import numpy


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


random = numpy.random.default_rng(0)
q, k, v = (jnp.asarray(random.normal(size=(1, 4, 1, 3)), dtype=jnp.float32) for _ in range(3))
mask = jnp.ones((1, 1, 4, 4), bool).at[0, 0, 1].set(False)


def masked_row(values):
    return jax.nn.dot_product_attention(q, k, values, mask=mask)[0, 1, 0]


seen(
    "the row is the mean of all values", bool(jnp.allclose(masked_row(v), v[0, :, 0].mean(0))), True
)
gradient = jax.grad(lambda values: masked_row(values).sum())(v)[0, :, 0, 0]
seen("gradient with respect to the four masked values", gradient.tolist(), [0.25, 0.25, 0.25, 0.25])
additive = jax.nn.dot_product_attention(q, k, v, bias=jnp.where(mask, 0.0, -jnp.inf))
seen(
    "with the bias -inf in place of the mask, the row is nan",
    bool(jnp.isnan(additive[0, 1]).all()),
    True,
)
seen(
    "and the other rows are the same",
    bool(jnp.allclose(additive[0, 2], jax.nn.dot_product_attention(q, k, v, mask=mask)[0, 2])),
    True,
)
PYTHON
