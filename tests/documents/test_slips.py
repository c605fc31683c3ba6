"""The slips, read back by a program."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from app.documents.slips import slips_pdf
from app.sis.accounts.first_passwords import Slip, new_password


@pytest.fixture
def slips() -> list[Slip]:
    names = [
        "Łukasz Żółć",
        '#import("x") *b*',
        "李 王",
        "Ana-María Guadalupe de la Santísima Trinidad Rodríguez-Fernández",
    ]
    return [Slip(names[at % 4], f"user{at}", new_password(), "es" if at % 2 else "en") for at in range(23)]


@pytest.fixture
def reader(app: Flask, slips: list[Slip]) -> PdfReader:
    with app.test_request_context():
        return PdfReader(
            BytesIO(slips_pdf(slips, "Advisory, Min Kim", "East High School", "608-555-0140", "608-555-0199"))
        )


def tags(element: Any) -> list[str]:
    """The tags of a structure in their order."""
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        return [tag for each in element for tag in tags(each)]
    if not isinstance(element, dict):
        return []
    own = [str(element["/S"])] if "/S" in element else []
    return own + tags(element.get("/K", []))


def test_each_slip_says_what_its_owner_needs_in_their_language(reader: PdfReader, slips: list[Slip]) -> None:
    assert len(reader.pages) == 3  # ten a page
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert text.startswith("First passwords: Advisory, Min Kim\n")
    for slip in slips:
        known = "Nombre de usuario" if slip.language == "es" else "User name"
        assert f"{known}: {slip.username}\n" in text
        assert f": {slip.password}\n" in text
    assert '#import("x") *b*' in text  # data stays data
    assert "� �" in text  # signs that our font lacks
    assert text.count("East High School") == len(slips)
    assert text.count("608-555-0140") == 12
    assert text.count("608-555-0199") == 11  # who reads Spanish calls somebody who speaks it


def test_it_is_tagged_for_screen_readers(reader: PdfReader, slips: list[Slip]) -> None:
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_object().get_data()
    found = tags(root["/StructTreeRoot"])
    assert found.count("/H1") == 1
    assert found.count("/H2") == len(slips)
    assert reader.metadata
    assert reader.metadata.title == "First passwords: Advisory, Min Kim – Four Lakes School District"
