"""Names that Coq has no other use for.

Dictionary
    coq_name        the name as Coq may read it
    read_name       the way back
    unused          a name with as many primes as make it new
"""

from __future__ import annotations

from collections.abc import Container

from ..errors import NotTranslatable

# keywords, and what statements themselves are made of: a bound name must not hide these
RESERVED = frozenset(
    [
        *(
            "forall",
            "exists",
            "exists2",
            "fun",
            "let",
            "in",
            "as",
            "at",
            "cofix",
            "else",
            "end",
            "for",
            "if",
            "is",
            "fix",
        ),
        *("match", "return", "then", "with", "where", "using", "by", "Prop", "Set", "Type", "SProp", "nat", "R", "S"),
        *("exp", "ln", "Rinv", "Rlt", "exp_entries", "log_entries", "reciprocal_entries", "softmax", "sum_entries"),
        *("mxtrace", "kron", "rowkron", "colkron", "rowsum", "colsum", "diag", "diagonal", "vec", "colvec", "ones"),
        *("commutation", "resize", "row_mx", "col_mx", "is_gradient"),
    ]
)


def coq_name(name: str) -> str:
    """A name that Coq has no other use for.

    >>> coq_name("W0"), coq_name("exp"), coq_name("_")
    ('W0', 'exp_', 'x_')

    Raises NotTranslatable for a name with letters that Coq's names need not have.
    """
    if not name.strip("_"):
        return f"x{name}"
    if not name.isascii() or not name.replace("_", "").replace("'", "").isalnum():
        raise NotTranslatable(f"the name {name!r}, which is no name of Coq")
    return f"{name}_" if name in RESERVED else name


def read_name(name: str, known: Container[str]) -> str:
    """The one of the known names that `coq_name` turns into this one.

    >>> read_name("exp_", {"exp"}), read_name("W_", {"W_"})
    ('exp', 'W_')
    """
    return name if name in known else name.removesuffix("_")


def unused(name: str, taken: Container[str]) -> str:
    """The name, with as many primes as make it one that is not taken.

    >>> unused("s", {"s", "s'"})
    "s''"
    """
    while name in taken:
        name += "'"
    return name
