"""How a family and its school keep an account safe: in w3m and in Chromium without JavaScript, both in Spanish.

One walk for both browsers, in the words that stand on the pages. A link from a mail is opened in a browser of its own,
as mail programs do.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Locator, expect
from pyotp import TOTP

from app.demo.people import PASSWORD
from tests.browser import terminals
from tests.browser.conftest import Demo, serving
from tests.browser.window import Window
from tests.left_out import program

NEW = "cuatro palabras en fila"


class Reader(Protocol):
    """What a person does with either browser."""

    def sees(self, text: str) -> None: ...
    def follow(self, text: str) -> None: ...
    def press(self, text: str) -> None: ...
    def fill(self, label: str, text: str) -> None: ...
    def choose(self, label: str, downs: int, option: str) -> None: ...
    def check(self, label: str) -> None: ...
    def save(self, text: str, file: Path) -> None: ...
    def screen(self) -> str: ...


Opens = Callable[[str], AbstractContextManager[Reader]]


class W3m(terminals.W3m):
    command = terminals.W3m.command.replace("accept_language=en", "accept_language=es")

    def fill(self, label: str, text: str) -> None:
        self.write(self.field(label), text)

    def choose(self, label: str, downs: int, option: str) -> None:
        """Take the option that stands so many lines under the chosen one."""
        self.activate(self.field(label))
        self.sees(option)
        self.keys(*["Down" if downs > 0 else "Up"] * abs(downs), "Enter")

    def check(self, label: str) -> None:
        self.tick(self.box(label))


class Plain:
    """Chromium without JavaScript, in the manner of a terminal."""

    def __init__(self, window: Window) -> None:
        self.page = window.page

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def follow(self, text: str) -> None:
        self.page.get_by_role("link", name=text, exact=True).first.click()

    def press(self, text: str) -> None:
        self.page.locator("main, header").get_by_role("button", name=text, exact=True).first.click()

    def fill(self, label: str, text: str) -> None:
        self._field(label).fill(text)

    def choose(self, label: str, downs: int, option: str) -> None:
        self._field(label).select_option(label=option)

    def check(self, label: str) -> None:
        self.page.get_by_label(label, exact=True).check()

    def save(self, text: str, file: Path) -> None:
        with self.page.expect_download() as started:
            self.follow(text)
        started.value.save_as(file)

    def screen(self) -> str:
        return self.page.locator("body").inner_text()

    def _field(self, label: str) -> Locator:
        """`A > B` is the first field labelled B after the text A."""
        *before, last = label.split(" > ")
        path = "/descendant::" + "".join(f'*[normalize-space(text())="{each}"][1]/following::' for each in before)
        path = f'({path}label[normalize-space()="{last}"])[1]'
        labelled = self.page.locator(f"xpath={path}")
        return self.page.locator(f"#{labelled.get_attribute('for')}")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One whose accounts are locked and changed."""
    with serving(tmp_path_factory.mktemp("accounts")) as demo:
        yield demo


@pytest.fixture(params=["w3m", "chromium"])
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def opens(name: str, demo: Demo, tmp_path: Path, request: pytest.FixtureRequest) -> Opens:
    """Starts the browser anew, at this address."""
    if name == "chromium":
        return _chromium(request.getfixturevalue("chromium"), demo)

    program("tmux")

    @contextmanager
    def w3m(address: str) -> Iterator[Reader]:
        home = tmp_path / f"home-{len(list(tmp_path.iterdir()))}"
        home.mkdir()
        running = W3m(home, address if "://" in address else demo.address + address)
        try:
            yield running
        finally:
            running.tmux("kill-server")

    return w3m


def _chromium(browser: Browser, demo: Demo) -> Opens:
    @contextmanager
    def chromium(address: str) -> Iterator[Reader]:
        context = browser.new_context(base_url=demo.address, locale="es-US", java_script_enabled=False)
        context.set_default_timeout(10_000)
        yield Plain(Window(context.new_page()).open(address))
        context.close()

    return chromium


def sign_in(reader: Reader, username: str, password: str = PASSWORD) -> None:
    reader.fill("Nombre de usuario", username)
    reader.fill("Contraseña", password)
    reader.press("Iniciar sesión")


def choose_spanish(reader: Reader) -> None:
    """Of somebody whose account is in English: what is chosen before signing in holds."""
    reader.press("English")
    reader.sees("User name")
    reader.press("Español")
    reader.sees("Nombre de usuario")


def mailed(demo: Demo, to: str, subject: str) -> str:
    """The text of the mail to this address with this in its subject: the newest, once the worker has been there."""
    demo.flask("mail", "deliver")
    mails: list[Any] = [message_from_bytes(each.read_bytes(), policy=policy.default) for each in _by_time(demo.mail)]
    found = [mail for mail in mails if mail["To"] == to and subject in mail["Subject"]]
    assert found, [*((mail["To"], mail["Subject"]) for mail in mails), demo.flask("mail", "list")]
    return str(found[-1].get_content())


def _by_time(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)


def link_in(text: str, page: str) -> str:
    return str(re.findall(rf"http://\S+/{page}/\S+", text)[-1])


def test_locked_out_and_back_in(name: str, opens: Opens, demo: Demo) -> None:
    """Three misses, a forgotten password, and the school that enables."""
    username = {"w3m": "maria.reyes", "chromium": "carlos.reyes"}[name]
    address = f"{username}@mail.example"
    with opens("/sign-in") as reader:
        for _ in range(4):  # the fourth is told the same
            reader.sees("Iniciar sesión")
            sign_in(reader, username, "no es esta")
            reader.sees("no coinciden")
        sign_in(reader, username)
        reader.sees("Después de tres intentos fallidos la cuenta se bloquea")
        assert "Sus hijos" not in reader.screen()
        reader.follow("¿Olvidó su nombre de usuario o su contraseña?")
        reader.fill("Correo electrónico", address)
        reader.press("Enviar el mensaje")
        reader.sees("Revise su correo, por favor")
    assert "se bloqueó su cuenta" in mailed(demo, address, "bloqueada")
    text = mailed(demo, address, "enlace para una contraseña nueva")
    assert username in text
    assert "solo la escuela puede desbloquearla" in " ".join(text.split())
    with opens(link_in(text, "reset")) as reader:
        reader.sees(username)
        reader.fill("Contraseña nueva", "corta")
        reader.press("Guardar la contraseña nueva")
        reader.sees("al menos 12 caracteres")
        reader.fill("Contraseña nueva", PASSWORD)
        reader.press("Guardar la contraseña nueva")
        reader.sees("Su cuenta está bloqueada")
    with opens(link_in(text, "reset")) as reader:
        reader.sees("Este enlace ya no sirve")
    with opens("/sign-in") as office:
        choose_spanish(office)
        sign_in(office, "office.east")
        office.follow("Buscar una cuenta, desbloquearla o bloquearla")
        office.fill("Nombre o nombre de usuario", username.upper())
        office.press("Buscar una cuenta")
        office.sees("bloqueada")
        office.sees("Ana Reyes")
        office.follow({"w3m": "Reyes, María", "chromium": "Reyes, Carlos"}[name])
        office.sees("contraseña o código incorrecto")
        office.sees("rechazado: la cuenta estaba bloqueada")
        office.press("Desbloquear la cuenta")
        office.sees("Diga por qué")
        office.fill("Motivo", "Mostró su identificación")
        office.press("Desbloquear la cuenta")
        office.sees("La cuenta está desbloqueada")
        office.press("Cerrar todas las sesiones")
        office.sees("Se cerraron todas las sesiones de la cuenta.")
    with opens("/sign-in") as reader:
        sign_in(reader, username)
        reader.sees("Sus hijos")


def test_everything_of_the_account_changes(name: str, opens: Opens, demo: Demo) -> None:
    username = {"w3m": "elena.vega", "chromium": "lucia.mora"}[name]
    old, new = f"{username}@mail.example", f"{username}@nuevo.example"
    with opens("/sign-in") as elsewhere, opens("/sign-in") as reader:
        for each in (elsewhere, reader):
            sign_in(each, username)
            each.sees("Cambiar los datos de la cuenta")
        reader.follow("Cambiar los datos de la cuenta")
        reader.sees("2 sesiones")
        username_field = "Nombre de usuario > Nombre de usuario"
        reader.fill(username_field, "maría")
        reader.fill("Contraseña actual", PASSWORD)
        reader.press("Cambiar el nombre de usuario")
        reader.sees("sin acento")
        reader.fill(username_field, f"{username}.2")
        reader.fill("Contraseña actual", PASSWORD)
        reader.press("Cambiar el nombre de usuario")
        reader.sees("Su nuevo nombre de usuario ya está guardado")
        reader.follow("Mostrar lo que escribo")
        reader.sees("se puede leer en la pantalla")
        reader.fill("Ocultarlo > Contraseña actual", PASSWORD)
        reader.fill("Ocultarlo > Contraseña nueva", NEW)
        reader.press("Cambiar la contraseña")
        reader.sees("Su contraseña nueva está guardada")
        elsewhere.follow("Hogar")
        elsewhere.sees("Nombre de usuario")  # signed out
        assert "se cambió la contraseña" in mailed(demo, old, "Se cambió su contraseña").replace("\n", " ")
        sign_in(elsewhere, f"{username}.2", NEW)
        elsewhere.sees("Cambiar los datos de la cuenta")
        reader.follow("Cambiar los datos de la cuenta")
        reader.press("Cerrar todas las demás")
        reader.sees("Todas las demás sesiones")
        reader.choose("Idioma de las páginas y de lo que le escribimos", -1, "English")
        reader.press("Cambiar el idioma")
        reader.sees("Your language is kept.")
        reader.choose("Language of the pages and of what we write to you", 1, "Español")
        reader.press("Change the language")
        reader.sees("Su idioma está guardado.")
        reader.fill("Nuevo correo electrónico", new)
        reader.fill("Nuevo correo electrónico > Contraseña actual", NEW)
        reader.press("Cambiar el correo")
        reader.sees("Un mensaje va en camino a la nueva dirección")
    with opens(link_in(mailed(demo, new, "Confirme"), "email-confirm")) as reader:
        reader.sees(new)
        reader.press("Sí, esta es mi dirección")
        reader.sees("Su nuevo correo está registrado")
    with opens(link_in(mailed(demo, old, "otro correo"), "email-undo")) as reader:
        reader.sees(old)
        reader.press("Deshacer el cambio")
        reader.sees("El correo es el de antes")
    with opens(link_in(mailed(demo, old, "enlace"), "reset")) as reader:
        reader.fill("Contraseña nueva", PASSWORD)
        reader.press("Guardar la contraseña nueva")
        reader.sees("Su contraseña nueva está guardada")


def test_a_second_factor_from_setting_up_to_turning_off(name: str, opens: Opens, demo: Demo) -> None:
    username = {"w3m": "ana.reyes", "chromium": "tomas.vega"}[name]
    with opens("/sign-in") as reader:
        choose_spanish(reader)
        sign_in(reader, username)
        reader.follow("Cambiar los datos de la cuenta")
        reader.follow("Cambiar el segundo factor")
        reader.press("Configurarlo")
        reader.sees("1. Ponga esta clave en la aplicación")
        (key,) = re.findall(r"\b(?:[A-Z2-7]{4} ){6}[A-Z2-7]{2}\b", reader.screen())
        codes = TOTP(key.replace(" ", ""))
        reader.fill("Primer código", "000000")
        reader.fill("Contraseña actual", PASSWORD)
        reader.press("Activarlo")
        reader.sees("no es el código del momento")
        reader.fill("Primer código", codes.now())
        reader.fill("Contraseña actual", PASSWORD)
        reader.press("Activarlo")
        reader.sees("Códigos de recuperación")
        recovery = re.findall(r"\b[a-z0-9]{5}-[a-z0-9]{5}\b", reader.screen())
        assert len(recovery) == 8
        reader.press("Cerrar sesión")
        reader.sees("Su sesión está cerrada")
        reader.follow("Iniciar sesión")
        sign_in(reader, username)
        reader.fill("Código", recovery[0].upper())
        reader.press("Iniciar sesión")
        reader.sees("Cambiar los datos de la cuenta")
        reader.press("Cerrar sesión")
        reader.follow("Iniciar sesión")
        sign_in(reader, username)
        reader.fill("Código", recovery[0])
        reader.press("Iniciar sesión")
        reader.sees("Este código no es válido")
        reader.fill("Código", codes.at(int(time.time()) + 30))
        reader.press("Iniciar sesión")
        reader.follow("Cambiar los datos de la cuenta")
        reader.follow("Cambiar el segundo factor")
        reader.sees("Quedan 7 códigos de recuperación")
        reader.fill("Código, o un código de recuperación", recovery[1])
        reader.fill("Contraseña actual", PASSWORD)
        reader.press("Desactivarlo")
        reader.sees("El segundo factor está desactivado")
        reader.follow("Ver el registro de accesos")
        reader.choose("Mostrar", 3, "Mis inicios de sesión")
        reader.press("Mostrar")
        reader.sees("contraseña correcta, después se pidió el código")
        reader.sees("contraseña correcta, para cambiar la cuenta")


def test_who_looked(name: str, opens: Opens, tmp_path: Path) -> None:
    """The access log of a mother: by kind, child and day, and as a file."""
    with opens("/sign-in") as reader:
        sign_in(reader, "maria.reyes")
        reader.follow("Ver el registro de accesos")
        for said in ("Quién abrió el expediente", "maestro o maestra", "oficina de asistencia", "consejero"):
            reader.sees(said)
        reader.choose("Hijo o hija", 2, "Luis")
        reader.press("Mostrar")
        reader.sees("oficina del distrito")
        assert "maestro" not in reader.screen()
        reader.fill("Desde", "2030-11-24")
        reader.press("Mostrar")
        reader.sees("No hay nada en esta parte del registro")
        if name == "w3m":  # Chromium lets nobody type what is no day
            reader.fill("Desde", "ayer")
            reader.press("Mostrar")
            reader.sees("Esta fecha no puede ser")
            reader.sees("ayer")
        reader.follow("Ver el registro de accesos")
        file = tmp_path / "log.csv"
        reader.save("Como archivo (CSV)", file)
        deadline = time.monotonic() + 10
        while not (file.exists() and file.stat().st_size) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert file.read_text("utf-8-sig").startswith("Día,Hora,Quién,Qué se abrió,Hijo o hija")


def test_a_public_computer(opens: Opens) -> None:
    with opens("/sign-in") as reader:
        choose_spanish(reader)
        reader.check("Esta es una computadora pública")
        sign_in(reader, "nora.becker")
        reader.follow("Cambiar los datos de la cuenta")
        reader.sees("una computadora pública")
        reader.press("Cerrar sesión")
        reader.sees("En una computadora que usan otras personas, por favor cierre ahora el navegador")


def test_the_district_watches_and_lists_public_computers(name: str, opens: Opens) -> None:
    network = {"w3m": "192.0.2.0/24", "chromium": "198.51.100.0/24"}[name]
    with opens("/sign-in") as district:
        choose_spanish(district)
        sign_in(district, "district")
        district.follow("Inicios de sesión inusuales")
        for said in ("Muchas cuentas desde una misma dirección", "Una cuenta desde muchas direcciones", "Ninguna."):
            district.sees(said)
        district.follow("Oficina del distrito")
        district.follow("Computadoras públicas")
        district.fill("Dirección o red", "biblioteca")
        district.press("Agregar")
        district.sees("biblioteca")
        district.fill("Dirección o red", network)
        district.press("Agregar")
        district.sees(network)
        district.press(f"Quitar {network}")
        district.sees("Todavía no hay ninguna dirección en la lista")
