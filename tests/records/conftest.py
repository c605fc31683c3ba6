from collections.abc import Callable
from pathlib import Path

import pytest

from app.intake.report import Report
from app.records.importer import import_file
from app.records.kinds import KINDS
from app.sis.actor import operator

Take = Callable[..., Report]


@pytest.fixture
def take(tmp_path: Path) -> Take:
    """Writes lines to a file and takes it in: take("contacts", "student_id,contact_id", "1,2")."""

    def taken(kind: str, *lines: str, valid_rows: bool = False) -> Report:
        path = tmp_path / f"{kind}.csv"
        path.write_text("\n".join(lines) + "\n")
        return import_file(KINDS[kind], path, by=operator("tester"), accept_valid_rows=valid_rows)

    return taken
