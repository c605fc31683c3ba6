"""A batch: asked for, made once, alive when it is confirmed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app import clock
from app.sis.access.models import RecordsRight, Role
from app.sis.activation import keys
from app.sis.activation.batches import FILE_OF, Confirmed, ask, confirm, discard, draw, keep_file, make_anew
from app.sis.activation.letters import KEY_DAYS, Whom, opens
from app.sis.activation.models import ActivationKey, ActivationKeyStudent, LetterBatch
from app.sis.actor import Actor
from app.sis.audit.models import AuditEvent
from app.sis.people.models import Person
from app.sis.refused import Refused
from tests.build import NOON, District
from tests.sis.activation.printing import OFFICE, make_files, print_letters

DAY = timedelta(days=1)


@pytest.fixture
def maria(district: District) -> Person:
    return district.guardian(district.student(), district.student("Luis"))


@pytest.fixture
def whom(district: District, maria: Person) -> Whom:
    return Whom(district.school)


def opening(*printed: str) -> list[bool]:
    """Of each of these keys, as printed, whether it opens an account today."""
    hashes = [keys.key_hash(keys.typed(key)) for key in printed]
    good = {row.key_hash for row in ActivationKey.select().where(opens(clock.today()))}
    return [each in good for each in hashes]


def test_a_key_opens_once_its_batch_is_confirmed(whom: Whom, maria: Person) -> None:
    batch = ask(whom, OFFICE)
    assert (batch.school, batch.asked_by, batch.asked_by_id) == (whom.school, OFFICE.name, None)
    (printed,) = make_files(batch)
    assert opening(printed) == [False]
    assert confirm(batch, 1, OFFICE).live == 1
    assert opening(printed) == [True]
    row = ActivationKey.get()
    assert (row.person, row.live_at, row.expires_on) == (maria, NOON, NOON.date() + timedelta(days=KEY_DAYS))
    assert {each.student.person.given_name for each in row.children} == {"Ana", "Luis"}


def test_only_a_hash_is_kept(whom: Whom) -> None:
    (printed,) = print_letters(whom)
    row = ActivationKey.get()
    assert row.key_hash == keys.key_hash(printed.replace("-", ""))
    assert printed.replace("-", "") not in str(list(ActivationKey.select().dicts())) + str(
        list(AuditEvent.select().dicts())
    )


def test_a_hundred_to_a_file(district: District) -> None:
    for _ in range(FILE_OF + 1):
        district.guardian(district.student())
    batch = ask(Whom(district.school), OFFICE)
    assert [len(draw(batch, number, 1, OFFICE).letters) for number in (1, 2)] == [FILE_OF, 1]
    with pytest.raises(Refused, match="no_file"):
        draw(batch, 3, 1, OFFICE)
    keep_file(draw(batch, 2, 1, OFFICE), OFFICE)
    with pytest.raises(Refused, match="files_not_made") as refused:
        confirm(batch, 1, OFFICE)
    assert refused.value.facts == {"numbers": "1"}


def test_a_file_is_made_once(whom: Whom) -> None:
    batch = ask(whom, OFFICE)
    first, second = draw(batch, 1, 1, OFFICE), draw(batch, 1, 1, OFFICE)  # in two tabs
    keep_file(first, OFFICE)
    for again in (lambda: keep_file(second, OFFICE), lambda: draw(batch, 1, 1, OFFICE)):
        with pytest.raises(Refused, match="file_made") as refused:
            again()
        assert refused.value.facts == {"number": 1, "at": NOON, "by": OFFICE.name}
    confirm(batch, 1, OFFICE)
    assert opening(first.letters[0].key, second.letters[0].key) == [True, False]


def test_made_anew_the_first_print_is_void(whom: Whom) -> None:
    batch = ask(whom, OFFICE)
    (first,) = make_files(batch)
    make_anew(batch, 1, OFFICE)
    with pytest.raises(Refused, match="batch_changed"):
        confirm(batch, 1, OFFICE)
    with pytest.raises(Refused, match="files_not_made"):
        confirm(batch, 2, OFFICE)
    (second,) = make_files(batch, 2)
    confirm(batch, 2, OFFICE)
    assert opening(first, second) == [False, True]
    assert ActivationKeyStudent.select().count() == 2


def test_another_tab_is_behind(whom: Whom) -> None:
    batch = ask(whom, OFFICE)
    drawn = draw(batch, 1, 1, OFFICE)
    make_anew(batch, 1, OFFICE)
    behind: list[Callable[[], object]] = [
        lambda: keep_file(drawn, OFFICE),
        lambda: draw(batch, 1, 1, OFFICE),
        lambda: confirm(batch, 1, OFFICE),
        lambda: discard(batch, 1, OFFICE),
        lambda: make_anew(batch, 1, OFFICE),
    ]
    for act in behind:
        with pytest.raises(Refused, match="batch_changed"):
            act()


def test_what_is_over_is_over(whom: Whom) -> None:
    for end, code in ((confirm, "batch_confirmed"), (discard, "batch_discarded")):
        batch = ask(whom, OFFICE, is_reprint=True)
        make_files(batch)
        end(batch, 1, OFFICE)
        for act in (confirm, discard, make_anew):
            with pytest.raises(Refused, match=code):
                act(batch, 1, OFFICE)
        with pytest.raises(Refused, match=code):
            draw(batch, 1, 1, OFFICE)


def test_discarded_it_opens_nothing_and_one_can_ask_again(whom: Whom) -> None:
    batch = ask(whom, OFFICE)
    (first,) = make_files(batch)
    discard(batch, 1, OFFICE)
    (second,) = print_letters(whom)
    assert opening(first, second) == [False, True]


def test_nobody_to_write_to_is_refused(whom: Whom) -> None:
    ask(whom, OFFICE)
    before = LetterBatch.select().count()
    with pytest.raises(Refused, match="letters_none"):
        ask(whom, OFFICE)
    assert LetterBatch.select().count() == before


def test_a_reprint_ends_the_old_key_when_the_new_comes_alive(whom: Whom) -> None:
    (old,) = print_letters(whom)
    batch = ask(whom, OFFICE, is_reprint=True)
    (new,) = make_files(batch)
    assert opening(old, new) == [True, False]
    confirm(batch, 1, OFFICE)
    assert opening(old, new) == [False, True]


def test_a_reprint_at_the_counter_overtakes_a_batch_that_waits(whom: Whom, maria: Person) -> None:
    waiting = ask(whom, OFFICE)
    (posted,) = make_files(waiting)
    (handed_over,) = print_letters(Whom(whom.school, person_id=maria.id), is_reprint=True)
    assert confirm(waiting, 1, OFFICE).live == 0
    assert opening(posted, handed_over) == [False, True]


def test_of_two_reprints_the_one_confirmed_first_counts(whom: Whom) -> None:
    first, second = ask(whom, OFFICE, is_reprint=True), ask(whom, OFFICE, is_reprint=True)
    (one,), (other,) = make_files(first), make_files(second)
    assert [confirm(batch, 1, OFFICE).live for batch in (second, first)] == [1, 0]
    assert opening(one, other) == [False, True]


def test_of_two_batches_at_once_one_gives_the_key(whom: Whom) -> None:
    first = ask(whom, OFFICE)
    with clock.stopped(NOON + timedelta(days=KEY_DAYS)):  # forgotten: its keys count no more
        second = ask(whom, OFFICE)
        (late, good) = (*make_files(first), *make_files(second))
        assert [confirm(batch, 1, OFFICE).live for batch in (second, first)] == [1, 0]
        assert opening(late, good) == [False, True]


def test_a_right_that_ended_meanwhile_leaves_the_key_dead(district: District, whom: Whom, maria: Person) -> None:
    carlos = district.guardian(district.student("Eva"), given="Carlos")
    batch = ask(whom, OFFICE)
    drawn = draw(batch, 1, 1, OFFICE)
    keep_file(drawn, OFFICE)
    ties = [tie.id for tie in maria.students]
    RecordsRight.update(revoked_at=clock.now()).where(RecordsRight.tie.in_(ties)).execute()
    assert confirm(batch, 1, OFFICE) == Confirmed(1, ("Reyes, Maria",))
    assert {row.person: row.live_at is not None for row in ActivationKey.select()} == {maria: False, carlos: True}
    by_person = {letter.guardian.id: letter.key for letter in drawn.letters}
    assert opening(by_person[maria.id], by_person[carlos.id]) == [False, True]


@pytest.mark.parametrize("is_reprint", [False, True])
def test_an_account_opened_meanwhile_leaves_the_key_dead(
    district: District, whom: Whom, maria: Person, is_reprint: bool
) -> None:
    batch = ask(whom, OFFICE, is_reprint)
    make_files(batch)
    district.account(maria)
    assert confirm(batch, 1, OFFICE).live == 0


def test_a_role_given_meanwhile_leaves_the_key_dead(district: District, whom: Whom, maria: Person) -> None:
    batch = ask(whom, OFFICE)
    make_files(batch)
    district.role(maria, Role.COUNSELOR, starts_on=clock.today() + timedelta(days=1))
    assert confirm(batch, 1, OFFICE).live == 0


def test_who_lost_the_right_before_the_file_was_made_is_left_out(district: District, whom: Whom, maria: Person) -> None:
    batch = ask(whom, OFFICE)
    RecordsRight.update(revoked_at=clock.now()).execute()
    assert make_files(batch) == []
    assert confirm(batch, 1, OFFICE).live == 0


def test_a_child_who_came_between_asking_and_printing_is_named(district: District, whom: Whom, maria: Person) -> None:
    batch = ask(whom, OFFICE)
    sofia = district.student("Sofia")
    district.right(district.tie(maria, sofia))
    (letter,) = draw(batch, 1, 1, OFFICE).letters
    assert {child.given_name for child in letter.guardian.children} == {"Ana", "Luis", "Sofia"}


def test_nobody_makes_or_ends_the_file_of_their_own_family(district: District, whom: Whom, maria: Person) -> None:
    batch = ask(whom, OFFICE)
    own = Actor("maria", None, maria.id)
    for act in (lambda: draw(batch, 1, 1, own), lambda: make_anew(batch, 1, own), lambda: discard(batch, 1, own)):
        with pytest.raises(Refused, match="own_family"):
            act()


def test_each_step_leaves_one_event(whom: Whom) -> None:
    batch = ask(whom, OFFICE)
    make_files(batch)
    make_anew(batch, 1, OFFICE)
    make_files(batch, 2)
    confirm(batch, 2, OFFICE)
    discard(ask(whom, OFFICE, is_reprint=True), 1, OFFICE)
    assert [event.action for event in AuditEvent.select().order_by(AuditEvent.id)] == [
        "letters.asked", "letters.made", "letters.made_anew", "letters.made", "letters.confirmed",
        "letters.asked", "letters.discarded",
    ]  # fmt: skip


def test_what_fails_leaves_nothing(whom: Whom, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = ask(whom, OFFICE)
    file = draw(batch, 1, 1, OFFICE)
    monkeypatch.setattr(ActivationKeyStudent, "insert_many", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keep_file(file, OFFICE)
    assert ActivationKey.get().key_hash is None
    assert [event.action for event in AuditEvent.select().order_by(AuditEvent.id)] == ["letters.asked"]
