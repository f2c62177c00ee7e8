"""The tables of evaluation, conversion, calculus, proving, bounds, ranks and costs."""

from __future__ import annotations

from lora_symbolic.bounds import checks as bounds_checks
from lora_symbolic.bounds.rules import operations as bounds_rules
from lora_symbolic.calculus import algebra, naming, reverse, unvec
from lora_symbolic.calculus import rules as calculus_rules
from lora_symbolic.complexity.cost import count
from lora_symbolic.conversion.pytorch import writer as torch_writer
from lora_symbolic.evaluation import interpreter
from lora_symbolic.proving import sympy_route
from lora_symbolic.proving.conditions import condition, entry_signs
from lora_symbolic.proving.index_form import expand, structure
from lora_symbolic.proving.random_tests import identity, residues
from lora_symbolic.proving.search import instance
from lora_symbolic.rank import upper as rank_upper
from tests.repository.tables.groups import (
    ANY_FUNCTION,
    GRADIENT,
    JUMPS,
    KRONECKER,
    LEAVES,
    MOVES,
    PI,
    POSITIVE,
    PRODUCTS,
    RATIONAL,
    REDUCTIONS,
    SMOOTH,
    SQUARE,
    SUMS,
    TRANSCENDENTAL,
    UNBOUNDED,
)
from tests.repository.tables.table import Table, named_in, of


def of_the_mathematics() -> list[Table]:
    """The tables of evaluation, calculus, proving, bounds and costs."""
    return [*of_the_calculus(), *of_the_prover(), *of_the_bounds()]


def of_the_calculus() -> list[Table]:
    """The tables of evaluation, of conversion and of derivatives."""
    return [
        of(interpreter, "RULES", interpreter.RULES, differentiated_in_dual_numbers=GRADIENT),
        of(torch_writer, "RULES", torch_writer.RULES, differentiated_by_autograd={"grad"}, refused={"jacobian"}),
        of(
            calculus_rules,
            "RULES",
            calculus_rules.RULES,
            a_leaf_has_no_argument=LEAVES,
            its_own_reverse_mode_term_comes_first={"grad"},
            refused={"jacobian"},
        ),
        of(
            reverse,
            "_SAYS",
            reverse._SAYS,
            a_leaf_has_no_argument=LEAVES,
            its_own_reverse_mode_term_comes_first={"grad"},
            refused={"jacobian"},
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
            | GRADIENT
            | {"matmul", "softmax"},
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
            | GRADIENT
            | {"matmul", "negate", "scale", "softmax", "rowkron", "colkron"},
        ),
    ]


def of_the_prover() -> list[Table]:
    """The tables of proofs, of conditions and of the search for counterexamples."""
    return [
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
            any_sign={"var", "log", "cos", "sin"} | GRADIENT | SQUARE | ANY_FUNCTION,
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
    ]


def of_the_bounds() -> list[Table]:
    """The tables of errors, ranks and costs."""
    return [
        of(
            bounds_rules,
            "RULES",
            bounds_rules.RULES,
            the_reader_says_how_large_it_is={"var"},
            no_bound_without_a_bound_from_below=POSITIVE,
            small_errors_make_it_jump=JUMPS,
            no_rule_yet=SMOOTH | UNBOUNDED | ANY_FUNCTION,
            a_gradient_is_derived_first=GRADIENT,
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
            a_gradient_is_derived_first=GRADIENT,
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
            a_gradient_is_derived_first=GRADIENT,
        ),
        of(
            count,
            "cost_of_node",
            named_in(count.cost_of_node) | count.FREE_OPERATIONS | count.LEAVES,
            is_not_counted={"log"} | SMOOTH | SQUARE | ANY_FUNCTION,
            is_no_algorithm=GRADIENT,
        ),
    ]
