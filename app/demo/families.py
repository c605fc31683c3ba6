"""The families that fill the schools: invented people, as mixed as Madison's."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo import words
from app.demo.district import District, pick
from app.demo.homes import Homes
from app.demo.people import People, Pupil, birthday
from app.demo.schools import SHAPES, Campus, Level, by_level
from app.demo.year import WEEK
from app.sis.access.models import Basis

HOMES = {"together": 57, "mother": 20, "father": 4, "apart": 15, "grandmother": 2, "foster": 2}
CHILDREN = {1: 50, 2: 34, 3: 13, 4: 3}
KEEPS_HER_NAME = ("hispanic", "hmong", "somali", "east_asian")
IN_BOTH_HOMES = 0.55  # of the children whose parents live apart
OTHERS = {"grandmother": 40, "grandfather": 15, "aunt": 20, "uncle": 10, "family friend": 15}


@dataclass
class Adult:
    id: int
    family: str
    relation: str
    home: int = 0  # which of the family's, from 0; -1: another
    lives_with: bool = True
    has_right: bool = True
    basis: Basis = Basis.PARENT
    document: str = "Birth certificate"


class Families:
    def __init__(self, district: District, people: People, homes: Homes) -> None:
        self.district = district
        self.people = people
        self.homes = homes
        self.chance = district.chance("families")
        self.names = words.read("names")
        self.shares = [each["share"] for each in self.names.values()]

    def fill(self) -> None:
        """Families until every place that is left is taken."""
        campuses = {campus.id: campus for campus in self.people.campuses}
        seats = [place for place, count in self.people.places.items() for _ in range(count)]
        self.chance.shuffle(seats)
        for campus, grade in seats:
            if self.people.places[campus, grade] > 0:  # a sibling may have taken it
                self._family(campuses[campus], grade)

    def _family(self, campus: Campus, grade: int) -> None:
        chance = self.chance
        roots = pick(chance, dict(zip(self.names, self.shares, strict=True)))
        home = pick(chance, HOMES)
        language = "es" if self.names[roots]["language"] == "es" and chance.random() < 0.75 else "en"
        surname, adults = self._adults(roots, home, language)
        path = chance.choice([path for path in self.people.paths if campus in path.values()])
        pupils = [
            self._child(roots, surname, path, where, level, language)
            for where, level in self._children(path, campus, grade)
        ]
        for pupil in pupils:
            self._tie(pupil, adults)
        self._settle(surname, pupils, adults)

    def _settle(self, surname: str, pupils: list[Pupil], adults: list[Adult]) -> None:
        """The family's one or two homes, and everybody's telephones."""
        for number in range(1 + max(adult.home for adult in adults)):
            there = [adult for adult in adults if adult.home == number]
            children = [pupil.id for pupil in pupils] if there[0].lives_with else []
            self.homes.home(there[0].family if number else surname, *(adult.id for adult in there), *children)
        for adult in adults:
            self.homes.phones(adult.id)

    def _children(self, path: dict[Level, Campus], campus: Campus, grade: int) -> list[tuple[Campus, int]]:
        """The first child's place, and those of brothers and sisters where the family's other schools have one."""
        chance = self.chance
        children = [(campus, grade)]
        for _ in range(pick(chance, CHILDREN) - 1):
            other = grade + chance.choice((-5, -4, -3, -2, -2, 2, 2, 3, 4, 5))
            school = next((path[level] for level, shape in SHAPES.items() if other in shape.grades), None)
            taken = sum(place == (school, other) for place in children)
            if school and self.people.places[school.id, other] > taken:
                children.append((school, other))
        return children

    def _child(
        self, roots: str, surname: str, path: dict[Level, Campus], campus: Campus, grade: int, language: str
    ) -> Pupil:
        chance, year = self.chance, self.district.year
        given = chance.choice(self.names[roots][chance.choice(("girls", "boys"))])
        late = chance.random() < 0.015
        return self.people.student(
            given,
            surname,
            campus,
            grade,
            language=language,
            username=self.people.username(given, surname),
            birth_on=birthday(year.starts_on, grade, chance.randrange(365)),
            ability=ability(chance),
            entered_on=year.starts_on + chance.randrange(1, 11) * WEEK if late else None,
            path=path,
            has_account=not self._is_new(campus, grade),
        )

    def _is_new(self, campus: Campus, grade: int) -> bool:
        """Whether the school office has not made their accounts yet: of the lowest grade of the first of its level."""
        return campus is by_level(self.people.campuses, campus.level)[0] and grade == min(campus.shape.grades)

    def _adults(self, roots: str, home: str, language: str) -> tuple[str, list[Adult]]:
        """The children's surname and the adults of a family."""
        chance = self.chance
        other_roots = pick(chance, dict(zip(self.names, self.shares, strict=True))) if chance.random() < 0.12 else roots
        his, hers = self._surname(roots), self._surname(other_roots)
        if home in ("together", "apart") and roots not in KEEPS_HER_NAME and chance.random() < 0.7:
            hers = his
        surname = his if home != "mother" or chance.random() < 0.5 else hers
        if roots == "hispanic" and chance.random() < 0.6:
            surname = f"{his.split()[0]} {hers.split()[0]}"
        relations: tuple[str, ...] = {"apart": ("mother", "father"), "foster": ("foster parent",)}.get(home, (home,))
        if home == "together":
            relations = pick(chance, {("mother", "father"): 96, ("mother", "mother"): 2, ("father", "father"): 2})
        adults = []
        for number, relation in enumerate(relations):
            family = his if relation == "father" else hers
            if len(set(relations)) < len(relations):  # two mothers or two fathers
                family = (his, hers)[number]
            person = self._adult(other_roots if number else roots, relation, family, language)
            adult = Adult(person, family, relation)
            if home == "apart" and number == 1:
                adult.home, adult.lives_with = 1, self.homes.chance.random() < IN_BOTH_HOMES
            if home == "foster":
                adult.basis, adult.document = Basis.FOSTER_OR_AGENCY, "Placement letter of Dane County"
            elif home == "grandmother":
                adult.basis, adult.document = Basis.COURT_ORDER, "Guardianship order"
            adults.append(adult)
        if chance.random() < 0.35:
            relation = pick(chance, OTHERS)
            family = self._surname(roots) if relation == "family friend" else chance.choice((his, hers))
            person = self._adult(roots, relation, family, language, False)
            adults.append(Adult(person, family, relation, -1, False, False))
        return surname, adults

    def _adult(self, roots: str, relation: str, family: str, language: str, portal: bool = True) -> int:
        chance = self.chance
        women = relation in ("mother", "grandmother", "aunt") or (
            relation not in ("father", "grandfather", "uncle") and chance.random() < 0.6
        )
        given = chance.choice(self.names[roots]["women" if women else "men"])
        username = self.people.username(given, family)
        email = f"{username}@mail.example" if chance.random() < 0.88 else ""
        person = self.people.person(given, family, language=language, email=email)
        if portal and chance.random() < 0.82:  # the others have not used their letter yet
            self.people.account(person, username, language)
        return person

    def _tie(self, pupil: Pupil, adults: list[Adult]) -> None:
        """Ties in the order of whom to call; rights where there are any, since the child came to the district."""
        since = date(self.district.year.starts_on.year - min(pupil.grade, 4), 8, 20)
        since = min(since, pupil.entered_on - timedelta(days=5))
        for priority, adult in enumerate(adults, 1):
            tie = self.people.tie(
                pupil,
                adult.id,
                adult.relation,
                priority=priority,
                legal_guardian=adult.has_right,
                lives_with=adult.lives_with,
                emergency=True,
                may_pick_up=adult.has_right or self.homes.chance.random() < 0.8,
                receives_mail=adult.has_right,
            )
            if adult.has_right:
                self.people.right(tie, since, adult.basis, adult.document)

    def _surname(self, roots: str) -> str:
        surnames = self.names[roots]["surnames"]
        if roots == "hispanic" and self.chance.random() < 0.55:
            return " ".join(self.chance.sample(surnames, 2))
        return str(self.chance.choice(surnames))


def ability(chance: Random) -> float:
    """Most students reach 80 to 95 % of the points, a few less than 70."""
    return min(max(chance.gauss(0.875, 0.075), 0.62), 0.985)
