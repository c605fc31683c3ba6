"""The letters that the schools have printed: at the start of the year to everybody, then again to who had done nothing.

Nobody knows the keys of these letters. The guardian of the story who waits for hers has not been written to yet.
"""

import hashlib
from collections.abc import Sequence
from datetime import date, time, timedelta

from app import clock
from app.database import tuples
from app.demo.district import District, pick
from app.demo.people import OFFICE
from app.demo.schools import Campus
from app.sis.access.guardians import Guardian
from app.sis.accounts.models import Account
from app.sis.activation.batches import FILE_OF
from app.sis.activation.letters import KEY_DAYS, Whom, guardians_meant
from app.sis.activation.models import ActivationKey, ActivationKeyStudent, LetterBatch
from app.sis.schools.models import School

BEFORE_THE_YEAR = timedelta(days=6)
AGAIN = timedelta(days=10)  # ago, or a little more
CAME_BACK = 8  # of a hundred letters of the first round that nobody used
DEVICES = {"Chrome, Android": 5, "Safari, iPhone": 4, "Chrome, Windows": 3, "Firefox, Linux": 1}


def lay_letters(district: District, campuses: Sequence[Campus], unwritten: int) -> None:
    """Two rounds at each school, from the rights and accounts in the database; none to the person `unwritten`."""
    year = district.year
    written = {unwritten}
    with clock.stopped(clock.instant(year.today, time(12))):
        accounts = {person_id for (person_id,) in tuples(Account.select(Account.person))}
        again = max(day for quarter in year.quarters for day in year.school_days(quarter) if day <= year.today - AGAIN)
        for campus in campuses:
            meant = guardians_meant(Whom(School.get_by_id(campus.id)))
            first = [each for each in meant if each.id not in written]
            written.update(each.id for each in first)
            _lay_round(district, campus, first, accounts, year.starts_on - BEFORE_THE_YEAR)
            _lay_round(district, campus, [each for each in first if each.id not in accounts], set(), again)
    district.batch.finish()


def _lay_round(district: District, campus: Campus, guardians: Sequence[Guardian], accounts: set[int], on: date) -> None:
    """The letters of one day: used where there is an account; of the others some came back from the post."""
    chance = district.chance("letters", campus.code, on)
    asked, confirmed = clock.instant(on, time(9, 40)), clock.instant(on, time(11, 15))
    batch = district.add(
        LetterBatch,
        key=district.key("letters"),
        school=campus.id,
        asked_by=OFFICE,
        asked_at=asked,
        confirmed_at=confirmed,
    )
    is_over = on + timedelta(days=KEY_DAYS) <= district.year.today
    for place, guardian in enumerate(guardians):
        later = confirmed + timedelta(days=chance.randint(2, 20), minutes=chance.randint(0, 600))
        used = guardian.id in accounts
        back = is_over and not used and chance.randint(1, 100) <= CAME_BACK
        letter = district.add(
            ActivationKey,
            batch=batch,
            person=guardian.id,
            file_number=place // FILE_OF + 1,
            key_hash=hashlib.sha256(f"nobody's key {district.seed} {on} {guardian.id}".encode()).hexdigest(),
            made_at=asked + timedelta(minutes=5),
            live_at=confirmed,
            expires_on=on + timedelta(days=KEY_DAYS),
            used_at=later if used else None,
            used_device=pick(chance, DEVICES) if used else "",
            told_at=later + timedelta(days=1) if used else None,
            told_by=OFFICE if used else "",
            returned_at=later if back else None,
            revoked_at=later if back else None,
        )
        for child in guardian.children:
            district.add(ActivationKeyStudent, activation_key=letter, student=child.id)
