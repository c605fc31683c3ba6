"""The people that the README, the acceptance tests and every visitor know by name, and what happened to them.

The accounts are a promise (see the table that `flask demo serve` prints): change one only with a decision record.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from app.database import Translated
from app.demo.schools import Campus
from app.sis.access.models import Role

# Username, and who it is, in the order of the table.
ACCOUNTS = {
    "maria.reyes": "guardian (Spanish) of Ana, grade 10, Luis, grade 7, and Sofía, grade 3",
    "carlos.reyes": "father in another household, with a right to Ana's records only",
    "grace.olson": "guardian of David, grade 11, who has missing work",
    "nora.becker": "guardian of one elementary child: she is told when the portal opens",
    "elena.vega": "mother of Tomás, who is 18 and has refused his parents' access",
    "tomas.vega": "student, grade 12",
    "ruth.carter": "mother of Jonah, grade 6; her address is protected",
    "paul.carter": "father of Jonah, with a right to his records and a no-contact order",
    "lucia.mora": "aunt of Daniela, grade 8, by a court order that ends in some weeks (Spanish)",
    "ana.reyes": "student, grade 10",
    "david.olson": "student, grade 11",
    "teacher.kim": "teaches mathematics at East High School, Ana and David among others",
    "teacher.adams": "teaches at Sugar Maple Elementary School, where her daughter Ruby is in grade 5",
    "substitute.today": "substitute with a pass for two of Mr. Kim's classes, today only",
    "office.east": "school office of East High School",
    "attendance.east": "attendance office of East High School",
    "counselor.east": "counselor at East High School",
    "district": "district office",
}
UNWRITTEN = (
    "Hodan Farah, mother of Ayan, grade 9, has no account yet. Her letter with the key to one:\n"
    "  .venv/bin/flask letters print --school EAST letter.pdf"
)


@dataclass(frozen=True)
class Turn:
    """Something that happened to one score: the `nth` of those graded in a category, from 0, in the order of due dates.

    `share` is of the points possible; of extra credit, which has none, it is the points.
    """

    category: str
    nth: int
    share: Decimal | None = None
    missing: bool = False
    exempt: bool = False
    late: bool = False
    comment: Translated = field(default_factory=Translated)
    quarter: int = 2
    before_entry: bool = False  # of the work that was due before the student came to the section
    away: str = ""  # the student missed the day on which it was due, and this is the office's code for it


def share(percent: int) -> Decimal:
    return Decimal(percent) / 100


# Which of the classes that a grade offers they chose, this year and the year before.
CHOICES = {
    ("ana.reyes", 9): {"GEOM", "HERIT1", "ORCH", "FOODS"},
    ("ana.reyes", 10): {"ALG2", "HERIT2", "ORCH"},
    ("david.olson", 10): {"ALG2", "SPAN2", "BAND"},
    ("david.olson", 11): {"PRECALC", "PSYCH", "BAND", "FINANCE"},
    ("tomas.vega", 11): {"PRECALC", "SPAN3", "CERAM", "FINANCE"},
    ("tomas.vega", 12): {"STATS", "SPAN3", "CERAM", "FOODS"},
    ("luis.reyes", 6): {"BAND6", "TECH6"},
    ("luis.reyes", 7): {"BAND6", "TECH6"},
}

# Who teaches them; everybody else gets whoever is free.
TEACHERS = {
    ("ana.reyes", "ALG2"): "teacher.kim",
    ("david.olson", "PRECALC"): "teacher.kim",
    ("sofia.reyes", "HOMEROOM"): "teacher.adams",
    ("ruby.adams", "MATH-35"): "teacher.adams",  # her own daughter
}
ALSO_TEACHES = {"teacher.kim": ("ALG1", "ALG2", "PRECALC")}

# In week 5 of quarter 1 she changed places: these two classes, each for the other's period.
MOVED_IN_WEEK_5 = {"ana.reyes": ("BIO", "WHIST")}

# A class whose teacher has assigned work this quarter and graded none of it yet.
NOT_YET_GRADED = {("ana.reyes", "HEALTH")}

TURNS = {
    ("ana.reyes", "ALG2"): (
        Turn("test", 0, share(88)),
        Turn(
            "quiz", 1, share(45),
            comment=Translated(
                en="You knew this on Monday. Come for a retake if you like.",
                es="El lunes lo sabías. Ven a repetirla si quieres.",
            ),
        ),
        Turn("homework", 2, share(80), late=True),
        Turn("extra", 0, Decimal(4)),
    ),
    ("ana.reyes", "ENG10"): (
        Turn("essay", 0, share(96)),
        Turn(
            "essay", 1, missing=True,
            comment=Translated(
                en="I have your outline but not the essay. I will still take it until the end of the quarter.",
                es="Tengo tu esquema pero no el ensayo. Todavía lo recibo hasta el fin del período.",
            ),
        ),
        Turn("reading", 3, share(100), comment=Translated(en="You found the line nobody else saw.")),
    ),
    ("ana.reyes", "BIO"): (
        Turn(
            "lab", 1, exempt=True, away="SR",
            comment=Translated(en="Excused: orchestra trip.", es="Justificada: viaje de la orquesta."),
        ),
        Turn(
            "class", 1, share(80), quarter=1, before_entry=True,
            comment=Translated(en="Taken in your former section.", es="Hecho en tu sección anterior."),
        ),
    ),
    ("ana.reyes", "WHIST"): (
        Turn("work", 2, share(70), late=True, comment=Translated(en="Three days late; no points taken off this time.")),
        Turn("extra", 0, Decimal(5)),
    ),
    ("ana.reyes", "HERIT2"): (
        Turn("exam", 0, share(96), comment=Translated(es="Tu última respuesta me hizo pensar en mi abuela. ¡Gracias!")),
    ),
    ("david.olson", "ENG11"): (
        Turn("essay", 1, missing=True, comment=Translated(en="Please see me: you can still hand this in.")),
        Turn("reading", 4, missing=True),
    ),
    ("david.olson", "USHIST"): (
        Turn("work", 1, missing=True),
        Turn(
            "work", 3, missing=True, away="E",
            comment=Translated(en="Absent that day; make it up during resource time."),
        ),
    ),
    ("david.olson", "CHEM"): (
        Turn("lab", 1, missing=True, comment=Translated(en="The lab report, not the lab.")),
        Turn("class", 1, share(55), late=True),
    ),
    ("david.olson", "PRECALC"): (
        Turn("quiz", 0, share(40)),
        Turn("homework", 1, missing=True),
        Turn("homework", 3, missing=True),
    ),
    ("luis.reyes", "SOC7"): (Turn("work", 2, missing=True),),
    ("luis.reyes", "MATH7"): (Turn("test", 1, share(58)),),
}  # fmt: skip


@dataclass(frozen=True)
class Missed:
    """A school day, so many before the last one, in whole or in part; `code`: what the attendance office makes of it.

    `part` picks among the periods that the student has on the day, by their places.
    """

    ago: int
    code: str
    part: slice = field(default_factory=lambda: slice(None))


# Beside the days of which their gradebooks tell. David has four days with unexcused absences in this semester; the
# fifth would be habitual truancy.
MISSED = {
    "ana.reyes": (
        Missed(0, "A", slice(1, 2)),
        Missed(3, "P", slice(4, 5)),  # marked absent by mistake
        Missed(6, "E"),
        Missed(9, "T", slice(1)),
        Missed(12, "M", slice(-2, None)),
        Missed(16, "TE", slice(1)),
        Missed(31, "PA"),
    ),
    "luis.reyes": (Missed(4, "E"), Missed(5, "E"), Missed(11, "T", slice(1)), Missed(27, "M", slice(3))),
    "sofia.reyes": (Missed(8, "M", slice(-2, None)), Missed(19, "E"), Missed(20, "E")),
    "david.olson": (
        Missed(1, "U", slice(-1, None)),
        Missed(2, "U"),
        Missed(5, "T", slice(1)),
        Missed(7, "U", slice(-2, None)),
        Missed(10, "T", slice(1)),
        Missed(11, "U", slice(4, 5)),
        Missed(18, "U"),
        Missed(24, "T", slice(1)),
        Missed(33, "E"),
    ),
    "tomas.vega": (Missed(13, "M", slice(2)), Missed(29, "PA")),
}


# Whose records were asked for: school days before the last one, when, by whom, whose, which category, and in which of
# the staff's roles it was seen; none where it was refused, nobody where the key in the address was no student's.
OPENINGS = (
    (9, time(10, 18), "district", "luis.reyes", "attendance", Role.DISTRICT_OFFICE),
    (7, time(14, 2), "office.east", "ana.reyes", "household", Role.SCHOOL_OFFICE),
    (6, time(8, 47), "attendance.east", "ana.reyes", "attendance", Role.ATTENDANCE_OFFICE),
    (5, time(13, 31), "counselor.east", "ana.reyes", "schedule", Role.COUNSELOR),
    (5, time(13, 34), "counselor.east", "ana.reyes", "grades", Role.COUNSELOR),
    (4, time(15, 25), "teacher.adams", "sofia.reyes", "grades", Role.TEACHER),
    (4, time(19, 42), "carlos.reyes", "luis.reyes", "schedule", ""),  # who is not his son
    (3, time(12, 6), "teacher.adams", "ruby.adams", "grades", ""),
    (2, time(15, 50), "teacher.kim", "ana.reyes", "grades", Role.TEACHER),
    (2, time(20, 15), "elena.vega", "tomas.vega", "grades", ""),
    (1, time(8, 55), "attendance.east", "ana.reyes", "attendance", Role.ATTENDANCE_OFFICE),
    (1, time(21, 3), "carlos.reyes", "", "grades", ""),
)

Away = defaultdict[str, dict[date, str]]  # of the people of the story: days missed, with the code


@dataclass
class Staff:
    """A teacher of the story, at the school where they teach."""

    person: int
    campus: Campus
