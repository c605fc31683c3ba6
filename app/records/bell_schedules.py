"""bell-schedules: when each period rings. A school that the file names gets exactly the bells of the file."""

from datetime import time
from typing import NamedTuple

from app.intake.cells import BadCell, period, shown, text, truth, wall_time
from app.intake.sheet import Column, Row, Table
from app.intake.taking import Taking
from app.records.cells import DAYS, schedule_of, weekdays
from app.records.schools import schools_known_as
from app.sis.schools.models import BellPeriod

KIND = "bell-schedules"
REGULAR = "Regular"


class Period(NamedTuple):
    """A period, and the schedule that is named after it: `01 - Traditional`."""

    code: str
    schedule: str


def period_and_schedule(cell: str) -> Period:
    if len(schedule_of(cell)) > 40:
        raise BadCell("names a schedule of more than 40 characters")
    return Period(period(cell), schedule_of(cell))


TABLE = Table(
    KIND,
    (
        Column("school_id", required=True),
        Column("period", period_and_schedule, required=True),
        Column("start", wall_time, required=True),
        Column("end", wall_time, required=True),
        Column("schedule", text(40)),
        Column("weekdays", weekdays),
        Column("usual", truth),
    ),
    key=("school_id", "period", "start", "schedule", "weekdays"),
    closed=True,
)

GATHERED = (
    "CREATE TABLE IF NOT EXISTS bell (school INT, schedule TEXT, weekday INT, period TEXT, starts TEXT, ends TEXT, "
    "usual INT, line INT, PRIMARY KEY (school, schedule, weekday, period, starts))"
)


def load(rows: list[Row], taking: Taking) -> None:
    """Gather the bells: a school's are written together, at the end."""
    taking.scratch.execute(GATHERED)
    schools = schools_known_as({row["school_id"] for row in rows})
    for row in rows:
        school = schools.get(row["school_id"])
        if school is None:
            taking.reject(KIND, row, "school_id", f"names no school on record: {shown(row['school_id'])}")
        elif row["end"] <= row["start"]:
            taking.reject(KIND, row, "end", f"{row['end']} is not after start {row['start']}")
        else:
            _gather(school, row, taking)


def _gather(school: int, row: Row, taking: Taking) -> None:
    code, named = row["period"]
    schedule = row["schedule"] or named or REGULAR
    usual = row["usual"] is not False
    days = row["weekdays"] or tuple(range(len(DAYS)))
    marks = ", ".join("?" * len(days))
    rival = taking.scratch.execute(
        f"SELECT schedule FROM bell WHERE school = ? AND weekday IN ({marks}) AND usual AND ? AND schedule <> ?",
        (school, *days, usual, schedule),
    ).fetchone()
    same = taking.scratch.execute(
        "SELECT line FROM bell WHERE school = ? AND schedule = ? AND period = ? AND starts = ? "
        f"AND weekday IN ({marks})",
        (school, schedule, code, row["start"].isoformat(), *days),
    ).fetchone()
    if rival:
        reason = f"{shown(rival[0])} and {shown(schedule)} cannot both be usual on the same day"
        taking.reject(KIND, row, "schedule", reason)
    elif same:
        taking.reject(KIND, row, "period", f"rings at the same time on line {same[0]} already")
    else:
        bell = (schedule, code, row["start"].isoformat(), row["end"].isoformat(), usual, row.line)
        taking.scratch.executemany(
            "INSERT INTO bell (school, weekday, schedule, period, starts, ends, usual, line) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((school, weekday, *bell) for weekday in days),
        )


def finish(taking: Taking) -> None:
    """Bring each school's bells in line with the file."""
    taking.scratch.execute(GATHERED)
    counts = taking.counts(KIND)
    for (school,) in taking.scratch.execute("SELECT DISTINCT school FROM bell ORDER BY school").fetchall():
        there = {
            (bell.schedule, bell.weekday, bell.period, bell.starts): bell
            for bell in BellPeriod.select().where(BellPeriod.school == school)
        }
        rows = taking.scratch.execute(
            "SELECT schedule, weekday, period, starts, ends, usual FROM bell WHERE school = ?", (school,)
        )
        for schedule, weekday, code, starts, ends, usual in rows:
            bell = there.pop((schedule, weekday, code, time.fromisoformat(starts)), None)
            values = {"ends": time.fromisoformat(ends), "usual": bool(usual)}
            if bell is None:
                key = {"schedule": schedule, "weekday": weekday, "period": code, "starts": time.fromisoformat(starts)}
                BellPeriod.create(school=school, **key, **values)
                counts.created += 1
            elif {name: getattr(bell, name) for name in values} != values:
                BellPeriod.update(**values).where(BellPeriod.id == bell.id).execute()
                counts.changed += 1
            else:
                counts.unchanged += 1
        if there:
            BellPeriod.delete().where(BellPeriod.id.in_([bell.id for bell in there.values()])).execute()
            counts.withdrawn += len(there)
