"""The Coq compiler: is it here, and what does it say of a file; answers are kept by content.

Dictionary
    coqc()              the compiler's path, None when it is missing
    Compiled            what the compiler said: did it accept, its output, the seconds, was it kept, what stopped it
    line_of_error       the line at which it stopped
    theory_file         where a theory's source is
    theories()          the theories in the order in which they are compiled
    compile_theories    all of them, in a folder named after their content
    compile_text        one generated file on top of them, kept by its content and that of those it needs
    compile_module      the same, and others can require what was compiled

Kept results lie below $XDG_CACHE_HOME/lora-symbolic/coq (~/.cache by default); deleting the folder is always safe.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from time import perf_counter

from lora_symbolic.errors import LoraSymbolicError

from .limits import NO_LIMITS, Limits

THEORIES = Path(__file__).parents[1] / "theories"
LOGICAL_NAME = "lora"
MODULES = "certificates"  # the logical name of compiled certificates
PROCESSES = 2
LIMIT = 600.0
OUT_OF_TIME = "out of time"
_ERROR = re.compile(r'^File "[^"]*", line (\d+),', re.MULTILINE)
_REQUIRES = re.compile(r"From lora Require (?:Import |Export )?([^.]+)\.")


class CoqFailure(LoraSymbolicError):
    """A theory that the compiler does not accept."""


@dataclass(frozen=True)
class Compiled:
    """What the compiler said of one file."""

    accepted: bool
    output: str
    seconds: float
    kept: bool = False
    stopped: str = ""  # which limit stopped it, in words


def line_of_error(output: str) -> int | None:
    """The line of the file at which the compiler stopped, None if it names none.

    >>> line_of_error('File "./a.v", line 12, characters 0-4:')
    12
    """
    found = _ERROR.search(output)
    return int(found.group(1)) if found else None


@cache
def coqc() -> str | None:
    """The path of the compiler, None when it is missing."""
    return shutil.which("coqc")


@cache
def version() -> str:
    """The compiler's version, which is part of what a kept result depends on."""
    path = coqc()
    if path is None:
        return "missing"
    answer = subprocess.run([path, "--print-version"], capture_output=True, text=True, timeout=30, check=False)
    return answer.stdout.strip()


def cache_folder() -> Path:
    """Where results are kept."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "lora-symbolic" / "coq"


def requirements(text: str) -> tuple[str, ...]:
    """The theories that a file requires.

    >>> requirements("From lora Require Import index_pair real_field.")
    ('index_pair', 'real_field')
    """
    return tuple(name for group in _REQUIRES.findall(text) for name in group.split())


@cache
def _files() -> dict[str, Path]:
    return {path.stem: path for path in sorted(THEORIES.rglob("*.v"))}


def theory_file(name: str) -> Path:
    """The source of a theory; folders group them, names are unique, and they are compiled side by side."""
    return _files()[name]


@cache
def theories() -> tuple[str, ...]:
    """The names of the theories, each after those that it requires."""
    needs = {name: requirements(path.read_text(encoding="utf-8")) for name, path in _files().items()}
    order: list[str] = []

    def place(name: str) -> None:
        if name not in order:
            for needed in needs[name]:
                place(needed)
            order.append(name)

    for name in needs:
        place(name)
    return tuple(order)


@cache
def theories_key(names: tuple[str, ...] | None = None) -> str:
    """A fingerprint of the content of these theories (all, if none are named) and of the compiler's version."""
    digest = hashlib.sha256(version().encode())
    for name in theories() if names is None else names:
        digest.update(name.encode() + b"\0" + theory_file(name).read_bytes())
    return digest.hexdigest()[:20]


def needed(text: str) -> tuple[str, ...]:
    """The theories on which a file rests, directly or not, in the order in which they are compiled."""
    wanted = set(requirements(text))
    for name in reversed(theories()):
        if name in wanted:
            wanted.update(requirements(theory_file(name).read_text(encoding="utf-8")))
    return tuple(name for name in theories() if name in wanted)


def _run(path: Path, folder: Path, modules: Sequence[Path] = (), limits: Limits = NO_LIMITS) -> Compiled:
    compiler = coqc()
    if compiler is None:
        raise CoqFailure("coqc is missing")
    loads = [part for module in modules for part in ("-Q", str(module.resolve()), MODULES)]
    source, start = path.resolve(), perf_counter()
    try:
        answer = subprocess.run(
            limits.around([compiler, "-w", "none", "-Q", str(folder.resolve()), LOGICAL_NAME, *loads, str(source)]),
            cwd=source.parent,  # tactics keep files of their own where Coq stands, not where the user does
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Compiled(False, f"{OUT_OF_TIME} after {LIMIT:.0f} s", LIMIT, stopped=f"stopped after {LIMIT:.0f} s")
    output = answer.stdout + answer.stderr
    stopped = limits.stopped(answer.returncode, output)
    return Compiled(answer.returncode == 0, output, perf_counter() - start, stopped=stopped)


def theories_folder() -> Path:
    """Where the compiled theories of this content lie, or will lie."""
    return cache_folder() / f"theories-{theories_key()}"


def uncompiled_theories() -> tuple[str, ...]:
    """The theories that are still to be compiled."""
    return tuple(name for name in theories() if not (_kept_theory(name) / "answer.json").exists())


def _kept_theory(name: str) -> Path:
    """Where a compiled theory is kept, by its content and that of those that it needs."""
    text = theory_file(name).read_text(encoding="utf-8")
    return cache_folder() / "theories" / theories_key((*needed(text), name))


def compile_theories(advance: Callable[[str], None] = lambda _: None) -> tuple[Path, dict[str, Compiled]]:
    """The folder of the compiled theories, and what the compiler said of each; from the kept ones where there are.

    `advance` is called with the name of each theory that is done.

    Raises CoqFailure, with the compiler's message, for a theory that it does not accept.
    """
    folder = theories_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with (cache_folder() / "theories.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two processes compile once
        return folder, _kept_theories(folder) or _compile_all(folder, advance)


def _kept_theories(folder: Path) -> dict[str, Compiled]:
    try:
        kept = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: Compiled(**{**entry, "kept": True}) for name, entry in kept.items()}


def _compile_all(folder: Path, advance: Callable[[str], None]) -> dict[str, Compiled]:
    done: dict[str, Compiled] = {}
    for batch in _batches():
        with ThreadPoolExecutor(PROCESSES) as pool:
            answers = pool.map(lambda name: _theory(name, folder), batch)
            for name, answer in zip(batch, answers, strict=True):
                if not answer.accepted:
                    raise CoqFailure(f"{name}.v: {answer.output.strip()}")
                done[name] = answer
                if not answer.kept:
                    advance(name)
    summary = json.dumps({name: asdict(answer) for name, answer in done.items()})
    (folder / "summary.json").write_text(summary, encoding="utf-8")
    return done


def _theory(name: str, folder: Path) -> Compiled:
    """One theory in the folder, compiled anew only if it or one that it needs has changed.

    Coq lets a compiled file be used only with the very files that it was compiled with, so those are kept.
    """
    source = theory_file(name)
    shutil.copyfile(source, folder / source.name)
    kept = _kept_theory(name)
    if (kept / "answer.json").exists():
        shutil.copyfile(kept / f"{name}.vo", folder / f"{name}.vo")
        return Compiled(**{**json.loads((kept / "answer.json").read_text(encoding="utf-8")), "kept": True})
    answer = _run(folder / source.name, folder)
    if answer.accepted:
        kept.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(folder / f"{name}.vo", kept / f"{name}.vo")
        (kept / "answer.json").write_text(json.dumps(asdict(answer)), encoding="utf-8")
    return answer


def _batches() -> list[list[str]]:
    """The theories in batches whose members do not need each other."""
    level: dict[str, int] = {}
    for name in theories():
        needed = requirements(theory_file(name).read_text(encoding="utf-8"))
        level[name] = 1 + max((level[other] for other in needed), default=-1)
    return [[name for name in theories() if level[name] == depth] for depth in range(max(level.values()) + 1)]


def result_path(text: str) -> Path:
    """Where the compiler's answer on a generated file is kept."""
    digest = hashlib.sha256((theories_key(needed(text)) + "\0" + text).encode()).hexdigest()[:20]
    return cache_folder() / "answers" / f"{digest}.json"


def kept_result(text: str) -> Compiled | None:
    """The kept answer on a generated file, None if it was never compiled here."""
    path = result_path(text)
    try:
        return Compiled(**{**json.loads(path.read_text(encoding="utf-8")), "kept": True})
    except (OSError, ValueError, TypeError):
        return None


def compile_text(name: str, text: str, modules: Sequence[Path] = (), limits: Limits = NO_LIMITS) -> Compiled:
    """What the compiler says, within these limits, of a generated file on top of the theories and of compiled modules.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    bounded = [] if limits == NO_LIMITS else [repr(limits)]
    content = "\0".join([text, *(module.name for module in modules), *bounded])
    if (kept := kept_result(content)) is not None:
        return kept
    folder, _ = compile_theories()
    place = result_path(content)
    work = place.with_suffix("")
    work.mkdir(parents=True, exist_ok=True)
    with place.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (kept := kept_result(content)) is not None:
            return kept
        path = work / f"{name}.v"
        path.write_text(text, encoding="utf-8")
        answer = _run(path, folder, modules, limits)
        _keep(answer, place)
    shutil.rmtree(work, ignore_errors=True)
    return answer


def _keep(answer: Compiled, path: Path) -> None:
    """Keep an answer; being out of time says more of the machine than of the file, and is not kept."""
    if not answer.output.startswith(OUT_OF_TIME):
        path.write_text(json.dumps(asdict(answer)), encoding="utf-8")


def compile_module(name: str, text: str) -> tuple[Path, Compiled]:
    """A generated file compiled so that others can require it from `certificates`, and what the compiler says of it.

    Raises CoqFailure when the compiler is missing or a theory is not accepted.
    """
    folder, _ = compile_theories()
    digest = hashlib.sha256(f"{theories_key(needed(text))}\0{name}\0{text}".encode()).hexdigest()[:20]
    place = cache_folder() / "modules" / digest
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        answer_path = place / "answer.json"
        if answer_path.exists() and (place / f"{name}.vo").exists():
            return place, Compiled(**{**json.loads(answer_path.read_text(encoding="utf-8")), "kept": True})
        (place / f"{name}.v").write_text(text, encoding="utf-8")
        answer = _run(place / f"{name}.v", folder, [place])
        _keep(answer, answer_path)
    return place, answer
