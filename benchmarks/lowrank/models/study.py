"""Small models trained here for a minute each, and adapters of PEFT on them: heads, audited step by step.

    python -m benchmarks.lowrank.models.study [--quick]

A GPT-2-like, a Llama-like and a Qwen-3-like model (norms on queries and keys) learn the bytes of Python's manual; then
adapters of every kind learn the bytes of Python's own programs. At each stage the model goes through the audit's own
reader: safetensors and adapter from a folder, the attention tapped.
"""

from __future__ import annotations

import argparse
import inspect
import math
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.facts import head as facts_head
from benchmarks.facts import write

OUT = Path("benchmarks/results/models/study.json")
CONTEXT, BATCH, TOKENS, EPS = 128, 8, 256, 1e-3
STEPS, ADAPTER_STEPS, EVERY = 200, 60, 20
COMMON: Mapping[str, Any] = {
    "vocab_size": 256,
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "max_position_embeddings": TOKENS,
    "pad_token_id": None,
    "bos_token_id": None,
    "eos_token_id": None,
}
GPT2: Mapping[str, Any] = {"vocab_size": 256, "n_embd": 64, "n_layer": 2, "n_head": 4, "n_positions": TOKENS}
MODELS: Mapping[str, tuple[str, Mapping[str, Any], list[str]]] = {
    "gpt2": ("GPT2LMHeadModel", {**GPT2, "bos_token_id": None, "eos_token_id": None}, ["c_attn"]),
    "llama": ("LlamaForCausalLM", COMMON, ["q_proj", "k_proj"]),
    "qwen3": ("Qwen3ForCausalLM", COMMON, ["q_proj", "k_proj"]),
}
ADAPTERS: Mapping[str, Mapping[str, Any]] = {
    "r=4": {"r": 4},
    "r=8": {"r": 8},
    "r=16": {"r": 16},
    "rsLoRA r=16": {"r": 16, "use_rslora": True},
    "DoRA r=8": {"r": 8, "use_dora": True},
}


def prose() -> bytes:
    """Python's manual in English."""
    from proofs_checks.commands.audit.reading.text import read_text

    return read_text(None).words.encode("ascii", "ignore")


def programs() -> bytes:
    """Programs of Python's library."""
    import argparse as one
    import typing as two

    return (inspect.getsource(one) + inspect.getsource(two)).encode("ascii", "ignore")


def batches(data: bytes, seed: int) -> Iterator[Any]:
    """Windows of the first nine tenths, without end."""
    import torch

    rng = np.random.default_rng(seed)
    whole = np.frombuffer(data, dtype=np.uint8)[: len(data) * 9 // 10].astype(np.int64)
    while True:
        starts = rng.integers(0, len(whole) - CONTEXT, BATCH)
        yield torch.from_numpy(np.stack([whole[start : start + CONTEXT] for start in starts]))


def held_out(model: Any, data: bytes) -> float:
    """The loss on sixteen windows of the last tenth, in bits a byte."""
    import torch

    rest = np.frombuffer(data, dtype=np.uint8)[len(data) * 9 // 10 :].astype(np.int64)
    rows = torch.from_numpy(rest[: 16 * CONTEXT].reshape(16, CONTEXT))
    model.eval()
    with torch.no_grad():
        return float(model(input_ids=rows, labels=rows).loss) / math.log(2)


def train(model: Any, data: bytes, steps: int, rate: float, seed: int) -> Iterator[int]:
    """Adam; yields the number of steps done, at the start and after every EVERY."""
    import torch

    optimiser = torch.optim.AdamW([part for part in model.parameters() if part.requires_grad], lr=rate, weight_decay=0)
    yield 0
    for step, rows in zip(range(1, steps + 1), batches(data, seed), strict=False):
        model.train()
        optimiser.zero_grad()
        model(input_ids=rows, labels=rows).loss.backward()
        optimiser.step()
        if step % EVERY == 0 or step == steps:
            yield step


def heads_in(folder: Path, data: bytes, adapter: Path | None) -> dict[str, Any]:
    """What the audit finds at TOKENS bytes of held-out text: over heads the median and the largest."""
    from proofs_checks.commands.audit.numbers import heads_of
    from proofs_checks.commands.audit.reading.adapter import read_adapter
    from proofs_checks.commands.audit.reading.folder import find_model
    from proofs_checks.commands.audit.reading.tapping import open_model

    found = find_model(str(folder))
    tapped = open_model(found)
    read = None if adapter is None else read_adapter(adapter, found, tapped.shapes)
    text = data[len(data) * 9 // 10 :][:TOKENS]
    heads = heads_of(tapped, tuple(text), EPS, read, lambda: None)

    def both(values: list[float]) -> list[float]:
        return [float(f"{middle:.4g}") for middle in (median(values), max(values))]

    return {
        "gamma": both([max(head["gamma_q"], head["gamma_k"]) for head in heads]),
        "half_range": both([head["half_range"] for head in heads]),
        "directions": both([head["directions"] for head in heads]),
        "degree": both([head["degree"] for head in heads]),
        "rank": both([head["rank"] for head in heads]),
        "printed_kept": sum(head["premise"]["printed"] <= 1 for head in heads),
        "heads": len(heads),
    }


def studied(kind: str, steps: int, adapter_steps: int, place: Path) -> list[dict[str, Any]]:
    """The rows of one family."""
    import peft
    import torch
    import transformers

    name, settings, targets = MODELS[kind]
    torch.set_num_threads(1)  # the layers are too small for more
    torch.manual_seed(0)
    model_class = getattr(transformers, name)
    model = model_class(model_class.config_class(**settings))
    rows, base, english, code = [], place / kind, prose(), programs()
    for step in train(model, english, steps, 3e-3, 1):
        if step in (0, EVERY, steps // 4, steps):
            model.save_pretrained(base)
            found = heads_in(base, english, None)
            rows.append({"model": kind, "adapter": None, "step": step, "loss": held_out(model, english), **found})
    for label, options in ADAPTERS.items():
        torch.manual_seed(2)
        fresh = model_class.from_pretrained(base)
        config = peft.LoraConfig(
            lora_alpha=16, target_modules=targets, fan_in_fan_out=kind == "gpt2", task_type="CAUSAL_LM", **options
        )
        adapted = peft.get_peft_model(fresh, config)
        for step in train(adapted, code, adapter_steps, 1e-2, 3):
            if step in (0, adapter_steps // 3, adapter_steps):
                adapted.save_pretrained(place / "adapter")
                found = heads_in(base, code, place / "adapter")
                rows.append({"model": kind, "adapter": label, "step": step, "loss": held_out(adapted, code), **found})
    return [{**row, "loss": float(f"{row['loss']:.4g}")} for row in rows]


def ends_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows before training, and after all of each training."""
    last = {(row["model"], row["adapter"]): row["step"] for row in rows}
    first = [row for row in rows if row["adapter"] is None and row["step"] == 0]
    return first + [row for row in rows if row["step"] == last[row["model"], row["adapter"]]]


def table_of(rows: list[dict[str, Any]]) -> list[str]:
    """The rows as a Markdown table; of the heads the median and the largest."""
    lines = [
        "| model | adapter | step | bits a byte | Gamma | half-range | directions | degree | rank of f |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        numbers = " | ".join(
            f"{row[name][0]:.3g}, {row[name][1]:.3g}"
            for name in ("gamma", "half_range", "directions", "degree", "rank")
        )
        lines.append(f"| {row['model']} | {row['adapter'] or 'none'} | {row['step']} | {row['loss']:.3g} | {numbers} |")
    return lines


def main() -> int:
    """Train, audit, write, print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=OUT)
    options.add_argument("--quick", action="store_true", help="a few steps, to build/")
    chosen = options.parse_args()
    steps, adapter_steps = (40, 20) if chosen.quick else (STEPS, ADAPTER_STEPS)
    out = Path("build/models-study.json") if chosen.quick else chosen.out
    warnings.simplefilter("ignore")  # of libraries that call each other by older names
    start, rows = time.perf_counter(), []
    with tempfile.TemporaryDirectory() as place:
        for kind in MODELS:
            rows += studied(kind, steps, adapter_steps, Path(place))
            facts = facts_head("numpy", "torch", "transformers", "peft")
            settings = {"tokens": TOKENS, "eps": EPS, "trained_steps": steps, "adapter_steps": adapter_steps}
            write(out, {**facts, "seconds": round(time.perf_counter() - start, 1), **settings, "rows": rows})
    print("\n".join(table_of(ends_of(rows))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
