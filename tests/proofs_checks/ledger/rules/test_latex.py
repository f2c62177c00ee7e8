r"""LaTeX closes what it opens: what KaTeX would refuse is said by a ledger's file; what papers print is let through."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs_checks.ledger import LedgerError, load_ledger
from proofs_checks.ledger.rules.latex import unbalanced
from tests.proofs_checks.judging.fabricated import TRUE_CLAIM, write_item


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"X (X\beta - y}", "'}' closes nothing"),
        (r"\frac{1}{2", "'{' is not closed"),
        (r"\left( x", r"'\left' is not closed; expected '\right'"),
        (r"x \right)", r"'\right' closes nothing"),
        (r"\left( {x \right) }", r"'\right' where '}' is due"),
        (r"\begin{cases} 1 \end{matrix}", r"'\end{matrix}' where '\end{cases}' is due"),
        (r"\begin{cases} 1", r"'\begin{cases}' is not closed"),
        (r"\end {cases}", r"'\end{cases}' closes nothing"),
    ],
)
def test_what_is_not_closed_is_said(tex: str, said: str) -> None:
    assert said in unbalanced(tex)


@pytest.mark.parametrize(
    "tex",
    [
        "",
        r"\{ x \in [0, 1) \}",
        r"\left\{ \frac{a}{b} \right.",
        r"\leftarrow \rightarrow \leftrightarrow",
        r"\begin{cases} 1 & \text{if } x > 0 \\ 0 \end{cases}",
        r"f(x",
    ],
)
def test_what_is_closed_passes_and_parentheses_are_the_papers_own(tex: str) -> None:
    assert unbalanced(tex) == ""


def test_a_printed_form_that_is_not_closed_is_one_line_of_its_file(tmp_path: Path) -> None:
    path = write_item(tmp_path, "lemma-2", TRUE_CLAIM)
    assert load_ledger(tmp_path).items
    path.write_text(path.read_text().replace("printed = 'x'", r"printed = 'X (X\beta - y}'"))
    with pytest.raises(LedgerError) as refused:
        load_ledger(tmp_path)
    assert str(refused.value).startswith("lemma-2.toml: printed: unbalanced: '}' closes nothing")
    assert "\n" not in str(refused.value)
