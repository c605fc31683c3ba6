"""New passwords: long enough, and none of those that are guessed first."""

import pytest

from app.sis.accounts import passwords
from app.sis.refused import Refused


@pytest.mark.parametrize("password", ["password1234", "PasswordPassword", "!!dragon2024!!", "QWERTY123456", "a" * 20])
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(Refused, match="password_common"):
        passwords.checked(password, "maria.reyes.camacho")


@pytest.mark.parametrize("password", ["esteban morales", "EstebanMorales", "Esteban_Morales.", "ésteban-morales"])
def test_a_name_is_refused_however_it_is_spelled(password: str) -> None:
    for names in (("esteban.morales", "Zoe"), ("zoe", "Esteban Morales")):
        with pytest.raises(Refused, match="password_name"):
            passwords.checked(password, *names)


@pytest.mark.parametrize(
    "password",
    ["four words in a row", "correct horse battery", "Ωμέγα Ωμέγα ωμέγα", "x9 " * 300 + "end"],
)
def test_length_is_all_that_is_asked(password: str) -> None:
    assert passwords.checked(password, "maria.reyes.camacho") == password


@pytest.mark.parametrize(("password", "code"), [("", "short"), ("x9y8z7w6v5u", "short"), ("ab" * 501, "long")])
def test_too_short_and_too_long(password: str, code: str) -> None:
    with pytest.raises(Refused, match=f"password_{code}"):
        passwords.checked(password, "maria.reyes.camacho")
