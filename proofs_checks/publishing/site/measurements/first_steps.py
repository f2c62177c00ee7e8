"""The fragment of the page on first steps: what a new user types, what it is for, and how long it took, as stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .fragments import stored_fragments
from .measured import Typed, seconds, table

STORED = "first-steps.json"
MISSING = "<p>Not measured yet: <code>python -m benchmarks.first_steps</code>.</p>"


def first_steps_fragments(results: Path) -> dict[str, str]:
    """The table; a remark that says how to make the results where they are not stored."""
    return stored_fragments("first-steps", results / STORED, {"table": steps_table}, MISSING)


def steps_table(report: Mapping[str, Any]) -> str:
    """Step by step, with the time from the beginning."""
    rows, total = [], 0.0
    for number, step in enumerate(report["steps"], 1):
        total += step["seconds"]
        times = (seconds(step["seconds"]), seconds(total))
        rows.append([number, Typed(step["types"]), step["purpose"], *times, step["lines"] or "–"])
    machine = report["machine"]
    caption = f"{machine['cores']} cores of {machine['processor']}, Python {machine['python']}"
    return table(["step", "typed", "for", "took", "since the start", "lines printed"], rows, caption)
