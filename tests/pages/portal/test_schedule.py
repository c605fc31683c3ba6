"""The Schedule tab."""

from tests.build import District
from tests.visitor import Visitor


def test_today_with_the_period_that_is_now(district: District, visitor: Visitor) -> None:
    ana = district.student()
    district.seat(ana, district.section("Algebra 2", period="2"))
    visitor.be(district.account(district.guardian(ana))).open(f"/students/{ana.key}/schedule")
    assert "Algebra 2" in visitor.main
