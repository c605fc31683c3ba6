"""Our sentences in every language: all there, none doubtful, the same values in them, the template up to date."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
VALUE = re.compile(r"%\(\w+\)[a-z]|%(?!\()[a-z%]|</?\w+[^>]*>")  # and the markup, which must survive as well
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2)}


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3] if path.suffix == ".po" else None)


def languages() -> list[Path]:
    return sorted((ROOT / "translations").glob("*/LC_MESSAGES/messages.po"))


@cache
def template() -> Catalog:
    return read(ROOT / "translations" / "messages.pot")


def messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def singular(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def extracted(root: Path = ROOT) -> set[str]:
    """What the source says through gettext, by the mapping in babel.cfg."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    rows = extract_from_dir(root, methods, options, KEYWORDS, directory_filter=_is_source)
    ids = [row[2] for row in rows]
    return {each if isinstance(each, str) else each[0] for each in ids}


def _is_source(directory: str) -> bool:
    return not Path(directory).name.startswith(".")


def stale(catalogue: Catalog, said: set[str]) -> list[str]:
    """Messages that the source has and the catalogue lacks, and the other way round."""
    kept = {singular(message) for message in messages(catalogue)}
    return (
        [f"not in the catalogue: {each!r}" for each in sorted(said - kept)]
        + [f"said nowhere any more: {each!r}" for each in sorted(kept - said)]
        + [f"obsolete: {singular(message)!r}" for message in catalogue.obsolete.values()]
    )


def faults(catalogue: Catalog) -> list[str]:
    """Messages that are missing, fuzzy, half filled, or that lose or invent a value or markup."""
    found = []
    for message in messages(catalogue):
        name = f"{catalogue.locale}: {singular(message)!r}"
        forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
        if not all(forms) or (message.pluralizable and len(forms) != catalogue.num_plurals):
            found.append(f"{name} is not translated")
            continue
        if message.fuzzy:
            found.append(f"{name} is fuzzy")
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        said = [set(VALUE.findall(text)) for text in ids]  # the singular may say "one" for its number
        values = (set(VALUE.findall(text)) for text in forms)
        if not all(set.intersection(*said) <= each <= set.union(*said) for each in values):
            found.append(f"{name} has other values or markup in {forms!r}")
        if any(text.strip() != text for text in forms) != any(text.strip() != text for text in ids):
            found.append(f"{name} has other spaces around it")
    return found


def same_in(catalogue: Catalog) -> set[str]:
    """Messages that are the same word in both languages."""
    return {singular(message) for message in messages(catalogue) if message.string == message.id}
