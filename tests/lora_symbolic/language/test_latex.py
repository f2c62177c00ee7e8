"""LaTeX as a person writes it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from lora_symbolic.language import Term, matrix, name_latex, parse, scalar, size, to_latex
from tests.strategies import scalars, terms

NAMES = {
    name: matrix(name, *shape)
    for name, shape in {
        "C1": ("L", "d"),
        "C_K1": ("L", "d"),
        "X": ("L", "d"),
        "W0": ("d", "d"),
        "B": ("d", "r"),
        "A": ("r", "d"),
        "beta": ("L", "L"),
        "v": ("L", 1),
    }.items()
}


def read(text: str) -> Term:
    return parse(text, NAMES, ["L", "d", "r"])


@pytest.mark.parametrize(
    "text, latex",
    [
        ("(C1 @ (W0 + B @ A)).T.T", r"C_{1} (W_{0} + B A)"),
        ("softmax(C1 @ (W0 + B @ A) @ C_K1.T)", r"\operatorname{softmax}(C_{1} (W_{0} + B A) C_{K1}^{\top})"),
        ("softmax(C1, X)", r"\operatorname{softmax}_{X}(C_{1})"),
        ("(C1 @ B).T", r"(C_{1} B)^{\top}"),
        ("B.T @ (C1.T @ X)", r"B^{\top} C_{1}^{\top} X"),
        ("C1 * X * C1", r"C_{1} \odot X \odot C_{1}"),
        ("C1 * (beta @ X)", r"C_{1} \odot (\beta X)"),
        ("kron(C1, B)", r"C_{1} \otimes B"),
        ("rowkron(C1, X)", r"C_{1} \bullet X"),
        ("colkron(C1, X)", r"C_{1} \ast X"),
        ("kron(C1 * X, B).T", r"((C_{1} \odot X) \otimes B)^{\top}"),
        ("X - (C1 - X)", r"X - (C_{1} - X)"),
        ("X + (C1 - X)", r"X + C_{1} - X"),
        ("X - (-C1)", r"X - (-C_{1})"),
        ("-(X + C1)", r"-(X + C_{1})"),
        ("(-X) @ B", r"(-X) B"),
        ("X / 2", r"\tfrac{1}{2} X"),
        ("-2/3 * X", r"-\tfrac{2}{3} X"),
        ("X / r", r"\frac{1}{r} X"),
        ("X / (d - r)", r"\frac{1}{d - r} X"),
        ("X @ (2 * W0)", r"X (2 W_{0})"),
        ("2 * L", r"2 \cdot L"),
        ("sum(X * X) / 2", r"\tfrac{1}{2} \lVert X \rVert_F^2"),
        ("sum(X * C1)", r"\langle X, C_{1} \rangle"),
        ("sum(X) * X", r"(\mathbf{1}^{\top} X \mathbf{1}) X"),
        ("diag(rowsum(beta)) @ beta", r"\operatorname{diag}(\beta \mathbf{1}) \beta"),
        ("colsum(X + C1)", r"\mathbf{1}^{\top} (X + C_{1})"),
        ("trace(W0)", r"\operatorname{tr}(W_{0})"),
        ("vec(X)", r"\operatorname{vec}(X)"),
        ("exp(X) + log(X)", r"\exp(X) + \log(X)"),
        ("reciprocal(X.T)", r"(X^{\top})^{\circ -1}"),
        ("block([[X, C1], [C1, X]])", r"\begin{pmatrix} X & C_{1} \\ C_{1} & X \end{pmatrix}"),
        ("ones(L, 1) @ ones(1, d)", r"\mathbf{1}_{L} \mathbf{1}_{d}^{\top}"),
        ("zeros(L, d - r)", r"\mathbf{0}_{L \times (d - r)}"),
        ("eye(d)", "I_{d}"),
        ("commutation(L, d)", "K_{L, d}"),
        ("grad(sum(X * X), X)", r"\frac{\partial}{\partial X}(\lVert X \rVert_F^2)"),
        ("X + -2 * C1", r"X - 2 C_{1}"),
        ("X + -r * C1", r"X - r C_{1}"),
        ("X - -2 * C1", r"X - (-2 C_{1})"),
        ("X + (-2 * C1) @ W0", r"X - 2 C_{1} W_{0}"),
        ("X + -1 * (X + C1)", r"X - (X + C_{1})"),
        ("X + (-2 * X + C1)", r"X - 2 X + C_{1}"),
        ("X + (-(X + C1) + X)", r"X + (-(X + C_{1}) + X)"),
        ("X + (-X + C1) @ W0", r"X + (-X + C_{1}) W_{0}"),
        ("X + (-X) @ W0", r"X + (-X) W_{0}"),
        ("-(-2 * X)", r"-(-2 X)"),
        ("beta @ ((-2 * X) @ W0)", r"\beta (-2 X W_{0})"),
        ("reciprocal(sum(v * v) * v)", r"(\lVert v \rVert_F^2 v)^{\circ -1}"),
        ("sum(v.T @ v)", "(v^{\\top} v)"),
    ],
)
def test_a_term_in_latex(text: str, latex: str) -> None:
    assert to_latex(read(text)) == latex


@pytest.mark.parametrize(
    "name, latex",
    [
        ("W0", "W_{0}"),
        ("C_K1", "C_{K1}"),
        ("x12", "x_{12}"),
        ("C1_K", "C_{1,K}"),
        ("f_mu", r"f_{\mu}"),
        ("lambda1", r"\lambda_{1}"),
        ("Gamma", r"\Gamma"),
        ("dA", r"\mathit{dA}"),
        ("loss", r"\mathit{loss}"),
        ("W_max", r"W_{\mathrm{max}}"),
        ("_x", r"\mathit{\_x}"),
        ("__", r"\mathit{\_\_}"),
        ("x_", r"\mathit{x\_}"),
        ("WV", "W_{V}"),
        ("BK", "B_{K}"),
        ("WO2", "W_{O,2}"),
        ("WQs", r"{W_{Q}^{\star}}"),
        ("Wstar", r"{W^{\star}}"),
        ("JAV", "J_{A_V}"),
        ("AB", r"\mathit{AB}"),
        ("lambda_", r"\lambda"),
    ],
)
def test_a_name_in_latex(name: str, latex: str) -> None:
    assert name_latex(name) == latex


def test_named_subterms_are_printed_by_name() -> None:
    c = read("C1 @ W0 - X")
    loss = read("sum((C1 @ W0 - X) * (C1 @ W0 - X)) / 2")
    assert to_latex(loss, {c: "c"}) == r"\tfrac{1}{2} \lVert c \rVert_F^2"
    assert to_latex(loss, {c: "c", loss: "loss"}) == r"\mathit{loss}"
    assert to_latex(loss, {loss: "loss"}, expand=True).startswith(r"\tfrac{1}{2}")
    grad = parse("grad(loss, W0)", {**NAMES, "loss": loss})
    assert to_latex(grad, {loss: "loss"}) == r"\frac{\partial \mathit{loss}}{\partial W_{0}}"
    assert to_latex(parse("sum(c)", {"c": read("X * X")}), {read("X * X"): "q"}) == r"\mathbf{1}^{\top} q \mathbf{1}"


def test_sizes_as_scalars_are_put_in_parentheses_where_they_add() -> None:
    assert to_latex(scalar(size("d - r")) * read("X")) == "(d - r) X"


@given(terms(4, gradients=True) | scalars(4, gradients=True))
def test_braces_and_parentheses_are_balanced_and_every_command_is_known(term: Term) -> None:
    text = to_latex(term)
    for opening, closing in ("{}", "()"):
        depth = 0
        for letter in text:
            depth += (letter == opening) - (letter == closing)
            assert depth >= 0
        assert depth == 0
    known = (
        "operatorname mathbf mathit mathrm top odot otimes bullet ast circ exp log cdot tfrac frac partial lVert rVert"
    )
    known += " langle rangle begin end times oslash sqrt"
    assert set(re.findall(r"\\([A-Za-z]+)", text)) <= set(known.split())


def double_scripts(text: str) -> list[str]:
    """The places where a second superscript, or a second subscript, would follow: LaTeX stops there."""
    found, groups = [], True
    atom = r"(?:G|[A-Za-z0-9]|\\[A-Za-z]+)"
    twice = re.compile(rf"\^\s*{atom}\s*(?:_\s*{atom}\s*)?\^|_\s*{atom}\s*(?:\^\s*{atom}\s*)?_|\^\s*{atom}\s*'")
    while groups:
        inside = re.findall(r"\{([^{}]*)\}", text)
        found += [part for part in (*inside, text) if twice.search(part)]
        text, groups = re.subn(r"\{[^{}]*\}", "G", text)
    return found


def test_a_double_script_would_be_found() -> None:
    assert double_scripts(r"\lVert v \rVert_F^2^{\circ -1}")
    assert double_scripts(r"\frac{W^{\star}^{\top}}{2}")
    assert double_scripts(r"{W^{\star}}^{\top} (\lVert v \rVert_F^2)^{\circ -1} x_{a_b}") == []


@given(terms(4, gradients=True) | scalars(4, gradients=True))
def test_no_script_is_double_and_no_sign_follows_a_sign(term: Term) -> None:
    text = to_latex(term)
    assert double_scripts(text) == []
    assert not re.search(r"[-+] -", text), text
    starred = {name: rf"{name}^{{*}}" for name in ("X", "Y", "A", "B", "W", "v", "C1", "C2", "s")}
    assert double_scripts(to_latex(term, symbols=starred)) == []


def test_a_readers_symbols_stand_for_names_of_terms_of_sizes_and_of_subterms() -> None:
    c = read("C1 @ W0 - X")
    symbols = {"C1": r"\mathbf{C}", "c": r"c'", "d": "D", "X": r"X^\star"}
    assert to_latex(read("C1.T @ (C1 @ W0 - X) @ eye(d)"), {c: "c"}, symbols=symbols) == r"\mathbf{C}^{\top} {c'} I_{D}"
    assert to_latex(read("X.T"), symbols=symbols) == r"{X^\star}^{\top}"
