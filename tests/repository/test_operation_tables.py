"""Every table that names operations is complete: each operation of the registry is handled there, or left out by name.

Whoever adds an operation finds here which rules it needs.
"""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from lora_symbolic.language.operations import CONSTRUCTORS
from lora_symbolic.language.registry import OPERATIONS, Call
from lora_symbolic.proving import conditions
from tests.lora_symbolic.language.samples import SAMPLES
from tests.repository.files import relative, repository_files
from tests.repository.tables import language, table
from tests.repository.tables.court import of_the_court
from tests.repository.tables.language import of_the_language, of_the_tests
from tests.repository.tables.mathematics import of_the_mathematics
from tests.repository.tables.table import Table, complaints


def tables() -> list[Table]:
    """Every table of the repository."""
    return [*of_the_language(), *of_the_mathematics(), *of_the_court(), *of_the_tests()]


TABLES = {one.where: one for one in tables()}
MANY = 9  # a file with the names of so many operations holds a table of them
NO_TABLE = {
    "benchmarks/bounds/certified_share.py": "operations that came last; a claim without them is plain",
    "lora_symbolic/complexity/cost/operations.py": "operations that add; any other one that is counted adds nothing",
    "lora_symbolic/complexity/rounding/roundings.py": "sums and products; any other operation is refused",
    "lora_symbolic/conversion/pytorch/calls.py": "the names that PyTorch gives its functions",
    "lora_symbolic/language/registry.py": "the registry",
    "lora_symbolic/__init__.py": "names of functions",
    "lora_symbolic/front/__init__.py": "names of functions",
    "lora_symbolic/language/__init__.py": "names of functions",
    "lora_symbolic/language/operations/__init__.py": "names of functions",
    "lora_symbolic/language/operations/entrywise.py": "constructors, compared with the registry",
    "lora_symbolic/language/operations/leaves.py": "constructors, compared with the registry",
    "lora_symbolic/language/reading/parse.py": "what other languages call a function",
    "lora_symbolic/language/writing/shorthand.py": "the shapes of quotients and powers",
    "lora_symbolic/proving/reductions/entries.py": "what is written out in entries; any other operation stays",
    "lora_symbolic/proving/conditions/intervals.py": "operations on numbers; any other may have any value",
    "lora_symbolic/proving/conditions/positive_entries.py": "operations that move entries; any other ends the look",
    "lora_symbolic/proving/remainder.py": "kinds of atoms, as they are written",
    "proofs_checks/publishing/data/prose/expression.py": "what prose calls by name; any other word stays a word",
    "proofs_checks/coq/translation/spelling.py": "an operation without an entry has its own name",
    "tests/lora_symbolic/bounds/test_norms_and_rules.py": "names of the cases of one test",
    "tests/lora_symbolic/calculus/test_rules.py": "expressions, compared there with the rules of reverse mode",
    "tests/lora_symbolic/proving/random_claims/functions.py": "functions of NumPy, from which random claims are made",
    "tests/lora_symbolic/proving/random_claims/products.py": "functions of NumPy, from which random claims are made",
    "tests/lora_symbolic/language/families/test_stacking.py": "names of the cases of one test",
    "tests/lora_symbolic/language/samples.py": "compared with the registry in its own test",
    "tests/repository/tables/groups.py": "what the tables compared here leave out",
    "tests/repository/tables/mathematics.py": "the tables compared here",
    "tests/repository/tables/court.py": "the tables compared here",
    "tests/repository/tables/language.py": "the tables compared here",
}


@pytest.mark.parametrize("where", TABLES)
def test_each_operation_is_handled_or_left_out_for_a_reason(where: str) -> None:
    assert complaints(TABLES[where], OPERATIONS) == []


def test_a_new_operation_is_missed_in_every_table(monkeypatch: pytest.MonkeyPatch) -> None:
    grown = {**OPERATIONS, "arctan": replace(OPERATIONS["exp"], name="arctan", text=Call("arctan"))}
    for module in (table, language):
        monkeypatch.setattr(module, "OPERATIONS", grown)
    for one in tables():
        assert complaints(one, grown) == [f"{one.where}: arctan is neither handled nor left out"]


@pytest.mark.parametrize("where", TABLES)
def test_a_rule_that_is_gone_is_missed(where: str) -> None:
    whole = TABLES[where]
    gone = min(whole.handles)
    assert complaints(replace(whole, handles=whole.handles - {gone}), OPERATIONS)


def test_an_operation_named_twice_or_unknown_is_told() -> None:
    wrong = Table("a table", frozenset({"exp", "log", "no_such"}), {"twice": frozenset({"log"})})
    assert complaints(wrong, {"exp", "log"}) == [
        "a table: log is handled and left out",
        "a table: no_such is no operation",
    ]


def test_every_operation_has_a_constructor() -> None:
    assert set(CONSTRUCTORS) == set(OPERATIONS)


def test_no_table_is_forgotten() -> None:
    compared = {where.split(":")[0] for where in TABLES}
    holding = set()
    for path in repository_files(".py"):
        text = path.read_text()
        if sum(f'"{name}"' in text for name in OPERATIONS) < MANY:
            continue
        strings = {node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant)}
        if len(strings & set(OPERATIONS)) >= MANY:
            holding.add(relative(path))
    assert holding - compared == set(NO_TABLE)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_the_prover_states_the_condition_of_the_registry(name: str) -> None:
    sample = SAMPLES[name]
    said = OPERATIONS[name].domain.format(*sample.args)
    assert [str(condition) for condition in conditions(sample)] == ([said] if said else [])
