"""The counter's procedure: nothing can be skipped, and everything is kept."""

from collections.abc import Sequence

import pytest

from app.sis.access.models import Role
from app.sis.accounts.models import Account, SignIn
from app.sis.accounts.passwords import is_password
from app.sis.accounts.sessions import begin
from app.sis.activation.identification import adult_within, find_adults, new_letter, new_password
from app.sis.activation.models import ActivationKey, Identification, IdentificationKind
from app.sis.activation.opening import read_letter
from app.sis.actor import Actor
from app.sis.audit.models import AuditEvent
from app.sis.outbox.models import OutboxMessage
from app.sis.people.models import Person, Student
from app.sis.refused import Refused
from tests.build import NOON, District


@pytest.fixture
def clerk(district: District) -> Actor:
    return Actor("Rosa Lind", 1, district.person("Rosa", "Lind").id)


@pytest.fixture
def ana(district: District) -> Student:
    return district.student(birth_on=NOON.date())


@pytest.fixture
def maria(ana: Student, district: District) -> Person:
    return district.guardian(ana, family="Núñez")


@pytest.fixture
def kind() -> str:
    return str(IdentificationKind.create(name={"en": "Passport", "es": "Pasaporte"}).key)


def refused(maria: Person, kind: str, checked: list[str], clerk: Actor, schools: list[int] | None = None) -> str:
    with pytest.raises(Refused) as raised:
        new_letter(maria.key, kind, checked, clerk, schools)
    assert Identification.select().count() == AuditEvent.select().count() == 0
    return raised.value.code


def test_two_of_one_name_are_told_apart_by_their_children(maria: Person, district: District, clerk: Actor) -> None:
    ben = district.student("Ben")
    district.tie(district.person("Maria", "Núñez"), ben, relation="aunt")
    page = find_adults("maria nunez", clerk, None)
    found = page.rows
    assert [[(each.student, each.relation) for each in adult.relatives] for adult in found] == [
        [("Ana Reyes", "mother")],
        [("Ben Reyes", "aunt")],
    ]
    assert not page.has_more
    with pytest.raises(Refused, match="search_empty"):
        find_adults("  ", clerk, None)


def test_the_old_key_ends_and_a_letter_is_asked_for(
    maria: Person, ana: Student, kind: str, district: District, clerk: Actor
) -> None:
    old = district.letter(maria, ana)
    batch = new_letter(maria.key, kind, [ana.key], clerk, [district.school.id])
    assert (batch.is_reprint, batch.confirmed_at, batch.asked_by) == (True, None, "Rosa Lind")
    with pytest.raises(Refused, match="key_revoked"):
        read_letter(old, NOON.date())
    seen = Identification.get()
    assert (seen.person, seen.seen_by, seen.seen_by_id, seen.batch) == (maria, "Rosa Lind", clerk.person_id, batch)
    assert ActivationKey.select().where(ActivationKey.batch == batch).count() == 1
    event = AuditEvent.get()
    assert (event.action, event.person_id) == ("counter.identified", maria.id)
    assert "Passport" in event.facts


def test_nothing_can_be_skipped(maria: Person, ana: Student, kind: str, district: District, clerk: Actor) -> None:
    luis = district.student("Luis")
    district.right(district.tie(maria, luis))
    assert refused(maria, kind, [], clerk) == "rights_unchecked"
    assert refused(maria, kind, [ana.key], clerk) == "rights_unchecked"
    both = [ana.key, luis.key]
    assert refused(maria, kind, [*both, "zzzzzzzz"], clerk) == "rights_unchecked"
    assert refused(maria, "", both, clerk) == "id_kind_missing"
    IdentificationKind.update(retired_at=NOON).execute()
    assert refused(maria, kind, both, clerk) == "id_kind_missing"


def test_without_a_right_there_is_no_letter(ana: Student, kind: str, district: District, clerk: Actor) -> None:
    carlos = district.person("Carlos")
    district.tie(carlos, ana)
    assert refused(carlos, kind, [ana.key], clerk) == "no_records_right"
    found = adult_within(carlos.key, clerk, None)
    assert found is not None
    assert found[1] == ()


def test_who_has_an_account_needs_none(
    maria: Person, ana: Student, kind: str, district: District, clerk: Actor
) -> None:
    account = district.account(maria, "maria.reyes")
    assert refused(maria, kind, [ana.key], clerk) == "has_account"
    account.ended_at = NOON
    account.save()
    new_letter(maria.key, kind, [ana.key], clerk, None)


def test_a_first_password_for_who_has_forgotten_it(
    maria: Person, ana: Student, kind: str, district: District, clerk: Actor
) -> None:
    def password(key: str = kind, checked: Sequence[str] = (ana.key,), reason: str = "") -> str:
        try:
            return new_password(maria.key, key, checked, reason, clerk, [district.school.id]).password
        except Refused as refused:
            return refused.code

    assert password() == "no_account_here"
    account = district.account(maria, "maria.reyes")
    begin(account)
    assert (password(checked=()), password(key="")) == ("rights_unchecked", "id_kind_missing")
    assert SignIn.get().ended_at is None
    slip = password()
    account = Account.get()
    assert is_password(account.password_hash, slip)
    assert account.has_first_password
    assert SignIn.get().ended_at is not None
    assert [row.kind for row in OutboxMessage.select()] == ["password_changed"]
    assert Identification.get().batch is None
    Account.update(disabled_at=NOON).execute()
    assert password() == "reason_missing"
    assert password(reason="three misses") != slip
    assert Account.get().disabled_at is None
    district.role(maria, Role.TEACHER)
    assert password() == "no_adult"  # the district's


def test_a_school_has_its_families_and_nobody_their_own(
    maria: Person, ana: Student, kind: str, district: District, clerk: Actor
) -> None:
    west = district.new_school("West High School")
    assert find_adults("maria", clerk, [west.id]).rows == ()
    assert refused(maria, kind, [ana.key], clerk, [west.id]) == "no_adult"
    assert refused(maria, kind, [ana.key], Actor("Maria", 1, maria.id)) == "no_adult"
    carlos = district.person("Carlos")
    district.tie(carlos, ana)
    assert refused(maria, kind, [ana.key], Actor("Carlos", 1, carlos.id)) == "no_adult"


def test_a_right_to_a_child_of_another_school_alone(ana: Student, kind: str, district: District, clerk: Actor) -> None:
    west = district.new_school("West High School")
    wes = district.student("Wes", enrolled=False)
    district.enroll(wes, west)
    uncle = district.guardian(wes, given="Uri")
    district.tie(uncle, ana)
    assert refused(uncle, kind, [wes.key], clerk, [district.school.id]) == "no_child_here"
