"""Households, attendance, announcements; roles of staff, passes of substitutes, refusals of adult students."""

import unicodedata
from datetime import time
from typing import Any

from peewee import (
    AutoField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
    TimeField,
)


def up(migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Table):
        id = AutoField()
        given_name = CharField()
        middle_name = CharField()
        family_name = CharField()
        search_name = CharField(max_length=300)

    class Student(Table):
        person = ForeignKeyField(Person, primary_key=True)

    class School(Table):
        id = AutoField()

    class Section(Table):
        id = AutoField()

    migrator.migrate(
        migrator.add_column("person", "search_name", CharField(max_length=300, default="")),
        migrator.add_index("person", ("search_name",)),
        migrator.add_index("access_event", ("outcome", "at")),
        migrator.add_index("assignment", ("section_id", "grading_period_id")),
        migrator.add_column("student_contact", "may_pick_up", BooleanField(default=False)),
        migrator.add_column("school", "days_to_verify", IntegerField(default=2)),
        migrator.add_column("school", "verified_by", TimeField(default=time(15))),
        migrator.add_column("sign_in", "visited_before_at", DateTimeField(null=True)),
    )
    for person in Person.select().iterator():
        names = f"{person.given_name} {person.middle_name} {person.family_name}".casefold()
        folded = "".join(c for c in unicodedata.normalize("NFKD", names) if not unicodedata.combining(c))
        Person.update(search_name=" ".join(folded.split())[:300]).where(Person.id == person.id).execute()

    class Household(Table):
        name = CharField()
        street = CharField()
        city = CharField()
        state = CharField(max_length=40)
        postal_code = CharField(max_length=20)
        home_phone = CharField(max_length=40)
        safe_at_home = BooleanField()

    class HouseholdMembership(Table):
        household = ForeignKeyField(Household)
        person = ForeignKeyField(Person)
        starts_on = DateField(null=True)
        ends_on = DateField(null=True)

        class Meta:
            indexes = (
                (
                    (
                        "household",
                        "person",
                    ),
                    True,
                ),
            )

    class Phone(Table):
        person = ForeignKeyField(Person)
        kind = CharField(max_length=10)
        number = CharField(max_length=40)
        call_order = IntegerField()

    class AttendanceCode(Table):
        school = ForeignKeyField(School, null=True)
        code = CharField(max_length=10)
        title = TextField()
        status = CharField(max_length=10)
        excuse = CharField(max_length=10)
        teachers_enter = BooleanField()

        class Meta:
            indexes = (
                (
                    (
                        "code",
                        "school",
                    ),
                    True,
                ),
            )

    class DayCredit(Table):
        school = ForeignKeyField(School, null=True)
        at_least_percent = DecimalField(max_digits=9, decimal_places=2)
        credit = DecimalField(max_digits=9, decimal_places=2)

    class PeriodAttendance(Table):
        student = ForeignKeyField(Student)
        section = ForeignKeyField(Section)
        day_on = DateField()
        period = CharField(max_length=20)
        code = ForeignKeyField(AttendanceCode)
        office_code = ForeignKeyField(AttendanceCode, null=True)
        marked_at = DateTimeField()
        verified_at = DateTimeField(null=True)

        class Meta:
            indexes = (
                (
                    (
                        "student",
                        "day_on",
                        "section",
                        "period",
                    ),
                    True,
                ),
                (
                    (
                        "section",
                        "day_on",
                    ),
                    False,
                ),
            )

    class DailyAttendance(Table):
        student = ForeignKeyField(Student)
        school = ForeignKeyField(School)
        day_on = DateField()
        code = ForeignKeyField(AttendanceCode)
        absent = DecimalField(max_digits=9, decimal_places=2, null=True)
        reason = CharField()
        source = CharField(max_length=20)
        verified_at = DateTimeField(null=True)
        minutes_absent = IntegerField(null=True)
        minutes_scheduled = IntegerField(null=True)

        class Meta:
            indexes = (
                (
                    (
                        "student",
                        "day_on",
                        "code",
                    ),
                    True,
                ),
                (
                    (
                        "school",
                        "day_on",
                    ),
                    False,
                ),
            )

    class Announcement(Table):
        school = ForeignKeyField(School, null=True)
        grade_level = CharField(max_length=5)
        section = ForeignKeyField(Section, null=True)
        title = TextField()
        body = TextField()
        from_at = DateTimeField()
        until_at = DateTimeField()

    class StaffRole(Table):
        person = ForeignKeyField(Person)
        role = CharField(max_length=20)
        school = ForeignKeyField(School, null=True)
        starts_on = DateField(null=True)
        ends_on = DateField(null=True)

    class SubstitutePass(Table):
        person = ForeignKeyField(Person)
        section = ForeignKeyField(Section)
        starts_on = DateField()
        ends_on = DateField()

    class AdultStudentRefusal(Table):
        student = ForeignKeyField(Student, unique=True)
        refused_at = DateTimeField()
        document_seen = CharField()
        recorded_by = CharField(max_length=120)

    db.create_tables(
        [
            Household,
            HouseholdMembership,
            Phone,
            AttendanceCode,
            DayCredit,
            PeriodAttendance,
            DailyAttendance,
            Announcement,
            StaffRole,
            SubstitutePass,
            AdultStudentRefusal,
        ]
    )
