"""What keeps the page to itself: headers, https, proxies, hosts."""

from flask import Flask, Response, g, redirect, request
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as BaseResponse

from app.web.terminals import keep_nothing
from config import Settings

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
DOCUMENT_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(SECRET_KEY=settings.secret_key, MAX_CONTENT_LENGTH=256 * 1024)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    @app.before_request
    def only_https() -> BaseResponse | None:
        if settings.production and not request.is_secure and request.path != "/healthz":
            return redirect(request.url.replace("http://", "https://", 1), 308)
        return None

    @app.after_request
    def protect(response: Response) -> Response:
        response.headers["Cache-Control"] = keep_nothing()
        response.headers["Vary"] = "HX-Request"  # not Accept-Encoding: nothing is kept that could be mixed up
        if 300 <= response.status_code < 400:
            response.data = b""  # every browser follows by itself
            del response.headers["Vary"]
            del response.headers["Content-Type"]
        elif response.status_code == 204:
            del response.headers["Vary"]
        elif response.mimetype == "text/html" and not g.get("fragment"):
            response.headers.update(DOCUMENT_HEADERS)
            if settings.production:
                response.headers["Strict-Transport-Security"] = "max-age=63072000"
        if request.method == "HEAD":  # how long a page is would tell what is on it
            response.automatically_set_content_length = False
            del response.headers["Content-Length"]
        return response
