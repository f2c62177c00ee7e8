r"""LaTeX read: what is printed reads back as an equal term, the usual notation too, the rest is refused in words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from lora_symbolic.conversion import LatexProblem, from_latex
from lora_symbolic.language import Equation, LanguageError, ShapeError, Term, matrix, parse, scalar, size, to_latex
from lora_symbolic.proving import clear_caches, prove_equal
from tests.examples import examples
from tests.lora_symbolic.language.samples import NAMES as SAMPLE_NAMES
from tests.lora_symbolic.language.samples import SAMPLES
from tests.strategies import VARIABLES, scalars, terms

NAMES = {
    name: matrix(name, *shape)
    for name, shape in {
        "C1": ("L", "d"),
        "C2": ("L", "d"),
        "W": ("d", "d"),
        "B": ("d", "r"),
        "A": ("r", "d"),
        "f": ("L", "L"),
        "u": ("L", 1),
    }.items()
}
SYMBOLS = {"C_1": NAMES["C1"], "C_{2}": NAMES["C2"], r"W_Q^*": NAMES["W"], "B": NAMES["B"], "A": NAMES["A"]}
SYMBOLS |= {r"\mathbf{f}": NAMES["f"], "u": NAMES["u"]}


def term(text: str) -> Term:
    found = from_latex(text, SYMBOLS)
    assert isinstance(found, Term)
    return found


@pytest.mark.parametrize(
    "latex, text",
    [
        (r"\mathrm{softmax}(C_1 (W_Q^* + B A) C_2^\top)", "softmax(C1 @ (W + B @ A) @ C2.T)"),
        (r"\left( C_1 \right)^T C_2", "C1.T @ C2"),
        (r"$\mathbf f \odot \mathbf{f}^{T} - \mathrm{diag}(u) \mathbf f$", "f * f.T - diag(u) @ f"),
        (r"\frac12 \lVert C_1 - C_2 \rVert_F^2", "1/2 * sum((C1 - C2) * (C1 - C2))"),
        (r"\|u\|^2 \, u", "sum(u * u) * u"),
        (r"\mathrm{tr}(A^\top B^\top) / r", "trace(A.T @ B.T) / r"),
        (r"\mathbf 1_L \mathbf 1_{d}^\top", "ones(L, 1) @ ones(d, 1).T"),
        (r"\mathbf{1}_{L \times d} \odot C_1", "ones(L, d) * C1"),
        (r"\mathbf 1^\top C_1 \mathbf 1", "sum(C1)"),
        (r"C_1 \mathbf 1 \mathbf 1^{\top} C_2", "rowsum(C1) @ colsum(C2)"),
        (r"(I_d - W_Q^*)^2", "(eye(d) - W) @ (eye(d) - W)"),
        (r"\mathrm{vec}(B A) + K_{d, d} \operatorname{vec}(W_Q^*)", "vec(B @ A) + commutation(d, d) @ vec(W)"),
        (r"(A \otimes B^\top) \cdot 3", "3 * kron(A, B.T)"),
        (r"u^\top u C_1", "sum(u.T @ u) * C1"),
        (r"\sqrt{d} \, C_1 / (2 d)", "sqrt(d) * C1 / (2 * d)"),
        (r"\exp(C_1) + \log[C_1] - \sigma(C_2)", "exp(C1) + log(C1) - sigmoid(C2)"),
        (r"\operatorname{tril}(\mathbf f, -1) + \cos(\pi \mathbf f)", "tril(f, -1) + cos(pi * f)"),
        (r"\mathbf f^{-1} \det(\mathbf f) - \mathbf f^{-2}", "det(f) * inv(f) - inv(f) @ inv(f)"),
        (r"\max(C_1, C_2)", "maximum(C1, C2)"),
        (r"\lvert C_1 \rvert + |C_2|", "abs(C1) + abs(C2)"),
        (r"\frac{\partial \langle C_1 B, C_2 B \rangle}{\partial B}", "grad(sum((C1 @ B) * (C2 @ B)), B)"),
        (r"\nabla_{B} \mathrm{tr}(B A)", "grad(trace(B @ A), B)"),
        (r"C_1^{\circ -1} \oslash C_2", "reciprocal(C1) / C2"),
        (r"0.25 C_1 - 2/3 C_2", "1/4 * C1 - 2/3 * C2"),
        (r"\begin{pmatrix} A \\ B^\top \end{pmatrix}", "block([[A], [B.T]])"),
    ],
)
def test_the_usual_notation_is_read(latex: str, text: str) -> None:
    expected = parse(text, NAMES, ["L", "d", "r"])
    found = term(latex)
    assert found is expected or prove_equal(found, expected).proved, (found, expected)


def test_an_equation_is_read() -> None:
    found = from_latex(r"C_1^\top C_1 = I_d", SYMBOLS)
    assert isinstance(found, Equation)
    assert (str(found), found.lhs, found.rhs) == ("C1.T @ C1 = eye(d)", term(r"C_1^\top C_1"), term("I_d"))
    zero = from_latex("C_1 - C_2 = 0", SYMBOLS)
    assert isinstance(zero, Equation)
    assert zero.rhs is parse("zeros(L, d)", {}, ["L", "d"])


def test_names_may_be_listed_and_sizes_named() -> None:
    assert from_latex("C_{1} B", [NAMES["C1"], NAMES["B"]]) is NAMES["C1"] @ NAMES["B"]
    assert from_latex(r"\frac{1}{N} X", {"X": matrix("X", "n"), "N": size("n")}) is matrix("X", "n") / size("n")
    assert from_latex("a X", {"X": NAMES["u"], "a": 3}) is 3 * NAMES["u"]


@pytest.mark.parametrize(
    "latex, message",
    [
        (r"\sum_{i} C_1", r"'\\\\sum' at position 1: a sum with indices is not read"),
        ("C_1 X", r"unknown symbol 'X' at position 5: expected one of C_{1}"),
        ("C_3", r"unknown symbol 'C_\{3\}' at position 1: .*did you mean 'C_\{\d\}'"),
        ("C_1 +", r"the text ends at position 6: expected a symbol"),
        ("(C_1", r"the text ends at position 5: expected \)"),
        ("C_1)", r"'\)' at position 4: expected an operator or the end"),
        ("C_1 } ", r"'}' at position 5"),
        (r"\frac{A}{B}", r"at position 1: expected a scalar below the line"),
        ("A / r B", r"'B' at position 7: after a divisor; expected parentheses"),
        ("f^{0}", r"unknown symbol 'f'"),
        (r"\mathbf f^0", r"at position 10: the power 0 of a matrix"),
        ("A^{1/2}", r"'\^' at position 2: the power 1/2 of a matrix"),
        ("A^{B}", r"'\^' at position 2: expected \\top or a rational number"),
        (r"A^\top^\top", r"'\^' at position 7: a second superscript"),
        ("A'", 'unknown symbol "A\'" at position 1'),
        ("(A)'", r"expected X\^\\top for a transpose"),
        (r"A \odot A \otimes A", r"'\\\\otimes' at position 11: after \\odot; expected parentheses"),
        (r"\mathbf 1", r"at position 1: an all-ones vector beside no matrix"),
        (r"\mathbf 1^\top", r"an all-ones vector beside no matrix"),
        (r"\mathbf 1 + u", r"an all-ones vector beside no matrix"),
        ("A * B", r"'\*' at position 3: \* is no product here"),
        (r"A \le B", r"an inequality is not read"),
        ("u = u = u", r"'=' at position 7: expected one equation"),
        (r"\lVert A \rVert_2", r"expected F|a norm of a matrix"),
        (r"\exp C_1", r"expected exp\(\.\.\.\)"),
        (r"\max(C_1)", r"max of 1; expected 2 in the parentheses"),
        (r"K_{d}", r"1 sizes below; expected 2"),
        (r"\mathbf 1_{n}", r"unknown symbol 'n'"),
        (r"I_{d - d}", r"expected a positive number"),
        ("2 3 4 5 6 7 8 9 0000000000", r"expected integers up to|a number after a number"),
        ("é", "unknown symbol"),
        ("\\", "expected a symbol"),
        ("", "the text ends at position 1"),
        ("{" * 100 + "A" + "}" * 100, "at most 40 levels"),
        (r"\hat" * 4000 + "A", "at most 40 levels"),
        ("(" * 1000 + "A", "at most 40 levels"),
        (r"\nabla_A A B", "expected parentheses around what is differentiated"),
        ("A" * 20_001, "20001 characters"),
        (r"\begin{array} A \end{array}", "expected bmatrix or pmatrix"),
        (r"\langle A, B \rangle", "expected one shape"),
    ],
)
def test_what_is_outside_is_refused_on_one_line_with_its_position(latex: str, message: str) -> None:
    with pytest.raises(LatexProblem, match=message) as refused:
        from_latex(latex, SYMBOLS)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "latex, message",
    [
        ("A + B", r"\+ at position 3: A is r x d, B is d x r; expected terms of one shape"),
        ("C_1 + u", r"\+ at position 5"),
        (r"C_1 \odot u", r"\\odot at position 5"),
        ("A C_1", r"inner sizes that agree.*\(at position 3\)"),
        ("A = B", r"= at position 3: sides of r x d and d x r"),
        (r"\mathrm{tr}(A)", r"a square matrix \(at position 1\)"),
    ],
)
def test_shapes_that_do_not_fit_are_told_with_their_place(latex: str, message: str) -> None:
    with pytest.raises(ShapeError, match=message):
        from_latex(latex, SYMBOLS)


@pytest.mark.parametrize("symbol", ["loss", "C 1", "1", "", r"\frac", "A+B", "(A)", r"A\\", 7])
def test_a_name_that_is_no_symbol_is_refused(symbol: str) -> None:
    with pytest.raises(LatexProblem):
        from_latex("A", {symbol: NAMES["A"]})


def test_a_value_that_is_no_term_and_a_letter_for_two_things_are_refused() -> None:
    with pytest.raises(LanguageError, match="expected a term"):
        from_latex("A", {"A": "A"})  # type: ignore[dict-item]
    with pytest.raises(LatexProblem, match="'d' at position 1: a matrix and a size"):
        from_latex("d", [matrix("d", "L", "d")])
    assert from_latex(r"\mathbf 1_d", [matrix("d", "L", "d")]) is parse("ones(d, 1)", {}, ["d"])


def equal(left: Term, right: Term) -> bool:
    """Whether two terms are equal for all sizes, as objects or by proof."""
    try:
        return left is right or prove_equal(left, right).proved
    finally:
        clear_caches()


@examples(80)
@given(terms(3, gradients=True) | scalars(3, gradients=True))
def test_what_is_printed_reads_back_as_an_equal_term(printed: Term) -> None:
    names = [*VARIABLES.values()]
    found = from_latex(to_latex(printed), names)
    assert isinstance(found, Term)
    assert equal(found, printed), (to_latex(printed), found, printed)


@pytest.mark.parametrize(
    "text", ["sum(colsum(X_LL))", "sum(rowsum(X_LL))", "rowsum(rowsum(X_LL))", "colsum(colsum(X_LL))"]
)
def test_sums_of_sums_are_read_back(text: str) -> None:
    term = parse(text, VARIABLES)
    assert equal(from_latex(to_latex(term), [*VARIABLES.values()]), term)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(SAMPLES.keys() - {"apply", "jacobian"}))
def test_every_operation_is_read(name: str) -> None:
    sizes = [matrix("Z", "n", "k")]
    assert equal(from_latex(to_latex(SAMPLES[name]), [*SAMPLE_NAMES.values(), *sizes]), SAMPLES[name])  # type: ignore[arg-type]


def test_an_unspecified_function_is_no_symbol() -> None:
    with pytest.raises(LatexProblem, match="unknown symbol"):
        from_latex(to_latex(SAMPLES["apply"]), [*SAMPLE_NAMES.values()])


def test_two_different_terms_do_not_read_as_equal() -> None:
    assert not equal(term("C_1^\\top C_2"), term("C_2^\\top C_1"))
    assert not equal(term("2/3 C_1"), term("2 C_1 / 3 + C_1"))


@examples(30)
@given(terms(2))
def test_a_text_cut_short_is_read_or_refused_and_nothing_else(printed: Term) -> None:
    text = to_latex(printed)
    said = []
    for end in range(0, len(text), 3):
        try:
            from_latex(text[:end], list(VARIABLES.values()))
        except LanguageError as error:
            said.append(str(error))
    assert [message for message in said if not re.search(r"position \d+", message)] == []


def test_powers_of_scalars_stay_scalars() -> None:
    assert term("d^{1/2}") is parse("sqrt(d)", {}, ["d"])
    assert term("3^2") is scalar(3) * scalar(3)
