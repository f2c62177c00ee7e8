"""Rules for the code as a whole that no linter holds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.files import ROOT, package_modules, relative, repository_files

FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "sympify", "parse_expr", "lambdify", "S"}
FORBIDDEN_IMPORTS = {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
LONG_FILES: dict[str, str] = {
    "proofs_checks/cli.py": "every option of every command, for one page of help",
    "proofs_checks/coq/translation/translate.py": "one Coq rendering for every operation, as statement and as proof",
}
LONGEST = 300
COMPILED = (".pyc", ".vo", ".vok", ".vos", ".glob", ".aux", ".lia.cache", ".nra.cache", ".gitignore")
MATHEMATICS_NEVER = {"print", "open", "input"}
MODULES = package_modules()


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
            elif isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in {"sympy", "sp", "builtins"}:
                names.add(node.func.attr)
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


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_text_is_evaluated_and_nothing_is_unpickled(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert called_names(tree) & FORBIDDEN_CALLS == set()
    assert imported_modules(tree) & FORBIDDEN_IMPORTS == set()


def test_an_evaluation_would_be_found() -> None:
    tree = ast.parse("import pickle\nsympy.sympify(text)\neval(text)\nsympify(number, strict=True)")
    assert called_names(tree) & FORBIDDEN_CALLS == {"sympify", "eval"}
    assert imported_modules(tree) & FORBIDDEN_IMPORTS == {"pickle"}


@pytest.mark.parametrize("path", [p for p in MODULES if "lora_symbolic" in p.parts[len(ROOT.parts)]], ids=relative)
def test_the_mathematics_reads_no_file_and_prints_nothing(path: Path) -> None:
    assert called_names(ast.parse(path.read_text())) & MATHEMATICS_NEVER == set()


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_says_what_it_defines(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text())), "a module docstring is missing"


def test_long_files_are_listed_and_few() -> None:
    long = {relative(p) for p in MODULES if len(p.read_text().splitlines()) > LONGEST}
    assert long <= set(LONG_FILES)
    assert all((ROOT / name).exists() for name in LONG_FILES)
    assert len(LONG_FILES) <= 5


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
