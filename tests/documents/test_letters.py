"""The letters, read back: by a program that reads aloud, by a camera, and by their measures."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from pypdf import PdfReader

from app.documents.letters import letters_pdf, unprintable_names
from app.sis.access.guardians import Guardian
from app.sis.access.queries import Child, SchoolOfChild
from app.sis.activation.batches import Letter
from app.sis.activation.keys import new_key

pytestmark = pytest.mark.usefixtures("within_app")
INCH = 72.0
EAST = SchoolOfChild(1, "East High School", "608-555-0140", "608-555-0141", "608-555-0142")
MIDDLE = SchoolOfChild(2, "Cedar Middle School", "608-555-0150", "", "")
HOME = ("2114 Mill Pond Road, Apt. 6", "Four Lakes, WI 53703")


@pytest.fixture
def within_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def child(name: str = "Ana Reyes", school: SchoolOfChild | None = EAST) -> Child:
    return Child(1, "k", name, name, None, "10", school, 1, None, True, None)


def letter(given: str = "Maria", family: str = "Reyes", language: str = "en", *children: Child) -> Letter:
    children = children or (child(), child("Luis Reyes", MIDDLE))
    return Letter(1, new_key(), Guardian(1, "m", "1", given, family, language, children), date(2026, 12, 24))


def pages(*letters: Letter, home: tuple[str, str] | None = HOME) -> Any:
    return PdfReader(BytesIO(letters_pdf(letters, {1: home} if home else {}))).pages


def text(*letters: Letter, home: tuple[str, str] | None = HOME) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pages(*letters, home=home))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_letter_reads_from_head_to_foot(language: str) -> None:
    one = letter(language=language)
    english = [
        "Four Lakes School District", "Telephone 608-555-0100", "November 24, 2026", "Maria Reyes", *HOME,
        "Your personal key", "This letter is for Maria Reyes.", "Ana Reyes (East High School)",
        "Luis Reyes (Cedar Middle School)", one.key, "Good once, until December 23, 2026.", "How to open the account",
        "/activate", "birth date", "user name and a password", "Students may not use it.", "photo ID",
        "East High School: 608-555-0140", "Cedar Middle School: 608-555-0150",
        "Hablamos español: East High School, 608-555-0142", "If you are not Maria Reyes",
    ]  # fmt: skip
    spanish = [
        "24 de noviembre de 2026", "Maria Reyes", *HOME, "Su clave de activación personal", "Estimada familia:",
        "Ana Reyes (East High School)", one.key, "hasta el 23 de diciembre de 2026",
        "Cómo abrir la cuenta", "fecha de nacimiento", "Los estudiantes no pueden usarla.",
        "identificación con fotografía", "Si usted no es Maria Reyes",
    ]  # fmt: skip
    read, at = text(one), 0
    for words in spanish if language == "es" else english:
        at = read.index(words, at)


def test_it_is_one_page_under_the_budget() -> None:
    for language in ("en", "es"):
        pdf = letters_pdf([letter("María-José", "O’Brien Núñez", language)], {1: HOME})
        assert len(PdfReader(BytesIO(pdf)).pages) == 1
        assert len(pdf) <= 30_000


def test_it_is_tagged_with_language_title_and_a_word_for_the_code() -> None:
    pdf = PdfReader(BytesIO(letters_pdf([letter(language="es")], {1: HOME})))
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es"
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Su clave de activación personal – Four Lakes School District"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    tags = list(_tags(root["/StructTreeRoot"]))
    assert [tag for tag, _ in tags if tag in ("/H1", "/H2")] == ["/H1", "/H2", "/H2", "/H2", "/H2"]
    assert {"/P", "/L", "/LI", "/LBody"} <= {tag for tag, _ in tags}
    assert [alt for tag, alt in tags if tag == "/Figure"] == [
        "Código para la cámara de un teléfono: abre http://127.0.0.1:8000/activate con esta clave."
    ]


def _tags(node: Any) -> Any:
    node = node.get_object()
    if not isinstance(node, dict):
        return
    if "/S" in node:
        yield node["/S"], node.get("/Alt")
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        yield from _tags(kid) if not isinstance(kid, int) else ()


def test_the_code_opens_the_page_with_the_key() -> None:
    one = letter()
    picture = pypdfium2.PdfDocument(letters_pdf([one], {1: HOME}))[0].render(scale=3, grayscale=True)
    pixels = memoryview(bytes(picture.buffer)).cast("B", (picture.height, picture.stride))
    (code,) = zxingcpp.read_barcodes(pixels)
    assert code.text == f"http://127.0.0.1:8000/activate#{one.key}"


def test_wherever_the_sheet_slides_the_window_shows_the_address_and_nothing_else() -> None:
    """DMM 601.6.3: 1/8 in to each edge. The envelope has 0.46 in of room from top to bottom, 1 in from side to side."""
    page = pypdfium2.PdfDocument(
        letters_pdf([letter("Bartholomew-Alexander", "Vang-Xiong Featherstonehaugh")], {1: HOME})
    )[0]
    reader = page.get_textpage()
    boxes = [reader.get_rect(at) for at in range(reader.count_rects())]
    inches = [(left / INCH, 11 - top / INCH, right / INCH, 11 - bottom / INCH) for left, bottom, right, top in boxes]
    seen = [box for box in inches if box[0] < 5.4 and box[1] < 3.63 and box[3] > 2.04]
    assert len(seen) == 3
    for left, top, right, bottom in seen:
        assert left >= 1.0
        assert right <= 4.26
        assert top >= 2.6
        assert bottom <= 3.08  # the tails of g and y reach into the eighth


@pytest.mark.parametrize(
    "name",
    ['#import("x")', "*bold* _x_", "$x$", "`raw`", "\\backslash", '"quoted"', "O’Brien", "Łukasz Żółć", "Núñez",
     "Kuab Yaj Vwj", "Ωμέγα", "Пётр", "<tag>", "@label", "// comment", "{{ x }}", "%(name)s"],
)  # fmt: skip
def test_a_name_prints_as_it_is_typed(name: str) -> None:
    one = letter("Maria", name, "en", child(name))
    read = re.sub(r"\s", "", text(one))
    assert read.count(re.sub(r"\s", "", name)) >= 4
    assert unprintable_names([one.guardian], {}) == []


def test_marks_above_and_below_stand_where_they_belong() -> None:
    one = letter("Nguyễn", "Thị Ánh")
    reader = pypdfium2.PdfDocument(letters_pdf([one], {}))[0].get_textpage()
    assert unicodedata.normalize("NFC", reader.get_text_bounded()).count("Nguyễn Thị Ánh") >= 3


@pytest.mark.parametrize("name", ["日本 太郎", "𖬌𖬣𖬵", "محمد", "🙂", "မြန်မာ"])
def test_a_sign_that_the_font_lacks_is_shown_as_such_and_said(name: str) -> None:
    one = letter("Maria", name)
    assert "\ufffd" in text(one)
    assert unprintable_names([one.guardian, letter().guardian], {}) == [one.guardian]
    assert unprintable_names([letter().guardian], {1: (name, "")}) != []


def test_what_is_invisible_is_left_out() -> None:
    assert "MariaReyes" in text(letter("Ma\u200bria\u00ad\x00", "Rey\u202ees")).replace(" ", "")


def test_without_an_address_it_is_to_be_handed_over() -> None:
    assert "Maria Reyes To be handed over in person" in text(letter(), home=None)


def test_many_children_flow() -> None:
    many = [child(f"Tou Ger Vang {number}") for number in range(12)]
    found = pages(letter("Maria", "Reyes", "es", *many))
    assert len(found) == 1
    assert "Tou Ger Vang 0 (East High School) · Tou Ger Vang 1" in " ".join(found[0].extract_text().split())


def test_a_file_has_each_letter_in_its_language() -> None:
    read = [
        " ".join(page.extract_text().split()) for page in pages(letter(), letter(language="es"), letter(language="hmn"))
    ]
    assert ["How to open" in page for page in read] == [True, False, True]
    assert "Cómo abrir" in read[1]


def test_a_child_without_a_school_yet_has_the_district_to_call() -> None:
    read = text(letter("Maria", "Reyes", "en", child("Ana Reyes", None)))
    assert "• Ana Reyes P" in read
    assert (
        "Four Lakes School District: 608-555-0100 · Hablamos español: Four Lakes School District, 608-555-0100" in read
    )
