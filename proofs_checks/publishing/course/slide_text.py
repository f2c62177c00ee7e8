r"""The text of slides: the little Markdown that frames are written in, as LaTeX.

Dictionary
    inline      one paragraph: $math$ as it is, `code`, **bold**, *italic*, links and {doc} roles by their words
    typewriter  lines of code or output, blanks kept
    body        a whole frame: paragraphs, lists, displayed formulas
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lora_symbolic.errors import InputError

from ..document.typesetting.escape import code, escape

LINES, COLUMNS = 12, 70
_PIECES = re.compile(r"(\$[^$]+\$|`[^`]+`|\*\*[^*]+\*\*|\*[^*]+\*)")
_ROLE = re.compile(r"\{[a-z]+\}`([^`<]+?) ?<[^>`]+>`")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")


class SlideError(InputError, ValueError):
    """A frame that holds what slides cannot show; one line that says what."""


def words_only(text: str) -> str:
    """Roles and links by their words.

    >>> words_only("see {doc}`Lemma 3.2 </items/lemma-3.2>` and [chapter 5](05-a.md)")
    'see Lemma 3.2 and chapter 5'
    """
    return _LINK.sub(r"\1", _ROLE.sub(r"\1", text))


def inline(text: str) -> str:
    r"""A paragraph as LaTeX.

    >>> print(inline("**50%** of $x_1$ is `a_b`"))
    \textbf{50\%} of $x_1$ is \texttt{a{}\char95{}b}
    """
    found = []
    for piece in _PIECES.split(words_only(text)):
        if piece.startswith("$") and len(piece) > 1:
            found.append(piece)
        elif piece.startswith("`") and len(piece) > 1:
            found.append(code(piece[1:-1]).replace(r"\allowbreak{}", ""))
        elif piece.startswith("**") and len(piece) > 3:
            found.append(rf"\textbf{{{inline(piece[2:-2])}}}")
        elif piece.startswith("*") and len(piece) > 1:
            found.append(rf"\emph{{{inline(piece[1:-1])}}}")
        else:
            found.append(escape(piece))
    return "".join(found)


def typewriter(text: str, kind: str) -> str:
    """Code or output; `kind` names the LaTeX environment around it. Raises SlideError when it is too large."""
    lines = text.strip("\n").split("\n")
    if len(lines) > LINES or max(map(len, lines)) > COLUMNS:
        raise SlideError(
            f"{len(lines)} lines of up to {max(map(len, lines))} characters; room for {LINES} of {COLUMNS}"
        )
    shown = [code(line).replace(r"\allowbreak{}", "").replace(" ", r"\ ") for line in lines]
    return rf"\begin{{{kind}}}" + "\n" + "\\\\\n".join(r"\strut " + line for line in shown) + "\n" + rf"\end{{{kind}}}"


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    in_display = False
    for line in text.split("\n"):
        if line.strip() == "$$":
            if in_display:
                yield [*block, line]
                block = []
            else:
                if block:
                    yield block
                block = [line]
            in_display = not in_display
        elif in_display:
            block.append(line)
        elif not line.strip():
            if block:
                yield block
            block = []
        else:
            block.append(line)
    if block:
        yield block


def _list(lines: list[str]) -> str:
    items: list[str] = []
    for line in lines:
        if line.startswith("- "):
            items.append(line[2:])
        elif items:
            items[-1] += " " + line.strip()
        else:
            raise SlideError(f"a list begins with {line!r}")
    return "\n".join([r"\begin{itemize}", *(rf"\item {inline(item)}" for item in items), r"\end{itemize}"])


def body(text: str) -> str:
    """The text of a frame as LaTeX. Raises SlideError."""
    found = []
    for block in _blocks(text):
        if block[0].strip() == "$$":
            found.append("\\[\n" + "\n".join(block[1:-1]) + "\n\\]")
        elif block[0].startswith("- "):
            found.append(_list(block))
        else:
            found.append(inline(" ".join(line.strip() for line in block)) + r"\par")
    return "\n".join(found)
