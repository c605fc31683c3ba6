"""Schools, years and their parts, days, bells."""

from datetime import time
from enum import StrEnum

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TimeField

from app.database import KeyField, Record, TranslatedField


class School(Record):
    """One school. `sourced_id` is its name in the district's OneRoster files, as on every imported row."""

    key = KeyField()
    sourced_id = CharField(null=True, unique=True)
    code = CharField(unique=True)
    name = CharField()
    phone = CharField(max_length=40, default="")
    attendance_phone = CharField(max_length=40, default="")
    spanish_phone = CharField(max_length=40, default="")
    days_to_verify = IntegerField(default=2)  # school days the attendance office takes to verify a mark
    verified_by = TimeField(default=time(15))  # and the time of that day after which to call
    withdrawn_at = DateTimeField(null=True)


class SessionKind(StrEnum):
    SCHOOL_YEAR = "school_year"
    TERM = "term"
    GRADING_PERIOD = "grading_period"


class AcademicSession(Record):
    """A school year, a term (semester) or a grading period (quarter). `ends_on` is exclusive."""

    key = KeyField()
    sourced_id = CharField(null=True, unique=True)
    kind = CharField(max_length=14)
    title = TranslatedField()
    parent = ForeignKeyField("self", null=True, backref="parts")
    year = IntegerField()  # in which the school year ends
    starts_on = DateField()
    ends_on = DateField()
    withdrawn_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("kind", "starts_on"), False),)


class CalendarDay(Record):
    """A day unlike its weekday: no school, or another bell schedule. Days without a row are ordinary."""

    school = ForeignKeyField(School, null=True)  # none: the whole district
    day_on = DateField()
    in_session = BooleanField(default=True)
    bell_schedule = CharField(max_length=40, default="")
    label = TranslatedField(default="")

    class Meta:
        indexes = ((("day_on", "school"), True),)


class BellPeriod(Record):
    """When a period rings at a school on a weekday, 0 Monday to 4 Friday, under a named bell schedule.

    Each weekday has one schedule marked `usual`; a CalendarDay may name another.
    A period that lunch divides has two rows.
    """

    school = ForeignKeyField(School)
    schedule = CharField(max_length=40)
    weekday = IntegerField()
    period = CharField(max_length=20)
    starts = TimeField()
    ends = TimeField()
    usual = BooleanField(default=True)

    class Meta:
        indexes = ((("school", "weekday", "schedule", "period", "starts"), True),)


class PortalWindow(Record):
    """The dates between which families see a school's schedule, grades, attendance and report cards.

    A school without a window is open all year. `closes_on` is exclusive; no grade level means all of them.
    """

    school = ForeignKeyField(School)
    grade_level = CharField(max_length=5, default="")
    opens_on = DateField()
    closes_on = DateField()
