"""One family of errors: every exception class of both packages descends from it, and a reader's input is a branch."""

from __future__ import annotations

import importlib
import inspect
from functools import cache

import pytest

from lora_symbolic.errors import InputError, LoraSymbolicError, NoTruthValue
from tests.repository.files import package_modules, relative

INTERRUPTIONS = {"OutOfTime": "a BaseException, which no handler of errors may swallow"}
OF_A_READERS_INPUT = {
    "ApproximationError",
    "BadInput",
    "ChapterError",
    "CostError",
    "ConversionError",
    "DomainError",
    "EvaluationError",
    "GrowthError",
    "InputError",
    "LanguageError",
    "LatexProblem",
    "LedgerError",
    "FastAttentionError",
    "NestedExponential",
    "NotCertified",
    "NotTranslatable",
    "OutOfReach",
    "ShapeError",
    "SlideError",
    "StatementError",
    "SyntaxProblem",
}


@cache
def exception_classes() -> tuple[type[BaseException], ...]:
    """Every exception class that a module of the packages defines."""
    found = []
    for path in package_modules():
        name = relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if path.name == "__main__.py" or "class " not in path.read_text():
            continue
        module = importlib.import_module(name)
        classes = [value for value in vars(module).values() if inspect.isclass(value) and value.__module__ == name]
        found += [value for value in classes if issubclass(value, BaseException)]
    return tuple(found)


def outside(classes: tuple[type[BaseException], ...]) -> set[str]:
    """The names of those that are not of the family."""
    return {value.__name__ for value in classes if not issubclass(value, LoraSymbolicError)}


def test_every_exception_class_is_of_the_family() -> None:
    assert outside(exception_classes()) == set(INTERRUPTIONS)


def test_a_class_outside_the_family_would_be_found() -> None:
    class Stray(ValueError):
        pass

    assert outside((*exception_classes(), Stray)) == {*INTERRUPTIONS, "Stray"}


def test_the_branch_of_a_readers_input_is_as_listed() -> None:
    branch = {value.__name__ for value in exception_classes() if issubclass(value, InputError)}
    assert branch == OF_A_READERS_INPUT


def test_an_error_of_a_question_without_an_answer_is_a_type_error() -> None:
    assert issubclass(NoTruthValue, TypeError)


@pytest.mark.parametrize("name", ["ShapeError", "EvaluationError", "ApproximationError", "FastAttentionError"])
def test_an_error_of_the_mathematics_stays_a_value_error(name: str) -> None:
    (found,) = [value for value in exception_classes() if value.__name__ == name]
    assert issubclass(found, ValueError)
