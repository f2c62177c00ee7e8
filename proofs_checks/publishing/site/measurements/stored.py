"""All fragments made from stored measurements, for the documents of one repository.

Dictionary
    RESULTS             where a repository keeps its results
    measured_fragments  path -> HTML, for every measurement that hand-written pages show
"""

from __future__ import annotations

from pathlib import Path

from .first_steps import first_steps_fragments
from .peers import peers_fragments
from .study import practice_fragments
from .training import training_fragments
from .wrong_statements import wrong_statement_fragments

RESULTS = Path("benchmarks") / "results"


def measured_fragments(documents: Path) -> dict[str, str]:
    """Drawn from the results of the repository whose folder `documents` is; where they are not, a remark says so."""
    results = documents.parent / RESULTS
    fragments = practice_fragments(results) | peers_fragments(results) | training_fragments(results)
    return fragments | first_steps_fragments(results) | wrong_statement_fragments()
