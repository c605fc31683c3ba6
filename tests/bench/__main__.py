"""What each page costs, in one table: CPU against a bare Flask page in the same run, reads, bytes on the wire.

Ratios, because milliseconds say more of the machine. The budget is 6 times a bare page on the server of production,
gunicorn, where the peers were measured too; a server that does less for a bare page makes every ratio larger.
"""

import tempfile
from pathlib import Path

from flask import Flask

from app import clock, create_app
from app.database import db
from app.sis.accounts.models import Account
from app.sis.accounts.sessions import begin
from app.sis.people.models import Student
from config import Settings
from tests.bench.measure import FORMS, SECRET, cpu, lay, serving, serving_tls, visit
from tests.bench.usable import usable_after
from tests.build import NOON
from tests.conventions.expected import opens
from tests.conventions.routes import path, rules
from tests.conventions.statements import count, counted
from tests.servers import free_port


def reads(app: Flask, account: Account, address: str, headers: dict[str, str]) -> str:
    client = app.test_client()
    client.set_cookie("s", begin(account))
    with counted(db.obj) as statements:
        assert client.get(address, headers=headers).status_code == 200, address
    cost = count(statements)
    return f"{cost.reads} + {cost.transactions}"


def own_pages(app: Flask, student: Student) -> dict[str, str]:
    """What a guardian opens and nobody else does, but for pages about one thing."""
    found = [
        rule
        for rule in rules(app, "GET")
        if opens(rule.endpoint, "guardian") and not opens(rule.endpoint, "nobody") and rule.arguments <= {"s"}
    ]
    return {rule.endpoint: path(app, rule, {"s": student.key}) for rule in found}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "homeroom.db"
        account, student = lay(file)
        app = create_app(Settings.from_environment({"DATABASE_URL": f"sqlite:///{file}", "SECRET_KEY": SECRET}))
        addresses = own_pages(app, student)
        down = {}
        with serving(file, port := free_port()):
            for language in ("en", "es"):
                Account.update(language=language).where(Account.id == account.id).execute()
                down[language] = visit(port, language, addresses)
        with serving(file, port := free_port()), serving_tls(file) as (tls_port, trusted):
            with_tls = visit(tls_port, "es", {}, trusted)
            usable = usable_after({"plain": ("http", port), "with TLS": ("https", tls_port)})
        with serving(file, port := free_port(), "gunicorn"):
            times = cpu(port, addresses)
        with clock.stopped(NOON):
            print(f"{'':28}{'':10}{'CPU × bare':>11}{'reads + writes':>16}{'bytes en':>10}{'bytes es':>10}")
            for (name, form), ratio in times.items():
                cost = reads(app, account, addresses[name], FORMS[form])
                sizes = [down[language][f"{name} as a {form}"] for language in ("en", "es")]
                print(f"{name:28}{form:10}{ratio:11.1f}{cost:>16}{sizes[0]:10,}{sizes[1]:10,}")
        print()
        for step in down["en"]:
            if " as a " not in step:
                print(f"{step:55}{'':10}{down['en'][step]:10,}{down['es'][step]:10,}")
        for step in list(with_tls)[:2]:
            print(f"{step + ', with TLS':55}{'':20}{with_tls[step]:10,}")
        for name, seconds in usable.items():
            print(f"sign-in page usable after, over a line of 56k, {name:8}{'':20}{seconds:10.1f} s")
        db.close()


if __name__ == "__main__":
    main()
