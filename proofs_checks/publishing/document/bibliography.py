"""The works that the ledger leans on, each with what was looked up of it, and the items that cite it.

Dictionary
    WORKS       the paper first
    cited       the works with the items whose claims, notes or evidence name them
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Work:
    """A work; `named` is how texts of the ledger name it."""

    key: str
    authors: str
    title: str
    place: str
    named: str


WORKS: tuple[Work, ...] = (
    Work(
        "hu2025",
        "Jerry Yao-Chieh Hu, Maojiang Su, En-Jui Kuo, Zhao Song, Han Liu",
        "Computational Limits of Low-Rank Adaptation (LoRA) Fine-Tuning for Transformer Models",
        "International Conference on Learning Representations, 2025; arXiv:2406.03136",
        r"$^",  # named nowhere: it is the paper itself
    ),
    Work(
        "alman2023",
        "Josh Alman, Zhao Song",
        "Fast Attention Requires Bounded Entries",
        "Advances in Neural Information Processing Systems, 2023; arXiv:2302.13214",
        r"Alman and Song,? (Fast attention requires bounded entries|2023)",
    ),
    Work(
        "alman2024",
        "Josh Alman, Zhao Song",
        "The Fine-Grained Complexity of Gradient Computation for Training Large Language Models",
        "Advances in Neural Information Processing Systems 37, 2024; arXiv:2402.04497",
        r"Alman and Song,? (The fine-grained|2024)",
    ),
    Work(
        "impagliazzo2001",
        "Russell Impagliazzo, Ramamohan Paturi",
        "On the Complexity of k-SAT",
        "Journal of Computer and System Sciences 62 (2001), 367-375; doi:10.1006/jcss.2000.1727",
        r"Impagliazzo and Paturi,? (On the Complexity|2001)",
    ),
    Work(
        "impagliazzo-zane2001",
        "Russell Impagliazzo, Ramamohan Paturi, Francis Zane",
        "Which Problems Have Strongly Exponential Complexity?",
        "Journal of Computer and System Sciences 63 (2001), 512-530; doi:10.1006/jcss.2001.1774",
        r"Impagliazzo, Paturi and Zane",
    ),
    Work(
        "rubinstein2018",
        "Aviad Rubinstein",
        "Hardness of Approximate Nearest Neighbor Search",
        "Symposium on Theory of Computing, 2018; arXiv:1803.00904",
        r"Rubinstein",
    ),
    Work(
        "williams2005",
        "Ryan Williams",
        "A new algorithm for optimal 2-constraint satisfaction and its implications",
        "Theoretical Computer Science 348 (2005), 357-365",
        r"Williams 2005",
    ),
)


def cited(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The works with the ids of the items that name them; one that no item names is left out, the paper apart."""
    texts = {item["id"]: json.dumps([item["note"], item["claims"]], ensure_ascii=False) for item in items}
    found = []
    for number, work in enumerate(WORKS):
        users = [ident for ident, text in texts.items() if re.search(work.named, text, re.IGNORECASE)]
        if users or number == 0:
            found.append({"work": work, "items": users})
    return found
