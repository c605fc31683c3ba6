"""Who is where, from when."""

from peewee import CharField, DateField, DateTimeField, ForeignKeyField

from app.database import Record
from app.sis.people.models import Student
from app.sis.schools.models import AcademicSession, School


class Enrollment(Record):
    """A student at a school, in a grade level, for a school year. `exit_on` is exclusive."""

    student = ForeignKeyField(Student, backref="enrollments")
    school = ForeignKeyField(School)
    school_year = ForeignKeyField(AcademicSession, null=True)
    grade_level = CharField(max_length=5)  # CEDS: KG, 01 … 12
    entry_on = DateField()
    exit_on = DateField(null=True)
    exit_code = CharField(max_length=20, default="")
    source = CharField(max_length=20, default="office")
    withdrawn_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("student", "school", "entry_on"), True),)
