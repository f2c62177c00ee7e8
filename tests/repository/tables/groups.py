"""Groups of operations, for what a table leaves out. They are typed, not computed: a new operation is in none of them
until someone says so.
"""

from __future__ import annotations

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
GRADIENT = {"grad", "jacobian"}
SQUARE = {"inverse", "det"}
JUMPS = {"step"}
UNBOUNDED = {"pi"}
UNWRITTEN = JUMPS | SQUARE | SMOOTH | ANY_FUNCTION | {"lower", "pi"}  # in Coq
RATIONAL = ANY_FUNCTION | LEAVES | SUMS | PRODUCTS | MOVES | REDUCTIONS | JUMPS | SQUARE | {"reciprocal"}
