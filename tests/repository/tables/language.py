"""The tables of the language, of its page, and of its tests."""

from __future__ import annotations

import ast
import inspect
import re

from lora_symbolic.language import subterms
from lora_symbolic.language.families import stacking
from lora_symbolic.language.operations import CONSTRUCTORS
from lora_symbolic.language.registry import ENTRYWISE, OPERATIONS, Call
from lora_symbolic.language.sympy_bridge import writer as sympy_writer
from lora_symbolic.language.writing import latex, text
from tests import strategies
from tests.lora_symbolic.evaluation import test_operations as evaluation_loops
from tests.lora_symbolic.language import numbers
from tests.repository.files import ROOT
from tests.repository.tables.groups import ANY_FUNCTION, GRADIENT, JUMPS, LEAVES, PI, SCALARS, SMOOTH, SQUARE
from tests.repository.tables.table import Table, named_in, of

SHARED = {CONSTRUCTORS[name] for name in ("hadamard", "diag", "number")}  # each builds two operations


def of_the_language() -> list[Table]:
    """The tables of the language."""
    return [
        of(text, "RULES", text.RULES),
        of(latex, "RULES", latex.RULES),
        of(
            stacking,
            "RULES",
            {*stacking.RULES, *stacking.ALIKE, *ENTRYWISE},
            the_same_for_every_value_of_an_index=LEAVES,
            what_changes_with_an_index_is_refused={"det", "colkron"} | GRADIENT,
        ),
        of(
            sympy_writer,
            "RULES",
            sympy_writer.RULES,
            SymPy_has_no_sound_expression={"vec", "colvec", "commutation", "lower", "grad", "jacobian", "apply"},
        ),
        Table(
            "docs/reference/statement-files.md: Expressions",
            frozenset(documented()),
            {
                "no sign of its own: a name, a number, or the scalar before *": frozenset(
                    SCALARS | {"var", "scale", "apply"}
                ),
                "what tril(ones(m, n)) makes": frozenset({"lower"}),
            },
        ),
    ]


def of_the_tests() -> list[Table]:
    """The tables of the tests."""
    return [
        of(numbers, "_RULES", numbers._RULES, differentiated_elsewhere=GRADIENT),
        of(
            strategies,
            "random terms",
            drawn_by_strategies(),
            a_random_argument_may_be_zero=JUMPS,
            tested_by_themselves=SMOOTH | PI | ANY_FUNCTION | {"jacobian"},
            a_random_argument_may_be_singular=SQUARE,
        ),
        of(
            evaluation_loops,
            "loops",
            compared_with_loops(),
            compared_with_differences_of_the_loss=GRADIENT,
        ),
    ]


def documented() -> set[str]:
    """The operations in the table of expressions of the page on statement files."""
    page = (ROOT / "docs/reference/statement-files.md").read_text()
    written = " ".join(re.findall(r"^\| (`.*?) \|", page, flags=re.MULTILINE))
    calls = set(re.findall(r"(\w+)\(", written))
    found = set()
    for name, row in OPERATIONS.items():
        if row.text is None:
            continue
        said = row.text.sign in calls if isinstance(row.text, Call) else row.text.sign in written
        if said:
            found.add(name)
    return found


def drawn_by_strategies() -> set[str]:
    """The operations that random terms are made of: a rule's name, or a constructor that a rule calls."""
    tree = ast.parse(inspect.getsource(strategies))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    of_one_operation = {build.__name__: name for name, build in CONSTRUCTORS.items() if build not in SHARED}
    built = {name for function, name in of_one_operation.items() if function in called}
    return built | named_in(strategies) | ({"block"} & called) | (SCALARS - PI) | {"var"}


def compared_with_loops() -> set[str]:
    """The operations of the terms that are compared with loops."""
    pairs = evaluation_loops.loops(evaluation_loops.values_at(2, 3, 4), 2, 3, 4).values()
    return {node.op for term, _ in pairs for node in subterms(term)}
