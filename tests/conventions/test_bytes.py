"""The budgets of docs/architecture.md in bytes: what the portal costs a family on a telephone line."""

from collections.abc import Mapping

import pytest
from flask import Flask

from app.database import db as proxy
from app.sis.accounts.models import Account
from tests.bench.measure import lay, serving, serving_tls, visit
from tests.conventions.expected import opens
from tests.conventions.findings import none_of
from tests.conventions.routes import path, rules
from tests.conventions.world import LANGUAGES
from tests.servers import free_port

BUDGETS = {
    "sign-in page until usable": 5_000,
    "sign-in page with all it loads": 23_000,
    "requests of the sign-in page": 4,
    "landing after sign-in": 3_000,
    "home later": 3_000,
    "portal.grades.index as a fragment": 1_300,
}
WITH_TLS = {
    "sign-in page until usable": 9_000,
    "sign-in page with all it loads": 27_000,
    "requests of the sign-in page": 4,
}
OF_A_TAB = {".index as a fragment": 1_450, "asked again": 200}


def over_budget(measured: Mapping[str, int]) -> list[str]:
    """What costs more than the budgets grant, and by how much; whole pages and views in a tab have no budget."""
    found = []
    for name, size in measured.items():
        budget = BUDGETS.get(name) or next((most for end, most in OF_A_TAB.items() if name.endswith(end)), size)
        if size > budget:
            found.append(f"{name}: {size:,} bytes, {size - budget:,} over {budget:,}")
    return found


def unmeasured(measured: Mapping[str, int]) -> list[str]:
    """The budgets that hold nothing: a step or a tab that has another name by now."""
    ends = [end for end in OF_A_TAB if not any(name.endswith(end) for name in measured)]
    return [f"{name}: has a budget and was not measured" for name in (*BUDGETS.keys() - measured.keys(), *ends)]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, session_app: Flask) -> dict[str, dict[str, dict[str, int]]]:
    """By "plain" and "tls", and by language."""
    file, port, bound = tmp_path_factory.mktemp("bytes") / "homeroom.db", free_port(), proxy.obj
    account, student = lay(file)
    of_student = [rule for rule in rules(session_app, "GET") if rule.arguments == {"s"}]
    keys = {"s": student.key}
    tabs = {each.endpoint: path(session_app, each, keys) for each in of_student if opens(each.endpoint, "guardian")}
    tabs["portal.access_log.index"] = "/account/access-log"
    found: dict[str, dict[str, dict[str, int]]] = {"plain": {}, "tls": {}}
    with serving(file, port), serving_tls(file) as (tls_port, tls):
        for language in LANGUAGES:
            Account.update(language=language).where(Account.id == account.id).execute()
            found["plain"][language] = visit(port, language, tabs)
            found["tls"][language] = visit(tls_port, language, {}, tls)
    proxy.close()
    proxy.initialize(bound)
    return found


@pytest.fixture(scope="module")
def measured(both: dict[str, dict[str, dict[str, int]]]) -> dict[str, dict[str, int]]:
    return both["plain"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_bytes_with_tls_in(language: str, both: dict[str, dict[str, dict[str, int]]]) -> None:
    """In production, behind nginx as docs/nginx.conf has it, with a chain of certificates as a public one is."""
    found = both["tls"][language]
    print(found)
    none_of([f"{name}: {found[name]:,} bytes, over {most:,}" for name, most in WITH_TLS.items() if found[name] > most])


@pytest.mark.parametrize("language", LANGUAGES)
def test_bytes_in(language: str, measured: dict[str, dict[str, int]]) -> None:
    print(measured[language])
    none_of([*unmeasured(measured[language]), *over_budget(measured[language])])
