"""Rules for the code as a whole that no linter holds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from tests.repository.files import ROOT, package_modules, relative, repository_files, tracked

FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "sympify", "parse_expr", "lambdify", "S"}
FORBIDDEN_IMPORTS = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
LONGEST = 350
MOST_ENTRIES = 14
MARKS = {"__init__.py", "py.typed"}
LISTS = {"findings"}  # one script a surprise, a list that has no rooms
CODE = (".py", ".js", ".css", ".jinja", ".html", ".tex", ".v", ".toml", "Makefile", ".ci/run")
COMPILED = (".pyc", ".vo", ".vok", ".vos", ".glob", ".aux", ".lia.cache", ".nra.cache", ".gitignore")
NEVER_CALLED = {"print", "open", "input"}


@cache
def texts() -> dict[str, str]:
    """The modules of the two packages."""
    return {relative(path): path.read_text() for path in package_modules()}


@cache
def trees() -> dict[str, ast.Module]:
    """The modules of the two packages, parsed."""
    return {name: ast.parse(text) for name, text in texts().items()}


def trees_with(names: Iterable[str]) -> dict[str, ast.Module]:
    """The modules in whose text one of these names stands: no other can call or import it."""
    word = re.compile(rf"\b({'|'.join(names)})\b")
    return {name: tree for name, tree in trees().items() if word.search(texts()[name])}


def is_strict(call: ast.Call) -> bool:
    """Whether the call says strict=True, with which sympify refuses text."""
    return any(k.arg == "strict" and isinstance(k.value, ast.Constant) and k.value.value is True for k in call.keywords)


def called_names(tree: ast.AST) -> set[str]:
    """The names, bare or after a dot of `sympy`, that are called."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not is_strict(node):
            if isinstance(node.func, ast.Name):
                names.add(node.func.id)
            elif isinstance(node.func, ast.Attribute) and isinstance(owner := node.func.value, ast.Name):
                names |= {node.func.attr} if owner.id in {"sympy", "sp", "builtins"} else set()
    return names


def imported_modules(tree: ast.AST) -> set[str]:
    """The first components of the modules that are imported."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_no_text_is_evaluated_and_nothing_is_unpickled() -> None:
    calls = {name: called_names(tree) & FORBIDDEN_CALLS for name, tree in trees_with(FORBIDDEN_CALLS).items()}
    imports = {name: imported_modules(tree) & FORBIDDEN_IMPORTS for name, tree in trees_with(FORBIDDEN_IMPORTS).items()}
    assert {name: found for name, found in calls.items() if found} == {}
    assert {name: found for name, found in imports.items() if found} == {}


def test_an_evaluation_would_be_found() -> None:
    tree = ast.parse("import pickle\nsympy.sympify(text)\neval(text)\nsympify(number, strict=True)")
    assert called_names(tree) & FORBIDDEN_CALLS == {"sympify", "eval"}
    assert imported_modules(tree) & FORBIDDEN_IMPORTS == {"pickle"}


def test_the_mathematics_reads_no_file_and_prints_nothing() -> None:
    assert sum(name.startswith("lora_symbolic/") for name in trees()) > 100
    called = {name: called_names(tree) & NEVER_CALLED for name, tree in trees_with(NEVER_CALLED).items()}
    assert {name: found for name, found in called.items() if found and name.startswith("lora_symbolic/")} == {}


def test_a_module_says_what_it_defines() -> None:
    assert [name for name, tree in trees().items() if not ast.get_docstring(tree)] == []


def test_no_file_is_too_long() -> None:
    """Data, documents and what a package manager writes apart."""
    lengths = {name: len((ROOT / name).read_bytes().splitlines()) for name in tracked() if name.endswith(CODE)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def crowded(names: Iterable[str]) -> dict[str, int]:
    """The folders with more entries than one takes in at a glance; hidden ones, the marks of a package, and files that
    tools want in the root are not counted.
    """
    entries: dict[str, set[str]] = {}
    for name in names:
        parts = name.split("/")
        for depth, part in enumerate(parts):
            if not part.startswith(".") and part not in MARKS and len(parts) > 1:
                entries.setdefault("/".join(parts[:depth]) or ".", set()).add(part)
    return {folder: len(inside) for folder, inside in entries.items() if len(inside) > MOST_ENTRIES}


def test_no_folder_is_crowded() -> None:
    assert crowded(tracked()).keys() - LISTS == set()


def test_a_crowded_folder_is_found() -> None:
    names = [f"a/b{n}/c.py" for n in range(MOST_ENTRIES)] + ["a/.hidden"]
    assert crowded(names) == {}
    assert crowded([*names, "a/d.py"]) == {"a": MOST_ENTRIES + 1}


def test_the_layers_of_imports_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_file_mentions_a_machine_path() -> None:
    machine_path = re.compile(r"(?<![\w.])/(?:work|tmp/venv|root|home/\w+|Users/\w+)/|[A-Z]:\\Users")
    found = [
        relative(path)
        for path in repository_files(".py", ".md", ".toml", ".txt", ".json", ".yaml", "Makefile", "run", ".v")
        if path != Path(__file__) and machine_path.search(path.read_text())
    ]
    assert found == []


def test_package_data_is_declared() -> None:
    """Every file of a package that is not Python is matched by a pattern in pyproject.toml."""
    import tomllib

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    for package, patterns in declared.items():
        matched = {path for pattern in patterns for path in (ROOT / package).glob(pattern)}
        data = {
            path
            for path in repository_files()
            if path.is_relative_to(ROOT / package) and not path.name.endswith((".py", *COMPILED))
        }
        assert data - matched == set()
