"""The outbox: one row per event, one taker at a time, nothing lost."""

from datetime import datetime, timedelta

import pytest
from peewee import Database

from app import clock
from app.database import transaction
from app.sis.outbox import queue
from app.sis.outbox.actions import enqueue
from app.sis.outbox.models import OutboxMessage
from tests.build import NOON

pytestmark = pytest.mark.usefixtures("db")
MINUTE = timedelta(minutes=1)


def message() -> OutboxMessage:
    found: OutboxMessage = OutboxMessage.get()
    return found


def claimed() -> OutboxMessage:
    found = queue.claim()
    assert found
    return found


def test_what_happened_once_is_told_once() -> None:
    for name in ("one", "two"):
        enqueue("new_device", 7, event="device 1", device=name)
    assert OutboxMessage.select().count() == 1
    assert message().facts == '{"device": "one"}'


def test_a_message_goes_with_the_action_that_failed(db: Database) -> None:
    def fails() -> None:
        with transaction():
            enqueue("new_device", 7, event="device 1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert not OutboxMessage.select().count()
    with transaction():  # an event that is there already does not spoil the transaction, on PostgreSQL either
        enqueue("new_device", 7, event="device 1")
        enqueue("new_device", 7, event="device 1")
    assert OutboxMessage.select().count() == 1


def test_message_ids_differ_and_name_the_district() -> None:
    enqueue("new_device", 7, event="1")
    enqueue("new_device", 7, event="2")
    ids = {each.message_id for each in OutboxMessage.select()}
    assert len(ids) == 2
    assert all(each.startswith("<") and each.endswith("@127.0.0.1>") for each in ids)


def test_the_oldest_is_taken_first_and_by_one_only() -> None:
    for event in ("first", "second"):
        enqueue("new_device", 7, event=event)
    assert [claimed().event, claimed().event] == ["first", "second"]
    assert queue.claim() is None
    assert not queue.is_due()


def test_a_claim_of_the_dead_is_given_up_and_the_message_id_stays() -> None:
    enqueue("new_device", 7, event="1")
    before = claimed()
    with clock.stopped(NOON + queue.CLAIM):
        assert queue.claim() is None
    with clock.stopped(NOON + queue.CLAIM + MINUTE):
        again = claimed()
        assert (again.message_id, again.tries) == (before.message_id, 2)
        queue.drop(before, "by one who slept")  # and lost the claim meanwhile
        assert message().claimed_at is not None
        queue.sent(before)  # but what is sent is sent
        queue.try_again(again, "did not notice")
        assert message().sent_at is not None
        assert not queue.is_due()


def test_the_tries_lie_further_and_further_apart_and_never_end() -> None:
    enqueue("new_device", 7, event="1")
    now, waits = NOON, []
    for _ in range(8):
        with clock.stopped(now):
            queue.try_again(claimed(), "452 full")
            waits.append((message().next_try_at - now) // MINUTE)
        now = message().next_try_at
    assert waits == [1, 5, 15, 60, 240, 240, 240, 240]
    assert message().trouble == "452 full"


def test_where_no_way_leads_out_all_wait() -> None:
    for event in ("1", "2"):
        enqueue("new_device", 7, event=event)
    queue.try_again(claimed(), "no route")
    queue.let_all_wait()
    assert not queue.is_due()
    with clock.stopped(NOON + MINUTE):
        assert queue.is_due()


@pytest.mark.parametrize("now", [NOON - timedelta(days=400), NOON + timedelta(days=400)])
def test_a_clock_that_jumped_loses_nothing(now: datetime) -> None:
    with clock.stopped(now):
        enqueue("new_device", 7, event="waits")
        enqueue("new_device", 7, event="claimed")
        claimed()
    assert {claimed().event, claimed().event} == {"waits", "claimed"}


def test_what_was_dropped_is_kept_shown_and_can_be_sent_anew() -> None:
    enqueue("new_device", 7, event="1")
    queue.drop(claimed(), "refused by the mail server", "550 " + "x" * 300)
    assert [each.trouble[:5] for each in queue.unsent()] == ["550 x"]
    assert not queue.is_due()
    assert queue.send_anew(message().id) == 1
    queue.sent(claimed())
    assert not list(queue.unsent())
    assert queue.send_anew() == 0


def test_old_rows_go_but_what_waits_stays() -> None:
    for event in ("sent", "dropped", "waits"):
        enqueue("new_device", 7, event=event)
    queue.sent(claimed())
    queue.drop(claimed(), "no e-mail on file")
    with clock.stopped(NOON + queue.KEPT):
        queue.remove_old()
        assert OutboxMessage.select().count() == 3
    with clock.stopped(NOON + queue.KEPT + MINUTE):
        queue.remove_old()
        assert message().event == "waits"
