"""From the key of a letter to an account: whom it lets in, and what everybody else is told."""

from datetime import date, timedelta
from typing import Any

import pytest

from app import clock
from app.sis.access.roles import Role
from app.sis.access.viewer import Viewer
from app.sis.accounts import devices, emails, sessions
from app.sis.accounts.ending import end
from app.sis.accounts.models import Account, EmailChange, KnownDevice, SecondFactor, SignIn
from app.sis.accounts.origin import Origin
from app.sis.accounts.passwords import is_password
from app.sis.activation.keys import key_hash, new_key, typed
from app.sis.activation.models import ActivationKey, LetterBatch
from app.sis.activation.opening import WRONG_BIRTH_DATES, Wanted, open_account, read_letter
from app.sis.actor import operator
from app.sis.audit.models import AuditEvent
from app.sis.outbox.models import OutboxMessage
from app.sis.people.models import Person, Student
from app.sis.refused import Refused
from tests.build import NOON, District

BORN = date(2012, 3, 4)
HOME = Origin("192.0.2.7", "Firefox, Windows", "a mark")
WANTED = Wanted("maria.reyes", "a horse that reads", "es")
OFFICE = operator("the office")


@pytest.fixture
def ana(district: District) -> Student:
    return district.student(birth_on=BORN)


@pytest.fixture
def maria(ana: Student, district: District) -> Person:
    return district.guardian(ana, email="maria@example.org", language="es")


@pytest.fixture
def key(maria: Person, ana: Student, district: District) -> str:
    return district.letter(maria, ana)


def refused(key: str, birth_on: date = BORN) -> str:
    with pytest.raises(Refused) as raised:
        read_letter(key, birth_on)
    return raised.value.code


def opened(key: str, wanted: Wanted = WANTED, origin: Origin = HOME) -> Account:
    signed_in = open_account(key, BORN, wanted, origin)
    account: Account = Account.get_by_id(signed_in.account_id)
    return account


def test_the_key_and_a_child_s_birth_date_open_the_letter(key: str, maria: Person) -> None:
    letter = read_letter(f" {key.lower().replace('-', ' ')} ", BORN)
    assert letter.person == maria
    assert letter.children == ("Ana",)


def test_any_child_named_will_do_and_all_are_shown(maria: Person, ana: Student, district: District) -> None:
    luis = district.student("Luis", birth_on=date(2014, 5, 6))
    district.right(district.tie(maria, luis))
    key = district.letter(maria, ana, luis)
    assert read_letter(key, date(2014, 5, 6)).children == ("Ana", "Luis")


def test_an_account_is_opened_and_signed_in(key: str, maria: Person) -> None:
    signed_in = open_account(key, BORN, WANTED, HOME)
    account = Account.get()
    assert (account.person, account.username, account.language) == (maria, "maria.reyes", "es")
    assert is_password(account.password_hash, WANTED.password)
    assert EmailChange.select().count() == 0
    assert SignIn.get().account == account
    used = ActivationKey.get()
    assert (used.used_at, used.used_address, used.used_device) == (NOON, HOME.address, HOME.device)
    assert KnownDevice.get().mark_hash == used.used_mark_hash
    event = AuditEvent.get(AuditEvent.action == "account.activated")
    assert (event.account_id, event.person_id) == (account.id, maria.id)
    assert isinstance(sessions.find(signed_in.token, sessions.IdleTimes(timedelta(1), timedelta(1))), Viewer)


def test_a_key_is_good_once(key: str) -> None:
    opened(key)
    assert refused(key) == "key_used"


def test_what_a_key_lacks_is_said(key: str, maria: Person, ana: Student, district: District) -> None:
    assert refused(new_key()) == "key_unknown"
    assert refused("K7QM") == "key_length"
    assert refused(key.replace(key[0], "0")) == "key_sign"
    wrong = key[:-1] + ("A" if key[-1] != "A" else "B")
    assert refused(wrong) == "key_mistyped"
    lacking: dict[str, dict[str, Any]] = {
        "key_revoked": {"revoked_at": NOON},
        "key_not_live": {"live_at": None},
        "key_expired": {"expires_on": clock.today()},
    }
    for code, fields in lacking.items():
        assert refused(district.letter(maria, ana, **fields)) == code
    LetterBatch.update(confirmed_at=None).execute()
    assert refused(key) == "key_not_live"
    LetterBatch.update(confirmed_at=NOON, discarded_at=NOON).execute()
    assert refused(key) == "key_revoked"
    LetterBatch.update(discarded_at=None).execute()
    district.account(maria)
    assert refused(key) == "key_has_account"


def test_who_is_on_the_staff_now_gets_the_account_from_the_district(
    key: str, maria: Person, district: District
) -> None:
    district.role(maria, Role.SCHOOL_OFFICE, starts_on=clock.today() + timedelta(days=1))
    assert refused(key) == "key_of_staff"


def test_the_telephone_is_that_of_the_child_s_school(key: str, ana: Student, district: District) -> None:
    district.school.spanish_phone = "608-555-0199"
    district.school.save()
    with pytest.raises(Refused) as raised:
        read_letter(key, date(2012, 4, 3))
    assert raised.value.facts == {"phone": "608-555-0140", "spanish_phone": "608-555-0199"}


def test_five_wrong_birth_dates_and_the_key_waits(key: str) -> None:
    for _ in range(WRONG_BIRTH_DATES):
        assert refused(key, date(2012, 4, 3)) == "birth_date_wrong"
    assert refused(key) == "key_waits"
    with clock.stopped(NOON + timedelta(hours=1, seconds=1)):
        assert read_letter(key, BORN).children == ("Ana",)


def test_after_fifteen_wrong_birth_dates_in_all_the_key_is_over(key: str) -> None:
    for hours in range(3):
        with clock.stopped(NOON + timedelta(hours=hours)):
            for _ in range(WRONG_BIRTH_DATES):
                assert refused(key, date(2011, 1, 1)) == "birth_date_wrong"
    with clock.stopped(NOON + timedelta(hours=4)):
        for _ in range(2):
            assert refused(key) == "key_revoked"
    assert ActivationKey.get().revoked_at == NOON + timedelta(hours=4)
    assert AuditEvent.select().where(AuditEvent.action == "activation.key_revoked").count() == 1


def test_a_right_one_forgets_the_wrong_ones(key: str) -> None:
    for _ in range(2 * WRONG_BIRTH_DATES):
        assert refused(key, date(2012, 4, 3)) == "birth_date_wrong"
        read_letter(key, BORN)


def test_a_right_that_ended_after_the_letter_was_printed(key: str, maria: Person) -> None:
    right = maria.students.get().rights.get()
    right.revoked_at = clock.now()
    right.save()
    for _ in range(WRONG_BIRTH_DATES - 1):
        assert refused(key) == "letter_over"
    assert refused(key, date(2012, 4, 3)) == "birth_date_wrong"
    assert refused(key, date(2012, 4, 3)) == "key_waits"  # a date that opens nothing forgets none
    assert Account.select().count() == 0


def test_a_child_who_has_left(key: str, ana: Student) -> None:
    enrollment = ana.enrollments.get()
    enrollment.exit_on = clock.today()
    enrollment.save()
    assert refused(key) == "letter_over"


def test_no_birth_date_on_file(key: str, ana: Student) -> None:
    Person.update(birth_on=None).where(Person.id == ana.person_id).execute()
    assert refused(key) == "birth_date_missing"


def test_everybody_on_file_is_told_in_the_language_on_file(key: str, maria: Person) -> None:
    opened(key, Wanted("maria.reyes", "a horse that reads", "en", "other@example.org"))
    [told] = OutboxMessage.select().where(OutboxMessage.kind == "account_activated")
    assert told.address == "maria@example.org"
    assert '"language": "es"' in told.facts
    [confirm] = OutboxMessage.select().where(OutboxMessage.kind == "email_confirm")
    assert confirm.address == "other@example.org"
    assert Person.get_by_id(maria.id).email == "maria@example.org"


def test_the_e_mail_on_file_needs_no_link(key: str) -> None:
    opened(key, Wanted("maria.reyes", "a horse that reads", "es", " Maria@example.org"))
    assert EmailChange.select().count() == 0


def test_without_any_e_mail(maria: Person, key: str) -> None:
    Person.update(email="").execute()
    opened(key)
    assert OutboxMessage.select().count() == 0


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted("m", "a horse that reads", "es"), "username_form"),
        (Wanted("Taken.Name", "a horse that reads", "es"), "username_taken"),
        (Wanted("maria.reyes", "short", "es"), "password_short"),
        (Wanted("maria.reyes", "passwordpassword", "es"), "password_common"),
        (Wanted("maria.reyes-camacho", "Maria.Reyes-Camacho", "es"), "password_name"),
        (Wanted("maria.reyes", "a horse that reads", "es", "nonsense"), "email_form"),
        (Wanted("maria.reyes", "a horse that reads", "es", "ana@example.org"), "email_of_student"),
    ],
)
def test_what_is_refused_leaves_nothing(wanted: Wanted, code: str, key: str, ana: Student, district: District) -> None:
    Person.update(email="ana@example.org").where(Person.id == ana.person_id).execute()
    district.account(district.person("Somebody"), "taken.name")
    with pytest.raises(Refused) as raised:
        opened(key, wanted)
    assert raised.value.code == code
    assert Account.select().count() == 1
    assert AuditEvent.select().count() == OutboxMessage.select().count() == SignIn.select().count() == 0
    assert ActivationKey.get().used_at is None
    opened(key)


def test_the_key_is_no_password(key: str) -> None:
    with pytest.raises(Refused) as raised:
        opened(key, Wanted("maria.reyes", key.lower().replace("-", " "), "es"))
    assert (raised.value.code, raised.value.field) == ("password_key", "password")


@pytest.mark.parametrize("is_called_public", [False, True])
def test_the_mark_of_the_browser_is_kept_whatever_is_ticked(key: str, is_called_public: bool) -> None:
    opened(key, origin=Origin(HOME.address, HOME.device, HOME.mark, is_called_public))
    assert ActivationKey.get().used_mark_hash == devices.hash_of(HOME)


def test_the_browser_is_known_as_that_of_whoever_is_signed_in_on_it(key: str, ana: Student, district: District) -> None:
    student = district.account(ana.person)
    session = SignIn.create(token_hash="x", account=student, csrf_secret="y")
    open_account(key, BORN, WANTED, Origin(HOME.address, HOME.device, public_computer=True), session.id)
    known = KnownDevice.get(KnownDevice.account == student)
    assert known.mark_hash == ActivationKey.get().used_mark_hash


def test_other_keys_of_the_same_person_are_over(key: str, maria: Person, ana: Student, district: District) -> None:
    older = district.letter(maria, ana)
    opened(key)
    assert refused(older) == "key_revoked"


def test_an_ended_account_is_taken_over(key: str, maria: Person, ana: Student, district: District) -> None:
    thief = Origin("192.0.2.66", "Chrome, Android", "another mark")
    account = opened(key, Wanted("not.maria", "a thief's password", "en", "thief@example.org"), thief)
    change = EmailChange.get()
    EmailChange.update(confirmed_at=NOON).execute()
    Person.update(email=change.new_email).where(Person.id == maria.id).execute()
    SecondFactor.create(account=account, secret="0" * 32, confirmed_at=NOON)
    end(account, NOON, OFFICE)
    assert emails.email_of(maria.id) == "maria@example.org"
    assert SignIn.get().ended_at == NOON
    assert refused(key) == "key_used"
    again = opened(district.letter(maria, ana))
    assert again.id == account.id
    assert (again.username, again.ended_at, again.disabled_at) == ("maria.reyes", None, None)
    assert is_password(again.password_hash, WANTED.password)
    assert SecondFactor.select().count() == 0
    assert KnownDevice.select().count() == 1
    assert SignIn.select().where(SignIn.ended_at.is_null()).count() == 1


def test_an_e_mail_that_the_office_set_since_stays(key: str, maria: Person) -> None:
    account = opened(key, Wanted("maria.reyes", "a horse that reads", "es", "thief@example.org"))
    EmailChange.update(confirmed_at=NOON).execute()
    Person.update(email="office@example.org").where(Person.id == maria.id).execute()
    end(account, NOON, OFFICE)
    assert emails.email_of(maria.id) == "office@example.org"


def test_only_a_hash_is_kept(key: str) -> None:
    assert ActivationKey.get().key_hash == key_hash(typed(key))
