"""Caches: everything that is remembered from one proof to the next, forgotten at once.

Dictionary
    clear_caches()   for measurements from a cold start; no verdict depends on it
"""

from __future__ import annotations

import sys

from lora_symbolic.language.term import _interned

from .index_form import algebra, memory


def clear_caches() -> None:
    """Forget what terms, sizes and SymPy's derivatives have been worked out to, and the memory of the last proof."""
    for term in list(_interned.values()):
        term._memo.clear()
    if (route := sys.modules.get(f"{__package__}.sympy_route")) is not None:
        route.indexed.cache_clear()
    algebra.size_terms.cache_clear()
    memory.use(memory.Memory())
