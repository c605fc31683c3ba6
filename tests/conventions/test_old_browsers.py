"""Nobody is sent to get another browser, and a page reads in order without its style."""

import re
from pathlib import Path

from tests.build import District
from tests.servers import ROOT
from tests.visitor import Visitor

SENT_AWAY = re.compile(
    r"upgrade|outdated|(update|newer|modern|another|unsupported) browser|your browser (is|does) not support"
    r"|(enable|turn on|requires?) javascript|actualice su navegador|navegador (más nuevo|moderno|compatible)",
    re.IGNORECASE,
)


def test_no_page_asks_for_another_browser() -> None:
    sources = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("translations/**/*.po"), ROOT / "static" / "app.js"]
    said = {str(file.relative_to(ROOT)): SENT_AWAY.findall(_without_comments(file)) for file in sources}
    assert not {file: words for file, words in said.items() if words}


def test_a_page_is_in_order_without_style(district: District, visitor: Visitor) -> None:
    visitor.be(district.account(district.guardian(district.student())))
    page = visitor.open("/home").response.text
    places = [page.index(each) for each in ('href="#main"', "<header", "<nav", "<main", "<h1")]
    assert places == sorted(places)
    assert re.search(r"<h\d", page[page.index("<main") :])[0] == "<h1"  # type: ignore[index]


def _without_comments(file: Path) -> str:
    return re.sub(r"\{#.*?#\}|^\s*//.*?$", "", file.read_text(), flags=re.DOTALL | re.MULTILINE)
