"""Reading and writing files of arrays: no pickle, one line about what is wrong, and a failed write leaves the old file.

A file is safetensors when its name ends so, else npz.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..shared.exits import BadInput

EXPECTED = "expected an npz file of numeric arrays"
TENSORS = ".safetensors"


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of a file by name.

    Raises BadInput when there is no such file, it is empty or of another kind, or an array is missing bytes or pickled.
    """
    if path.suffix == TENSORS:
        return _tensors_of(path)
    try:
        if path.is_dir():
            raise BadInput(f"{path}: is a directory; {EXPECTED}")
        if path.is_file() and path.stat().st_size == 0:
            raise BadInput(f"{path}: the file is empty; {EXPECTED}")
        with path.open("rb") as stream:
            return _arrays_of(stream, path)
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file; {EXPECTED}") from None
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadInput(f"{path}: cannot be read ({reason}); {EXPECTED}") from None
    except ValueError as error:
        reason = (
            "it is no archive of arrays, or holds pickled objects"
            if "allow_pickle" in str(error)
            else str(error).split("\n")[0]
        )
        raise BadInput(f"{path}: cannot be read ({reason}); {EXPECTED}") from None


def _safetensors(path: Path) -> Any:
    """The library, with its NumPy part.

    Raises BadInput when it is not installed.
    """
    try:
        import safetensors.numpy
    except ImportError:
        raise BadInput(f"{path}: needs the package safetensors; expected it installed, or an npz file") from None
    return safetensors


def _tensors_of(path: Path) -> dict[str, NDArray[Any]]:
    library, expected = _safetensors(path), "expected safetensors of numeric arrays"
    try:
        found: dict[str, NDArray[Any]] = library.numpy.load_file(path)
    except FileNotFoundError:
        raise BadInput(f"{path}: no such file; {expected}") from None
    except (library.SafetensorError, OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        reason = getattr(error, "strerror", None) or (str(error).splitlines() or ["damaged"])[0]
        raise BadInput(f"{path}: cannot be read ({reason[:120]}); {expected}") from None
    return found


def _arrays_of(stream: Any, path: Path) -> dict[str, NDArray[Any]]:
    loaded = np.load(stream, allow_pickle=False)
    if not isinstance(loaded, np.lib.npyio.NpzFile):
        raise BadInput(f"{path}: holds a single array; {EXPECTED}")
    arrays = {}
    with loaded:
        for name in loaded.files:
            try:
                arrays[name] = loaded[name]
            except ValueError as error:
                pickled = "allow_pickle" in str(error)
                reason = "an array of pickled objects" if pickled else f"damaged ({str(error).splitlines()[0]})"
                raise BadInput(f"{path}: {name}: {reason}; {EXPECTED}") from None
            except MemoryError:
                raise BadInput(f"{path}: {name}: larger than the memory; expected a smaller array") from None
            if not isinstance(arrays[name], np.ndarray):
                raise BadInput(f"{path}: {name}: no array; {EXPECTED}")
    return arrays


def pick(arrays: Mapping[str, NDArray[Any]], names: Iterable[str], path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of these names, when there are no others: what is not understood is not dropped.

    Raises BadInput that names the first one missing, or the first one that has no place.
    """
    names = tuple(names)
    missing = [name for name in names if name not in arrays]
    if missing:
        held = ", ".join(sorted(arrays)[:12]) or "nothing"
        raise BadInput(f"{path}: no array {missing[0]}; expected {', '.join(names)}, found {held[:200]}")
    if more := sorted(set(arrays) - set(names)):
        raise BadInput(f"{path}: the array {more[0][:40]} has no place here; expected {', '.join(names)} alone")
    return {name: arrays[name] for name in names}


def check_output(path: Path) -> None:
    """Find out before a long computation whether the output can be written.

    Raises BadInput when it is a directory or a device, or its folder cannot be made or written to.
    """
    if path.suffix == TENSORS:
        _safetensors(path)
    try:
        if path.is_dir():
            raise BadInput(f"{path}: is a directory; expected a path to a file")
        if path.exists() and not path.is_file():
            raise BadInput(f"{path}: is no regular file; expected a path to a file")
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path.parent):
            pass
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None


def _save(stream: Any, path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """The bytes of the file.

    Some versions of safetensors write an array's memory as it lies, whatever its strides; so none is left to it but
    contiguous ones.
    """
    if path.suffix == TENSORS:
        stream.write(_safetensors(path).numpy.save({name: np.ascontiguousarray(arrays[name]) for name in arrays}))
    else:
        np.savez(stream, **dict(arrays))  # type: ignore[arg-type]


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a file of arrays: beside its place first, then moved there in one step, so that none is left half-written.

    Raises BadInput when it cannot be written, for example because the disk is full; an older file stays as it was.
    """
    target = Path(os.path.realpath(path))
    beside: str | None = None
    try:
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            _save(stream, path, arrays)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(beside, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
        os.replace(beside, target)
        beside = None
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from None
    finally:
        if beside is not None:
            with contextlib.suppress(OSError):
                os.unlink(beside)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: Exception) -> BadInput:
    reason = getattr(error, "strerror", None) or error
    return BadInput(f"{path}: cannot be written ({reason}); expected a path to a file on a disk with room")
