"""Settings: what is wrong stops the start, in words."""

import pytest

from config import BadSetting, Settings

GOOD = {"SECRET_KEY": "x" * 32}


def test_development_needs_nothing() -> None:
    settings = Settings.from_environment({})
    assert settings.languages == ("en", "es")
    assert len(settings.secret_key) >= 32
    assert settings.database_url.endswith("instance/homeroom.db")


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
        ({"TIMEZONE": "Madison"}, "TIMEZONE is 'Madison'"),
        ({"LANGUAGES": "en,hmn"}, "LANGUAGES is 'en,hmn'"),
        ({"DEFAULT_LANGUAGE": "fr"}, "DEFAULT_LANGUAGE 'fr'"),
    ],
)
def test_a_bad_setting_is_refused_in_words(setting: dict[str, str], said: str) -> None:
    with pytest.raises(BadSetting, match=said.replace("(", r"\(")):
        Settings.from_environment({**GOOD, **setting})
