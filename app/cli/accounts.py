"""flask accounts: the same actions as the pages."""

import getpass
import os
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

import click

from app.cli.group import Commands
from app.sis.access.models import Role
from app.sis.accounts import actions, members
from app.sis.accounts.queries import account_named, has_account, person_known_as
from app.sis.actor import Actor, operator
from app.sis.people.models import Student
from app.sis.refused import Refused
from app.sis.schools.queries import school_with_code

DAY = click.DateTime(["%Y-%m-%d"])
ONE_DAY = timedelta(days=1)

accounts = Commands("accounts", help="People's sign-ins.")


def by_operator() -> Actor:
    """Whoever runs the command: a container may give them a number and no name."""
    try:
        return operator(getpass.getuser())
    except (KeyError, OSError):
        return operator(f"uid {os.getuid()}")


def password_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Takes the password from a prompt, or from standard input; never from the command line, which others can see."""

    @click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
    @wraps(command)
    def with_password(password_stdin: bool, **arguments: Any) -> Any:
        return command(password=read_password(password_stdin), **arguments)

    return with_password


def read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


@accounts.command()
@click.argument("username")
@click.option("--person", "person_id", required=True, help="sourcedId or person number.")
@password_option
def guardian(username: str, person_id: str, password: str) -> None:
    """Open an account for a guardian with a right to a student's records."""
    person = person_known_as(person_id)
    actions.open_guardian_account(person, username, password, by_operator())
    click.echo(f"{username} is the account of {person.full_name}.")


@accounts.command()
@click.argument("username")
@click.option("--person", "person_id", required=True, help="sourcedId or student number.")
@password_option
def student(username: str, person_id: str, password: str) -> None:
    """Open a student's own account."""
    person = person_known_as(person_id)
    found = Student.get_or_none(Student.person == person)
    if found is None:
        raise Refused("not_a_student", name=person.full_name)
    actions.open_student_account(found, username, password, by_operator())
    click.echo(f"{username} is the account of {person.full_name}.")


@accounts.command()
@click.argument("username")
@click.option("--person", "person_id", required=True, help="sourcedId or person number.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--school", "code", help="Code of the school; the district office has none.")
@click.option("--until", "last_on", type=DAY, metavar="DATE", help="The last day of the role, such as 2027-06-11.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def staff(
    username: str, person_id: str, role: str, code: str | None, last_on: datetime | None, password_stdin: bool
) -> None:
    """Give a role at a school, and open the account; who has it already, as a guardian say, keeps the password."""
    person = person_known_as(person_id)
    school = school_with_code(code) if code else None
    ends_on = last_on.date() + ONE_DAY if last_on else None
    if has_account(person, username):
        members.give_role(person, Role(role), school, by_operator(), ends_on=ends_on)
    else:
        password = read_password(password_stdin)
        actions.open_staff_account(person, username, password, Role(role), school, by_operator(), ends_on)
    until = f" until {last_on:%Y-%m-%d}" if last_on else ""
    click.echo(f"{username} is the account of {person.full_name}: {role.replace('_', ' ')}{until}.")


@accounts.command()
@click.argument("username")
@click.option("--on", "last_on", type=DAY, metavar="DATE", required=True, help="The last day, such as 2027-06-11.")
def leave(username: str, last_on: datetime) -> None:
    """Let all roles and passes of somebody end after a day; an account that is good for nothing else is disabled."""
    person = account_named(username).person
    members.leave(person, last_on.date() + ONE_DAY, by_operator())
    click.echo(f"The roles of {person.full_name} end after {last_on:%Y-%m-%d}.")


@accounts.command()
@click.argument("username")
@click.option("--reason", required=True, help="Why; kept in the audit.")
def unlock(username: str, reason: str) -> None:
    """Enable a disabled account and forget its misses."""
    actions.enable(account_named(username), by_operator(), reason)
    click.echo(f"{username} can sign in again.")


@accounts.command()
@click.argument("username")
@click.option("--reason", required=True, help="Why; kept in the audit.")
def disable(username: str, reason: str) -> None:
    """Disable an account and end its sessions."""
    actions.disable(account_named(username), by_operator(), reason)
    click.echo(f"{username} is disabled.")
