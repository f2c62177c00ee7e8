"""The repository as data: where it is, its files, its Markdown links, its Makefile targets."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", "build", "dist", "node_modules", "report", "site", "__pycache__"}
PACKAGES = ("lora_symbolic", "proofs_checks")


def repository_files(*suffixes: str) -> Iterator[Path]:
    """Every file that belongs to the repository, caches and environments left out."""
    for folder, folders, names in os.walk(ROOT):
        here = Path(folder)
        hidden = {name for name in folders if name.startswith(".") and name != ".ci"}
        skipped = NOT_OURS - {"report", "site"} if here != ROOT else NOT_OURS
        folders[:] = sorted(set(folders) - hidden - skipped - {n for n in folders if n.endswith(".egg-info")})
        for name in sorted(names):
            if not suffixes or name.endswith(suffixes):
                yield here / name


def tracked() -> list[str]:
    """The files that are under version control or about to be; without git, those that belong to the repository."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return [relative(path) for path in repository_files()]
    return sorted(name for name in set(done.stdout.splitlines()) if (ROOT / name).is_file())


def package_modules() -> list[Path]:
    """The Python files of the two packages."""
    return [path for path in repository_files(".py") if path.relative_to(ROOT).parts[0] in PACKAGES]


def outside_code(markdown: str) -> str:
    """A Markdown text without its code blocks and code spans."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"```.*?```", "", markdown, flags=re.DOTALL))


def links(markdown: str) -> list[str]:
    """The targets of the links of a Markdown text."""
    return re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", outside_code(markdown))


def code_blocks(markdown: str, language: str) -> list[str]:
    """The contents of the fenced blocks of one language."""
    return re.findall(rf"^```{re.escape(language)}\n(.*?)^```$", markdown, flags=re.DOTALL | re.MULTILINE)


def make_targets() -> set[str]:
    """The phony targets of the Makefile."""
    return set(re.findall(r"^\.PHONY: (\S+)$", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))


def relative(path: Path) -> str:
    """A path as the repository calls it."""
    return path.relative_to(ROOT).as_posix()
