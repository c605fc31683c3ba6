"""Settings: what is wrong stops the start, in words."""

from pathlib import Path

import pytest

import config
from config import BadSetting, Settings

GOOD = {"SECRET_KEY": "x" * 32}


def test_development_needs_nothing() -> None:
    settings = Settings.from_environment({})
    assert settings.languages == ("en", "es")
    assert len(settings.secret_key) >= 32
    assert settings.database_url.endswith("instance/homeroom.db")


def test_what_is_kept_beside_the_program_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "ROOT", tmp_path)
    (tmp_path / "instance").mkdir(mode=0o755)
    settings = Settings.from_environment({})
    assert Settings.from_environment({}).secret_key == settings.secret_key
    assert (tmp_path / "instance").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "instance" / "secret_key").stat().st_mode & 0o777 == 0o600


def test_blanks_and_empty_values_do_no_harm() -> None:
    settings = Settings.from_environment({**GOOD, "LANGUAGES": "en, es", "TIMEZONE": " ", "REDIS_URL": ""})
    assert settings.languages == ("en", "es")
    assert settings.timezone == "America/Chicago"


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ({"APP_ENV": "production", "SECRET_KEY": ""}, "SECRET_KEY must have at least 32 bytes"),
        ({"APP_ENV": "production", "SECRET_KEY": "short"}, "SECRET_KEY must have at least 32 bytes"),
        ({"SESSION_IDLE_MINUTES": "soon"}, "SESSION_IDLE_MINUTES is 'soon'"),
        ({"TRUSTED_PROXIES": "1.5"}, "TRUSTED_PROXIES is '1.5'"),
        ({"MAIL_URL": "mail.example.org"}, "MAIL_URL must be file:FOLDER or smtp://host"),
        ({"MAIL_URL": "smtp://user:secret@host:port"}, "MAIL_URL must be file:FOLDER"),
        ({"MAIL_FROM": "a@example.org, b@example.org"}, "MAIL_FROM is 'a@example.org, b@example.org'"),
        ({"DISTRICT_EMAIL": "the office"}, "DISTRICT_EMAIL is 'the office'"),
        ({"ACCESS_LOG_SHOWS_STAFF": "all"}, "ACCESS_LOG_SHOWS_STAFF is 'all'; write role or name."),
        ({"ACCESS_LOG_SHOWS_GUARDIANS": "1"}, "ACCESS_LOG_SHOWS_GUARDIANS is '1'; write no or yes."),
        ({"BASE_URL": "portal.example.org"}, "BASE_URL is 'portal.example.org'"),
        ({"APP_ENV": "production", "MAIL_URL": "smtp://127.0.0.1"}, "BASE_URL is ''"),
        ({"TIMEZONE": "Madison"}, "TIMEZONE is 'Madison'"),
        ({"LANGUAGES": "en,hmn"}, "LANGUAGES is 'en,hmn'"),
        ({"DEFAULT_LANGUAGE": "fr"}, "DEFAULT_LANGUAGE 'fr'"),
    ],
)
def test_a_bad_setting_is_refused_in_words(setting: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said.replace("(", r"\(")):
        Settings.from_environment({**GOOD, **setting})


def test_a_wrong_mail_url_is_said_without_its_password() -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_environment({**GOOD, "MAIL_URL": "smtp://user:secret@host:port"})
    assert "secret" not in str(caught.value)


def test_mail_comes_from_the_site_unless_said() -> None:
    settings = Settings.from_environment({**GOOD, "BASE_URL": "https://portal.example.org/", "PORT": "9000"})
    assert (settings.base_url, settings.mail_from) == ("https://portal.example.org", "no-reply@portal.example.org")
    assert Settings.from_environment({**GOOD, "PORT": "9000"}).base_url == "http://127.0.0.1:9000"
