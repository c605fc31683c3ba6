"""The kinds of ID that the district accepts at the counter."""

import pytest

from app.database import Translated
from app.sis.activation.id_kinds import accept_again, add_kind, kinds, retire_kind
from app.sis.actor import operator
from app.sis.refused import Refused
from tests.build import District

DISTRICT = operator("the district")


def test_the_list_of_kinds(district: District) -> None:
    add_kind(Translated(en=" Consular ID ", es="Matrícula consular"), DISTRICT)
    [kind] = kinds()
    assert kind.name == {"en": "Consular ID", "es": "Matrícula consular"}
    for name, code in (({"en": "x", "es": " "}, "id_kind_words"), ({"en": "CONSULAR ID", "es": "x"}, "id_kind_listed")):
        with pytest.raises(Refused, match=code):
            add_kind(Translated(name), DISTRICT)
    retire_kind(kind.key, DISTRICT)
    assert kinds() == ()
    assert len(kinds(retired=True)) == 1
    with pytest.raises(Refused, match="id_kind_gone"):
        retire_kind(kind.key, DISTRICT)
    accept_again(kind.key, DISTRICT)
    assert len(kinds()) == 1
