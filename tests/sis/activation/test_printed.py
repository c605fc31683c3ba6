"""Letters as an office sees them."""

from datetime import timedelta

import pytest
from playhouse.test_utils import count_queries

from app import clock
from app.database.rows import PAGE
from app.sis.activation.batches import ask, discard
from app.sis.activation.letters import KEY_DAYS, Whom
from app.sis.activation.models import ActivationKey
from app.sis.activation.printed import (
    STATES,
    batch_within,
    batches_within,
    files_in,
    letters_within,
    without_account,
)
from app.sis.activation.returned import give_out_again, take_back
from app.sis.actor import Actor
from app.sis.people.models import Person
from app.sis.refused import Refused
from tests.build import NOON, District
from tests.sis.activation.printing import OFFICE, make_files, print_letters


@pytest.fixture
def maria(district: District) -> Person:
    return district.guardian(district.student(), district.student("Luis"))


@pytest.fixture
def whom(district: District, maria: Person) -> Whom:
    return Whom(district.school)


def states() -> list[str]:
    return [letter.state for letter in letters_within(OFFICE, None).rows]


def test_every_state_of_a_letter(district: District, whom: Whom, maria: Person) -> None:
    seen = []
    waiting = ask(whom, OFFICE)
    seen += states()
    discard(waiting, 1, OFFICE)
    seen += states()
    print_letters(whom)
    seen.append(states()[0])
    take_back(maria.key, None, OFFICE)
    seen.append(states()[0])
    give_out_again(maria.key, None, OFFICE)
    with clock.stopped(NOON + timedelta(days=KEY_DAYS)):
        seen.append(states()[0])
    print_letters(whom, is_reprint=True)
    seen.append(states()[1])
    ActivationKey.update(used_at=clock.now()).where(ActivationKey.revoked_at.is_null()).execute()
    seen.append(states()[0])
    account = district.account(maria)
    account.ended_at = NOON
    account.save()
    seen.append(states()[0])
    ActivationKey.update(used_at=None, revoked_at=NOON).where(ActivationKey.used_at.is_null(False)).execute()
    seen.append(states()[0])
    assert seen == ["waiting", "void", "live", "returned", "expired", "replaced", "used", "closed", "revoked"]
    assert set(seen) == set(STATES)
    for state in STATES:
        assert {letter.state for letter in letters_within(OFFICE, None, state=state).rows} <= {state}


def test_a_letter_names_its_children_and_when_it_was_asked_for(whom: Whom, maria: Person) -> None:
    print_letters(whom)
    page = letters_within(OFFICE, None)
    (letter,) = page.rows
    assert (letter.person, letter.name, letter.children) == (maria.key, "Reyes, Maria", ("Ana Reyes", "Luis Reyes"))
    assert (letter.asked_on, letter.asked_by, letter.over_on, page.has_more) == (NOON.date(), OFFICE.name, None, False)


def test_batches_and_files_are_counted(district: District, whom: Whom) -> None:
    print_letters(whom)
    waiting = ask(whom, OFFICE, is_reprint=True)
    newest, oldest = batches_within([district.school.id]).rows
    assert (newest.key, newest.letters, newest.is_reprint, newest.school) == (waiting.key, 1, True, "East High School")
    assert oldest.confirmed_at == NOON
    (file,) = files_in(waiting)
    assert (file.number, file.letters, file.made_at) == (1, 1, None)
    make_files(waiting)
    assert files_in(waiting)[0].made_at == NOON


def test_of_other_schools_there_is_nothing(district: District, whom: Whom) -> None:
    west = district.new_school("West").id
    batch = ask(whom, OFFICE)
    assert batches_within([west]).rows == ()
    assert letters_within(OFFICE, [west]).rows == ()
    assert batch_within(batch.key, [west]) is None
    assert batch_within(batch.key, None) == batch
    of_nobody = ask(Whom(None), OFFICE, is_reprint=True)
    assert batch_within(of_nobody.key, [district.school.id]) is None


def test_only_the_school_that_printed_it_takes_it_back(district: District, whom: Whom, maria: Person) -> None:
    print_letters(whom)
    with pytest.raises(Refused, match="letter_not_out"):
        take_back(maria.key, [district.new_school("West").id], OFFICE)
    take_back(maria.key, [district.school.id], OFFICE)
    with pytest.raises(Refused, match="letter_not_out"):
        take_back(maria.key, None, OFFICE)
    give_out_again(maria.key, None, OFFICE)
    with pytest.raises(Refused, match="letter_not_back"):
        give_out_again(maria.key, None, OFFICE)


def test_with_an_account_it_stays_back(district: District, whom: Whom, maria: Person) -> None:
    print_letters(whom)
    take_back(maria.key, None, OFFICE)
    district.account(maria)
    with pytest.raises(Refused, match="letter_replaced"):
        give_out_again(maria.key, None, OFFICE)


def test_a_letter_that_was_replaced_stays_back_whatever_became_of_the_other(whom: Whom, maria: Person) -> None:
    print_letters(whom)
    with clock.stopped(NOON + timedelta(hours=1)):
        take_back(maria.key, None, OFFICE)
    with clock.stopped(NOON + timedelta(hours=2)):
        print_letters(whom)
        later = ActivationKey.select().order_by(ActivationKey.id.desc()).get()
        ActivationKey.update(used_at=clock.now()).where(ActivationKey.id == later.id).execute()
    for ended in ({}, {"used_at": None, "revoked_at": clock.now()}):
        ActivationKey.update(**ended, expires_on=later.expires_on).where(ActivationKey.id == later.id).execute()
        with pytest.raises(Refused, match="letter_replaced"):
            give_out_again(maria.key, None, OFFICE)


def test_nobody_takes_back_what_is_of_their_own_family(whom: Whom, maria: Person) -> None:
    print_letters(whom)
    own = Actor("maria", None, maria.id)
    with pytest.raises(Refused, match="letter_not_out"):
        take_back(maria.key, None, own)
    take_back(maria.key, None, OFFICE)
    with pytest.raises(Refused, match="letter_not_back"):
        give_out_again(maria.key, None, own)


def test_who_has_no_account(district: District, whom: Whom, maria: Person) -> None:
    carlos = district.guardian(district.student("Eva"), given="Carlos")
    district.account(district.guardian(district.student("Ben"), given="Nora"))
    print_letters(Whom(district.school, person_id=maria.id))
    found = without_account(district.school, OFFICE)
    assert [(each.guardian.id, each.letter and each.letter.state) for each in found] == [
        (carlos.id, None),
        (maria.id, "live"),
    ]
    of_own_family = Actor("carlos", None, carlos.id)
    assert [each.guardian.id for each in without_account(district.school, of_own_family)] == [maria.id]


def test_pages_and_names(district: District, whom: Whom) -> None:
    for number in range(PAGE):
        district.guardian(district.student(), given="Gil", family=f"Núñez {number}")
    ask(whom, OFFICE)
    first = letters_within(OFFICE, None)
    assert (len(first.rows), first.first, first.has_more) == (PAGE, 1, True)
    with count_queries() as counted:
        second = letters_within(OFFICE, None, page=2)
    assert (len(second.rows), second.has_more, counted.count) == (1, False, 2)
    assert {letter.name for letter in letters_within(OFFICE, None, text="nunez 7 gil").rows} == {
        f"Núñez {number}, Gil" for number in (7, 17, 27, 37, 47)
    }
    with pytest.raises(Refused, match="search_empty"):
        letters_within(OFFICE, None, text=" ")


def test_reads_are_few_whatever_the_number(district: District, whom: Whom) -> None:
    for _ in range(20):
        district.guardian(district.student())
    print_letters(whom)
    for read, most in ((lambda: batches_within(None), 1), (lambda: without_account(district.school, OFFICE), 7)):
        with count_queries() as counted:
            read()
        assert counted.count <= most
