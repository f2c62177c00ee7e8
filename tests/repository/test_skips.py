"""A test that is skipped for a missing tool passes nowhere unseen: with REQUIRE_TOOLS it fails, whole files too."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.repository.files import ROOT

ONE = """
import pytest
def test_a(): pytest.skip("a tool is missing")
@pytest.mark.skipif(True, reason="PyTorch is installed")
def test_b(): pass
def test_c(): pass
"""
WHOLE = """
import pytest
pytest.importorskip("no_such_module_anywhere", reason="a module is missing")
"""


@pytest.mark.parametrize(("required", "failed"), [("1", True), ("", False)])
def test_a_skip_is_a_failure_where_tools_are_required(tmp_path: Path, required: str, failed: bool) -> None:
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_one.py").write_text(ONE)
    (tmp_path / "test_whole.py").write_text(WHOLE)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors", "."],
        cwd=tmp_path,
        env={**os.environ, "REQUIRE_TOOLS": required},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode != 0) == failed, done.stdout
    assert ("where REQUIRE_TOOLS is set: Skipped: a tool is missing" in done.stdout) == failed
    assert ("where REQUIRE_TOOLS is set: Skipped: a module is missing" in done.stdout) == failed
    assert "1 passed" in done.stdout
