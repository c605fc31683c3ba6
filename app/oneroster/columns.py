"""The files of OneRoster 1.1 and their columns, in the order in which they are read (docs/oneroster.md).

A column without a parser is known and never read: a password, a birthplace, what the records have no place for.
"""

from app.intake.cells import (
    DoubtfulCell,
    day,
    email,
    one_of,
    periods,
    points,
    several,
    text,
    truth,
    whole_number,
)
from app.intake.sheet import Column, Table
from app.sis.access.models import Basis
from app.sis.enrollment.grade_levels import token_of

RIGHTS = "metadata.rightsToRecords"  # our own: of the agents named in the row, those with a right to the records
RIGHTS_BASIS = "metadata.rightsBasis"

ADULTS = ("parent", "guardian", "relative")
STAFF = ("administrator", "aide", "proctor", "teacher")


def grade_level(cell: str) -> str:
    """A student's grade level as a CEDS token, the first where several are named; raises DoubtfulCell."""
    first = next(iter(several(cell)), "")
    token = token_of(first)
    if token is None:
        raise DoubtfulCell("is no grade level; it is left empty")
    return token


def school_year(cell: str) -> int:
    """The year of `2027` or `2026-2027`: the last one named."""
    return int(whole_number(1900, 2199)(cell[5:] if len(cell) == 9 and cell[4] in "-/" else cell))


def _table(name: str, *columns: Column, identity: str = "") -> Table:
    first = (
        Column("sourcedId", required=True, refers=identity),
        Column("status", one_of("active", "tobedeleted", "inactive")),
        Column("dateLastModified", None),
    )
    return Table(name, first + columns)


SESSION_KINDS = ("gradingPeriod", "semester", "schoolYear", "term")
RACES = (
    "americanIndianOrAlaskaNative",
    "asian",
    "blackOrAfricanAmerican",
    "nativeHawaiianOrOtherPacificIslander",
    "white",
    "demographicRaceTwoOrMoreRaces",
    "hispanicOrLatinoEthnicity",
)
BIRTHPLACE = ("countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth")

TABLES = {
    table.name: table
    for table in (
        _table(
            "orgs",
            Column("name", required=True),
            Column("type", one_of("department", "school", "district", "local", "state", "national"), required=True),
            Column("identifier"),
            Column("parentSourcedId", None),
        ),
        _table(
            "academicSessions",
            Column("title", required=True),
            Column("type", one_of(*SESSION_KINDS), required=True),
            Column("startDate", day, required=True),
            Column("endDate", day, required=True),
            Column("parentSourcedId"),
            Column("schoolYear", school_year, required=True),
        ),
        _table(
            "courses",
            Column("schoolYearSourcedId", refers="academicSessions"),
            Column("title", required=True),
            Column("courseCode"),
            Column("grades", None),
            Column("orgSourcedId", required=True, refers="orgs"),
            Column("subjects", several),
            Column("subjectCodes", None),
        ),
        _table(
            "users",
            Column("enabledUser", truth, required=True),
            Column("orgSourcedIds", several, required=True, refers="orgs"),
            Column("role", one_of("student", *ADULTS, *STAFF), required=True),
            Column("username", None),
            Column("userIds", None),
            Column("givenName", required=True),
            Column("familyName", required=True),
            Column("middleName"),
            Column("identifier"),
            Column("email", email),
            Column("sms", None),
            Column("phone", None),
            Column("agentSourcedIds", several),
            Column("grades", grade_level),
            Column("password", None),
            Column(RIGHTS, several),
            Column(RIGHTS_BASIS, one_of(*(basis for basis in Basis if basis is not Basis.DISTRICT_VOUCHED))),
        ),
        _table(
            "demographics",
            Column("birthDate", day),
            Column("sex", None),
            *(Column(name, None) for name in (*RACES, *BIRTHPLACE, "publicSchoolResidenceStatus")),
            identity="users",
        ),
        _table(
            "classes",
            Column("title", required=True),
            Column("grades", None),
            Column("courseSourcedId", required=True, refers="courses"),
            Column("classCode"),
            Column("classType", one_of("homeroom", "scheduled"), required=True),
            Column("location"),
            Column("schoolSourcedId", required=True, refers="schools"),
            Column("termSourcedIds", several, required=True, refers="academicSessions"),
            Column("subjects", None),
            Column("subjectCodes", None),
            Column("periods", periods),
        ),
        _table(
            "enrollments",
            Column("classSourcedId", required=True, refers="classes"),
            Column("schoolSourcedId", required=True, refers="schools"),
            Column("userSourcedId", required=True, refers="users"),
            Column("role", one_of("administrator", "proctor", "student", "teacher"), required=True),
            Column("primary", truth),
            Column("beginDate", day),
            Column("endDate", day),
        ),
        _table("categories", Column("title", required=True)),
        _table(
            "lineItems",
            Column("title", required=True),
            Column("description", text(limit=4000, lines=True)),
            Column("assignDate", day, required=True),
            Column("dueDate", day, required=True),
            Column("classSourcedId", required=True, refers="classes"),
            Column("categorySourcedId", required=True, refers="categories"),
            Column("gradingPeriodSourcedId", required=True, refers="academicSessions"),
            Column("resultValueMin", points, required=True),
            Column("resultValueMax", points, required=True),
        ),
        _table(
            "results",
            Column("lineItemSourcedId", required=True, refers="lineItems"),
            Column("studentSourcedId", required=True, refers="students"),
            Column(
                "scoreStatus",
                one_of("exempt", "fully graded", "not submitted", "partially graded", "submitted"),
                required=True,
            ),
            Column("score", points),
            Column("scoreDate", day, required=True),
            Column("comment", text(limit=4000, lines=True)),
        ),
    )
}

NOT_READ = ("resources", "classResources", "courseResources")
