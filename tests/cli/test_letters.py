"""flask letters print: files that are whole before their keys are alive."""

import os
import signal
import stat
import subprocess
import sys
from datetime import timedelta
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from peewee import Database
from pypdf import PdfReader

from app import clock
from app.sis.access.models import RecordsRight
from app.sis.activation import batches, keys
from app.sis.activation.letters import KEY_DAYS, opens
from app.sis.activation.models import ActivationKey, LetterBatch
from app.sis.people.models import Person, Student
from tests.build import District

command = import_module("app.cli.letters")  # the package has the group of commands by this name


@pytest.fixture
def ana(district: District) -> Student:
    return district.student()


@pytest.fixture
def maria(district: District, ana: Student) -> Person:
    maria = district.guardian(ana)
    district.home(maria)
    return maria


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "letters.pdf"


def letters(app: Flask, district: District, out: Path, *options: str, status: int = 0) -> str:
    arguments = ["letters", "print", "--school", district.school.code, *options, str(out)]
    result: Result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == status, result.output
    return str(result.output)


def printed(path: Path) -> list[str]:
    """The keys on the pages of a file."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)
    return [next(line for line in page.splitlines() if keys_of(line)) for page in pages]


def keys_of(line: str) -> bool:
    return len(line) == 19 and line.count("-") == 3


def alive() -> set[str]:
    return {str(row.key_hash) for row in ActivationKey.select().where(opens(clock.today()))}


def hash_of(key: str) -> str:
    return keys.key_hash(keys.typed(key))


def test_a_letter_is_printed_and_its_key_is_alive(app: Flask, district: District, maria: Person, out: Path) -> None:
    said = letters(app, district, out)
    assert said == f"1 letter in {out}; its key is alive.\nGuardians with an account, who need no letter: 0\n"
    (key,) = printed(out)
    assert alive() == {hash_of(key)}
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert list(out.parent.iterdir()) == [out]


def test_who_has_a_key_is_skipped_and_listed_unless_reprinted(
    app: Flask, district: District, maria: Person, out: Path
) -> None:
    letters(app, district, out)
    (old,) = printed(out)
    other = out.with_name("again.pdf")
    said = letters(app, district, other)
    last = clock.today() + timedelta(days=KEY_DAYS - 1)
    assert said.startswith(
        f"There was no letter to print.\nSkipped, has a key: Reyes, Maria ({maria.number}), asked for on "
    )
    assert f"by {LetterBatch.get().asked_by}, good until {last}" in said
    assert not other.exists()
    letters(app, district, other, "--reprint")
    assert alive() == {hash_of(*printed(other))} != {hash_of(old)}


def test_a_file_is_never_overwritten(app: Flask, district: District, maria: Person, out: Path) -> None:
    out.write_text("dear to somebody")
    assert "is there already and is not overwritten" in letters(app, district, out, status=1)
    assert out.read_text() == "dear to somebody"
    assert list(out.parent.iterdir()) == [out]
    assert letters(app, district, out.with_name("other.pdf")).startswith("1 letter in ")


def test_more_than_a_hundred_make_several_files(
    app: Flask, district: District, maria: Person, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "FILE_OF", 2)
    for given in ("Bea", "Cleo", "Dora", "Elsa"):
        district.guardian(district.student(), given=given)
    said = letters(app, district, out)
    files = [out.with_name(f"letters-{number}.pdf") for number in (1, 2, 3)]
    assert said.startswith(f"5 letters in {', '.join(map(str, files))}; their keys are alive.\n")
    assert sorted(out.parent.iterdir()) == files
    assert [len(printed(file)) for file in files] == [2, 2, 1]
    assert alive() == {hash_of(key) for file in files for key in printed(file)}


def test_one_numbered_file_that_is_there_stops_all(
    app: Flask, district: District, maria: Person, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "FILE_OF", 1)
    district.guardian(district.student(), given="Bea")
    (there := out.with_name("letters-2.pdf")).touch()
    letters(app, district, out, status=1)
    assert list(out.parent.iterdir()) == [there]
    assert alive() == set()


def test_of_one_student_and_since_a_day(app: Flask, district: District, maria: Person, ana: Student, out: Path) -> None:
    luis = district.student("Luis", enrolled=False)
    district.enroll(luis, entry_on=clock.today())
    district.guardian(luis, given="Rosa")
    letters(app, district, out, "--since", str(clock.today()))
    assert "Rosa Reyes" in PdfReader(out).pages[0].extract_text()
    other = out.with_name("ana.pdf")
    letters(app, district, other, "--student", str(ana.person.number))
    assert "Maria Reyes" in PdfReader(other).pages[0].extract_text()
    assert "not both" in letters(app, district, out, "--student", "1", "--since", "2026-01-01", status=2)


def test_a_student_of_another_school_is_refused(app: Flask, district: District, out: Path) -> None:
    wes = district.student("Wes", "Holt", enrolled=False)
    assert "Wes Holt is not a student of East" in letters(
        app, district, out, "--student", str(wes.person.sourced_id), status=1
    )
    assert "nobody with the number" in letters(app, district, out, "--student", "0", status=1)


def test_who_has_no_address_and_what_cannot_be_printed_is_said(
    app: Flask, district: District, ana: Student, out: Path
) -> None:
    taro = district.guardian(ana, given="太郎", family="Sato")
    said = letters(app, district, out)
    assert f"To be handed over, no postal address on file: Sato, 太郎 ({taro.number})\n" in said
    assert "has signs that the font lacks, shown as \ufffd: Sato, 太郎" in said


def test_the_assigned_address_of_safe_at_home_is_the_one(
    app: Flask, district: District, maria: Person, out: Path
) -> None:
    district.home(maria, street="P.O. Box 4716, No. 2093", safe_at_home=True)
    letters(app, district, out)
    text = PdfReader(out).pages[0].extract_text()
    assert "P.O. Box 4716" in text
    assert "12 Elm Street" not in text


def test_a_right_that_ends_while_it_is_written_leaves_the_key_dead(
    app: Flask, district: District, maria: Person, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(folder: Path) -> None:
        RecordsRight.update(revoked_at=clock.now()).execute()

    monkeypatch.setattr(command, "_keep_names", end)
    said = letters(app, district, out)
    assert said.startswith("0 letters in ")
    assert "Destroy this letter, its key opens nothing, for the right has ended: Reyes, Maria\n" in said
    assert alive() == set()


@pytest.mark.parametrize("fault", ["folder", "disk"])
def test_what_cannot_be_written_brings_nothing_alive(
    app: Flask, district: District, maria: Person, out: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault == "folder":
        out = out.parent / "missing" / "letters.pdf"
    else:
        monkeypatch.setattr(os, "fsync", _disk_full)
    assert "cannot be written" in letters(app, district, out, status=1)
    assert LetterBatch.get().discarded_at is not None
    assert not list(out.parent.glob("*"))


def _disk_full(descriptor: int) -> None:
    raise OSError(28, "No space left on device")


def test_two_runs_at_once_leave_one_letter(
    app: Flask, district: District, maria: Person, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The later run throws the earlier one's batch away; that one finds it gone and takes its file back."""
    other, keep_names = out.with_name("other.pdf"), command._keep_names

    def meanwhile(folder: Path) -> None:
        monkeypatch.setattr(command, "_keep_names", keep_names)
        letters(app, district, other)

    monkeypatch.setattr(command, "_keep_names", meanwhile)
    assert "discarded" in letters(app, district, out, status=1)
    assert not out.exists()
    assert alive() == {hash_of(*printed(other))}


CHILD = """
import sys, time
from importlib import import_module
from wsgi import app

letters = import_module("app.cli.letters")

def wait(*arguments):
    print("waiting", file=sys.__stdout__, flush=True)
    time.sleep(60)

setattr(letters.batches if sys.argv[1] == "confirm" else letters, sys.argv[1], wait)
app.test_cli_runner().invoke(args=sys.argv[2:])
"""


@pytest.fixture
def elsewhere(tmp_path: Path, db: Database) -> dict[str, str]:
    """The environment of a process with a database of its own, with one guardian in it."""
    environment = {
        **os.environ, "FLASK_APP": "wsgi", "SECRET_KEY": "x" * 40, "PYTHONPATH": ".",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'x.db'}", "MAIL_URL": f"file:{tmp_path / 'mail'}",
    }  # fmt: skip
    lay = "from app.database.migrate import migrate; migrate(); from tests.build import District; d = District(); "
    lay += "d.school.code = 'EAST'; d.school.save(); d.guardian(d.student())"
    run([sys.executable, "-c", f"from wsgi import app\nwith app.app_context(): {lay}"], environment)
    return environment


def run(arguments: list[str], environment: dict[str, str], status: int = 0) -> str:
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("at", ["unprintable_names", "_keep_names", "confirm"])
def test_killed_in_the_middle_no_key_opens_and_it_is_simply_run_again(
    elsewhere: dict[str, str], tmp_path: Path, at: str
) -> None:
    """Killed once the hashes are kept, once the file has its name, and before the keys come alive."""
    out, again = tmp_path / "letters.pdf", tmp_path / "again.pdf"
    arguments = ["letters", "print", "--school", "EAST", str(out)]
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, at, *arguments], env=elsewhere, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "waiting\n"
        os.kill(child.pid, signal.SIGKILL)
    living = (
        "from app.sis.activation.batches import *; print(ActivationKey.select().where(opens(clock.today())).count())"
    )
    count = [sys.executable, "-c", f"from wsgi import app\nwith app.app_context(): {living}"]
    assert run(count, elsewhere) == "0\n"
    assert out.exists() == (at != "unprintable_names")
    if out.exists():
        assert "open nothing" in run([sys.executable, "-m", "flask", *arguments], elsewhere, status=1)
    said = run([sys.executable, "-m", "flask", *arguments[:-1], str(again)], elsewhere)
    assert said.startswith(f"1 letter in {again}")
    assert run(count, elsewhere) == "1\n"
