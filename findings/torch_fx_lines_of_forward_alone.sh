#!/usr/bin/env bash
# Library:  PyTorch 2.13.0, torch.fx, on the CPU
# Expected: `Tracer.trace` takes a module or a function (its docstring: "Module or function to be
#           traced"). "To record stack traces during tracing for debug purposes, set
#           `record_stack_traces = True` on the `Tracer` instance" (docstring of
#           `Node.stack_trace`), so that a node says which line of the program it comes from.
# Happens:  Frames are kept from the first one that is called `forward` on, and a function that has
#           another name has none. Of one and the same body, traced as a module's `forward`, every
#           operation has its line; traced as a function `score`, no node has any; traced as a
#           function that is called `forward`, every operation has its line again.
# Matters:  A reader's function is refused where it uses what has no rule, and the line is what the
#           reader needs; the line has to be found by other means, such as the frames of the call.
# Seen:
#   operations of a module's forward, and those with a line: (2, 2)
#   operations of a function score, and those with a line: (2, 0)
#   operations of a function forward, and those with a line: (2, 2)
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check numpy==2.4.6 torch==2.13.0 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
cat >program.py <<'PYTHON'
import sys

import torch
from torch.fx import Tracer


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


class Module(torch.nn.Module):
    def forward(self, x):
        y = x + 1
        return y * 2


def score(x):
    y = x + 1
    return y * 2


def forward(x):
    y = x + 1
    return y * 2


def lines(root):
    """How many operations the graph has, and how many say a line of this file."""
    tracer = Tracer()
    tracer.record_stack_traces = True
    nodes = [node for node in tracer.trace(root).nodes if node.op == "call_function"]
    return len(nodes), sum("program.py" in (node.stack_trace or "") for node in nodes)


for what, root, described in (
    ("a module's forward", Module(), (2, 2)),
    ("a function score", score, (2, 0)),
    ("a function forward", forward, (2, 2)),
):
    seen(f"operations of {what}, and those with a line", lines(root), described)
PYTHON
venv/bin/python program.py
