"""When and where a section meets."""

from peewee import CharField, ForeignKeyField, IntegerField

from app.database import Record
from app.sis.courses.models import Section


class SectionMeeting(Record):
    """A section meets in this period; on every school day where no weekday (0 Monday) is named."""

    section = ForeignKeyField(Section, backref="meetings")
    weekday = IntegerField(null=True)
    period = CharField(max_length=20)
    room = CharField(max_length=60, default="")  # where it differs from the section's
    source = CharField(max_length=20, default="office")

    class Meta:
        indexes = ((("section", "weekday", "period"), True),)
