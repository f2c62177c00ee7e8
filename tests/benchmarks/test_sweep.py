"""A sweep loses no finished cell: real workers are killed, files are torn, schedulers are somebody else's."""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks import sweep
from benchmarks.sweep import Results, SweepError, canonical, run_cells
from tests.benchmarks.cells import dies, environment, square, waits
from tests.repository.files import ROOT

pytest.importorskip("distributed", reason="dask.distributed, an optional extra, is not installed")
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
PATIENCE = 60.0


def until(holds: Callable[[], Any]) -> Any:
    """What it returns, once that is true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.01)
    raise AssertionError("nothing happened")


def free_address() -> str:
    """An address on this machine that nobody listens at."""
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"tcp://127.0.0.1:{one.getsockname()[1]}"


@contextmanager
def dask_scheduler(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A scheduler started by dask's command line at a port that it chose, and its address; killed at the end."""
    told = folder / "scheduler.json"
    places = ["--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"]
    with dask("scheduler", *places, "--scheduler-file", str(told)) as process:
        until(lambda: told.is_file() or process.poll() is not None)
        yield process, until(lambda: address_in(told))


@contextmanager
def dask(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of dask's command line, killed at the end."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([sys.executable, "-m", "dask", *arguments], env=environment, cwd=ROOT, **quiet)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def address_in(told: Path) -> str:
    """The address in a scheduler's file, or nothing while it is being written."""
    try:
        return str(json.loads(told.read_text())["address"])
    except ValueError:
        return ""


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A reader's own cluster: a scheduler and a worker for two cells at once."""
    worker = ["--nworkers", "1", "--nthreads", "2", "--dashboard-address", "127.0.0.1:0"]
    with dask_scheduler(tmp_path_factory.mktemp("cluster")) as (_, address), dask("worker", address, *worker):
        yield address


def numbers(records: list[dict[str, Any]]) -> list[int]:
    """The squares, in order."""
    return [record["result"]["square"] for record in records]


def in_thread(work: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Work in a thread, and what it returned."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    return thread, found


def test_a_killed_worker_loses_no_cell(tmp_path: Path) -> None:
    """One cell is finished, one runs when the process is killed: the first is on disk, the other runs again."""
    cells = [{"number": 1}, {"number": 2, "folder": str(tmp_path)}, {"number": 3}]
    results = tmp_path / "results.jsonl"
    thread, found = in_thread(lambda: run_cells(cells, waits, results, progress=lambda message: None))
    (first,) = until(lambda: list(tmp_path.glob("2.*")))
    victim = int(first.suffix[1:])
    assert victim != os.getpid()
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert [line["cell"] for line in lines] == [{"number": 1}]
    os.kill(victim, signal.SIGKILL)
    until(lambda: len(list(tmp_path.glob("2.*"))) == 2)
    (tmp_path / "go").touch()
    thread.join(PATIENCE)
    assert numbers(found[0]) == [1, 4, 9]
    assert found[0][1]["result"]["process"] != victim
    assert json.loads(results.read_text().splitlines()[0]) == lines[0]


def test_a_worker_keeps_its_memory_like_any_program_and_has_the_threads_that_were_asked_for(tmp_path: Path) -> None:
    """Dask's own setting returns memory at once, which makes large arrays several times slower."""
    cells = [{"names": ["MALLOC_TRIM_THRESHOLD_", "OPENBLAS_NUM_THREADS"]}]
    found = run_cells(cells, environment, tmp_path / "results.jsonl", threads=2, progress=lambda message: None)
    told = found[0]["result"]
    assert told["MALLOC_TRIM_THRESHOLD_"] == os.environ.get("MALLOC_TRIM_THRESHOLD_")
    assert told["OPENBLAS_NUM_THREADS"] == "2"


def test_a_cell_that_kills_its_workers_is_recorded_and_the_others_run(tmp_path: Path) -> None:
    cells = [{"number": 1}, {"number": 2, "dies": True}, {"number": 3}]
    results = tmp_path / "results.jsonl"
    records = run_cells(cells, dies, results, progress=lambda message: None)
    assert "its worker died" in records[1]["error"]
    assert numbers([records[0], records[2]]) == [1, 9]
    assert [json.loads(line) for line in results.read_text().splitlines()] == [records[0], records[1], records[2]]


def test_the_readers_scheduler_runs_the_cells_resumes_and_retries(scheduler: str, tmp_path: Path) -> None:
    """Three runs on somebody else's cluster: an error is recorded and tried again, a finished cell is not."""
    notes = str(tmp_path)
    results = tmp_path / "results.jsonl"
    raising = [{"number": n, "notes": notes, "raises": n == 2} for n in range(4)]
    with pytest.raises(SweepError, match="twice"):
        run_cells([*raising, raising[0]], square, results, scheduler)
    said: list[str] = []
    until(lambda: _reachable(scheduler))
    records = run_cells(raising, square, results, scheduler, progress=said.append)
    assert re.fullmatch(r"ValueError: no square of 2 today \(cells\.py:\d+\)", records[2]["error"])
    assert numbers(records[:2] + records[3:]) == [0, 1, 9]
    assert os.getpid() not in {record["result"]["process"] for record in records if "result" in record}
    assert run_cells(raising, square, results, scheduler, progress=said.append)[3] == records[3]
    assert [(tmp_path / str(n)).read_text().count("ran") for n in range(4)] == [1, 1, 2, 1]
    assert any("3 of 4 cells are there" in message for message in said)
    no_json = run_cells([{"number": 9, "no_json": True}], square, results, scheduler, progress=said.append)
    assert "TypeError" in no_json[0]["error"]


INTERRUPTED = """
import json, pathlib, sys
from benchmarks.sweep import run_cells
from tests.benchmarks.cells import waits
cells, results, scheduler = sys.argv[1:]
run_cells(json.loads(cells), waits, pathlib.Path(results), scheduler)
"""


def test_a_sweep_whose_own_process_is_killed_goes_on_where_it_was(scheduler: str, tmp_path: Path) -> None:
    folder = str(tmp_path)
    cells = [{"number": 1}, {"number": 2, "folder": folder}, {"number": 3, "folder": folder}]
    results = tmp_path / "results.jsonl"
    until(lambda: _reachable(scheduler))
    command = [sys.executable, "-c", INTERRUPTED, json.dumps(cells), str(results), scheduler]
    client = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    until(lambda: list(tmp_path.glob("3.*")))
    client.kill()
    client.wait(PATIENCE)
    (tmp_path / "go").touch()
    (finished,) = results.read_text().splitlines()
    records = run_cells(cells, waits, results, scheduler, progress=lambda message: None)
    assert numbers(records) == [1, 4, 9]
    assert records[0] == json.loads(finished)


def test_an_innocent_cell_on_the_same_cluster_is_not_blamed(scheduler: str, tmp_path: Path) -> None:
    """Cell 1 is at work in the process that cell 0 kills, each time; dask blames both."""
    cells = [{"number": n, "dies": n == 0, "seconds": 0.2 * (n == 1)} for n in range(5)]
    until(lambda: _reachable(scheduler))
    records = run_cells(cells, dies, tmp_path / "results.jsonl", scheduler, progress=lambda message: None)
    assert ["error" in record for record in records] == [True, False, False, False, False]


def _reachable(address: str) -> bool:
    from distributed import Client

    with Client(address, timeout=PATIENCE, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=PATIENCE)
        return True


def test_a_scheduler_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "CONNECT_SECONDS", 0.3)
    address = free_address()
    with pytest.raises(SweepError, match=address):
        run_cells([{"number": 1}], square, tmp_path / "results.jsonl", address)


def test_a_scheduler_that_goes_away_ends_the_sweep_with_a_word(tmp_path: Path) -> None:
    """It has a cell and no worker when it is killed."""
    from distributed import Client

    def sweeps(address: str) -> str:
        with pytest.raises(SweepError) as problem:
            run_cells([{"number": 1}], square, tmp_path / "results.jsonl", address, progress=lambda message: None)
        return str(problem.value)

    with dask_scheduler(tmp_path) as (process, address):
        with Client(address, timeout=PATIENCE, set_as_default=False) as client:
            thread, found = in_thread(lambda: sweeps(address))
            until(lambda: client.run_on_scheduler(tasks_of))
        process.kill()
        thread.join(PATIENCE)
    assert "went away" in found[0]


def tasks_of(dask_scheduler: Any) -> int:
    """How many cells a scheduler knows."""
    return len(dask_scheduler.tasks)


def test_without_dask_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(SweepError, match=r"pip install '\.\[sweep\]'"):
        run_cells([{"number": 1}], square, tmp_path / "results.jsonl")


LINE = json.dumps({"cell": {"number": 3}, "result": {"square": 9}, "seconds": 0.1})


@pytest.mark.parametrize("torn", ['{"cell": {"number": 4}, "res', '{"cell": {"number": 4}, "error": "x"}', "{}\n"])
def test_a_torn_last_line_is_dropped_and_said_so(torn: str, tmp_path: Path) -> None:
    """Also a record that lacks its end of line: it may not have been written whole."""
    path, said = tmp_path / "results.jsonl", list[str]()
    path.write_text(f"{LINE}\n{torn}")
    with Results(path, said.append) as store:
        assert list(store.records) == ['{"number":3}']
        store.add({"cell": {"number": 4}, "error": "x"})
    assert "torn" in said[0]
    assert path.read_text() == LINE + "\n" + '{"cell": {"number": 4}, "error": "x"}\n'


def test_whole_lines_are_kept_without_a_word(tmp_path: Path) -> None:
    path, said = tmp_path / "results.jsonl", list[str]()
    path.write_text(f"{LINE}\n")
    with Results(path, said.append) as store:
        assert len(store.records) == 1
    assert said == []


def test_files_that_are_no_results_are_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    for text, reason in ((f"{LINE}\n{LINE}\n", "comes again"), (f"nonsense\n{LINE}\n", "line 1")):
        path.write_text(text)
        with pytest.raises(SweepError, match=reason):
            Results(path)
        assert path.read_text() == text


def test_two_sweeps_never_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    with Results(path), pytest.raises(SweepError, match="another sweep"):
        Results(path)
    with Results(path):
        pass


def test_an_error_gives_way_to_a_result(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    path.write_text('{"cell": {"number": 3}, "error": "x"}\n' + LINE + "\n")
    with Results(path) as store:
        assert store.records['{"number":3}'] == json.loads(LINE)


def test_cells_are_one_whatever_the_order_of_their_keys() -> None:
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})
    assert canonical({"a": 1, "b": 2}) != canonical({"a": 2, "b": 1})
    for cell in ({"a": float("nan")}, {"a": {1}}):
        with pytest.raises(SweepError, match="no JSON"):
            canonical(cell)


def test_a_command_that_swept_everything_starts_afresh_and_else_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parser = argparse.ArgumentParser()
    sweep.options(parser, "name")
    chosen = parser.parse_args(["--cells", str(tmp_path / "cells.jsonl")])
    for record in ({"cell": {}, "error": "x"}, {"cell": {}, "result": {}, "seconds": 1.0}):
        chosen.cells.write_text("")
        monkeypatch.setattr(sweep, "run_cells", lambda *parts, record=record: [record])
        if "error" in record:
            with pytest.raises(SystemExit, match="1 cells failed"):
                sweep.swept([{}], square, chosen)
            assert chosen.cells.exists()
        else:
            assert sweep.swept([{}], square, chosen) == [record]
            assert not chosen.cells.exists()
