#!/usr/bin/env bash
# Library:  Transformers 5.24.0 with PyTorch 2.13.0, on the CPU
# Expected: `model.double()` casts parameters and buffers to float64 (PyTorch), and the outputs are
#           float64: the model is then computed in double. An attention mask only excludes
#           positions.
# Happens:  In Llama the root mean square norm and the softmax of `attn_implementation="eager"` go
#           through float32 in between: errors of 1e-7 in a float64 tensor. And the mask, the most
#           negative float64, becomes -inf on the way: in a padded row every logit is -inf, the row
#           is nan, and from the second layer on everything is nan, at real tokens too. float32, and
#           sdpa in double, have no nan.
# Matters:  Attention weights are to be had only with the eager way, and double is what an audit of
#           logits and their error bounds uses. Finite differences of such a model do not reach its
#           gradient.
# Seen:
#   dtype of the norm: torch.float64
#   its error: 2.1e-07
#   between 1e-10 and 1e-5: True
#   dtype of the attention weights: torch.float64
#   largest distance of a row's sum from 1: 1.0e-07
#   between 1e-10 and 1e-5: True
#   eager, torch.float32, two positions padded: tokens with nan: [False, False, False, False, False]
#   eager, torch.float64, two positions padded: tokens with nan: [True, True, True, True, True]
#   sdpa, torch.float64, two positions padded: tokens with nan: [False, False, False, False, False]
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0 transformers==5.24.0 numpy==2.4.6 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import sys
import warnings

import torch
from transformers import LlamaConfig, LlamaModel
from transformers.models.llama.modeling_llama import LlamaRMSNorm


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


warnings.simplefilter("ignore")
torch.manual_seed(0)
x = torch.randn(3, 16, dtype=torch.float64)
normed = LlamaRMSNorm(16, eps=1e-6).double()(x)
error = float((normed - x / (x.pow(2).mean(-1, keepdim=True) + 1e-6).sqrt()).abs().max())
seen("dtype of the norm", str(normed.dtype), "torch.float64")
print(f"its error: {error:.1e}")
seen("between 1e-10 and 1e-5", 1e-10 < error < 1e-5, True)


def model(how):
    config = LlamaConfig(
        hidden_size=16,
        intermediate_size=32,
        num_attention_heads=2,
        num_hidden_layers=2,
        vocab_size=50,
        attn_implementation=how,
    )
    return LlamaModel(config).eval()


tokens = torch.arange(5)[None]
weights = model("eager").double()(tokens, output_attentions=True).attentions[0]
off = float((weights.sum(-1) - 1).abs().max())
seen("dtype of the attention weights", str(weights.dtype), "torch.float64")
print(f"largest distance of a row's sum from 1: {off:.1e}")
seen("between 1e-10 and 1e-5", 1e-10 < off < 1e-5, True)

padded = torch.tensor([[0, 0, 1, 1, 1]])
for how, kind, described in (
    ("eager", torch.float32, [False] * 5),
    ("eager", torch.float64, [True] * 5),
    ("sdpa", torch.float64, [False] * 5),
):
    states = model(how).to(kind)(tokens, attention_mask=padded).last_hidden_state[0]
    seen(
        f"{how}, {kind}, two positions padded: tokens with nan",
        states.isnan().any(-1).tolist(),
        described,
    )
PYTHON
