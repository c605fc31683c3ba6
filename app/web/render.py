"""A page, a fragment of it, or word that nothing changed. The only reader of HX-* headers."""

from hashlib import blake2b

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from htmx_flask import make_response as htmx_response
from htmx_flask import request as htmx_request
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.web.i18n import clock_time, long_day

SEEN = "@seen@"  # where the template wants the token of what it shows


def render(template: str, status: int = 200, **context: object) -> Response:
    """Answer with a template: whole, or only the content of #main where htmx asks.

    What htmx shows already, by the token it sends along, is answered 204: the hash of #main without its time.
    A fragment names its address, for browsers that do not know where a 303 has led them.
    """
    fragment = wants_fragment()
    now = clock.now()
    as_of = f"{long_day(clock.local(now).date())}, {clock_time(now)}"
    layout = f"layouts/{'fragment' if fragment else 'page'}.html"
    html = render_template(template, layout=layout, as_of=as_of, seen=SEEN, **context)
    if SEEN in html:
        _, _, main = html.partition("</title>" if fragment else 'id="main"')
        main, _, _ = main.partition("</main>")
        token = blake2b(main.strip().lstrip(">").strip().replace(as_of, "").encode(), digest_size=6).hexdigest()
        if fragment and request.headers.get("HX-Seen") == token:
            return make_response("", 204)
        html = html.replace(SEEN, token)
    response = make_response(html, status)
    response.headers["Vary"] = "HX-Request"
    if fragment:
        g.fragment = True  # security headers in full are for documents
        if request.headers.get("HX-Current-URL") != request.url:
            response.headers["HX-Push-Url"] = request.full_path.rstrip("?")
    return response


def wants_fragment() -> bool:
    """Whether htmx asks, and not to restore a page of its history."""
    return bool(htmx_request.htmx) and not htmx_request.htmx.history_restore_request


def go_to(endpoint: str, **values: object) -> BaseResponse:
    """After a POST: 303 to the page that shows what happened."""
    return redirect(url_for(endpoint, **values), 303)  # type: ignore[arg-type]


def leave_for(url: str) -> BaseResponse:
    """Send the browser to another document, from a page or from within htmx."""
    if wants_fragment():
        return htmx_response(redirect=url)  # type: ignore[no-any-return]
    return redirect(url, 303)


def init_app(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True  # the lines of a template are not the family's bytes
