"""Prose: notes say what was found first, their formulas only print, and plain letters are set as mathematics."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofs_checks.ledger import Item, load_ledger
from proofs_checks.ledger.shelf import LEDGERS, names
from proofs_checks.publishing.data.prose.guessed import guessed
from proofs_checks.publishing.data.prose.pieces import blocks_of, is_safe
from proofs_checks.publishing.data.prose.plain import plain_formula, plain_note
from proofs_checks.publishing.data.text import markdown_note
from tests.examples import examples

LEAD = 80  # words before the first formula on a line of its own, or the first step
RAW = re.compile(r"[\^_]|\b(?!S\d)[A-Z]\d\b|\b(?:alpha|beta|delta|eps|Gamma|lambda|mu)\b|<=|>=|\\")


def faults(item: Item) -> list[str]:
    """What is wrong with the note and the title of an item."""
    found = [f"{item.id}: {item.title!r} holds raw mathematics"] if RAW.search(item.title) else []
    if not item.note:
        return found
    blocks = blocks_of(item.note)
    lead = re.split(r"^\$\$$|^(?:- |1\. )", item.note, maxsplit=1, flags=re.MULTILINE)[0]
    if len(lead.split()) > LEAD:
        found.append(f"{item.id}: {len(lead.split())} words before the first formula")
    if blocks[0].shape != "paragraph" or not re.search(r"[.:](?:\s|$)", lead.strip()):
        found.append(f"{item.id}: the first sentence should be the finding")
    names = {claim.name for claim in item.claims}
    for piece in (piece for block in blocks for piece in block.pieces):
        if piece.kind == "text" and RAW.search(piece.text):
            found.append(f"{item.id}: raw mathematics in {piece.text!r}")
        if piece.kind == "code" and "\\" in piece.text:
            found.append(f"{item.id}: {piece.text!r} does more than print")
    named = re.findall(r"\bclaims? `([^`]+)`", item.note)
    missing = [name for name in named if not any(name in known for known in names)]
    return found + [f"{item.id}: no claim {name}" for name in missing if f"see there, claim `{name}`" not in item.note]


@pytest.mark.parametrize("name", names())
def test_notes_say_what_was_found_first_and_write_mathematics_as_formulas(name: str) -> None:
    assert [fault for item in load_ledger(LEDGERS / name).items for fault in faults(item)] == []


@pytest.mark.parametrize(
    ("title", "note", "fault"),
    [
        ("Gradients in W_Q", "It holds.", "raw mathematics"),
        ("Gradients", "It holds for q = C3 c^T.", "raw mathematics"),
        ("Gradients", "word " * 80 + "word.\n\n$$\na\n$$", "81 words"),
        ("Gradients", "$$\na\n$$", "finding"),
        ("Gradients", r"It holds for $\input{x}$.", "more than print"),
        ("Gradients", "It holds (claim `no-such-claim`).", "no claim"),
    ],
)
def test_what_is_wrong_with_a_note_is_found(title: str, note: str, fault: str) -> None:
    assert any(fault in found for found in faults(Item("a", title, "1", (), "", note, ())))


def written(text: str) -> str:
    """A text with its formulas between dollar signs and its code between backticks."""
    marks = {"text": "", "code": "`", "formula": "$"}
    return "".join(f"{marks[piece.kind]}{piece.text}{marks[piece.kind]}" for piece in guessed(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("|f~ - f| <= eps implies more", r"$\lvert \tilde{f} - f \rvert \le \varepsilon$ implies more"),
        ("Gamma = o(sqrt(log L / d)), no 1/d", r"$\Gamma = o(\sqrt{\log L / d})$, no $1 / d$"),
        ("A_Q C^(2) is r x d times L x d", r"$A_{Q}\,C^{(2)}$ is $r \times d$ times $L \times d$"),
        ("L^2 d + 3 d**2 * C3", r"$L^{2}\,d + 3\,d^{2} \, C_{3}$"),
        ("in {0,1}^(C log n)", r"in $\{0, 1\}^{C\,\log n}$"),
        ("grad of C1.T @ p @ C2 here", r"grad of $C_{1}^{\top} \, p \, C_{2}$ here"),
        ("p1 = f * q with f @ C3", r"$p_{1} = f \odot q$ with $f \, C_{3}$"),
        ("2 * L * d of f @ C3, d * r", r"$2 \, L \, d$ of $f \, C_{3}$, $d \, r$"),
        ("sum(h * h) / 2, |X| <= 1", r"$\operatorname{sum}(h \odot h) / 2$, $\lvert X \rvert \le 1$"),
        ("diag(rowsum(f * q)) @ f", r"$\operatorname{diag}((f \odot q) \mathbf{1}) \, f$"),
        (
            "at B = block([[eye(r)], [zeros(d, r)]])",
            r"at $B = \begin{pmatrix} I_{r} \\ \mathbf{0}_{d, r} \end{pmatrix}$",
        ),
        ("maxabs(f - g) <= eps", r"$\lVert f - g \rVert_{\max} \le \varepsilon$"),
        ("block([[A], here", "block([[A], here"),
        ("theorem a_b_c, accepted by Coq's kernel", "theorem `a_b_c`, accepted by Coq's kernel"),
        ("a k-SAT formula of Lemma C.1 (S1), see p. 23", "a k-SAT formula of Lemma C.1 (S1), see p. 23"),
        ("nothing to set", "nothing to set"),
    ],
)
def test_what_programs_say_is_set_as_mathematics(text: str, expected: str) -> None:
    assert written(text) == expected


@given(
    st.lists(
        st.sampled_from([*"aAdLx12()|^_*+-=<>~'{}\\$,. ", "Gamma", "log", "sqrt", "eps", "**", ".T", "@"]), max_size=30
    )
)
@examples(100)
def test_every_text_can_be_set_and_every_formula_only_prints(parts: list[str]) -> None:
    text = "".join(parts)
    for piece in guessed(text):
        assert piece.kind != "formula" or is_safe(piece.text)
        assert piece.kind != "text" or not re.search(r"[\^_]", piece.text)
    if "`" not in text and not any(piece.kind == "formula" for piece in guessed(text)):
        assert "".join(piece.text for piece in guessed(text)) == text


@pytest.mark.parametrize(
    "tex", [r"\input{x}", r"\write18{x}", "a}b{", "^^5c", "a % b", r"\begin{x}", r"\def\x{}", "a & b"]
)
def test_a_formula_that_does_more_than_print_is_none(tex: str) -> None:
    assert not is_safe(tex)
    assert f"`{tex}`" in markdown_note(f"See ${tex}$.")


def test_notes_are_lines_in_a_terminal() -> None:
    assert plain_formula(r"\frac{r}{\alpha} W_Q^\star \otimes I_d") == "r/α W_Q^* ⊗ I_d"
    for item in (item for name in names() for item in load_ledger(LEDGERS / name).items):
        assert "\\" not in plain_note(item.note), item.id
        assert "$" not in plain_note(item.note), item.id
