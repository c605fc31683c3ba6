"""Who gets what at each endpoint. A route without a row here fails."""

from collections.abc import Mapping

from tests.conventions.world import ROLES

Outcome = str  # the status, and where a 303 leads
Expected = Mapping[str, Outcome]  # by role

GONE = "404"
SIGN_IN = "303 /sign-in"
FIRST = "303 /first-password"


def everyone(outcome: Outcome, **others: Outcome) -> dict[str, Outcome]:
    """What all roles get, but for these."""
    return dict.fromkeys(ROLES, outcome) | others


def signed_in(outcome: Outcome) -> dict[str, Outcome]:
    """What whoever has an account gets; with a first password nothing opens but the page that sets an own one."""
    return everyone(outcome, nobody=SIGN_IN, newcomer=FIRST)


def who(*roles: str, outcome: Outcome = "200", **others: Outcome) -> dict[str, Outcome]:
    """What these roles get; nobody is sent to sign in, and for all the others there is no such page."""
    return signed_in(GONE) | dict.fromkeys(roles, outcome) | others


PUBLIC = everyone("200")
FAMILIES = ("guardian", "student", "neighbour", "classmate", "former")
STAFF = {  # where they begin, unless they are a parent here
    "teacher": "303 /teacher",
    "substitute": "303 /teacher",
    "counselor": "303 /counselor",
    "school_office": "303 /office",
    "attendance_office": "303 /attendance-office",
    "district_office": "303 /district",
    "elsewhere": "303 /counselor",
}
OWN = ("guardian", "student")  # one student's record, here Ana's
FAMILY = who(*OWN)
OFFICES = ("counselor", "school_office", "district_office")

EXPECTED = {
    "public.activation.check": everyone("422"),
    "public.activation.index": PUBLIC,
    "public.activation.submit": everyone("422"),
    "public.email_change.confirm": PUBLIC,
    "public.email_change.confirmed": PUBLIC,
    "public.email_change.submit": everyone("303 /email-confirm"),
    "public.email_change.take_back": everyone("303 /email-undo"),
    "public.email_change.taken_back": PUBLIC,
    "public.email_change.undo": PUBLIC,
    "public.first_password.index": everyone("303 /", nobody=SIGN_IN, newcomer="200"),
    "public.first_password.submit": everyone("303 /", nobody=SIGN_IN, newcomer="422"),
    "public.health.index": PUBLIC,
    "public.help.index": PUBLIC,
    "public.help.show": PUBLIC,
    "public.language.index": everyone("303 /help"),  # the first page with the switch
    "public.recovery.done": PUBLIC,
    "public.recovery.index": PUBLIC,
    "public.recovery.link": PUBLIC,
    "public.recovery.new_password": everyone("422"),
    "public.recovery.submit": everyone("422"),
    "public.report.index": PUBLIC,
    "public.report.sent": PUBLIC,
    "public.report.submit": everyone("422"),
    "public.sign_in.code": PUBLIC,
    "public.sign_in.submit_code": everyone("422"),
    "public.sign_in.front": everyone("303 /home", nobody=SIGN_IN, **STAFF),
    "public.sign_in.index": PUBLIC,
    "public.sign_in.submit": everyone("422"),
    "public.sign_out.index": PUBLIC,
    "public.sign_out.submit": everyone("303 /sign-out"),
    "portal.access_log.index": signed_in("200"),
    "portal.access_log.download": signed_in("200"),
    "portal.account.index": signed_in("200"),
    "portal.account.email": signed_in("422"),
    "portal.account.asked_email": signed_in("404"),  # nothing was said to do
    "portal.account.end_others": signed_in("303 /account"),
    "portal.account.language": signed_in("303 /account"),
    "portal.account.password": signed_in("422"),
    "portal.account.username": signed_in("422"),
    "portal.second_factor.index": signed_in("200"),
    "portal.second_factor.begin": signed_in("303 /account/second-factor"),
    "portal.second_factor.confirm": signed_in("422"),
    "portal.second_factor.turn_off": signed_in("422"),
    "portal.home.index": who(*FAMILIES, **STAFF),
    "portal.household.index": signed_in("200"),
    "portal.household.of_student": who(*OFFICES, "attendance_office"),
    "portal.schedule.index": who(*OWN, *OFFICES, "attendance_office"),
    "portal.schedule.week": who(*OWN, *OFFICES, "attendance_office"),
    "portal.schedule.term": who(*OWN, *OFFICES, "attendance_office"),
    "portal.attendance.index": who(*OWN, *OFFICES, "attendance_office"),
    "portal.attendance.term": who(*OWN, *OFFICES, "attendance_office"),
    "portal.grades.index": who(*OWN, *OFFICES),
    "portal.grades.show": who(*OWN, *OFFICES),
    "teacher.home.index": who("teacher", "substitute"),
    "teacher.sections.index": who("teacher", "substitute"),
    "teacher.sections.student": who("teacher"),
    "counselor.home.index": who("counselor", "elsewhere"),
    "counselor.home.search": who("counselor", "elsewhere", outcome="422"),  # nothing was typed
    "office.home.index": who("school_office"),
    "office.home.search": who("school_office", outcome="422"),
    "office.activations.index": who("school_office", "district_office"),
    "office.activations.submit": who("school_office", "district_office", outcome="303 /office/activations"),
    "office.counter.index": who("school_office", "district_office"),
    "office.counter.search": who("school_office", "district_office", outcome="422"),
    "office.counter.show": who("school_office", "district_office"),
    "office.counter.submit": who("school_office", "district_office", outcome="422"),  # nothing was checked
    "office.ties.index": who("school_office", "district_office"),
    "office.ties.show": who("school_office", "district_office"),
    "office.ties.submit": who("school_office", "district_office", outcome="422"),
    "office.accounts.index": who("school_office", "district_office"),
    "office.accounts.search": who("school_office", "district_office", outcome="422"),
    "office.accounts.show": who("school_office", "district_office"),
    "office.accounts.submit": who("school_office", "district_office", outcome="422"),
    "office.student_accounts.index": who("school_office", "district_office"),
    "office.student_accounts.show": who("school_office", "district_office"),
    "office.student_accounts.submit": who("school_office", "district_office"),
    "office.student_accounts.replace": who("school_office", "district_office"),
    "office.substitutes.index": who("school_office", "district_office"),
    "office.substitutes.search": who("school_office", "district_office", outcome="422"),
    "office.substitutes.show": who("school_office", "district_office"),
    "office.substitutes.give": who("school_office", "district_office", outcome="422"),
    "office.substitutes.end": who("school_office", "district_office", outcome="303 /office/substitutes/<member>"),
    "office.letters.index": who("school_office", "district_office"),
    "office.letters.search": who("school_office", "district_office", outcome="422"),
    "office.letters.new": who("school_office", district_office="303 /office/letters"),  # which school?
    "office.letters.ask": who("school_office", outcome="422", district_office="303 /office/letters"),  # all have one
    "office.letters.show": who("school_office", "district_office"),
    "office.letters.submit": who("school_office", "district_office"),  # a file
    "office.printed_letters.index": who("school_office", "district_office"),
    "office.printed_letters.search": who("school_office", "district_office", outcome="422"),
    "office.printed_letters.returned": who("school_office", "district_office", outcome="303 /office/letters/printed"),
    "office.printed_letters.without_account": who("school_office", "district_office"),
    "office.unusual_sign_ins.index": who("school_office", "district_office"),
    "attendance_office.home.index": who("attendance_office"),
    "attendance_office.home.search": who("attendance_office", outcome="422"),
    "district.home.index": who("district_office"),
    "district.home.search": who("district_office", outcome="422"),
    "district.staff.index": who("district_office"),
    "district.staff.search": who("district_office", outcome="422"),
    "district.staff.new": who("district_office"),
    "district.staff.add": who("district_office", outcome="422"),
    "district.staff.show": who("district_office"),
    "district.staff.give": who("district_office", outcome="422"),
    "district.staff.end": who("district_office", outcome="303 /district/staff/<member>"),
    "district.staff.leave": who("district_office", outcome="422"),
    "district.staff.open_account": who("district_office"),
    "district.id_kinds.change": who("district_office", outcome="303 /district/id-kinds"),
    "district.id_kinds.index": who("district_office"),
    "district.id_kinds.submit": who("district_office", outcome="422"),
    "district.public_computers.index": who("district_office"),
    "district.public_computers.submit": who("district_office", outcome="422"),
    "district.reports.index": who("district_office"),
    "district.reports.show": who("district_office"),
    "district.reports.submit": who("district_office", outcome="422"),
    "district.public_computers.take_off": who("district_office", outcome="303 /district/public-computers"),
}


def opens(endpoint: str, role: str) -> bool:
    """Whether this role is said to see a page there."""
    return EXPECTED.get(endpoint, {}).get(role) == "200"
