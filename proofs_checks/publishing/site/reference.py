"""Reference pages made from the programs themselves: the command line from typer, file formats from their schemas,
and the interface of each room of the mathematics by autodoc.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from typer.core import TyperGroup

SCHEMAS = Path(__file__).parents[1] / "schema"
ROOMS = (
    "language",
    "calculus",
    "proving",
    "evaluation",
    "attention",
    "approximation",
    "bounds",
    "fast_attention",
    "complexity",
)


def _options(command: Any, context: Any) -> Iterator[str]:
    rows = []
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record is None:
            name = parameter.metavar or parameter.name.upper()
            record = (f"{name}", getattr(parameter, "help", "") or "")
        rows.append(record)
    if rows:
        yield "| option | meaning |"
        yield "|---|---|"
        for name, meaning in rows:
            cells = [text.replace("|", "\\|").replace("\n", " ") for text in (name, meaning)]
            yield f"| `` {cells[0]} `` | {cells[1]} |"


def command_line(application: TyperGroup) -> str:
    """The page of the command line."""
    group: Any = application
    lines = ["# Command line", "", f"{group.help}", "", str(group.epilog), ""]
    context = group.make_context(group.name, [], resilient_parsing=True)
    for name in group.list_commands(context):
        _, command, _ = group.resolve_command(context, [name])
        inner = command.make_context(name, [], parent=context, resilient_parsing=True)
        usage = " ".join(command.collect_usage_pieces(inner))
        lines += [f"## {name}", "", str(command.help), "", "```text", f"{group.name} {name} {usage}", "```", ""]
        lines += [*_options(command, inner), ""]
    return "\n".join(lines)


def schemas() -> str:
    """The page of the file formats."""
    lines = ["# File formats", "", "What is read and written, as [JSON Schema](https://json-schema.org).", ""]
    for path in sorted(SCHEMAS.glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        lines += [f"## {schema.get('title', path.stem)}", ""]
        lines += ["```json", json.dumps(schema, indent=2, ensure_ascii=False), "```", ""]
    return "\n".join(lines)


def interface(room: str) -> str:
    """The page of one room: what it exports, in the order in which it lists it."""
    module = f"lora_symbolic.{room}"
    exported = getattr(import_module(module), "__all__", None)
    members = ", ".join(exported) if exported else ""
    lines = [f"# {room}", "", "```{eval-rst}", f".. automodule:: {module}"]
    if members:
        lines += [f"   :members: {members}", "   :imported-members:"]
    return "\n".join([*lines, "```", ""])


def reference_pages(application: TyperGroup) -> dict[str, str]:
    """All of them, by their paths."""
    listed = "\n".join(f"{room}" for room in ROOMS)
    rooms = {f"reference/api/{room}.md": interface(room) for room in ROOMS}
    index = (
        "# Python interface\n\nThe rooms of `lora_symbolic`, each with what it exports.\n\n"
        f"```{{toctree}}\n:maxdepth: 1\n\n{listed}\n```\n"
    )
    return {
        "reference/command-line.md": command_line(application),
        "reference/json.md": schemas(),
        "reference/api/index.md": index,
        **rooms,
    }
