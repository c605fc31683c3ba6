"""What our font can print. Names come in every alphabet, and a document must not fail on one of them."""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
MISSING = "\ufffd"  # � stands for a sign that the font lacks


def printable(text: str) -> str:
    """The text in one line as our font can print it: without what is invisible, � for every sign that it lacks."""
    signs = (
        sign if sign.isprintable() else " " if sign.isspace() else "" for sign in unicodedata.normalize("NFC", text)
    )
    return "".join(sign if ord(sign) in _covered() else MISSING for sign in " ".join("".join(signs).split()))


@cache
def _covered() -> frozenset[int]:
    """The characters that both faces have."""
    return frozenset.intersection(*(frozenset(_characters(path)) for path in sorted(FONTS.glob("*.ttf"))))


def _characters(path: Path) -> set[int]:
    """The characters of a TrueType font, by the Unicode table of its cmap (OpenType 1.9, format 12)."""
    font = path.read_bytes()
    tables = struct.unpack_from(">H", font, 4)[0]
    offsets = {tag: at for tag, _, at, _ in struct.iter_unpack(">4sIII", font[12 : 12 + 16 * tables])}
    cmap = offsets[b"cmap"]
    count = struct.unpack_from(">H", font, cmap + 2)[0]
    encodings = struct.iter_unpack(">HHI", font[cmap + 4 : cmap + 4 + 8 * count])
    start = next(cmap + at for platform, encoding, at in encodings if (platform, encoding) == (3, 10))
    groups = struct.unpack_from(">I", font, start + 12)[0]
    ranges = struct.iter_unpack(">III", font[start + 16 : start + 16 + 12 * groups])
    return {character for first, last, _ in ranges for character in range(first, last + 1)}
