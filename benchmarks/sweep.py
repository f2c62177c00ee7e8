"""A sweep: a list of cells given to dask.distributed, every finished cell on disk at once, resumed from there.

A cell is a mapping of JSON values; work(cell) returns another one. The results file holds a line for each run of a
cell, {"cell", "result", "seconds"} or {"cell", "error"}, written and synced by the client alone. So

    a worker that is killed loses nothing finished: dask gives its cell to the next worker
    a cell that kills workers again and again is recorded as failed, with the reason, and the sweep goes on
    an interrupted sweep goes on where it was; a torn last line is dropped, and said so
    a cell that raised is tried again by the next run

Dictionary
    run_cells       the records of all cells, in the order of the cells
    Results         the results file: what is finished, one line more
    options         --scheduler, --workers, --cells of a command that sweeps
    swept           run_cells with these options; the results file goes when the whole sweep is done
"""

from __future__ import annotations

import argparse
import fcntl
import importlib
import json
import os
import sys
import time
import traceback
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any

Cell = Mapping[str, Any]
Record = dict[str, Any]
Progress = Callable[[str], None]

DEATHS = 2  # a cell whose workers died more often is not tried again in this run
ROOT = Path(__file__).resolve().parents[1]
CONNECT_SECONDS = 10.0
FOLDER = Path("build/sweeps")


class SweepError(Exception):
    """A sweep that cannot run: cells that are no JSON or come twice, a results file that is another's or broken."""


def canonical(cell: Cell) -> str:
    """The one JSON text of a cell: keys sorted, no spaces.

    >>> canonical({"b": 0.5, "a": [1, 2]})
    '{"a":[1,2],"b":0.5}'
    """
    try:
        return json.dumps(cell, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as problem:
        raise SweepError(f"no JSON: {problem}, in the cell {cell!r}") from None


def to_stderr(message: str) -> None:
    """What happens, as a line."""
    print(message, file=sys.stderr, flush=True)


class Results:
    """The results file, open and locked: the newest record of each cell, and one line more at a time."""

    def __init__(self, path: Path, progress: Progress = to_stderr) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._stream: IO[bytes] = path.open("a+b")
        try:
            fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.records = self._read(progress)
        except BlockingIOError:
            self._stream.close()
            raise SweepError(f"{path}: another sweep is writing it") from None
        except BaseException:
            self._stream.close()
            raise

    def _read(self, progress: Progress) -> dict[str, Record]:
        self._stream.seek(0)
        lines = self._stream.read().splitlines(keepends=True)
        found: dict[str, Record] = {}
        start = 0
        for number, line in enumerate(lines, 1):
            record = _record(line) if line.endswith(b"\n") else None
            if record is None:
                if number < len(lines):
                    raise SweepError(f"{self._path}, line {number}: not a record; move the file away to start afresh")
                progress(f"{self._path}: the last line is torn; it is dropped, its cell runs again")
                self._stream.truncate(start)
                break
            key = canonical(record["cell"])
            if "result" in found.get(key, {}):
                raise SweepError(f"{self._path}, line {number}: a cell that is finished comes again: {key}")
            found[key] = record
            start += len(line)
        return found

    def add(self, record: Record) -> None:
        """One record, on disk when this returns."""
        self._stream.write(json.dumps(record, allow_nan=False).encode() + b"\n")
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self.records[canonical(record["cell"])] = record

    def __enter__(self) -> Results:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: object, trace: TracebackType | None) -> None:
        self._stream.close()


def _record(line: bytes) -> Record | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    ours = isinstance(record, dict) and isinstance(record.get("cell"), dict)
    return record if ours and ("result" in record or "error" in record) else None


def run_cells(
    cells: Sequence[Cell],
    work: Callable[[Cell], Mapping[str, Any]],
    results: Path,
    scheduler: str | None = None,
    workers: int = 1,
    threads: int = 1,
    progress: Progress = to_stderr,
) -> list[Record]:
    """The record of every cell, from the results file or computed now, in the order of the cells.

    Cells run in a local cluster of `workers` processes, one cell at a time each, BLAS with `threads` threads; or on the
    cluster of a scheduler that there is, whose workers must be able to import the module of `work` (start them in the
    repository, `PYTHONPATH=. dask worker ADDRESS`). `seconds` is wall time of work(cell) in its worker.

    Raises SweepError for cells that are no JSON or come twice, for a results file that is broken, in use, or holds a
    finished cell twice, for a scheduler that cannot be reached or goes away, and when dask is missing.
    """
    by_key = {canonical(cell): dict(cell) for cell in cells}
    if len(by_key) < len(cells):
        keys = [canonical(cell) for cell in cells]
        raise SweepError(f"a cell comes twice: {next(key for key in keys if keys.count(key) > 1)}")
    with Results(results, progress) as store:
        waiting = [key for key in by_key if "result" not in store.records.get(key, {})]
        if len(waiting) < len(cells):
            progress(f"{results}: {len(cells) - len(waiting)} of {len(cells)} cells are there already")
        if waiting:
            with _client(scheduler, workers, threads) as client:
                for record in _finished(client, waiting, by_key, importable(work)):
                    store.add(record)
                    waiting.remove(canonical(record["cell"]))
                    outcome = record.get("error") or f"{record['seconds']:.2f} s"
                    progress(f"{len(cells) - len(waiting)}/{len(cells)}  {canonical(record['cell'])}  {outcome}")
        return [store.records[key] for key in by_key]


@contextmanager
def _client(scheduler: str | None, workers: int, threads: int) -> Iterator[Any]:
    """A client of the scheduler at this address, or of a cluster of our own."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError:
        raise SweepError("dask.distributed is missing; in the repository: pip install '.[sweep]'") from None
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as problem:
            raise SweepError(f"no scheduler at {scheduler}: {problem}") from None
        with client:
            yield client
        return
    settings = {
        "distributed.scheduler.allowed-failures": DEATHS,
        "distributed.scheduler.worker-saturation": 1.0,
        # Dask's own has workers give back all memory at once: fresh pages are slow, and what is timed here should run
        # like any other program.
        "distributed.nanny.pre-spawn-environ": {},
    }
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    with (
        dask.config.set(settings),
        _environment(dict.fromkeys(names, str(threads)) | {"OMP_WAIT_POLICY": "PASSIVE"}),  # others may need the cores
        LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", memory_limit=0
        ) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """These variables for the processes that are started within, and as before afterwards."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _place(problem: BaseException) -> str:
    """File and line where it was raised, as far as that came back from the worker."""
    frames = traceback.extract_tb(problem.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "place unknown"


def importable(work: Callable[[Cell], Mapping[str, Any]]) -> Callable[[Cell], Mapping[str, Any]]:
    """The same function as a module of the repository has it, when it is the running program's own.

    What belongs to __main__ would be sent as a copy with copies of its constants; a worker should import it instead.
    """
    file = getattr(sys.modules["__main__"], "__file__", None)
    if work.__module__ != "__main__" or file is None or not Path(file).resolve().is_relative_to(ROOT):
        return work
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    name = ".".join(Path(file).resolve().relative_to(ROOT).with_suffix("").parts)
    found: Callable[[Cell], Mapping[str, Any]] = getattr(importlib.import_module(name), work.__name__)
    return found


def _timed(work: Callable[[Cell], Mapping[str, Any]], cell: Cell) -> tuple[str, float]:
    """In the worker: the result as JSON, so that one which is none is found there, and wall seconds."""
    start = time.perf_counter()
    result = work(cell)
    seconds = time.perf_counter() - start
    return json.dumps(dict(result), allow_nan=False), seconds


def _finished(
    client: Any, waiting: Sequence[str], cells: Mapping[str, Record], work: Callable[[Cell], Mapping[str, Any]]
) -> Iterator[Record]:
    """Records as cells finish; no more cells are with the scheduler than its workers can run at once.

    A worker that dies takes its other cells along, and dask blames them all. So a blamed cell runs once more, alone.
    """
    from distributed import KilledWorker, as_completed

    queue, suspects = deque(waiting), deque[str]()
    room = max(1, sum(client.nthreads().values()))
    running: dict[Any, str] = {}
    done = as_completed(loop=client.loop)

    def fill() -> None:
        while queue and len(running) < room:
            start(queue.popleft())
        if suspects and not running:
            start(suspects.popleft())

    def start(key: str) -> None:
        future = client.submit(_timed, work, cells[key], key=f"cell-{uuid.uuid4().hex}", pure=False)
        running[future] = key
        done.add(future)

    fill()
    while running:
        future = next(done)
        alone = len(running) == 1
        key = running.pop(future)
        if future.cancelled():
            raise SweepError("the scheduler went away; the finished cells are kept, run again to go on")
        problem = future.exception()
        if isinstance(problem, KilledWorker) and not alone:
            suspects.append(key)
        elif isinstance(problem, KilledWorker):
            yield {"cell": cells[key], "error": "its worker died each time that it ran (killed, or out of memory)"}
        elif problem is not None:
            yield {"cell": cells[key], "error": f"{type(problem).__name__}: {problem} ({_place(problem)})"}
        else:
            text, seconds = future.result()
            yield {"cell": cells[key], "result": json.loads(text), "seconds": seconds}
        future.release()
        fill()


def options(parser: argparse.ArgumentParser, name: str) -> None:
    """--scheduler, --workers and --cells."""
    parser.add_argument("--scheduler", metavar="ADDRESS", help="a dask scheduler that there is, as tcp://host:8786")
    parser.add_argument("--workers", type=int, default=1, help="processes of the local cluster otherwise (1)")
    parser.add_argument(
        "--cells", type=Path, default=FOLDER / f"{name}.jsonl", help="finished cells, from which a sweep goes on"
    )


def swept(
    cells: Sequence[Cell], work: Callable[[Cell], Mapping[str, Any]], chosen: argparse.Namespace, threads: int = 1
) -> list[Record]:
    """The records of all cells, with the options of the command line; the results file is removed when all succeeded.

    So an interrupted sweep goes on, and a finished one starts afresh. Exits with the reason when it cannot run, or when
    a cell failed.
    """
    try:
        records = run_cells(cells, work, chosen.cells, chosen.scheduler, chosen.workers, threads)
    except SweepError as problem:
        raise SystemExit(f"{problem}") from None
    failed = [record for record in records if "error" in record]
    if failed:
        lines = [f"  {canonical(record['cell'])}  {record['error']}" for record in failed]
        raise SystemExit("\n".join([f"{len(failed)} cells failed; run again to try them once more:", *lines]))
    chosen.cells.unlink()
    return records
