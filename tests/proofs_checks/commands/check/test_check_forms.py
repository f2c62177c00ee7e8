"""check --format: the same verdicts as text, JSON, Markdown and LaTeX, each as it is stored here; LaTeX compiles."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from proofs_checks.publishing.document.fragments import FRAGMENT_PREAMBLE
from tests.proofs_checks.commands.command import ILL_TYPED, PROVED, STATEMENT, Run
from tests.proofs_checks.publishing.document.tools import compiled, require_latex, words_of
from tests.repository.files import ROOT

FILE = r"""
sizes = ["n"]
[matrices]
X = ["n", "n"]
WV = ["n", 1]
[latex]
n = 'N'
X = '\mathbf{X}'
[[claims]]
name = "divided"
equal = ["(n - 1) * (X / (n - 1))", "X"]
[[claims]]
name = "twice"
equal = ["X @ WV", "2 * X @ WV"]
"""
MARKDOWN = r"""**divided**: **proved** where $N - 1$ is not 0

$$
(N - 1) (\frac{1}{N - 1} \mathbf{X}) = \mathbf{X}
$$

For instance at $N = 2$.

**twice**: **refuted**

$$
\mathbf{X} W_{V} = 2 \mathbf{X} W_{V}
$$

Counterexample: $N = 1$, $\mathbf{X} = \begin{pmatrix} 1 \end{pmatrix}$, $W_{V} = \begin{pmatrix} 1 \end{pmatrix}$, entry $(1, 1)$ of the left side is $1$, of the right side $2$; they differ exactly by $1$.

2 claims: 1 proved where a condition holds, 1 refuted
"""  # noqa: E501  a paragraph is one line
LATEX = r"""% \usepackage{amsmath,amssymb}
\begingroup\allowdisplaybreaks\raggedright
\medskip\noindent\textbf{divided}: proved where $N - 1$ is not 0.
\[ (N - 1) (\frac{1}{N - 1} \mathbf{X}) = \mathbf{X} \]
{\raggedright\noindent For instance at $N = 2$.\par}

\medskip\noindent\textbf{twice}: refuted.
\[ \mathbf{X} W_{V} = 2 \mathbf{X} W_{V} \]
{\raggedright\noindent Counterexample: $N = 1$, \ $\mathbf{X} = \begin{pmatrix} 1 \end{pmatrix}$
, \ $W_{V} = \begin{pmatrix} 1 \end{pmatrix}$
.\ Entry $(1, 1)$ of the left side is $1$, of the right side $2$; they differ exactly by $1$.\par}

\medskip\noindent 2 claims: 1 proved where a condition holds, 1 refuted.\par
\endgroup
"""
TEXT = """claim                verdict                     evidence           seconds
divided              proved where n - 1 is not 0 canonical-form +2     0.00
twice                refuted                     exact-at-shapes       0.00

divided: proved where n - 1 is not 0
  (n - 1) * (X / (n - 1)) = X
  one canonical form of 2 monomials; holds where n - 1 is not 0
  for instance at n = 2

twice: refuted
  X @ WV = 2 * X @ WV
  n = 1
  X = [ 1 ]
  WV = [ 1 ]
  entry (1, 1):  left side  1
                 right side 2
  they differ exactly by 1

2 claims: 1 proved where a condition holds, 1 refuted
"""


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(FILE)
    return path


@pytest.mark.parametrize(("form", "text"), [("text", TEXT), ("markdown", MARKDOWN), ("latex", LATEX)])
def test_a_form_is_as_it_is_stored(run: Run, path: Path, form: str, text: str) -> None:
    outcome = run("check", path, "--format", form)
    assert outcome.code == 1
    assert re.sub(r"\d\.\d\d$", "0.00", outcome.out, flags=re.MULTILINE) == text


def test_json_is_that_of_the_older_option(run: Run, path: Path) -> None:
    def without_times(text: str) -> object:
        return [{**claim, "seconds": 0} for claim in json.loads(text)["claims"]]

    new, old = run("check", path, "--format", "json"), run("check", path, "--json", "-")
    assert (new.code, without_times(new.out)) == (old.code, without_times(old.out))


def test_json_goes_to_a_file_beside_a_form_that_is_pasted(run: Run, path: Path, tmp_path: Path) -> None:
    assert run("check", path, "--format", "latex", "--json", tmp_path / "out.json").out == LATEX
    assert json.loads((tmp_path / "out.json").read_text())["summary"] == {"proved": 1, "refuted": 1}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--format", "html"), "expected one of text, json, markdown, latex"),
        (("--format", "latex", "--json", "-"), "both want the standard output"),
        (("--format", "json", "--json", "a.json"), "expected one of them"),
    ],
)
def test_what_does_not_fit_is_one_line(run: Run, path: Path, options: tuple[str, ...], message: str) -> None:
    outcome = run("check", path, *options)
    assert outcome.is_one_line_of_bad_input, outcome
    assert message in outcome.err


@pytest.mark.slow(reason="LaTeX prints the verdicts on every example of the gallery")
def test_the_verdicts_on_every_example_compile(run: Run, path: Path, tmp_path: Path) -> None:
    require_latex()
    ill = tmp_path / "ill.toml"
    ill.write_text(STATEMENT + PROVED + ILL_TYPED)
    gallery = sorted((ROOT / "docs" / "examples").rglob("*.toml"))
    assert len(gallery) > 20
    quick = ("--format", "latex", "--method", "symbolic", "--method", "shapes")
    printed = [run("check", one, *quick).out for one in (path, ill, *gallery)]
    assert all(text.count(r"\begingroup") == 1 for text in printed)
    body = "\n".join(f"\\typeout{{{number}}}\n{text}" for number, text in enumerate(printed))
    log = compiled(f"{FRAGMENT_PREAMBLE}\\begin{{document}}\n{body}\nThe end.\n\\end{{document}}\n", tmp_path)
    assert log.complaints == ()
    assert "ill-typed" in words_of(tmp_path / "main.pdf")


STATED = """
sizes = ["m", "n"]
scalars.tau = "tau >= 0"
[matrices]
X = ["m", "n"]
Y = ["m", "n"]
[definitions]
f = "softmax(X)"
[[claims]]
name = "eighth"
where = ["maxabs(Y) <= tau"]
holds = "maxabs(softmax(X + Y) - f) <= tau/8"
"""


def test_a_bound_is_set_apart_from_what_it_assumes(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bound.toml").write_text(STATED)
    said = run("check", tmp_path / "bound.toml", "--format", "markdown").out
    claim, hypotheses, names = (part.strip() for part in said.split("$$")[1::2])
    assert claim == r"\lVert \operatorname{softmax}(X + Y) - f \rVert_{\max} \le \frac{\tau}{8}"
    assert re.findall(r"^.* & .*$", hypotheses, re.MULTILINE) == [
        r"0 & \le \tau \\",
        r"\lVert Y \rVert_{\max} & \le \tau",
    ]
    assert r"f & = \operatorname{softmax}(X)" in names
    assert "Claimed `tau/8`, derived `tanh(tau/2)`." in said
    assert re.search(r"differ by at least \$\d\.\d\d \\cdot 10\^\{-\d\}\$", said)


UNDECIDED = """
sizes = ["m"]
matrices.S = ["m", "m"]
where = ["S @ S @ S @ S = S @ S.T @ S"]
[[claims]]
name = "normal"
equal = ["S @ S.T", "S.T @ S"]
"""


def test_an_undecided_claim_says_what_was_tried(run: Run, tmp_path: Path) -> None:
    (tmp_path / "open.toml").write_text(UNDECIDED)
    for form in ("text", "markdown", "latex"):
        said = run("check", tmp_path / "open.toml", "--format", form).out
        assert "not proved: " in said
        assert "exact rationals: equal at " in said
        assert "no counterexample among the small shapes tried" in said
    assert re.search(r"^normal +undecided +- ", run("check", tmp_path / "open.toml").out, re.MULTILINE)
