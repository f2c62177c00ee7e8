"""What a measurement must be read with: the machine, the versions, the command."""

from __future__ import annotations

import json
import os
import platform
import shlex
import sys
from importlib import metadata
from pathlib import Path
from typing import Any


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

    program = ["-m", spec.name] if spec is not None else [short(sys.argv[0])]
    return shlex.join(["python", *program, *(short(argument) for argument in sys.argv[1:])])


def concluded(out: Path, compared: int, missed: list[str], records: list[dict[str, Any]], what: str) -> int:
    """Write the records of a sweep with what they must be read with, say what they missed, return the exit code."""
    report = {
        "command": command(),
        "machine": machine(),
        "versions": versions("numpy", "torch", "dask"),
        "compared": compared,
        "missed": missed,
        "records": records,
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=1) + "\n")
    print("\n".join(missed) if missed else f"{compared} {what}, all within their certificates")
    return 1 if missed else 0
