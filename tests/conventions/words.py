"""Which words a reader meets, and whose they are.

Ours come from the catalogue; those of the records are in the reader's language or say in which they are; names of
people, schools and rooms say that they are not to be translated.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any
from unittest.mock import patch

from flask import Flask
from flask_babel import Domain
from lxml import html
from markupsafe import Markup
from werkzeug.test import TestResponse

from tests.conventions.crawl import Visit, is_html

SPOKEN = ("alt", "aria-description", "aria-label", "label", "placeholder", "title")
SILENT_DATA = ("data-hx", "data-seen")  # data-… is shown by the style sheet or said by the script, but for these
WORD = re.compile(r"[^\W\d_]*[a-zà-ÿ][^\W\d_]*")  # capitals alone are codes and grades: A, HR, GPA
OPENED, CLOSED = "⟦", "⟧"


def is_spoken(attribute: str) -> bool:
    """Whether a reader sees or hears the value of this attribute."""
    return attribute in SPOKEN or (attribute.startswith("data-") and not attribute.startswith(SILENT_DATA))


def has_word(text: str) -> bool:
    return any(len(word) > 1 for word in WORD.findall(text))


def texts(page: html.HtmlElement, language: str) -> Iterator[tuple[str, str]]:
    """Each text a reader meets that claims to be in this language, with where it stands.

    What carries another `lang` or `translate="no"`, and what a person typed, claims nothing. A title cannot be marked.
    """
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style") or _is_marked(element, language):
            continue
        if element.tag == "textarea":
            continue
        if element.text:
            yield element.tag, element.text
        yield from ((f"{element.tag} {name}", value) for name, value in element.attrib.items() if is_spoken(name))
        if element.tag == "input" and element.get("type") in ("submit", "button", "reset"):
            yield "input value", element.get("value", "")
        for child in element:
            if child.tail:
                yield element.tag, child.tail


def _is_marked(element: html.HtmlElement, language: str) -> bool:
    return bool(
        element.xpath("boolean(ancestor-or-self::*[@translate='no'])")
        or element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)") not in ("", language)
    )


def unchanged(
    english: Sequence[Visit], other: Sequence[Visit], language: str, same: Iterable[str], stored: Iterable[str]
) -> list[str]:
    """Words on pages in another language that stand on the English page, too.

    `same`: what our catalogue has alike in both languages; `stored`: words of the records.
    """
    in_english = {visit.address: visit for visit in english}
    found = []
    for visit in other:
        twin = in_english.get(visit.address)
        if twin is None or not is_html(visit.page):
            continue
        theirs = {text.strip() for _, text in texts(html.document_fromstring(twin.page.text), "en")}
        for where, text in texts(html.document_fromstring(visit.page.text), language):
            if text.strip() in theirs and text.strip() not in same and has_word(_ours(where, text, stored)):
                found.append(f"{visit.address}: {where}: {text.strip()!r} as in English")
    return found


def bare(visits: Sequence[Visit], stored: Iterable[str]) -> list[str]:
    """Words on pages in the pseudo-language that came past gettext and past the formats of app/web/i18n.py."""
    found = []
    for visit in visits:
        for answer in (visit.page, visit.fragment):
            if is_html(answer):
                found += bare_in(answer, visit.address, stored)
    return found


def bare_in(answer: TestResponse, address: str, stored: Iterable[str]) -> list[str]:
    """The same of one answer."""
    page = html.document_fromstring(_unwrapped(answer.text))
    return [
        f"{address}: {where}: {text.strip()!r} is no message"
        for where, text in texts(page, "es")
        if has_word(_ours(where, text, stored))
    ]


def _ours(where: str, text: str, stored: Iterable[str]) -> str:
    """A text without words of the records where these cannot be marked: in a title and in attributes."""
    if where == "title" or " " in where:
        for each in sorted(stored, key=len, reverse=True):
            text = text.replace(each, "")
    return text


def _unwrapped(text: str) -> str:
    """The page without its messages, the innermost first; markup inside a message stays."""
    pattern = re.compile(f"{OPENED}[^{OPENED}{CLOSED}]*{CLOSED}")
    while pattern.search(text):
        text = pattern.sub(lambda match: "".join(re.findall(r"<[^>]*>", match[0])), text)
    return text


class PseudoCatalogue:
    """Every message as itself, in brackets."""

    def ugettext(self, message: str) -> str:
        return f"{OPENED}{message}{CLOSED}"

    def ungettext(self, singular: str, plural: str, number: int) -> str:
        return self.ugettext(singular if number == 1 else plural)


@contextmanager
def pseudo_language(app: Flask) -> Iterator[None]:
    """While this lasts every message and every format of app/web/i18n.py is in brackets; for an app of its own."""
    filters = app.jinja_env.filters
    filters.update({name: _bracketed(each) for name, each in filters.items() if each.__module__ == "app.web.i18n"})
    with patch.object(Domain, "get_translations", lambda _: PseudoCatalogue()):
        yield


def _bracketed(shown: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(shown)
    def bracketed(*arguments: Any, **options: Any) -> Any:
        text = shown(*arguments, **options)
        return text and Markup("{}{}{}").format(OPENED, text, CLOSED)

    return bracketed
