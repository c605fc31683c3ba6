"""Finding a student for the audit; pages find theirs through sis/access."""

from app.sis.people.models import Student


def student_id_of(key: str) -> int:
    """The student with this key, 0 where there is none."""
    return Student.select(Student.person).where(Student.key == key).scalar() or 0
