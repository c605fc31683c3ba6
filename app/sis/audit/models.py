"""What happened. Rows are only ever added: triggers of the first migration refuse the rest.

They name people, accounts and sessions by number without a foreign key, so that they outlive them.
"""

from peewee import CharField, DateField, DateTimeField, IntegerField, TextField

from app import clock
from app.database import Record


class AuditEvent(Record):
    """A change, written in the transaction that made it."""

    at = DateTimeField(default=clock.now, index=True)
    action = CharField(max_length=60)
    actor = CharField(max_length=120)
    account_id = IntegerField(null=True)
    person_id = IntegerField(null=True, index=True)  # whom it is about
    student_id = IntegerField(null=True, index=True)  # whose record it changes
    facts = TextField(default="{}")


class AccessEvent(Record):
    """Somebody opened a student's record; once an hour for each sign-in, student and category."""

    at = DateTimeField(default=clock.now)
    account_id = IntegerField()
    session_id = IntegerField()
    student_id = IntegerField(index=True)  # 0: no such student
    category = CharField(max_length=20)
    outcome = CharField(max_length=8)  # seen, refused
    role = CharField(max_length=20)  # in which it was seen: guardian, student, or one of the staff's
    hour = DateTimeField()
    day_on = DateField()

    class Meta:
        indexes = (
            (("session_id", "student_id", "category", "outcome", "hour"), True),
            (("outcome", "at"), False),
        )


class Seal(Record):
    """A batch of rows closed by a hash over them and over the seal before: no row of it can change unseen."""

    log = CharField(max_length=20)  # audit_event, access_event
    first_id = IntegerField()  # one after the seal before
    last_id = IntegerField()
    rows = IntegerField()
    marks = TextField()  # of each row, to name the one that was changed
    digest = CharField(max_length=64)
    sealed_at = DateTimeField(default=clock.now)

    class Meta:
        indexes = ((("log", "first_id"), True),)  # no two seals after the same one
