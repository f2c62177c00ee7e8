"""verify judges a ledger, compares with its record, and writes the report."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from lora_symbolic import proving
from lora_symbolic.language import Term
from proofs_checks.judging import runner
from proofs_checks.judging.methods import METHODS, Effort
from proofs_checks.ledger import FOLDER, LedgerClaim, load_ledger
from proofs_checks.ledger.recorded import FILE, verdicts_in
from proofs_checks.publishing.json_report import SCHEMA_FILE
from proofs_checks.verdict.evidence import Evidence, Strength
from tests.proofs_checks.commands.command import Outcome, Run
from tests.proofs_checks.judging.fabricated import (
    CITED_CLAIM,
    CONDITIONAL_CLAIM,
    CONVENTION_CLAIM,
    FALSE_CLAIM,
    ILL_TYPED_CLAIM,
    ROUNDING_CLAIM,
    TRUE_CLAIM,
    WAITING_CLAIM,
    write_item,
)

VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA_FILE.read_text()))
VERDICTS = {
    "lemma-1/transpose": "proved",
    "lemma-1/wrong": "refuted",
    "lemma-1/ill": "ill-typed",
    "lemma-2/rounded": "proved",
    "lemma-2/others": "cited",
    "lemma-3/later": "undecided",
    "lemma-3/naming": "convention",
    "lemma-3/at-zero": "proved",
}
Verify = Callable[..., Outcome]


WHOLE = pytest.mark.slow(reason="some 800 claims, a minute and a half; the first part is a quarter of them")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=WHOLE) for part in (1, 2, 3))])
def test_the_papers_ledger_is_as_recorded_by_the_methods_that_decide(run: Run, tmp_path: Path, part: int) -> None:
    """`make verify` hears the other methods too."""
    deciding = ("symbolic", "shapes", "rounding", "reading", "counterexample", "judged", "bounds", "adversary")
    options = [option for method in deciding for option in ("--method", method)]
    items = [item for item in load_ledger().items[part::4] if item.claims]
    outcome = run("verify", *(item.id for item in items), *options, "--report", tmp_path, "--json", "-")
    assert outcome.code == 0, outcome.err
    recorded = verdicts_in(FOLDER / FILE)
    found = {f"{claim['id']}|{claim['form']}": claim["verdict"] for claim in outcome.json["claims"]}
    assert found == {claim.key: recorded[claim.key] for item in items for claim in item.claims}


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "ledger"
    write_item(folder, "lemma-1", TRUE_CLAIM + FALSE_CLAIM + ILL_TYPED_CLAIM)
    write_item(folder, "lemma-2", ROUNDING_CLAIM + CITED_CLAIM, uses='["lemma-1"]')
    write_item(folder, "lemma-3", WAITING_CLAIM + CONVENTION_CLAIM + CONDITIONAL_CLAIM)
    return folder


@pytest.fixture(name="verify")
def _verify(run: Run, folder: Path, tmp_path: Path) -> Verify:
    def verify(*arguments: object) -> Outcome:
        return run("verify", "--ledger", folder, "--report", tmp_path / "report", *arguments)

    return verify


@pytest.fixture(name="recorded")
def _recorded(verify: Verify) -> None:
    assert verify("--record").code == 0


def _change(folder: Path, old: str, new: str, name: str = "record.json") -> None:
    path = folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.usefixtures("recorded")
def test_a_ledger_that_is_as_recorded_exits_0_though_claims_are_refuted_and_undecided(verify: Verify) -> None:
    outcome = verify("--json", "-")
    assert outcome.code == 0
    assert {claim["id"]: claim["verdict"] for claim in outcome.json["claims"]} == VERDICTS
    assert outcome.json["differences"] == []
    VALIDATOR.validate(outcome.json)


def test_a_ledger_without_a_record_exits_1_and_says_how_to_make_one(verify: Verify) -> None:
    outcome = verify()
    assert outcome.code == 1
    assert "verify --record" in outcome.out


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('{"verdict": "proved"}', '{"verdict": "refuted"}', "lemma-1/transpose"),
        ('{"verdict": "undecided"}', '{"verdict": "proved"}', "lemma-3/later"),
        ('"gap": "', '"gap": "9', "lemma-1/wrong"),
        ("lemma-2/others|printed", "lemma-2/gone|printed", "lemma-2/gone"),
    ],
)  # fmt: skip
def test_a_record_that_differs_exits_1_and_names_the_claim(
    verify: Verify, folder: Path, old: str, new: str, named: str
) -> None:
    _change(folder, old, new)
    outcome = verify()
    assert outcome.code == 1
    assert named in outcome.out.partition("differ from the record")[2]


@pytest.mark.usefixtures("recorded")
def test_a_changed_claim_differs_from_the_record(verify: Verify, folder: Path) -> None:
    _change(folder, '"Y.T @ X.T"', '"2 * (Y.T @ X.T)"', "lemma-1.toml")
    outcome = verify()
    assert outcome.code == 1
    assert "lemma-1/transpose (printed): refuted, recorded proved" in outcome.out


@pytest.mark.usefixtures("recorded")
def test_a_prover_that_lies_ends_in_a_loud_conflict(verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    from proofs_checks.judging.methods import symbolic

    class Liar:
        @staticmethod
        def prove_equal(lhs: Term, rhs: Term, *where: object) -> proving.Proof:
            return proving.prove_equal(lhs, lhs)

    monkeypatch.setattr(symbolic, "proving", Liar)
    outcome = verify("--jobs", "1")
    assert outcome.code == 1
    assert "CONFLICT lemma-1/wrong" in outcome.err
    assert "CONFLICT" in outcome.out
    refused = verify("--jobs", "1", "--record")
    assert refused.code == 2
    assert "nothing recorded" in refused.err


@pytest.mark.usefixtures("recorded")
def test_out_of_time_exits_3(verify: Verify, slow_prover: None) -> None:
    assert verify("lemma-1/transpose", "--seconds", "0.1").code == 3


@pytest.mark.usefixtures("recorded")
def test_ids_limit_what_is_judged(verify: Verify) -> None:
    assert [claim["id"] for claim in verify("lemma-2", "--json", "-").json["claims"]] == [
        "lemma-2/rounded",
        "lemma-2/others",
    ]
    both = verify("lemma-1/wrong", "lemma-3/later", "--json", "-")
    assert both.code == 0
    assert [claim["id"] for claim in both.json["claims"]] == ["lemma-1/wrong", "lemma-3/later"]


@pytest.mark.usefixtures("recorded")
def test_methods_limit_what_is_heard(verify: Verify) -> None:
    outcome = verify("--method", "counterexample", "--method", "shapes", "--json", "-")
    assert outcome.code == 0
    methods = {piece["method"] for claim in outcome.json["claims"] for piece in claim["evidence"]}
    assert methods <= {"counterexample", "shapes"}


@pytest.mark.usefixtures("recorded")
def test_the_report_is_written_as_json_and_markdown(verify: Verify, tmp_path: Path) -> None:
    outcome = verify()
    written = json.loads((tmp_path / "report" / "verify.json").read_text())
    VALIDATOR.validate(written)
    text = (tmp_path / "report" / "verify.md").read_text()
    assert all(ident in text for ident in VERDICTS)
    assert "X = [" in text
    assert str(tmp_path / "report" / "verify.json") in outcome.err


@pytest.mark.usefixtures("recorded")
def test_a_part_of_the_ledger_leaves_the_whole_report_alone(verify: Verify, tmp_path: Path) -> None:
    verify()
    whole = (tmp_path / "report" / "verify.json").read_text()
    for arguments in (["lemma-1"], ["--method", "counterexample"]):
        assert str(tmp_path / "report" / "verify-part.json") in verify(*arguments).err
        assert (tmp_path / "report" / "verify.json").read_text() == whole
    part = json.loads((tmp_path / "report" / "verify-part.json").read_text())
    assert len(part["claims"]) > 0


@pytest.mark.parametrize("inside", [True, False], ids=["in the repository", "elsewhere"])
def test_a_report_lies_in_build_only_inside_the_repository(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: bool
) -> None:
    if inside:
        (tmp_path / "pyproject.toml").write_text('[project]\nname = "lora-symbolic"\n')
    here = tmp_path / "here"
    here.mkdir()
    write_item(tmp_path / "ledger", "lemma-1", TRUE_CLAIM)
    monkeypatch.chdir(here)
    run("verify", "--ledger", tmp_path / "ledger", "--record", "--method", "symbolic")
    run("verify", "--ledger", tmp_path / "ledger", "--record")
    places = {path.relative_to(tmp_path).parts[:2] for path in tmp_path.rglob("verify.json")}
    assert places == {("build", "report") if inside else ("here", "lora-symbolic-report")}
    run("verify", "--ledger", tmp_path / "ledger", "--out", "mine")
    assert (here / "mine" / "verify.json").is_file()


@pytest.mark.usefixtures("recorded")
def test_fully_proved_is_a_column_and_a_field(verify: Verify) -> None:
    claims = {claim["id"]: claim for claim in verify("--json", "-").json["claims"]}
    assert claims["lemma-1/transpose"]["fully_proved"]
    assert not claims["lemma-2/rounded"]["fully_proved"]
    assert claims["lemma-2/rounded"]["rests_on"] == ["lemma-1"]


@pytest.mark.usefixtures("recorded")
def test_a_thin_proof_is_told_and_strict_does_not_accept_it(verify: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(claim: LedgerClaim, effort: Effort) -> Evidence:
        return Evidence("identity-test", Strength.NONE, "not heard today")

    assert verify("lemma-1", "--strict").code == 0
    muted = [replace(method, gather=silent) if method.name == "identity-test" else method for method in METHODS]
    monkeypatch.setattr(runner.judge_claim, "__defaults__", (None, tuple(muted)))
    outcome = verify("--jobs", "1")
    assert outcome.code == 0
    assert "lemma-1/transpose (printed): high-precision" in outcome.out.partition("fewer than two further kinds")[2]
    assert verify("--jobs", "1", "--strict").code == 3


@pytest.mark.usefixtures("recorded")
def test_the_table_fits_80_columns(verify: Verify) -> None:
    outcome = verify()
    assert max(map(len, outcome.out.partition("\n\n")[0].splitlines())) <= 80
    assert "8 claims: 3 proved, 1 refuted, 1 ill-typed, 1 undecided, 1 cited, 1 convention" in outcome.out


@pytest.mark.usefixtures("recorded")
def test_a_whole_run_says_how_the_items_stand_and_counts_forms_apart(verify: Verify, folder: Path) -> None:
    outcome = verify("--json", "-")
    assert outcome.json["forms"] == {"printed": outcome.json["summary"]}
    assert "claims by form: 8 printed" in verify().out
    assert f"{len(list(folder.glob('*.toml')))} items: " in verify().out
    assert "items: " not in verify("lemma-1/transpose").out


@pytest.mark.usefixtures("recorded")
def test_recording_some_ids_keeps_the_others(verify: Verify, folder: Path) -> None:
    before = (folder / "record.json").read_text()
    _change(
        folder,
        '"lemma-1/transpose|printed": {"verdict": "proved"}',
        '"lemma-1/transpose|printed": {"verdict": "cited"}',
    )
    assert verify("lemma-1/transpose", "--record").code == 0
    assert (folder / "record.json").read_text() == before


@pytest.mark.usefixtures("recorded")
def test_controls_reject_every_mutant(verify: Verify) -> None:
    outcome = verify("lemma-1", "--controls")
    assert outcome.code == 0
    last = next(line for line in outcome.out.splitlines() if line.startswith("all "))
    ill_typed, refuted, equivalent, survives, conflict = map(int, last.split()[1:])
    assert ill_typed > 0
    assert refuted > 0
    assert (equivalent, survives, conflict) == (0, 0, 0)


@pytest.mark.usefixtures("recorded")
@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["lemma-11"], "did you mean lemma-1"),
        (["lemma-1/transposed"], "did you mean lemma-1/transpose"),
        (["theorem of everything"], "expected an id such as"),
        (["--method", "guess"], "expected one of"),
        (["--method", "symbolic", "--record"], "a record needs every method"),
        (["--jobs", "-1"], "--jobs"),
        (["--report", "/dev/null/x"], "cannot be written"),
        (["--json", "/"], "is a directory"),
    ],
)
def test_bad_input_is_one_line(verify: Verify, arguments: list[str], hint: str) -> None:
    outcome = verify(*arguments)
    assert outcome.is_one_line_of_bad_input, outcome
    assert hint in outcome.err


def test_a_broken_ledger_is_bad_input(verify: Verify, folder: Path) -> None:
    _change(folder, "uses    = []", "uses    = 3", "lemma-1.toml")
    outcome = verify()
    assert outcome.is_one_line_of_bad_input
    assert "lemma-1.toml" in outcome.err


def test_all_ledgers_are_judged_each_with_a_report_of_its_own(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    write_item(shelf / "one", "lemma-1", TRUE_CLAIM)
    write_item(shelf / "two", "lemma-2", FALSE_CLAIM)
    monkeypatch.setattr("proofs_checks.ledger.shelf.LEDGERS", shelf)
    monkeypatch.setattr("proofs_checks.ledger.shelf.FOLDER", shelf / "one")
    report = tmp_path / "report"
    for name in ("one", "two"):
        assert run("verify", "--ledger", name, "--record", "--report", report / name).code == 0
    outcome = run("verify", "--ledger", "all", "--report", report, "--json", "-")
    assert outcome.code == 0, outcome.err
    found = {name: [claim["verdict"] for claim in one["claims"]] for name, one in outcome.json["ledgers"].items()}
    assert found == {"one": ["proved"], "two": ["refuted"]}
    (shelf / "two" / "record.json").unlink()
    outcome = run("verify", "--ledger", "all", "--report", report)
    assert outcome.code == 1
    assert "the ledger has no record yet; run lora-symbolic verify --record --ledger two" in outcome.out
    for name in ("one", "two"):
        [place] = (report / "ledgers").glob(f"{name}-*")  # digits of its path behind its name: it is not of the shelf
        assert (place / "verify.json").is_file()


def test_ids_go_with_one_ledger(run: Run) -> None:
    outcome = run("verify", "lemma-3.2", "--ledger", "all")
    assert (outcome.code, outcome.err) == (
        2,
        "lora-symbolic: lemma-3.2 with --ledger all: expected no ids, or one ledger\n",
    )
