"""Pages in a browser: they open from the folder, do what they say, by keyboard alone, light and dark, on any width."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from proofs_checks.commands.constants.gradient import cost_numbers
from proofs_checks.publishing.data.words import MARKS
from tests.proofs_checks.publishing.site.browser import Visit, examined, tab_to, visited, walked

PARTS = 6  # of the pages that are all looked at, so that no single test takes minutes
pytestmark = pytest.mark.timeout(400)  # the first of them builds two sites

SMALL = (
    "items/lemma-3.2.html",
    "graph.html",
    "calculator.html",
    "tutorial/first-claim.html",
    "reference/command-line.html",
    "course/10-how-a-slip-is-found.html",
)
REPRESENTATIVE = (
    *SMALL,
    "index.html",
    "claims.html",
    "items/theorem-4.1.html",
    "sections/index.html",
    "sections/2.html",
    "curves.html",
    "explanation/error-budget.html",
    "reference/api/calculus.html",
    "explanation/practice.html",
    "explanation/practice-peers.html",
    "course/index.html",
    "course/01-attention-costs-squared.html",
)


def test_small_pages_are_as_every_page_should_be(paper: Path, browser: Any) -> None:
    with visited(browser, paper) as visit:
        assert [fault for name in SMALL for fault in examined(visit, name)] == []


@pytest.mark.slow(reason="a page of each kind, each examined by axe twice")
def test_a_page_of_each_kind_is_as_every_page_should_be(paper: Path, browser: Any) -> None:
    with visited(browser, paper) as visit:
        assert [fault for name in REPRESENTATIVE[len(SMALL) :] for fault in examined(visit, name)] == []


@pytest.mark.exhaustive(reason="some hundred and fifty pages, each examined by axe twice")
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("site", "part"), [*(("paper", part) for part in range(PARTS)), ("second", None)])
def test_every_page_is_as_it_should_be(sites: Path, browser: Any, site: str, part: int | None) -> None:
    folder = sites / site
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    assert set(REPRESENTATIVE) <= set(names) or site == "second"
    names = names if part is None else names[part::PARTS]
    assert names
    with visited(browser, folder) as visit:
        assert [fault for name in names for fault in examined(visit, name)] == []


@pytest.mark.exhaustive(reason="hundreds of keys, each followed by a look at the page")
@pytest.mark.parametrize("name", ["claims.html", "items/lemma-3.2.html", "course/06-features.html"])
def test_the_keyboard_alone_reaches_everything_from_the_top_of_a_page(paper: Path, browser: Any, name: str) -> None:
    with visited(browser, paper) as visit:
        visit.open(name)
        reached, expected = walked(visit)
    assert reached == expected > 20


def test_a_place_that_the_keyboard_cannot_leave_is_found(browser: Any, tmp_path: Path) -> None:
    trap = "<a href=x>1</a><input onkeydown='event.preventDefault()'><a href=y>2</a>"
    (tmp_path / "trap.html").write_text(f'<html lang="en"><title>x</title><body>{trap}')
    with visited(browser, tmp_path) as visit:
        visit.open("trap.html")
        assert walked(visit) == (2, 3)


def test_what_is_wrong_with_a_page_is_found(browser: Any, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_text(
        '<html lang="en"><title>x</title><body style="background: #fff"><p style="color: #ddd">pale</p><input>'
        '<div style="width: 1500px">wide</div><img alt="" src="http://127.0.0.1:9/x.png">'
        "<script>nothing.at.all</script>"
    )
    with visited(browser, tmp_path) as visit:
        found = "\n".join(examined(visit, "bad.html"))
    for fault in (
        "http://127.0.0.1:9/x.png",
        "nothing is not defined",
        "color-contrast: ",
        "label: ",
        "rgb(255, 255, 255) in the dark",
        "pixels wider than 360",
        "pixels wider than 1280",
    ):
        assert fault in found
    assert "wider than 1920" not in found


def test_filters_work_by_keyboard_alone(paper: Path, browser: Any, report: dict[str, Any]) -> None:
    refuted = [claim for claim in report["claims"] if claim["verdict"] == "refuted"]
    both = [claim for claim in refuted if claim["form"] == "printed" and "softmax" in claim["statement"]]
    with visited(browser, paper) as visit:
        visit.open("claims.html")
        tab_to(visit, "at.name === 'verdict'")
        visit.page.keyboard.type("refuted")
        shown = visit.page.locator("#claims tbody tr:visible")
        assert shown.count() == len(refuted) < len(report["claims"])
        assert visit.page.inner_text("#shown") == str(len(refuted))
        tab_to(visit, "at.name === 'form'")
        visit.page.keyboard.type("printed")
        tab_to(visit, "at.name === 'text'")
        visit.page.keyboard.type("softmax")
        assert shown.count() > 0
        assert shown.count() >= len([claim for claim in both if len(claim["statement"]) < 100])
        assert all("softmax" in text.lower() for text in shown.all_inner_texts())
        tab_to(visit, "at.closest('#claims') && at.href")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url("**/items/*.html*")
        visit.page.go_back()
        assert visit.page.locator("#claims tbody tr:visible").count() < len(refuted)  # a filter survives the way back


def test_a_filter_can_be_cleared(paper: Path, browser: Any, report: dict[str, Any]) -> None:
    with visited(browser, paper) as visit:
        visit.open("claims.html#verdict=ill-typed")
        count = sum(claim["verdict"] == "ill-typed" for claim in report["claims"])
        assert visit.page.inner_text("#shown") == str(count)
        visit.page.click("#filters button[type=reset]")
        visit.page.wait_for_function(f"document.getElementById('shown').textContent === '{len(report['claims'])}'")


def test_every_node_of_a_graph_is_a_link_that_the_keyboard_reaches(paper: Path, browser: Any) -> None:
    with visited(browser, paper) as visit:
        visit.open("graph.html")
        nodes = visit.page.locator("figure.graph g.node")
        links = visit.page.locator("figure.graph g.node a")
        assert nodes.count() == links.count() > 50
        tab_to(visit, "at.closest('figure.graph') && at.closest('g.node')")
        target = visit.page.evaluate("document.activeElement.getAttribute('xlink:href')")
        visit.page.keyboard.press("Enter")
        visit.page.wait_for_url(f"**/{target}")
        assert visit.page.locator("h1").count() == 1


def test_a_verdict_is_readable_without_colour(paper: Path, browser: Any) -> None:
    with visited(browser, paper) as visit:
        visit.open("graph.html")
        texts = visit.page.locator("figure.graph g.node text").all_text_contents()
        assert all(text[0] in MARKS.values() for text in texts)


def set_sliders(visit: Visit, **values: float) -> None:
    """Move sliders as a script of the page would see it."""
    for name, value in values.items():
        visit.page.evaluate(
            f"(() => {{ const s = document.querySelector('#calculator [name={name}]'); s.value = '{value}';"
            " s.dispatchEvent(new Event('input', {bubbles: true})); })()"
        )


def answer(visit: Visit, name: str) -> str:
    """What the calculator says."""
    return str(visit.page.inner_text(f"#answer-{name}")).replace(" ", "")


def calculated(cells: list[dict[str, Any]], visit: Visit, bound: float, digits: float, width: int, tokens: int) -> None:
    """The calculator says what the certified table says."""
    harder = [
        cell["degree"] for cell in cells if float(Fraction(cell["bound"])) >= 2**bound and cell["digits"] >= digits
    ]
    easier = [
        cell["degree"] for cell in cells if float(Fraction(cell["bound"])) <= 2**bound and cell["digits"] <= digits
    ]
    degree = min(harder)
    rank = math.comb(width + degree, degree)
    set_sliders(visit, bound=bound, digits=digits, width=width, tokens=tokens)
    assert answer(visit, "degree") == str(degree)
    assert visit.page.inner_text("#answer-lower").startswith(f"at least {max(easier)} (")
    if len(str(rank)) <= 21:
        assert answer(visit, "rank").startswith(f"{rank}=C({width}+{degree},{degree})")
    on_a_cell = any(float(Fraction(cell["bound"])) == 2**bound and cell["digits"] == digits for cell in cells)
    assert ("notcertified" in answer(visit, "estimate")) == (not on_a_cell)
    assert ("thisverycell" in answer(visit, "cell")) == on_a_cell
    cost = cost_numbers(2**tokens, width, width, degree)
    cheap, dense = cost["fast_multiply_adds"], cost["exact_multiply_adds"]
    assert answer(visit, "dense") == str(dense)
    if cheap is not None:  # the command gives up beyond what a machine holds, the page counts on
        assert len(str(cheap)) > 21 or answer(visit, "cheap") == str(cheap)
        assert ("liesbeyond" in answer(visit, "cross")) == (cheap < dense)


def test_the_calculator_says_what_the_certified_table_says(paper: Path, browser: Any) -> None:
    cells = json.loads((paper / "constants.json").read_text(encoding="utf-8"))["degrees"]
    with visited(browser, paper) as visit:
        visit.open("calculator.html")
        for chosen in ((0, 3, 8, 17), (1, 6, 64, 20), (1.25, 3.5, 16, 12), (4, 12, 128, 30)):
            calculated(cells, visit, *chosen)


def test_sliders_move_by_keyboard(paper: Path, browser: Any) -> None:
    with visited(browser, paper) as visit:
        visit.open("calculator.html")
        tab_to(visit, "at.name === 'digits'")
        before = int(answer(visit, "degree"))
        for _ in range(8):
            visit.page.keyboard.press("ArrowRight")
        assert int(answer(visit, "degree")) > before
        assert visit.page.input_value("[name=digits]") == "7"


def test_what_is_folded_opens_by_keyboard(second: Path, browser: Any) -> None:
    with visited(browser, second) as visit:
        visit.open("items/lemma-3.html")
        tab_to(visit, "at.tagName === 'SUMMARY' && at.textContent.includes('Derivation')")
        assert visit.page.locator("details.derivation[open]").count() == 0
        visit.page.keyboard.press("Enter")
        assert visit.page.locator("details.derivation[open] li .katex").count() > 5
