"""The people that the README, the acceptance tests and every visitor know by name, and what happened to them.

The accounts are a promise (see the table that `flask demo serve` prints): change one only with a decision record.
Staff are persons who teach here; what staff may do, and their accounts, come with the staff pages.
"""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal

from app import clock
from app.database import Translated
from app.demo.people import People, Pupil, birthday
from app.demo.schools import Campus, Level, by_level
from app.sis.access.models import Basis, EndBasis

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
    "teacher.adams": "mother of Ruby, grade 5, at the school where she teaches",
    "ana.reyes": "student, grade 10",
    "david.olson": "student, grade 11",
}


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


def share(percent: int) -> Decimal:
    return Decimal(percent) / 100


# Which of the classes that their grade offers they chose.
CHOICES = {
    "ana.reyes": {"ALG2", "HERIT2", "ORCH"},
    "david.olson": {"PRECALC", "PSYCH", "BAND", "FINANCE"},
    "tomas.vega": {"STATS", "SPAN3", "CERAM", "FOODS"},
    "luis.reyes": {"BAND6", "TECH6"},
}

# Who teaches them; everybody else gets whoever is free.
TEACHERS = {
    ("ana.reyes", "ALG2"): "teacher.kim",
    ("david.olson", "PRECALC"): "teacher.kim",
    ("sofia.reyes", "HOMEROOM"): "teacher.adams",
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
            "lab", 1, exempt=True,
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
        Turn("work", 3, missing=True, comment=Translated(en="Absent that day; make it up during resource time.")),
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


@dataclass
class Staff:
    """A teacher of the story, at the school where they teach."""

    person: int
    campus: Campus


class Story:
    """Lays the named people, before anybody else takes their places or names."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.year = people.district.year
        self.east = by_level(people.campuses, Level.HIGH)[0]
        self.middle = by_level(people.campuses, Level.MIDDLE)[0]
        self.elementary, self.other_elementary, *_ = by_level(people.campuses, Level.ELEMENTARY)
        self.staff: dict[str, Staff] = {}

    def lay(self) -> None:
        self._reyes()
        self._olson()
        self._becker()
        self._vega()
        self._carter()
        self._mora()
        self._farah()
        self._teachers()

    def _reyes(self) -> None:
        ana = self._student("ana.reyes", "Ana", "Reyes", self.east, 10, 0.885, "es")
        luis = self._student("luis.reyes", "Luis", "Reyes", self.middle, 7, 0.83, "es")
        sofia = self._student("sofia.reyes", "Sofía", "Reyes", self.elementary, 3, 0.9, "es")
        maria = self._adult("María", "Reyes", "maria.reyes", "es")
        carlos = self._adult("Carlos", "Reyes", "carlos.reyes", "es")
        grandmother = self.people.person("Carmen", "Torres", language="es")
        for child in (ana, luis, sofia):
            self._parent(child, maria, "mother")
        self._parent(ana, carlos, "father", priority=2, lives_with=False)
        # He may be called for Luis, whose father he is not: a tie that opens nothing.
        self.people.tie(luis, carlos, "stepfather", priority=2, emergency=True)
        for child in (ana, luis, sofia):
            self.people.tie(child, grandmother, "grandmother", priority=3, emergency=True)

    def _olson(self) -> None:
        david = self._student("david.olson", "David", "Olson", self.east, 11, 0.82)
        self._parent(david, self._adult("Grace", "Olson", "grace.olson"), "mother")

    def _becker(self) -> None:
        emil = self._student("", "Emil", "Becker", self.other_elementary, 2, 0.86)
        self._parent(emil, self._adult("Nora", "Becker", "nora.becker"), "mother")

    def _vega(self) -> None:
        """He is 18: the rights are his own, and he has refused his mother's in writing; so the office ended hers."""
        turned = self.year.last_school_day - timedelta(days=40)
        tomas = self._student("tomas.vega", "Tomás", "Vega", self.east, 12, 0.9, birth_on=birthday(turned, 13, 0))
        elena = self._adult("Elena", "Vega", "elena.vega", "es")
        tie = self.people.tie(
            tomas, elena, "mother", priority=1, legal_guardian=True, lives_with=True, emergency=True, receives_mail=True
        )
        ended = clock.instant(turned + timedelta(days=12), time(14, 20))
        self.people.right(
            tie,
            self._since(3),
            Basis.PARENT,
            "Refusal in writing by the student, aged 18",
            revoked_at=ended,
            end_basis=EndBasis.DISTRICT_DECISION,
            ended_by_office=True,
        )

    def _carter(self) -> None:
        jonah = self._student("jonah.carter", "Jonah", "Carter", self.middle, 6, 0.87)
        ruth = self._adult("Ruth", "Carter", "ruth.carter")
        paul = self._adult("Paul", "Carter", "paul.carter")
        self._parent(
            jonah, ruth, "mother",
            restrictions="Safe at Home: use the assigned address only. Nothing about her home goes to the father.",
        )  # fmt: skip
        self._parent(
            jonah, paul, "father", priority=2, lives_with=False,
            restrictions="No-contact order for the mother. He may see the child's records; never her address or phone.",
        )  # fmt: skip

    def _mora(self) -> None:
        daniela = self._student("daniela.mora", "Daniela", "Mora Salas", self.middle, 8, 0.88, "es")
        lucia = self._adult("Lucía", "Mora", "lucia.mora", "es")
        tie = self.people.tie(
            daniela, lucia, "aunt", priority=1, legal_guardian=True, lives_with=True, emergency=True, receives_mail=True
        )
        self.people.right(
            tie,
            self.year.starts_on - timedelta(days=12),
            Basis.EDUCATIONAL_GUARDIAN,
            "Court order of Dane County",
            ends_on=self.year.today + timedelta(days=38),
        )

    def _farah(self) -> None:
        """Enrolled, with a right, and without an account: her letter is still on its way."""
        hodan = self.people.person("Hodan", "Farah", email="hodan.farah@mail.example")
        ayan = self._student("ayan.farah", "Ayan", "Farah", self.east, 9, 0.91)
        self._parent(ayan, hodan, "mother")

    def _teachers(self) -> None:
        """Those who teach. The offices and the counselor join them with the roles of staff."""
        kim = self.people.person("Daniel", "Kim", email="dkim@fourlakes.example")
        self.staff["teacher.kim"] = Staff(kim, self.east)
        adams = self.people.person("Rachel", "Adams", email="radams@fourlakes.example")
        self.people.account(adams, "teacher.adams", "en")
        self.staff["teacher.adams"] = Staff(adams, self.elementary)
        self._parent(self._student("", "Ruby", "Adams", self.elementary, 5, 0.9), adams, "mother")

    def _student(
        self,
        name: str,
        given: str,
        family: str,
        campus: Campus,
        grade: int,
        ability: float,
        language: str = "en",
        *,
        birth_on: date | None = None,
    ) -> Pupil:
        pupil = self.people.student(
            given,
            family,
            campus,
            grade,
            language=language,
            username=self.people.username(given, family),
            birth_on=birth_on or birthday(self.year.starts_on, grade, (130 + 97 * len(self.people.pupils)) % 350),
            ability=ability,
        )
        pupil.name = name
        return pupil

    def _adult(self, given: str, family: str, username: str, language: str = "en") -> int:
        assert self.people.username(given, family) == username
        person = self.people.person(given, family, language=language, email=f"{username}@mail.example")
        self.people.account(person, username, language)
        return person

    def _parent(
        self,
        child: Pupil,
        adult: int,
        relation: str,
        *,
        priority: int = 1,
        lives_with: bool = True,
        restrictions: str = "",
    ) -> None:
        tie = self.people.tie(
            child,
            adult,
            relation,
            priority=priority,
            legal_guardian=True,
            lives_with=lives_with,
            emergency=True,
            receives_mail=True,
            restrictions=restrictions,
        )
        self.people.right(tie, self._since(2), Basis.PARENT, "Birth certificate")

    def _since(self, years: int) -> date:
        return self.year.starts_on - timedelta(days=365 * years + 12)
