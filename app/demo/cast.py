"""The named people: persons, ties, rights, homes and accounts, laid before anybody else takes their places or names."""

from datetime import date, time, timedelta

from app import clock
from app.demo.homes import Homes
from app.demo.people import People, Pupil, birthday
from app.demo.schools import Campus, Level, by_level
from app.demo.story import OPENINGS, TEACHERS, Staff
from app.sis.access.models import AdultStudentRefusal, Basis, Role, SubstitutePass
from app.sis.audit.models import AccessEvent


class Cast:
    """Lays them; `sections` gets the numbers of their classes as those are laid."""

    def __init__(self, people: People, homes: Homes) -> None:
        self.people = people
        self.homes = homes
        self.year = people.district.year
        self.east = by_level(people.campuses, Level.HIGH)[0]
        self.middle = by_level(people.campuses, Level.MIDDLE)[0]
        self.elementary, self.other_elementary, *_ = by_level(people.campuses, Level.ELEMENTARY)
        self.staff: dict[str, Staff] = {}
        self.pupils: dict[str, Pupil] = {}  # by the names of the story
        self.sections: dict[tuple[str, str], int] = {}  # by username and course

    def lay(self) -> None:
        self._reyes()
        self._olson()
        self._becker()
        self._vega()
        self._carter()
        self._mora()
        self._farah()
        self._teachers()
        self._offices()

    def _reyes(self) -> None:
        ana = self._student("ana.reyes", "Ana", "Reyes", self.east, 10, 0.885, "es")
        luis = self._student("luis.reyes", "Luis", "Reyes", self.middle, 7, 0.83, "es")
        sofia = self._student("sofia.reyes", "Sofía", "Reyes", self.elementary, 3, 0.9, "es")
        maria = self._adult("María", "Reyes", "maria.reyes", "es")
        carlos = self._adult("Carlos", "Reyes", "carlos.reyes", "es")
        grandmother = self._contact("Carmen", "Torres", "home", "cell", language="es")
        for child in (ana, luis, sofia):
            self._parent(child, maria, "mother")
        self._parent(ana, carlos, "father", priority=2)  # she lives in both homes
        # He may be called for Luis, whose father he is not: a tie that opens nothing.
        self.people.tie(luis, carlos, "stepfather", priority=2, emergency=True)
        for child in (ana, luis, sofia):
            self.people.tie(child, grandmother, "grandmother", priority=3, emergency=True, may_pick_up=True)
        street = "2114 Mill Pond Road, Apt. 6"
        self.homes.home("Reyes", maria, ana.id, luis.id, sofia.id, street=street, home_phone="608-555-0162")
        self.homes.home("Reyes", carlos, ana.id, street="708 Rail Spur Road", town="Marsh Crossing")

    def _olson(self) -> None:
        david = self._student("david.olson", "David", "Olson", self.east, 11, 0.82)
        grace = self._adult("Grace", "Olson", "grace.olson", email="")
        self._parent(david, grace, "mother")
        uncle = self._contact("Peter", "Olson", "cell")
        self.people.tie(david, uncle, "uncle", priority=2, emergency=True, may_pick_up=True)
        self.homes.home("Olson", grace, david.id, street="31 Boathouse Lane", home_phone="608-555-0164")

    def _becker(self) -> None:
        emil = self._student("", "Emil", "Becker", self.other_elementary, 2, 0.86)
        nora = self._adult("Nora", "Becker", "nora.becker")
        self._parent(emil, nora, "mother")
        self.homes.home("Becker", nora, emil.id)

    def _vega(self) -> None:
        """He is 18: the rights are his own, and his refusal in writing closes his record to his mother."""
        turned = self.year.last_school_day - timedelta(days=40)
        tomas = self._student("tomas.vega", "Tomás", "Vega", self.east, 12, 0.9, birth_on=birthday(turned, 13, 0))
        elena = self._adult("Elena", "Vega", "elena.vega", "es")
        tie = self.people.tie(
            tomas, elena, "mother",
            priority=1, legal_guardian=True, lives_with=True, emergency=True, may_pick_up=True, receives_mail=True,
        )  # fmt: skip
        self.people.right(tie, self._since(3), Basis.PARENT, "Birth certificate")
        self.people.district.add(
            AdultStudentRefusal,
            student=tomas.id,
            refused_at=clock.instant(turned + timedelta(days=12), time(14, 20)),
            document_seen="Letter signed by the student, aged 18",
            recorded_by="East High School office",
        )
        self.homes.home("Vega", elena, tomas.id)

    def _carter(self) -> None:
        jonah = self._student("jonah.carter", "Jonah", "Carter", self.middle, 6, 0.87)
        ruth = self._adult("Ruth", "Carter", "ruth.carter")
        paul = self._adult("Paul", "Carter", "paul.carter")
        self._parent(
            jonah, ruth, "mother",
            restrictions="Safe at Home: use the assigned address only. Nothing about her home goes to the father.",
        )  # fmt: skip
        self._parent(
            jonah, paul, "father", priority=2, lives_with=False, may_pick_up=False,
            restrictions="No-contact order for the mother. He may see the child's records; never her address or phone.",
        )  # fmt: skip
        self.homes.home("Carter", ruth, jonah.id, street="P.O. Box 4716, No. 2093", safe_at_home=True)
        self.homes.home("Carter", paul)

    def _mora(self) -> None:
        daniela = self._student("daniela.mora", "Daniela", "Mora Salas", self.middle, 8, 0.88, "es")
        lucia = self._adult("Lucía", "Mora", "lucia.mora", "es")
        tie = self.people.tie(
            daniela, lucia, "aunt",
            priority=1, legal_guardian=True, lives_with=True, emergency=True, may_pick_up=True, receives_mail=True,
        )  # fmt: skip
        self.homes.home("Mora", lucia, daniela.id)
        self.people.right(
            tie,
            self.year.starts_on - timedelta(days=12),
            Basis.EDUCATIONAL_GUARDIAN,
            "Court order of Dane County",
            ends_on=self.year.today + timedelta(days=38),
        )

    def _farah(self) -> None:
        """Enrolled, with a right, and without an account: her letter is still to be printed."""
        self.unwritten = hodan = self.people.person("Hodan", "Farah", email="hodan.farah@mail.example")
        ayan = self._student("ayan.farah", "Ayan", "Farah", self.east, 9, 0.91)
        self._parent(ayan, hodan, "mother")
        self.homes.phones(hodan)
        self.homes.home("Farah", hodan, ayan.id)

    def _teachers(self) -> None:
        """Those who teach; their roles come with their classes."""
        self.staff["teacher.kim"] = Staff(self._employee("Daniel", "Kim", "teacher.kim"), self.east)
        adams = self._employee("Rachel", "Adams", "teacher.adams")
        self.staff["teacher.adams"] = Staff(adams, self.elementary)
        ruby = self._student("ruby.adams", "Ruby", "Adams", self.elementary, 5, 0.9)
        self._parent(ruby, adams, "mother")
        self.homes.phones(adams)
        self.homes.home("Adams", adams, ruby.id)
        self.substitute = self._employee("Walter", "Simms", "substitute.today")
        self.people.role(self.substitute, Role.TEACHER, self.east.id)

    def _offices(self) -> None:
        for given, family, username, role, campus in (
            ("Linda", "Haskell", "office.east", Role.SCHOOL_OFFICE, self.east),
            ("Denise", "Porter", "attendance.east", Role.ATTENDANCE_OFFICE, self.east),
            ("Marcus", "Ellery", "counselor.east", Role.COUNSELOR, self.east),
            ("Joan", "Whitfield", "district", Role.DISTRICT_OFFICE, None),
        ):
            self.people.role(self._employee(given, family, username), role, campus.id if campus else None)

    def lay_pass(self) -> None:
        """The substitute's, for the day after which it ends by itself; when the classes have their numbers."""
        year = self.year
        day = next(day for day in year.school_days(year.quarters[1]) if day >= year.today)
        for taught in TEACHERS:
            if TEACHERS[taught] == "teacher.kim":
                self.people.district.add(
                    SubstitutePass,
                    person=self.substitute,
                    section=self.sections[taught],
                    starts_on=day,
                    ends_on=day + timedelta(days=1),
                    given_by="Linda Haskell",
                )

    def lay_openings(self) -> None:
        """Records that staff opened, and those that were asked for in vain, on the school days before the last."""
        days = [day for quarter in self.year.quarters for day in self.year.school_days(quarter)]
        last = days.index(self.year.last_school_day)
        for ago, wall, username, student, category, role in OPENINGS:
            day = days[last - ago]
            at = clock.instant(day, wall)
            self.people.district.add(
                AccessEvent,
                at=at,
                account_id=self.people.accounts[username],
                session_id=0,  # of one that is no longer kept
                student_id=self.pupils[student].id if student else 0,
                category=category,
                outcome="seen" if role else "refused",
                role=role,
                hour=at.replace(minute=0),
                day_on=day,
            )

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
        self.pupils[name] = pupil
        return pupil

    def _adult(
        self,
        given: str,
        family: str,
        username: str,
        language: str = "en",
        email: str | None = None,
    ) -> int:
        assert self.people.username(given, family) == username
        email = f"{username}@mail.example" if email is None else email
        person = self.people.person(given, family, language=language, email=email)
        self.people.account(person, username, language)
        self.homes.phones(person, "cell", "work")
        return person

    def _contact(self, given: str, family: str, *phones: str, language: str = "en") -> int:
        """Somebody to call, without an account."""
        person = self.people.person(given, family, language=language)
        self.homes.phones(person, *phones)
        return person

    def _employee(self, given: str, family: str, username: str) -> int:
        email = f"{given[0]}{family}@fourlakes.example".lower()
        person = self.people.person(given, family, email=email)
        self.people.account(person, username, "en")
        return person

    def _parent(
        self,
        child: Pupil,
        adult: int,
        relation: str,
        *,
        priority: int = 1,
        lives_with: bool = True,
        may_pick_up: bool = True,
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
            may_pick_up=may_pick_up,
            receives_mail=True,
            restrictions=restrictions,
        )
        self.people.right(tie, self._since(2), Basis.PARENT, "Birth certificate")

    def _since(self, years: int) -> date:
        return self.year.starts_on - timedelta(days=365 * years + 12)
