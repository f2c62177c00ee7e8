"""The second program, which shares no code with the packages, finds the constants of the ledger."""

from __future__ import annotations

import ast
import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flint import arb

from lora_symbolic.bounds.chains import EPS, entrywise_chain, partial_terms
from lora_symbolic.bounds.compare import power_of_tokens
from lora_symbolic.complexity.cost.paper import counts, partial_gradients
from lora_symbolic.complexity.growth.accuracy import sensitivity
from lora_symbolic.complexity.growth.constant import constant_table
from lora_symbolic.complexity.growth.family import OPERATIONS_FACTOR, TIME_FACTOR, log_tokens
from lora_symbolic.complexity.growth.threshold import time_exponent
from lora_symbolic.complexity.growth.width import degree_enough, digits_of, working
from lora_symbolic.complexity.hardness import embedding, quadrature
from lora_symbolic.complexity.rounding.gradient import DELTA, FACTOR
from lora_symbolic.complexity.rounding.roundings import roundings_of
from lora_symbolic.evaluation import rational_at
from lora_symbolic.evaluation.rationals import as_ball
from lora_symbolic.language.size import symbol
from proofs_checks.decisions.growth.growth_start import family_of, tokens_of
from proofs_checks.ledger import load_ledger

FOLDER = Path(__file__).parents[2] / "benchmarks"
PROGRAMS = [FOLDER / "complexity" / name for name in ("recount.py", "recount_lower.py", "recount_rounding.py")]


@pytest.fixture(scope="module")
def stored() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "results" / "complexity" / "recounted" / "recount.json").read_text())
    return found


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_the_program_imports_nothing_of_the_packages(program: Path) -> None:
    names = set()
    for node in ast.walk(ast.parse(program.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert not names & {"lora_symbolic", "proofs_checks", "flint", "sympy"}


def test_two_hundred_instances_do_what_the_polynomials_say(stored: dict[str, Any]) -> None:
    assert stored["missed"] == []
    assert len(stored["rows"]) == 200
    made = counts()["almost-linear"]
    found = made.operations
    for row in stored["rows"]:
        sizes = {name: row[name] for name in ("L", "d", "r", "k1")}
        assert row["multiplications"] == rational_at(found.multiplications, sizes)
        assert row["additions"] == rational_at(found.additions, sizes)
        assert row["operations"] == rational_at(found.total, sizes)
        whole = row["L"] * row["d"] ** 2 * row["k1"]
        assert row["multiplications"] <= TIME_FACTOR * whole
        assert row["operations"] <= OPERATIONS_FACTOR * whole
        assert row["within"]
        assert all(error <= bound for error, bound in zip(row["errors"], row["bounds"], strict=True))


def test_the_degrees_are_those_of_the_growth_of_the_width(stored: dict[str, Any]) -> None:
    for row in stored["rows"]:
        with working():
            bound, eps = as_ball(Fraction(row["logits"])), as_ball(Fraction(row["eps"]))
            assert degree_enough(bound, -eps.log()) == row["degree"]


def test_the_constants_of_the_upper_bound_agree(stored: dict[str, Any]) -> None:
    found = stored["constants"]
    assert found["multiplications at L = d = r = k1 = 1"] == TIME_FACTOR
    chain = entrywise_chain(partial_terms())
    assert found["sum of the coefficients by largest entries"] == power_of_tokens(chain.bound("dA"), EPS).coefficient
    assert found["gradient over tau at ones"] == pytest.approx(sensitivity().constant)
    for constant, width in found["widths"].items():
        (row,) = constant_table([Fraction(constant)])
        assert float(row.forced) == pytest.approx(float(width["forced"]), abs=2e-6)
        assert float(row.enough) == pytest.approx(float(width["enough"]), abs=2e-6)


def test_the_exponents_at_the_explicit_numbers_of_tokens_agree(stored: dict[str, Any]) -> None:
    claims = [claim for claim in load_ledger().select("theorem-3.1") if claim.judge == "growth_start"]
    seen = set()
    for claim in claims:
        given = claim.parameters
        key = ", ".join(given[name] for name in ("a", "gamma", "inputs", "tokens"))
        with working():
            ours = time_exponent(family_of(given), log_tokens(tokens_of(given)), OPERATIONS_FACTOR)
            assert float(digits_of(ours, 9)[1]) == pytest.approx(float(stored["constants"]["exponents"][key]), abs=1e-8)
            assert ours < 1 + as_ball(Fraction(given["delta"]))
        seen.add(key)
    assert seen == set(stored["constants"]["exponents"])


def test_the_constants_of_the_lower_bound_agree(stored: dict[str, Any]) -> None:
    found = stored["constants"]
    assert (Fraction(found["far"]), Fraction(found["near"])) == (embedding.FAR, embedding.NEAR)
    for rows, spread in ((8, 36), (100, 50)):
        needed = quadrature.nodes_needed(rows, Fraction(spread), Fraction(1, 64))
        assert found[f"nodes for n = {rows}, M = {spread}, 1/64"] == needed
    with working():
        logarithm = (2 * arb(1).exp()).log()
        assert abs(6 + 2 * logarithm - arb(found["Gamma in the limit at Theta = C = 1"])) < 1e-12
        assert abs(14 + 6 * logarithm - arb(found["p in the limit at Theta = C = 1"])) < 1e-12
    assert all(value is not False for value in found.values())


def test_another_bracketing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that scales the rows once more than it says is not as claimed."""
    monkeypatch.setattr(sys, "path", [str(PROGRAMS[0].parent), str(FOLDER), *sys.path])
    import random

    import recount

    chance = random.Random(3)
    assert recount.instance(chance)["as_claimed"]
    plain = recount.Machine.scaled
    monkeypatch.setattr(recount.Machine, "scaled", lambda self, by, x: plain(self, by, plain(self, [1.0] * len(x), x)))
    assert not recount.instance(chance)["as_claimed"]


def test_rounded_runs_stay_within_the_claimed_bound() -> None:
    """200 instances in words of 24, 28 and 36 bits; constants and numbers of roundings are those of the ledger."""
    found = json.loads((FOLDER / "results" / "complexity" / "recounted" / "rounding.json").read_text())
    assert (found["missed"], len(found["rows"])) == ([], 200)
    claims = {claim.id: claim for claim in load_ledger().claims}
    given = claims["theorem-3.1/rounded"].parameters
    approximation, rounding, small = (int(given[name]) for name in ("approximation", "rounding", "small"))
    assert found["constants"] == {
        "approximation": approximation,
        "rounding": rounding,
        "small": small,
        "factor": FACTOR,
    }
    order = ("r", "d", "L")
    count = roundings_of(*partial_gradients(), begin={"U": symbol("k1"), "V": symbol("k1")}, order=order)
    for row in found["rows"]:
        sizes = {name: row[name] for name in ("L", "d", "r", "k1")}
        assert row["roundings"] <= rational_at(count, sizes) <= FACTOR * (row["L"] + row["d"] * row["k1"])
        assert row["delta"] <= DELTA
        assert row["z"] <= 1
        bound = row["L"] * row["d"] ** 2 * (approximation * row["delta"] + rounding / small * row["z"])
        assert max(row["errors"]) <= bound
        assert bound == pytest.approx(row["bound"])


def test_words_that_lose_more_than_their_bits_say_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine of 8 bits that is taken for one of 36 leaves the bound."""
    monkeypatch.setattr(sys, "path", [str(PROGRAMS[0].parent), str(FOLDER), *sys.path])
    import random

    import recount_rounding

    plain = recount_rounding.Words
    monkeypatch.setattr(recount_rounding, "BITS", (0, 36))
    monkeypatch.setattr(recount_rounding, "APPROXIMATION", 0)
    good, bad = [], []
    for found, machine in ((good, plain), (bad, lambda rounded: plain(recount_rounding.to_bits(5)))):
        monkeypatch.setattr(recount_rounding, "Words", machine)
        chance = random.Random(5)
        monkeypatch.setattr(chance, "choice", lambda options: options[-1])
        rows = [recount_rounding.rounded_instance(chance) for _ in range(4)]
        found += [max(row["errors"]) for row in rows]
    assert min(bad) > 1000 * max(good)
