"""Homes, their addresses, and the telephones of those who live there. Streets, towns and numbers are invented."""

from app.demo import words
from app.demo.district import District, pick
from app.sis.households.models import Household, HouseholdMembership, Phone

LANDLINE = 0.3  # of homes
FOUR_LAKES = "Four Lakes"
TO_CALL = {"cell": 54, "cell work": 42, "work cell": 4}  # in this order
AREA_CODES = {"608": 86, "414": 6, "262": 4, "312": 4}
NUMBERS = (*range(1, 40), *range(65, 100))  # 555-0100 to 0199 belong to nobody; others are between these


class Homes:
    """Lays homes; the demonstration's numbers are so few that a large district uses them many times."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.chance = district.chance("homes")
        self.numbers: dict[str, list[int]] = {area: [] for area in AREA_CODES}
        self.streets = words.read("streets")
        self.towns = {name: town["share"] for name, town in self.streets["towns"].items()}

    def home(self, name: str, *members: int, street: str = "", town: str = FOUR_LAKES, **fields: str | bool) -> None:
        """The home of these people, at an address by chance unless a street is given."""
        if not street:
            street, town, fields = self._address()
        household = self.district.add(
            Household,
            name=name,
            street=street,
            city=town,
            state="WI",
            postal_code=self.streets["towns"][town]["postal_code"],
            **fields,
        )
        for person in members:
            self.district.add(HouseholdMembership, household=household, person=person)

    def phones(self, person: int, *kinds: str) -> None:
        """The telephones of somebody in the order of calling; of kinds by chance where none are named."""
        for order, kind in enumerate(kinds or pick(self.chance, TO_CALL).split(), 1):
            self.district.add(Phone, person=person, kind=kind, number=self._number(kind), call_order=order)

    def _address(self) -> tuple[str, str, dict[str, str | bool]]:
        """A street, a town, and the telephone where there is one."""
        chance = self.chance
        town = pick(chance, self.towns)
        street = f"{chance.randrange(101, 5900)} {chance.choice(self.streets['names'])}"
        if chance.random() < 0.3:
            street += f", Apt. {chance.randrange(1, 40)}"
        return street, town, {"home_phone": self._number("home")} if chance.random() < LANDLINE else {}

    def _number(self, kind: str) -> str:
        """One that nobody has yet, until all of them are given out."""
        area = pick(self.chance, AREA_CODES) if kind == "cell" else "608"
        if not self.numbers[area]:
            self.numbers[area] = self.chance.sample(NUMBERS, len(NUMBERS))
        return f"{area}-555-01{self.numbers[area].pop():02}"
