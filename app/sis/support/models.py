"""Reports: a problem, a comment or a suggestion that somebody sends to the district."""

from peewee import BooleanField, CharField, DateTimeField, ForeignKeyField, TextField

from app import clock
from app.database import KeyField, Record
from app.sis.accounts.models import Account
from app.sis.people.models import Student


class Report(Record):
    """What somebody wrote, signed in or not. `key` is the reference number; it is open until `answered_at`."""

    key = KeyField()
    once_hash = CharField(max_length=64, unique=True)  # a hash of the form and of what stood in it
    kind = CharField(max_length=10)  # a Kind
    name = CharField(max_length=120)
    child = CharField(max_length=120)  # as it was typed, or the name of `student`
    student = ForeignKeyField(Student, null=True)  # whom the sender chose among those they may see
    description = TextField()
    answer_to = CharField(max_length=254)  # an e-mail or a telephone number; empty: no answer is wanted
    language = CharField(max_length=5)
    account = ForeignKeyField(Account, null=True)  # none: not signed in
    sent_at = DateTimeField(default=clock.now)
    answered_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("answered_at", "sent_at"), False),)


class ReportStep(Record):
    """The district answered a report, or opened it again."""

    report = ForeignKeyField(Report, backref="steps")
    is_answer = BooleanField()
    note = TextField()
    by = CharField(max_length=120)
    at = DateTimeField(default=clock.now)
