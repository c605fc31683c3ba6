"""What every page of the house keeps to, as a document and as a fragment."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from lxml import html

from tests.conventions.crawl import TOKEN, Visit, is_html, links
from tests.visitor import check_page

POLICY = ("default-src 'self'", "object-src 'none'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
}
UNSAFE = re.compile(r"unsafe-|\*|https?:(?!/)|data:")


def faults(visits: Sequence[Visit], language: str) -> list[str]:
    """What is wrong with these pages, read in this language."""
    found = [fault for visit in visits for fault in _faults(visit, language)]
    return found + _same_titles(visits)


def _faults(visit: Visit, language: str) -> list[str]:
    page, where = visit.page, visit.address
    found = []
    if visit.linked_from and page.status_code >= 400:
        found.append(f"{where}: {page.status_code}, linked from {visit.linked_from}")
    if visit.path.startswith("/static/"):
        return found
    if page.headers.get("Cache-Control") != "no-store":
        found.append(f"{where}: may be kept by a cache")
    if (is_html(page) and page.status_code < 300) or page.status_code >= 400:
        found += [*_page_faults(visit, language), *_fragment_faults(visit)]
    return found


def _page_faults(visit: Visit, language: str) -> Iterable[str]:
    page, where = visit.page, visit.address
    try:
        check_page(page)
    except AssertionError as fault:
        yield str(fault)
    tree = html.document_fromstring(page.text)
    if tree.get("lang") != language:
        yield f"{where}: lang is {tree.get('lang')}, not {language}"
    if not page.text.startswith("<!doctype html>"):
        yield f"{where}: no doctype"
    if sentences := re.findall(r".{20}[.][.](?![.])", tree.text_content()):
        yield f"{where}: two full stops: {sentences}"
    if len(tree.xpath("//main[@id='main']//h1")) != 1:
        yield f"{where}: the h1 is not in #main"
    if not tree.xpath("//a[@class='skip' and @href='#main']"):
        yield f"{where}: no skip link"
    if not tree.xpath("//a[starts-with(@href, '/help')]"):
        yield f"{where}: no help"
    policy = page.headers.get("Content-Security-Policy", "")
    if missing := [part for part in POLICY if part not in policy]:
        yield f"{where}: the policy lacks {missing}"
    if UNSAFE.search(policy):
        yield f"{where}: an unsafe policy {policy}"
    if missing := [name for name, value in HEADERS.items() if page.headers.get(name) != value]:
        yield f"{where}: without {missing}"


def _fragment_faults(visit: Visit) -> Iterable[str]:
    page, fragment, where = visit.page, visit.fragment, f"{visit.address} as a fragment"
    if fragment.status_code != page.status_code:
        yield f"{where}: {fragment.status_code}, the page {page.status_code}"
        return
    for answer in (page, fragment):
        if "HX-Request" not in answer.headers.get("Vary", ""):
            yield f"{where}: does not vary by HX-Request"
    if fragment.headers.get("Cache-Control") != "no-store":
        yield f"{where}: may be kept by a cache"
    if re.search(r"<(!doctype|html|head|body|main|nav)\b", fragment.text, re.IGNORECASE):
        yield f"{where}: a whole document"
        return
    try:
        check_page(fragment)
    except AssertionError as fault:
        yield f"as a fragment: {fault}"
    inside = re.search(r"<main[^>]*>(.*)</main>", page.text, re.DOTALL)
    title = re.search(r"<title>.*?</title>", page.text, re.DOTALL)
    whole = f"{title[0] if title else ''}{inside[1] if inside else ''}"
    if _plain(fragment.text) != _plain(whole):
        yield f"{where}: not the title and content of #main"
    strange = set(links(fragment)) - set(links(page))
    if strange:
        yield f"{where}: leads to {strange}, the page does not"


def _plain(text: str) -> str:
    return " ".join(TOKEN.sub("", text).split())


def _same_titles(visits: Sequence[Visit]) -> list[str]:
    """A title that stands over two addresses. Those that differ only after the ? are one page at two moments."""
    titles = defaultdict(set)
    for visit in visits:
        if is_html(visit.page) and visit.page.status_code == 200:
            titles[html.document_fromstring(visit.page.text).findtext(".//title")].add(visit.path)
    return [f"{sorted(paths)}: all called {title!r}" for title, paths in titles.items() if len(paths) > 1]
