"""The tables of Coq's translations, the mutants and the pages."""

from __future__ import annotations

import re

from lora_symbolic.language.registry import OPERATIONS
from proofs_checks.coq.errors import NotTranslatable
from proofs_checks.coq.refutation import reflected
from proofs_checks.coq.translation import rules as coq_rules
from proofs_checks.coq.translation import translate
from proofs_checks.coq.translation.dimensions import ONE
from proofs_checks.coq.translation.expression import Written
from proofs_checks.coq.translation.names import RESERVED
from proofs_checks.coq.translation.spelling import MathComp
from proofs_checks.mutants import statements as mutants
from proofs_checks.publishing.data import statements
from tests.repository.tables.groups import (
    ANY_FUNCTION,
    GRADIENT,
    JUMPS,
    LEAVES,
    MOVES,
    RATIONAL,
    REDUCTIONS,
    SCALARS,
    SMOOTH,
    SQUARE,
    TRANSCENDENTAL,
    UNWRITTEN,
)
from tests.repository.tables.table import Table, named_in, of


def of_the_court() -> list[Table]:
    """The tables of Coq's translations, the mutants and the pages."""
    return [
        of(
            coq_rules,
            "RULES",
            coq_rules.RULES,
            a_derivative_is_a_hypothesis_of_the_statement=GRADIENT,
            the_theories_have_no_word_for_it=UNWRITTEN,
        ),
        of(
            reflected,
            "Tables.operation",
            translated_by_reflection(),
            written_by_constant_or_as_a_number=LEAVES - UNWRITTEN,
            written_by_block={"block"},
            a_slope_is_a_line_of_its_own=GRADIENT,
            the_theories_have_no_word_for_it=UNWRITTEN,
        ),
        of(
            reflected,
            "has_exponentials",
            named_in(reflected.has_exponentials),
            exact_numbers_stay_exact=RATIONAL | GRADIENT,
            not_translated=SMOOTH,
        ),
        of(
            translate,
            "_all_sizes",
            named_in(translate._all_sizes),
            its_sizes_are_those_of_its_arguments=(RATIONAL | TRANSCENDENTAL | GRADIENT) - LEAVES,
            no_side_of_a_matrix=SCALARS,
            not_translated={"lower"},
        ),
        Table(
            "proofs_checks/coq/translation/names.py: RESERVED",
            frozenset(reserved_words()),
            {
                "a leaf": frozenset(LEAVES),
                "row_mx and col_mx": frozenset({"block"}),
                "is_gradient": frozenset(GRADIENT),
                "no word of the theories": frozenset(JUMPS | SMOOTH | SQUARE | ANY_FUNCTION),
            },
        ),
        of(
            mutants,
            "the slips",
            named_in(mutants) - GRADIENT,
            no_slip_is_made_in_it=(RATIONAL | TRANSCENDENTAL | GRADIENT)
            - {"add", "subtract", "transpose", "matmul", "hadamard"},
        ),
        of(
            statements,
            "_COMPOUND",
            statements._COMPOUND,
            one_piece_of_LaTeX=LEAVES
            | MOVES
            | REDUCTIONS
            | JUMPS
            | SMOOTH
            | SQUARE
            | ANY_FUNCTION
            | GRADIENT
            | {"exp", "log", "reciprocal", "softmax"},
        ),
    ]


def translated_by_reflection() -> set[str]:
    """The operations that the reflected statements have a word for."""
    return {name for name in set(coq_rules.RULES) - LEAVES - {"block"} if _spelled(name)}


def _spelled(name: str) -> bool:
    square = Written("x", ONE, ONE)
    operands = [square] * OPERATIONS[name].least
    if name == "scale":
        operands[0] = Written("s")
    try:
        return bool(reflected.Tables().operation(name, operands, square.rows, square.cols))
    except (KeyError, NotTranslatable):
        return False


def reserved_words() -> set[str]:
    """The operations whose word in a statement no matrix may have as its name."""
    found = set()
    for name in set(coq_rules.RULES) - LEAVES - {"block"}:
        square = Written("x", ONE, ONE)
        spelled = MathComp().operation(name, [square, square], square.rows, square.cols)
        words = set(re.findall(r"[A-Za-z_]\w*", spelled)) - {"x", "T", "m"}
        if words <= RESERVED:
            found.add(name)
    return found
