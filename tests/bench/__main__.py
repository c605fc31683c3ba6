"""What each page costs, in one table: CPU against a bare Flask page in the same run, reads, bytes on the wire.

Ratios, because milliseconds say more of the machine. Budget of CONTRACT §6: 6 times a bare page.
"""

import tempfile
import time
from pathlib import Path
from statistics import median

from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from app import clock, create_app
from app.database import db
from app.sis.accounts.models import Account
from app.sis.accounts.sessions import begin
from app.sis.people.models import Student
from config import Settings
from tests.bench.measure import SECRET, lay, serving, visit
from tests.build import NOON
from tests.conventions.routes import path, rules
from tests.conventions.statements import count, counted
from tests.servers import free_port
from tests.visitor import HTMX

ROUNDS, REQUESTS = 7, 40
FORMS: dict[str, dict[str, str]] = {"page": {}, "fragment": HTMX}


def bare_app() -> Flask:
    """The least that Flask answers."""
    bare = Flask("bare")
    bare.add_url_rule("/", "index", lambda: "<!doctype html><title>Bare</title><p>Bare")
    return bare


def cpu(app: Flask, address: str, headers: dict[str, str]) -> float:
    """Seconds of process time that the application takes to answer, without the server."""
    environ = create_environ(address, headers=headers)
    run_wsgi_app(app, environ, buffered=True)
    start = time.process_time()
    for _ in range(REQUESTS):
        run_wsgi_app(app, environ, buffered=True)
    return (time.process_time() - start) / REQUESTS


def ratios(app: Flask, account: Account, addresses: dict[str, str]) -> dict[tuple[str, str], float]:
    """CPU of each address and form over that of the bare page in the same round; the median of the rounds."""
    bare, signed_in = bare_app(), {"Cookie": f"s={begin(account)}", "Accept-Encoding": "br"}
    found: dict[tuple[str, str], list[float]] = {}
    for _ in range(ROUNDS):
        floor = cpu(bare, "/", {})
        for name, address in addresses.items():
            for form, headers in FORMS.items():
                found.setdefault((name, form), []).append(cpu(app, address, {**signed_in, **headers}) / floor)
    return {key: median(each) for key, each in found.items()}


def reads(app: Flask, account: Account, address: str, headers: dict[str, str]) -> str:
    client = app.test_client()
    client.set_cookie("s", begin(account))
    with counted(db.obj) as statements:
        assert client.get(address, headers=headers).status_code == 200, address
    cost = count(statements)
    return f"{cost.reads} + {cost.transactions}"


def own_pages(app: Flask, student: Student) -> dict[str, str]:
    """Home and every page of one student that a signed-in family opens."""
    found = [rule for rule in rules(app, "GET") if rule.endpoint.startswith("portal.") and rule.arguments <= {"s"}]
    return {rule.endpoint: path(app, rule, {"s": student.key}) for rule in found}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "homeroom.db"
        account, student = lay(file)
        app = create_app(Settings.from_environment({"DATABASE_URL": f"sqlite:///{file}", "SECRET_KEY": SECRET}))
        addresses = own_pages(app, student)
        port = free_port()
        down = {}
        with serving(file, port):
            for language in ("en", "es"):
                Account.update(language=language).where(Account.id == account.id).execute()
                down[language] = visit(port, language, addresses)
        with clock.stopped(NOON):
            times = ratios(app, account, addresses)
            print(f"{'':28}{'':10}{'CPU × bare':>11}{'reads + writes':>16}{'bytes en':>10}{'bytes es':>10}")
            for (name, form), ratio in times.items():
                cost = reads(app, account, addresses[name], FORMS[form])
                sizes = [down[language][f"{name} as a {form}"] for language in ("en", "es")]
                print(f"{name:28}{form:10}{ratio:11.1f}{cost:>16}{sizes[0]:10,}{sizes[1]:10,}")
        print()
        for step in down["en"]:
            if " as a " not in step:
                print(f"{step:55}{'':10}{down['en'][step]:10,}{down['es'][step]:10,}")
        db.close()


if __name__ == "__main__":
    main()
