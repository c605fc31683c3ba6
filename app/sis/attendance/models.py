"""Marks in class, the attendance office's word on them, and the day's result."""

from enum import StrEnum

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField

from app.database import PointsField, Record, TranslatedField
from app.sis.courses.models import Section
from app.sis.people.models import Student
from app.sis.schools.models import School


class Status(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    TARDY = "tardy"
    LEFT_EARLY = "left_early"


class Excuse(StrEnum):
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    EXEMPT = "exempt"  # not an absence: a school activity
    UNKNOWN = "unknown"


class AttendanceCode(Record):
    """A code of a school, or of the district where there is no school."""

    school = ForeignKeyField(School, null=True)
    code = CharField(max_length=10)
    title = TranslatedField()
    status = CharField(max_length=10)
    excuse = CharField(max_length=10)
    teachers_enter = BooleanField(default=False)

    class Meta:
        indexes = ((("code", "school"), True),)


class DayCredit(Record):
    """What a day counts from this percent of its minutes present upwards; a school's own or the district's."""

    school = ForeignKeyField(School, null=True)
    at_least_percent = PointsField()
    credit = PointsField()


class PeriodAttendance(Record):
    """A mark that is not "present" in one section on one day; the office's code overrides the teacher's, both stay."""

    student = ForeignKeyField(Student)
    section = ForeignKeyField(Section)
    day_on = DateField()
    period = CharField(max_length=20)
    code = ForeignKeyField(AttendanceCode)  # the teacher's
    office_code = ForeignKeyField(AttendanceCode, null=True)
    marked_at = DateTimeField()
    verified_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("student", "day_on", "section", "period"), True), (("section", "day_on"), False))


FROM_PERIODS = "periods"  # the source of a day's result that is derived


class DailyAttendance(Record):
    """A day that a student missed in part or whole: derived from the periods, or kept by the day."""

    student = ForeignKeyField(Student)
    school = ForeignKeyField(School)
    day_on = DateField()
    code = ForeignKeyField(AttendanceCode)
    absent = PointsField(null=True)  # of a day: 1, 0.5, 0.33; none where the source does not say
    reason = CharField(default="")
    source = CharField(max_length=20, default="office")
    verified_at = DateTimeField(null=True)
    minutes_absent = IntegerField(null=True)
    minutes_scheduled = IntegerField(null=True)

    class Meta:
        indexes = ((("student", "day_on", "code"), True), (("school", "day_on"), False))
