"""PDFs by typst: tagged and accessible (PDF/UA-1), in Noto Sans."""

import json
import threading
from functools import cache
from pathlib import Path

import typst

FOLDER = Path(__file__).parent
_one_at_a_time = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    """The one that is kept: its first page takes some 13 ms, each later one 3."""
    return typst.Compiler(font_paths=[FOLDER / "fonts"], root=FOLDER, ignore_system_fonts=True)


def typeset(template: str, data: object) -> bytes:
    """The PDF that a template in this folder, such as "slips.typ", makes of what it reads as `data`, in JSON.

    A template starts with `#let data = json(bytes(sys.inputs.data))`: so data stays data, whatever stands in a name.
    """
    with _one_at_a_time:
        pdf = _compiler().compile(
            FOLDER / template,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    assert isinstance(pdf, bytes)
    return pdf
