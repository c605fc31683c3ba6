"""`python -m tests.bench.wrong_keys`: 1,000 wrong keys from one address, and whom that slows.

Three clients at one address send them one after another, as fast as they are answered. Meanwhile somebody at another
address opens the sign-in page again and again; at the end the right key with the right birth date is sent from the very
address of the wrong ones. SQLite, gunicorn with four workers.
"""

import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import date
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from app.sis.activation.keys import new_key
from tests.build import District
from tests.storm import Server, other_database

KEYS, CLIENTS = 1_000, 3
BORN = date(2012, 3, 4)
FROM, ELSEWHERE = "198.51.100.7", "203.0.113.9"


class Client:
    """A browser at an address."""

    def __init__(self, port: int, address: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"X-Forwarded-For": address}
        page = self.ask("GET", "/activate")[1]
        self.token = re.findall(r'name="csrf_token" value="([^"]+)"', page)[-1]

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str, float]:
        started = time.perf_counter()
        sent = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"} if body else self.headers
        self.connection.request(method, path, body or None, sent)
        response = self.connection.getresponse()
        text = response.read().decode()
        if cookie := response.headers["Set-Cookie"]:
            self.headers["Cookie"] = cookie.partition(";")[0]
        return response.status, text, time.perf_counter() - started

    def try_key(self, key: str) -> tuple[int, float]:
        status, _, seconds = self.ask(
            "POST", "/activate", urlencode({"key": key, "birth_date": BORN, "csrf_token": self.token})
        )
        return status, seconds


def quiet(client: Client, times: int) -> list[float]:
    return [client.ask("GET", "/sign-in")[2] for _ in range(times)]


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        url = f"sqlite:///{folder / 'homeroom.db'}"
        with other_database(url):
            district = District()
            ana = district.student(birth_on=BORN)
            right = district.letter(district.guardian(ana), ana)
        server = Server(url, folder)
        with server.running():
            measure(server.port, right)


def measure(port: int, right: str) -> None:
    elsewhere = Client(port, ELSEWHERE)
    before = quiet(elsewhere, 50)
    statuses: Counter[int] = Counter()
    took: list[float] = []

    def attack() -> None:
        client = Client(port, FROM)
        for _ in range(KEYS // CLIENTS + 1):
            status, seconds = client.try_key(new_key())
            statuses[status] += 1
            took.append(seconds)

    threads = [threading.Thread(target=attack) for _ in range(CLIENTS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    during = []
    while any(thread.is_alive() for thread in threads):
        during += quiet(elsewhere, 1)
    seconds = time.perf_counter() - started
    from_there, somewhere = Client(port, FROM).try_key(right), elsewhere.try_key(new_key())
    print(
        f"{sum(statuses.values()):,} wrong keys in {seconds:.1f} s: {dict(statuses)}, {ms(took)} each", file=sys.stdout
    )
    print(f"the sign-in page elsewhere: {ms(before)} before, {ms(during)} meanwhile ({len(during)} times)")
    print(f"a wrong key elsewhere: {somewhere[0]}")
    print(f"the right key from there: {from_there[0]} after {from_there[1] * 1000:.0f} ms")


def ms(seconds: list[float]) -> str:
    slowest = sorted(seconds)[int(len(seconds) * 0.95)]
    return f"{statistics.median(seconds) * 1000:.0f} ms (95 %: {slowest * 1000:.0f} ms)"


if __name__ == "__main__":
    main()
