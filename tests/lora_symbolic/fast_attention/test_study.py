"""The study's summary says what its cells say: errors above the certified ones and wrong winners are seen."""

from __future__ import annotations

import json
import tomllib
from copy import deepcopy
from typing import Any

import pytest

from benchmarks.lowrank.study import EPS, FEW_EPS, study_cells
from benchmarks.lowrank.study_cells import work
from benchmarks.lowrank.study_summary import crossing, misses, summarise
from tests.repository.files import ROOT

RESULTS = ROOT / "benchmarks" / "results"
BARS = tomllib.loads((ROOT / "benchmarks" / "lowrank" / "bars.toml").read_text())["study"]
Records = list[dict[str, Any]]


def run(fast: float, predicted: float, slow: float) -> dict[str, Any]:
    """A run of the fast way whose errors are within what is certified."""
    return {
        "eps": 1e-2,
        "degree": 3,
        "rank": 35,
        "parts": [[3, 1.0]],
        "predicted": predicted,
        "wins_predicted": predicted < slow,
        "crossover": 700,
        "threads": 1,
        "first": 2 * fast,
        "seconds": fast,
        "repetitions": 3,
        "mebibytes": 2.0,
        "certified_f": 9e-3,
        "observed_f": 4e-3,
        "certified": {"dA": 1e-3, "dB": 1e-3},
        "observed": {"dA": 1e-6, "dB": 2e-6},
        "largest": {"dA": 0.1, "dB": 0.1},
        "worst_ratio": 2e-3,
    }


def records() -> Records:
    """Three sizes: the fast way takes L / 1200 seconds, the exact one (L / 1200)^2, and both are predicted 10% low."""
    found: Records = []
    for tokens in (256, 1024, 4096):
        fast, slow = tokens / 1200, (tokens / 1200) ** 2
        exact = {
            "predicted": 0.9 * slow,
            "rows": tokens,
            "seconds": {"numpy": slow, "torch": 2 * slow},
            "mebibytes": {},
        }
        found.append({"cell": {"what": "exact", "tokens": tokens, "width": 4}, "result": exact, "seconds": 1.0})
        cell = {"what": "gradient", "tokens": tokens, "width": 4, "bound": 1.0, "eps": [1e-2]}
        runs = [run(fast, 0.9 * fast, 0.9 * slow)]
        found.append({"cell": cell, "result": {"exact_predicted": 0.9 * slow, "runs": runs}, "seconds": 1.0})
    return found


def changed(place: int, **values: object) -> Records:
    """The records with one run changed."""
    found = deepcopy(records())
    found[2 * place + 1]["result"]["runs"][0] |= values
    return found


def test_a_sound_study_reaches_every_bar() -> None:
    found = summarise(records())
    assert misses(found, BARS) == []
    assert found["winners"]["share"] == 1
    assert found["fast_times"]["median"] == found["exact_times"]["median"] == 0.9
    assert (found["errors"]["gradients"], found["errors"]["worst_gradient"]) == (3, 2e-3)
    (cell,) = found["crossovers"]
    assert cell["measured"] == cell["predicted"] == pytest.approx(1200, abs=1)
    assert [each["wins"] for each in found["wins"]] == [0, 0, 1] or [each["wins"] for each in found["wins"]] == [
        0,
        1,
        1,
    ]


@pytest.mark.parametrize("values", [{"worst_ratio": 1.01}, {"observed_f": 9.1e-3}, {"certified_f": 1.1e-2}])
def test_an_error_above_the_certified_one_is_a_miss(values: dict[str, float]) -> None:
    found = summarise(changed(1, **values))
    assert found["errors"]["above"] == [{"tokens": 1024, "width": 4, "bound": 1.0, "eps": 1e-2}]
    assert "above the certified one" in misses(found, BARS)[0]


def test_a_wrong_winner_counts_with_what_it_costs() -> None:
    found = summarise(changed(0, wins_predicted=True))
    assert found["winners"]["share"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["winners"]["wrong"][0]["tokens"] == 256
    assert found["winners"]["worst_loss"] == pytest.approx(1200 / 256, rel=1e-3)
    assert any("winner" in miss for miss in misses(found, BARS))


def test_a_time_that_is_predicted_badly_counts() -> None:
    found = summarise(changed(2, predicted=0.4 * 4.096 / 1.2))
    assert found["fast_times"]["within_2"] == pytest.approx(2 / 3, abs=1e-3)
    assert any("fast_times" in miss for miss in misses(found, BARS))


def test_a_run_that_was_not_made_counts_as_nothing_else() -> None:
    some = records()
    some[1]["result"]["runs"] = [{"eps": 1e-2, "not_run": "out of reach", "why": "no polynomial"}]
    found = summarise(some)
    assert (found["runs"], found["measured"], found["not_run"]["out of reach"]) == (3, 2, 1)
    assert found["winners"]["cells"] == 2


def test_a_curve_that_crosses_back_has_not_crossed() -> None:
    assert crossing([(256, 1.0, 2.0), (512, 3.0, 2.0), (1024, 1.0, 2.0)]) == pytest.approx(661, abs=1)
    assert crossing([(256, 1.0, 2.0), (512, 3.0, 2.0)]) is None


def test_the_grid_is_thinned_by_its_rule_alone() -> None:
    cells = [cell for cell in study_cells(quick=False) if cell["what"] == "gradient"]
    assert len(cells) == 10 * 7 * 6
    assert all(cell["eps"] == (EPS if cell["tokens"] <= 2**14 else FEW_EPS) for cell in cells)
    assert len(study_cells(quick=True)) < len(cells) / 5


def test_a_cell_measures_what_the_summary_reads() -> None:
    cells = [
        {"what": "exact", "tokens": 256, "width": 2},
        {"what": "gradient", "tokens": 256, "width": 2, "bound": 0.5, "eps": [1e-2, 1e-30]},
    ]
    found = summarise([{"cell": cell, "result": json.loads(json.dumps(work(cell))), "seconds": 0.0} for cell in cells])
    assert (found["runs"], found["measured"], found["not_run"]["out of reach"]) == (2, 1, 1)
    assert found["errors"]["above"] == []
    assert 0 < found["errors"]["worst_attention"] <= 1


def test_the_stored_summary_is_that_of_the_stored_cells() -> None:
    cells, summary = RESULTS / "lowrank-study.jsonl", RESULTS / "lowrank-study.json"
    assert cells.is_file() == summary.is_file()
    if not cells.is_file():
        return
    lines = [json.loads(line) for line in cells.read_text().splitlines()]
    assert json.loads(summary.read_text())["summary"] == json.loads(json.dumps(summarise(lines)))
    assert cells.stat().st_size < 2**20
