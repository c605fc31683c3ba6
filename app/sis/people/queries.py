"""Finding people by the words of their name, and a student for the audit; pages find theirs through sis/access."""

from typing import Any

from peewee import NodeList

from app.sis.people.models import Person, Student
from app.sis.people.names import search_words
from app.sis.refused import Refused


def name_has(text: str, person: Any = Person) -> Any:
    """The condition that each word of `text` stands somewhere in a person's name, with accents or without.

    Raises Refused("search_empty") where there is no word.
    """
    words = search_words(text)
    if not words:
        raise Refused("search_empty", field="text")
    # One list: a hundred words in brackets within brackets are more than SQLite's parser takes.
    return NodeList([person.search_name.contains(word) for word in words], glue=" AND ", parens=True)


def student_id_of(key: str) -> int:
    """The student with this key, 0 where there is none."""
    return Student.select(Student.person).where(Student.key == key).scalar() or 0
