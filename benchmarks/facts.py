"""What a measurement must be read with, and the one way in which every benchmark writes its results.

Dictionary
    child       what another process measured
    head        date, command, machine and versions, the head of every file of measurements (results/schema.json)
    readable    JSON in which an element of a list is one line
    write       a file of results
    concluded   the records of a sweep, written, and the exit code
"""

from __future__ import annotations

import json
import os
import platform
import shlex
import subprocess
import sys
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

WIDTH, ROW = 120, 4096  # what is no longer is one line, anywhere and as an element of a list


def processor() -> str:
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def machine() -> dict[str, object]:
    """Processor, cores that this process may use, load, system and Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": processor(),
        "cores": cores,
        "load": [round(value, 2) for value in os.getloadavg()] if hasattr(os, "getloadavg") else None,
        "system": platform.system(),
        "python": platform.python_version(),
    }


def versions(*packages: str) -> dict[str, str]:
    """The installed version of each package."""
    return {package: metadata.version(package) for package in packages}


def command() -> str:
    """The command as it was given, a module by its name, paths relative to the working directory."""
    here = Path.cwd()
    spec = getattr(sys.modules["__main__"], "__spec__", None)

    def short(text: str) -> str:
        path = Path(text)
        return os.path.relpath(path, here) if path.is_absolute() else text

    program = ["-m", spec.name.removesuffix(".__main__")] if spec is not None else [short(sys.argv[0])]
    return shlex.join(["python", *program, *(short(argument) for argument in sys.argv[1:])])


def child(arguments: list[str], limit: float) -> dict[str, Any]:
    """The JSON on the last line of a program's output; an "error" if it failed or ran past the limit, in seconds."""
    try:
        done = subprocess.run(arguments, capture_output=True, text=True, timeout=limit, check=True)
    except subprocess.TimeoutExpired:
        return {"error": f"over {limit:.0f} s"}
    except subprocess.CalledProcessError as problem:
        return {"error": (problem.stderr.strip().splitlines() or ["failed"])[-1][:200]}
    return dict(json.loads(done.stdout.splitlines()[-1]))


def head(*packages: str) -> dict[str, object]:
    """Date, command, machine, and the version of each package."""
    today = date.today().isoformat()
    return {"date": today, "command": command(), "machine": machine(), "versions": versions(*packages)}


def readable(value: object, indent: str = "", longest: int = WIDTH) -> str:
    """JSON whose objects are indented and whose lists hold one element a line; what fits on a line is one.

    >>> print(readable({"rows": [{"degree": k, "errors": list(range(20))} for k in (1, 2)]}))
    {
     "rows": [
      {"degree": 1, "errors": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]},
      {"degree": 2, "errors": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19]}
     ]
    }
    """
    line = json.dumps(value)
    if not isinstance(value, dict | list) or len(indent) + len(line) <= longest:
        return line
    inner = indent + " "
    if isinstance(value, list):
        return "[\n" + ",\n".join(inner + readable(element, inner, ROW) for element in value) + f"\n{indent}]"
    entries = (f"{inner}{json.dumps(name)}: {readable(part, inner)}" for name, part in value.items())
    return "{\n" + ",\n".join(entries) + f"\n{indent}}}"


def write(out: Path, value: object) -> None:
    """Write results to a file, in a folder that is made if need be."""
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(readable(value) + "\n", encoding="utf-8")


def concluded(out: Path, compared: int, missed: list[str], records: list[dict[str, Any]], what: str) -> int:
    """Write the records of a sweep with what they must be read with, say what they missed, return the exit code."""
    write(out, {**head("numpy", "torch", "dask"), "compared": compared, "missed": missed, "records": records})
    print("\n".join(missed) if missed else f"{compared} {what}, all within their certificates")
    return 1 if missed else 0
