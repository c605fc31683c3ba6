"""The application, for any WSGI server."""

from app import create_app
from app.database.connection import UnknownDatabase
from config import BadSetting

try:
    app = create_app()
except (BadSetting, UnknownDatabase) as error:
    raise SystemExit(f"Homeroom does not start: {error}") from None
