"""The catalogue, its classes, who teaches and who sits in them."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField

from app.database import KeyField, Record, TranslatedField
from app.sis.people.models import Person, Student
from app.sis.schools.models import AcademicSession, School


class Course(Record):
    """A course in the catalogue; without a school it is the district's."""

    sourced_id = CharField(null=True, unique=True)
    school = ForeignKeyField(School, null=True)
    code = CharField(default="")
    title = TranslatedField()
    subject = TranslatedField(default="")
    withdrawn_at = DateTimeField(null=True)


class Section(Record):
    """One class of a course (OneRoster's "class"). Dates: of its sessions, first to last; the end is exclusive."""

    key = KeyField()
    sourced_id = CharField(null=True, unique=True)
    school = ForeignKeyField(School)
    course = ForeignKeyField(Course)
    title = TranslatedField()
    code = CharField(default="")
    homeroom = BooleanField(default=False)
    room = CharField(default="")
    starts_on = DateField()
    ends_on = DateField()
    withdrawn_at = DateTimeField(null=True)


class SectionSession(Record):
    """In which year, terms or grading periods a section is taught."""

    section = ForeignKeyField(Section, backref="sessions")
    session = ForeignKeyField(AcademicSession)

    class Meta:
        indexes = ((("section", "session"), True),)


class SectionTeacher(Record):
    """Who teaches a section, from a date to a date (exclusive; open where there is none)."""

    sourced_id = CharField(null=True, unique=True)
    section = ForeignKeyField(Section, backref="teachers")
    teacher = ForeignKeyField(Person)
    is_primary = BooleanField(default=True)
    starts_on = DateField(null=True)
    ends_on = DateField(null=True)
    withdrawn_at = DateTimeField(null=True)


class SectionEnrollment(Record):
    """A student on a section's roster, from a date to a date (exclusive; open where there is none)."""

    sourced_id = CharField(null=True, unique=True)
    section = ForeignKeyField(Section, backref="roster")
    student = ForeignKeyField(Student)
    starts_on = DateField(null=True)
    ends_on = DateField(null=True)
    withdrawn_at = DateTimeField(null=True)
