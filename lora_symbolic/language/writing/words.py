r"""Words in LaTeX.

Dictionary
    escaped_words   a text whose letters LaTeX prints as they are, for `\text`
"""

from __future__ import annotations

import re

_PRINTED = {"\\": r"\backslash ", "^": r"\^{}", "~": r"\~{}"}


def escaped_words(text: str) -> str:
    r"""Letters that mean something in LaTeX, as what they are.

    >>> print(escaped_words("k_1 & A^T {50%}"))
    k\_1 \& A\^{}T \{50\%\}
    """
    return re.sub(r"[\\{}_^#$%&~]", lambda found: _PRINTED.get(found[0], "\\" + found[0]), text)
