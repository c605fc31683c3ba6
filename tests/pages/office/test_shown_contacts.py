"""Whoever sees contacts of a student on a page of the office stands in the access log, as on the student's own page."""

from collections.abc import Callable

import pytest

from app import clock
from app.sis.access.models import Role
from app.sis.audit.models import AccessEvent
from app.sis.people.models import Person, Student
from tests.build import District
from tests.visitor import Visitor

PAGES: dict[str, Callable[[Student, Person], str]] = {
    "a contact awaiting a decision": lambda student, adult: f"/office/ties/{student.key}/{adult.key}",
    "the counter": lambda student, adult: f"/office/counter/{adult.key}",
    "accounts opened with a letter": lambda student, adult: "/office/activations",
    "who has no account": lambda student, adult: "/office/letters/without-account",
}


@pytest.mark.parametrize("role", [Role.SCHOOL_OFFICE, Role.DISTRICT_OFFICE])
@pytest.mark.parametrize("page", PAGES)
def test_the_visit_is_kept(page: str, role: Role, district: District, visitor: Visitor) -> None:
    ana, ben = district.student(), district.student("Ben")
    maria = district.guardian(ana, ben)
    if page == "accounts opened with a letter":
        district.letter(maria, ana, used_at=clock.now())
        district.account(maria)
    address = PAGES[page](ana, maria)
    visitor.be(district.account(district.staff(role))).open(address)
    visitor.open(address)
    events = AccessEvent.select(AccessEvent.student_id, AccessEvent.role, AccessEvent.category, AccessEvent.outcome)
    shown = [ana] if page == "a contact awaiting a decision" else [ana, ben]
    assert sorted(events.tuples()) == [(student.person_id, role, "household", "seen") for student in shown]
