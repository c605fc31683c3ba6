"""The district's queue of reports, ready to show."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN

from app import clock
from app.database import Page, named, page_of
from app.sis.accounts.models import Account
from app.sis.support.models import Report, ReportStep


@dataclass(frozen=True)
class Listed:
    """A report as a line of a list."""

    key: str
    kind: str
    name: str
    child: str
    sent_at: datetime
    answered_at: datetime | None

    @property
    def reference(self) -> str:
        return spoken(self.key)

    @property
    def on(self) -> date:
        """The district's day."""
        return clock.local(self.sent_at).date()


@dataclass(frozen=True)
class Step:
    """An answer, or the word that the report is open again."""

    is_answer: bool
    note: str
    by: str
    at: datetime

    @property
    def on(self) -> date:
        return clock.local(self.at).date()


@dataclass(frozen=True)
class Shown(Listed):
    """A report in full. `account_key` is the sender's, empty where they were not signed in."""

    description: str
    answer_to: str
    language: str
    account_key: str
    username: str
    steps: tuple[Step, ...]


def spoken(key: str) -> str:
    """A reference number in two groups, to be read aloud: k7m3 9xqw."""
    return f"{key[:4]} {key[4:]}"


def open_reports() -> int:
    """How many wait for an answer. One read."""
    return int(Report.select().where(Report.answered_at.is_null()).count())


def reports(answered: bool, page: int = 1) -> Page[Listed]:
    """Those that wait, the oldest first, or those that are answered, the latest first. One read."""
    query = _listed().where(Report.answered_at.is_null(not answered))
    order = (Report.answered_at.desc(), Report.id.desc()) if answered else (Report.sent_at, Report.id)
    found = page_of(query.order_by(*order), page)
    return found.of(Listed(*row) for row in found.rows)


def has_report(key: str) -> bool:
    """Whether there is a report with this reference number. One read."""
    return bool(Report.select().where(Report.key == key).exists())


def report_with(key: str) -> Shown | None:
    """The report with this reference number, whole. Two reads."""
    row = next(iter(named(_in_full(key))), None)
    if row is None:
        return None
    steps = ReportStep.select(ReportStep.is_answer, ReportStep.note, ReportStep.by, ReportStep.at)
    told = steps.where(ReportStep.report == row.id).order_by(ReportStep.id).tuples()
    return Shown(
        key=key,
        kind=row.kind,
        name=row.name,
        child=row.child,
        sent_at=row.sent_at,
        answered_at=row.answered_at,
        description=row.description,
        answer_to=row.answer_to,
        language=row.language,
        account_key=row.account_key or "",
        username=row.username or "",
        steps=tuple(Step(*step) for step in told),
    )


def _listed() -> Any:
    return Report.select(Report.key, Report.kind, Report.name, Report.child, Report.sent_at, Report.answered_at)


def _in_full(key: str) -> Any:
    return (
        Report.select(Report, Account.key.alias("account_key"), Account.username)
        .join(Account, JOIN.LEFT_OUTER)
        .where(Report.key == key)
    )
