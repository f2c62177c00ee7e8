"""Names: a verdict is a function of the statement up to renaming, whatever else stands in the file and how often."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.language import matrix, parse
from lora_symbolic.language.statement import statement_from_toml
from lora_symbolic.proving.naming import fingerprint
from proofs_checks.judging.runner import Plan, judge_claim
from proofs_checks.ledger.load import from_statement
from tests.strategies import VARIABLES, terms

PLAN = Plan(frozenset({"symbolic", "identity-test", "counterexample", "shapes"}))
SIZES = ("L", "d", "r")
MATRICES = {**{name: tuple(map(str, term.shape)) for name, term in VARIABLES.items()}, "a": ("1", "1"), "b": ("1", "1")}
SQUARE_ROOT_OF_A_SQUARE = ("exp(log(a * a) / 2)", "a")
BY_HAND = [
    SQUARE_ROOT_OF_A_SQUARE,
    ("exp(log(a * a * a * a) / 4)", "a"),
    ("reciprocal(a) - b * reciprocal(a) * reciprocal(a + b)", "reciprocal(a + b)"),
    ("reciprocal(b) - a * reciprocal(b) * reciprocal(a + b)", "reciprocal(a + b)"),
    ("reciprocal(a) * reciprocal(a + b) + reciprocal(b) * reciprocal(a + b)", "reciprocal(a) * reciprocal(b)"),
    ("X_Ld / (d - r) * (d - r)", "X_Ld"),
    ("X_Ld / (r - d) * (r - L)", "X_Ld"),
    ("(d - r) * X_Ld + (L - d) * X_Ld", "(L - r) * X_Ld"),
    ("X_Ld / 1000000000", "X_Ld / 999999999"),
    ("softmax(X_Ld + Y_Ld)", "softmax(X_Ld) * softmax(Y_Ld)"),
]
Claim = tuple[str, str]


def verdicts(claims: Sequence[Claim], names: Mapping[str, str], title: str = "c") -> list[tuple[str, tuple[str, ...]]]:
    """The verdict on each claim of one file, with the conditions in the names of the claims."""

    def renamed(text: str) -> str:
        return re.sub(r"[A-Za-z_]\w*", lambda found: names.get(found[0], found[0]), text)

    back = {new: old for old, new in names.items()}
    lines = [f"sizes = {[names.get(size, size) for size in SIZES]}", "[matrices]"]
    lines += [f'{names.get(name, name)} = ["{renamed(m)}", "{renamed(n)}"]' for name, (m, n) in MATRICES.items()]
    for number, (left, right) in enumerate(claims):
        lines += ["[[claims]]", f'name = "{title}{number}"', f'equal = ["{renamed(left)}", "{renamed(right)}"]']
    text = "\n".join(lines).replace('"1"', "1")
    found = []
    for claim in from_statement(statement_from_toml(text, "test"), ""):
        result = judge_claim(claim, PLAN)
        said = [re.sub(r"[A-Za-z_]\w*", lambda found: back.get(found[0], found[0]), c) for c in result.conditions]
        found.append((result.verdict.value, tuple(sorted(said))))
    return found


def shuffled_names(seed: int) -> dict[str, str]:
    """Every size and every matrix under another name, in an order of its own."""
    random = Random(seed)
    names = {}
    for old, letter in ((SIZES, "s"), (tuple(MATRICES), "M")):
        new = [f"{random.choice('ABCxyz')}{letter}{number}" for number in range(len(old))]
        random.shuffle(new)
        names.update(zip(old, new, strict=True))
    return names


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    if draw(st.integers(0, 2)) == 0:
        return draw(st.sampled_from(BY_HAND))
    left = draw(terms(depth=2))
    if draw(st.booleans()):
        return f"2 * ({left})", f"({left}) + ({left})"
    return str(left), str(draw(terms(depth=2, shape=left.shape)))


@given(statements=st.lists(claims(), min_size=1, max_size=3), seed=st.integers(0, 10**6))
def test_renaming_reordering_and_repeating_change_no_verdict(statements: list[Claim], seed: int) -> None:
    plain = dict(zip(statements, verdicts(statements, {}), strict=True))
    random = Random(seed)
    order = [*statements, *statements]
    random.shuffle(order)
    again = verdicts(order, shuffled_names(seed), title=random.choice(["x", "claim_", "zz"]))
    assert [verdict for verdict, _ in again] == [plain[claim][0] for claim in order]
    assert [len(conditions) for _, conditions in again] == [len(plain[claim][1]) for claim in order]


@pytest.mark.parametrize("claim", BY_HAND)
def test_a_claim_has_one_verdict_under_ten_names(claim: Claim) -> None:
    found = {verdicts([claim], shuffled_names(seed), title=f"x{seed}_")[0][0] for seed in range(10)}
    assert len(found) == 1


def test_a_false_claim_about_one_number_is_refuted_under_every_name() -> None:
    assert {verdict for verdict, _ in verdicts([SQUARE_ROOT_OF_A_SQUARE] * 40, {}, title="x")} == {"refuted"}


DIFFERENT = [
    ("X_Ld * Y_Ld", "X_Ld * X_Ld"),
    ("X_Ld / (d - r)", "X_Ld / (d + r)"),
    ("X_Ld / (d - r)", "X_Ld / (d - L)"),
    ("2 * X_Ld", "3 * X_Ld"),
    ("X_Ld + Y_Ld * X_Ld", "X_Ld + X_Ld * Y_Ld"),
    ("X_dd.T @ Y_dd", "X_dd @ Y_dd.T"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_statements_that_differ_in_more_than_names_have_two_fingerprints(one: str, other: str) -> None:
    known = {name: matrix(name, *sides) for name, sides in MATRICES.items()}
    assert fingerprint(parse(one, known, SIZES)) != fingerprint(parse(other, known, SIZES))


@given(statement=terms(depth=3), seed=st.integers(0, 10**6))
def test_a_fingerprint_does_not_see_names(statement: object, seed: int) -> None:
    names = shuffled_names(seed)

    def renamed(text: str) -> str:
        return re.sub(r"[A-Za-z_]\w*", lambda found: names.get(found[0], found[0]), text)

    before = {name: matrix(name, *sides) for name, sides in MATRICES.items()}
    after = {names[name]: matrix(names[name], *map(renamed, sides)) for name, sides in MATRICES.items()}
    old, new = parse(str(statement), before, SIZES), parse(renamed(str(statement)), after, [names[s] for s in SIZES])
    assert fingerprint(old) == fingerprint(new)
