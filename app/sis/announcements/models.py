"""Notices for the families of the district, a school, a grade level or a class."""

from peewee import CharField, DateTimeField, ForeignKeyField

from app import clock
from app.database import Record, TranslatedField
from app.sis.courses.models import Section
from app.sis.schools.models import School


class Announcement(Record):
    """A notice, shown from `from_at` until `until_at` (exclusive). Plain text; addresses in it become links.

    Without a school it is the district's; a grade level or a section narrows it.
    """

    school = ForeignKeyField(School, null=True)
    grade_level = CharField(max_length=5, default="")
    section = ForeignKeyField(Section, null=True)
    title = TranslatedField()
    body = TranslatedField()
    from_at = DateTimeField(default=clock.now)
    until_at = DateTimeField()
