"""The shape of a loader."""

from collections.abc import Callable
from dataclasses import dataclass

from app.intake.sheet import Row
from app.intake.store import BATCH
from app.oneroster.run import Run


@dataclass(frozen=True)
class Loader:
    """Writes rows whose cells and references are in order, a batch at a time; may still reject one by `run.reject`."""

    load: Callable[[list[Row], Run], None]
    finish: Callable[[Run], None] | None = None  # once, after the file's last row
    batch: int = BATCH
