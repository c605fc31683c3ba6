"""Settings, read once from the environment; docs/operations.md lists them all."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ROOT = Path(__file__).parent
KNOWN_LANGUAGES = ("en", "es")  # those whose words the program has


class BadSetting(ValueError):
    """A setting that nothing can start with; the text says what to write instead."""


@dataclass(frozen=True)
class Settings:
    database_url: str
    database_owner_url: str
    redis_url: str
    secret_key: str
    district_name: str
    district_phone: str
    district_spanish_phone: str
    district_email: str
    languages: tuple[str, ...]
    default_language: str
    timezone: str
    session_idle_minutes: int
    public_idle_minutes: int
    staff_second_factor: bool
    access_log_shows_staff: str
    access_log_shows_guardians: bool
    parents_of_adults_keep_access: bool
    trusted_proxies: int
    production: bool
    base_url: str
    mail_url: str
    mail_from: str

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """The settings of this process; raises BadSetting."""

        def text(name: str, default: str) -> str:
            return environment.get(name, "").strip() or default

        def number(name: str, default: int) -> int:
            try:
                return int(text(name, str(default)))
            except ValueError:
                raise BadSetting(f"{name} is {environment[name]!r}; write a whole number.") from None

        def one_of(name: str, *choices: str) -> str:
            """One of a few words; the first where nothing is said."""
            given = text(name, choices[0])
            if given not in choices:
                raise BadSetting(f"{name} is {given!r}; write {' or '.join(choices)}.")
            return given

        production = text("APP_ENV", "development") == "production"
        if not production:
            _make_private(ROOT / "instance")
        database_url = text("DATABASE_URL", f"sqlite:///{ROOT / 'instance' / 'homeroom.db'}")
        languages = tuple(each.strip() for each in text("LANGUAGES", "en,es").split(","))
        default_language = text("DEFAULT_LANGUAGE", languages[0])
        _check_languages(languages, default_language)
        mail_url = _mail_url(text("MAIL_URL", f"file:{ROOT / 'instance' / 'mail'}"))
        leaves_the_machine = production and not mail_url.startswith("file:")
        base_url = _base_url(text("BASE_URL", ""), leaves_the_machine) or f"http://127.0.0.1:{text('PORT', '8000')}"
        return cls(
            database_url=database_url,
            database_owner_url=text("DATABASE_OWNER_URL", database_url),
            redis_url=text("REDIS_URL", ""),
            secret_key=_secret(text("SECRET_KEY", ""), production),
            district_name=text("DISTRICT_NAME", "Four Lakes School District"),
            district_phone=text("DISTRICT_PHONE", "608-555-0100"),
            district_spanish_phone=text("DISTRICT_SPANISH_PHONE", text("DISTRICT_PHONE", "608-555-0100")),
            district_email=_email("DISTRICT_EMAIL", text("DISTRICT_EMAIL", "")),
            languages=languages,
            default_language=default_language,
            timezone=_timezone(text("TIMEZONE", "America/Chicago")),
            session_idle_minutes=number("SESSION_IDLE_MINUTES", 20),
            public_idle_minutes=number("PUBLIC_IDLE_MINUTES", 5),
            staff_second_factor=one_of("STAFF_SECOND_FACTOR", "no", "required") == "required",
            access_log_shows_staff=one_of("ACCESS_LOG_SHOWS_STAFF", "role", "name"),
            access_log_shows_guardians=one_of("ACCESS_LOG_SHOWS_GUARDIANS", "no", "yes") == "yes",
            parents_of_adults_keep_access=text("PARENTS_OF_ADULTS_KEEP_ACCESS", "yes") == "yes",
            trusted_proxies=number("TRUSTED_PROXIES", 0),
            production=production,
            base_url=base_url,
            mail_url=mail_url,
            mail_from=_email("MAIL_FROM", text("MAIL_FROM", f"no-reply@{urlsplit(base_url).hostname}")),
        )


def _check_languages(languages: tuple[str, ...], default: str) -> None:
    unknown = [each for each in languages if each not in KNOWN_LANGUAGES]
    if unknown or default not in languages:
        raise BadSetting(
            f"LANGUAGES is {','.join(languages)!r} with DEFAULT_LANGUAGE {default!r}; "
            f"write some of {','.join(KNOWN_LANGUAGES)}, the default among them."
        )


def _timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise BadSetting(f"TIMEZONE is {name!r}; write a name such as America/Chicago.") from None
    return name


def _base_url(given: str, is_needed: bool) -> str:
    """BASE_URL without a slash at its end. Mail that leaves the machine in production needs it, for its links."""
    if (given or is_needed) and not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w./-]*)?", given, re.ASCII):
        raise BadSetting(f"BASE_URL is {given!r}; write the address that families open: https://portal.example.org")
    return given.rstrip("/")


def _mail_url(given: str) -> str:
    """MAIL_URL, if it is of a known form; what is wrong with it is said without its password."""
    if not re.fullmatch(r"file:[^\0]+|smtp(s|\+starttls)?://([^@/\s]+@)?[\w.-]+(:\d{1,5})?/?", given, re.ASCII):
        raise BadSetting(
            "MAIL_URL must be file:FOLDER or smtp://host, smtps://host, smtp+starttls://host, "
            "the last three with user:password@ and :port where they are needed."
        )
    return given


def _email(name: str, given: str) -> str:
    if given and not re.fullmatch(r"[\w.+-]+@[\w.-]+", given, re.ASCII):
        raise BadSetting(f"{name} is {given!r}; write an address alone: no-reply@example.org")
    return given


def _secret(given: str, production: bool) -> str:
    """SECRET_KEY; in development one is made once and kept beside the database."""
    if production and len(given.encode()) < 32:
        raise BadSetting(
            "SECRET_KEY must have at least 32 bytes in production. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    if given:
        return given
    kept = ROOT / "instance" / "secret_key"
    with suppress(FileExistsError), open(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(32))
    return kept.read_text()


def _make_private(folder: Path) -> None:
    """A folder that nobody else on this computer can enter: it holds the database, the secret and mail."""
    folder.mkdir(mode=0o700, exist_ok=True)
    with suppress(PermissionError):  # somebody else's, who has decided
        folder.chmod(0o700)


def load() -> Settings:
    """The settings of this process, with `.env` beside them in development."""
    if os.environ.get("APP_ENV") != "production":
        from dotenv import load_dotenv

        load_dotenv(ROOT / ".env")
    return Settings.from_environment(os.environ)
