"""Written: a text of Coq with the dimensions of the matrix that it stands for.

Dictionary
    Written         the text and its two dimensions, none for a number
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import NotTranslatable
from .dimensions import Dimension


@dataclass(frozen=True)
class Written:
    """A text of Coq; dimensions are None for a number."""

    text: str
    rows: Dimension | None = None
    cols: Dimension | None = None

    @property
    def atom(self) -> str:
        """The text, in parentheses if it is not a name or in parentheses already."""
        if self.text.replace("_", "").replace("'", "").isalnum() or _enclosed(self.text):
            return self.text
        return f"({self.text})"

    @property
    def shape(self) -> tuple[Dimension, Dimension]:
        """The two dimensions of a matrix.

        Raises NotTranslatable for a number.
        """
        if self.rows is None or self.cols is None:
            raise NotTranslatable(f"a number where a matrix is expected: {self.text}")
        return self.rows, self.cols


def _enclosed(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for position, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and position < len(text) - 1:
            return False
    return True
