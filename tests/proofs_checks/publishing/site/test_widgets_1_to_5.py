"""The widgets of chapters 1 to 5: their inputs are set, what they show is compared with Python's numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import numpy as np
import pytest

from lora_symbolic.approximation import certified_error, minimax, taylor
from lora_symbolic.evaluation import RATIONAL, evaluate
from lora_symbolic.language import grad, matrix, sum_entries
from tests.proofs_checks.publishing.site.browser import Visit, said, tab_to

pytestmark = pytest.mark.timeout(400)  # the first of them builds two sites

COST = "course/01-attention-costs-squared.html"
ADAPTER = "course/02-lora-gradient.html"
KRONECKER = "course/03-vec-and-kronecker.html"
JACOBIAN = "course/04-softmax-jacobian.html"
EXP = "course/05-polynomials-for-exp.html"


def put(visit: Visit, **values: object) -> None:
    """Set inputs of the page's widget, as a script of the page would see it; two underscores stand for a hyphen."""
    for name, value in values.items():
        visit.page.evaluate(
            """([name, value]) => {
                const input = document.querySelector(`figure.widget [name="${name}"]`);
                input.value = value;
                input.dispatchEvent(new Event("input", {bubbles: true}));
            }""",
            [name.replace("__", "-"), str(value)],
        )


def put_matrix(visit: Visit, name: str, rows: list[list[int]]) -> None:
    """Set the inputs of a matrix."""
    put(visit, **{f"{name}__{i}__{j}": x for i, row in enumerate(rows, 1) for j, x in enumerate(row, 1)})


def table(visit: Visit, name: str) -> list[list[float]]:
    """The numbers of a matrix that a widget shows."""
    rows = visit.page.locator(f'figure.widget [data-at="{name}"] tr').all()
    return [[float(text.replace("−", "-")) for text in row.locator("td").all_inner_texts()] for row in rows]


def test_the_cost_of_attention_is_counted(visit: Visit) -> None:
    visit.open(COST)
    for tokens, width in ((2, 2), (13, 10), (17, 17), (24, 20)):
        put(visit, tokens=tokens, width=width)
        squared, linear = 4**tokens, 2 ** (tokens + width)
        assert said(visit, "table").replace(" ", "") == str(squared)
        assert said(visit, "features").replace(" ", "") == str(linear)
        assert math.isclose(float(said(visit, "memory")), squared * 4 / 2**30, abs_tol=6e-4)
        fewer = "neither" if squared == linear else "the table" if squared < linear else "the features"
        assert said(visit, "fewer").startswith(fewer)


def test_the_cost_moves_by_keyboard(visit: Visit) -> None:
    visit.open(COST)
    before = said(visit, "table")
    tab_to(visit, "at.name === 'tokens' && at.closest('figure.widget')")
    visit.page.keyboard.press("ArrowRight")
    assert int(said(visit, "table").replace(" ", "")) == 4 * int(before.replace(" ", ""))


def adapter_numbers(B: list[list[int]], A: list[list[int]], T: list[list[int]]) -> dict[str, Any]:
    """Loss and gradients by dual numbers, in exact fractions."""
    b, a, t = matrix("B", 2, 1), matrix("A", 1, 2), matrix("T", 2, 2)
    w = matrix("W", 2, 2)
    loss, free = sum_entries((b @ a - t) * (b @ a - t)) / 2, sum_entries((w - t) * (w - t)) / 2
    values = {"B": B, "A": A, "T": T, "W": (np.array(B) @ np.array(A)).tolist()}
    terms = {"loss": loss, "gradB": grad(loss, b), "gradA": grad(loss, a), "G": grad(free, w), "W": b @ a}
    return {name: evaluate(term, values, {}, RATIONAL) for name, term in terms.items()}


def test_the_gradients_of_an_adapter_are_those_of_dual_numbers(visit: Visit) -> None:
    visit.open(ADAPTER)
    for seed in range(3):
        random = Random(seed)
        B, A, T = ([[random.randint(-5, 5) for _ in range(n)] for _ in range(m)] for m, n in ((2, 1), (1, 2), (2, 2)))
        for name, rows in (("B", B), ("A", A), ("T", T)):
            put_matrix(visit, name, rows)
        expected = adapter_numbers(B, A, T)
        for name in ("W", "G", "gradB", "gradA"):
            assert table(visit, name) == expected[name].astype(float).tolist()
        assert Fraction(said(visit, "loss").replace("−", "-")) == Fraction(str(expected["loss"].item()))


def test_a_step_lowers_the_loss_and_can_be_taken_back(visit: Visit) -> None:
    visit.open(ADAPTER)
    assert said(visit, "loss") == "3"
    tab_to(visit, "at.name === 'step'")
    visit.page.keyboard.press("Enter")
    assert float(visit.page.input_value('[name="B-1-1"]')) == pytest.approx(1 - 0.02 * 3)
    assert float(visit.page.input_value('[name="A-1-2"]')) == pytest.approx(1 + 0.02 * 4)
    assert float(said(visit, "loss")) < 3
    tab_to(visit, "at.type === 'reset' && at.closest('figure.widget')")
    visit.page.keyboard.press("Enter")
    visit.page.wait_for_function("""document.querySelector('[data-at="loss"]').textContent === '3'""")


def test_a_row_of_the_kronecker_product_gives_the_entry(visit: Visit) -> None:
    A, B, X = [[1, -2], [3, 4]], [[0, 5], [-1, 2]], [[2, 1], [-3, 7]]
    visit.open(KRONECKER)
    for name, rows in (("A", A), ("B", B), ("X", X)):
        put_matrix(visit, name, rows)
    result = np.array(A) @ np.array(X) @ np.array(B).T
    assert table(visit, "kron") == np.kron(A, B).tolist()
    assert table(visit, "result") == result.tolist()
    for entry in ("1-1", "1-2", "2-1", "2-2"):
        visit.page.select_option('[name="entry"]', entry)
        i, j = (int(place) - 1 for place in entry.split("-"))
        assert said(visit, "value").replace("−", "-") == str(result[i, j])
        terms = [part.split(" · ") for part in said(visit, "sum").replace("−", "-").split(" + ")]
        assert [[int(x) for x in term] for term in terms] == list(
            map(list, zip(np.kron(A, B)[2 * i + j].tolist(), np.ravel(X).tolist(), strict=True))
        )
        marked = visit.page.locator('[data-at="kron"] td.on').all_inner_texts()
        assert [int(text.replace("−", "-")) for text in marked] == np.kron(A, B)[2 * i + j].tolist()


def test_the_jacobian_of_softmax_is_shown_in_whole_numbers(visit: Visit) -> None:
    visit.open(JACOBIAN)
    for powers in ((1, 2, 5), (1, 1, 1), (64, 1, 1), (7, 30, 64)):
        put(visit, **{f"e__1__{k}": power for k, power in enumerate(powers, 1)})
        total = sum(powers)
        f = [Fraction(power, total) for power in powers]
        expected = [[float(total**2 * ((i == k) * f[i] - f[i] * f[k])) for k in range(3)] for i in range(3)]
        assert table(visit, "J") == expected
        assert said(visit, "scale") == str(total**2)
        assert said(visit, "f").split() == [f"{power}/{total}" for power in powers]
        hollow = visit.page.locator("figure.widget rect.hollow").count()
        assert hollow == sum(value < 0 for row in expected for value in row) == 6


def test_the_errors_of_polynomials_are_the_certified_ones(visit: Visit) -> None:
    visit.open(EXP)
    for bound, degree in product((1, 2, 4), (0, 2, 5, 10)):
        visit.page.select_option('[name="bound"]', str(bound))
        put(visit, degree=degree)
        for name, polynomial in (("error", minimax(-bound, bound, degree)), ("series", taylor(-bound, bound, degree))):
            error = certified_error(polynomial)
            shown = Fraction(said(visit, name))
            assert error.high <= shown <= error.high * Fraction(1011, 1000)
        assert said(visit, "features").replace(" ", "") == str(math.comb(8 + degree, 8))
        assert said(visit, "degree") == str(degree)


def test_the_error_is_drawn_from_rim_to_rim(visit: Visit) -> None:
    """The curve of the relative error reaches both rims, n + 2 times in all, as the drawing's own points say."""
    visit.open(EXP)
    for degree in (1, 2, 4):
        put(visit, degree=degree)
        path = visit.page.locator("figure.widget [data-at='picture'] path").nth(3).get_attribute("d")
        heights = [float(point.split()[1]) for point in path.replace("M", "L").split("L")[1:]]
        rims, last = 0, 0
        for y in heights:
            side = 1 if y < 25 else -1 if y > 185 else 0
            rims, last = rims + (side not in (0, last)), side or last
        assert rims == degree + 2


def test_the_picture_on_the_slides_shows_the_best_polynomial() -> None:
    """The slides' picture holds coefficients to five decimals; they are those of the best polynomial."""
    from proofs_checks.publishing.course.chapter import COURSE

    source = (COURSE / "static" / "figures" / "exp-error.tex").read_text()
    for coefficient in minimax(-1, 1, 2).coefficients:
        assert f"{float(coefficient):.5f}" in source
    assert f"{float(certified_error(minimax(-1, 1, 2)).high):.4f}" in source


def test_another_number_would_be_found(visit: Visit) -> None:
    """The comparisons above can fail: the loss at other numbers is not the one shown."""
    visit.open(ADAPTER)
    other = adapter_numbers([[1], [3]], [[3, 1]], [[2, 1], [5, 4]])["loss"].item()
    assert Fraction(said(visit, "loss")) != Fraction(str(other))
