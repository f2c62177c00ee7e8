"""Truth: what is neither true nor false says so, instead of being true because it is something."""

from __future__ import annotations

from typing import NoReturn

from lora_symbolic.errors import NoTruthValue


class NeitherTrueNorFalse:
    """A base of classes whose objects refuse to be a bool; `ask` says what to ask instead."""

    __slots__ = ()
    ask = "ask for `is None`, or for one of its properties"

    def __bool__(self) -> NoReturn:
        kind = type(self).__name__
        article = "an" if kind[0] in "AEIO" else "a"
        raise NoTruthValue(f"{article} {kind} is neither true nor false: {self.ask}")
