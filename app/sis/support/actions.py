"""Sending a report, and what the district does with it."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from peewee import IntegrityError

from app import clock
from app.sis.actor import Actor
from app.sis.audit.actions import audited
from app.sis.refused import Refused
from app.sis.support.kinds import Kind
from app.sis.support.models import Report, ReportStep

SOMEBODY = Actor("somebody not signed in")


@dataclass(frozen=True)
class Said:
    """What stands in a report. `student_id` is whom the sender chose among those they may see."""

    kind: Kind
    name: str
    child: str
    description: str
    answer_to: str
    language: str
    student_id: int | None = None


def send(said: Said, form: str, by: Actor) -> str:
    """Put a report into the district's queue; its reference number.

    `form` is what marks the form they came with. The same words sent with it once more are one report: a button pressed
    twice, a page sent again.
    """
    once = sha256(json.dumps([form, asdict(said)]).encode()).hexdigest()
    try:
        with audited("report.sent", by, kind=said.kind) as facts:
            report = Report.create(once_hash=once, account=by.account_id, **_columns(said))
            facts["reference"] = report.key
    except IntegrityError:
        report = Report.get(Report.once_hash == once)
    return str(report.key)


def answer(key: str, note: str, by: Actor) -> None:
    """Close a report. Raises Refused: report_note_missing, report_answered, no_report."""
    if not note.strip():
        raise Refused("report_note_missing", field="note")
    with audited("report.answered", by, reference=key):
        _turn(key, note, by, is_answer=True)


def reopen(key: str, note: str, by: Actor) -> None:
    """Put an answered report back among the open ones. Raises Refused: report_open, no_report."""
    with audited("report.reopened", by, reference=key):
        _turn(key, note, by, is_answer=False)


def _turn(key: str, note: str, by: Actor, is_answer: bool) -> None:
    """From open to answered or back, once, whoever presses at the same time."""
    report = Report.get_or_none(Report.key == key)
    if report is None:
        raise Refused("no_report")
    now = clock.now()
    turned = Report.update(answered_at=now if is_answer else None).where(
        (Report.id == report.id) & Report.answered_at.is_null(is_answer)
    )
    if not turned.execute():
        raise Refused("report_answered") if is_answer else Refused("report_open")
    ReportStep.create(report=report, is_answer=is_answer, note=note.strip(), by=by.name, at=now)


def _columns(said: Said) -> dict[str, object]:
    columns = asdict(said)
    return {**columns, "student": columns.pop("student_id")}
