"""Keys of persons, letters with activation keys, IDs seen at the counter; ended accounts, first passwords."""

import secrets
from typing import Any

from peewee import (
    AutoField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def up(migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Person(Table):
        id = AutoField()
        key = CharField(max_length=8, null=True)

    class Student(Table):
        person = ForeignKeyField(Person, primary_key=True)

    class School(Table):
        id = AutoField()

    migrator.migrate(
        migrator.add_column("person", "key", CharField(max_length=8, null=True)),
        migrator.add_column("account", "ended_at", DateTimeField(null=True)),
        migrator.add_column("account", "has_first_password", BooleanField(default=False)),
        migrator.add_column("substitute_pass", "given_by", CharField(max_length=120, default="")),
    )
    taken: set[str] = set()
    for person_id in [row.id for row in Person.select(Person.id)]:
        key = _new_key(taken)
        Person.update(key=key).where(Person.id == person_id).execute()
    migrator.migrate(
        migrator.add_not_null("person", "key"),
        migrator.add_index("person", ("key",), True),
    )

    class LetterBatch(Table):
        key = CharField(max_length=8, unique=True)
        school = ForeignKeyField(School, null=True)
        student = ForeignKeyField(Student, null=True)
        since_on = DateField(null=True)
        is_reprint = BooleanField()
        asked_by = CharField(max_length=120)
        asked_by_id = IntegerField(null=True)
        version = IntegerField()
        asked_at = DateTimeField()
        confirmed_at = DateTimeField(null=True)
        discarded_at = DateTimeField(null=True)

    class ActivationKey(Table):
        batch = ForeignKeyField(LetterBatch)
        person = ForeignKeyField(Person)
        file_number = IntegerField()
        key_hash = CharField(max_length=64, null=True, unique=True)
        made_at = DateTimeField(null=True)
        live_at = DateTimeField(null=True)
        expires_on = DateField()
        revoked_at = DateTimeField(null=True)
        returned_at = DateTimeField(null=True)
        used_at = DateTimeField(null=True)
        used_address = CharField(max_length=45)
        used_device = CharField(max_length=80)
        used_mark_hash = CharField(max_length=64)
        told_at = DateTimeField(null=True)
        told_by = CharField(max_length=120)

    class ActivationKeyStudent(Table):
        activation_key = ForeignKeyField(ActivationKey)
        student = ForeignKeyField(Student)

        class Meta:
            indexes = (
                (
                    (
                        "activation_key",
                        "student",
                    ),
                    True,
                ),
            )

    class IdentificationKind(Table):
        key = CharField(max_length=8, unique=True)
        name = TextField()
        retired_at = DateTimeField(null=True)

    class Identification(Table):
        person = ForeignKeyField(Person)
        kind = ForeignKeyField(IdentificationKind)
        school = ForeignKeyField(School, null=True)
        seen_by = CharField(max_length=120)
        seen_by_id = IntegerField(null=True)
        seen_at = DateTimeField()
        batch = ForeignKeyField(LetterBatch, null=True)

    db.create_tables([LetterBatch, ActivationKey, ActivationKeyStudent, IdentificationKind, Identification], safe=False)


def _new_key(taken: set[str]) -> str:
    while (key := "".join(secrets.choice(ALPHABET) for _ in range(8))) in taken:
        pass
    taken.add(key)
    return key
