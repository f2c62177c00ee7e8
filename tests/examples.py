"""How many examples Hypothesis tries: as many as a test states, a fifth of them where QUICK is set (`make quick`).

Dictionary
    examples    the settings of a test that states how many examples it tries
    FEWER       by what their number is divided
"""

from __future__ import annotations

import os

from hypothesis import settings

FEWER = 5 if os.environ.get("QUICK") else 1


def examples(count: int) -> settings:
    """Settings with this many examples, or a fifth of them."""
    return settings(max_examples=max(count // FEWER, 5))
