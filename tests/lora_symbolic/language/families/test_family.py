"""Families in a statement file: what their texts stand for, how they are written, and what is refused in one line."""

from __future__ import annotations

import numpy as np
import pytest

from lora_symbolic.evaluation import evaluate
from lora_symbolic.language import LanguageError, StatementError, matrix, parse, subterms
from lora_symbolic.language.families import ShownFamilies
from lora_symbolic.language.families.shown import shown_latex
from lora_symbolic.language.statement import Statement, statement_from_toml
from lora_symbolic.proving import decide

HEAD = """
sizes = ["h", "m", "n", "d"]
[matrices]
X = ["n", "d"]
"W[i in h]" = ["d", "m"]
"V[j in h]" = ["m", "m"]
[definitions]
"T[i in h]" = "X @ W[i]"
"t[i in h]" = "sum(T[i] * T[i])"
loss = "sum(i in h: t[i])"
"""
SIZES = {"h": 3, "m": 2, "n": 4, "d": 5}


def read(claims: str) -> Statement:
    """The statement with these claims."""
    return statement_from_toml(HEAD + claims, "notes.toml")


def equal(left: str, right: str, more: str = "") -> str:
    """A claim."""
    return f'[[claims]]\nname = "c"\nequal = ["{left}", "{right}"]\n{more}'


def point() -> dict[str, np.ndarray]:
    """Matrices with the members of a family one below the other."""
    random = np.random.default_rng(2)
    return {"X": random.normal(size=(4, 5)), "W": random.normal(size=(15, 2)), "V": random.normal(size=(6, 2))}


def by_hand() -> dict[str, np.ndarray]:
    """Values in NumPy, with the index as an axis of its own."""
    given = point()
    x, w, v = given["X"], given["W"].reshape(3, 5, 2), given["V"].reshape(3, 2, 2)
    t = np.einsum("nd,hdm->hnm", x, w)
    return {
        "sum(i in h: T[i])": t.sum(axis=0),
        "sum(i in h: W[i].T @ W[i])": np.einsum("hdm,hdk->mk", w, w),
        "sum(i in h: sum(j in h: W[i] @ V[j]))": np.einsum("hdm,gmk->dk", w, v),
        "loss": np.array([[np.sum(t * t)]]),
        "sum(k in n: X[k].T @ X[k])": x.T @ x,
        "sum(k in d: X[:, k] @ X[:, k].T)": x @ x.T,
        "sum(k in n: sum(l in d: X[k, l] * X[k, l] * X[k, l]))": np.array([[np.sum(x**3)]]),
        "sum(k in n: X[k, 0] * X[k])": (x[:, :1] * x).sum(axis=0, keepdims=True),
        "sum(i in h: W[i][0])": w[:, :1, :].sum(axis=0),
        "sum(i in h: ones(2, 2))": np.full((2, 2), 3.0),
        "sum (k in h * (m + 1): ones(1, 1))": np.full((1, 1), 9.0),
        "W": given["W"],
    }


@pytest.mark.parametrize("text", by_hand())
def test_a_text_with_indices_is_what_loops_give(text: str) -> None:
    (claim,) = read(equal(text, text)).claims
    assert claim.lhs is not None
    assert np.allclose(evaluate(claim.lhs, point(), SIZES), by_hand()[text])


def test_a_free_index_claims_it_for_every_member() -> None:
    (claim,) = read(equal("grad(loss, W[i])", "2 * X.T @ T[i]")).claims
    assert claim.lhs is not None
    assert claim.rhs is not None
    assert str(claim.lhs.rows) in ("d*h", "h*d")
    assert decide(claim.lhs, claim.rhs).verdict == "proved"


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        ("grad(loss, W[i])", "X.T @ T[i]", "refuted"),
        ("sum(i in h: W[i] @ V[i])", "sum(i in h: W[i]) @ sum(i in h: V[i])", "refuted"),
        ("sum(i in h: W[i] @ V[i])", "sum(j in h: W[j] @ V[j])", "proved"),
        ("sum(i in h: sum(j in h: W[i] @ V[j]))", "sum(i in h: W[i]) @ sum(i in h: V[i])", "proved"),
        ("W[i] @ V[j]", "W[i] @ V[i]", "refuted"),
        ("(W[i] @ V[j]).T", "V[j].T @ W[i].T", "proved"),
        ("t[i]", "trace(T[i].T @ T[i])", "proved"),
        ("softmax(T[i] + ones(n, 1) * t[i])", "softmax(T[i])", "proved"),
        ("sum(k in n: X[k].T @ X[k])", "X.T @ X", "proved"),
        ("sum(k in n: norm(X[k])**2)", "norm(X)**2", "proved"),
        ("sum(i in h: t[i])", "h * t[i]", "refuted"),
    ],
)
def test_claims_about_families_are_decided_for_all_sizes(left: str, right: str, verdict: str) -> None:
    (claim,) = read(equal(left, right)).claims
    assert claim.problem is None
    assert claim.lhs is not None
    assert claim.rhs is not None
    assert decide(claim.lhs, claim.rhs, where=claim.where).verdict == verdict


def test_the_determinant_of_a_member_is_refused_not_taken_for_one_number() -> None:
    with pytest.raises(StatementError, match=r"determinant.*no rule"):
        read(equal("sum(j in h: det(V[j]))", "0"))


def test_an_equation_may_be_taken_for_every_member() -> None:
    (claim,) = read(equal("V[j].T @ V[j] @ V[j].T", "V[j].T", 'where = ["V[j].T @ V[j] = eye(m)"]')).claims
    (where,) = claim.where
    assert where.lhs.shape == claim.lhs.shape if claim.lhs is not None else False
    assert decide(claim.lhs, claim.rhs, where=claim.where).verdict in ("proved", "undecided")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD.replace('"W[i in h]"', '"W[i]"'), "expected a family such as"),
        (HEAD.replace('"V[j in h]"', '"V[i in m]"'), "the index i runs up to h and up to m"),
        (HEAD.replace('"V[j in h]"', '"V[n in h]"'), "'n' is named twice"),
        (HEAD.replace('"V[j in h]"', '"V[V in h]"'), "'V' is named twice"),
        (HEAD.replace('"V[j in h]"', '"V[j in g]"'), "unknown size 'g'"),
        (HEAD.replace('"T[i in h]"', "T"), "the index i stands free"),
        (HEAD.replace("X @ W[i]", "X @ W[i] @ V[j]"), "the index j stands free"),
        (HEAD + equal("W[k]", "W[k]"), "'k' is no index of a family"),
        (HEAD + equal("X[i]", "X[i]"), "an index up to h; expected one up to n"),
        (HEAD + equal("sum(n in h: X)", "X"), "'n' has a meaning already"),
        (HEAD + equal("sum(k in h: X, X)", "X"), "expected sum(i in h: ...)"),
        (HEAD + equal("sum(i in h: sum(i in h: W[i]))", "X"), "'i' has a meaning already"),
        (HEAD + equal("grad(t[i], W[i])", "W[i]"), "the index i is free"),
        (HEAD + equal("grad(loss, T[i])", "T[i]"), "expected a member of a family of matrices"),
        (HEAD + equal("i", "i"), "unknown name 'i'"),
        (HEAD + equal("sum(j in h: det(V[j]))", "0"), "'sum(j in h: det(V[j]))' at column 1"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_line(text: str, message: str) -> None:
    with pytest.raises(StatementError) as caught:
        statement_from_toml(text, "notes.toml")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_lone_text_may_have_sums_and_no_free_index() -> None:
    X = matrix("X", "n", "d")
    assert str(parse("sum(k in n: sum(X[k]))", {"X": X}, ["n", "d"])).startswith("sum(")
    with pytest.raises(LanguageError):
        parse("X[k]", {"X": X}, ["n", "d"])


def test_no_variable_of_a_member_is_left_in_a_term() -> None:
    statement = read(equal("grad(loss, W[i])", "2 * X.T @ T[i]"))
    (claim,) = statement.claims
    assert claim.lhs is not None
    assert {node.name for node in subterms(claim.lhs) if node.op == "var"} == {"X", "W"}
    assert all(not statement.families.free(term) for term in statement.definitions.values())


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("X @ W[i]", "X W_{i}"),
        ("sum(i in h: W[i]) @ V[j]", r"{\left(\sum_{i=1}^{h} W_{i}\right)} V_{j}"),
        ("sum(i in h: W[i] - X.T @ T[i])", r"\sum_{i=1}^{h} \left(W_{i} - X^{\top} T_{i}\right)"),
        ("sum(k in n: X[k].T @ X[k])", r"\sum_{k=1}^{n} X_{k,:}^{\top} X_{k,:}"),
    ],
)
def test_a_text_is_shown_as_it_is_written(text: str, latex: str) -> None:
    statement = read("")
    families = ShownFamilies(statement.families)
    names = {name: matrix(name, *term.shape) for name, term in statement.names.items()}
    term = parse(text, names, statement.sizes, families=families)
    assert shown_latex(term, families.symbols_of({})) == latex
