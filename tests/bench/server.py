"""The application as a server runs it, on the Tuesday on which the tests' districts live; a bare page beside it."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from app import clock, create_app
from tests.build import NOON

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

bare = Flask("bare")
bare.add_url_rule("/", "page", lambda: "<!doctype html><title>Bare</title><p>The least that Flask answers")
bare.add_url_rule("/process-time", "process_time", lambda: str(time.process_time()))
both = DispatcherMiddleware(create_app(), {"/bare": bare})


def app(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    with clock.stopped(NOON):
        return both(environ, start_response)
