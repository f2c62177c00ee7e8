"""check --certify: theorems of Coq for a reader's own claims, in the table, in the JSON, as files, and by exit code."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from proofs_checks.coq.toolchain import compiler as toolchain
from proofs_checks.publishing.json_report import SCHEMA_FILE
from tests.proofs_checks.commands.command import Run, runner

pytestmark = [pytest.mark.xdist_group("coq"), pytest.mark.timeout(900)]
EXAMPLES = Path(__file__).parents[4] / "docs" / "examples"
FILE = """title = "products *) Axiom a : False. (*"
sizes = ["m", "n"]
[matrices]
A = ["m", "n"]
[[claims]]
name = "transposed"
equal = ["(A @ A.T).T", "A @ A.T"]
[[claims]]
name = "wrong"
equal = ["A @ A.T", "2 * (A @ A.T)"]
[[claims]]
name = "weighted"
equal = ["softmax(A, ones(m, n))", "softmax(A)"]
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return runner(monkeypatch, capsys)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(FILE)
    return path


@pytest.fixture
def no_coqc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(toolchain, "coqc", lambda: None)


@pytest.mark.usefixtures("compiler")
def test_theorems_and_reasons_are_shown(run: Run, own: Path) -> None:
    outcome = run("check", own, "--certify", "--jobs", "1")
    assert outcome.code == 1
    assert "in Coq: 1 of 3 claims have a theorem" in outcome.out
    assert "transposed: theorem claim_transposed" in outcome.out
    assert "forall m n : nat," in outcome.out
    assert "wrong: no theorem: refuted" in outcome.out
    assert "weighted: no theorem: outside the fragment: softmax with weights" in outcome.out
    assert "ClassicalDedekindReals.sig_forall_dec: the standard library's real numbers" in outcome.out


@pytest.mark.usefixtures("compiler")
def test_the_evidence_in_the_json_is_of_strength_coq(run: Run, own: Path) -> None:
    data = run("check", own, "--certify", "--json", "-", "--jobs", "1").json
    jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text())).validate(data)
    first, second, third = data["claims"]
    assert next(piece for piece in first["evidence"] if piece["method"] == "coq")["strength"] == "coq"
    assert first["coq"]["statement"].endswith("(A *m (A^T))")
    assert first["coq"]["axioms"]
    for claim in (second, third):
        assert not [piece for piece in claim["evidence"] if piece["strength"] == "coq"]


@pytest.mark.usefixtures("compiler")
def test_without_the_option_coq_is_not_asked(run: Run, own: Path) -> None:
    data = run("check", own, "--json", "-", "--jobs", "1").json
    assert not [piece for claim in data["claims"] for piece in claim["evidence"] if piece["method"] == "coq"]


@pytest.mark.usefixtures("compiler")
def test_the_files_of_coq_compile_by_themselves(run: Run, own: Path, tmp_path: Path) -> None:
    import subprocess

    outcome = run("check", own, "--coq", tmp_path / "coq", "--jobs", "1")
    [file] = list((tmp_path / "coq").glob("*.v"))
    assert file.name == "claim_transposed.v"
    assert "coqc -Q" in outcome.err
    command = ["coqc", "-w", "none", "-Q", str(toolchain.theories_folder()), toolchain.LOGICAL_NAME, str(file)]
    assert subprocess.run(command, check=False, capture_output=True, timeout=120).returncode == 0


@pytest.mark.usefixtures("compiler")
@pytest.mark.parametrize("name", ["lora-right-side", "traces"])
def test_claims_of_the_gallery_have_theorems(run: Run, name: str) -> None:
    data = run("check", next(EXAMPLES.rglob(f"{name}.toml")), "--certify", "--json", "-", "--jobs", "1").json
    have = [claim["id"] for claim in data["claims"] if any(piece["strength"] == "coq" for piece in claim["evidence"])]
    proved = [claim["id"] for claim in data["claims"] if claim["verdict"] == "proved"]
    assert have == proved


def test_a_missing_compiler_is_said_to_be_missing(run: Run, own: Path, no_coqc: None) -> None:
    outcome = run("check", own, "--certify", "--json", "-", "--jobs", "1")
    assert "coqc is missing" in outcome.err
    details = [piece["detail"] for piece in outcome.json["claims"][0]["evidence"] if piece["method"] == "coq"]
    assert details == ["missing: coqc is not installed"]


def test_a_missing_compiler_decides_the_exit_code(run: Run, own: Path, no_coqc: None) -> None:
    own.write_text(FILE.split('[[claims]]\nname = "wrong"')[0])
    assert run("check", own, "--jobs", "1").code == 0
    assert run("check", own, "--certify", "--jobs", "1").code == 3
    assert run("check", own, "--certify", "--strict", "--jobs", "1").code == 4
