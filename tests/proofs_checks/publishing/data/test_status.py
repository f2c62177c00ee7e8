"""An item's marks: what is said of its corrected form is what its corrected claims got, and nothing else."""

from __future__ import annotations

import pytest

from proofs_checks.publishing.data.data import status_of


def claim(name: str, form: str, verdict: str) -> dict[str, str]:
    return {"name": name, "form": form, "verdict": verdict, "strength": "derivation"}


PRINTED = [claim("time", "printed", "refuted"), claim("any-algorithm", "printed", "conditionally-refuted")]


@pytest.mark.parametrize("verdict", ["proved", "conditional", "undecided", "refuted"])
def test_the_corrected_form_has_the_verdict_of_its_own_claims(verdict: str) -> None:
    status = status_of([*PRINTED, claim("time", "corrected", verdict)])
    assert status["mended"] == verdict
    assert status["verdict"] == ("refuted" if verdict == "refuted" else "conditionally-refuted")


def test_the_worst_of_them_speaks_and_none_is_said_without_them() -> None:
    both = [claim("time", "corrected", "proved"), claim("rank", "corrected", "conditional")]
    assert status_of([*PRINTED, *both])["mended"] == "conditional"
    assert status_of(PRINTED)["mended"] == ""
