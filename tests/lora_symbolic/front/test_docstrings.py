"""Every public name says what it is, for which shapes, what it raises, where it comes from, and has an example."""

from __future__ import annotations

import doctest
import inspect
from collections.abc import Mapping

import lora_symbolic as ls
from lora_symbolic import conversion, front

PARTS = ("Shapes:", "Raises", "Source:")


def public() -> dict[str, object]:
    """The public names of the package, of its front door and of the conversions."""
    rooms = (ls, front, conversion)
    return {f"{room.__name__}.{name}": getattr(room, name) for room in rooms for name in room.__all__}


def lacking(names: Mapping[str, object]) -> list[str]:
    """What docstrings do not say: of functions their shapes, errors and source, of all names an example."""
    found = []
    for name, value in names.items():
        text = inspect.getdoc(value) or ""
        needed = () if inspect.isclass(value) else PARTS
        found += [f"{name} lacks {part}" for part in needed if part not in text]
        if not doctest.DocTestParser().get_examples(text):
            found.append(f"{name} has no example")
        if not text.partition("\n")[0].endswith("."):
            found.append(f"{name} begins with no sentence")
    return found


def test_nothing_is_lacking() -> None:
    names = public()
    assert len(names) > 120
    assert lacking(names) == []


def test_what_is_lacking_is_found() -> None:
    def bare(term: object) -> object:
        """A function."""
        return term

    class Bare:
        """A class"""

    assert lacking({"bare": bare}) == [*(f"bare lacks {part}" for part in PARTS), "bare has no example"]
    assert lacking({"Bare": Bare}) == ["Bare has no example", "Bare begins with no sentence"]
