"""What each file becomes in the records."""

from app.oneroster.loaders import courses, gradebook, people, schools
from app.oneroster.loaders.loader import Loader

LOADERS = {
    "orgs": Loader(schools.orgs),
    "academicSessions": Loader(schools.academic_sessions, batch=schools.ALL_AT_ONCE),
    "courses": Loader(courses.courses),
    "users": Loader(people.users, finish=people.ties),
    "demographics": Loader(people.demographics),
    "classes": Loader(courses.classes),
    "enrollments": Loader(courses.enrollments),
    "categories": Loader(gradebook.categories),
    "lineItems": Loader(gradebook.line_items),
    "results": Loader(gradebook.results),
}

__all__ = ["LOADERS", "Loader"]
