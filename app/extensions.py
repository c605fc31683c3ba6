"""One instance of each extension, bound to the application in `create_app()`."""

from ipaddress import IPv6Address, IPv6Network

from flask import Flask
from flask_babel import Babel
from flask_compress import Compress
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from htmx_flask import Htmx

from app.database.counters import STORAGE
from config import Settings

babel = Babel()
compress = Compress()
csrf = CSRFProtect()
htmx = Htmx()


def of_network() -> str:
    """Whose attempts are counted together: one address, or in IPv6 the /64 of which a household has every address."""
    address = get_remote_address()
    try:
        found = IPv6Address(address)
    except ValueError:  # IPv4
        return address
    return str(found.ipv4_mapped or IPv6Network((int(found) >> 64 << 64, 64)))


limiter = Limiter(of_network)
login_manager = LoginManager()


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=300,
        RATELIMIT_STORAGE_URI=settings.redis_url or STORAGE,
        RATELIMIT_HEADERS_ENABLED=False,
        WTF_CSRF_SSL_STRICT=False,  # text browsers and privacy settings send no Referer; the cookie is SameSite
        WTF_CSRF_TIME_LIMIT=None,  # the session's own end is the limit
    )
    app.config["REMEMBER_COOKIE_NAME"] = None  # no cookie has this name: ours alone says who asks
    login_manager.session_protection = None  # a modem that dials anew has another address
    for extension in (htmx, compress, csrf, login_manager, limiter):
        extension.init_app(app)
