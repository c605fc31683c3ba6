"""The kinds of ID that the district accepts at the counter."""

from app.database import Translated
from app.demo.district import District
from app.sis.activation.models import IdentificationKind

KINDS = (
    ("Driver license", "Licencia de conducir"),
    ("State ID card", "Identificación estatal"),
    ("US passport", "Pasaporte de los Estados Unidos"),
    ("Foreign passport", "Pasaporte extranjero"),
    ("Consular ID", "Matrícula consular"),
    ("Permanent resident card", "Tarjeta de residente permanente"),
    ("Tribal ID", "Identificación tribal"),
    ("Military ID", "Identificación militar"),
    ("Municipal or library card with a photograph", "Tarjeta municipal o de biblioteca con fotografía"),
)


def lay_id_kinds(district: District) -> None:
    """None is asked for a number or a copy: any of them tells that somebody is who they say they are."""
    for english, spanish in KINDS:
        name = Translated(en=english, es=spanish)
        district.add(IdentificationKind, key=district.key("id_kind"), name=name)
