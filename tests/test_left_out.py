"""The end of a run names what was left out, and CI leaves nothing out."""

import pytest

TESTS = """
import pytest
from tests.left_out import leave_out

def test_that_cannot_run_here():
    leave_out("Redis", "there is none")

@pytest.mark.xfail(reason="known")
def test_known_to_fail():
    assert False

@pytest.mark.skip(reason="needs the shared bundles")
def test_on_bundles():
    pass
"""
A_FILE = "import pytest; pytest.skip('the whole file', allow_module_level=True)"


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    pytester.makeconftest("pytest_plugins = ['tests.left_out']")
    monkeypatch.delenv("CI", raising=False)
    return pytester


def test_what_was_left_out_is_said(run: pytest.Pytester) -> None:
    run.makepyfile(TESTS)
    result = run.runpytest()
    result.assert_outcomes(skipped=2, xfailed=1)
    result.stdout.fnmatch_lines(["*left out*", "1 test: Redis: there is none", "1 test: needs the shared bundles"])


def test_nothing_left_out_is_said_too(run: pytest.Pytester) -> None:
    run.makepyfile("def test_it(): pass")
    run.runpytest().stdout.fnmatch_lines(["No test was left out."])


def test_ci_fails_what_is_left_out(run: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    run.makepyfile(test_one=TESTS, test_two=A_FILE)
    result = run.runpytest("--continue-on-collection-errors")
    result.assert_outcomes(failed=1, errors=1, skipped=1, xfailed=1)
    result.stdout.fnmatch_lines(["*Left out although CI=true: Redis: there is none*"])
