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
    known += " langle rangle begin end times"
    assert set(re.findall(r"\\([A-Za-z]+)", text)) <= set(known.split())
