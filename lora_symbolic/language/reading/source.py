"""A reader's text: within limits, as Python's syntax tree, which is read and never run; and pieces of it in messages.

Dictionary
    one_line(text)      the text on one line
    tree(text)          its syntax tree; with_primes puts a letter in the place of the prime of a derivative
    names_in(text)      the names that it uses
    shown, did_you_mean, and what stands in messages
"""

from __future__ import annotations

import ast
import difflib
import re
import warnings
from collections.abc import Iterable

from ..errors import SyntaxProblem

MAX_LENGTH = 20_000
MAX_NODES = 10_000
MAX_NESTING = 200
MAX_QUOTED = 40
PRIME = "\N{MODIFIER LETTER PRIME}"  # a letter, so that Python takes phi with primes for a name
OVER = re.compile(r"(?<![\w.])sum\s*\(\s*[A-Za-z_]\w*\s+in\s(?:[^:,()\[\]]|\([^:,()\[\]]*\))+:")
PRIMES = re.compile(r"(?<=\w)'+(?=\s*\()")


def names_in(text: str) -> tuple[str, ...]:
    """The names that a text uses, in order; SyntaxProblem for a text that is no expression."""
    return tuple(node.id for node in ast.walk(tree(one_line(text))) if isinstance(node, ast.Name))


def shown(text: str, most: int = MAX_QUOTED) -> str:
    """A piece of a reader's text, quoted, on one line and short."""
    return repr(text if len(text) <= most else text[: most - 3] + "...")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """'; did you mean ...?' when a known name is close, else nothing."""
    close = difflib.get_close_matches(name[:MAX_QUOTED], sorted(known), n=1, cutoff=0.5)
    same = [other for other in sorted(known) if other.lower() == name.lower()]
    return f"; did you mean {(same or close)[0]!r}?" if same or close else ""


def one_line(text: object) -> str:
    """A text on one line; SyntaxProblem for what is no text, too long, or has letters that no text has."""
    if not isinstance(text, str):
        raise SyntaxProblem(f"{shown(repr(text))} is no text: expected an expression in quotes")
    if len(text) > MAX_LENGTH:
        raise SyntaxProblem(f"an expression of {len(text)} characters: expected at most {MAX_LENGTH}")
    if not text.isprintable():
        text = "".join(" " if letter in "\r\n\t" else letter for letter in text)
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise SyntaxProblem(f"{shown(text)} is no expression: expected letters, digits and operators")
    return text.strip()


def with_primes(text: str) -> str:
    """A text with a letter in the place of each prime of a derivative, as in phi'(X), and a comma in that of the colon
    in sum(i in h: ...); columns stay as they are."""
    text = OVER.sub(lambda found: f"{found[0][:-1]},", text)
    return PRIMES.sub(lambda found: PRIME * len(found[0]), text)


def tree(text: str) -> ast.expr:
    """Python's syntax tree of a text, within the limits."""
    if not text:
        raise SyntaxProblem("an empty text: expected an expression")
    if "#" in text:
        raise SyntaxProblem(f"'#' at column {text.index('#') + 1}: expected an expression without comments")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = ast.parse(with_primes(text), mode="eval").body
    except SyntaxError as error:
        where = f" at column {error.offset}" if error.offset and error.offset > 0 else ""
        raise SyntaxProblem(f"{shown(text)} is no expression: {error.msg}{where}") from None
    except ValueError:
        raise SyntaxProblem(f"{shown(text)} is no expression: expected letters, digits and operators") from None
    except (RecursionError, MemoryError):
        raise SyntaxProblem(f"{shown(text)} is nested too deeply: expected at most {MAX_NESTING} levels") from None
    _check_nesting(parsed)
    return parsed


def _check_nesting(tree: ast.expr) -> None:
    level: list[ast.AST] = [tree]
    nodes = depth = 0
    while level:
        nodes += len(level)
        depth += 1
        if nodes > MAX_NODES:
            raise SyntaxProblem(f"an expression of more than {MAX_NODES} parts: expected a shorter one")
        if depth > MAX_NESTING:
            raise SyntaxProblem(f"an expression is nested too deeply: expected at most {MAX_NESTING} levels")
        level = [child for node in level for child in ast.iter_child_nodes(node)]
