"""Escaped text prints itself and does nothing else, in every encoding of fonts, with no package."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from proofs_checks.publishing.document.environment import environment
from proofs_checks.publishing.document.typesetting.escape import code, escape
from proofs_checks.publishing.document.typesetting.words import maths, prose
from tests.proofs_checks.publishing.document.tools import compiled, words_of

ASCII = "".join(map(chr, range(33, 127)))
HOSTILE = (
    r"\input{/etc/passwd} \write18{touch /tmp/x} \end{document} \def\x{\x}\x $x^2$ & # % ~ ^ _ { } }}} \\ \\[5cm]",
    r"\begin{verbatim} \catcode`\%=0 ^^M^^5c \csname end\endcsname \immediate\openout0=x",
    "((= 7 * 7 =)) ((* for x in y *)) ((# #)) {{ 7 * 7 }} {% raw %}",
    "-- --- `` '' ,, << >> ?` !` \"quoted\" [optional] *starred* a\n\n\nparagraph\ttab",
    "\x00\x07\x1b[31m\u202e\ufeff\u2603 \U0001f600 H\xf6lder \u2264 \u03b1 e\u0301 \u017c\xf3\u0142\u0107",
)
DOCUMENT = "\\documentclass{article}\n%s\\begin{document}\\raggedright\n%s\n\\end{document}\n"
LIGATURES = str.maketrans({"\u2019": "'", "\u2018": "`", "\u201d": '"', "\u02c6": "^", "\u02dc": "~", "\u2212": "-"})


@pytest.mark.parametrize("preamble", ["", "\\usepackage[T1]{fontenc}\\usepackage{lmodern}"])
@pytest.mark.usefixtures("latex")
def test_every_sign_of_ascii_is_printed(tmp_path: Path, preamble: str) -> None:
    text = f"A{escape(ASCII)}Z\n\nB{code(ASCII)}Y"
    log = compiled(DOCUMENT % (preamble, text), tmp_path)
    assert log.undefined == log.warnings == ()
    found = words_of(tmp_path / "main.pdf").translate(LIGATURES).replace(" ", "")
    for sign in set(ASCII) - {"_", '"'}:  # the underscore of the old encoding is a rule, not a sign
        assert found.count(sign) >= 2, sign
    assert '"' in found


@pytest.mark.parametrize("write", [escape, code, maths, prose])
@pytest.mark.usefixtures("latex")
def test_hostile_text_is_printed_and_not_obeyed(tmp_path: Path, write: object) -> None:
    assert callable(write)
    pieces = "\n\n".join(f"Before {write(text)} after." for text in HOSTILE)
    table = "\\begin{tabular}{l}a\\\\" + write("[2cm] x") + "\\\\" + write("*y") + "\\end{tabular}"
    log = compiled(DOCUMENT % ("", pieces + "\n\n" + table + "\n\nThe end."), tmp_path)
    assert log.undefined == log.warnings == ()
    found = words_of(tmp_path / "main.pdf")
    assert found.count("Before") == found.count("after.") == len(HOSTILE)
    assert "The end." in found
    assert "root:" not in found
    assert "[2cm]" in found


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_but_known_commands_is_left(text: str) -> None:
    known = r"(?:ensuremath|allowbreak|texttt|char|textquote\w+|text\w+|backslash|lbrace|rbrace|\w?le|alpha|S)"
    for write in (escape, code):
        left = re.sub(rf"\\(?:{known}\b|char\d+|[$&#%_^~`\"'.=c]|[a-z](?={{))", "", write(text))
        assert "\\" not in left, left
        assert left.isascii()


@pytest.mark.usefixtures("latex")
def test_unescaped_text_is_obeyed_so_escaping_is_needed(tmp_path: Path) -> None:
    from proofs_checks.publishing.document.build import LatexFailed

    with pytest.raises(LatexFailed, match=r"main\.tex"):
        compiled(DOCUMENT % ("", HOSTILE[0]), tmp_path)


def test_a_template_escapes_whatever_it_is_given() -> None:
    shown = environment(300).from_string("((= note =)) | ((= note | maths =)) | ((= note | code =))")
    for text in HOSTILE:
        found = shown.render(note=text)
        assert "\\input" not in found
        assert "\\end{document}" not in found
        assert "49" not in found


def test_only_formulas_of_letters_become_mathematics() -> None:
    assert maths("W_Q^T") == "$W_{Q}^{\\top}$"
    assert maths("L^(2 - delta)") == r"$L^{2 - \delta}$"
    for text in (r"x_\input", "a^{b", "W_$", "x^(a}b)"):
        assert "$" not in re.sub(r"\\\$", "", maths(text)), text
