"""Who gets what at each endpoint. A route without a row here fails."""

from collections.abc import Mapping

from tests.conventions.world import ROLES

Outcome = str  # the status, and where a 303 leads
Expected = Mapping[str, Outcome]  # by role

GONE = "404"
SIGN_IN = "303 /sign-in"


def everyone(outcome: Outcome, **others: Outcome) -> Expected:
    """What all roles get, but for these."""
    return dict.fromkeys(ROLES, outcome) | others


PUBLIC = everyone("200")
SIGNED_IN = everyone("200", nobody=SIGN_IN)
FAMILY = everyone(GONE, nobody=SIGN_IN, guardian="200", student="200")  # one student's record, here Ana's
STAFF = everyone(GONE, nobody=SIGN_IN)

EXPECTED = {
    "public.health.index": PUBLIC,
    "public.help.index": PUBLIC,
    "public.language.index": everyone("303 /help"),  # the first page with the switch
    "public.sign_in.front": everyone("303 /home", nobody="303 /sign-in"),
    "public.sign_in.index": PUBLIC,
    "public.sign_in.submit": everyone("422"),
    "public.sign_out.index": PUBLIC,
    "public.sign_out.submit": everyone("303 /sign-out"),
    "portal.home.index": SIGNED_IN,
    "portal.household.index": SIGNED_IN,
    "portal.household.of_student": STAFF,
    "portal.schedule.index": FAMILY,
    "portal.schedule.week": FAMILY,
    "portal.schedule.term": FAMILY,
    "portal.grades.index": FAMILY,
    "portal.grades.show": FAMILY,
}


def opens(endpoint: str, role: str) -> bool:
    """Whether this role sees a page there."""
    return EXPECTED[endpoint][role] == "200"
