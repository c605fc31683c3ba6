"""PDFs by typst: tagged and accessible (PDF/UA-1), in Noto Sans."""

import json
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import typst

from app.documents.fonts import FONTS, printable

FOLDER = Path(__file__).parent
_one_at_a_time = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    """The one that is kept: its first page takes some 13 ms, each later one 3."""
    return typst.Compiler(font_paths=[FONTS], root=FOLDER, ignore_system_fonts=True)


def typeset(template: str, data: object) -> bytes:
    """The PDF that a template in this folder, such as "slips.typ", makes of what it reads as `data`, in JSON.

    A template starts with `#let data = json(bytes(sys.inputs.data))`: so data stays data, whatever stands in a name.
    A sign that our font lacks is printed as �: a document must not fail on a name.
    """
    with _one_at_a_time:
        pdf = _compiler().compile(
            FOLDER / template,
            format="pdf",
            sys_inputs={"data": json.dumps(_printable(data), ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
        _forget()
    assert isinstance(pdf, bytes)
    return pdf


def _forget() -> None:
    """Drop what typst remembers of a document: passwords and keys, and 45 MB for a hundred letters.

    It lets go of what the last ten documents did not use, and an empty one takes 1.5 ms.
    """
    for _ in range(11):
        _compiler().compile(FOLDER / "empty.typ", format="pdf")


def _printable(data: object) -> object:
    if isinstance(data, str):
        return printable(data)
    if isinstance(data, Mapping):
        return {name: _printable(each) for name, each in data.items()}
    if isinstance(data, Sequence):
        return [_printable(each) for each in data]
    return data
