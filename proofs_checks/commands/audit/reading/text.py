"""The tokens of a text, by the model's own tokenizer.

Dictionary
    Text            the text with where it comes from
    read_text       the reader's file, or English prose that comes with Python
    tokens_of       the first tokens of a text
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from ...shared.exits import BadInput
from .folder import ModelFolder

MAX_BYTES = 10**7
OWN_CHARACTERS = 100_000


@dataclass(frozen=True)
class Text:
    """A text, and where it comes from."""

    words: str
    source: str

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8."""
        return hashlib.sha256(self.words.encode()).hexdigest()


def read_text(path: Path | None) -> Text:
    """The text of a file; without one, the language reference that comes with Python.

    Raises BadInput when the file cannot be used.
    """
    if path is None:
        from pydoc_data.topics import topics

        whole = "\n".join(topics[name] for name in sorted(topics))
        return Text(whole[:OWN_CHARACTERS], "Python's language reference")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path}: longer than {MAX_BYTES} bytes; expected a text")
        words = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: byte {error.start} is not UTF-8; expected a text in UTF-8") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"{path}: cannot be read ({reason}); expected a text") from None
    return Text(words, str(path))


def tokens_of(text: Text, model: ModelFolder) -> tuple[int, ...]:
    """All tokens of the text, special ones as the tokenizer adds them.

    Raises BadInput when the model has no tokenizer.json that can be read.
    """
    from tokenizers import Tokenizer

    if not model.tokenizer.is_file():
        raise BadInput(f"{model.tokenizer}: no such file; expected the tokenizer in one file")
    try:
        tokenizer = Tokenizer.from_file(str(model.tokenizer))
    except Exception as error:  # the library raises Exception itself
        raise BadInput(f"{model.tokenizer}: cannot be read ({str(error)[:120]}); expected a tokenizer") from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tuple(tokenizer.encode(text.words).ids)


def lengths_of(asked: list[str], available: int, most: int | None) -> tuple[int, ...]:
    """The numbers of tokens that are asked for, each once; without any, as many as there are up to 512.

    Raises BadInput for a number that is out of reach.

    >>> lengths_of(["8,4", "4"], 100, 16), lengths_of([], 100, 64), lengths_of([], 1000, None)
    ((4, 8), (64,), (512,))
    """
    reach = min(available, most or available)
    if not asked:
        return (min(reach, 512),)
    found = set()
    for part in ",".join(asked).split(","):
        if not part.strip().isdecimal() or int(part) < 2:
            raise BadInput(f"--tokens {part[:40]}; expected whole numbers from 2 on, such as 128,256,512")
        if int(part) > reach:
            why = f"the model has {most} positions" if most is not None and int(part) > most else "the text ends"
            raise BadInput(f"--tokens {part[:40]}: {why}; expected at most {reach}")
        found.add(int(part))
    return tuple(sorted(found))
