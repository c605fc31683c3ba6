"""docs/who-may.md, made from the code: `python -m tests.conventions.matrix` writes it, a check compares it."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from flask import Flask

from app import create_app
from app.sis.access.models import Role
from app.sis.access.roles import MAY_OPEN
from config import Settings
from tests.conventions.expected import EXPECTED, GONE, SIGN_IN, Outcome
from tests.conventions.world import ROLES

DOCUMENT = Path(__file__).parents[2] / "docs" / "who-may.md"
HOW = "docs/who-may.md is out of date: python -m tests.conventions.matrix"
SIGNS = {"200": "✓", GONE: "–", SIGN_IN: "sign in", "422": "✓"}
HEAD = """# Who may open what

This page is made from the code: change nothing here, but run `python -m tests.conventions.matrix`. A check of
`make check` fails where it is out of date, and `tests/conventions/test_who_may.py` asks every address as every role.

## Categories of a student's record, by role

The one table is `MAY_OPEN` in `app/sis/access/roles.py`. A guardian with a right in force, and the student, open all of
their own. A teacher opens nothing by the role: only the sections they teach today, and of a student on such a roster
the work of that class.

"""
PAGES = """
## Addresses, by who asks

All ask with the keys of one student, Ana, and of a class of hers. ✓ opens (a form that is sent empty is refused in
words), – is answered 404 as if there were no such page, and a path says where it leads.

"""


def document(app: Flask) -> str:
    """The whole page."""
    categories = sorted({records for opened in MAY_OPEN.values() for records in opened})
    capabilities = [
        [records.replace("_", " "), *("✓" if records in MAY_OPEN[role] else "–" for role in Role)]
        for records in categories
    ]
    by_role = ["category", *(role.replace("_", " ") for role in Role)]
    by_asker = ["address", "endpoint", *(role.replace("_", " ") for role in ROLES)]
    return HEAD + _table(by_role, capabilities) + PAGES + _table(by_asker, _addresses(app)) + "\n" + _who()


def _addresses(app: Flask) -> Iterator[list[str]]:
    """A row for each address and method; what the table of who may lacks is left to its own check."""
    found = [
        (rule.rule, method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint in EXPECTED
    ]
    for address, method, endpoint in sorted(found):
        outcomes: Mapping[str, Outcome] = EXPECTED[endpoint]
        yield [f"{method} `{address}`", f"`{endpoint}`", *(_sign(outcomes[role]) for role in ROLES)]


def _sign(outcome: Outcome) -> str:
    return SIGNS.get(outcome) or outcome.partition(" ")[2]


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _who() -> str:
    return (
        "guardian: of Ana, with a right in force · student: Ana · neighbour, classmate: a guardian and a student of\n"
        "another family at her school · former: whose right to Ana's record has ended · teacher: of Ana's classes ·\n"
        "substitute: with a pass for one of them today · counselor, school office, attendance office: of her school ·\n"
        "elsewhere: a counselor of another school · newcomer: a student with the first password from a slip\n"
    )


if __name__ == "__main__":
    DOCUMENT.write_text(document(create_app(Settings.from_environment({"SECRET_KEY": "x" * 32}))), "utf-8")
