"""The letters with activation keys, to print: a page for each adult, in their language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import segno
from flask import current_app
from flask_babel import gettext

from app import clock
from app.documents.fonts import MISSING, printable
from app.documents.typeset import typeset
from app.sis.access.guardians import Guardian
from app.sis.access.queries import Child
from app.sis.activation.batches import Letter
from app.web.i18n import full_day, language, reading_in
from config import Settings

Addresses = Mapping[int, tuple[str, str]]  # street and town, by the person


def letters_pdf(letters: Sequence[Letter], addresses: Addresses) -> bytes:
    """A tagged PDF (PDF/UA-1) with these letters in their order; who has no address gets a letter to be handed over.

    Nothing is kept of it. Budget: 30,000 bytes for a single letter.
    """
    settings = _settings()
    languages = {letter.guardian.language for letter in letters}
    with reading_in(languages.pop() if len(languages) == 1 else settings.default_language):
        title = gettext("Your personal key") if len(letters) == 1 else gettext("Letters with personal keys")
        data: dict[str, object] = {"title": f"{title} – {settings.district_name}", "language": language()}
    data |= {"district": settings.district_name, "letters": [_page(each, addresses) for each in letters]}
    return typeset("letters.typ", data)


def unprintable_names(guardians: Iterable[Guardian], addresses: Addresses) -> list[Guardian]:
    """Those whose letter has a name or an address with a sign that our font lacks: � stands in its place."""
    return [each for each in guardians if any(MISSING in printable(text) for text in _on_file(each, addresses))]


def _on_file(guardian: Guardian, addresses: Addresses) -> list[str]:
    names = (child.full_name for child in guardian.children)
    return [guardian.full_name, *names, *addresses.get(guardian.id, ())]


def _page(letter: Letter, addresses: Addresses) -> dict[str, object]:
    """The words of one letter in its reader's language."""
    settings, guardian = _settings(), letter.guardian
    with reading_in(guardian.language):
        name, site = guardian.full_name, settings.base_url
        facts = {"name": name, "district": settings.district_name, "phone": settings.district_phone}
        address = addresses.get(guardian.id, (gettext("To be handed over in person"),))
        return {
            "language": language(),
            "head": gettext("Telephone %(phone)s", **facts),
            "date": full_day(clock.today()),
            "address": [name, *address],
            "title": gettext("Your personal key"),
            "greeting": gettext("Dear family:"),
            "opening": gettext(
                "This letter is for %(name)s. With it you can open your own account in the Parent Portal of "
                "%(district)s, in English or in Spanish, on any computer or telephone. It shows the schedule, "
                "attendance and grades of:",
                **facts,
            ),
            "children": [_named(each) for each in guardian.children],
            "key_label": gettext("Personal key of %(name)s", **facts),
            "key": letter.key,
            "good_until": gettext("Good once, until %(day)s.", day=full_day(letter.last_on)),
            "code": _code(f"{site}/activate#{letter.key}"),
            "code_alt": gettext(
                "A code for the camera of a telephone: it opens %(page)s with this key.", page=f"{site}/activate"
            ),
            "steps_title": gettext("How to open the account"),
            "steps": [
                gettext(
                    "Please open %(page)s in a browser at home, at a library or at school. The square code above "
                    "opens it, too, with the key: please point the camera of a telephone at it.",
                    page=f"{site}/activate",
                ),
                gettext(
                    "Please type the key, unless it stands there already. Capitals or small letters, with hyphens or "
                    "without: it is all the same. No key has a zero or an O, a one or an I."
                ),
                gettext("Please type the birth date of a child named above: year, month, day, like 2012-03-04."),
                gettext(
                    "Please choose a user name and a password. You need no e-mail. With them you sign in at %(site)s "
                    "from then on, without the key.",
                    site=site,
                ),
            ],
            "sections": list(_sections(guardian, facts)),
        }


def _sections(guardian: Guardian, facts: dict[str, str]) -> Iterator[dict[str, object]]:
    yield {
        "title": gettext("It is for you alone"),
        "paragraphs": [
            gettext(
                "Every parent or guardian with a right to the records gets a letter of their own, so please pass this "
                "one to nobody. Students may not use it. We never ask for your key or password."
            )
        ],
    }
    yield {
        "title": gettext("Questions, or a lost letter"),
        "paragraphs": [
            gettext("Please call or come by. With a photo ID you get a new letter there and then."),
            " · ".join(_telephones(guardian)),
        ],
    }
    yield {
        "title": gettext("If you did not expect this letter"),
        "paragraphs": [
            gettext(
                "If you are not %(name)s, or something here is wrong, please call the district at %(phone)s. If you do "
                "not want an account, you need do nothing: the key ends by itself.",
                **facts,
            )
        ],
    }


def _named(child: Child) -> str:
    return f"{child.full_name} ({child.school.name})" if child.school else child.full_name


def _telephones(guardian: Guardian) -> list[str]:
    """Whom to call: the schools of the children, the district, and who speaks Spanish."""
    settings = _settings()
    schools = {each.school.id: each.school for each in guardian.children if each.school}
    lines = [_telephone(each.name, each.phone) for each in schools.values() if each.phone]
    lines.append(_telephone(settings.district_name, settings.district_phone))
    spanish = {each.spanish_phone: each.name for each in schools.values() if each.spanish_phone}
    spanish = spanish or {settings.district_spanish_phone: settings.district_name}
    for phone, name in spanish.items():
        lines.append(gettext("Hablamos español: %(name)s, %(phone)s", name=name, phone=phone))
    return lines


def _telephone(name: str, phone: str) -> str:
    return f"{name}: {phone}"


def _code(address: str) -> str:
    """The address as a QR code in SVG; a seventh of it may be damaged."""
    return segno.make(address, error="m", boost_error=False, micro=False).svg_inline(border=2)


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
