"""No text of an address comes back in a page that shows a record: compressed beside a secret, it could be guessed at.

See docs/decisions/0026-no-echo-beside-secrets.md.
"""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from peewee import Database

from tests.conventions.crawl import asked, crawl, is_html
from tests.conventions.routes import pages
from tests.conventions.world import World

GUESS = "Qz7Kx9WmQz7Kx9Wm"
SHOWS_NO_RECORD = {  # pages that show what was typed, and then nothing of a record: by address, the names
    "/help": {"q"},
    "/account/access-log": {"since", "until"},
    "/office/letters/new": {"since"},
}


@pytest.mark.parametrize(
    "role", ["nobody", "guardian", "student", "teacher", "counselor", "school_office", "district_office"]
)
def test_no_page_echoes_what_follows_the_address_as(role: str, app: Flask, db: Database) -> None:
    world = World(rows=2)
    client = world.client(app, role)
    visits = crawl(client, pages(app, world))
    names = {"x", *(name for each in visits for name in {*parse_qs(urlsplit(each.address).query), *asked(each.page)})}
    found = set()
    for path in sorted({visit.path for visit in visits}):
        for query in [{name: GUESS} for name in names] + [{GUESS: "x"}]:
            answer = client.get(f"{path}?{urlencode(query)}")
            if is_html(answer) and GUESS in answer.text and not set(query) <= SHOWS_NO_RECORD.get(path, set()):
                found.add(f"{path}?{urlencode(query)}")
    assert not found


def test_what_a_link_of_ours_carries_survives_the_other_language(app: Flask, db: Database) -> None:
    world = World()
    address = f"/students/{world.own['s']}/attendance?month=2026-10"
    assert f'name="next" value="{address}"' in world.client(app, "guardian").get(f"{address}&x={GUESS}").text
