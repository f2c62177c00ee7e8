#!/usr/bin/env bash
# Library:  JAX 0.10.2, on the CPU
# Expected: With `jax_enable_x64`, arrays of float64 are computed in float64.
#           `jax.nn.dot_product_attention` gives softmax(Q K^T / sqrt(d) + B) V (its docstring,
#           which names no precision); its result has the dtype float64.
# Happens:  Inside, the logits are cast to float32, the softmax is computed in single precision and
#           cast back: the result differs from the formula by about 1e-7. The two products are in
#           double.
# Matters:  A reference in double is what one holds a fast or certified attention against; this one
#           is wrong by a billion units of rounding. Differences of gradients, and Hessians by
#           differences, drown in it.
# Seen:
#   dtype of the result: float64
#   largest error of dot_product_attention: 1.7e-07
#   it lies between 1e-9 and 1e-6: True
#   the formula written with jax.nn.softmax is right to 1e-14: True
#   the traced program converts to float32: True
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


jax.config.update("jax_enable_x64", True)
random = numpy.random.default_rng(0)
q, k, v = (jnp.asarray(random.normal(size=(1, 16, 1, 8))) for _ in range(3))
logits = numpy.einsum("blhd,bmhd->bhlm", q, k) / numpy.sqrt(8)
weights = numpy.exp(logits) / numpy.exp(logits).sum(-1, keepdims=True)
truth = numpy.einsum("bhlm,bmhd->blhd", weights, v)
attention = jax.nn.dot_product_attention(q, k, v)
by_hand = jnp.einsum(
    "bhlm,bmhd->blhd", jax.nn.softmax(jnp.einsum("blhd,bmhd->bhlm", q, k) / jnp.sqrt(8.0)), v
)
seen("dtype of the result", str(attention.dtype), "float64")
error = float(abs(attention - truth).max())
print(f"largest error of dot_product_attention: {error:.1e}")
seen("it lies between 1e-9 and 1e-6", 1e-9 < error < 1e-6, True)
seen(
    "the formula written with jax.nn.softmax is right to 1e-14",
    bool(abs(by_hand - truth).max() < 1e-14),
    True,
)
traced = str(jax.make_jaxpr(jax.nn.dot_product_attention)(q, k, v))
seen("the traced program converts to float32", "new_dtype=float32" in traced, True)
PYTHON
