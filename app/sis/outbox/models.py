"""What must be sent. The row is written in the transaction of the action it tells of; `flask work` delivers it."""

from peewee import CharField, DateTimeField, IntegerField, TextField

from app import clock
from app.database import Record


class OutboxMessage(Record):
    """One message to one person. It is rendered, and the right to it checked again, when it is delivered.

    `event` is unique: what happened once is told once. `message_id` stays the same on every try.
    """

    event = CharField(max_length=120, unique=True)
    kind = CharField(max_length=40)  # a function of app/mail
    person_id = IntegerField()
    address = CharField(default="")  # where it is not the person's e-mail on file
    facts = TextField(default="{}")
    message_id = CharField(max_length=120)
    created_at = DateTimeField(default=clock.now)
    next_try_at = DateTimeField(default=clock.now)
    tries = IntegerField(default=0)
    claimed_at = DateTimeField(null=True)
    sent_at = DateTimeField(null=True)
    dropped = CharField(max_length=60, default="")  # why it will not be sent: no address, no right any more
    trouble = CharField(default="")  # what the last try met

    class Meta:
        indexes = ((("sent_at", "next_try_at"), False),)
