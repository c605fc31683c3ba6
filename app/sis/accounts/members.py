"""The staff as the offices see it: found by name, entered, given accounts, and let go."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from peewee import JOIN, fn

from app import clock
from app.database import Page, named, page_of, transaction
from app.sis.access.models import RecordsRight, Role, StaffRole, SubstitutePass
from app.sis.access.passes import end_passes_from
from app.sis.access.roles import ends_after, role_in_force
from app.sis.access.staffing import give_role as give_role
from app.sis.access.staffing import roles_not_over as roles_not_over
from app.sis.access.staffing import staff_among
from app.sis.accounts import first_passwords
from app.sis.accounts.door import close
from app.sis.accounts.emails import ADDRESS, LONGEST
from app.sis.accounts.first_passwords import Slip
from app.sis.accounts.models import Account
from app.sis.accounts.names import checked
from app.sis.actor import Actor, Cause, by_itself
from app.sis.audit.actions import audited
from app.sis.courses.models import SectionTeacher
from app.sis.people.models import Person, Student, StudentContact
from app.sis.people.names import searchable
from app.sis.people.queries import name_has
from app.sis.refused import Refused
from app.sis.schools.models import School

ONE_DAY = timedelta(days=1)
LEFT = by_itself(Cause.LEFT_STAFF)


@dataclass(frozen=True)
class Held:
    """A role of somebody, in [starts_on, ends_on). `school` is empty for the whole district."""

    role: str
    school: str
    school_key: str
    starts_on: date | None
    ends_on: date | None

    @property
    def last_on(self) -> date | None:
        """The last day; of a role that was ended on its first, that one."""
        if self.ends_on is None:
            return None
        return self.ends_on - ONE_DAY if self.starts_on is None else max(self.ends_on - ONE_DAY, self.starts_on)

    def is_over(self, today: date) -> bool:
        return self.ends_on is not None and self.ends_on <= today


@dataclass(frozen=True)
class Member:
    """Somebody who is on the staff, was, or may be."""

    key: str
    name: str
    username: str  # empty: no account
    roles: tuple[Held, ...]  # today


def find_people(text: str, everybody: bool) -> Page[Member]:
    """Those whose name has every word of `text`, the first 50. Two reads.

    `everybody` but students; else those alone who are or were on the staff, or are entered for nothing else: a school
    shall not find parents here. Raises Refused("search_empty").
    """
    wanted = name_has(text) & _may_be_staff()
    found = page_of(
        Person.select(Person.id, Person.key, Person.given_name, Person.family_name, Account.username)
        .join(Account, JOIN.LEFT_OUTER)
        .where(wanted if everybody else wanted & _is_known_as_staff())
        .order_by(Person.family_name, Person.given_name, Person.id)
    )
    roles = _roles([row.id for row in found.rows], role_in_force(clock.today()))
    return found.of(
        Member(row.key, f"{row.family_name}, {row.given_name}", row.username or "", tuple(roles[row.id]))
        for row in found.rows
    )


def person_with_key(key: str, everybody: bool) -> Person | None:
    """Whom `find_people` may find. One read."""
    wanted = (Person.key == key) & _may_be_staff()
    person: Person | None = Person.get_or_none(wanted if everybody else wanted & _is_known_as_staff())
    return person


def roles_of(person: Person) -> list[Held]:
    """All roles that somebody ever had, the latest first. One read."""
    return _roles([person.id], StaffRole.id.is_null(False))[person.id]


def account_of(person: Person) -> Account | None:
    """The account of somebody. One read."""
    account: Account | None = Account.get_or_none(Account.person == person)
    return account


def add_member(given: str, family: str, email: str, language: str, is_another: bool, by: Actor) -> Person:
    """Enter somebody who is in no roster. Raises Refused: email_form, same_name unless it `is_another`."""
    given, family, email = given.strip(), family.strip(), email.strip()
    if email and (not ADDRESS.fullmatch(email) or len(email) > LONGEST):
        raise Refused("email_form", field="email")
    search_name = searchable(given, family)
    if not is_another and Person.select().where(Person.search_name == search_name, _may_be_staff()).exists():
        raise Refused("same_name", field="is_another", name=f"{given} {family}")
    with audited("staff.added", by, name=f"{given} {family}") as facts:
        person: Person = Person.create(
            given_name=given, family_name=family, email=email, language=language, search_name=search_name
        )
        facts["person_id"] = person.id
    return person


def open_account(person: Person, username: str, by: Actor) -> Slip:
    """Make somebody's account, with a first password on a slip. Raises Refused: no_role, username_form,
    username_taken, has_account."""
    username = checked(username)
    if not staff_among([person.id]).exists():
        raise Refused("no_role", name=person.full_name)
    return first_passwords.open_account(person, username, by)


def leave(person: Person, ends_on: date, by: Actor) -> None:
    """Let all that somebody does on the staff end on a day (exclusive): every role, and every pass from then on.

    Where the day has come the account is closed, unless it is good for something else. Raises Refused: no_role, and as
    end_role.
    """
    with transaction():
        _leave(person, ends_on, by)
        close_what_is_left(person)


def end_role(held: StaffRole, ends_on: date | None, by: Actor) -> None:
    """Let a role end on a day (exclusive), or with None no more. One that would not have begun by then is taken back.

    The account is closed as in `leave`. Nobody ends their own role in the district office, so it is never left empty.
    Raises Refused: own_role, and role_changed where somebody else has changed its end meanwhile.
    """
    with transaction():
        _end_role(held, ends_on, by)
        close_what_is_left(held.person)


def close_what_is_left(person: Person | None = None) -> None:
    """Disable the accounts that were of the staff and open nothing any more; of one person, or of all.

    Who is a student, or has a right to a student's records now or later, keeps the account for that.
    """
    today = clock.today()
    had_role = StaffRole.select(StaffRole.person)
    has_role = StaffRole.select(StaffRole.person).where(ends_after(today))
    has_pass = SubstitutePass.select(SubstitutePass.person).where(SubstitutePass.ends_on > today)
    not_over = RecordsRight.ends_on.is_null() | (RecordsRight.ends_on > today)
    has_right = (
        StudentContact.select(StudentContact.contact)
        .join(RecordsRight)
        .where(RecordsRight.granted, RecordsRight.revoked_at.is_null(), not_over)
    )
    owner = Account.person
    over = owner.in_(had_role) & owner.not_in(has_role) & owner.not_in(has_pass) & owner.not_in(has_right)
    over &= owner.not_in(Student.select(Student.person)) & Account.disabled_at.is_null()
    if person is not None:
        over &= owner == person
    for account in list(Account.select().where(over)):
        close(account, LEFT, reason="no role any more")


def _leave(person: Person, ends_on: date, by: Actor) -> None:
    with audited("staff.left", by, about=person.id, ends_on=ends_on) as facts:
        ending = [held for held in roles_not_over(person) if held.ends_on is None or held.ends_on > ends_on]
        for held in ending:
            _end_role(held, ends_on, by)
        facts["passes"] = end_passes_from(person, ends_on)
        if not ending and not facts["passes"]:
            raise Refused("no_role", name=person.full_name)


def _end_role(held: StaffRole, ends_on: date | None, by: Actor) -> None:
    person_id = held.person_id
    if held.role == Role.DISTRICT_OFFICE and by.person_id == person_id:
        raise Refused("own_role")
    if ends_on is not None and held.starts_on is not None:
        ends_on = max(ends_on, held.starts_on)
    never_begins = ends_on is not None and ends_on == held.starts_on and ends_on > clock.today()
    was = StaffRole.ends_on.is_null() if held.ends_on is None else StaffRole.ends_on == held.ends_on
    code = held.school and held.school.code
    with audited("role.ended", by, about=person_id, role=held.role, school=code, ends_on=ends_on):
        change = StaffRole.delete() if never_begins else StaffRole.update(ends_on=ends_on)
        if not change.where(StaffRole.id == held.id, was).execute():
            raise Refused("role_changed")


def _may_be_staff() -> Any:
    return Person.withdrawn_at.is_null() & Person.id.not_in(Student.select(Student.person))


def _is_known_as_staff() -> Any:
    served = (
        fn.EXISTS(rows.select(rows.id).where(column == Person.id))
        for rows, column in (
            (StaffRole, StaffRole.person),
            (SectionTeacher, SectionTeacher.teacher),
            (SubstitutePass, SubstitutePass.person),
        )
    )
    is_contact = fn.EXISTS(StudentContact.select(StudentContact.id).where(StudentContact.contact == Person.id))
    known = ~is_contact
    for each in served:
        known |= each
    return known


def _roles(person_ids: Iterable[int], wanted: Any) -> dict[int, list[Held]]:
    rows = (
        StaffRole.select(
            StaffRole.person,
            StaffRole.role,
            School.name.alias("school"),
            School.key.alias("school_key"),
            StaffRole.starts_on,
            StaffRole.ends_on,
        )
        .join(School, JOIN.LEFT_OUTER)
        .where(StaffRole.person.in_(list(person_ids)) & wanted)
        .order_by(StaffRole.starts_on.desc(), StaffRole.id.desc())
    )
    found: dict[int, list[Held]] = defaultdict(list)
    for row in named(rows):
        held = Held(row.role, row.school or "", row.school_key or "", row.starts_on, row.ends_on)
        found[row.person].append(held)
    return found
