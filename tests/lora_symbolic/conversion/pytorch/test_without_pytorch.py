"""Without PyTorch the conversions say what to install, and nothing else needs it."""

from __future__ import annotations

import sys

import pytest

from lora_symbolic.conversion import to_torch
from lora_symbolic.language import matrix


def test_what_to_install_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ImportError, match=r"pip install torch, or in the repository pip install '\.\[torch\]'"):
        to_torch(matrix("X", "m", "n"))
