"""flask letters: the activation letters of a school, as files to print."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import click
from tqdm import tqdm

from app import clock
from app.cli.accounts import by_operator
from app.cli.group import Commands
from app.documents.letters import letters_pdf, unprintable_names
from app.sis.access.guardians import Guardian
from app.sis.accounts.queries import person_known_as
from app.sis.activation import batches
from app.sis.activation.letters import Plan, Whom, plan_letters
from app.sis.actor import Actor
from app.sis.enrollment.queries import is_at
from app.sis.households.queries import addresses_for_letters
from app.sis.refused import Refused
from app.sis.schools.queries import school_with_code

letters = Commands("letters", help="Letters with activation keys.")


@letters.command("print")
@click.option("--school", "code", required=True, help="Code of the school.")
@click.option("--student", "student_id", help="Only the guardians of this student: person number or sourcedId.")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only of those who enrolled there on this day or later."
)
@click.option("--reprint", "is_reprint", is_flag=True, help="New keys also for who has one; they end the old ones.")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
def print_(code: str, student_id: str | None, since: datetime | None, is_reprint: bool, out: Path) -> None:
    """Write the letters to OUT: a page for each guardian with a right to records and no account yet.

    More than 100 letters make several files, numbered before the ending: OUT-1.pdf, OUT-2.pdf … Each key is drawn once
    and comes alive when all files are written whole.
    """
    if student_id and since:
        raise click.UsageError("Give --student or --since, not both.")
    by, school = by_operator(), school_with_code(code)
    student = person_known_as(student_id) if student_id else None
    if student and not is_at(student.id, school.id):
        raise Refused("not_at_school", name=student.full_name, school=school.name)
    whom = Whom(school, since.date() if since else None, student.id if student else None)
    batches.discard_unfinished(school, by)
    plan = plan_letters(whom, by, is_reprint)
    if plan.letters:
        try:
            said = _print(whom, by, is_reprint, out, len(plan.letters))
        except OSError as error:
            raise click.ClickException(f"The letters cannot be written: {error}. No key came alive.") from None
    else:
        said = ["There was no letter to print."]
    for line in (*said, *_passed_over(plan)):
        click.echo(line)


def _print(whom: Whom, by: Actor, is_reprint: bool, out: Path, count: int) -> list[str]:
    """Write the files and bring their keys alive, or leave neither; what is to be said of them."""
    batch = batches.ask(whom, by, is_reprint)
    written: list[Path] = []
    said: list[str] = []
    try:
        paths = _paths(out, batches.files_of(batch))
        temporary = []
        with tqdm(total=count, unit=" letters", disable=None, leave=False) as bar:
            for number in range(1, len(paths) + 1):
                file = batches.draw(batch, number, batch.version, by)
                addresses = addresses_for_letters([letter.guardian.id for letter in file.letters])
                temporary.append(_write(out.parent, letters_pdf(file.letters, addresses)))
                written.append(temporary[-1])
                batches.keep_file(file, by)
                said += _remarks(file.letters, addresses)
                bar.update(len(file.letters))
        for path, whole in zip(paths, temporary, strict=True):
            os.link(whole, path)  # unlike a renaming it never takes the place of a file that is there
            written.append(path)
            whole.unlink()
        _keep_names(out.parent)
        confirmed = batches.confirm(batch, batch.version, by)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        with suppress(Refused):
            batches.discard(batch, batch.version, by)
        raise
    names, live = ", ".join(map(str, paths)), confirmed.live
    first = (
        f"1 letter in {names}; its key is alive." if live == 1 else f"{live} letters in {names}; their keys are alive."
    )
    dead = [f"Destroy this letter, its key opens nothing, for the right has ended: {name}" for name in confirmed.dead]
    return [first, *dead, *said]


def _paths(out: Path, count: int) -> list[Path]:
    """The files' names: OUT, or numbered where there are several. Raises ClickException where one is there already."""
    paths = [out] if count == 1 else [out.with_stem(f"{out.stem}-{number}") for number in range(1, count + 1)]
    for path in paths:
        if path.exists():
            raise click.ClickException(
                f"{path} is there already and is not overwritten. If it was left by a run that was interrupted, its "
                "keys open nothing: remove it, or name another file."
            )
    return paths


def _write(folder: Path, content: bytes) -> Path:
    """A new file with this content, whole on the disk, that only its owner can read."""
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".letters-", suffix=".part")
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
    except BaseException:
        os.unlink(name)
        raise
    return Path(name)


def _keep_names(folder: Path) -> None:
    """Have the disk keep the names of the files, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remarks(letters: tuple[batches.Letter, ...], addresses: dict[int, tuple[str, str]]) -> Iterator[str]:
    """Which of these letters need a hand."""
    for letter in letters:
        if letter.guardian.id not in addresses:
            yield f"To be handed over, no postal address on file: {_named(letter.guardian)}"
    for guardian in unprintable_names([letter.guardian for letter in letters], addresses):
        yield f"A name on it has signs that the font lacks, shown as \ufffd: {_named(guardian)}"


def _passed_over(plan: Plan) -> Iterator[str]:
    for each in plan.passed_over:
        held = each.held
        asked = f"asked for on {clock.local(held.asked_at):%Y-%m-%d %H:%M} by {held.asked_by}"
        if held.is_live:
            yield f"Skipped, has a key: {_named(each.guardian)}, {asked}, good until {held.last_on}"
        else:
            yield f"Skipped, a letter waits to be confirmed: {_named(each.guardian)}, {asked}"
    for guardian in plan.of_staff:
        yield f"Skipped, on the staff, so the district prints a slip: {_named(guardian)}"
    yield f"Guardians with an account, who need no letter: {plan.with_account}"


def _named(guardian: Guardian) -> str:
    return f"{guardian.listed_name} ({guardian.number})" if guardian.number else guardian.listed_name
