"""Tables of operations: every table of the repository that names operations of the language, and what it leaves out.

Dictionary
    Table           where it stands, the operations it handles, and those it leaves out, each with the reason
    tables()        all of them
    complaints      what is missing from a table, named twice, or no operation
    named_in        the operations whose names stand in the source of a function or a module
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType

from lora_symbolic.bounds import checks as bounds_checks
from lora_symbolic.bounds.rules import operations as bounds_rules
from lora_symbolic.calculus import algebra, naming, reverse, unvec
from lora_symbolic.calculus import rules as calculus_rules
from lora_symbolic.complexity.cost import count
from lora_symbolic.conversion.pytorch import writer as torch_writer
from lora_symbolic.evaluation import interpreter
from lora_symbolic.language import subterms
from lora_symbolic.language.operations import CONSTRUCTORS
from lora_symbolic.language.registry import OPERATIONS, Call
from lora_symbolic.language.sympy_bridge import writer as sympy_writer
from lora_symbolic.language.writing import latex, text
from lora_symbolic.proving import sympy_route
from lora_symbolic.proving.conditions import condition, entry_signs
from lora_symbolic.proving.index_form import expand, structure
from lora_symbolic.proving.random_tests import identity, residues
from lora_symbolic.proving.search import instance
from lora_symbolic.rank import upper as rank_upper
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
from tests import strategies
from tests.lora_symbolic.evaluation import test_operations as evaluation_loops
from tests.lora_symbolic.language import numbers
from tests.repository.files import ROOT

# Groups for what is left out. They are typed, not computed: a new operation is in none of them until someone says so.
CONSTANTS = {"ones", "zeros", "eye", "commutation", "lower"}
SCALARS = {"number", "size", "pi"}
PI = {"pi"}
SMOOTH = {"cos", "sin", "erf"}
ANY_FUNCTION = {"apply"}
LEAVES = CONSTANTS | SCALARS | {"var"}
SUMS = {"add", "subtract", "negate"}
KRONECKER = {"kron", "rowkron", "colkron"}
PRODUCTS = {"hadamard", "scale", "matmul"} | KRONECKER
MOVES = {"transpose", "diag", "diagonal", "vec", "colvec", "block"}
REDUCTIONS = {"sum", "rowsum", "colsum", "trace"}
TRANSCENDENTAL = {"exp", "log", "softmax"} | SMOOTH
POSITIVE = {"log", "reciprocal"}
GRADIENT = {"grad"}
SQUARE = {"inverse", "det"}
JUMPS = {"step"}
UNBOUNDED = {"pi"}
UNWRITTEN = JUMPS | SQUARE | SMOOTH | ANY_FUNCTION | {"lower", "pi"}  # in Coq
RATIONAL = ANY_FUNCTION | LEAVES | SUMS | PRODUCTS | MOVES | REDUCTIONS | JUMPS | SQUARE | {"reciprocal"}


@dataclass(frozen=True)
class Table:
    """What one table handles, and what it leaves out, by the reason."""

    where: str
    handles: frozenset[str]
    leaves_out: Mapping[str, frozenset[str]]


def complaints(table: Table, operations: Iterable[str]) -> list[str]:
    """What a table says too little, too much, or twice."""
    known = set(operations)
    out = frozenset[str]().union(*table.leaves_out.values())
    return [
        *(f"{table.where}: {name} is neither handled nor left out" for name in sorted(known - table.handles - out)),
        *(f"{table.where}: {name} is handled and left out" for name in sorted(table.handles & out)),
        *(f"{table.where}: {name} is no operation" for name in sorted((table.handles | out) - known)),
    ]


def strings_in(source: object) -> set[str]:
    """The texts that stand in a program, docstrings as they are."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(source)))  # type: ignore[arg-type]
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def named_in(*sources: object) -> frozenset[str]:
    """The operations whose names stand in some functions."""
    return frozenset(set().union(*map(strings_in, sources)) & set(OPERATIONS))


def place(module: ModuleType) -> str:
    """A module as a path of the repository."""
    return str(inspect.getfile(module)).removeprefix(f"{ROOT}/")


def of(module: ModuleType, what: str, handles: Iterable[str], **leaves_out: Iterable[str]) -> Table:
    """A table of a module; a reason is written with _ for a blank."""
    reasons = {reason.replace("_", " "): frozenset(names) for reason, names in leaves_out.items()}
    return Table(f"{place(module)}: {what}", frozenset(handles), reasons)


# --- tables that are no dictionaries


SHARED = {CONSTRUCTORS[name] for name in ("hadamard", "diag", "number")}  # each builds two operations


def drawn_by_strategies() -> set[str]:
    """The operations that random terms are made of: a rule's name, or a constructor that a rule calls."""
    tree = ast.parse(inspect.getsource(strategies))
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    of_one_operation = {build.__name__: name for name, build in CONSTRUCTORS.items() if build not in SHARED}
    built = {name for function, name in of_one_operation.items() if function in called}
    return built | named_in(strategies) | ({"block"} & called) | (SCALARS - PI) | {"var"}


def translated_by_reflection() -> set[str]:
    """The operations that the reflected statements have a word for."""
    return {name for name in set(coq_rules.RULES) - LEAVES - {"block"} if _spelled(name)}


def compared_with_loops() -> set[str]:
    """The operations of the terms that are compared with loops."""
    pairs = evaluation_loops.loops(evaluation_loops.values_at(2, 3, 4), 2, 3, 4).values()
    return {node.op for term, _ in pairs for node in subterms(term)}


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


# --- all tables


def tables() -> list[Table]:
    """Every table of the repository."""
    return [*of_the_language(), *of_the_mathematics(), *of_the_court(), *of_the_tests()]


def of_the_language() -> list[Table]:
    """The tables of the language."""
    return [
        of(text, "RULES", text.RULES),
        of(latex, "RULES", latex.RULES),
        of(
            sympy_writer,
            "RULES",
            sympy_writer.RULES,
            SymPy_has_no_sound_expression={"vec", "colvec", "commutation", "lower", "grad", "apply"},
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


def of_the_mathematics() -> list[Table]:
    """The tables of evaluation, calculus, proving, bounds and costs."""
    return [
        of(interpreter, "RULES", interpreter.RULES, differentiated_in_dual_numbers={"grad"}),
        of(torch_writer, "RULES", torch_writer.RULES, differentiated_by_autograd={"grad"}),
        of(
            calculus_rules,
            "RULES",
            calculus_rules.RULES,
            a_leaf_has_no_argument=LEAVES,
            its_own_reverse_mode_term_comes_first={"grad"},
        ),
        of(
            reverse,
            "_SAYS",
            reverse._SAYS,
            a_leaf_has_no_argument=LEAVES,
            its_own_reverse_mode_term_comes_first={"grad"},
        ),
        of(
            algebra,
            "ENTRYWISE",
            algebra.ENTRYWISE,
            not_entry_by_entry=LEAVES
            | MOVES
            | REDUCTIONS
            | KRONECKER
            | SQUARE
            | ANY_FUNCTION
            | {"matmul", "softmax", "grad"},
            a_factor_or_sign_is_pulled_out_before={"negate", "scale"},
        ),
        of(naming, "_NEEDS_NO_NAME", naming._NEEDS_NO_NAME, no_leaf=(RATIONAL | TRANSCENDENTAL | GRADIENT) - LEAVES),
        of(
            unvec,
            "unvec",
            named_in(unvec) | algebra.ENTRYWISE,
            stays_as_it_is=(LEAVES - {"ones", "commutation"})
            | (MOVES - {"vec", "colvec"})
            | REDUCTIONS
            | SQUARE
            | ANY_FUNCTION
            | {"matmul", "negate", "scale", "softmax", "rowkron", "colkron", "grad"},
        ),
        of(expand, "_RULES", expand._RULES),
        of(
            structure,
            "Structure._relate",
            named_in(structure.Structure._relate, structure.Structure._relate_block)
            | structure.CONSTANTS
            | structure.ENTRY_BY_ENTRY,
            axes_of_its_own={"var", "sum"},
        ),
        of(
            entry_signs,
            "_RULES",
            set(entry_signs._RULES) | named_in(entry_signs.EntrySigns._of),
            any_sign={"var", "log", "grad", "cos", "sin"} | SQUARE | ANY_FUNCTION,
        ),
        of(
            condition,
            "_NEEDED",
            condition._NEEDED,
            defined_everywhere=(RATIONAL | GRADIENT | SMOOTH | {"exp"}) - POSITIVE - JUMPS - {"size", "inverse"},
        ),
        of(
            sympy_route,
            "to_indexed",
            named_in(sympy_route._entry, sympy_route._reduction) | set(sympy_route._ENTRYWISE),
            SymPy_sees_no_digits_and_no_parts=structure.STRUCTURED,
            no_finite_sum_of_entries=SQUARE,
        ),
        of(
            residues,
            "degree_bound",
            named_in(residues.degree_bound) | set(residues.REDUCED),
            an_entry_of_it_has_the_degrees_of_its_arguments_together=LEAVES
            | SUMS
            | (PRODUCTS - {"matmul"})
            | (MOVES - {"block"})
            | {"reciprocal"}
            | JUMPS,
            has_no_value_modulo_a_prime={"log"} | SMOOTH,
        ),
        of(
            instance,
            "TRANSCENDENTAL",
            instance.TRANSCENDENTAL,
            rational_at_rational_points=(RATIONAL | GRADIENT) - PI,
        ),
        of(
            identity,
            "BOUNDED_DOMAIN",
            identity.BOUNDED_DOMAIN,
            defined_everywhere=(RATIONAL | GRADIENT | SMOOTH | {"exp"}) - POSITIVE - JUMPS,
            both_signs_are_drawn=JUMPS,
            defined_where_the_weights_are_drawn={"softmax"},
        ),
        of(
            bounds_rules,
            "RULES",
            bounds_rules.RULES,
            the_reader_says_how_large_it_is={"var"},
            no_bound_without_a_bound_from_below=POSITIVE,
            small_errors_make_it_jump=JUMPS,
            no_rule_yet=SMOOTH | UNBOUNDED | ANY_FUNCTION,
            a_gradient_is_derived_first={"grad"},
            no_bound_without_a_smallest_singular_value=SQUARE,
        ),
        of(
            bounds_checks,
            "check_of",
            bounds_checks.BILINEAR | bounds_checks.LINEAR | bounds_checks.SUMS | named_in(bounds_checks.check_of),
            nothing_is_approximated_in_it=LEAVES,
            its_bound_has_no_identity_that_is_checked={"exp"},
            no_bound_without_a_bound_from_below=POSITIVE,
            small_errors_make_it_jump=JUMPS,
            no_rule_yet=SMOOTH | UNBOUNDED | ANY_FUNCTION,
            a_gradient_is_derived_first={"grad"},
            no_bound_without_a_smallest_singular_value=SQUARE,
        ),
        of(
            rank_upper,
            "rank_bound_of",
            named_in(rank_upper),
            only_the_shape_bounds_its_rank=(LEAVES - {"ones", "zeros"})
            | (MOVES - {"transpose"})
            | REDUCTIONS
            | TRANSCENDENTAL
            | {"reciprocal"}
            | ANY_FUNCTION
            | JUMPS
            | SQUARE,
            a_gradient_is_derived_first={"grad"},
        ),
        of(
            count,
            "cost_of_node",
            named_in(count.cost_of_node) | count.FREE_OPERATIONS | count.LEAVES,
            is_not_counted={"log"} | SMOOTH | SQUARE | ANY_FUNCTION,
            is_no_algorithm={"grad"},
        ),
    ]


def of_the_court() -> list[Table]:
    """The tables of Coq's translations, the mutants and the pages."""
    return [
        of(
            coq_rules,
            "RULES",
            coq_rules.RULES,
            a_derivative_is_a_hypothesis_of_the_statement={"grad"},
            the_theories_have_no_word_for_it=UNWRITTEN,
        ),
        of(
            reflected,
            "Tables.operation",
            translated_by_reflection(),
            written_by_constant_or_as_a_number=LEAVES - UNWRITTEN,
            written_by_block={"block"},
            a_slope_is_a_line_of_its_own={"grad"},
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
                "is_gradient": frozenset({"grad"}),
                "no word of the theories": frozenset(JUMPS | SMOOTH | SQUARE | ANY_FUNCTION),
            },
        ),
        of(
            mutants,
            "the slips",
            named_in(mutants) - {"grad"},
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
            | {"exp", "log", "reciprocal", "softmax", "grad"},
        ),
    ]


def of_the_tests() -> list[Table]:
    """The tables of the tests."""
    return [
        of(numbers, "_RULES", numbers._RULES, differentiated_elsewhere={"grad"}),
        of(
            strategies,
            "random terms",
            drawn_by_strategies(),
            a_random_argument_may_be_zero=JUMPS,
            tested_by_themselves=SMOOTH | PI | ANY_FUNCTION,
            a_random_argument_may_be_singular=SQUARE,
        ),
        of(
            evaluation_loops,
            "loops",
            compared_with_loops(),
            compared_with_differences_of_the_loss={"grad"},
        ),
    ]
