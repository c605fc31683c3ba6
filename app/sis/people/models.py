"""Persons and the ties between a student and the adults around them."""

from peewee import BooleanField, CharField, DateField, DateTimeField, ForeignKeyField, IntegerField, TextField

from app.database import KeyField, Record


class Person(Record):
    """One human being: student, staff and contact may be the same one."""

    key = KeyField()
    sourced_id = CharField(null=True, unique=True)
    number = CharField(null=True, index=True)  # the district's person number
    given_name = CharField()
    middle_name = CharField(default="")
    family_name = CharField()  # both surnames where there are two
    email = CharField(default="")
    language = CharField(max_length=5, default="en")
    birth_on = DateField(null=True)
    search_name = CharField(max_length=300, default="", index=True)  # names.searchable(): without accents or case
    withdrawn_at = DateTimeField(null=True)

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Student(Record):
    """A person who has a student record. Reached through the viewer, never by key alone."""

    person = ForeignKeyField(Person, primary_key=True)
    key = KeyField()


class StudentContact(Record):
    """The tie of an adult to ONE student. It opens nothing: see RecordsRight in sis/access."""

    student = ForeignKeyField(Student, backref="contacts")
    contact = ForeignKeyField(Person, backref="students")
    relation = CharField(max_length=40, default="")  # mother, father, aunt …; as the district writes it
    legal_guardian = BooleanField(default=False)
    lives_with = BooleanField(default=False)
    emergency = BooleanField(default=False)
    may_pick_up = BooleanField(default=False)
    priority = IntegerField(null=True)
    receives_mail = BooleanField(default=False)
    restrictions = TextField(default="")
    source = CharField(max_length=20)  # office, oneroster, contacts
    withdrawn_at = DateTimeField(null=True)

    class Meta:
        indexes = ((("student", "contact"), True),)
