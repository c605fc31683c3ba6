"""The lock and the door under load, on real processes: what is checked, who gets in, and whether anybody can tell.

    python -m tests.bench.sign_in [postgresql://…/an_empty_database]

Three tables: checks of 40 and of 400 wrong passwords at once, before and after kill -9 and a restart; 12 right ones at
once; and the time that 500 answers each take to an unknown name, a wrong password and a disabled account, compared by
the Mann-Whitney test. `chance` is how often a random one of the second kind takes longer than one of the first: 0.50
where nobody can tell.
"""

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations, cycle
from math import erfc, sqrt
from pathlib import Path
from statistics import median, quantiles

import psycopg
from peewee import Database

from app import clock
from app.sis.accounts.models import Account
from app.sis.people.models import Person
from tests.build import PASSWORD, District, password_hash
from tests.storm import SPELLINGS, Answer, Server, other_database, statuses, wrong

EACH = 500
Sample = Sequence[float]


@contextmanager
def laid(url: str) -> Iterator[Database]:
    """A database with Maria's account; what was in it is gone, schema and all, since nobody empties a log."""
    if url.startswith("postgresql"):
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
    with other_database(url) as database:
        district = District()
        district.account(district.guardian(district.student()), "maria.reyes")
        yield database


def storm(url: str, folder: Path, count: int) -> str:
    """Checks reached by so many wrong ones at once, then by as many again at a restarted server, right ones too."""
    server = Server(url, folder)
    with laid(url):
        with server.running():
            first = server.sign_in(wrong(count))
        before = server.checks
        again = [(SPELLINGS[number % 3], PASSWORD) for number in range(count // 2)] + wrong(count // 2)
        with server.running():
            second = server.sign_in(again)
        longest = max(answer.seconds for answer in [*first, *second])
    answered = ", ".join(f"{dict(sorted(statuses(each).items()))}" for each in (first, second))
    return f"{count:4} wrong at once: {before} checks; after the restart {server.checks}. {answered}; {longest:.1f} s"


def welcome(url: str, folder: Path) -> str:
    """How many of 12 right ones at once get in, and how long that takes."""
    server = Server(url, folder)
    with laid(url), server.running():
        server.sign_in([("maria.reyes", PASSWORD)])  # the processes are warm
        answers = server.sign_in([("maria.reyes", PASSWORD)] * 12)
    seconds = sorted(answer.seconds for answer in answers)
    times = f"the first after {seconds[0]:.2f} s, half {median(seconds):.2f}, all {seconds[-1]:.2f}"
    return f"  12 right at once: {statuses(answers)[303]} in; {times}"


def compared(url: str, folder: Path) -> Iterator[str]:
    """The three kinds in random order, one at a time; three attempts on each name, so every third disables."""
    names = -(-EACH // 3)
    with laid(url):
        for number in range(names):
            for kind in ("wrong", "disab"):
                person = Person.create(given_name=kind, family_name="Bench", number=f"{kind}{number}")
                Account.create(
                    person=person, username=f"{kind}.{number:04}", folded_username=f"{kind}.{number:04}",
                    password_hash=password_hash(), language="en",
                    disabled_at=clock.now() if kind == "disab" else None,
                )  # fmt: skip
        typed = cycle(("wrong", PASSWORD))  # at a disabled account the right one, too
        attempts = [
            (kind, f"{kind}.{number:04}", next(typed) if kind == "disab" else "wrong")
            for kind in ("nobod", "wrong", "disab")
            for number in [*range(names)] * 3
        ]
        random.Random(1).shuffle(attempts)
        server = Server(url, folder)
        with server.running():
            server.sign_in([("warm.up", "wrong")] * 8)
            answers = server.sign_in([(username, password) for _, username, password in attempts], at_once=False)
    assert server.checks == 3 * names, server.checks
    assert statuses(answers) == {422: len(attempts)}
    pages = set()
    found: dict[str, list[float]] = {"nobod": [], "wrong": [], "disab": []}
    for (kind, username, _), answer in zip(attempts, answers, strict=True):
        pages.add(answer.text.replace(username, "NAME").replace(token(answer), ""))
        found[kind].append(answer.seconds * 1000)
    yield f"pages that differ in more than the name and the token: {len(pages) - 1}"
    titles = {"nobod": "unknown", "wrong": "wrong", "disab": "disabled"}
    yield f"{'ms':10}{'n':>5}{'10 %':>8}{'50 %':>8}{'90 %':>8}"
    for kind, sample in found.items():
        tenths = quantiles(sample, n=10)
        yield f"{titles[kind]:10}{len(sample):5}{tenths[0]:8.1f}{tenths[4]:8.1f}{tenths[8]:8.1f}"
    for one, other in combinations(found, 2):
        chance, p = mann_whitney(found[one], found[other])
        yield f"{titles[one]} and {titles[other]}: chance {chance:.3f}, p = {p:.2f}"


def token(answer: Answer) -> str:
    return answer.text.partition('name="csrf_token" value="')[2].partition('"')[0]


def mann_whitney(one: Sample, other: Sample) -> tuple[float, float]:
    """How often a random one of `other` is greater than one of `one` (0 to 1), and the two-sided p of 0.5 being true.

    The normal approximation, good for samples of more than 20 with few ties.
    """
    both = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_, group) in enumerate(both, 1) if group)
    n, m = len(one), len(other)
    greater = ranks - m * (m + 1) / 2
    z = (greater - n * m / 2) / sqrt(n * m * (n + m + 1) / 12)
    return greater / (n * m), erfc(abs(z) / sqrt(2))


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        for number, url in enumerate(("sqlite", *sys.argv[1:])):

            def place(part: str, url: str = url, number: int = number) -> tuple[str, Path]:
                folder = Path(name) / f"{number}-{part}"
                folder.mkdir()
                return f"sqlite:///{folder}/homeroom.db" if url == "sqlite" else url, folder

            print(url.partition(":")[0])
            print(storm(*place("forty"), 40), flush=True)
            print(storm(*place("four hundred"), 400), flush=True)
            print(welcome(*place("twelve")), flush=True)
            for line in compared(*place("compared")):
                print(line, flush=True)


if __name__ == "__main__":
    main()
