"""The ledgers that come with the program, by name, and what `--ledger` may say.

Dictionary
    LEDGERS     the folder of the ledgers that come with the program
    FOLDER      the ledger that is meant where none is named
    ALL         the word for all of them
    names       their names, the one that is meant first
    folder_of   what stands after --ledger -> the folder
    folders_of  the same, or all folders for ALL
    option_of   a folder -> what a command needs to mean it, a space before it; empty for FOLDER
    named_by    such an option -> the name or the folder in it
"""

from __future__ import annotations

import shlex
from pathlib import Path

LEDGERS = Path(__file__).parents[1] / "ledgers"
FOLDER = LEDGERS / "lora"
ALL = "all"


def names() -> tuple[str, ...]:
    """The names of the ledgers that come with the program.

    >>> names()[0]
    'lora'
    """
    found = sorted(path.name for path in LEDGERS.iterdir() if path.is_dir() and not path.name.startswith((".", "_")))
    return (FOLDER.name, *(name for name in found if name != FOLDER.name))


def folder_of(text: str | Path | None) -> Path:
    """The folder of a ledger: one that comes with the program by its name, else a folder of the reader's.

    >>> folder_of(None) == folder_of("lora") == FOLDER
    True
    >>> str(folder_of("my/ledger"))
    'my/ledger'
    """
    if text is None:
        return FOLDER
    return LEDGERS / str(text) if str(text) in names() else Path(text)


def folders_of(text: str | Path | None) -> tuple[Path, ...]:
    """The folders of the ledgers that are meant: all that come with the program for `all`, else one.

    >>> folders_of("all") == tuple(LEDGERS / name for name in names())
    True
    """
    return tuple(LEDGERS / name for name in names()) if str(text) == ALL else (folder_of(text),)


def option_of(folder: Path) -> str:
    """What a command needs to mean the ledger of a folder; nothing for the one that is meant without.

    >>> option_of(FOLDER), option_of(LEDGERS / "other"), option_of(Path("my ledger"))
    ('', ' --ledger other', " --ledger 'my ledger'")
    """
    if folder == FOLDER:
        return ""
    return f" --ledger {shlex.quote(folder.name if folder.parent == LEDGERS else str(folder))}"


def named_by(option: str) -> str:
    """The name or the folder that such an option has; of an empty one the name of the ledger that is meant.

    >>> named_by(""), named_by(option_of(LEDGERS / "other")), named_by(option_of(Path("my ledger")))
    ('lora', 'other', 'my ledger')
    """
    return shlex.split(option)[-1] if option else FOLDER.name
