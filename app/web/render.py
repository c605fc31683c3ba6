"""A page, a fragment of it, or word that nothing changed. The only reader of HX-* headers."""

from hashlib import blake2b
from urllib.parse import quote

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from htmx_flask import make_response as htmx_response
from htmx_flask import request as htmx_request
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.web.i18n import clock_time, short_day
from app.web.pictures import bars
from app.web.sent_twice import once
from app.web.sessions import server_session

SEEN = "@seen@"  # where the template wants the token of what it shows


def render(template: str, status: int = 200, **context: object) -> Response:
    """Answer with a template: whole, or only the content of #main where htmx asks.

    What htmx shows already, by the token it sends along, is answered 204: the hash of #main without its time.
    After a POST a fragment names its address, for browsers that do not know where a 303 has led them.
    """
    fragment = wants_fragment()
    now = clock.now()
    as_of = f"{short_day(clock.local(now).date())}, {clock_time(now)}"
    layout = f"layouts/{'fragment' if fragment else 'page'}.html"
    html = render_template(template, layout=layout, as_of=as_of, seen=SEEN, **context)
    token = _token(html, as_of, fragment)
    if fragment and status == 200 and request.headers.get("HX-Seen") == token:
        return _nothing_new()
    response = make_response(html.replace(SEEN, token), status)
    if fragment:
        g.fragment = True  # security headers in full are for documents
        if "HX-Posted" in request.headers:
            response.headers["HX-Push-Url"] = _address()
    return response


def _address() -> str:
    """Path and query of the request as a header may carry them: quoted, whatever was decoded."""
    path, query = quote(request.path), quote(request.query_string, safe="=&%+-._~!$'()*,;:@/?")
    return f"{path}?{query}" if query else path


def _token(html: str, as_of: str, fragment: bool) -> str:
    """What stands for the content of #main, whenever it was rendered: 8 characters.

    Only this session's server can make it: who has it was shown the page, and that look is in the access log.
    """
    _, _, main = html.partition("</title>" if fragment else '<main id="main"')
    main = main if fragment else main.partition(">")[2].rpartition("</main>")[0]
    key = server_session().get("csrf_token", "").encode()
    return blake2b(main.strip().replace(as_of, "").encode(), digest_size=4, key=key).hexdigest()


def _nothing_new() -> Response:
    """204, as small as an answer can be."""
    response = make_response("", 204)
    del response.headers["Content-Type"]
    return response


def wants_fragment() -> bool:
    """Whether htmx asks; also for what Back and Forward show, since #main is what its history keeps."""
    return bool(htmx_request.htmx)


def go_to(endpoint: str, **values: object) -> BaseResponse:
    """After a POST: 303 to the page that shows what happened."""
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type]


def sign_in_at(url: str) -> BaseResponse:
    """Send somebody whose session is over to another document, from a page or from within htmx."""
    if not wants_fragment():
        return redirect(url, 303)
    response: Response = htmx_response("", redirect=url)
    response.status_code = 401
    return response


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True  # the lines of a template are not the family's bytes
    app.jinja_env.globals.update(bars=bars, once=once)
