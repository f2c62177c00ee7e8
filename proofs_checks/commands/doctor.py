"""doctor: which tools are here, with their versions, and what each is for."""

from __future__ import annotations

import json as json_module
import platform
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from .shared import exits
from .shared.files import check_writable, deliver
from .shared.options import Json
from .shared.streams import console, note

TIMEOUT = 10.0
_VERSION = re.compile(r"\d+(?:\.\d+)+[\w.+-]*|\d+")


@dataclass(frozen=True)
class Tool:
    """A tool: what it is for, and where to look for it."""

    name: str
    purpose: str
    package: str = ""
    command: Sequence[str] = ()
    npm: str = ""
    needed: bool = False


TOOLS: tuple[Tool, ...] = (
    Tool("sympy", "sizes, and a second derivative", package="sympy", needed=True),
    Tool("numpy", "arrays", package="numpy", needed=True),
    Tool("python-flint", "exact numbers and balls", package="python-flint", needed=True),
    Tool("mpmath", "high precision", package="mpmath", needed=True),
    Tool("networkx", "what uses what", package="networkx", needed=True),
    Tool("typer", "the command line", package="typer", needed=True),
    Tool("rich", "tables on the terminal", package="rich", needed=True),
    Tool("gmpy2", "faster integers for SymPy and mpmath", package="gmpy2"),
    Tool("torch", "comparison with automatic differentiation", package="torch"),
    Tool("transformers", "audits of models", package="transformers"),
    Tool("safetensors", "audits of models", package="safetensors"),
    Tool("peft", "comparison with adapters", package="peft"),
    Tool("matplotlib", "plots", package="matplotlib"),
    Tool("hypothesis", "property tests", package="hypothesis"),
    Tool("pytest", "tests", package="pytest"),
    Tool("jsonschema", "tests of the JSON reports", package="jsonschema"),
    Tool("mypy", "types", package="mypy"),
    Tool("ruff", "style", package="ruff"),
    Tool("import-linter", "the direction of imports", package="import-linter"),
    Tool("sphinx", "the site", package="sphinx"),
    Tool("sollya", "comparison of polynomials for exp", command=("sollya", "--version")),
    Tool("coqc", "Coq proofs", command=("coqc", "--version")),
    Tool("latexmk", "the companion document and the slides", command=("latexmk", "-version")),
    Tool("pdflatex", "the companion document and the slides", command=("pdflatex", "--version")),
    Tool("dot", "graphs", command=("dot", "-V")),
    Tool("node", "formulas rendered for the site", command=("node", "--version")),
    Tool("npm", "installs katex", command=("npm", "--version")),
    Tool("chromium", "tests of the site", command=("chromium", "--version")),
    Tool("katex", "formulas rendered for the site", npm="katex"),
    Tool("axe-core", "tests of the site", npm="axe-core"),
)


def version_in(text: str) -> str:
    """The first version number in a tool's answer.

    >>> version_in("The Coq Proof Assistant, version 8.16.1")
    '8.16.1'
    """
    found = _VERSION.search(text)
    return found.group() if found else "present"


def npm_version(package: str) -> str | None:
    """The version of a package in node_modules, here or beside the packages, or as a wheel carries it."""
    from proofs_checks.publishing.tools import CARRIED

    bases = (Path.cwd() / "node_modules", Path(__file__).parents[2] / "node_modules", CARRIED)
    for place in (base / package / "package.json" for base in bases):
        if place.is_file():
            return str(json_module.loads(place.read_text(encoding="utf-8")).get("version", "present"))
    return None


def version_of(tool: Tool) -> str | None:
    """The version of a tool, None when it is not here."""
    if tool.package:
        names = (tool.package, tool.name)
        for name in names:
            try:
                return metadata.version(name)
            except metadata.PackageNotFoundError:
                continue
        return None
    if tool.npm:
        return npm_version(tool.npm)
    path = shutil.which(tool.command[0])
    if path is None:
        return None
    try:
        answer = subprocess.run([path, *tool.command[1:]], capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return "does not answer"
    return version_in(answer.stdout + answer.stderr)


def doctor(
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 4 when a tool is missing.")] = False,
    json: Json = None,
) -> int:
    """Look for every tool, report, and return the exit code."""
    check_writable(json)
    found = [(tool, version_of(tool)) for tool in TOOLS]
    missing = [tool.name for tool, version in found if version is None]
    tools = [
        {"name": tool.name, "version": version, "needed": tool.needed, "purpose": tool.purpose}
        for tool, version in found
    ]
    data = {"schema": 1, "python": platform.python_version(), "tools": tools, "missing": missing}
    deliver(json, data, partial(show, found))
    if missing and strict:
        note(f"--strict: missing {', '.join(missing)}")
    needed = any(tool.needed and version is None for tool, version in found)
    return exits.TOOL_MISSING if needed or (strict and missing) else exits.AS_CLAIMED


def show(found: Sequence[tuple[Tool, str | None]]) -> None:
    """Print the table of tools."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("tool", "version", "for"):
        table.add_column(heading, no_wrap=heading != "for")
    table.add_row("python", platform.python_version(), "everything")
    for tool, version in found:
        table.add_row(tool.name, version or ("MISSING" if tool.needed else "missing"), tool.purpose)
    console().print(table)
