"""Which theorem of Coq leans on which, read off the theories' own text.

Dictionary
    sentences_of    name -> the words of its statement and of its proof, for each definition and theorem of a theory
    item_of         the ledger's item that a theorem is named after
    theorem_uses    triples (user, used, theorem): a theorem named after one item leans on one named after another,
                    itself or by way of lemmas that bear no item's name

A word that is no name of a theory is passed over; comments are left out. What is found is what the proof scripts call
by name; what a tactic finds by itself (a hint, a rule of an instance) is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from .compiler import theories, theory_file

_START = re.compile(r"^(?:Theorem|Lemma|Corollary|Fact|Definition|Fixpoint|Instance)\s+([A-Za-z_][\w']*)", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_][\w']*")
_ITEM = re.compile(r"(lemma|theorem|definition|equation|text|remark|problem)_([A-F\d])_(\d+)(?![\d])")


def without_comments(text: str) -> str:
    """The text without (* comments *), which may be nested.

    >>> without_comments("a (* b (* c *) d *) e")
    'a  e'
    """
    kept, depth, place = [], 0, 0
    for found in re.finditer(r"\(\*|\*\)", text):
        if depth == 0:
            kept.append(text[place : found.start()])
        depth = max(0, depth + (1 if found.group() == "(*" else -1))
        place = found.end()
    return "".join(kept) + (text[place:] if depth == 0 else "")


def sentences_of(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """The words below each name, up to the next one.

    >>> sorted(sentences_of(["Lemma a : P. Proof. by []. Qed.", "Lemma b : P. Proof. exact: a. Qed."])["b"])
    ['P', 'Proof', 'Qed', 'a', 'b', 'exact']
    """
    found: dict[str, frozenset[str]] = {}
    for text in texts:
        plain = without_comments(text)
        starts = [*_START.finditer(plain)]
        ends = [*(start.start() for start in starts[1:]), len(plain)][: len(starts)]
        for start, end in zip(starts, ends, strict=True):
            words = frozenset(_WORD.findall(plain[start.start(1) : end]))
            found[start.group(1)] = found.get(start.group(1), frozenset()) | words
    return found


def item_of(name: str) -> str | None:
    """The ledger's item that a theorem is named after.

    >>> item_of("lemma_3_2_dA"), item_of("theorem_3_1_gradient_error"), item_of("vec_trick")
    ('lemma-3.2', 'theorem-3.1', None)
    """
    found = _ITEM.match(name)
    return f"{found[1]}-{found[2]}.{found[3]}" if found else None


def _reached(name: str, words: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """The items that a theorem's text reaches, not going beyond a theorem that is named after another item."""
    own, pending, seen = item_of(name), [name], {name}
    while pending:
        for word in words[pending.pop()]:
            if word in seen or word not in words:
                continue
            seen.add(word)
            item = item_of(word)
            if item is None or item == own:
                pending.append(word)
            else:
                yield item


def uses_in(words: Mapping[str, frozenset[str]]) -> tuple[tuple[str, str, str], ...]:
    """The triples (user, used, theorem) among named sentences."""
    found = {
        (user, used, name) for name in words if (user := item_of(name)) is not None for used in _reached(name, words)
    }
    return tuple(sorted(found))


@lru_cache(maxsize=1)
def theorem_uses() -> tuple[tuple[str, str, str], ...]:
    """The triples of the theories that ship with the package."""
    return uses_in(sentences_of(theory_file(name).read_text(encoding="utf-8") for name in sorted(theories())))
