"""w3m, lynx, links2 and elinks, the real programs: every form and every download, each as people would do it.

A form or a file that is new: one line in the walk of those who use it, or a walk of its own.
"""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pyotp
import pytest

from app.demo.people import PASSWORD
from tests.browser.conftest import Demo, serving
from tests.browser.terminals import TERMINALS, Links2, Terminal, terminal
from tests.left_out import program

TABS = {  # of a family, and what stands on each
    "Hogar": "Quién vive aquí",
    "Horario": "Horario – Ana Reyes",
    "Calificaciones": "Calificaciones – Ana Reyes",
    "Asistencia": "Asistencia – Ana Reyes",
    "Cambiar los datos de la cuenta": "Dónde tiene la sesión iniciada ahora",
    "Ver el registro de accesos": "Ver el registro de accesos – Four",
    "Inicio": "Sus hijos",
}
ANOTHER = "otters swim at dawn"  # password


class Person:
    """Somebody at one of these browsers, who begins at the sign-in page."""

    def __init__(self, browser: Terminal, demo: Demo, files: Path) -> None:
        self.at, self.demo, self.files = browser, demo, files
        browser.sees("Forgotten user name or password?")

    def sign_in(self, username: str, shows: str, password: str = PASSWORD) -> None:
        self.at.send({"User name": username, "Password": password}, "Sign in", shows)

    def sign_out(self) -> None:
        self.at.send({}, "Sign Out", "You are signed out")

    def finds(self, label: str, text: str, button: str, shows: str) -> None:
        """A search: nothing typed is refused in words, and then it finds."""
        self.at.send({}, button, "That did not work")
        self.at.send({label: text}, button, shows)

    def gets(self, link: str, content: str) -> None:
        """A file that a link leads to."""
        file = self.files / "saved"
        self.at.save(link, file)
        self.at.until(lambda: file.exists() and content in file.read_text(), f"does not save {link!r}")

    def mailed(self, start: str) -> str:
        """The link of the newest mail that leads to an address with this start."""
        self.demo.flask("mail", "deliver")
        for mail in sorted(self.demo.mail.glob("**/*.eml"), key=lambda file: file.stat().st_mtime, reverse=True):
            if found := re.search(rf"{self.demo.address}{start}\S+", mail.read_text()):
                return found[0]
        raise AssertionError(f"no mail with {start}")


def a_family(person: Person) -> None:
    """In Spanish, chosen before signing in."""
    at = person.at
    at.send({}, "Español", "Nombre de usuario")
    at.send({"Nombre de usuario": "maria.reyes", "Contraseña": "wrong"}, "Iniciar sesión", "Eso no funcionó")
    at.send({"Contraseña": PASSWORD}, "Iniciar sesión", "Sus hijos")
    for tab, shows in TABS.items():
        at.follow(tab, shows)
    at.follow("Calificaciones", "Calificaciones – Ana Reyes")
    at.follow("Luis", "Calificaciones – Luis Reyes")
    at.send({}, "Cerrar sesión", "Su sesión está cerrada")


def the_access_log(person: Person) -> None:
    person.sign_in("grace.olson", "Sign Out")
    person.at.follow("View Access Log", "Who opened the record")
    person.at.send({"Show": 3, "From": "yesterday"}, "Show", "This is no day that there can be")
    person.at.send({"From": "2020-01-02"}, "Show", "As a file (CSV)")
    person.gets("As a file (CSV)", "127.0.0.1")


def a_forgotten_password(person: Person) -> None:
    at = person.at
    at.follow("Forgotten user name or password?", "Type the e-mail that the school has on file")
    at.send({"E-mail": "nothing of the kind"}, "Send the mail", "This is no e-mail address")
    at.send({"E-mail": "paul.carter@mail.example"}, "Send the mail", "Please look into your mail")
    at.open(person.mailed("/reset/"), "paul.carter")
    at.send({"New password": "short"}, "Keep the new password", "That did not work")
    at.send({"New password": ANOTHER}, "Keep the new password", "Your new password is kept")
    at.follow("Sign in", "This is a public computer")
    at.send({"This is a public computer": True}, "Sign in", "Please type your user name")
    person.sign_in("paul.carter", "Jonah", ANOTHER)
    person.sign_out()


def an_account(person: Person) -> None:
    at = person.at
    person.sign_in("nora.becker", "Sign Out")
    at.follow("Change Account Information", "Where you are signed in now")
    at.send({"User name > Current password": "wrong"}, "Change the user name", "That did not work")
    change = {"User name > + -": "nora.b", "User name > Current password": PASSWORD}
    at.send(change, "Change the user name", "Your new user name holds")
    at.follow("Show what I type", "can be read on the screen")
    at.send(
        {"Password > Current": PASSWORD, "New password": ANOTHER}, "Change the password", "Your new password is kept"
    )
    at.send({"Language of the pages": 1}, "Change the language", "Su idioma está guardado")
    at.send({}, "English", "Change the language")
    change = {"New e-mail": "nora@elsewhere.example", "New e-mail > Current password": ANOTHER}
    at.send(change, "Change the e-mail", "A mail is on its way to the new address")
    at.open(person.mailed("/email-confirm/"), "nora@elsewhere.example")
    at.send({}, "Yes, this is my address", "What we write goes there from now on")
    at.follow("To the first page", "Sign Out")
    at.follow("Change Account Information", "On file: nora@elsewhere.example")
    person.sign_out()
    at.open(person.mailed("/email-undo/"), "gets its e-mail before back")
    at.send({}, "Take the change back", "its password opens nothing any more")


def a_second_factor(person: Person) -> None:
    at = person.at
    person.sign_in("ruth.carter", "Sign Out")
    at.follow("Change Account Information", "Where you are signed in now")
    at.follow("Change the second factor", "An app on your telephone")
    at.send({}, "Set it up", "Give the app this key")
    key = re.search(r"Give the app this key\s+((?:[A-Z2-7]{2,4}\s+)+)Type", at.screen())
    assert key, at.screen()
    code = pyotp.TOTP("".join(key[1].split())).now()
    at.send({"First code": code, "Current password": PASSWORD}, "Turn it on", "Write them down or print them now")
    recovery = re.findall(r"\b[a-z0-9]{5}-[a-z0-9]{5}\b", at.screen())
    person.sign_out()
    at.follow("Sign in", "This is a public computer")
    person.sign_in("ruth.carter", "The six digits")
    at.send({"Code": recovery[0]}, "Sign in", "Sign Out")
    at.follow("Change Account Information", "Where you are signed in now")
    at.follow("Change the second factor", "recovery codes are left")
    off = {"Code, or a recovery code": recovery[1], "Current password": PASSWORD}
    at.send(off, "Turn it off", "The second factor is off")


def an_office(person: Person) -> None:
    at = person.at
    person.sign_in("office.east", "Find a student")
    person.finds("Name, student number", "ana reyes", "Find a student", "Reyes, Ana")
    at.follow("Find an account, enable it or disable it", "Name or user name")
    person.finds("Name or user name", "david olson", "Find an account", "david.olson")
    at.follow("Olson, David", "Last attempts to sign in")
    at.send({}, "Disable the account", "That did not work")
    at.send({"Reason": "walked"}, "Disable the account", "signed out everywhere; its owner is written to")
    at.send({"Reason": "walked"}, "Enable the account", "its misses are forgotten")
    at.send({}, "End all sessions", "The account is signed out everywhere")
    person.sign_out()


def the_other_offices(person: Person) -> None:
    for username in ("attendance.east", "counselor.east", "district"):
        person.sign_in(username, "Find a student")
        person.finds("Name, student number", "olson", "Find a student", "Olson, David")
        person.sign_out()
        person.at.follow("Sign in", "This is a public computer")


def the_counter(person: Person) -> None:
    """A contact is decided on; an adult who has lost the letter gets a new one."""
    at = person.at
    person.sign_in("office.east", "What waits today")
    at.follow("Contacts awaiting a decision", "To be decided")
    at.follow("Peter Olson", "Nothing yet: the contact sees no record")
    at.send({"Document seen": "Birth certificate"}, "Keep the decision", "Please choose what was decided")
    at.send({"Decision and its basis": 5}, "Keep the decision", "The decision is kept")
    at.follow("School Office", "What waits today")
    at.follow("Accounts opened with a letter", "Nobody is waiting for a call")
    at.follow("School Office", "What waits today")
    at.follow("Lost key, letter or password", "1. Find the adult")
    person.finds("Name of the adult", "farah hodan", "Find the adult", "Ayan Farah (mother)")
    at.follow("Hodan Farah", "4. Print a new letter")
    at.send({}, "End the old key and make a new letter", "Please choose the kind of ID")
    seen = {"Kind of ID": 1, "Ayan Farah": True}
    at.send(seen, "End the old key and make a new letter", "the keys open nothing yet")


def kinds_of_id(person: Person) -> None:
    at = person.at
    person.sign_in("district", "Find a student")
    at.follow("Kinds of ID", "Consular ID")
    at.send({"Name in English": "Student card"}, "Add", "Please write the name in every language")
    at.send({"Name in Spanish": "Credencial"}, "Add", "Student card")
    at.send({}, "Accept no more", "no longer accepted")
    at.send({}, "Accept again", "Accept no more")


def a_letter(person: Person) -> None:
    """In Spanish, from the key on the paper to the first page."""
    at = person.at
    key, born_on = person.demo.letter("Ayan", "Farah")
    at.send({}, "Español", "Nombre de usuario")
    at.follow("Tengo una carta con una clave", "Abra su cuenta")
    other_order = f"{born_on:%m/%d/%Y}"
    typed = {"Clave": key.lower().replace("-", " "), "Fecha de nacimiento": other_order}
    at.send(typed, "Continuar", "escriba la fecha de nacimiento con año, mes y día")
    at.send({"Fecha de nacimiento": str(born_on)}, "Continuar", "Elija nombre de usuario y contraseña")
    at.send({}, "Mostrar la contraseña", "Lo que escriba aquí se puede leer en la pantalla")
    at.send({"Nombre de usuario": "hodan.farah", "Contraseña": "corta"}, "Abrir mi cuenta", "Eso no funcionó")
    at.send({"Contraseña": ANOTHER}, "Abrir mi cuenta", "Ayan")
    at.send({}, "Cerrar sesión", "Su sesión está cerrada")


def the_call(person: Person) -> None:
    """The office calls whoever's account was opened."""
    at = person.at
    person.sign_in("office.east", "1 account opened with a letter")
    at.follow("Accounts opened with a letter", "Hodan Farah")
    at.send({}, "Told by telephone", "the owner was told by telephone")


def public_computers(person: Person) -> None:
    at = person.at
    person.sign_in("district", "Find a student")
    at.follow("Public computers", "No address is on the list yet")
    at.send({"Add an address > Address": "nowhere"}, "Add", "That did not work")
    where = {"Add an address > Address": "192.0.2.7", "Where they stand": "Library"}
    at.send(where, "Add", "192.0.2.7 Library")
    at.send({}, "Remove", "No address is on the list yet")


def the_help(person: Person) -> None:
    """In Spanish, signed out: a topic, the search, and a message to the district."""
    at = person.at
    at.send({}, "Español", "Nombre de usuario")
    at.follow("Ayuda", "Tres contraseñas equivocadas")
    at.follow("Ayuda", "Palabras que busca")
    at.send({"Palabras que busca": "xilofono"}, "Buscar", "Ningún tema lo dice")
    at.send({"Palabras que busca": "contrasena perdida"}, "Buscar", "Resultados")
    at.follow("Nombre de usuario o contraseña olvidados", "Nadie puede decirle la contraseña anterior")
    at.follow("escriba al distrito", "¿De qué se trata?")
    at.send({"¿De qué se trata?": 2, "Su nombre": "Inés Mora"}, "Enviar", "Por favor, diga de qué se trata")
    at.write_area("Por favor, sin contraseñas", "Una letra más grande, por favor.")
    at.send({}, "Enviar", "Su número de folio:")


def one_after_another(person: Person) -> None:
    """What somebody saw is not shown to the next, also where the same address now leads elsewhere."""
    at, home = person.at, f"{person.demo.address}/home"
    keeps = type(at) is Links2  # what was typed into its line; docs/decisions/0029
    person.sign_in("grace.olson", "David Olson")
    person.sign_out()
    if not keeps:
        at.open(home, "Forgotten user name or password?")
    else:
        at.follow("Sign in", "Forgotten user name or password?")
    person.sign_in("office.east", "What waits today")
    if not keeps:
        at.open(home, "What waits today")


WALKS = (
    a_family, one_after_another, the_help, the_access_log, a_forgotten_password, an_account, a_second_factor, an_office,
    the_other_offices, public_computers, kinds_of_id, the_counter, a_letter, the_call,
)  # fmt: skip


@pytest.fixture(scope="module")
def demos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Demo]]:
    """One for each browser: the walks change what they find."""
    for name in ("tmux", *TERMINALS):
        program(name)
    with ExitStack() as stack:
        yield {name: stack.enter_context(serving(tmp_path_factory.mktemp(name))) for name in TERMINALS}


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
def test_walk(walk: Callable[[Person], None], demos: dict[str, Demo], tmp_path: Path) -> None:
    """All four at once: they mostly wait."""

    def go(name: str) -> None:
        home = tmp_path / name
        home.mkdir()
        with terminal(name, home, f"{demos[name].address}/sign-in") as browser:
            walk(Person(browser, demos[name], home))

    with ThreadPoolExecutor(len(demos)) as pool:
        walks = {name: pool.submit(go, name) for name in demos}
    failed = [error for each in walks.values() if isinstance(error := each.exception(), Exception)]
    if failed:
        raise ExceptionGroup("not in every browser", failed)
