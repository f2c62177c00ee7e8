"""The files of a ledger fit together: ids, pages, slips, scalars, notation; each that does not is one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs_checks.ledger import LedgerError, load_ledger
from proofs_checks.ledger.shelf import LEDGERS, names
from tests.proofs_checks.judging.fabricated import TRUE_CLAIM, write_item

PAPER = """title = "On Rows"
authors = ["A. One"]
year = 2024
identifier = "x"
version = "v1"
pages = 4
read = "text"
[notation]
K = 'k'
"""
SETTING = 'sizes = ["n"]\n[scalars]\nlam = "lam > 0"\n[matrices]\nK = ["n", "n"]\n'
INVENTORY = 'entries = [{ page = 1, what = "a lemma", claims = ["lemma-2/product"] }]\n'
ITEM = """id = "lemma-2"
title = "A product"
section = "1"
page = 1
printed = '\\lambda K'
[[forms]]
form = "printed"
setting = "shared"
[forms.scalars]
t = "t >= 0"
[[forms.claims]]
name = "product"
slip = "sign"
equal = ["lam * (t * K)", "(t * lam) * K + K"]
[[forms]]
form = "corrected"
setting = "shared"
[[forms.claims]]
name = "product"
equal = ["lam * K", "K * lam"]
"""


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    for name, text in (
        ("paper/paper.toml", PAPER),
        ("paper/inventory.toml", INVENTORY),
        ("paper/slips.toml", 'sign = "A sign."\n'),
        ("settings/shared.toml", SETTING),
        ("lemma-2.toml", ITEM),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_files_that_fit_are_a_ledger(folder: Path) -> None:
    assert [claim.key for claim in load_ledger(folder).claims] == [
        "lemma-2/product|printed",
        "lemma-2/product|corrected",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("paper/inventory.toml", "lemma-2/p", "lemma-22/p", "inventory.toml: entry 1: claims 'lemma-22/product'; exp"),
        (
            "paper/inventory.toml",
            "page = 1",
            "page = 9",
            "inventory.toml: entry 1: page is 9; expected a number from 1 to",
        ),
        ("paper/inventory.toml", "page = 1", 'page = "i"', "inventory.toml: entry 1: page is 'i'; expected a number"),
        (
            "paper/inventory.toml",
            "claims",
            "claim",
            "inventory.toml: entry 1 has page, what, claim; expected page, what",
        ),
        (
            "paper/inventory.toml",
            '["lemma-2/product"]',
            '"lemma-2"',
            "inventory.toml: entry 1: claims is 'lemma-2'; exp",
        ),
        ("paper/inventory.toml", "entries = [{", "entries = 3 #", "inventory.toml: entries is 3; expected a list"),
        ("paper/inventory.toml", "entries", "= entries", "inventory.toml: "),
        ("lemma-2.toml", "page = 1", "page = 99", "lemma-2.toml: page is 99; expected at most 4, the pages of paper"),
    ],
)
def test_files_that_do_not_fit_are_one_line(folder: Path, name: str, old: str, new: str, said: str) -> None:
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    with pytest.raises(LedgerError) as refused:
        load_ledger(folder)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (
            "lemma-2.toml",
            '"corrected"',
            '"added"',
            "lemma-2.toml: claim 'product' shows the slip 'sign' and no form mends",
        ),
        (
            "lemma-2.toml",
            't = "t',
            'u = "u >= 0"\nt = "t',
            "lemma-2.toml: the printed form uses its scalar 'u' nowhere",
        ),
        (
            "settings/shared.toml",
            "[matrices]",
            'a = "a > 0"\n[matrices]',
            "settings/shared.toml: no form uses the scalar 'a'",
        ),
        (
            "paper/paper.toml",
            "K = 'k'",
            "KK = 'k'",
            "paper.toml: notation of 'KK'; expected a name of a setting; did you mean",
        ),
    ],
)
def test_what_keeps_nothing_from_being_judged_is_a_remark(
    folder: Path, name: str, old: str, new: str, said: str
) -> None:
    assert load_ledger(folder).remarks == ()
    text = (folder / name).read_text()
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1))
    [remark] = load_ledger(folder).remarks
    assert said in remark


@pytest.mark.parametrize("name", names())
def test_the_ledgers_of_the_repository_leave_nothing_to_remark(name: str) -> None:
    assert load_ledger(LEDGERS / name).remarks == ()


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("title", "titles", "'title'"),
        ("equal", "equals", "'equal'"),
        ('name  = "transpose"', 'name  = "transpose"\nslipp = "a"', "'slip'"),
        ("form  =", "from  =", "'form'"),
    ],
)
def test_a_mistyped_key_is_told_the_key_that_was_meant(tmp_path: Path, old: str, new: str, meant: str) -> None:
    path = write_item(tmp_path, "lemma-2", TRUE_CLAIM)
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(LedgerError) as refused:
        load_ledger(tmp_path)
    said = str(refused.value)
    assert said.endswith(f"; did you mean {meant}?")
    assert "\n" not in said
