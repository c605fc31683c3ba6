"""Static files: read once at the start, named by their content, compressed once, answered before Flask is asked.

A name that holds its content's hash never changes its meaning: browsers keep it for ever, new content has a new name.
No session, no cookie and no security header belongs to these answers, so nothing of the application runs for them.
"""

import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
from babel.support import Translations
from flask import Flask
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from app.web.i18n import NAMES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = Path(__file__).parents[2] / "static"
CATALOGUES = Path(__file__).parents[2] / "translations"


def N_(text: str) -> str:  # noqa: N802  # what extractors of catalogues look for
    """Marks a sentence for the catalogue, which is read later."""
    return text


# What app.js says. It goes with the script, which is fetched once, not with each page.
SAID = {
    "lost": N_("The line dropped. What you typed is still here."),
    "broken": N_("That did not work just now. What you typed is still here. Reference:"),
    "coming": N_("The answer is on its way…"),
    "again": N_("Try again"),
    "same": N_("Nothing has changed."),
    "changed": N_("New: refresh"),
    "over": N_("Your session has ended. Sign in again"),
}


@dataclass(frozen=True)
class StaticFile:
    """One file as browsers get it: `address` is its path, `content` its plain bytes."""

    address: str
    content_type: str
    content: bytes

    @cached_property
    def bodies(self) -> dict[str, bytes]:
        """By content coding, the smallest first; a coding that saves nothing is left out."""
        coded = {"br": brotli.compress(self.content, quality=11), "gzip": gzip.compress(self.content, 9, mtime=0)}
        smaller = {coding: body for coding, body in coded.items() if len(body) < len(self.content)}
        return {**smaller, "identity": self.content}

    def answer(self, accept_encoding: str) -> tuple[list[tuple[str, str]], bytes]:
        """The head and the body for a reader that accepts these codings."""
        accepted = parse_accept_header(accept_encoding, Accept)
        coding = next(coding for coding in self.bodies if coding == "identity" or accepted.quality(coding) > 0)
        body = self.bodies[coding]
        head = [
            ("Content-Type", self.content_type),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "public, max-age=31536000, immutable"),
        ]
        if len(self.bodies) > 1:
            head.append(("Vary", "Accept-Encoding"))
        if coding != "identity":
            head.append(("Content-Encoding", coding))
        return head, body


def squeezed_css(text: str) -> str:
    """Without comments and line ends."""
    return re.sub(r"/\*.*?\*/|\n\s*", "", text, flags=re.DOTALL)


def squeezed_js(text: str) -> str:
    """Without `// ` comments, indentation and empty lines; the line ends stay, since one may end a statement."""
    return re.sub(r"\n\s*", "\n", re.sub(r"(^|\s)// .*$", "", text, flags=re.MULTILINE))


def sentences() -> str:
    """What the script says, by language, as an object of JavaScript."""
    catalogues = {language: Translations.load(CATALOGUES, [language]) for language in NAMES}
    return json.dumps(
        {
            language: {name: catalogue.gettext(text) for name, text in SAID.items()}
            for language, catalogue in catalogues.items()
        },
        separators=(",", ":"),
    )


def static_file(name: str, content_type: str, content: bytes) -> StaticFile:
    """The file under its hashed name: app.css becomes /static/app.<8 hex digits>.css."""
    stem, suffix = name.split(".")
    return StaticFile(f"/static/{stem}.{sha256(content).hexdigest()[:8]}.{suffix}", content_type, content)


@cache
def files() -> dict[str, StaticFile]:
    """What pages link to, by the name templates use. htmx and app.js are one file: one request on a slow line."""
    css = squeezed_css((FOLDER / "app.css").read_text("utf-8"))
    js = (FOLDER / "htmx.js").read_text("utf-8") + "\n" + squeezed_js((FOLDER / "app.js").read_text("utf-8"))
    js = js.replace("SENTENCES", sentences())
    return {
        "app.css": static_file("app.css", "text/css", css.encode()),
        "app.js": static_file("app.js", "text/javascript", js.encode()),
        "icon.png": static_file("icon.png", "image/png", (FOLDER / "icon.png").read_bytes()),
    }


def static(name: str) -> str:
    """The address of app.css, app.js or icon.png; KeyError for anything else."""
    return files()[name].address


class StaticFiles:
    """WSGI middleware: answers GET and HEAD for the static addresses, passes everything else on."""

    def __init__(self, application: "WSGIApplication") -> None:
        self.application = application
        self.by_address = {file.address: file for file in files().values()}

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        file = self.by_address.get(environ["PATH_INFO"])
        if file is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._whole(self.application(environ, start_response))
        head, body = file.answer(environ.get("HTTP_ACCEPT_ENCODING", ""))
        start_response("200 OK", head)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    @staticmethod
    def _whole(answer: Iterable[bytes]) -> list[bytes]:
        """The answer in one piece, of which the server makes one segment with the head: 40 bytes less on the line."""
        try:
            return [b"".join(answer)]
        finally:
            getattr(answer, "close", bool)()


def init_app(app: Flask) -> None:
    """Serve the static files and give templates `static(name)`."""
    app.wsgi_app = StaticFiles(app.wsgi_app)  # type: ignore[method-assign]
    app.jinja_env.globals["static"] = static
