"""Who may."""

from enum import StrEnum

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField

from app import clock
from app.database import Record
from app.sis.courses.models import Section
from app.sis.people.models import Person, Student, StudentContact
from app.sis.schools.models import School


class Basis(StrEnum):
    """Why an adult has a right to a student's records."""

    PARENT = "parent"
    COURT_ORDER = "court_order"
    EDUCATIONAL_GUARDIAN = "educational_guardian"
    FOSTER_OR_AGENCY = "foster_or_agency"
    DISTRICT_VOUCHED = "district_vouched"  # the operator stated that the district vouches for a whole import's ties


class EndBasis(StrEnum):
    """Why a right ended, or was never given."""

    PLACEMENT_DENIED = "placement_denied"  # Wis. Stat. 118.125(2)(m)
    COURT_ORDER = "court_order"
    DISTRICT_DECISION = "district_decision"
    NO_PARENT = "no_parent"  # an emergency contact, not a parent or guardian
    SOURCE_WITHDREW = "source_withdrew"  # the file that gave it no longer has it


class RecordsRight(Record):
    """A decision on one tie: a right to the student's records from a date to a date, or that there is none.

    The rows of a tie are its history. In force: granted, `starts_on` reached, `ends_on` (exclusive) not, not revoked.
    """

    tie = ForeignKeyField(StudentContact, backref="rights")
    granted = BooleanField(default=True)
    starts_on = DateField()
    ends_on = DateField(null=True)
    revoked_at = DateTimeField(null=True)
    basis = CharField(max_length=24, default="")
    end_basis = CharField(max_length=24, default="")
    document_seen = CharField(default="")
    source = CharField(max_length=20)  # office, oneroster, contacts
    ended_by_office = BooleanField(default=False)
    decided_by = CharField(max_length=120)
    decided_by_id = IntegerField(null=True)
    decided_at = DateTimeField(default=clock.now)


class Role(StrEnum):
    """What somebody does for a school, or for the district."""

    TEACHER = "teacher"
    COUNSELOR = "counselor"
    SCHOOL_OFFICE = "school_office"
    ATTENDANCE_OFFICE = "attendance_office"
    DISTRICT_OFFICE = "district_office"


class StaffRole(Record):
    """A role at a school from a date to a date (exclusive); the district office has no school."""

    person = ForeignKeyField(Person, backref="roles")
    role = CharField(max_length=20)
    school = ForeignKeyField(School, null=True)
    starts_on = DateField(null=True)
    ends_on = DateField(null=True)


class SubstitutePass(Record):
    """A substitute sees a section's roster from a date to a date (exclusive); it ends by itself."""

    person = ForeignKeyField(Person)
    section = ForeignKeyField(Section)
    starts_on = DateField()
    ends_on = DateField()
    given_by = CharField(max_length=120, default="")


class AdultStudentRefusal(Record):
    """A student of 18 has refused their parents' access in writing (34 CFR 99.5: the rights are theirs)."""

    student = ForeignKeyField(Student, unique=True)
    refused_at = DateTimeField(default=clock.now)
    document_seen = CharField()
    recorded_by = CharField(max_length=120)
