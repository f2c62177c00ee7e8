"""Propositions: two of them never have one sentence, each field is said, and quantifiers keep their order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lora_symbolic.complexity.hardness.arguments.named import ARGUMENTS, argument
from lora_symbolic.language.errors import SyntaxProblem
from lora_symbolic.language.propositions import (
    Comparison,
    Formula,
    Proposition,
    compared,
    comparisons,
    data,
    every,
    formula,
    latex,
    negation,
    sentence,
    some,
)
from lora_symbolic.language.propositions.formula_writing import latex_of, text_of
from lora_symbolic.language.propositions.prefix import problem_with_prefix
from lora_symbolic.rank.threshold.claims import bound_on_logits, factors_claim, same_answer
from lora_symbolic.rank.threshold.orders import read_hypotheses
from tests.examples import examples

HYPOTHESES = read_hypotheses("o(sqrt(log L))", "O(log L)", "1/d")
CLAIMS = (
    factors_claim(HYPOTHESES, "every", "time"),
    same_answer(HYPOTHESES),
    bound_on_logits("1", formula("d * Gamma**2")),
    *(argument(name, case).claim for name, cases in ARGUMENTS.items() for case in cases),
)
LEAVES = st.sampled_from([Formula("name", value="L"), Formula("name", value="C"), Formula("number", value="2")])
OPERATORS = ("add", "subtract", "multiply", "divide", "power", "product")
FORMULAS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda op, a, b: Formula(op, (a, b)), st.sampled_from(OPERATORS), inner, inner),
        st.builds(lambda op, a: Formula(op, (a,)), st.sampled_from(("negate", "log", "sqrt", "maxabs", "o")), inner),
    ),
    max_leaves=5,
)


@examples(100)
@given(FORMULAS, FORMULAS)
def test_different_formulas_have_different_texts(one: Formula, other: Formula) -> None:
    assert (text_of(one) == text_of(other)) == (one == other)
    assert (latex_of(one) == latex_of(other)) == (one == other)


def changed(value: Any) -> Iterator[Any]:
    """The same value with one field within it changed."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, str):
        yield f"{value}2" if value else "x2"
    elif isinstance(value, tuple):
        if value and not isinstance(value[0], str):
            yield value[1:]
        for position, entry in enumerate(value):
            for other in changed(entry):
                yield (*value[:position], other, *value[position + 1 :])
    elif isinstance(value, Formula):
        yield Formula("name", value="unheard")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            for other in changed(getattr(value, field.name)):
                yield replace(value, **{field.name: other})


@pytest.mark.parametrize("claim", CLAIMS[::6], ids=lambda claim: sentence(claim)[:40])
def test_every_field_is_said(claim: Proposition) -> None:
    texts = {sentence(claim), *(sentence(other) for other in changed(claim) if sayable(other))}
    others = {other for other in changed(claim) if sayable(other)}
    assert len(others) > 10
    assert len(texts) == len(others) + 1


def sayable(value: Any) -> bool:
    """Whether relations are relations, and a bounded name has one: other values cannot be made by the readers."""
    if isinstance(value, tuple):
        return all(map(sayable, value))
    if is_dataclass(value) and not isinstance(value, type) and not isinstance(value, Formula):
        bare = getattr(value, "bound", 1) is None and getattr(value, "relation", "") != ""
        lonely = getattr(value, "bound", None) is not None and getattr(value, "relation", "=") == ""
        empty = isinstance(value, Proposition) and not value.then
        return not (bare or lonely or empty) and all(sayable(getattr(value, field.name)) for field in fields(value))
    return True


def test_the_claims_of_all_arguments_have_their_own_sentences() -> None:
    found = {argument(name, case).claim for name, cases in ARGUMENTS.items() for case in cases}
    assert len({sentence(claim) for claim in found}) == len({latex(claim) for claim in found}) == len(found)


@pytest.mark.parametrize("claim", CLAIMS[:3], ids=str)
def test_a_proposition_is_its_data_and_twice_denied_itself(claim: Proposition) -> None:
    assert negation(negation(claim)) == claim
    assert sentence(negation(claim)) != sentence(claim)
    assert data(claim)["kind"] == "proposition"
    assert data(negation(claim)) != data(claim)


ARGUED = (*every("delta > 0"), *some("C"), *every("K > 0"))


@pytest.mark.parametrize(
    ("claimed", "problem"),
    [
        (ARGUED, None),
        ((*every("K > 0", "delta > 0"), *some("C")), None),
        ((*some("delta > 0"), *some("C"), *every("K > 0")), None),
        ((*some("C"), *every("delta > 0", "K > 0")), "C is chosen before delta"),
        ((*every("delta > 0", "C"), *every("K > 0")), "C is claimed for every value"),
        ((*every("delta >= 0"), *some("C"), *every("K > 0")), "delta has another range"),
        ((*every("delta > 0"), *some("C")), "K is not quantified"),
        ((*ARGUED, *every("K > 0")), "K is quantified twice"),
        ((*ARGUED, *every("eps > 0")), "eps is not argued for"),
    ],
)
def test_quantifiers_keep_what_depends_on_what(claimed: Any, problem: str | None) -> None:
    found = problem_with_prefix(claimed, ARGUED)
    assert found is None if problem is None else problem in str(found)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "L +",
        "L if d else r",
        "[x for x in L]",
        "f(x)(y)",
        "'L'",
        "1.5",
        "L.real",
        "lambda x: x",
        "f(x=1)",
        "add(L)",
    ],
)
def test_what_is_no_formula_is_one_line(text: str) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        formula(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["L", "L < d < r", "L != d", "L in d", "L = d = r"])
def test_what_is_no_comparison_is_one_line(text: str) -> None:
    with pytest.raises(SyntaxProblem, match="expected two formulas"):
        compared(text)


def test_a_class_is_said_as_it_is_written() -> None:
    assert sentence(Proposition(then=comparisons("k1 = L**o(1)"))) == "k1 = L^o(1)"
    assert compared("Gamma = o(log(L))") == Comparison(formula("Gamma"), "=", formula("o(log(L))"))
