"""Reports that people send to the district, and what was done about them."""

from typing import Any

from peewee import AutoField, BooleanField, CharField, DateTimeField, ForeignKeyField, Model, TextField


def up(migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Account(Table):
        id = AutoField()

    class Person(Table):
        id = AutoField()

    class Student(Table):
        person = ForeignKeyField(Person, primary_key=True)

    class Report(Table):
        key = CharField(max_length=8, unique=True)
        once_hash = CharField(max_length=64, unique=True)
        kind = CharField(max_length=10)
        name = CharField(max_length=120)
        child = CharField(max_length=120)
        student = ForeignKeyField(Student, null=True)
        description = TextField()
        answer_to = CharField(max_length=254)
        language = CharField(max_length=5)
        account = ForeignKeyField(Account, null=True)
        sent_at = DateTimeField()
        answered_at = DateTimeField(null=True)

        class Meta:
            indexes = (
                (
                    (
                        "answered_at",
                        "sent_at",
                    ),
                    False,
                ),
            )

    class ReportStep(Table):
        report = ForeignKeyField(Report)
        is_answer = BooleanField()
        note = TextField()
        by = CharField(max_length=120)
        at = DateTimeField()

    db.create_tables([Report, ReportStep])
