"""The tables of the first release."""

from typing import Any

from peewee import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    ForeignKeyField,
    IntegerField,
    Model,
    PostgresqlDatabase,
    TextField,
    TimeField,
)

# What happened is only ever added to (docs/decisions): the database itself refuses the rest.
SQLITE = (
    "CREATE TRIGGER {table}_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END",
    "CREATE TRIGGER {table}_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '%% is insert-only', TG_TABLE_NAME; END $$",
    "CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
)
# Whoever adds to a log says so until the transaction is through, before the row has its number: see sis/audit/seals.py.
WRITERS = (
    "CREATE OR REPLACE FUNCTION note_writer() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN PERFORM pg_advisory_xact_lock_shared(hashtextextended('log ' || TG_TABLE_NAME, 0)); RETURN NULL; END $$",
    "CREATE TRIGGER audit_event_writer BEFORE INSERT ON audit_event EXECUTE FUNCTION note_writer()",
    "CREATE TRIGGER access_event_writer BEFORE INSERT ON access_event EXECUTE FUNCTION note_writer()",
)


def up(migrator: Any, db: Any) -> None:
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class AcademicSession(Table):
        key = CharField(max_length=8, unique=True)
        sourced_id = CharField(unique=True, null=True)
        kind = CharField(max_length=14)
        title = TextField()
        parent = ForeignKeyField("self", null=True)
        year = IntegerField()
        starts_on = DateField()
        ends_on = DateField()
        withdrawn_at = DateTimeField(null=True)

        class Meta:
            indexes = (
                (
                    (
                        "kind",
                        "starts_on",
                    ),
                    False,
                ),
            )

    class AccessEvent(Table):
        at = DateTimeField()
        account_id = IntegerField()
        session_id = IntegerField()
        student_id = IntegerField(index=True)
        category = CharField(max_length=20)
        outcome = CharField(max_length=8)
        role = CharField(max_length=20)
        hour = DateTimeField()
        day_on = DateField()

        class Meta:
            indexes = (
                (
                    (
                        "session_id",
                        "student_id",
                        "category",
                        "outcome",
                        "hour",
                    ),
                    True,
                ),
            )

    class Person(Table):
        sourced_id = CharField(unique=True, null=True)
        number = CharField(index=True, null=True)
        given_name = CharField()
        middle_name = CharField()
        family_name = CharField()
        email = CharField()
        language = CharField(max_length=5)
        birth_on = DateField(null=True)
        withdrawn_at = DateTimeField(null=True)

    class Account(Table):
        key = CharField(max_length=8, unique=True)
        person = ForeignKeyField(Person, unique=True)
        username = CharField(max_length=60)
        folded_username = CharField(max_length=60, unique=True)
        password_hash = CharField()
        language = CharField(max_length=5)
        disabled_at = DateTimeField(null=True)
        created_at = DateTimeField()

    class School(Table):
        key = CharField(max_length=8, unique=True)
        sourced_id = CharField(unique=True, null=True)
        code = CharField(unique=True)
        name = CharField()
        phone = CharField(max_length=40)
        attendance_phone = CharField(max_length=40)
        spanish_phone = CharField(max_length=40)
        withdrawn_at = DateTimeField(null=True)

    class Course(Table):
        sourced_id = CharField(unique=True, null=True)
        school = ForeignKeyField(School, null=True)
        code = CharField()
        title = TextField()
        subject = TextField()
        withdrawn_at = DateTimeField(null=True)

    class Section(Table):
        key = CharField(max_length=8, unique=True)
        sourced_id = CharField(unique=True, null=True)
        school = ForeignKeyField(School)
        course = ForeignKeyField(Course)
        title = TextField()
        code = CharField()
        homeroom = BooleanField()
        room = CharField()
        starts_on = DateField()
        ends_on = DateField()
        withdrawn_at = DateTimeField(null=True)

    class AssignmentCategory(Table):
        sourced_id = CharField(unique=True, null=True)
        section = ForeignKeyField(Section, null=True)
        title = TextField()
        weight = DecimalField(max_digits=9, decimal_places=2, null=True)
        drop_lowest = IntegerField()
        withdrawn_at = DateTimeField(null=True)

    class Assignment(Table):
        sourced_id = CharField(unique=True, null=True)
        section = ForeignKeyField(Section)
        category = ForeignKeyField(AssignmentCategory)
        grading_period = ForeignKeyField(AcademicSession)
        title = TextField()
        description = TextField()
        assigned_on = DateField()
        due_on = DateField()
        points_possible = DecimalField(max_digits=9, decimal_places=2)
        withdrawn_at = DateTimeField(null=True)

    class AuditEvent(Table):
        at = DateTimeField(index=True)
        action = CharField(max_length=60)
        actor = CharField(max_length=120)
        account_id = IntegerField(null=True)
        person_id = IntegerField(index=True, null=True)
        student_id = IntegerField(index=True, null=True)
        facts = TextField()

    class BellPeriod(Table):
        school = ForeignKeyField(School)
        schedule = CharField(max_length=40)
        weekday = IntegerField()
        period = CharField(max_length=20)
        starts = TimeField()
        ends = TimeField()
        usual = BooleanField()

        class Meta:
            indexes = (
                (
                    (
                        "school",
                        "weekday",
                        "schedule",
                        "period",
                        "starts",
                    ),
                    True,
                ),
            )

    class CalendarDay(Table):
        school = ForeignKeyField(School, null=True)
        day_on = DateField()
        in_session = BooleanField()
        bell_schedule = CharField(max_length=40)
        label = TextField()

        class Meta:
            indexes = (
                (
                    (
                        "day_on",
                        "school",
                    ),
                    True,
                ),
            )

    class Counter(Table):
        key = CharField(primary_key=True)
        count = IntegerField()
        expires_at = DateTimeField()

    class Student(Table):
        person = ForeignKeyField(Person, primary_key=True)
        key = CharField(max_length=8, unique=True)

    class Enrollment(Table):
        student = ForeignKeyField(Student)
        school = ForeignKeyField(School)
        school_year = ForeignKeyField(AcademicSession, null=True)
        grade_level = CharField(max_length=5)
        entry_on = DateField()
        exit_on = DateField(null=True)
        exit_code = CharField(max_length=20)
        source = CharField(max_length=20)
        withdrawn_at = DateTimeField(null=True)

        class Meta:
            indexes = (
                (
                    (
                        "student",
                        "school",
                        "entry_on",
                    ),
                    True,
                ),
            )

    class GradingScale(Table):
        school = ForeignKeyField(School, null=True)
        title = TextField()

    class GradingScaleEntry(Table):
        scale = ForeignKeyField(GradingScale)
        letter = CharField(max_length=5)
        cutoff = DecimalField(max_digits=9, decimal_places=2)
        grade_points = DecimalField(max_digits=9, decimal_places=2, null=True)

    class PortalWindow(Table):
        school = ForeignKeyField(School)
        grade_level = CharField(max_length=5)
        opens_on = DateField()
        closes_on = DateField()

    class PostedGrade(Table):
        section = ForeignKeyField(Section)
        student = ForeignKeyField(Student)
        grading_period = ForeignKeyField(AcademicSession)
        letter = CharField(max_length=5)
        percent = DecimalField(max_digits=9, decimal_places=2, null=True)
        posted_at = DateTimeField()

        class Meta:
            indexes = (
                (
                    (
                        "student",
                        "section",
                        "grading_period",
                    ),
                    True,
                ),
            )

    class StudentContact(Table):
        student = ForeignKeyField(Student)
        contact = ForeignKeyField(Person)
        relation = CharField(max_length=40)
        legal_guardian = BooleanField()
        lives_with = BooleanField()
        emergency = BooleanField()
        priority = IntegerField(null=True)
        receives_mail = BooleanField()
        restrictions = TextField()
        source = CharField(max_length=20)
        withdrawn_at = DateTimeField(null=True)

        class Meta:
            indexes = (
                (
                    (
                        "student",
                        "contact",
                    ),
                    True,
                ),
            )

    class RecordsRight(Table):
        tie = ForeignKeyField(StudentContact)
        granted = BooleanField()
        starts_on = DateField()
        ends_on = DateField(null=True)
        revoked_at = DateTimeField(null=True)
        basis = CharField(max_length=24)
        end_basis = CharField(max_length=24)
        document_seen = CharField()
        source = CharField(max_length=20)
        ended_by_office = BooleanField()
        decided_by = CharField(max_length=120)
        decided_by_id = IntegerField(null=True)
        decided_at = DateTimeField()

    class Score(Table):
        sourced_id = CharField(unique=True, null=True)
        assignment = ForeignKeyField(Assignment)
        student = ForeignKeyField(Student)
        points = DecimalField(max_digits=9, decimal_places=2, null=True)
        missing = BooleanField()
        exempt = BooleanField()
        late = BooleanField()
        incomplete = BooleanField()
        scored_on = DateField(null=True)
        comment = TextField()
        withdrawn_at = DateTimeField(null=True)

        class Meta:
            indexes = (
                (
                    (
                        "student",
                        "assignment",
                    ),
                    True,
                ),
            )

    class SectionEnrollment(Table):
        sourced_id = CharField(unique=True, null=True)
        section = ForeignKeyField(Section)
        student = ForeignKeyField(Student)
        starts_on = DateField(null=True)
        ends_on = DateField(null=True)
        withdrawn_at = DateTimeField(null=True)

    class SectionGrading(Table):
        section = ForeignKeyField(Section, unique=True)
        method = CharField(max_length=20)
        scale = ForeignKeyField(GradingScale, null=True)
        missing_counts_as_zero = BooleanField()

    class SectionMeeting(Table):
        section = ForeignKeyField(Section)
        weekday = IntegerField(null=True)
        period = CharField(max_length=20)
        room = CharField(max_length=60)
        source = CharField(max_length=20)

        class Meta:
            indexes = (
                (
                    (
                        "section",
                        "weekday",
                        "period",
                    ),
                    True,
                ),
            )

    class SectionSession(Table):
        section = ForeignKeyField(Section)
        session = ForeignKeyField(AcademicSession)

        class Meta:
            indexes = (
                (
                    (
                        "section",
                        "session",
                    ),
                    True,
                ),
            )

    class SectionTeacher(Table):
        sourced_id = CharField(unique=True, null=True)
        section = ForeignKeyField(Section)
        teacher = ForeignKeyField(Person)
        is_primary = BooleanField()
        starts_on = DateField(null=True)
        ends_on = DateField(null=True)
        withdrawn_at = DateTimeField(null=True)

    class SignIn(Table):
        token_hash = CharField(max_length=64, unique=True)
        account = ForeignKeyField(Account)
        csrf_secret = CharField(max_length=32)
        started_at = DateTimeField()
        seen_at = DateTimeField()
        ended_at = DateTimeField(null=True)

    class SignInAttempt(Table):
        at = DateTimeField(index=True)
        account = ForeignKeyField(Account, null=True)
        name_hash = CharField(max_length=64)
        outcome = CharField(max_length=8)
        address = CharField(max_length=45)

    db.create_tables(
        [
            AcademicSession,
            AccessEvent,
            Person,
            Account,
            School,
            Course,
            Section,
            AssignmentCategory,
            Assignment,
            AuditEvent,
            BellPeriod,
            CalendarDay,
            Counter,
            Student,
            Enrollment,
            GradingScale,
            GradingScaleEntry,
            PortalWindow,
            PostedGrade,
            StudentContact,
            RecordsRight,
            Score,
            SectionEnrollment,
            SectionGrading,
            SectionMeeting,
            SectionSession,
            SectionTeacher,
            SignIn,
            SignInAttempt,
        ]
    )

    for table in ("audit_event", "access_event"):
        for refusal in POSTGRESQL if isinstance(db, PostgresqlDatabase) else SQLITE:
            db.execute_sql(refusal.format(table=table))
    for note in WRITERS if isinstance(db, PostgresqlDatabase) else ():
        db.execute_sql(note)
