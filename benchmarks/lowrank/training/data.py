"""Text that Python itself ships, as contexts and what follows: prose of its reference, and source of its library.

Prose is `pydoc_data.topics` (the language reference as `help()` shows it), code is the source of a few modules of the
standard library. Nothing is downloaded; the texts depend on the version of Python, which results record with a digest.

Dictionary
    ALPHABET    40 symbols; what is none of them counts as the last
    CLASSES     8 kinds of the next character: what is predicted
    contexts    one-hot contexts (the last WINDOW characters) and one-hot kinds of the character that follows
"""

from __future__ import annotations

import argparse
import csv
import difflib
import hashlib
import inspect
import string
import tarfile
import textwrap
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WINDOW = 4
ALPHABET = string.ascii_lowercase + " \n0().,=:'\"_#\x00"
CLASSES = ("vowel", "consonant", "space", "newline", "digit", "opening or closing", "stop or quote", "other")
MODULES = (argparse, csv, difflib, tarfile, textwrap)
Array = NDArray[np.float64]


def prose() -> str:
    """The language reference, topic by topic."""
    from pydoc_data.topics import topics

    return "\n".join(topics[name] for name in sorted(topics))


def code() -> str:
    """The source of MODULES."""
    return "\n".join(inspect.getsource(module) for module in MODULES)


TEXTS = {"prose": prose, "code": code}


def kind(symbol: str) -> int:
    """The class of a symbol.

    >>> [CLASSES[kind(symbol)] for symbol in "ax ("]
    ['vowel', 'consonant', 'space', 'opening or closing']
    """
    groups = ("aeiou", "bcdfghjklmnpqrstvwxyz", " ", "\n", "0", "()", ".,:'\"")
    return next((number for number, group in enumerate(groups) if symbol in group), len(groups))


@dataclass(frozen=True)
class Text:
    """Symbols of a text as numbers, the class of each, and the digest of its characters."""

    symbols: NDArray[np.int64]
    kinds: NDArray[np.int64]
    digest: str

    @classmethod
    def named(cls, name: str) -> Text:
        """Lower case; every digit is 0; runs of spaces are one."""
        whole = TEXTS[name]()
        small = " ".join("".join("0" if c.isdigit() else c for c in whole.lower()).split(" "))
        while "  " in small:
            small = small.replace("  ", " ")
        known = {symbol: number for number, symbol in enumerate(ALPHABET)}
        symbols = np.array([known.get(symbol, len(ALPHABET) - 1) for symbol in small])
        kinds = np.array([kind(symbol) for symbol in ALPHABET])
        return cls(symbols, kinds[symbols], hashlib.sha256(whole.encode()).hexdigest())

    def contexts(self, positions: NDArray[np.int64]) -> tuple[Array, Array]:
        """For each position: one-hot symbols of the WINDOW before it, and the one-hot class of the symbol there."""
        before = self.symbols[positions[:, None] + np.arange(-WINDOW, 0)]
        one_hot = np.eye(len(ALPHABET))[before].reshape(len(positions), -1)
        return one_hot, np.eye(len(CLASSES))[self.kinds[positions]]

    def draw(self, count: int, part: tuple[float, float], rng: np.random.Generator) -> tuple[Array, Array]:
        """Contexts at random positions of this part of the text."""
        low, high = (int(share * (len(self.symbols) - WINDOW)) + WINDOW for share in part)
        return self.contexts(rng.choice(high - low, count, replace=False) + low)
