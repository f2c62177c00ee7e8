"""The methods, one file for each kind of evidence, in the order in which they are heard."""

from proofs_checks.ledger.equality import seed_of

from . import (
    coq,
    counterexample,
    high_precision,
    identity_test,
    reading,
    rounding,
    shape_tests,
    shapes,
    symbolic,
    sympy_indexed,
)
from .method import Effort, Method
from .statements import (
    ADVERSARY,
    AGAINST,
    BOUND,
    CORNERS,
    COST,
    COUNTED,
    EXISTENCE,
    GROWTH,
    RANK,
    REDUCTION,
    RUN,
    RUN_IN_DIGITS,
    VALUES,
    judged,
)

METHODS: tuple[Method, ...] = (
    reading.METHOD,
    shapes.METHOD,
    shape_tests.METHOD,
    shape_tests.SYMPY_METHOD,
    rounding.METHOD,
    rounding.SECOND_METHOD,
    rounding.THIRD_METHOD,
    judged.METHOD,
    judged.EXACT_METHOD,
    judged.DIGITS_METHOD,
    EXISTENCE,
    BOUND,
    ADVERSARY,
    RANK,
    COST,
    COUNTED,
    GROWTH,
    CORNERS,
    VALUES,
    REDUCTION,
    RUN,
    RUN_IN_DIGITS,
    AGAINST,
    coq.METHOD,
    symbolic.METHOD,
    identity_test.METHOD,
    high_precision.METHOD,
    sympy_indexed.METHOD,
    counterexample.METHOD,
)

__all__ = ["METHODS", "Effort", "Method", "seed_of"]
