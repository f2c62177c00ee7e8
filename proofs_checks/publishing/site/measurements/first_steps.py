"""The fragments of the page on first steps: what a new user types, what it is for, and how long it took, as stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .fragments import stored_fragments
from .measured import Typed, seconds, table

STORED, JOURNEYS = "first_steps/from_a_clone.json", "first_steps/journeys.json"
MISSING = "<p>Not measured yet: <code>python -m benchmarks.first_steps</code>.</p>"


def first_steps_fragments(results: Path) -> dict[str, str]:
    """Both tables; a remark that says how to make the results where they are not stored."""
    walk = stored_fragments("first-steps", results / STORED, {"table": steps_table}, MISSING)
    return walk | stored_fragments("first-steps", results / JOURNEYS, {"journeys": journeys_table}, MISSING)


def steps_table(report: Mapping[str, Any]) -> str:
    """Step by step, with the time from the beginning."""
    rows, total = [], 0.0
    for number, step in enumerate(report["steps"], 1):
        total += step["seconds"]
        times = (seconds(step["seconds"]), seconds(total))
        rows.append([number, Typed(step["types"]), step["purpose"], *times, step["lines"] or "–"])
    return table(["step", "typed", "for", "took", "since the start", "lines printed"], rows, _machine(report))


def journeys_table(report: Mapping[str, Any]) -> str:
    """Every journey with its commands."""
    rows = [
        [step["journey"], Typed(step["types"]), step["purpose"], seconds(step["seconds"])] for step in report["steps"]
    ]
    return table(["journey", "typed", "for", "took"], rows, _machine(report))


def _machine(report: Mapping[str, Any]) -> str:
    machine = report["machine"]
    load = f", {machine['load'][0]:.0f} processes at work beside it" if machine.get("load") else ""
    return f"{machine['cores']} cores of {machine['processor']}, Python {machine['python']}{load}"
