"""The application, for any WSGI server."""

from app import create_app

app = create_app()
