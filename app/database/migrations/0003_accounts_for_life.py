"""Accounts for life: places of attempts, known devices, links by mail, second factors; outbox; seals."""

from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    DateTimeField,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    TextField,
)


def up(migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Account(Table):
        id = AutoField()

    migrator.migrate(
        migrator.add_column("sign_in", "address", CharField(max_length=45, default="")),
        migrator.add_column("sign_in", "device", CharField(max_length=80, default="")),
        migrator.add_column("sign_in", "public_computer", BooleanField(default=False)),
        migrator.add_column("sign_in_attempt", "device", CharField(max_length=80, default="")),
        migrator.add_index("counter", ("expires_at",), False),
    )

    class SignInPlace(Table):
        token = CharField(max_length=32, primary_key=True)
        name = CharField(max_length=64, index=True)
        asked_at = DateTimeField()
        taken_at = DateTimeField(null=True)

    class KnownDevice(Table):
        account = ForeignKeyField(Account)
        mark_hash = CharField(max_length=64)
        first_at = DateTimeField()

        class Meta:
            indexes = (
                (
                    (
                        "account",
                        "mark_hash",
                    ),
                    True,
                ),
            )

    class PasswordReset(Table):
        account = ForeignKeyField(Account)
        token_hash = CharField(max_length=64, unique=True)
        expires_at = DateTimeField()
        used_at = DateTimeField(null=True)

    class EmailChange(Table):
        account = ForeignKeyField(Account)
        old_email = CharField()
        new_email = CharField()
        confirm_hash = CharField(max_length=64, unique=True)
        undo_hash = CharField(max_length=64, unique=True)
        asked_at = DateTimeField()
        confirmed_at = DateTimeField(null=True)
        undone_at = DateTimeField(null=True)

    class SecondFactor(Table):
        account = ForeignKeyField(Account, unique=True)
        secret = CharField(max_length=64)
        confirmed_at = DateTimeField(null=True)
        last_step = BigIntegerField(null=True)

    class RecoveryCode(Table):
        account = ForeignKeyField(Account)
        code_hash = CharField(max_length=64)
        used_at = DateTimeField(null=True)

    class PublicComputers(Table):
        network = CharField(max_length=45, unique=True)
        note = CharField()

    class Seal(Table):
        log = CharField(max_length=20)
        first_id = IntegerField()
        last_id = IntegerField()
        rows = IntegerField()
        marks = TextField()
        digest = CharField(max_length=64)
        sealed_at = DateTimeField()

        class Meta:
            indexes = (
                (
                    (
                        "log",
                        "first_id",
                    ),
                    True,
                ),
            )

    class OutboxMessage(Table):
        event = CharField(max_length=120, unique=True)
        kind = CharField(max_length=40)
        person_id = IntegerField()
        address = CharField()
        facts = TextField()
        message_id = CharField(max_length=120)
        created_at = DateTimeField()
        next_try_at = DateTimeField()
        tries = IntegerField()
        claimed_at = DateTimeField(null=True)
        sent_at = DateTimeField(null=True)
        dropped = CharField(max_length=60)
        trouble = CharField()

        class Meta:
            indexes = (
                (
                    (
                        "sent_at",
                        "next_try_at",
                    ),
                    False,
                ),
            )

    db.create_tables(
        [
            SignInPlace,
            KnownDevice,
            PasswordReset,
            EmailChange,
            SecondFactor,
            RecoveryCode,
            PublicComputers,
            Seal,
            OutboxMessage,
        ]
    )

    # Seals and attempts to sign in are insert-only as the logs are (0001).
    for table in ("seal", "sign_in_attempt"):
        for refusal in POSTGRESQL if isinstance(db, PostgresqlDatabase) else SQLITE:
            db.execute_sql(refusal.format(table=table))


POSTGRESQL = (
    "CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)
SQLITE = tuple(
    f"CREATE TRIGGER {{table}}_{verb.lower()} BEFORE {verb} ON {{table}} "
    "BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    for verb in ("UPDATE", "DELETE")
)
