"""flask announcements: notices on the families' Home."""

from datetime import date, datetime, time, timedelta

import click

from app import clock
from app.cli.accounts import by_operator
from app.cli.group import NUMBER, Commands
from app.database import Translated
from app.sis.announcements import actions
from app.sis.announcements.queries import find_audience, find_notice, shown_from

announcements = Commands("announcements", help="Notices on the families' Home.")
DAY = click.DateTime(["%Y-%m-%d"])


@announcements.command()
@click.option("--title", required=True, help="In English.")
@click.option("--title-es", help="In Spanish.")
@click.option("--body", required=True, help="In English; plain text, addresses in it become links.")
@click.option("--body-es", help="In Spanish.")
@click.option("--from", "from_on", type=DAY, help="First day; today unless said.")
@click.option("--until", "until_on", type=DAY, required=True, help="Last day.")
@click.option("--school", help="Code of the school; without it the whole district's.")
@click.option("--grade", default="", help="Only families of this grade level, such as 9 or K.")
@click.option("--section", help="sourcedId of a class: only its families.")
def add(
    title: str,
    title_es: str | None,
    body: str,
    body_es: str | None,
    from_on: datetime | None,
    until_on: datetime,
    school: str | None,
    grade: str,
    section: str | None,
) -> None:
    """Publish a notice."""
    at_school, in_section = find_audience(school, section)
    announcement = actions.announce(
        _translated(title, title_es),
        _translated(body, body_es),
        _midnight(until_on.date() + timedelta(days=1)),
        by=by_operator(),
        from_at=_midnight(from_on.date()) if from_on else None,
        school=at_school,
        grade_level=grade,
        section=in_section,
    )
    click.echo(f"Notice {announcement.id} is published.")


@announcements.command(name="list")
def list_() -> None:
    """The notices shown now and later."""
    found = shown_from(clock.now())
    for notice in found:
        days = f"{clock.local(notice.from_at):%Y-%m-%d} to {clock.local(notice.until_at) - timedelta(days=1):%Y-%m-%d}"
        click.echo(f"{notice.id}  {days}  {notice.title.read('en').text}")
    if not found:
        click.echo("There is none.")


@announcements.command()
@click.argument("number", type=NUMBER)
def withdraw(number: int) -> None:
    """Take a notice down now; `list` gives its number."""
    actions.withdraw(find_notice(number), by=by_operator())
    click.echo(f"Notice {number} is no longer shown.")


def _translated(english: str, spanish: str | None) -> Translated:
    return Translated({"en": english} | ({"es": spanish} if spanish is not None else {}))


def _midnight(day: date) -> datetime:
    return clock.instant(day, time())
