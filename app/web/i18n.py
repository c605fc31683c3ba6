"""The reader's language: whole sentences, dates, times and numbers, and words stored in two languages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import force_locale, get_locale, get_translations, gettext
from jinja2.utils import urlize
from markupsafe import Markup

from app import clock
from app.database import Translated
from app.extensions import babel
from app.sis.grading.calculation import rounded
from app.web.sessions import server_session
from config import Settings

FORMATS = {"es": "es_US"}  # plain es is Spain's: 98,25 and 14:41
NAMES = {"en": "English", "es": "Español"}


def _(word: str) -> str:
    """Marks a word for translation."""
    return word


RELATIONS = {
    _("mother"),
    _("father"),
    _("parent"),
    _("guardian"),
    _("stepmother"),
    _("stepfather"),
    _("grandmother"),
    _("grandfather"),
    _("aunt"),
    _("uncle"),
    _("relative"),
    _("sibling"),
    _("brother"),
    _("sister"),
    _("cousin"),
    _("grandparent"),
    _("stepparent"),
    _("foster parent"),
    _("friend"),
    _("family friend"),
    _("neighbor"),
    _("babysitter"),
    _("other"),
}


def language() -> str:
    """The language of this answer: the account's, else the one chosen before sign-in, else the browser's."""
    known = g.get("language")  # found once: a page asks for each of its words
    if known is None:
        known = g.language = _language_of_request()
    return str(known)


def _language_of_request() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    if not has_request_context():
        return settings.default_language
    session = server_session()
    kept = session.viewer.language if session.viewer else session.chosen_language
    if not kept and session.ended:
        kept = session.ended.language  # who comes back after the idle end reads on in their own
    if kept in settings.languages:
        return str(kept)
    return request.accept_languages.best_match(settings.languages) or settings.default_language


@contextmanager
def reading_in(chosen: str) -> Iterator[None]:
    """Words, dates and times in this language, whoever asks: for what is sent to somebody."""
    settings: Settings = current_app.config["SETTINGS"]
    before = {name: g.pop(name, None) for name in ("language", "catalogue")}
    g.language = chosen if chosen in settings.languages else settings.default_language
    try:
        with force_locale(FORMATS.get(g.language, g.language)):
            yield
    finally:
        g.language, g.catalogue = before["language"], before["catalogue"]


def words(text: Translated | None) -> Markup:
    """Stored words in the reader's language, else in another that is marked as such."""
    read = (text or Translated()).read(language())
    if read.language == language() or not read.text:
        return Markup.escape(read.text)
    return Markup('<span lang="{}">{}</span>').format(read.language, read.text)


def linked_words(text: Translated | None) -> Markup:
    """Stored plain text in the reader's language; addresses in it become links."""
    read = (text or Translated()).read(language())
    linked = Markup(urlize(read.text))  # escapes all but the links it makes
    return linked if read.language == language() else Markup('<span lang="{}">{}</span>').format(read.language, linked)


def relation(word: str) -> str:
    """How a contact is tied to a student; a word that is not among the usual ones stands as the district wrote it."""
    usual = word.casefold()
    return gettext(usual) if usual in RELATIONS else word or "–"


def plain_words(text: Translated | None) -> str:
    """The same without markup, for titles and attributes."""
    return (text or Translated()).read(language()).text


def clock_time(moment: time | datetime | None) -> str:
    """2:41 pm, in Spanish 2:41 p.m.; instants are shown in the district's time."""
    if moment is None:
        return ""
    wall = clock.local(moment) if isinstance(moment, datetime) else moment
    half = ("am", "pm")[wall.hour >= 12] if language() != "es" else ("a.m.", "p.m.")[wall.hour >= 12]
    return f"{wall.hour % 12 or 12}:{wall:%M} {half}"


def long_day(day: date) -> str:
    """Monday, November 23 · lunes, 23 de noviembre"""
    return format_date(day, "EEEE, d 'de' MMMM" if language() == "es" else "EEEE, MMMM d", locale=get_locale())


def month_day(day: date) -> str:
    """November 23 · 23 de noviembre"""
    return format_date(day, "d 'de' MMMM" if language() == "es" else "MMMM d", locale=get_locale())


def short_day(day: date) -> str:
    """Nov 23 · 23 nov"""
    return format_date(day, "d MMM" if language() == "es" else "MMM d", locale=get_locale()).replace(".", "")


def begin(text: str) -> str:
    """With a capital letter, where a line begins: Spanish writes days and months small."""
    return text[:1].upper() + text[1:]


def full_day(day: date) -> str:
    """November 23, 2026 · 23 de noviembre de 2026"""
    return format_date(day, "d 'de' MMMM 'de' y" if language() == "es" else "MMMM d, y", locale=get_locale())


def month_year(day: date) -> str:
    """November 2026 · noviembre de 2026"""
    return format_date(day, "MMMM 'de' y" if language() == "es" else "MMMM y", locale=get_locale())


def weekday(day: date) -> str:
    """Monday · lunes"""
    return format_date(day, "EEEE", locale=get_locale())


def weekday_number(number: int) -> str:
    """The weekday with this number, 0 Monday."""
    return weekday(date(2024, 1, 1 + number))


def short_weekday_number(number: int) -> str:
    """The same, short: Mon · lun"""
    return format_date(date(2024, 1, 1 + number), "EEE", locale=get_locale()).replace(".", "")


def number(value: Decimal | int | None) -> str:
    """Points without needless zeros: 18, 18.5."""
    return "" if value is None else f"{Decimal(value).normalize():f}"


def percent(value: Decimal | None, places: int = 1) -> str:
    """A percent rounded half up: 86.7; – where there is none."""
    return "–" if value is None else str(rounded(value, places))


def period_name(period: str) -> str:
    """A period of the day in words: period 3 · 3.ª hora; homeroom has no number."""
    if period.upper() == "HR":
        return gettext("homeroom")
    return gettext("period %(number)s", number=period) if period.isdecimal() else gettext("period %(of)s", of=period)


def period_label(period: str) -> str:
    """A period under a heading that says what it is: 3; homeroom is spelled out beside its letters."""
    return gettext("HR (homeroom)") if period.upper() == "HR" else period


def grade_level(token: str) -> str:
    """A CEDS grade level in words: grade 10 · 10.º grado."""
    if token.isdecimal():
        return gettext("grade %(number)s", number=int(token))
    named = {"KG": gettext("kindergarten"), "PK": gettext("pre-kindergarten"), "": gettext("no grade level")}
    return named.get(token, token)


def _catalogue() -> Any:
    """The words of this answer's language, found once: a page has a hundred sentences."""
    found = g.get("catalogue")
    if found is None:
        found = g.catalogue = get_translations()
    return found


def init_app(app: Flask, settings: Settings) -> None:
    babel.init_app(
        app,
        default_translation_directories="../translations",
        locale_selector=lambda: FORMATS.get(language(), language()),
    )
    filters = (
        words,
        plain_words,
        linked_words,
        relation,
        clock_time,
        long_day,
        month_day,
        short_day,
        full_day,
        month_year,
        begin,
        weekday,
        weekday_number,
        short_weekday_number,
        number,
        percent,
        grade_level,
        period_name,
        period_label,
    )
    app.jinja_env.filters.update({each.__name__: each for each in filters})
    app.jinja_env.globals.update(
        language=language, language_names={key: NAMES[key] for key in settings.languages}, today=clock.today
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, count: _catalogue().ungettext(one, many, count),
        newstyle=True,
    )
