"""The application as a server runs it, on the Tuesday on which the tests' districts live."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app import clock, create_app
from tests.build import NOON

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

application = create_app()


def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    with clock.stopped(NOON):
        return application(environ, start_response)
