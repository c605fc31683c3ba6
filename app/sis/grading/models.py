"""The gradebook."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

from app.database import PointsField, Record, TranslatedField
from app.sis.courses.models import Section
from app.sis.people.models import Student
from app.sis.schools.models import AcademicSession, School


class GradingScale(Record):
    """Letters and cutoffs of a school; without a school the district's default."""

    school = ForeignKeyField(School, null=True)
    title = TranslatedField()


class GradingScaleEntry(Record):
    """A letter from a rounded percent upwards, and its grade points."""

    scale = ForeignKeyField(GradingScale, backref="entries")
    letter = CharField(max_length=5)
    cutoff = PointsField()
    grade_points = PointsField(null=True)


class SectionGrading(Record):
    """How a section's grade is calculated; a section without a row counts total points on the default scale."""

    section = ForeignKeyField(Section, unique=True)
    method = CharField(max_length=20)  # calculation.Method
    scale = ForeignKeyField(GradingScale, null=True)
    missing_counts_as_zero = BooleanField(default=True)


class AssignmentCategory(Record):
    """A kind of assignment. Imported categories belong to no section: OneRoster's are the district's."""

    sourced_id = CharField(null=True, unique=True)
    section = ForeignKeyField(Section, null=True)
    title = TranslatedField()
    weight = PointsField(null=True)
    drop_lowest = IntegerField(default=0)
    withdrawn_at = DateTimeField(null=True)


class Assignment(Record):
    """A piece of work for a section. `points_possible` 0 is extra credit."""

    sourced_id = CharField(null=True, unique=True)
    section = ForeignKeyField(Section)
    category = ForeignKeyField(AssignmentCategory)
    grading_period = ForeignKeyField(AcademicSession)
    title = TranslatedField()
    description = TextField(default="")
    assigned_on = DateField()
    due_on = DateField()
    points_possible = PointsField()
    withdrawn_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("section", "grading_period"), False),)


class Score(Record):
    """A student's points on an assignment, or why there are none."""

    sourced_id = CharField(null=True, unique=True)
    assignment = ForeignKeyField(Assignment)
    student = ForeignKeyField(Student)
    points = PointsField(null=True)
    missing = BooleanField(default=False)
    exempt = BooleanField(default=False)
    late = BooleanField(default=False)
    incomplete = BooleanField(default=False)
    scored_on = DateField(null=True)
    comment = TranslatedField(default="")
    withdrawn_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("student", "assignment"), True),)


class PostedGrade(Record):
    """What a teacher posted for a grading period: a snapshot that later scores never change."""

    section = ForeignKeyField(Section)
    student = ForeignKeyField(Student)
    grading_period = ForeignKeyField(AcademicSession)
    letter = CharField(max_length=5)
    percent = PointsField(null=True)
    posted_at = DateTimeField()

    class Meta:
        indexes = ((("student", "section", "grading_period"), True),)
