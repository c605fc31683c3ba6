"""Accounts that were opened with a letter, as the office sees them; and what waits in the office."""

from datetime import timedelta

import pytest

from app import clock
from app.sis.access.models import AdultStudentRefusal
from app.sis.accounts.models import Account, KnownDevice, SignIn
from app.sis.activation.activations import KEPT, end, settled, tell, to_be_told
from app.sis.activation.models import ActivationKey
from app.sis.activation.waiting import waiting
from app.sis.actor import Actor
from app.sis.audit.models import AuditEvent
from app.sis.outbox.actions import enqueue
from app.sis.people.models import Person, Student
from app.sis.refused import Refused
from tests.build import NOON, District

CLERK = Actor("Rosa Lind", 1, 0)


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def maria(ana: Student, district: District) -> Person:
    """Her account has just been opened."""
    return opened(district, "Maria", ana)


def opened(
    district: District, name: str, *children: Student, mark: str = "a mark", address: str = "192.0.2.7"
) -> Person:
    person = district.guardian(*children, given=name)
    district.letter(
        person, *children, used_at=clock.now(), used_mark_hash=mark, used_address=address, used_device="Firefox, Linux"
    )
    district.account(person, f"{name}.reyes".casefold())
    return person


def key_of(person: Person) -> str:
    return str(Account.get(Account.person == person).key)


def test_everybody_is_to_be_told_with_the_numbers_to_call(maria: Person, ana: Student, district: District) -> None:
    district.phone(maria, "608-555-0123")
    enqueue(
        "account_activated", maria.id, event=f"account_activated {ActivationKey.get().id} 0", address="m@example.org"
    )
    [each] = to_be_told(CLERK, None).page.rows
    assert (each.name, each.children, each.username) == ("Maria Reyes", {ana.person_id: "Ana Reyes"}, "maria.reyes")
    assert [phone.number for phone in each.phones] == ["608-555-0123"]
    assert each.mails == ("waiting",)
    assert not each.is_suspicious
    tell(each.account, CLERK, None)
    assert to_be_told(CLERK, None).count == 0
    [told] = settled(CLERK, None).page.rows
    assert (told.told_at, told.told_by) == (NOON, "Rosa Lind")
    assert AuditEvent.get().action == "activation.told"
    with pytest.raises(Refused, match="told_already"):
        tell(each.account, CLERK, None)


def test_a_student_s_device_comes_first(maria: Person, ana: Student, district: District) -> None:
    ben = district.student("Ben", "Olson")
    carol = opened(district, "Carol", ben, mark="ben's", address="192.0.2.8")
    dora = opened(district, "Dora", ben, mark="ana's", address="192.0.2.9")
    for student, mark in ((ben, "ben's"), (ana, "ana's")):
        KnownDevice.create(account=district.account(student.person), mark_hash=mark)
    found = to_be_told(CLERK, None)
    assert (found.count, found.suspicious) == (3, 2)
    hints = {each.name: (each.on_device_of, each.on_device_of_another) for each in found.page.rows}
    assert list(hints)[2] == maria.full_name
    assert hints[carol.full_name] == (("Ben Olson",), False)
    assert hints[dora.full_name] == ((), True)
    assert hints[maria.full_name] == ((), False)


def test_the_same_connection_is_a_weaker_hint(maria: Person, ana: Student, district: District) -> None:
    account = district.account(ana.person)
    SignIn.create(token_hash="x", account=account, csrf_secret="y", address="192.0.2.7")
    [each] = to_be_told(CLERK, None).page.rows
    assert (each.at_address_of, each.is_suspicious) == (("Ana Reyes",), False)
    SignIn.update(started_at=NOON - timedelta(days=31)).execute()
    assert to_be_told(CLERK, None).page.rows[0].at_address_of == ()


def test_one_click_ends_it(maria: Person, ana: Student, district: District) -> None:
    account = Account.get()
    SignIn.create(token_hash="x", account=account, csrf_secret="y")
    end(account.key, CLERK, None)
    ended = Account.get()
    assert (ended.ended_at, ended.disabled_at) == (NOON, NOON)
    assert SignIn.get().ended_at == NOON
    assert to_be_told(CLERK, None).count == 0
    assert settled(CLERK, None).count == 1
    with pytest.raises(Refused, match="account_ended"):
        end(account.key, CLERK, None)
    [again] = waiting(CLERK, None).without_letter.first
    assert again.name == "Maria Reyes"


def test_only_the_latest_opening_counts(maria: Person, ana: Student, district: District) -> None:
    end(key_of(maria), CLERK, None)
    with clock.stopped(NOON + timedelta(minutes=5)):
        Account.update(ended_at=None, disabled_at=None).execute()
        district.letter(maria, ana, used_at=clock.now())
        assert (to_be_told(CLERK, None).count, settled(CLERK, None).count) == (1, 0)


def test_a_school_has_its_families_and_nobody_their_own(maria: Person, district: District) -> None:
    west = district.new_school("West High School")
    assert to_be_told(CLERK, [west.id]).count == 0
    assert to_be_told(CLERK, [district.school.id]).count == 1
    assert to_be_told(Actor("Maria Reyes", 1, maria.id), None).count == 0
    for by, schools in ((CLERK, [west.id]), (Actor("Maria Reyes", 1, maria.id), None)):
        with pytest.raises(Refused, match="no_activation"):
            end(key_of(maria), by, schools)


def test_the_other_parent_is_left_to_a_colleague(maria: Person, ana: Student, district: District) -> None:
    carlos = district.person("Carlos")
    district.tie(carlos, ana)
    district.guardian(ana, given="Pía")
    by = Actor("Carlos Reyes", 1, carlos.id)
    found = waiting(by, None)
    assert to_be_told(by, None).count == found.without_letter.count == found.undecided.count == 0
    with pytest.raises(Refused, match="no_activation"):
        end(key_of(maria), Actor("Carlos Reyes", 1, carlos.id), None)


def test_what_is_no_longer_listed_is_not_ended_here(maria: Person) -> None:
    tell(key_of(maria), CLERK, None)
    with clock.stopped(NOON + KEPT + timedelta(seconds=1)):
        assert settled(CLERK, None).count == 0
        for act in (tell, end):
            with pytest.raises(Refused, match="no_activation"):
                act(key_of(maria), CLERK, None)
    with clock.stopped(NOON + KEPT):
        end(key_of(maria), CLERK, None)


def test_an_account_without_a_letter_is_not_ended_here(ana: Student, district: District) -> None:
    account = district.account(district.guardian(ana))
    with pytest.raises(Refused, match="no_activation"):
        end(account.key, CLERK, None)


def test_what_waits(maria: Person, ana: Student, district: District) -> None:
    soon = clock.today() + timedelta(days=7)
    district.letter(district.guardian(ana, given="Inés"), ana, expires_on=soon)
    district.letter(district.guardian(ana, given="Olga"), ana, expires_on=soon + timedelta(days=1))
    district.guardian(ana, given="Pía")
    district.tie(district.person("Raúl"), ana)
    locked = district.account(district.guardian(ana, given="Sara"))
    Account.update(disabled_at=NOON).where(Account.id == locked.id).execute()
    found = waiting(CLERK, [district.school.id])
    assert [each.name for each in found.without_letter.first] == ["Pía Reyes"]
    assert [(each.name, each.on) for each in found.expiring.first] == [("Inés Reyes", soon - timedelta(days=1))]
    assert [each.name for each in found.locked.first] == ["Sara Reyes"]
    assert [each.name for each in found.undecided.first] == ["Raúl Reyes – Reyes, Ana"]
    assert [each.name for each in found.activations.first] == ["Maria Reyes"]
    assert not found.is_empty
    elsewhere = waiting(CLERK, [district.new_school("West High School").id])
    assert elsewhere.is_empty


def test_the_parents_of_an_adult_who_refused_get_no_letter(district: District) -> None:
    tomas = district.student("Tomás", birth_on=clock.today().replace(year=clock.today().year - 18))
    district.guardian(tomas)
    assert waiting(CLERK, None).without_letter.count == 1
    AdultStudentRefusal.create(student=tomas, document_seen="Letter", recorded_by="office")
    assert waiting(CLERK, None).without_letter.count == 0
