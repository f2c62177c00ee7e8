"""Formulas are broken into lines that fit and say the same; widths are not underestimated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from proofs_checks.ledger import load_ledger
from proofs_checks.publishing.data.statements import definitions_of, statement_tex
from proofs_checks.publishing.document.typesetting.atoms import rows_of
from proofs_checks.publishing.document.typesetting.display import Row, chain
from proofs_checks.publishing.document.typesetting.lines import broken, width_in_points
from proofs_checks.publishing.document.typesetting.pieces import marked, typeset
from tests.proofs_checks.publishing.document.tools import compiled, words_of

LONG = " + ".join(f"A_{{{k}}} (B_{{{k}}} \\odot C_{{{k}}}) x^{{\\top}}" for k in range(12))


def formulas() -> Iterator[str]:
    """The statements and definitions of the paper's ledger, and the printed forms."""
    for item in load_ledger().items:
        yield from rows_of(item.printed.strip())
        for form in item.forms:
            yield from (typeset(marked(tex, False)) for claim in form.claims if (tex := statement_tex(claim)))
            yield from (typeset(tex) for _, tex in definitions_of(form.claims))


def bare(tex: str) -> str:
    """A formula without what breaking it may change: spaces, the sign that keeps an operator binary, stretching."""
    tex = re.sub(r"\\[ ,;:!]", "", tex)
    tex = re.sub(r"\\left|\\right|\\Bigl|\\Bigr|\\big|\\Big|\{\}|\\q?quad|\\text|\s", "", tex)
    return re.sub(r"[{}]", "", tex)


def test_lines_fit_and_say_the_same() -> None:
    seen = 0
    for tex in formulas():
        pieces = broken(tex, 250, 230)
        assert bare("".join(piece.text for piece in pieces)) == bare(tex)
        assert all(piece.width <= 250 for piece in pieces), tex
        seen += len(pieces) > 1
    assert seen > 50


def test_a_formula_that_fits_stays_on_one_line() -> None:
    assert len(broken(LONG, 10_000)) == 1
    assert len(broken(LONG, 200)) > 3


def test_a_fraction_wider_than_a_line_is_written_with_a_slash_and_keeps_its_power() -> None:
    fraction = rf"\frac{{{' + '.join('abcdefgh')}}}{{x + y}}"
    assert [piece.text for piece in broken(fraction, 1000)] == [fraction]
    wide = broken(fraction + "^{2}", 60)
    assert len(wide) > 1
    assert all(piece.width <= 60 for piece in wide)
    assert bare("".join(piece.text for piece in wide)) == "[(a+b+c+d+e+f+g+h)/(x+y)]^2"


def test_breaks_are_where_a_reader_expects_them() -> None:
    starts = [piece.text for piece in broken(LONG, 200)][1:]
    assert all(text.startswith("{} +") for text in starts)
    assert [piece.text for piece in broken(r"a = b \le c", 500, at_relations=True)] == ["a", "= b", r"\le c"]
    assert broken(r"\operatorname{softmax}(x)", 1)[0].text.startswith(r"\operatorname{softmax}(")


@pytest.mark.usefixtures("latex")
def test_widths_are_not_underestimated(tmp_path: Path) -> None:
    chosen = list(dict.fromkeys(tex for tex in formulas() if r"\begin" not in tex))[::3]
    lines = [rf"\setbox0\hbox{{$\displaystyle {tex}$}}W\the\wd0." + "\n" for tex in chosen]
    preamble = "\\documentclass{article}\n\\usepackage{amsmath,amssymb}\n\\begin{document}\\raggedright\n"
    compiled(preamble + "".join(lines) + "\\end{document}\n", tmp_path)
    found = [float(text) for text in re.findall(r"W(-?[\d.]+)pt", words_of(tmp_path / "main.pdf"))]
    assert len(found) == len(chosen) > 100
    ratios = [width_in_points(tex) / width for tex, width in zip(chosen, found, strict=True)]
    assert min(ratios) > 0.98, chosen[ratios.index(min(ratios))]
    assert sorted(ratios)[len(ratios) // 2] < 1.25  # nor is the estimate worthless


@pytest.mark.usefixtures("latex")
def test_a_chain_of_long_rows_has_no_overfull_line(tmp_path: Path) -> None:
    rows = [Row("x", f"= {LONG}", r"\footnotesize rule", "rule"), Row(LONG, "= y"), Row("", LONG)]
    document = "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n%s\n\\end{document}\n"
    assert compiled(document % chain(rows, 330), tmp_path).clean
    assert not compiled(document % rf"\[ {LONG} \]", tmp_path, "unbroken").clean
