"""derive and explain as fragments: all of them compile together in an amsmath document, and Markdown says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lora_symbolic import calculus
from lora_symbolic.language import grad
from proofs_checks.commands.derive.derivation import loss_and_variable
from proofs_checks.commands.shared.files import read_statement
from proofs_checks.judging.derivations import derivation_data, writer
from proofs_checks.ledger import load_ledger
from proofs_checks.publishing.document.fragments import FRAGMENT_PREAMBLE, derived, explained
from proofs_checks.publishing.json_report import by_key
from tests.proofs_checks.commands.command import Run
from tests.proofs_checks.publishing.document.tools import compiled, require_latex, words_of
from tests.proofs_checks.publishing.site.conftest import report_from_record
from tests.repository.files import ROOT

GALLERY = sorted((ROOT / "docs" / "examples").rglob("*.toml"))
HOSTILE = r"\end{document} $ & % _ {"
STEP = {"statement": f"eps <= L^2 {HOSTILE}", "reason": "a_1 + b^T", "check": "x" * 40 + "*" + "y" * 60 + HOSTILE}


def entries() -> dict[str, dict[str, Any]]:
    """The recorded verdicts as reports of claims, those of judged claims with an argument."""
    report = report_from_record(load_ledger())
    return {key: {**entry, "argument": [STEP, STEP]} for key, entry in by_key(report["claims"]).items()}


@cache
def explanations(markdown: bool) -> Mapping[str, str]:
    """What explain says of every item of the ledger."""
    found = entries()
    return {item.id: explained(item, item.claims, found, item.uses, markdown) for item in load_ledger().items}


@cache
def derivations(markdown: bool) -> Mapping[str, str]:
    """What derive says of every file of the gallery that has a loss, for each of its matrices."""
    return dict(_derivations(markdown))


def _derivations(markdown: bool) -> Iterator[tuple[str, str]]:
    for path in GALLERY:
        statement = read_statement(path)
        for name in statement.matrices if "loss" in statement.definitions else ():
            loss, variable = loss_and_variable(statement, name, path)
            found = calculus.derive_gradient(loss, variable, dict(statement.printed_names))
            write = writer(latex=True)
            data = {**derivation_data(found, write), "proof": {"detail": HOSTILE}}
            yield f"{path.stem}-{name}", derived(data, write(grad(loss, variable), found.names), markdown)


def document(fragments: Mapping[str, str]) -> str:
    """A document that holds fragments and says which it is at."""
    body = "\n".join(f"\\typeout{{{name}}}\n{text}" for name, text in fragments.items())
    return f"{FRAGMENT_PREAMBLE}\\begin{{document}}\n{body}\nThe end.\n\\end{{document}}\n"


@pytest.mark.slow(reason="LaTeX prints all that explain and derive say of the ledger and the gallery")
def test_every_item_and_every_gallery_file_compiles_without_complaint(tmp_path: Path) -> None:
    require_latex()
    fragments = {**explanations(False), **derivations(False)}
    assert len(fragments) >= 92 + len([path for path in GALLERY if "loss" in path.read_text()])
    log = compiled(document(fragments), tmp_path)
    assert log.complaints == ()
    found = words_of(tmp_path / "main.pdf")
    assert found.rstrip().endswith("The end. " + found.rstrip().rsplit(" ", 1)[1])
    assert found.count("Derivation of") >= len(derivations(False))


def test_a_fragment_that_is_wrong_is_found(tmp_path: Path) -> None:
    require_latex()
    name, text = next(iter(derivations(False).items()))
    wide = text.replace(r"\begin{align*}", "\\begin{align*}\n" + "x + " * 40 + r"x \\", 1)
    assert compiled(document({name: text}), tmp_path, "right").clean
    assert compiled(document({name: wide}), tmp_path, "wide").overfull
    assert compiled(document({name: text + r"\ref{nowhere}"}), tmp_path, "reference").undefined


@pytest.mark.exhaustive(reason="a fragment of every item and of every example, read once more")
@pytest.mark.parametrize("markdown", [False, True])
def test_fragments_hold_no_text_of_the_terminal(markdown: bool) -> None:
    for name, text in [*explanations(markdown).items(), *derivations(markdown).items()]:
        assert not re.search(r"^(steps|proof:.*|as printed|hence .*)$", text, re.MULTILINE), name
        assert "htmlClass" not in text, name
        assert text.isascii() or markdown, name


@pytest.mark.slow(reason="a fragment of every item and of every example")
def test_formulas_of_markdown_are_those_of_latex_and_katex_takes_them() -> None:
    from proofs_checks.publishing.site.formulas import Formulas, ToolMissing

    wanted = []
    for (name, latex), (_, markdown) in zip(derivations(False).items(), derivations(True).items(), strict=True):
        blocks = re.findall(r"\$\$\n(.*?)\n\$\$", markdown, re.DOTALL)
        chains = re.findall(r"\\begin\{align\*\}\n(.*?)\n\\end\{align\*\}", latex, re.DOTALL)
        inner = [re.sub(r"\\(?:begin|end)\{aligned\}\n?", "", block).strip() for block in blocks]
        bare = [re.sub(r" \\tag\*\{\\footnotesize ([\w-]+)\}", r" && \\text{\1}", chain) for chain in chains]
        assert inner == bare, name
        wanted += [(block, True, False) for block in blocks]
    wanted += [
        (block, True, False)
        for markdown in explanations(True).values()
        for block in re.findall(r"\$\$\n(.*?)\n\$\$", markdown, re.DOTALL)
    ]
    try:
        Formulas().prepare(wanted)
    except ToolMissing as error:
        pytest.skip(str(error))


@pytest.mark.slow(reason="a fragment of every item and of every example")
def test_the_commands_print_fragments(run: Run, tmp_path: Path) -> None:
    require_latex()
    path = ROOT / "docs" / "examples" / "adapters" / "lora-right-side.toml"
    texts = {}
    for name, arguments in {
        "derive": ("derive", path, "--wrt", "A"),
        "equality": ("explain", "lemma-3.2/dA"),
        "judged": ("explain", "text-C.6"),
        "rounding": ("explain", "table-1"),
    }.items():
        latex, markdown = run(*arguments, "--latex"), run(*arguments, "--markdown")
        assert latex.code == markdown.code == 0, latex.err
        assert "$$" in markdown.out or name == "rounding"
        assert r"\begin{align*}" not in markdown.out
        texts[name] = latex.out
    assert compiled(document(texts), tmp_path).complaints == ()
    found = words_of(tmp_path / "main.pdf")
    assert "Again: lora-symbolic verify lemma-3.2/dA" in found


@pytest.mark.parametrize("arguments", [("explain", "lemma-3.2"), ("derive", GALLERY[0], "--wrt", "A")])
def test_one_form_at_a_time(run: Run, arguments: tuple[object, ...]) -> None:
    outcome = run(*arguments, "--latex", "--markdown")
    assert outcome.is_one_line_of_bad_input, outcome
    assert "exclude each other" in outcome.err
