"""The numbers of an audit: every head at every number of tokens, without the adapter and with it.

Dictionary
    Question        what the reader asks about a model
    audit_data      the answer as JSON data
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from lora_symbolic.fast_attention.planning.forecast import forecast
from lora_symbolic.rank.heads import Head, measure_head

from ..shared.exits import BadInput
from ..shared.streams import console
from .reading.adapter import Adapter, read_adapter
from .reading.folder import ModelFolder
from .reading.tapping import Layer, Tapped, open_model
from .reading.text import Text, lengths_of, read_text, tokens_of
from .words import words_of

Data: TypeAlias = dict[str, Any]
FAR = 2**20  # tokens at which the gain of the fast way is given


@dataclass(frozen=True)
class Question:
    """An adapter or none, the text or Python's manual, numbers of tokens as typed, the relative error of f."""

    adapter: Path | None
    text: Path | None
    tokens: tuple[str, ...]
    eps: str

    @property
    def error(self) -> float:
        """eps as a number.

        Raises BadInput unless it is between 0 and 1.
        """
        try:
            number = float(self.eps)
        except ValueError:
            number = math.nan
        if not 1e-12 <= number < 1:
            raise BadInput(f"--eps {self.eps[:40]}; expected a number from 1e-12 to below 1, such as 1e-3")
        return number


def audit_data(folder: ModelFolder, question: Question) -> Data:
    """The model, the text, and a run for each number of tokens, with and without the adapter; and it all in words.

    Raises BadInput for what cannot be used.
    """
    eps, text = question.error, read_text(question.text)
    tapped = open_model(folder)
    adapter = None if question.adapter is None else read_adapter(question.adapter, folder, tapped.shapes)
    tokens = tokens_of(text, folder)
    lengths = lengths_of(list(question.tokens), len(tokens), folder.most_tokens)
    variants: list[Adapter | None] = [None] if adapter is None else [None, adapter]
    runs = []
    with progress_bar(len(lengths) * len(variants) * tapped.layers) as report:
        for length in lengths:
            for one in variants:
                heads = heads_of(tapped, tokens[:length], eps, one, report)
                runs.append({"tokens": length, "adapter": one is not None, "heads": heads})
    data = {
        "schema": 1,
        "model": model_data(tapped, runs),
        "text": text_data(text, len(tokens)),
        "eps": eps,
        "adapter": None
        if adapter is None or question.adapter is None
        else adapter_data(question.adapter, adapter, tapped),
        "runs": runs,
    }
    return {**data, "words": words_of(data)}


def heads_of(
    tapped: Tapped, tokens: tuple[int, ...], eps: float, adapter: Adapter | None, report: Callable[[], object]
) -> list[Data]:
    """The numbers of every head, layer by layer; nothing of a layer is kept but they."""
    found: list[Data] = []

    def observe(layer: Layer) -> None:
        found.extend(
            {"layer": layer.index, "head": index, **head_data(measure_head(layer.head(index), eps))}
            for index in range(len(layer.Q))
        )
        report()

    tapped.run(tokens, observe, adapter)
    return found


def head_data(head: Head) -> Data:
    """A head as JSON data; degree and what follows from it are None where there are none."""
    sizes, premise, need = head.sizes, head.premise, head.need
    ahead = None if need.degree is None else forecast(FAR, head.head_width, max(1, head.width), need.degree)
    wins = ahead if ahead is not None and ahead.fits and ahead.crossover is not None else None
    return {
        "gamma_q": premise.gamma_q,
        "gamma_k": premise.gamma_k,
        "largest_logit": sizes.largest,
        "half_range": sizes.half_range,
        "quantiles": {f"{share:g}": value for share, value in sizes.quantiles.items()},
        "row_quantiles": {f"{share:g}": value for share, value in sizes.row_quantiles.items()},
        "premise": {
            "entry_bound": premise.entry_bound,
            "printed": premise.printed,
            "repaired": premise.repaired,
            "logits": premise.logits,
        },
        "head_width": head.head_width,
        "width": head.width,
        "directions": head.directions,
        "degree": need.degree,
        "monomials": need.monomials,
        "thin": need.thin(head.tokens),
        "rank": head.rank,
        "crossover": None if wins is None else wins.crossover,
        "gain": None if wins is None else float(f"{wins.gain:.3g}"),
    }


def model_data(tapped: Tapped, runs: list[Data]) -> Data:
    """What the model is."""
    return {
        "path": str(tapped.folder.path),
        "family": tapped.folder.kind,
        "layers": tapped.layers,
        "heads": tapped.heads,
        "key_heads": int(getattr(tapped.model.config, "num_key_value_heads", None) or tapped.heads),
        "head_width": runs[0]["heads"][0]["head_width"],
        "positions": tapped.folder.most_tokens,
    }


def text_data(text: Text, tokens: int) -> Data:
    """Which text it was."""
    return {"source": text.source, "sha256": text.digest, "tokens": tokens}


def adapter_data(path: Path, adapter: Adapter, tapped: Tapped) -> Data:
    """The modules that an adapter changes: rank, scale, and the size of the change beside the weight, in Frobenius."""
    import torch

    from .reading.adapter import adapted

    modules = []
    for name, pair in adapter.pairs.items():
        weight = tapped.weights.load(tapped.names[f"{name}.weight"])
        change = adapted(weight, pair) - weight
        singular = torch.linalg.svdvals(change)
        modules.append(
            {
                "module": name,
                "r": pair.rank,
                "scaling": pair.scaling,
                "dora": pair.magnitude is not None,
                "rank": int((singular > 1e-10 * max(float(singular[0]), 1e-300)).sum()),
                "relative_size": float(change.norm() / weight.norm()),
            }
        )
    return {"path": str(path), "base": adapter.base, "modules": modules}


@contextmanager
def progress_bar(total: int) -> Iterator[Callable[[], object]]:
    """A bar on the standard error stream when that is a terminal; the function advances it by a layer."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("layers"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda: progress.advance(task)
