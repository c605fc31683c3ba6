"""Personal keys: typed as people type, and a slip of the finger is said as such."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sis.activation.keys import ALPHABET, LENGTH, grouped, key_hash, new_key, typed
from app.sis.refused import Refused

drawn_keys = st.builds(new_key)


def refusal(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        typed(text)
    assert caught.value.field == "key"
    return caught.value


def test_a_key_can_be_read_aloud() -> None:
    key = new_key()
    assert [len(group) for group in key.split("-")] == [4, 4, 4, 4]
    assert not set(key) & set("0O1I")
    assert new_key() != key


@given(drawn_keys)
def test_however_it_is_typed(key: str) -> None:
    signs = key.replace("-", "")
    dashes = key.replace("-", "\N{EN DASH}")
    for text in (key, signs, key.lower(), f"  {key} ", key.replace("-", " "), dashes, "-".join(signs)):
        assert typed(text) == signs
    assert grouped(signs) == key


@given(drawn_keys, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_sign_off_is_said(key: str, place: int, other: str) -> None:
    signs = key.replace("-", "")
    wrong = signs[:place] + other + signs[place + 1 :]
    if wrong != signs:
        assert refusal(wrong).code == "key_mistyped"


@pytest.mark.parametrize("sign", ["0", "O", "1", "I", "\N{CYRILLIC CAPITAL LETTER A}", "Ñ", "\0"])
def test_a_sign_that_no_key_has_is_named(sign: str) -> None:
    refused = refusal(sign + new_key()[1:])
    assert (refused.code, refused.facts["sign"]) == ("key_sign", sign)


@pytest.mark.parametrize("text", ["", "K7QM", new_key() + "A", new_key() * 1000])
def test_too_short_or_too_long(text: str) -> None:
    assert refusal(text).code == "key_length"


def test_the_hash_is_of_the_signs() -> None:
    key = new_key()
    assert key_hash(typed(key)) == key_hash(typed(key.lower())) != key_hash(typed(new_key()))
