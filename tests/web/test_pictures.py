"""Pictures of numbers: what is drawn, and that nothing in them needs a style, a script or an address."""

from decimal import Decimal

from lxml import etree, html

from app.web.pictures import bars

PRESENTATION = {"width", "height", "stroke", "fill", "aria-hidden", "d"}


def drawn(picture: str) -> list[str]:
    """The bars."""
    path = html.fragment_fromstring(picture).xpath("./path[@fill]/@d")[0]
    return [each + "z" for each in path.split("z") if each]


def test_a_bar_for_each_number_as_tall_as_it_says() -> None:
    assert drawn(bars([Decimal(50), 100], 100)) == ["M0.5 49.5v-24h11v24z", "M14.5 49.5v-48h11v48z"]


def test_nothing_is_no_bar_and_more_than_the_whole_ends_at_its_line() -> None:
    assert drawn(bars([0, Decimal("112.5"), -3], 100)) == ["M14.5 49.5v-48h11v48z"]


def test_hollow_bars_stand_beside_the_full_ones() -> None:
    picture = html.fragment_fromstring(bars([5, 0], 5, [1, 2]))
    full, hollow = picture.xpath("./path[@fill='currentColor']/@d")[0], picture.xpath("./path[not(@fill)]/@d")[0]
    assert full == "M0.5 49.5v-48h5v48z"
    assert hollow.endswith("M6.5 49.5v-10h5v10zM20.5 49.5v-19h5v19z")


def test_it_is_only_drawn_in_the_colour_of_the_text() -> None:
    picture = html.fragment_fromstring(bars([1], 2, [1]))
    assert {name for each in picture.iter() for name in each.attrib} <= PRESENTATION
    assert picture.get("aria-hidden") == "true"
    assert set(picture.xpath("//@fill | //@stroke")) == {"currentColor", "none"}
    assert len(etree.tostring(picture)) < 300
