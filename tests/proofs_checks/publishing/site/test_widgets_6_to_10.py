"""The widgets of chapters 6 to 10: their inputs are set, what they show is compared with Python's numbers."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
import sympy

from lora_symbolic.approximation import least_degree
from lora_symbolic.bounds.chains import paper_chain, partial_terms, stochastic_chain
from lora_symbolic.complexity.hardness.attention_problem import attention_loss, identity, lora_gradients, to_lora
from lora_symbolic.complexity.hardness.embedding import embed
from lora_symbolic.complexity.hardness.formula import Formula, satisfiable, satisfied, split_and_list
from proofs_checks.commands.constants.gradient import cost_numbers
from proofs_checks.ledger import FOLDER
from proofs_checks.ledger.recorded import read_record
from tests.proofs_checks.publishing.site.browser import WIDTHS, Visit, said, tab_to, too_wide

pytestmark = pytest.mark.timeout(400)  # the first of them builds two sites

PAGES = {
    "rank-survives": "course/06-features.html",
    "error-budget": "course/07-error-budget.html",
    "phase": "course/08-phase-transition.html",
    "reduction": "course/09-seth.html",
    "counterexamples": "course/10-how-a-slip-is-found.html",
}
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def put(visit: Visit, widget: str, **values: Any) -> None:
    """Set inputs of a widget, as a script of the page would see it; True and False check and uncheck."""
    visit.page.evaluate(
        """([widget, values]) => {
            const root = document.getElementById("widget-" + widget);
            for (const [name, value] of Object.entries(values)) {
                const input = root.querySelector(`[name="${name}"]`);
                if (typeof value === "boolean") input.checked = value; else input.value = value;
                input.dispatchEvent(new Event("input", {bubbles: true}));
            }
        }""",
        [widget, values],
    )


def data_of(visit: Visit) -> Any:
    """What the page's data cell printed."""
    return json.loads(visit.page.evaluate("document.querySelector('.widget-data').textContent"))


def whole(text: str) -> int:
    """1 234 as a number."""
    return int(text.replace(" ", ""))


def number(text: str) -> float:
    """5.12 × 10⁻⁴ as a number, or a plain one."""
    digits, _, power = text.translate(SUPERSCRIPTS).partition(" × 10")
    return float(digits) * 10.0 ** int(power or 0)


def test_the_rank_of_an_entrywise_product_is_the_exact_one(visit: Visit) -> None:
    visit.open(PAGES["rank-survives"])
    data = data_of(visit)
    for a in (1, 2, 3):
        for b in (1, 2, 3):
            put(visit, "rank-survives", a=a, b=b)
            left, right = (
                sum(np.outer(x, y) for x, y in zip(data[one][:k], data[other][:k], strict=True))
                for one, other, k in (("a", "b", a), ("x", "y", b))
            )
            assert int(said(visit, "rank")) == sympy.Matrix((left * right).tolist()).rank() <= min(6, a * b)
            shown = visit.page.locator("[data-at=table] td").all_text_contents()
            assert [int(text.translate(SUPERSCRIPTS)) for text in shown] == (left * right).ravel().tolist()


def test_the_number_of_features_is_the_binomial(visit: Visit) -> None:
    visit.open(PAGES["rank-survives"])
    for width, degree, tokens in ((1, 0, 4), (4, 5, 12), (12, 5, 12), (64, 16, 24), (1, 16, 4)):
        put(visit, "rank-survives", width=width, degree=degree, tokens=tokens)
        features = math.comb(width + degree, degree)
        if features < 10**15:
            assert whole(said(visit, "features")) == features
        assert said(visit, "verdict").startswith("thin" if features < 2**tokens else "not thin")
        last = bisect_left(range(100_000), 2**tokens, key=lambda g: math.comb(width + g + 1, g + 1))
        assert int(said(visit, "last").split()[0]) == last


def test_the_budget_is_that_of_the_calculus(visit: Visit) -> None:
    visit.open(PAGES["error-budget"])
    for digits, tokens, width, size in ((6, 10, 2, 0), (1, 1, 0, 0), (15, 20, 7, 3), (3, 5, 3, -3)):
        put(visit, "error-budget", digits=digits, tokens=tokens, width=width, size=size)
        delta = sympy.Rational(1, 10**digits)
        tau = delta / (1 + sympy.sqrt(1 - delta**2))
        known = {"L": 2**tokens, "d": 2**width, "eps": tau, "tau": tau}
        shown = []
        for road, chain in (("entries", paper_chain(partial_terms())), ("rows", stochastic_chain(partial_terms()))):
            for letter in ("f", "c", "q", "p1", "p2", "p", "dA"):
                bound = chain.error(letter)
                at = {symbol: known.get(symbol.name, sympy.Rational(2) ** size) for symbol in bound.free_symbols}
                expected = float(bound.xreplace(at).evalf(20))
                assert number(said(visit, f"{road}-{letter}")) == pytest.approx(expected, rel=6e-3, abs=0), (
                    road,
                    letter,
                )
                shown.append(expected)
        assert number(said(visit, "factor").removesuffix(" at the gradient")) == pytest.approx(
            shown[6] / shown[13], rel=6e-3, abs=0
        )


def test_the_map_counts_as_constants_does_at_certified_degrees(visit: Visit) -> None:
    visit.open(PAGES["phase"])
    for chosen in ((12, 3, 3, 1), (4, 0, 0, 0), (20, 9, 3, 1), (40, 9, 7, 5), (12, 3, 6, 3)):
        counted(visit, *chosen)


def counted(visit: Visit, tokens: int, bound: int, width: int, digits: int) -> None:
    """The map counts as the command does."""
    put(visit, "phase", tokens=tokens, bound=bound, width=width, digits=digits)
    size, power = ("1/4", "1/2", "1", "2", "3", "4", "6", "8", "12", "16")[bound], (1, 2, 3, 4, 6, 8)[digits]
    found = least_degree(size, Fraction(1, 10**power))
    assert (said(visit, "bound"), said(visit, "error")) == (size, "10" + "⁻" + "⁰¹²³⁴⁵⁶⁷⁸"[power])
    assert int(said(visit, "degree")) == found.degree
    error, *below = (Fraction(text) for text in re.findall(r"\d\.\d+(?:E-\d+)?", said(visit, "sharp")))
    assert found.error.high <= error <= found.error.high * Fraction(1001, 1000)
    assert below == [] if found.below is None else found.below * Fraction(999, 1000) <= below[0] <= found.below
    cost = cost_numbers(2**tokens, 2**width, 2**width, found.degree)
    assert number(said(visit, "exact").split(" mult")[0].replace(" ", "").replace("×", " × ")) == pytest.approx(
        cost["exact_multiply_adds"], rel=1e-2
    )
    if cost["fast_multiply_adds"] is not None:
        assert number(said(visit, "fast").split(" mult")[0].replace(" ", "").replace("×", " × ")) == pytest.approx(
            cost["fast_multiply_adds"], rel=1e-2
        )
        wins = cost["fast_multiply_adds"] < cost["exact_multiply_adds"]
        assert said(visit, "winner") == ("with factors" if wins else "exactly")


def test_the_map_has_a_disc_where_factors_win(visit: Visit) -> None:
    visit.open(PAGES["phase"])
    put(visit, "phase", width=3, digits=1)
    wins = 0
    for size in ("1/4", "1/2", "1", "2", "3", "4", "6", "8", "12", "16"):
        degree = least_degree(size, Fraction(1, 100)).degree
        costs = [cost_numbers(2**power, 8, 8, degree) for power in range(4, 41, 2)]
        wins += sum(cost["fast_multiply_adds"] < cost["exact_multiply_adds"] for cost in costs)
    assert visit.page.locator("#widget-phase circle.dot-good").count() == wins > 50
    assert visit.page.locator("#widget-phase g.axes path").count() == 190 - wins


def test_the_reduction_is_followed_for_every_assignment(visit: Visit) -> None:
    visit.open(PAGES["reduction"])
    for chosen in (0, 1, 2):
        followed(visit, chosen)


def followed(visit: Visit, chosen: int) -> None:
    """One formula, all its assignments."""
    clauses = tuple(tuple(clause) for clause in data_of(visit)[chosen]["clauses"])
    formula = Formula(4, clauses)
    pair = split_and_list(formula)
    put(visit, "reduction", formula=str(chosen))
    for bits in range(16):
        truth = {k: bool(bits >> (k - 1) & 1) for k in (1, 2, 3, 4)}
        put(visit, "reduction", **{f"x{k}": value for k, value in truth.items()})
        holds = [satisfied(clause, truth) for clause in clauses]
        marks = [line[0] == "✓" for line in said(visit, "clauses").split("\n")]
        assert marks == holds
        assert int(said(visit, "product")) == holds.count(False)
        a, b = (
            str(tuple(int(not satisfied(clause, {k: truth[k] for k in half})) for clause in clauses))
            for half in ((1, 2), (3, 4))
        )
        assert (said(visit, "a"), said(visit, "b")) == (a, b)
        assert visit.page.inner_text("#widget-reduction td.on") == str(holds.count(False))
    made = embed(pair)
    keys = np.array([[4 - sum(x * y for x, y in zip(a, b, strict=True)) for b in pair.right] for a in pair.left])
    won, rest = np.exp(float(made.theta) * keys).sum(axis=1), 4 * math.exp(float(made.theta * made.rho))
    assert [float(text) for text in said(visit, "outputs").split(", ")] == pytest.approx(won / (won + rest), abs=6e-5)
    loss = float(attention_loss(made.problem, identity(8)).mid()) - float(made.offset)
    assert float(said(visit, "loss")) == pytest.approx(loss, abs=6e-5)
    assert float(said(visit, "read")) == pytest.approx(loss, abs=2e-4)
    assert said(visit, "answer") == ("satisfiable" if satisfiable(formula) else "not satisfiable")


def test_slopes_are_traces_of_the_gradient_in_the_adapters(visit: Visit) -> None:
    visit.open(PAGES["reduction"])
    puzzle = data_of(visit)[0]
    problem = embed(split_and_list(Formula(4, tuple(map(tuple, puzzle["clauses"]))))).problem
    for call in (1, 10, 19):
        put(visit, "reduction", formula="0", node=call)
        at = Fraction(puzzle["nodes"][call - 1])
        gradient = lora_gradients(to_lora(problem, identity(8, at), 9, identity(9, Fraction(0))))[0]
        expected = sum(float(gradient[k, k].mid()) for k in range(8))
        assert float(said(visit, "slope").translate(SUPERSCRIPTS)) == pytest.approx(expected, abs=6e-5)
        assert said(visit, "call") == f"{call} of 19, λ = {round(float(at), 3):g}"


def test_every_recorded_counterexample_is_shown_with_its_values(visit: Visit) -> None:
    visit.open(PAGES["counterexamples"])
    record = read_record(FOLDER / "record.json")
    shown = visit.page.evaluate(
        """() => {
            const root = document.getElementById("widget-counterexamples"), found = {};
            const choose = root.querySelector("[name=claim]"), at = (name) => root.querySelector(`[data-at="${name}"]`);
            for (const option of choose.options) {
                choose.value = option.value;
                choose.dispatchEvent(new Event("input", {bubbles: true}));
                found[option.textContent] = {
                    entry: root.querySelector("[name=entry]").value, left: at("left").textContent,
                    right: at("right").textContent, differ: at("differ").textContent, page: at("page").href,
                    marked: root.querySelectorAll('[data-at="sides"] td.on').length,
                };
            }
            return found;
        }"""
    )
    assert len(shown) == len(data_of(visit)) > 50
    for name, example in shown.items():
        recorded = record[f"{name}|printed"]["counterexample"]
        assert example["entry"] == "{},{}".format(*recorded["entry"])
        for side, value in ((example["left"], recorded["lhs"]), (example["right"], recorded["rhs"])):
            given = float(Fraction(value))
            assert float(Fraction(side.translate(SUPERSCRIPTS))) == pytest.approx(given, rel=1e-5, abs=1e-20), name
        assert example["differ"].startswith("differ, exactly" if recorded["exact"] else "differ for certain")
        assert example["marked"] >= 2
        target = visit.folder / "items" / f"{name.split('/')[0]}.html"
        assert example["page"].endswith(f"items/{target.name}#{name.split('/')[1]}-printed")
        assert f'id="{name.split("/")[1]}-printed"' in target.read_text(encoding="utf-8")


def test_entries_that_agree_are_not_called_different(visit: Visit) -> None:
    visit.open(PAGES["counterexamples"])
    assert visit.page.inner_text("[name=claim] option:checked") == "lemma-3.7/p2"
    assert (said(visit, "left-name"), said(visit, "left")) == ("as printed", "−0.125")
    assert (said(visit, "right-name"), said(visit, "right")) == ("true value", "0.125")
    put(visit, "counterexamples", entry="0,0")
    assert (said(visit, "left"), said(visit, "right"), said(visit, "differ")) == ("0.125", "0.125", "agree here")


def test_sliders_boxes_and_choosers_work_by_keyboard(visit: Visit) -> None:
    for widget, control, place in (
        ("rank-survives", "degree", "features"),
        ("error-budget", "tokens", "entries-dA"),
        ("phase", "bound", "degree"),
        ("reduction", "node", "slope"),
        ("counterexamples", "claim", "statement"),
    ):
        visit.open(PAGES[widget])
        tab_to(visit, f"at.name === '{control}'")
        before = said(visit, place)
        visit.page.keyboard.press("ArrowUp" if control == "claim" else "ArrowRight")
        assert said(visit, place) != before, widget
    visit.open(PAGES["reduction"])
    tab_to(visit, "at.name === 'x4'")
    visit.page.keyboard.press("Space")
    assert visit.page.is_checked("[name=x4]")
    assert said(visit, "b") == "(1, 1, 0, 0)"


def test_the_widest_counterexample_is_no_wider_than_the_window(visit: Visit) -> None:
    visit.open(PAGES["counterexamples"])
    wide = max(data_of(visit), key=lambda one: len(json.dumps(one["matrices"])))
    put(visit, "counterexamples", claim=str(data_of(visit).index(wide)))
    assert [fault for width in WIDTHS for fault in too_wide(visit, "counterexamples", width)] == []


def test_a_wrong_number_would_be_noticed() -> None:
    """The readers of what is shown tell near numbers apart."""
    random = Random(0)
    for _ in range(20):
        value, power = random.randint(100, 999), random.randint(-30, 30)
        shown = f"{value / 100:.2f} × 10{str(power).translate(str.maketrans('0123456789-', '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'))}"
        assert number(shown) == pytest.approx(value / 100 * 10.0**power, abs=0)
        assert number(shown) != pytest.approx((value + 1) / 100 * 10.0**power, rel=1e-4, abs=0)
    assert (number("−0.5"), whole("1 234")) == (-0.5, 1234)
