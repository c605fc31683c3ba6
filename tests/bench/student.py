"""The student of the budgets: at a high school, 8 classes, 60 scores, two siblings, names as long as real ones."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import cycle, islice, product

from app import clock
from app.sis.access.models import Role
from app.sis.accounts.models import Account
from app.sis.attendance.actions import derive_days
from app.sis.audit.actions import record_access
from app.sis.courses.models import Section
from app.sis.grading.calculation import Method
from app.sis.grading.models import AssignmentCategory, GradingScale, GradingScaleEntry, PostedGrade, SectionGrading
from app.sis.people.models import Student
from app.sis.schools.models import AcademicSession, BellPeriod, CalendarDay, School, SessionKind
from tests.build import District

CLASSES = (
    ("Spanish for Heritage Speakers 2", "Español para hispanohablantes 2", "Rosa", "Delgado", "212"),
    ("Algebra 2 Trigonometry", "Álgebra 2 con trigonometría", "Min-jun", "Kim", "118"),
    ("Biology Honors", "Biología avanzada", "Catherine", "Lindqvist", "304B"),
    ("English 10", "Inglés 10", "Oluwaseun", "Adeyemi", "127"),
    ("Western Civilization", "Civilización occidental", "Thomas", "O’Brien", "221"),
    ("Concert Band", "Banda de concierto", "Jennifer", "Schumacher", "Music 1"),
    ("Physical Education", "Educación física", "Marcus", "Whitfield", "Gym A"),
    ("Computer Science Principles", "Principios de informática", "Priya", "Raghunathan", "Lab 2"),
)
WORK = (
    ("Problem set 7", "Hoja de ejercicios 7", "18", ""),
    ("Reading notes, chapter 12", "Notas de lectura, capítulo 12", "19.5", ""),
    ("Quiz: vocabulary", "Prueba breve: vocabulario", "15", ""),
    ("Lab report", "Informe de laboratorio", "18.5", "missing"),
    ("Unit test", "Examen de la unidad", "17", "late"),
    ("Group presentation", "Presentación en grupo", "20", "exempt"),
    ("Exit slip", "Boleta de salida", "20", ""),
    ("Project outline", "Esquema del proyecto", "17.5", ""),
)
FLAGGED = (2, 5)  # the classes in which these flags are set
SCORES = 60
MARKS = ((0, 4, "T", "T"), (4, 6, "A", "U"), (0, 20, "T", "TE"), (1, 24, "A", ""))  # class, day, teacher, office
LETTERS = {"A": 93, "A-": 90, "B+": 87, "B": 83, "B-": 80, "C+": 77, "C": 73, "C-": 70, "D": 60, "F": 0}
SPANISH = {"Semester": "Semestre", "Quarter": "Trimestre"}


def build_family() -> tuple[Account, Student]:
    """The mother's account and the student, in a database without others."""
    district = District()
    for session in AcademicSession.select().where(AcademicSession.kind != SessionKind.SCHOOL_YEAR):
        kind, number = session.title["en"].split()
        session.title = {"en": f"{kind} {number}", "es": f"{SPANISH[kind]} {number}"}
        session.save()
    School.update(attendance_phone="608-555-0141", spanish_phone="608-555-0142").execute()
    for weekday, period in product(range(5), range(4, 9)):
        BellPeriod.create(
            school=district.school, schedule="Regular", weekday=weekday, period=str(period),
            starts=time(8 + period), ends=time(8 + period, 50),
        )  # fmt: skip
    scale = GradingScale.create(title={"en": "Letters"})
    for letter, cutoff in LETTERS.items():
        GradingScaleEntry.create(scale=scale, letter=letter, cutoff=cutoff)
    ana = district.student("Ana", "Reyes", birth_on=date(2010, 3, 1))
    luis = district.student("Luis", "Reyes", birth_on=date(2013, 5, 1))
    sofia = district.student("Sofía", "Reyes", birth_on=date(2017, 9, 1))
    maria = district.account(district.guardian(ana, luis, sofia), "maria.reyes")
    scores = cycle(WORK)
    sections: list[Section] = []
    for number, each in enumerate(CLASSES, 1):
        section = _class(district, number, *each)
        district.seat(ana, section)
        share = SCORES // len(CLASSES) + (number <= SCORES % len(CLASSES))
        _scores(district, ana, section, islice(scores, share), number)
        sections.append(section)
    _marks(district, ana, sections)
    _looks(district, ana)
    return maria, ana


def _class(district: District, number: int, english: str, spanish: str, given: str, family: str, room: str) -> Section:
    teacher = district.person(given, family, email=f"{given[0]}{family}@fourlakes.example".lower().replace("’", ""))
    section = district.section(english, period=str(number), teacher=teacher, room=room)
    section.title = section.course.title = {"en": english, "es": spanish}
    section.save()
    section.course.save()
    SectionGrading.create(section=section, method=Method.WEIGHTED_CATEGORIES if number % 2 else Method.TOTAL_POINTS)
    return section


def _scores(
    district: District, student: Student, section: Section, work: Iterable[tuple[str, ...]], number: int
) -> None:
    titles = {"en": "Homework", "es": "Tareas"}, {"en": "Tests", "es": "Exámenes"}
    categories = [
        AssignmentCategory.create(section=section, title=title, weight=50, drop_lowest=place)
        for place, title in enumerate(titles)
    ]
    for place, (english, spanish, full, flag) in enumerate(work):
        due_on = date(2026, 11, 3) + timedelta(days=2 * place)
        assignment = district.assignment(section, english, category=categories[place % 2], due_on=due_on)
        assignment.title = {"en": english, "es": spanish}
        assignment.save()
        flags = {flag: True} if flag and number in FLAGGED else {}
        points = None if flags.keys() & {"missing", "exempt"} else str(Decimal(full) - number % 5)
        district.score(student, assignment, points, **flags)
    letter, percent = list(LETTERS.items())[number % 6]
    PostedGrade.create(
        section=section, student=student, grading_period=district.quarter_1, letter=letter,
        percent=Decimal(f"{percent}.4"), posted_at=clock.now(),
    )  # fmt: skip


def _looks(district: District, student: Student) -> None:
    """Two dozen looks of staff at the record, in the weeks before."""
    for number, role in zip(range(24), cycle((Role.SCHOOL_OFFICE, Role.COUNSELOR, Role.TEACHER)), strict=False):
        account = district.account(district.staff(role, f"Rosa {number}"))
        with clock.stopped(clock.now() - timedelta(days=1 + number // 2, minutes=7 * number)):
            category = ("grades", "attendance", "schedule", "household")[number % 4]
            record_access(account.id, number, student.person_id, category, "seen", role)


def _marks(district: District, student: Student, sections: list[Section]) -> None:
    """A dozen in this month: a day excused, two tardies, a period missed, and one of today that is not verified."""
    for day in (26, 27):
        CalendarDay.create(day_on=date(2026, 11, day), in_session=False, label={"en": "Break", "es": "Vacaciones"})
    for section in sections:
        district.mark(student, section, date(2026, 11, 10), office="E")
    for number, day, code, office in MARKS:
        district.mark(student, sections[number], date(2026, 11, day), code, office)
    derive_days(district.school.id, date(2026, 11, 1), date(2026, 11, 24))
