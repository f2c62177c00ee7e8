"""The examples of bounds, ranks and costs: what is named wrong is refuted, all else is proved, as recorded here."""

from __future__ import annotations

import pytest

from tests.proofs_checks.commands.command import Run
from tests.repository.files import ROOT

FOLDER = ROOT / "docs" / "examples" / "bounds"
DERIVED = {
    "softmax-lipschitz": {
        "entries": ["tanh(tau/2)"],
        "entries_sharp": ["tanh(tau/2)", "tanh(tau/2)"],
        "rows": ["norm(E, inf)/2"],
        "rows_from_entries": ["2*tanh(tau/2)"],
        "a_hundredth_less_wrong": ["tanh(tau/2)"],
    },
    "normalised-exp": {
        "relative": ["2*eps/(1 - eps)"],
        "rows": ["2*eps/(sqrt(1 - eps**2) + 1)"],
        "entries": ["eps/(sqrt(1 - eps**2) + 1)", "tan(asin(eps)/2)"],
        "rows_a_hundredth_less_wrong": ["2*eps/(sqrt(1 - eps**2) + 1)"],
    },
    "perturbed-attention": {
        "output": ["2*B*tanh(tau/2)"],
        "sharper": ["2*B*tanh(tau/2)", "2*B*tanh(tau/2)"],
        "half_of_it_wrong": ["2*B*tanh(tau/2)"],
    },
    "centred-product": {
        "apart": None,
        "entries": ["maxabs(q)/2"],
        "rows": ["maxabs(q)"],
        "as_first_written_wrong": ["maxabs(q)/2"],
    },
    "hadamard-rank": {
        "product": ["Min(m, n, k1*k2)"],
        "factors": None,
        "sum_of_the_two": ["Min(m, n, k1 + k2)"],
        "as_first_written_wrong": ["Min(m, n, k1*k2)"],
    },
    "bracketing-cost": {
        "left_first": ["d*m*n + k*m*n"],
        "right_first": ["d*k*m + d*k*n"],
        "cheapest": None,
        "left_first_wrong": ["d*m*n + k*m*n"],
        "two_together": ["d*k*m + 2*d*k*n"],
        "additions": ["d*k*m + d*k*n - d*k - d*m"],
        "for_narrow_inputs": ["d*k*m + d*k*n"] * 2,
        "for_all_inputs_wrong": ["d*k*m + d*k*n"],
    },
}


def test_every_example_is_recorded() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(DERIVED)


@pytest.mark.parametrize("name", DERIVED)
def test_an_example_is_judged_as_its_names_say(run: Run, name: str) -> None:
    outcome = run("check", FOLDER / f"{name}.toml", "--json", "-", "--seconds", 120)
    claims = {claim["id"]: claim for claim in outcome.json["claims"]}
    assert claims.keys() == DERIVED[name].keys()
    for ident, claim in claims.items():
        assert claim["verdict"] == ("refuted" if ident.endswith("_wrong") else "proved"), (ident, claim["reason"])
        if (derived := DERIVED[name][ident]) is not None:
            assert claim["bound"]["derived"] == derived
    assert outcome.code == (1 if any(ident.endswith("_wrong") for ident in claims) else 0)
