"""What the commands that take files in have in common: their options, the progress bar, the report, the exit code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from peewee import IntegrityError
from tqdm import tqdm

from app.intake.report import Outcome, Report

Progress = Callable[[int, int], object]  # told the bytes just read and those there are


def import_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print the report as one JSON object."),
        click.option("--accept-valid-rows", is_flag=True, help="Leave rejected rows out, not refuse the whole."),
        click.option("--dry-run", is_flag=True, help="Report what would be done and write nothing."),
    ):
        command = option(command)
    return command


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on a terminal only."""
    with tqdm(total=0, unit="B", unit_scale=True, disable=None, leave=False) as bar:

        def tell(count: int, total: int) -> None:
            bar.total = total
            bar.update(count)

        yield tell


def carry_out(take: Callable[[Progress], Report], as_json: bool) -> None:
    """Run the import with a progress bar, then print its report; exit code 1 where it is refused."""
    try:
        with _progress() as tell:
            report = take(tell)
    except IntegrityError:
        raise click.ClickException(
            "Somebody else wrote the same records meanwhile. Nothing was written: run it again."
        ) from None
    if as_json:
        click.echo("".join(report.json()))
    else:
        for line in report.text():
            click.echo(line)
    if report.outcome is Outcome.REFUSED:
        raise SystemExit(1)
