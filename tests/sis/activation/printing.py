"""Letters as an office prints them."""

from app.sis.activation.batches import ask, confirm, draw, keep_file
from app.sis.activation.letters import Whom
from app.sis.activation.models import ActivationKey, LetterBatch
from app.sis.actor import operator

OFFICE = operator("the office")


def make_files(batch: LetterBatch, version: int = 1) -> list[str]:
    """Make every file that is not made yet: the keys as they stand on the letters."""
    unmade = ActivationKey.select(ActivationKey.file_number).where(
        ActivationKey.batch == batch, ActivationKey.made_at.is_null()
    )
    keys = []
    for number in sorted({row.file_number for row in unmade}):
        file = draw(batch, number, version, OFFICE)
        keep_file(file, OFFICE)
        keys += [letter.key for letter in file.letters]
    return keys


def print_letters(whom: Whom, is_reprint: bool = False) -> list[str]:
    """Ask, make every file, confirm: the keys as they stand on the letters."""
    batch = ask(whom, OFFICE, is_reprint)
    keys = make_files(batch)
    confirm(batch, 1, OFFICE)
    return keys
