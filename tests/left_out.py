"""What a run of the tests leaves out is said at its end, with the reason. With CI=true nothing may be left out."""

import os
import shutil
from collections import Counter
from collections.abc import Generator
from typing import NoReturn, TypeVar

import pytest

ALLOWED_IN_CI = ("needs the shared bundles",)

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def leave_out(part: str, reason: str) -> NoReturn:
    """End this test because `part` cannot be had on this machine; it is named at the end of the run."""
    pytest.skip(f"{part}: {reason}")


def program(name: str, package: str = "") -> str:
    """The path of the program `name`; without it the test is left out. `package` is Debian's, if not `name` too."""
    found = shutil.which(name)
    if found is None:
        leave_out(name, f"not on this machine (sudo apt install {package or name})")
    return found


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _strict((yield))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _strict((yield))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = Counter(map(_reason, terminalreporter.stats.get("skipped", ())))
    if reasons:
        terminalreporter.section("left out")
        for reason, tests in sorted(reasons.items()):
            terminalreporter.line(f"{tests} {'test' if tests == 1 else 'tests'}: {reason}")
    elif terminalreporter.verbosity >= 0 and not terminalreporter.stats.keys() & {"deselected", "error"}:
        terminalreporter.line("No test was left out.")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


def _strict(report: Report) -> Report:
    """With CI=true a skipped test has failed, unless its reason is one of ALLOWED_IN_CI."""
    skipped = report.skipped and not hasattr(report, "wasxfail")
    if skipped and os.environ.get("CI") == "true" and not _reason(report).startswith(ALLOWED_IN_CI):
        report.longrepr = f"Left out although CI=true: {_reason(report)}"
        report.outcome = "failed"
    return report
