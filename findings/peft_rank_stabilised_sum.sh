#!/usr/bin/env bash
# Library:  PEFT 0.21.2 with PyTorch 2.13.0, on the CPU
# Expected: `add_weighted_adapter` merges adapters with weights; `cat` and `svd` are precise methods
#           (its docstring). Merged with the weights 1 and 1, the update of the new adapter is the
#           sum of the two updates, as it is for plain LoRA.
# Happens:  With `use_rslora=True` the merged adapter is made with alpha equal to its rank, so that
#           its scale would be 1, but it inherits the rank-stabilised rule alpha / sqrt(rank): all
#           of it comes out sqrt(rank) times too large. Two adapters of rank 2, joined by `cat`:
#           exactly twice the sum; by `svd` to rank 2: 1.41 times.
# Matters:  The factor is the one of which rank-stabilised adapters are made. The merged model runs,
#           the direction of the update is right, and its size is that of another training.
# Seen:
#   plain LoRA, cat: (1.0, True)
#   plain LoRA, svd: (1.0, True)
#   rank-stabilised, cat: (2.0, True)
#   rank-stabilised, svd: (1.414214, True)
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0 transformers==5.24.0 peft==0.21.2 numpy==2.4.6 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import sys
import warnings

import torch
from peft import LoraConfig, get_peft_model


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


warnings.simplefilter("ignore")
torch.set_default_dtype(torch.float64)


def scale_of_the_sum(how, stabilised):
    """The number t for which the merged update is t times the sum, and whether it is that."""
    torch.manual_seed(0)
    config = LoraConfig(
        r=2, lora_alpha=4, target_modules=["0"], use_rslora=stabilised, init_lora_weights=False
    )
    model = get_peft_model(
        torch.nn.Sequential(torch.nn.Linear(6, 5, bias=False)), config, adapter_name="one"
    )
    model.add_adapter("two", config)
    layer = model.base_model.model[0]
    if how == "svd":  # one adapter twice, so that the sum has rank 2 and svd loses nothing
        layer.lora_A["two"].load_state_dict(layer.lora_A["one"].state_dict())
        layer.lora_B["two"].load_state_dict(layer.lora_B["one"].state_dict())
    total = layer.get_delta_weight("one") + layer.get_delta_weight("two")
    model.add_weighted_adapter(["one", "two"], [1.0, 1.0], "sum", combination_type=how)
    merged = layer.get_delta_weight("sum")
    times = float((merged * total).sum() / (total * total).sum())
    return round(times, 6), bool(torch.allclose(merged, times * total))


seen("plain LoRA, cat", scale_of_the_sum("cat", False), (1.0, True))
seen("plain LoRA, svd", scale_of_the_sum("svd", False), (1.0, True))
seen("rank-stabilised, cat", scale_of_the_sum("cat", True), (2.0, True))
seen("rank-stabilised, svd", scale_of_the_sum("svd", True), (1.414214, True))
PYTHON
