"""What every test shares: reproducible Hypothesis runs, number settings that no test leaks to the next, and no silent
skip: where REQUIRE_TOOLS is set, as in continuous integration, a test that is skipped for a missing tool fails.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import flint
import mpmath
import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    derandomize=not os.environ.get("OTHER_EXAMPLES"),  # `make explore`
    print_blob=True,
    deadline=None,
    max_examples=10 if os.environ.get("QUICK") else 50,  # tests/examples.py says why
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")


SKIPS_THAT_STAND = ("PyTorch is installed",)  # the test is about a tool that is missing


def must_not_be_skipped(reason: str) -> bool:
    """Whether a skip with this reason is a failure here."""
    return bool(os.environ.get("REQUIRE_TOOLS")) and reason.removeprefix("Skipped: ") not in SKIPS_THAT_STAND


def _failed_when_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    if report.outcome == "skipped" and not hasattr(report, "wasxfail") and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2]
        if must_not_be_skipped(reason):
            report.outcome = "failed"
            report.longrepr = f"skipped where REQUIRE_TOOLS is set: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A skipped test, as it is reported."""
    report = yield
    _failed_when_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """A skipped file, as it is reported."""
    report = yield
    _failed_when_skipped(report)
    return report


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
