"""Meetings: a section that the file names gets exactly the file's, unless the office has set them."""

import pytest

from app.intake.report import Outcome
from app.sis.courses.models import Section
from app.sis.schedule.models import SectionMeeting
from app.sis.schools.models import School
from tests.build import District
from tests.oneroster.bundles import numbers, said
from tests.records.conftest import Take

HEADER = "section,school,weekday,period,room"


@pytest.fixture
def algebra(district: District) -> Section:
    School.update(code="0450").where(School.id == district.school.id).execute()
    algebra = district.section("Algebra 2", code="ALG2")
    Section.update(sourced_id="algebra").where(Section.id == algebra.id).execute()
    SectionMeeting.update(source="oneroster").execute()
    return algebra


def meetings() -> list[tuple[int | None, str, str, str]]:
    rows = SectionMeeting.select().order_by(SectionMeeting.period, SectionMeeting.weekday)
    return [(row.weekday, row.period, row.room, row.source) for row in rows]


@pytest.mark.parametrize("name", ["algebra,", "ALG2,0450", "ALG2,"])
def test_the_files_meetings_take_the_place_of_the_roster_s(algebra: Section, take: Take, name: str) -> None:
    lines = (f'{name},"Mon,Wed",02,', f"{name},,3,Lab 1")
    report = take("section-meetings", HEADER, *lines)
    assert report.outcome is Outcome.APPLIED, said(report)
    assert numbers(report, "section-meetings") == (3, 0, 0, 1, 0)
    assert meetings() == [
        (0, "2", "", "section-meetings"),
        (2, "2", "", "section-meetings"),
        (None, "3", "Lab 1", "section-meetings"),
    ]
    assert numbers(take("section-meetings", HEADER, *lines), "section-meetings") == (0, 0, 3, 0, 0)


def test_a_meeting_that_the_roster_has_too_is_kept(algebra: Section, take: Take) -> None:
    assert numbers(take("section-meetings", HEADER, "algebra,,,1,"), "section-meetings") == (0, 1, 0, 0, 0)


def test_what_the_office_has_set_stays(algebra: Section, take: Take) -> None:
    SectionMeeting.update(source="office").execute()
    report = take("section-meetings", HEADER, "algebra,,Mon,2,")
    assert report.outcome is Outcome.APPLIED
    assert "section-meetings.csv line 2, column section: held: the office has set when this section meets" in said(
        report
    )
    assert meetings() == [(None, "1", "", "office")]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("geometry,,,1,", "column section: 'geometry' names no section on record"),
        ("algebra,0999,,1,", "column school: names no school on record: '0999'"),
        ("TWIN,,,1,", "column section: 'TWIN' is the code of several sections: write the sourcedId"),
        ("algebra,,someday,1,", "column weekday: 'someday' is no school day"),
        ("algebra,,Mon,5,", "column period: the same meeting stands on line 2 already"),
        ("algebra,,,,", "column period: is empty"),
        (f"algebra,,,1,{'r' * 61}", "column room: has 61 characters; 60 is the most"),
    ],
)
def test_bad_rows(district: District, algebra: Section, take: Take, line: str, sentence: str) -> None:
    for _ in range(2):
        district.section("Twin", code="TWIN")
    report = take("section-meetings", HEADER, "algebra,,Mon-Tue,5,", line)
    assert report.outcome is Outcome.REFUSED
    assert sentence in said(report)
    assert {source for _, _, _, source in meetings()} == {"oneroster", "office"}
