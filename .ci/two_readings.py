"""Two readings of the paper compared: the ledger's printed formulas against the text layer of its pages.

python .ci/two_readings.py PAPER.pdf [--all]

The paper is not in the repository, so that this runs by hand. Symbols are counted, whatever their places: each that the
ledger prints must stand on the item's pages as often. Then places are compared (`places.py`): each symbol with what is
above and below it, and each pair of neighbours. Items that show a slip are compared, or all of them; pdftotext and
pdftohtml are needed. What no text layer has, underlines and tildes, a reader saw: `paper/seen.toml` of the ledger.

Dictionary
    symbols     a formula or a page as a count of its symbols, one name for each, whatever its font
    missing     the symbols of a formula that its pages lack, and how often
    pages_of    the pages from the item's to the one that its place names last
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from places import lacking, of_latex, rows_of

LEDGER = Path(__file__).parents[1] / "proofs_checks" / "ledgers" / "lora"
Item = Mapping[str, Any]
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ϵ", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "omega": "ω", "Gamma": "Γ", "infty": "∞", "partial": "∂", "sum": "∑", "otimes": "⊗",
    "odot": "⊙", "langle": "⟨", "rangle": "⟩", "le": "≤", "ge": "≥", "in": "∈", "cdot": "·", "star": "⋆", "oslash": "⊘",
}  # fmt: skip
WORDS = {"exp": "exp", "log": "log", "min": "min", "max": "max", "mathrm": "", "text": "", "mathcal": "", "mathsf": ""}
SAME = {"X": "∑", "∥": "‖", "ε": "ϵ", "µ": "μ", "⟩": "⟩"}
COUNTED = re.compile(r"[A-Za-zα-ωΓϵ∞∂⊗⊙≤≥∈⋆⊘0-9]")


def symbols(text: str, latex: bool) -> Counter[str]:
    """Letters, digits and signs of a text by how often they stand there."""
    if latex:
        text = re.sub(r"\\(?:begin|end)\{\w+\}", " ", text)
        text = re.sub(r"\\([A-Za-z]+)", lambda found: GREEK.get(found[1], WORDS.get(found[1], "")), text)
        text = text.replace("1_L", "").replace("1_n", "")  # a letter of a font that the layer gives otherwise
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(SAME.get(sign, sign) if sign != "X" else sign for sign in plain)
    return Counter(COUNTED.findall(plain))


def missing(printed: str, page: str) -> dict[str, int]:
    """What a page has too few of.

    >>> missing(r"W_Q = A_Q^\\top B", "WQ = A Q B")
    {}
    >>> missing(r"W_Q = A_Q C", "WQ = A Q B")
    {'C': 1}
    """
    lacking = symbols(without_words(printed), latex=True) - symbols(page, latex=False)
    return dict(sorted(lacking.items()))


def without_words(printed: str) -> str:
    r"""A printed formula without the words of `\text`, which are ours as often as the paper's."""
    return re.sub(r"\\text\{[^{}]*\}", " ", printed)


def pages_of(item: Item) -> range:
    """The pages on which an item stands: its own, and up to the last that its place names, or the next."""
    named = [int(number) for number in re.findall(r"p\. (\d+)", item["place"])]
    return range(item["page"], max([item["page"], *named]) + 2)


def pages_in(paper: Path) -> list[str]:
    """The text layer, page by page."""
    command = ["pdftotext", "-layout", str(paper), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\f")


def items() -> list[Item]:
    """The items of the ledger with a printed formula and a page."""
    found = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(LEDGER.glob("*/**/*.toml"))]
    return [item for item in found if item.get("page") and item.get("printed")]


def shows_a_slip(item: Item) -> bool:
    """Whether a claim of the item shows a slip."""
    return any("slip" in claim for form in item.get("forms", ()) for claim in form.get("claims", ()))


def main() -> int:
    """Compare, print what is missing, exit 1 if anything is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paper", type=Path)
    parser.add_argument("--all", action="store_true", help="all items, not only those that show a slip")
    given = parser.parse_args()
    if not given.paper.is_file():
        print(f"{given.paper}: no such file; expected the paper's PDF", file=sys.stderr)
        return 2
    pages = pages_in(given.paper)
    chosen = [item for item in items() if given.all or shows_a_slip(item)]
    placed = rows_of(given.paper)
    faulty = misplaced = 0
    for item in chosen:
        on = [page - 1 for page in pages_of(item) if page <= len(pages)]
        few = missing(item["printed"], "\n".join(pages[page] for page in on))
        moved = lacking(of_latex(item["printed"]), [row for page in on for row in placed[page]])
        faulty, misplaced = faulty + bool(few), misplaced + bool(moved)
        if few or moved:
            said = [", ".join(f"{sign} {count}" for sign, count in few.items()), ", ".join(moved)]
            told = "; ".join(f"{what}: {text}" for what, text in zip(("symbols", "places"), said, strict=True) if text)
            print(f"{item['id']} (p. {item['page']}, {item['place']}): {told}")
    print(f"{len(chosen)} items compared, {faulty} with symbols that their pages lack, {misplaced} with places")
    return 1 if faulty else 0


if __name__ == "__main__":
    sys.exit(main())
