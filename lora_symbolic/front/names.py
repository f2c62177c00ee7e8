"""Names: several sizes or matrices in one line, as they are introduced in a paper.

Dictionary
    sizes("L d r")                  three sizes
    matrices("C1 C2 Y", L, d)       three matrices of one shape
"""

from __future__ import annotations

from lora_symbolic.language import Size, Term, matrix, size
from lora_symbolic.language.errors import LanguageError


def sizes(names: str) -> tuple[Size, ...]:
    """Sizes, positive integers without a value, by names with spaces between them.

    >>> sizes("L d r")
    (L, d, r)

    Raises LanguageError for what is no name, and for a name that comes twice.

    Shapes: none, a size is a positive integer.
    Source: docs/reference/statement-files.md.
    """
    return tuple(size(name) for name in _split(names, "sizes"))


def matrices(names: str, rows: Size | int | str, cols: Size | int | str = 1) -> tuple[Term, ...]:
    """Matrices of one shape, by names with spaces between them; without `cols` they are column vectors.

    >>> L, d = sizes("L d")
    >>> matrices("C1 C2", L, d)
    (<C1 : L x d>, <C2 : L x d>)

    Raises LanguageError for what is no name, and for a name that comes twice.

    Shapes: rows x cols each.
    Source: docs/reference/statement-files.md, [matrices].
    """
    return tuple(matrix(name, rows, cols) for name in _split(names, "matrices"))


def _split(names: str, what: str) -> list[str]:
    found = names.replace(",", " ").split() if isinstance(names, str) else []
    if not found or len(set(found)) < len(found):
        raise LanguageError(f"{what} {names!r}: expected different names with spaces between them")
    return found
