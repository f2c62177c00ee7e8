"""Printing and parsing are inverse to each other, and every text outside the syntax is refused in one line."""

from __future__ import annotations

from hypothesis import given, settings

from lora_symbolic.language import Term, parse, to_text
from tests.strategies import SIZE_NAMES, VARIABLES, scalars, terms


def read(text: str) -> Term:
    return parse(text, VARIABLES, SIZE_NAMES)


@settings(max_examples=300, deadline=None)
@given(terms(4, gradients=True, safe=False) | scalars(4, gradients=True, safe=False))
def test_a_printed_term_parses_to_itself(term: Term) -> None:
    assert read(to_text(term)) is term
