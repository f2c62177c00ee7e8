"""PyTorch reader: the term that a function of tensors computes, from the graph that torch.fx traces.

Dictionary
    from_torch(function, shapes)    the term; its matrices have the names of the parameters

The function is run once, with placeholders; nothing is taken from its numbers.
"""

from __future__ import annotations

import inspect
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lora_symbolic.language.errors import LanguageError
from lora_symbolic.language.operations import matrix, sum_entries
from lora_symbolic.language.size import Sizelike
from lora_symbolic.language.term import Term

from ..errors import ConversionError
from .calls import CALLS
from .library import pytorch
from .traced import Traced

LINE = "line in the source"
AXES = 2
EXPECTED = "matmul, softmax, sum, mean, exp, log and what the page on Python lists"


def from_torch(function: Callable[..., Any], shapes: Mapping[str, Sequence[Sizelike]]) -> Term:
    """The term that a function of tensors computes, for all sizes.

    `shapes` gives each parameter its sizes: {"X": ("L", "d"), "v": ("d",), "s": ()}; parameters with a default keep it.
    A vector becomes a column, in the result too.

    >>> def loss(X, Y):
    ...     return ((X @ Y.T).softmax(dim=-1) ** 2).sum() / 2
    >>> from_torch(loss, {"X": ("L", "d"), "Y": ("L", "d")})  # doctest: +SKIP
    <sum(softmax(X @ Y.T) * softmax(X @ Y.T)) / 2 : 1 x 1>

    Raises ImportError without PyTorch, ConversionError for a call without a counterpart, named with its line, for
    shapes that do not fit, for numbers such as 0.1 that are no exact fraction, and for a function that torch.fx cannot
    trace, such as one whose course depends on entries. Reed et al., torch.fx, MLSys 2022.

    Shapes: as given; a vector is a column.
    Source: torch.fx; docs/how-to/use-it-from-python.md.
    """
    torch = pytorch()
    values: dict[Any, Any] = {}
    given = {name: _variable(name, sizes) for name, sizes in shapes.items()}
    known = _targets(torch)
    for node in _graph(torch, function).nodes:
        if node.op == "output":
            break
        if node.op == "placeholder":
            values[node] = _argument(node, given)
            continue
        arguments, keywords = torch.fx.node.map_arg((node.args, node.kwargs), values.__getitem__)
        values[node] = _called(node, known, tuple(arguments), dict(keywords))
    if given:
        raise ConversionError(f"{min(given)}: the function has no such parameter; expected shapes for its own")
    result = torch.fx.node.map_arg(node.args[0], values.__getitem__)
    if not isinstance(result, Traced):
        raise ConversionError(f"the function returns a {type(result).__name__}; expected one tensor")
    return result.term


def _variable(name: str, sizes: object) -> Traced:
    """The tensor of a parameter."""
    if isinstance(sizes, str) or not isinstance(sizes, Sequence) or len(sizes) > AXES:
        raise ConversionError(f'{name}: {sizes!r}; expected up to two sizes, such as ("L", "d"), ("L",) or ()')
    try:
        term = matrix(name, *(sizes or (1, 1)))
    except LanguageError as error:
        raise ConversionError(f"{name}: {error}") from None
    return Traced(term if sizes else sum_entries(term), len(sizes))


def _argument(node: Any, given: dict[str, Traced]) -> Any:
    """What stands for a parameter; each shape is used once."""
    if node.target in given:
        return given.pop(node.target)
    if node.args:
        return node.args[0]
    raise ConversionError(f"{node.target}: a parameter without a shape; expected one, or a default")


def _graph(torch: Any, function: Callable[..., Any]) -> Any:
    """The graph of a function, each call with its place in the source."""

    class Tracer(torch.fx.Tracer):  # type: ignore[misc]
        """Notes the line of each call."""

        def create_node(self, *arguments: Any, **keywords: Any) -> Any:
            node = super().create_node(*arguments, **keywords)
            node.meta[LINE] = _line(Path(torch.__file__).parent)
            return node

    try:
        return Tracer().trace(function)
    except Exception as error:  # whatever the function does with placeholders
        said = " ".join(str(error).split())
        raise ConversionError(f"the function cannot be traced: {type(error).__name__}: {said}") from error


def _targets(torch: Any) -> dict[Any, str]:
    """The functions of PyTorch and Python's operators, by their names in CALLS."""
    rooms = (operator, torch, torch.nn.functional, torch.linalg, torch.special, math)
    found = {getattr(room, name): name for room in rooms for name in CALLS if hasattr(room, name)}
    return {**found, getattr: "getattr"}


def _called(node: Any, known: Mapping[Any, str], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """What a call gives; ConversionError with its name and its line."""
    name = str(node.target) if node.op == "call_method" else getattr(node.target, "__name__", str(node.target))
    where = f"{name}{node.meta.get(LINE, '')}"
    if node.op == "get_attr":
        raise ConversionError(f"{where}: a tensor that the function holds; expected it as a parameter")
    key = {"call_method": name, "call_function": known.get(node.target, "")}.get(node.op, "")
    call = CALLS.get(key)
    if call is None:
        raise ConversionError(f"{where}: no counterpart in the language; expected {EXPECTED}")
    takes = inspect.signature(call)
    keywords = {key: value for key, value in keywords.items() if key in takes.parameters or not _is_off(key, value)}
    try:
        takes.bind(*arguments, **keywords)
    except TypeError as error:
        raise ConversionError(f"{where}: {error}; expected fewer options") from None
    try:
        return call(*arguments, **keywords)
    except (LanguageError, ConversionError) as error:
        raise ConversionError(f"{where}: {error}") from None


def _is_off(key: str, value: object) -> bool:
    """Whether an option is as PyTorch itself passes it on when nobody set it."""
    return value is None or value is False or key == "_stacklevel"


def _line(library: Path) -> str:
    """Where the call under way stands: the innermost line outside of PyTorch and of this file."""
    frame = inspect.currentframe()
    while frame is not None:
        path = frame.f_code.co_filename
        if path != __file__ and not Path(path).is_relative_to(library):
            return f" at line {frame.f_lineno} of {Path(path).name}"
        frame = frame.f_back
    return ""
