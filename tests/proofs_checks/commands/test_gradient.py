"""gradient: arrays in, gradient and certified bounds out; bad input is one line and exit code 2, nothing is lost."""

from __future__ import annotations

import io
import os
import pickle
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lora_symbolic.fast_attention import FullArrays, PartialArrays
from proofs_checks.commands.gradient import arrays as arrays_module
from tests.lora_symbolic.fast_attention.dense import dense_full, dense_partial, random_full, random_partial
from tests.proofs_checks.commands.command import Run

Arrays = dict[str, Any]


@pytest.fixture
def problem() -> Arrays:
    """A small problem by the names of its arrays."""
    found = random_partial(1, 400, 2)
    return {name: getattr(found, name) for name in found.SIDES}


@pytest.fixture
def path(tmp_path: Path, problem: Arrays) -> Path:
    """The problem in an npz file."""
    file = tmp_path / "in.npz"
    np.savez(file, **problem)
    return file


@pytest.mark.parametrize(
    "options", [(), ("--eps", "1e-3"), ("--eps", "1%"), ("--method", "fast"), ("--method", "exact", "--threads", 1)]
)
def test_the_gradient_is_within_the_bounds_of_the_report(run: Run, path: Path, options: tuple[object, ...]) -> None:
    out = path.with_name("out.npz")
    outcome = run("gradient", path, "--out", out, "--json", "-", *options)
    assert outcome.code == 0, outcome.err
    data = outcome.json
    expected = dense_partial(random_partial(1, 400, 2))
    with np.load(out) as found:
        assert set(found.files) == set(data["error_bound"]) == {"dA", "dB"}
        for name, reference in expected.items():
            assert np.abs(found[name] - reference).max() <= data["error_bound"][name]
    if "1e-3" in options:
        assert max(data["error_bound"].values()) <= 1e-3
    if "1%" in options:
        assert max(data["relative_bound"].values()) <= 1e-2
    for name, reference in expected.items():
        assert data["largest"][name] == pytest.approx(np.abs(reference).max(), abs=data["error_bound"][name])
    if "exact" not in options:
        assert isinstance(data["rank"], int)
        assert isinstance(data["degree"], int)


def test_a_causal_mask_is_an_option(run: Run, path: Path, problem: Arrays) -> None:
    out = path.with_name("out.npz")
    assert run("gradient", path, "--out", out, "--causal").code == 0
    expected = dense_partial(PartialArrays(**problem, causal=True))
    with np.load(out) as found:
        for name, reference in expected.items():
            assert np.allclose(found[name], reference, rtol=1e-10, atol=1e-12)
            assert not np.allclose(found[name], dense_partial(PartialArrays(**problem))[name], rtol=1e-2)
    fast = run("gradient", path, "--out", out, "--causal", "--method", "fast", "--json", "-")
    assert fast.code == 0
    assert fast.json["method"] == "fast"
    with np.load(out) as found:
        for name, reference in expected.items():
            assert np.abs(found[name] - reference).max() <= fast.json["error_bound"][name]
    np.savez(path, **{**problem, "C2": problem["C2"][:-1], "C3": problem["C3"][:-1]})
    few = run("gradient", path, "--out", out, "--causal")
    assert few.is_one_line_of_bad_input
    assert "C2: 399 rows; expected 400 as in C1, since the mask is causal" in few.err


def test_full_adaptation_is_recognised(run: Run, tmp_path: Path) -> None:
    problem = random_full(1)
    np.savez(tmp_path / "in.npz", **{name: getattr(problem, name) for name in problem.SIDES})
    outcome = run("gradient", tmp_path / "in.npz", "--out", tmp_path / "out.npz", "--json", "-")
    assert outcome.code == 0, outcome.err
    with np.load(tmp_path / "out.npz") as found:
        for name, reference in dense_full(problem).items():
            assert np.abs(found[name] - reference).max() <= outcome.json["error_bound"][name] + 1e-12


def test_the_terminal_says_what_was_done(run: Run, path: Path) -> None:
    outcome = run("gradient", path, "--out", path.with_name("out.npz"), "--method", "fast")
    assert outcome.code == 0
    for word in (
        "dA: off by at most",
        "of its largest",
        "fast way: degree",
        "rank",
        "used: fast",
        "predicted to win from",
    ):
        assert word in outcome.out
    assert not outcome.err


def test_the_input_may_be_the_output(run: Run, path: Path) -> None:
    assert run("gradient", path, "--out", path).code == 0
    with np.load(path) as found:
        assert set(found.files) == {"dA", "dB"}


def with_array(name: str, change: Callable[[Any], Any]) -> Callable[[Arrays], Arrays]:
    """The problem with one array changed."""
    return lambda problem: {**problem, name: change(problem[name])}


def spoiled(value: float) -> Callable[[Any], Any]:
    """The array with one entry set."""

    def change(array: Any) -> Any:
        array = array.copy()
        array[-1, 0] = value
        return array

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (with_array("C1", spoiled(np.nan)), "C1: entry (399, 0) is nan"),
        (with_array("Y", spoiled(np.inf)), "Y: entry (399, 0) is inf"),
        (with_array("C2", lambda array: array[:-1]), "C3: shape 400 x 2; expected M x v with M = 399 as in C2"),
        (with_array("B", lambda array: array.T[:, :1]), "A: shape"),
        (with_array("C1", lambda array: array[:0]), "C1: empty, 0 x 2"),
        (with_array("W0", lambda array: array[0]), "W0: 1 dimensions"),
        (with_array("A", lambda array: array.astype(complex)), "A: entries of type complex128"),
        (with_array("A", lambda array: array.astype(object)), "A: an array of pickled objects"),
        (with_array("A", lambda array: array.astype(str)), "A: entries of type <U"),
        (lambda problem: {name: array for name, array in problem.items() if name != "Y"}, "no array Y"),
        (lambda problem: {}, "no array C1"),
        (lambda problem: {**problem, "gamma": np.array(16.0)}, "the array gamma has no place here; expected C1, C2,"),
    ],
)
def test_arrays_that_do_not_fit_are_one_line(
    run: Run, tmp_path: Path, problem: Arrays, change: Callable[[Arrays], Arrays], message: str
) -> None:
    out = tmp_path / "out.npz"
    out.write_bytes(b"old")
    np.savez(tmp_path / "bad.npz", **change(problem))
    outcome = run("gradient", tmp_path / "bad.npz", "--out", out)
    assert outcome.is_one_line_of_bad_input, outcome
    assert message in outcome.err
    assert out.read_bytes() == b"old"


class Trap:
    """Unpickled, it would show."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.putenv, ("LORA_SYMBOLIC_TRAP", "sprung"))


def single_array() -> bytes:
    """An npy file, not an npz file."""
    stream = io.BytesIO()
    np.save(stream, np.ones(3))
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04 no archive", "cannot be read"),
        (b"no numbers here", "it is no archive of arrays, or holds pickled objects"),
        (pickle.dumps(Trap()), "it is no archive of arrays, or holds pickled objects"),
        (single_array(), "a single array"),
    ],
)
def test_files_that_are_no_npz_are_one_line(run: Run, tmp_path: Path, content: bytes, message: str) -> None:
    file = tmp_path / "in.npz"
    file.write_bytes(content)
    outcome = run("gradient", file, "--out", tmp_path / "out.npz")
    assert outcome.is_one_line_of_bad_input, outcome
    assert message in outcome.err
    assert not (tmp_path / "out.npz").exists()


def test_damaged_archives_are_one_line(run: Run, path: Path) -> None:
    content = path.read_bytes()
    for damaged in (content[: len(content) // 2], content[:200] + bytes(64) + content[264:], content[:-30]):
        path.write_bytes(damaged)
        assert run("gradient", path, "--out", path.with_name("out.npz")).is_one_line_of_bad_input


@pytest.mark.parametrize("file", ["none.npz", ".", "in.npz/below"])
def test_paths_that_lead_nowhere(run: Run, path: Path, file: str) -> None:
    assert run("gradient", path.with_name("x") / ".." / file, "--out", path.with_name("o.npz")).is_one_line_of_bad_input


@pytest.mark.parametrize("out", [".", "in.npz/below/o.npz", "/dev/full", ""])
def test_outputs_that_cannot_be_written(run: Run, path: Path, out: str) -> None:
    target = path.parent / out if not out.startswith("/") else Path(out)
    assert run("gradient", path, "--out", target).is_one_line_of_bad_input


@pytest.mark.parametrize("eps", ["0", "-1", "nan", "inf", "small", "1e-400", "%", "100%", "0%"])
def test_targets_that_are_no_positive_number(run: Run, path: Path, eps: str) -> None:
    assert run("gradient", path, "--out", path.with_name("o.npz"), f"--eps={eps}").is_one_line_of_bad_input


def test_a_target_out_of_reach(run: Run, path: Path) -> None:
    outcome = run("gradient", path, "--out", path.with_name("o.npz"), "--eps", "1e-30")
    assert outcome.is_one_line_of_bad_input
    assert "certifies at best" in outcome.err
    assert not path.with_name("o.npz").exists()


def test_an_unknown_method(run: Run, path: Path) -> None:
    assert run("gradient", path, "--out", path.with_name("o.npz"), "--method", "quick").is_one_line_of_bad_input


def test_integers_and_strides_are_accepted(run: Run, tmp_path: Path, problem: Arrays) -> None:
    changed = {name: np.asfortranarray(array) for name, array in problem.items()}
    changed["W0"] = np.eye(2, dtype=np.int32)
    np.savez(tmp_path / "in.npz", **changed)
    assert run("gradient", tmp_path / "in.npz", "--out", tmp_path / "o.npz").code == 0


def test_a_write_that_fails_leaves_the_old_file(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = path.with_name("out.npz")
    out.write_bytes(b"old")
    before = sorted(path.parent.iterdir())

    def no_room(stream: Any, **arrays: Any) -> None:
        stream.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(arrays_module.np, "savez", no_room)
    outcome = run("gradient", path, "--out", out)
    assert outcome.is_one_line_of_bad_input
    assert "No space left on device" in outcome.err
    assert out.read_bytes() == b"old"
    assert sorted(path.parent.iterdir()) == before


def test_a_disk_that_is_full_leaves_the_old_file(path: Path) -> None:
    out = path.with_name("out.npz")
    out.write_bytes(b"old")

    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))  # bytecode would be cut short too, hence -B

    command = [sys.executable, "-B", "-m", "proofs_checks", "gradient", str(path), "--out", str(out)]
    ended = subprocess.run(command, preexec_fn=little_room, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    assert out.read_bytes() == b"old"
    assert sorted(file.name for file in path.parent.iterdir()) == ["in.npz", "out.npz"]


@pytest.mark.parametrize("method", ["fast", "exact"])
def test_alpha_and_beta_scale_the_adapter_and_the_logits(
    run: Run, tmp_path: Path, problem: Arrays, method: str
) -> None:
    """The gradients of W0 + alpha/r B A and beta C1 are those without them of scaled arrays, by the chain rule."""
    alpha, beta = 3.0, 0.7
    factor = alpha / problem["A"].shape[0]
    scaled = {**problem, "C1": beta * problem["C1"], "B": factor * problem["B"]}
    expected = dense_partial(PartialArrays(**scaled))
    path, out = tmp_path / "in.npz", tmp_path / "out.npz"
    np.savez(path, **problem, alpha=alpha, beta=np.array([beta]))
    data = run("gradient", path, "--out", out, "--json", "-", "--method", method).json
    with np.load(out) as found:
        assert np.abs(found["dA"] - expected["dA"]).max() <= data["error_bound"]["dA"] + 1e-13
        assert np.abs(found["dB"] - factor * expected["dB"]).max() <= data["error_bound"]["dB"] + 1e-13
        assert np.abs(found["dB"] - expected["dB"]).max() > 2 * data["error_bound"]["dB"], "alpha does nothing"


def test_scales_and_masks_that_cannot_be_used_are_one_line(run: Run, tmp_path: Path, problem: Arrays) -> None:
    path = tmp_path / "in.npz"
    full = {name: getattr(random_full(2, 20), name) for name in FullArrays.SIDES}
    for arrays, message in (
        ({**problem, "alpha": np.ones(2)}, "alpha: shape (2,) of float64; expected one number"),
        ({**problem, "beta": np.inf}, "beta: inf; expected a finite number"),
        ({**problem, "beta": np.array("x")}, "expected one number"),
        ({**problem, "mask": np.tri(3)}, "mask: no mask is read; expected all pairs of tokens, or the option --causal"),
        ({**full, "alpha": 2.0}, "alpha is read beside C1 alone"),
    ):
        np.savez(path, **arrays)
        outcome = run("gradient", path, "--out", tmp_path / "out.npz")
        assert outcome.is_one_line_of_bad_input
        assert message in outcome.err


def test_every_head_has_its_gradient(run: Run, tmp_path: Path, problem: Arrays) -> None:
    other = random_partial(7, 400, 2)
    heads = {name: np.stack([problem[name], getattr(other, name)]) for name in problem}
    heads["C3"] = problem["C3"]  # shared
    path, out = tmp_path / "in.npz", tmp_path / "out.npz"
    np.savez(path, **heads)
    data = run("gradient", path, "--out", out, "--json", "-").json
    with np.load(out) as found:
        for index in (0, 1):
            at = {name: array[index] if array.ndim == 3 else array for name, array in heads.items()}
            for name, reference in dense_partial(PartialArrays(**at)).items():
                gap = np.abs(found[name][index] - reference).max()
                assert gap <= data["heads"][index]["error_bound"][name] <= data["error_bound"][name]
    assert "every entry of every head" in run("gradient", path, "--out", out).out


def test_heads_that_do_not_fit_are_one_line(run: Run, tmp_path: Path, problem: Arrays) -> None:
    path = tmp_path / "in.npz"
    two = {name: np.stack([array, array]) for name, array in problem.items()}
    for arrays, message in (
        ({**two, "A": problem["A"]}, "A: no axis of heads, as B has"),
        ({**two, "C1": np.stack([problem["C1"]] * 3)}, "C1: 3 heads; expected 2 as in A"),
        ({**two, "W0": np.ones((2, 3, 3))}, "head 0: W0: shape 3 x 3"),
        ({**problem, "C1": two["C1"]}, "C1: 3 dimensions"),
    ):
        np.savez(path, **arrays)
        outcome = run("gradient", path, "--out", tmp_path / "out.npz")
        assert outcome.is_one_line_of_bad_input, outcome
        assert message in outcome.err


def test_safetensors_go_in_and_come_out_unscrambled(run: Run, tmp_path: Path, problem: Arrays) -> None:
    """Transposed factors come back as they are, which one version of the library alone would not see to."""
    numpy_part = pytest.importorskip("safetensors.numpy", reason="safetensors, of the extra models, is not installed")
    path, out, beside = tmp_path / "in.safetensors", tmp_path / "out.safetensors", tmp_path / "out.npz"
    arrays_module.write_arrays(path, {name: np.asfortranarray(array) for name, array in problem.items()})
    for name, array in numpy_part.load_file(path).items():
        np.testing.assert_array_equal(array, problem[name])
    np.savez(tmp_path / "in.npz", **problem)
    assert run("gradient", path, "--out", out).code == 0
    assert run("gradient", tmp_path / "in.npz", "--out", beside).code == 0
    with np.load(beside) as expected:
        for name, array in numpy_part.load_file(out).items():
            np.testing.assert_array_equal(array, expected[name])
    path.write_bytes(path.read_bytes()[:50])
    outcome = run("gradient", path, "--out", out)
    assert outcome.is_one_line_of_bad_input
    assert "expected safetensors" in outcome.err
    assert "no such file" in run("gradient", tmp_path / "none.safetensors", "--out", out).err
