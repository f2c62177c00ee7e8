"""check judges a reader's files: every exit code, the JSON, and one line for whatever cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from proofs_checks.publishing.json_report import SCHEMA_FILE
from tests.proofs_checks.commands.command import ILL_TYPED, PROVED, REFUTED, SHAPE, STATEMENT, Run

VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text()))


def _file(folder: Path, claims: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(STATEMENT + claims)
    return path


@pytest.mark.parametrize(
    ("claims", "code", "verdicts"),
    [
        (PROVED, 0, ["proved"]),
        (PROVED + SHAPE, 0, ["proved", "proved"]),
        (PROVED + REFUTED, 1, ["proved", "refuted"]),
        (ILL_TYPED, 1, ["ill-typed"]),
    ],
)
def test_the_exit_code_says_what_the_claims_are(
    run: Run, tmp_path: Path, claims: str, code: int, verdicts: list[str]
) -> None:
    outcome = run("check", _file(tmp_path, claims), "--json", "-")
    assert outcome.code == code
    assert [claim["verdict"] for claim in outcome.json["claims"]] == verdicts


def test_what_no_method_decides_is_undecided_with_its_reason(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, PROVED), "--method", "identity-test", "--json", "-")
    [claim] = outcome.json["claims"]
    assert outcome.code == 3
    assert claim["verdict"] == "undecided"
    assert claim["evidence"][0]["detail"]


def test_what_is_undecided_shows_what_remains_beside_what_numbers_say(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "roots.toml"
    path.write_text(
        'sizes = ["n"]\n[matrices]\nX = ["n", "n"]\n[[claims]]\nname = "conjugate"\n'
        'equal = ["sqrt(sqrt(1 + X**2) + X) * sqrt(sqrt(1 + X**2) - X)", "ones(n, n)"]\n'
    )
    outcome = run("check", path, "--json", "-")
    assert outcome.code == 3
    VALIDATOR.validate(outcome.json)
    (claim,) = outcome.json["claims"]
    assert claim["remains"]["text"].startswith("(left - right)[i, j] = (X[i, j] + (X[i, j]**2 + 1)**(1/2))**(1/2)")
    assert claim["remains"]["numbers"].startswith("identity-test: balls")
    shown = " ".join(run("check", path).out.split())
    assert "what remains: (left - right)[i, j] =" in shown
    assert "in numbers: identity-test" in shown


def test_what_is_decided_has_nothing_that_remains(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, PROVED + REFUTED), "--json", "-")
    assert all("remains" not in claim for claim in outcome.json["claims"])


def test_out_of_time_is_undecided(run: Run, tmp_path: Path, slow_prover: None) -> None:
    outcome = run("check", _file(tmp_path, PROVED), "--seconds", "0.1")
    assert outcome.code == 3
    assert "out of time" in outcome.err


def test_a_refutation_outweighs_what_is_undecided(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, PROVED + ILL_TYPED), "--method", "shapes")
    assert outcome.code == 1


def test_the_json_has_the_published_schema_and_nothing_else_is_on_stdout(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, PROVED + REFUTED + ILL_TYPED), "--json", "-")
    VALIDATOR.validate(outcome.json)
    assert outcome.json["schema"] == 1
    assert outcome.json["summary"] == {"proved": 1, "refuted": 1, "ill-typed": 1}
    assert [claim["id"] for claim in outcome.json["claims"]] == ["dA", "dA-wrong", "dA-ill"]
    assert {claim["form"] for claim in outcome.json["claims"]} == {"stated"}
    assert all(
        set(piece) == {"method", "strength", "detail"} for c in outcome.json["claims"] for piece in c["evidence"]
    )


def test_the_schema_rejects_what_is_not_a_report(run: Run, tmp_path: Path) -> None:
    report = run("check", _file(tmp_path, PROVED), "--json", "-").json
    for key, value in (("verdict", "true"), ("seconds", -1), ("form", "copied"), ("extra", 1)):
        broken = json.loads(json.dumps(report))
        broken["claims"][0][key] = value
        assert not VALIDATOR.is_valid(broken)


def test_the_json_may_go_to_a_file_beside_the_table(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "new" / "out.json"
    outcome = run("check", _file(tmp_path, PROVED), "--json", target)
    VALIDATOR.validate(json.loads(target.read_text()))
    assert "proved" in outcome.out


def test_several_files_prefix_the_ids(run: Run, tmp_path: Path) -> None:
    one, two = _file(tmp_path, PROVED, "one.toml"), _file(tmp_path, SHAPE, "two.toml")
    report = run("check", one, two, "--json", "-").json
    assert [claim["id"] for claim in report["claims"]] == [f"{one}#dA", f"{two}#dA-shape"]


def test_one_process_and_two_report_the_same(run: Run, tmp_path: Path) -> None:
    path = _file(tmp_path, PROVED + REFUTED + ILL_TYPED + SHAPE)

    def report(jobs: int) -> list[dict[str, object]]:
        claims = run("check", path, "--jobs", jobs, "--json", "-").json["claims"]
        return [{key: value for key, value in claim.items() if key != "seconds"} for claim in claims]

    assert report(1) == report(2)


def test_the_terminal_shows_a_counterexample_and_fits_80_columns(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, PROVED + REFUTED + ILL_TYPED))
    assert "C1 = [" in outcome.out
    assert "left side" in outcome.out
    assert "r x d" in outcome.out
    assert max(map(len, outcome.out.splitlines())) <= 80
    assert "3 claims: 1 proved, 1 refuted, 1 ill-typed" in outcome.out


def test_no_colour_and_no_progress_bar_without_a_terminal(run: Run, tmp_path: Path) -> None:
    outcome = run("check", _file(tmp_path, PROVED))
    assert "\x1b" not in outcome.out + outcome.err
    assert outcome.err == ""


BAD_FILES: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\t\n",
    "not UTF-8": b"title = '\xff\xfe'",
    "binary": bytes(range(256)),
    "not TOML": b"title = ",
    "no claims": STATEMENT.encode(),
    "unknown key": b'colour = "red"',
    "unknown function": (STATEMENT + PROVED.replace("grad(loss, A)", "laplacian(loss, A)")).encode(),
    "unknown name": (STATEMENT + PROVED.replace("C2", "C9")).encode(),
    "call": (STATEMENT + PROVED.replace("grad(loss, A)", "__import__('os')")).encode(),
    "attribute": (STATEMENT + PROVED.replace("C2", "C2.__class__")).encode(),
    "two kinds": (STATEMENT + PROVED + 'shape = ["A", "r", "d"]').encode(),
    "no kind": (STATEMENT + '[[claims]]\nname = "x"').encode(),
    "no name": (STATEMENT + '[[claims]]\nequal = ["A", "A"]').encode(),
    "same name twice": (STATEMENT + PROVED + PROVED).encode(),
    "three sides": (STATEMENT + '[[claims]]\nname = "x"\nequal = ["A", "A", "A"]').encode(),
    "verdict typed": (STATEMENT + PROVED + 'verdict = "proved"').encode(),
    "negative size": b'sizes = ["n"]\n[matrices]\nX = ["n", -1]\n[[claims]]\nname = "x"\nequal = ["X", "X"]',
    "huge size": b'sizes = ["n"]\n[matrices]\nX = ["n", 99999999999]\n[[claims]]\nname = "x"\nequal = ["X", "X"]',
    "deep brackets": (STATEMENT + f'[[claims]]\nname = "x"\nequal = ["{"(" * 3000}A{")" * 3000}", "A"]').encode(),
    "deep TOML": b"x = " + b"[" * 5000 + b"]" * 5000,
    "null byte": b'title = "a\x00b"',
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_used_is_one_line_that_names_it(run: Run, tmp_path: Path, name: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(BAD_FILES[name])
    outcome = run("check", path)
    assert outcome.is_one_line_of_bad_input, outcome
    assert str(path) in outcome.err
    assert len(outcome.err) < 600


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ('z = "C1 @ C2"\n', "definitions.z: @: C1 is L x d, C2 is L x d"),
        ('z = "z"\n', "definitions.z: definition z uses itself"),
        ('z = "C1 @"\n', "definitions.z: 'C1 @' is no expression"),
        ('[[claims]]\nname = "bad"\nequal = ["C9", "A"]\n', "claims.bad.equal: unknown name 'C9'"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_other_claims_are_judged(
    run: Run, tmp_path: Path, bad: str, fault: str
) -> None:
    outcome = run("check", _file(tmp_path, bad + PROVED), "--json", "-")
    assert outcome.code == 2
    assert [claim["verdict"] for claim in outcome.json["claims"]] == ["proved"]
    assert fault in outcome.err
    assert len(outcome.err.strip().splitlines()) == 1


def test_a_missing_file_and_a_directory_are_one_line(run: Run, tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path, tmp_path / ("a" * 300)):
        outcome = run("check", path)
        assert outcome.is_one_line_of_bad_input, outcome
        assert "expected a statement file" in outcome.err


def test_an_unreadable_file_is_one_line(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = _file(tmp_path, PROVED)
    monkeypatch.setattr(Path, "open", refuse)
    outcome = run("check", path)
    assert outcome.is_one_line_of_bad_input
    assert "Permission denied" in outcome.err


def test_one_bad_file_among_good_ones_is_bad_input(run: Run, tmp_path: Path) -> None:
    assert run("check", _file(tmp_path, PROVED), tmp_path / "none.toml").is_one_line_of_bad_input


@pytest.mark.parametrize(
    "options",
    [
        ["--jobs", "0"],
        ["--jobs", "two"],
        ["--method", "guessing"],
        ["--seconds", "-1"],
        ["--seconds", "soon"],
        ["--colour"],
        ["--json"],
        ["--json", ""],
        ["--json", "/"],
        ["--json", "/proc/none/x.json"],
    ],
)
def test_options_that_make_no_sense_are_one_line(run: Run, tmp_path: Path, options: list[str]) -> None:
    outcome = run("check", _file(tmp_path, PROVED), *options)
    assert outcome.is_one_line_of_bad_input, outcome


def test_check_without_a_file_is_one_line(run: Run) -> None:
    assert run("check").is_one_line_of_bad_input
