"""A version that is sharper and proved stands on the page beside the claim, written as text."""

from __future__ import annotations

from proofs_checks.publishing.site.formulas import Formulas
from proofs_checks.publishing.site.pages import environment

FOUND = {"outcomes": {"refuted": 5, "sharper": 1}, "sharper": ["rank(X) < k & more"]}


def test_altered_versions_are_counted_and_the_sharper_one_is_shown() -> None:
    macros = environment(Formulas()).get_template("macros.html.jinja").module
    shown = str(macros.mutants(FOUND))  # type: ignore[attr-defined]
    assert "5 refuted, 1 sharper" in shown
    assert "Sharper, and proved" in shown
    assert "rank(X) &lt; k &amp; more" in shown
    assert "verify --controls" in shown
