"""What a full copy no longer has is withdrawn: marked with the time, never erased."""

from typing import Any

from app import clock
from app.database import tuples
from app.intake.store import BATCH
from app.oneroster.placements import leave
from app.oneroster.run import MODELS, Run
from app.sis.courses.models import SectionEnrollment, SectionTeacher
from app.sis.grading.models import Score


def withdraw(file: str, run: Run) -> None:
    """Withdraw the records of this file that the bundle does not have, or marks as deleted."""
    if file == "enrollments":
        _withdraw(SectionTeacher, file, run, note="teacher")
        _withdraw(SectionEnrollment, file, run, note="student")
    elif file == "results":
        _withdraw(Score, file, run)
    elif file != "demographics":
        _withdraw(MODELS[file], file, run)


def _withdraw(model: Any, file: str, run: Run, note: str = "") -> None:
    last = 0
    while True:
        query = model.select(model.id, model.sourced_id).order_by(model.id).limit(BATCH)
        living = list(
            tuples(query.where(model.sourced_id.is_null(False), model.withdrawn_at.is_null(), model.id > last))
        )
        if not living:
            return
        last = living[-1][0]
        there = run.seen.find(file, [sourced_id for _, sourced_id in living])
        lost = [key for key, sourced_id in living if not _is_there(there.get(sourced_id), note)]
        if lost:
            model.update(withdrawn_at=clock.now()).where(model.id.in_(lost)).execute()
            run.counts(file).withdrawn += len(lost)
            if file == "users":
                leave(lost, run)


def _is_there(sight: Any, note: str) -> bool:
    return sight is not None and not sight.gone and (not note or sight.note == note)
