"""Mutants of meaning: each parameter of each judged claim is said, and a mutant known to be false is not proved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from proofs_checks import decisions
from proofs_checks.decisions import Parameters
from proofs_checks.ledger import load_ledger
from proofs_checks.verdict.evidence import Finding

JUDGED = [claim for claim in load_ledger().claims if claim.kind == "judged"]
USED: dict[tuple[str, str], set[str]] = defaultdict(set)
for _claim in JUDGED:
    for _name, _value in _claim.parameters.items():
        USED[_claim.judge, _name].add(_value)
FURTHER = {"accuracy": ("every", "some", "1", "3"), "question": ("rank", "time")}


def changed(judge: str, parameters: Parameters) -> Iterator[Parameters]:
    """The parameters with one of them replaced by another that the ledger or the procedure's controls use."""
    procedure = decisions.named(judge)
    for name, value in parameters.items():
        others = {*USED[judge, name], *(one[name] for one in procedure.controls), *FURTHER.get(name, ())}
        for other in sorted(others - {value}):
            mutant = {**parameters, name: other}
            if procedure.problem_with(mutant) is None:
                yield mutant


@pytest.mark.parametrize("judge", decisions.names())
def test_each_parameter_of_each_claim_changes_its_sentence_or_its_verdict(judge: str) -> None:
    procedure, tried = decisions.named(judge), 0
    for claim in JUDGED:
        if claim.judge == judge:
            mutants = list(changed(judge, claim.parameters))
            tried += len(mutants)
            same = [mutant for mutant in mutants if procedure.sentence(mutant) == claim.text]
            assert all(procedure.decide(mutant).finding is not Finding.PROVES for mutant in same), same
    assert tried or not any(claim.judge == judge for claim in JUDGED)


def _rank(gamma: str, beta: str = "1/d", accuracy: str = "every", question: str = "rank") -> Parameters:
    return {"gamma": gamma, "width": "O(log L)", "beta": beta, "accuracy": accuracy, "question": question}


def _width(least: str, most: str, gamma: str = "sqrt(log(L)) / 1000") -> Parameters:
    return {"gamma": gamma, "beta": "1/d", "width": "1", "accuracy": "2", "least": least, "most": most}


FALSE = [
    ("approximate_rank", "O for o", _rank("O(sqrt(log L))")),
    ("approximate_rank", "exponent", _rank("o((log L)^3/4)")),
    ("approximate_rank", "hypothesis dropped", _rank("o(sqrt(log L))", beta="1")),
    ("approximate_rank", "quantifier", _rank("O((log L)^3/4)", accuracy="some")),
    ("growth_constant", "0.9", _width("0.259", "0.45")),
    ("growth_constant", "0.9", _width("0.29", "0.505")),
    ("logit_size", "exponent", {"beta": "1", "bound": "Gamma^2"}),
    ("rank_formula", "off by one", {"count": "C(w + g, g) - 1"}),
    ("rank_formula", "off by one", {"count": "C(w + g + 1, g)"}),
    ("same_threshold", "O for o", {"gamma": "O(sqrt(log L / d))", "width": "O(log L)"}),
]


@pytest.mark.parametrize(("judge", "rule", "parameters"), FALSE, ids=lambda value: str(value)[:40])
def test_a_mutant_known_to_be_false_is_not_proved(judge: str, rule: str, parameters: Parameters) -> None:
    procedure = decisions.named(judge)
    assert procedure.problem_with(parameters) is None, rule
    assert procedure.decide(parameters).finding is not Finding.PROVES
