"""The front door: what `import lora_symbolic as ls` offers works as it is written, with its types, and loads late."""

from __future__ import annotations

import inspect
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import lora_symbolic as ls
from lora_symbolic import front
from tests.repository.files import ROOT, code_blocks

L, d, r = ls.sizes("L d r")
C1, C2, C3, Y = ls.matrices("C1 C2 C3 Y", L, d)
W0, B, A = ls.matrix("W0", d, d), ls.matrix("B", d, r), ls.matrix("A", r, d)
f = ls.softmax(C1 @ (W0 + B @ A) @ C2.T)
loss = ls.sum((f @ C3 - Y) ** 2) / 2
q = (f @ C3 - Y) @ C3.T
p = f * q - ls.diag(ls.rowsum(f * q)) @ f


def test_the_gradient_of_an_adapter_is_derived_and_proved() -> None:
    gradient = ls.grad(loss, A)
    assert str(gradient.derive()) == "B.T @ C1.T @ p @ C2"
    assert gradient.derive().gradient.shape == A.shape
    assert ls.prove(gradient == B.T @ C1.T @ p @ C2)
    assert ls.prove(gradient == 2 * (B.T @ C1.T @ p @ C2)).verdict == "refuted"


AS_WRITTEN = """
import lora_symbolic as ls
L, d, r = ls.sizes("L d r")
C1, C2, C3, Y = ls.matrices("C1 C2 C3 Y", L, d)
W0, B, A = ls.matrix("W0", d, d), ls.matrix("B", d, r), ls.matrix("A", r, d)
f = ls.softmax(C1 @ (W0 + B @ A) @ C2.T)
loss = ls.sum((f @ C3 - Y)**2) / 2
g = ls.grad(loss, A).derive()        # steps, LaTeX, shapes
ls.prove(g == B.T @ C1.T @ p @ C2)   # a verdict with evidence; refuted ones carry the instance
"""


def test_what_is_derived_can_be_claimed_as_one_writes_it() -> None:
    names: dict[str, object] = {"p": p}
    *lines, last = AS_WRITTEN.strip().splitlines()
    exec("\n".join(lines), names)  # noqa: S102
    answer = eval(last, names)  # noqa: S307
    assert answer.verdict == "proved"
    assert "with forward and with reverse-mode gradients" in answer.proof.reason
    assert names["g"]["p"] is p  # type: ignore[index]
    wrong = eval(last.replace(" p ", " p.T "), names)  # noqa: S307
    assert wrong.verdict == "refuted"
    assert {"C1", "B", "A"} <= set(wrong.counterexample.matrices)


def test_a_derivation_is_equal_to_what_its_gradient_is() -> None:
    first, second = ls.grad(loss, A).derive(), ls.derive_gradient(loss, A)
    assert first == second
    assert (first == ls.derive_gradient(2 * loss, A)).lhs is ls.grad(loss, A)
    assert first != ls.derive_gradient(2 * loss, A)
    assert first.steps[-1].after is first.gradient
    with pytest.raises(ls.InputError, match="no term is named 'h' in this derivation; it has c, f, p, q"):
        first["h"]


def test_the_readme_shows_what_happens() -> None:
    (block,) = code_blocks((ROOT / "README.md").read_text(), "python")
    names: dict[str, object] = {}
    for line in block.splitlines():
        statement, _, comment = line.partition("#")
        if not comment:
            exec(statement, names)  # noqa: S102 our own README
            continue
        shown = eval(statement, names)  # noqa: S307
        assert comment.strip().startswith(str(shown).partition("\n")[0].partition(":")[0]), line


def test_an_answer_that_is_no_proof_is_no_bool_and_shows_an_instance() -> None:
    answer = ls.prove(C1 @ C2.T == C2 @ C1.T)
    assert answer.verdict == "refuted"
    with pytest.raises(ls.NoTruthValue):
        bool(answer)
    assert "C1 = [" in str(answer)
    assert "<td>" in answer._repr_html_()
    found = answer.counterexample
    assert found is not None
    values = {name: [[float(Fraction(x)) for x in row] for row in rows] for name, rows in found.matrices.items()}
    left, right = (ls.evaluate(side, values) for side in (C1 @ C2.T, C2 @ C1.T))
    assert left[found.entry] != right[found.entry]


def test_a_condition_stands_in_the_answer_with_an_instance_of_it() -> None:
    said = str(ls.prove(ls.exp(ls.log(C1)) == C1))
    assert "every entry of C1 is positive" in said
    assert "C1 = [ 1 ]" in said


def test_an_equation_is_true_only_where_both_sides_are_one_term() -> None:
    assert A == A
    assert A != B
    assert A.T @ B.T != (B @ A).T
    assert ls.prove(A.T @ B.T == (B @ A).T)
    assert A in [B, A]
    assert A not in [B, A.T]
    assert str(ls.zeros(r, d) == A) == "zeros(r, d) = A"
    assert A != "A"
    assert ls.prove(ls.trace(ls.eye(3)) == 3)


def test_hypotheses_are_equations_too() -> None:
    P = ls.matrix("P", "m", "n")
    assert ls.prove(P @ P.T @ P == P, where=[ls.eye("n") == P.T @ P])
    assert ls.prove(ls.eye("m") == P @ P.T, [ls.eye("n") == P.T @ P], seconds=20).verdict == "refuted"


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (lambda: ls.prove(A), "is no equation; expected one, such as X.T @ X == Y"),
        (lambda: ls.prove(A == B), "the left side is r x d, the right side is d x r"),
        (lambda: A.derive(), "is no gradient; expected grad(loss, X)"),
        (lambda: ls.sizes("L L"), "expected different names"),
        (lambda: ls.matrices("", L, d), "expected different names"),
        (lambda: A + 0.5, "0.5 is a float: expected an exact number"),
        (lambda: ls.evaluate(A), "A has no value; expected a r x d matrix"),
        (lambda: ls.evaluate(A, A=[[1, 2], [3]]), "A: expected a matrix of r x d"),
        (lambda: ls.prove(ls.trace(A @ B) == 0.5), "False is no equation"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_one_line(question: object, message: str) -> None:
    with pytest.raises(ls.InputError) as problem:
        question()  # type: ignore[operator]
    assert message in str(problem.value)
    assert "\n" not in str(problem.value)


def test_a_term_is_a_function_of_arrays() -> None:
    rng = np.random.default_rng(3)
    x, y = rng.normal(size=(4, 2)), rng.normal(size=(4, 2))
    weights = np.exp(x @ y.T)
    found = ls.to_numpy(ls.softmax(C1 @ C2.T))(C1=x, C2=y)
    assert found == pytest.approx(weights / weights.sum(axis=1, keepdims=True))


def test_terms_equations_and_derivations_show_latex() -> None:
    assert (A.T)._repr_latex_() == r"$\displaystyle A^{\top}$"
    assert (ls.zeros(r, d) == A)._repr_latex_().endswith(" = A$")
    shown = ls.grad(loss, A).derive()._repr_latex_()
    assert shown.startswith(r"$\displaystyle \begin{aligned} & B^{\top} C_{1}^{\top} p C_{2} \\")
    assert r"f &= \operatorname{softmax}" in shown


def test_what_is_shown_in_html_is_escaped() -> None:
    x = ls.matrix("X", "n", "n")
    assert "<b>" not in ls.prove(x == x.T)._repr_html_().replace("<strong>", "")


def test_every_name_is_there_and_no_other() -> None:
    assert front.__all__ == ls.__all__ == sorted(ls.__all__)
    assert set(ls.__all__) <= set(dir(ls))
    with pytest.raises(AttributeError, match="has no name 'prooove'"):
        _ = ls.prooove


@pytest.mark.parametrize("name", ls.__all__)
def test_every_function_says_what_it_is_and_shows_an_example(name: str) -> None:
    thing = getattr(ls, name)
    said = inspect.getdoc(thing) or ""
    assert said.splitlines()[0].endswith(".")
    assert ">>>" in said or isinstance(thing, type)


def test_the_import_loads_nothing() -> None:
    code = "import sys, lora_symbolic; print(sorted({'sympy', 'numpy', 'flint', 'mpmath'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


READERS_CODE = """
import lora_symbolic as ls
L, d = ls.sizes("L d")
X, Y = ls.matrices("X Y", L, d)
answer: ls.Answer = ls.prove(X + Y == Y + X)
text: str = answer.verdict
found = ls.grad(ls.sum(X * Y), X).derive()
rules: list[str] = [step.rule for step in found.steps]
gradient: ls.Term = found.gradient
answer = ls.prove(found == Y)
first: ls.Term = found["p"]
found.step  # type: ignore[attr-defined]  # no such name: types know what is there
also: ls.Derivation = ls.derive_gradient(ls.sum(X * Y), X)
reveal_type(ls.softmax(X @ Y.T))
reveal_type(X == Y)
"""


def test_a_readers_code_passes_strict_types(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy, an optional extra, is not installed")
    (tmp_path / "mine.py").write_text(READERS_CODE)
    cache = ["--cache-dir", str(ROOT / ".mypy_cache")]
    command = [sys.executable, "-m", "mypy", "--strict", *cache, str(tmp_path / "mine.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert "term.Term" in done.stdout
    assert "term.Equation" in done.stdout
    assert done.returncode == 0, done.stdout
