"""How many sign-ins one address may send: counted in the database, or in Redis where there is one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from peewee import Database
from redis import Redis
from werkzeug.test import TestResponse

from app import clock, create_app
from app.database import db as proxy
from app.extensions import limiter, of_network
from config import Settings
from tests.build import NOON, District
from tests.servers import free_port
from tests.visitor import Visitor

LIMIT = 300
Counting = Callable[[str], AbstractContextManager[Flask]]


@pytest.fixture
def counting(db: Database, settings: Settings) -> Counting:
    """The application with its counts at a Redis; afterwards the extension is bound as it was before."""

    @contextmanager
    def counting(redis_url: str) -> Iterator[Flask]:
        bound = dict(vars(limiter))
        app = create_app(replace(settings, redis_url=redis_url))
        app.testing = True
        proxy.initialize(db)
        try:
            yield app
        finally:
            vars(limiter).clear()
            vars(limiter).update(bound)

    return counting


def post(visitor: Visitor, address: str = "192.0.2.1", language: str = "en") -> TestResponse:
    """Send the form with nothing typed: refused at once, and counted."""
    token = visitor.page.xpath("string(//form[@action='/sign-in']//input[@name='csrf_token']/@value)")
    return visitor.client.post(
        "/sign-in", data={"csrf_token": token},
        environ_base={"REMOTE_ADDR": address}, headers={"Accept-Language": language},
    )  # fmt: skip


def send_as_many_as_may_be(visitor: Visitor) -> None:
    visitor.open("/sign-in")
    assert {post(visitor).status_code for _ in range(LIMIT)} == {422}


def is_shut_for_one_address(visitor: Visitor) -> None:
    """After LIMIT posts: that one is told so in words, in either language; all else is as before."""
    answer = post(visitor)
    assert answer.status_code == 429
    assert "Too many attempts from here" in answer.text
    assert "Please wait a minute and try again" in answer.text
    assert "Demasiados intentos" in post(visitor, language="es").text
    for address in ("/sign-in", "/help", "/healthz"):
        visitor.open(address, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    visitor.open("/sign-in")
    assert post(visitor, "192.0.2.2").status_code == 422


def test_counted_in_the_database(visitor: Visitor) -> None:
    send_as_many_as_may_be(visitor)
    is_shut_for_one_address(visitor)
    with clock.stopped(NOON + timedelta(minutes=5)):
        assert post(visitor).status_code == 422


def test_who_is_signed_in_reads_on(district: District, visitor: Visitor) -> None:
    send_as_many_as_may_be(visitor)
    visitor.be(district.account(district.guardian(district.student())))
    visitor.open("/home", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert "Ana Reyes" in visitor.main


def test_counted_in_redis(counting: Counting, redis_url: str) -> None:
    with counting(redis_url) as app, Redis.from_url(redis_url) as redis:
        visitor = Visitor(app)
        send_as_many_as_may_be(visitor)
        is_shut_for_one_address(visitor)
        (key,) = [key for key in redis.scan_iter() if b"192.0.2.1/" in key]
        assert 0 < redis.ttl(key) <= 300
        redis.delete(key)  # as when the time is over
        assert post(visitor).status_code == 422


def test_redis_away_is_no_fault_of_the_program(counting: Counting) -> None:
    with counting(f"redis://127.0.0.1:{free_port()}/0") as app:
        visitor = Visitor(app).open("/sign-in")
        answer = post(visitor)
        assert answer.status_code == 503
        assert "608-555-0100" in answer.text
        visitor.open("/help")


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix:", "unix:"),
    ],
)
def test_a_household_of_ipv6_is_one(app: Flask, address: str, counted: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert of_network() == counted
