"""Ties on which nobody has decided, and what the office decides."""

from datetime import date, timedelta

import pytest

from app import clock
from app.sis.access.actions import Grant, grant_rights
from app.sis.access.models import Basis, EndBasis
from app.sis.access.queries import students_of
from app.sis.access.ties import Ties, decide, decided_lately, held, tie_within, undecided
from app.sis.actor import Actor
from app.sis.people.models import Person, Student
from app.sis.refused import Refused
from tests.build import NOON, District

CLERK = Actor("Rosa Lind", 1, 1)


@pytest.fixture
def clerk(district: District) -> Actor:
    return Actor("Rosa Lind", 1, district.person("Rosa", "Lind").id)


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def carlos(ana: Student, district: District) -> Person:
    person = district.person("Carlos")
    district.tie(person, ana, relation="father", source="oneroster")
    return person


def names(found: Ties) -> list[str]:
    return [tie.contact for tie in found.page.rows]


def decided(ana: Student, contact: Person, basis: Basis | EndBasis, by: Actor, last_on: date | None = None) -> None:
    decide(ana.key, contact.key, basis, "Birth certificate", by, None, last_on)


def test_each_tie_waits_until_it_is_decided(ana: Student, carlos: Person, district: District, clerk: Actor) -> None:
    district.right(district.tie(district.person("Maria"), ana), source="oneroster")
    gone = district.person("Gone")
    district.tie(gone, ana, withdrawn_at=NOON)
    found = undecided(clerk.person_id or 0, None)
    assert (names(found), found.count) == (["Carlos Reyes"], 1)
    decided(ana, carlos, Basis.PARENT, clerk)
    assert names(undecided(clerk.person_id or 0, None)) == []
    assert [child.given_name for child in students_of(carlos.id)] == ["Ana"]
    assert names(decided_lately(clerk.person_id or 0, None)) == ["Carlos Reyes"]


def test_parents_come_first_and_fifty_at_a_time(ana: Student, district: District, clerk: Actor) -> None:
    for number in range(60):
        district.tie(district.person(f"Aunt {number}"), ana, relation="aunt")
    district.tie(district.person("Zoe"), ana, relation="Mother")
    found = undecided(clerk.person_id or 0, [district.school.id])
    assert (len(found.page.rows), found.count, found.page.rows[0].contact) == (50, 61, "Zoe Reyes")
    assert len(undecided(clerk.person_id or 0, None, page=2).page.rows) == 11


def test_a_school_has_its_own_students_and_nobody_their_own_child(
    ana: Student, carlos: Person, district: District, clerk: Actor
) -> None:
    west = district.new_school("West High School")
    assert names(undecided(clerk.person_id or 0, [west.id])) == []
    assert tie_within(ana.key, carlos.key, clerk.person_id or 0, [west.id]) is None
    with pytest.raises(Refused, match="no_tie"):
        decide(ana.key, carlos.key, Basis.PARENT, "Birth certificate", clerk, [west.id])
    own = Actor("Carlos Reyes", 1, carlos.id)
    assert names(undecided(carlos.id, None)) == []
    with pytest.raises(Refused, match="no_tie"):
        decided(ana, carlos, Basis.PARENT, own)


def test_who_has_left_is_on_no_list(ana: Student, carlos: Person, district: District, clerk: Actor) -> None:
    enrollment = ana.enrollments.get()
    enrollment.exit_on = clock.today()
    enrollment.save()
    assert undecided(clerk.person_id or 0, None).count == 0


def test_the_document_must_be_named(ana: Student, carlos: Person, clerk: Actor) -> None:
    with pytest.raises(Refused) as raised:
        decide(ana.key, carlos.key, Basis.PARENT, "  ", clerk, None)
    assert (raised.value.code, raised.value.field) == ("document_missing", "document_seen")
    assert students_of(carlos.id) == ()


def test_a_right_until_a_day(ana: Student, carlos: Person, clerk: Actor) -> None:
    last = clock.today() + timedelta(days=3)
    with pytest.raises(Refused, match="right_ends_before_it_starts"):
        decided(ana, carlos, Basis.COURT_ORDER, clerk, clock.today() - timedelta(days=1))
    decided(ana, carlos, Basis.COURT_ORDER, clerk, last)
    found = tie_within(ana.key, carlos.key, clerk.person_id or 0, None)
    assert found is not None
    [decision] = found[1]
    assert (decision.last_on, decision.is_open, decision.basis) == (last, True, "court_order")
    with clock.stopped(NOON + timedelta(days=4)):
        assert students_of(carlos.id) == ()


def test_decided_anew_and_never_restored_by_a_file(ana: Student, carlos: Person, clerk: Actor) -> None:
    decided(ana, carlos, Basis.PARENT, clerk)
    with pytest.raises(Refused, match="right_in_force"):
        decided(ana, carlos, Basis.COURT_ORDER, clerk)
    decided(ana, carlos, EndBasis.PLACEMENT_DENIED, clerk)
    assert students_of(carlos.id) == ()
    [refusal] = grant_rights([Grant(carlos.students.get(), Basis.PARENT)], by=CLERK, source="oneroster")
    assert refusal is not None
    assert refusal.code == "right_held"
    assert names(held(clerk.person_id or 0, None)) == ["Carlos Reyes"]
    decided(ana, carlos, Basis.COURT_ORDER, clerk)
    assert names(held(clerk.person_id or 0, None)) == []
    found = tie_within(ana.key, carlos.key, clerk.person_id or 0, None)
    assert found is not None
    assert [(each.granted, each.is_open) for each in found[1]] == [(True, True), (True, False)]


def test_no_right_from_the_start(ana: Student, carlos: Person, clerk: Actor) -> None:
    decided(ana, carlos, EndBasis.COURT_ORDER, clerk)
    assert undecided(clerk.person_id or 0, None).count == 0
    [tie] = held(clerk.person_id or 0, None).page.rows
    assert tie.decided is not None
    assert (tie.decided.granted, tie.decided.basis) == (False, "court_order")
