"""What every test shares: reproducible Hypothesis runs and number settings that no test leaks to the next."""

from __future__ import annotations

from collections.abc import Iterator

import flint
import mpmath
import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    derandomize=True,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")


@pytest.fixture(autouse=True)
def precision_as_found() -> Iterator[None]:
    """Every test finds the precision of mpmath and flint at 53 bits and leaves it so."""
    yield
    mpmath.mp.prec = 53
    flint.ctx.prec = 53


def pytest_report_header() -> str:
    """The versions that a failure depends on."""
    import numpy
    import sympy

    versions = {module.__name__: module.__version__ for module in (sympy, numpy, mpmath, flint)}
    return ", ".join(f"{name} {version}" for name, version in versions.items())
