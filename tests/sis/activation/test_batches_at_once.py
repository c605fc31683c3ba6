"""Two clerks at once: a guardian never ends up with two keys, a file is never made twice."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import clock
from app.database import db
from app.sis.access.guardians import Guardian, guardians_by
from app.sis.activation.batches import ask, confirm, draw, keep_file
from app.sis.activation.identification import new_letter
from app.sis.activation.letters import Whom, opens
from app.sis.activation.models import ActivationKey, IdentificationKind
from app.sis.people.models import StudentContact
from app.sis.refused import Refused
from tests.build import District
from tests.sis.activation.printing import OFFICE, make_files
from tests.storm import other_database

CLERKS = 6


@pytest.fixture
def whom(engine: str, tmp_path: Path, request: pytest.FixtureRequest, session_app: object) -> Iterator[Whom]:
    url = f"sqlite:///{tmp_path / 'homeroom.db'}"
    if engine == "postgresql":
        url = request.getfixturevalue("postgres").new_database("homeroom_letters")
    with other_database(url):
        district = District()
        for _ in range(20):
            district.guardian(district.student())
        yield Whom(district.school)


def at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each came to, a refusal's code included."""
    ready, came_to = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        ready.wait()
        try:
            came_to.append(act())
        except Refused as refused:
            came_to.append(refused.code)
        finally:
            db.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came_to


def test_of_many_reprints_confirmed_at_once_one_key_each_is_left(whom: Whom) -> None:
    batches = [ask(whom, OFFICE, is_reprint=True) for _ in range(CLERKS)]
    for batch in batches:
        make_files(batch)
    at_once([lambda batch=batch: confirm(batch, 1, OFFICE) for batch in batches])  # type: ignore[misc]
    living = ActivationKey.select(ActivationKey.person).where(opens(clock.today()))
    assert len(living) == len({row.person_id for row in living}) == 20


def test_a_file_made_at_once_is_made_once(whom: Whom) -> None:
    batch = ask(whom, OFFICE)
    drawn = [draw(batch, 1, 1, OFFICE) for _ in range(CLERKS)]
    came_to = at_once([lambda file=file: keep_file(file, OFFICE) for file in drawn])  # type: ignore[misc]
    assert sorted(map(str, came_to)) == ["None", *["file_made"] * (CLERKS - 1)]


def test_asked_at_once_everybody_is_written_to_once(whom: Whom) -> None:
    came_to = at_once([lambda: ask(whom, OFFICE)] * CLERKS)
    assert came_to.count("letters_none") == CLERKS - 1
    assert ActivationKey.select().count() == 20


def test_the_counter_and_a_confirmation_at_once_wait_for_each_other(whom: Whom) -> None:
    batch = ask(whom, OFFICE, is_reprint=True)
    make_files(batch)
    kind = IdentificationKind.create(name={"en": "Passport", "es": "Pasaporte"}).key
    guardians = guardians_by(StudentContact.id.is_null(False))
    at_counter = guardians[:CLERKS]

    def identify(guardian: Guardian) -> str:
        new_letter(guardian.key, kind, [child.key for child in guardian.children], OFFICE, None)
        return "identified"

    acts: list[Callable[[], object]] = [lambda each=each: identify(each) for each in at_counter]  # type: ignore[misc]
    came_to = at_once([*acts, lambda: confirm(batch, 1, OFFICE) and "confirmed"])
    assert sorted(map(str, came_to)) == ["confirmed", *["identified"] * CLERKS]
    open_to = {row.person_id for row in ActivationKey.select(ActivationKey.person).where(opens(clock.today()))}
    assert open_to == {guardian.id for guardian in guardians[CLERKS:]}
