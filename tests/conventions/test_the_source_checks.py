"""What `make check` asks of the source by other programs finds a violation of each rule."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

VIOLATIONS = {  # of each import contract, by its name in pyproject.toml: a module and what it imports
    "Imports run one way": ("app/sis/people/upward.py", "import app.web.forms"),
    "Inside the records they run down the layers": ("app/sis/people/sideways.py", "import app.sis.grading.queries"),
    "The records know neither HTTP nor HTML": ("app/sis/people/page.py", "import flask"),
    "Pages reach the tables through queries and actions": ("app/pages/portal/table.py", "import app.sis.people.models"),
    "A page imports no other page": ("app/pages/portal/sibling.py", "import app.pages.portal.grades"),
}


def run(*command: str | Path, given: str = "", cwd: Path = ROOT) -> str:
    """What the program says; it has found something."""
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run([program, *command[1:]], input=given, capture_output=True, text=True, cwd=cwd, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_every_import_contract_is_broken_by_its_violation(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    shutil.copy(ROOT / "config.py", tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, line in VIOLATIONS.values():
        (tmp_path / path).write_text(f"{line}\n", "utf-8")
    told = run("lint-imports", "--no-cache", cwd=tmp_path)
    verdicts = dict(re.findall(r"^(.+?)(?:;.*)? (KEPT|BROKEN)", told, re.MULTILINE))
    assert verdicts == dict.fromkeys(VIOLATIONS, "BROKEN")


def test_a_subject_without_a_place_is_found(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("__pycache__", "fonts"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "app/sis/cafeteria").mkdir()
    (tmp_path / "app/sis/cafeteria/__init__.py").touch()
    assert "cafeteria" in run("lint-imports", "--no-cache", cwd=tmp_path)


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("from datetime import datetime\n\nnow = datetime.now()\n", "TID251"),
        ("import time\n\nnow = time.time()\n", "TID251"),
        ("from .people import models\n\n__all__ = ['models']\n", "TID252"),
        ("import os\n", "F401"),
    ],
)
def test_the_linter_finds(source: str, rule: str) -> None:
    assert rule in run(
        "ruff", "check", "--output-format", "concise", "--stdin-filename", "app/sis/x.py", "-", given=source
    )


def test_the_types_are_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "untyped.py"
    file.write_text("def add(one, other): return one + other\n", "utf-8")
    assert "no-untyped-def" in run("mypy", "--config-file", ROOT / "pyproject.toml", file)
