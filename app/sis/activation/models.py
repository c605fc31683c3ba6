"""Letters with activation keys, and the identifications at the counter that end in one."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField

from app import clock
from app.database import KeyField, Record, TranslatedField
from app.sis.people.models import Person, Student
from app.sis.schools.models import School


class LetterBatch(Record):
    """Letters that were asked for together: those of a school, of who enrolled there since a day, or of one family.

    Its keys open nothing until `confirmed_at`: the file is written whole, or the clerk has said that it is printed.
    """

    key = KeyField()
    school = ForeignKeyField(School, null=True)
    student = ForeignKeyField(Student, null=True)
    since_on = DateField(null=True)
    is_reprint = BooleanField(default=False)
    asked_by = CharField(max_length=120)
    asked_by_id = IntegerField(null=True)
    version = IntegerField(default=1)  # one more each time that the files are made anew; earlier ones are void
    asked_at = DateTimeField(default=clock.now)
    confirmed_at = DateTimeField(null=True)
    discarded_at = DateTimeField(null=True)


class ActivationKey(Record):
    """One guardian's letter: the hash of the key on it, and what became of it.

    It opens an account while it is live (`live_at`), not used, not revoked and before `expires_on` (exclusive).
    """

    batch = ForeignKeyField(LetterBatch, backref="letters")
    person = ForeignKeyField(Person)
    file_number = IntegerField()  # the file of the batch in which the letter stands, from 1
    key_hash = CharField(max_length=64, null=True, unique=True)  # null: its file has not been made yet
    made_at = DateTimeField(null=True)
    live_at = DateTimeField(null=True)
    expires_on = DateField()
    revoked_at = DateTimeField(null=True)  # by a reprint, at the counter, or with the batch
    returned_at = DateTimeField(null=True)  # the letter came back
    used_at = DateTimeField(null=True)
    used_address = CharField(max_length=45, default="")
    used_device = CharField(max_length=80, default="")
    used_mark_hash = CharField(max_length=64, default="")  # as KnownDevice has it
    told_at = DateTimeField(null=True)  # the adult was told on the telephone that the account is open
    told_by = CharField(max_length=120, default="")


class ActivationKeyStudent(Record):
    """A child that a letter names."""

    activation_key = ForeignKeyField(ActivationKey, backref="children")
    student = ForeignKeyField(Student)

    class Meta:
        indexes = ((("activation_key", "student"), True),)


class IdentificationKind(Record):
    """A kind of ID that the district accepts at the counter: driver license, consular ID, foreign passport …"""

    key = KeyField()
    name = TranslatedField()
    retired_at = DateTimeField(null=True)


class Identification(Record):
    """Somebody showed an ID at the counter: which kind, seen by whom. No number and no copy is kept."""

    person = ForeignKeyField(Person)
    kind = ForeignKeyField(IdentificationKind)
    school = ForeignKeyField(School, null=True)
    seen_by = CharField(max_length=120)
    seen_by_id = IntegerField(null=True)
    seen_at = DateTimeField(default=clock.now)
    batch = ForeignKeyField(LetterBatch, null=True)  # the letter that was handed over; null: a first password
